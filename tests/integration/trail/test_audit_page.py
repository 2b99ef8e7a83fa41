"""The audit trail of a site: who may review it, what the filters find, what stands out, and the file."""

import csv
import io
from datetime import timedelta

import pytest

from screening.clock import utc_now
from screening.models import AuditEvent, AuditLink, Role
from screening.services.integrity import current_head, read_heads
from tests import factories, people, tampering
from tests.factories import enter, judge, open_screening, row, sign

pytestmark = pytest.mark.django_db(transaction=True)
DANGEROUS = "=HYPERLINK(1)"


def rows_of(client, **query) -> list[str]:
    page = client.get("/audit/", query)
    assert page.status_code == 200
    return [row.what for row in page.context["rows"]]


def marks(client, **query) -> list[str]:
    return [mark for row in client.get("/audit/", query).context["rows"] for mark in row.marks]


def test_who_reviews(site, team, as_role, client):
    people.signed(team, site)

    for role in (Role.INVESTIGATOR, Role.ADMINISTRATOR, Role.MONITOR):
        page = as_role(role).get("/audit/")
        assert page.status_code == 200
        assert 'href="/audit/"' in as_role(role).get("/worklist/").text
    refused = as_role(Role.COORDINATOR).get("/audit/")
    assert refused.status_code == 403
    assert "Investigator or Administrator or Monitor is needed" in refused.text
    assert 'href="/audit/"' not in as_role(Role.COORDINATOR).get("/worklist/").text
    assert client.get("/audit/").status_code == 302


def test_another_sites_trail_does_not_exist(site, team, monitor):
    other = factories.make_site("QQX")
    factories.make_team(other)

    assert monitor.get("/audit/", {"site": "QQX"}).status_code == 404
    assert monitor.get("/audit/", {"site": site.code}).status_code == 200
    assert "QQX" not in monitor.get("/audit/").text


def test_the_filters(site, team, monitor):
    one, two = people.opened(team, site), people.opened(team, site)
    day = people.today_at(site)
    enter(team[Role.COORDINATOR], one, {"weight_kg": "38.5"}, today=day)
    enter(team[Role.INVESTIGATOR], two, row("chemo", agent="vincristine"), today=day)

    assert rows_of(monitor).count("Data changed") == 2
    assert rows_of(monitor, person=team[Role.INVESTIGATOR].pk) == ["Data changed"]
    assert rows_of(monitor, verb="screening.open", number=one.number.lower()) == ["Screening opened"] * 1
    assert rows_of(monitor, field="weight_kg") == ["Data changed"]
    assert rows_of(monitor, field="chemo[].agent") == ["Data changed"]
    assert rows_of(monitor, field="height_cm") == []
    assert rows_of(monitor, since=day + timedelta(1)) == rows_of(monitor, until=day - timedelta(1)) == []
    assert len(rows_of(monitor, since=day, until=day)) == len(rows_of(monitor))
    for nonsense in ({"person": "x"}, {"since": "2026-02-30"}, {"until": "9999-12-31"}, {"show": "x"}, {"page": "x"}):
        assert rows_of(monitor, **nonsense) == rows_of(monitor)


def test_what_is_no_day_is_said(site, monitor):
    assert "“2026-02-30” is no day: write it as 2026-05-20" in monitor.get("/audit/?since=2026-02-30").text
    assert "is no day" not in monitor.get("/audit/?since=2026-02-28&until=").text


def test_who_somebody_is_stands_there_for_who_may_know(site, team, monitor, investigator):
    people.opened(team, site, initials="QZX")

    assert "QZX" in investigator.get("/audit/").text
    assert "QZX" not in monitor.get("/audit/").text


def test_what_a_query_or_a_tick_is_about_is_named_as_on_the_pages(site, team, monitor):
    people.queried(team, people.opened(team, site))
    about = [
        change.new
        for row in monitor.get("/audit/").context["rows"]
        for change in row.changes
        if change.label == "About"
    ]

    assert about == ["I1 Informed consent signed", "E24 Allogeneic tissue or organ transplant", "Weight"]


def test_late_entries_stand_out(site, team, monitor):
    by, today = team[Role.COORDINATOR], people.today_at(site)
    screening = people.opened(team, site)
    lab = {"test": "ANC", "value": "2", "unit": "10*9/L"}
    enter(by, screening, row("labs", date=today.isoformat(), **lab), today=today)
    assert marks(monitor) == []

    # Opened ten days ago, as far as a reader can see: what is of that day is late now.
    with tampering.superuser():
        tampering.run("UPDATE screening_screening SET opened_at = opened_at - interval '10 days'")
    screening.refresh_from_db()
    for days, late in ((3, None), (4, "Entered 4 days late"), (20, "Entered 10 days late")):
        enter(by, screening, row("labs", date=(today - timedelta(days)).isoformat(), **lab), today=today)
        newest = monitor.get("/audit/").context["rows"][0]
        assert list(newest.marks) == ([late] if late else []), days
    assert marks(monitor, show="late") == ["Entered 10 days late", "Entered 4 days late"]


def test_changes_after_a_signature_stand_out(site, team, monitor):
    screening = people.signed(team, site)
    assert "Changed after a signature" not in marks(monitor)

    enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"}, reason="weighed again", today=people.today_at(site))
    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": (False, "known")}, today=people.today_at(site))

    assert "Changed after a signature" in marks(monitor)
    assert set(rows_of(monitor, show="after")) == {"Data changed", "Judged"}


def test_a_verdict_that_turned_stands_out(site, team, monitor):
    screening, today = people.judged(team, site), people.today_at(site)
    wanted = {"show": "turned"}
    assert rows_of(monitor, **wanted) == []

    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": (True, "missed visits")}, today=today)
    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": (False, "came back")}, today=today)

    assert marks(monitor, **wanted) == ["Not eligible before, now: Eligible, ready to sign"]


def test_the_file(site, team, administrator, monitor, coordinator):
    screening = people.opened(team, site)
    enter(team[Role.COORDINATOR], screening, {"weight_kg": "38.5"}, reason=DANGEROUS, today=people.today_at(site))
    before = current_head()
    answer = administrator.post("/audit/export/", {"site": site.code})

    assert answer.status_code == 200
    assert 'filename="audit-trail-' in answer.headers["Content-Disposition"]
    *rows, last = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert read_heads(last[0]) == [current_head()] != [before]  # the download itself is in it
    table = [dict(zip(rows[0], each, strict=True)) for each in rows[1:]]
    weight = next(each for each in table if each["Field"] == "facts/weight_kg")
    event = AuditEvent.objects.get(table_name="screening_screening", verb="record.change")
    assert (weight["Old"], weight["New"], weight["Reason"]) == ("", "38.5", f"'{DANGEROUS}")
    assert weight["When (UTC)"] == f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert (weight["User name"], weight["Screening no."]) == (team[Role.COORDINATOR].username, screening.number)
    assert (weight["Place in the trail"], weight["Hash"]) == (str(event.link.seq), event.link.hash)
    # Nothing of the site is left out, but who somebody is where the reader may not know.
    there = AuditLink.objects.filter(seq__lte=before.seq, event__site=site)
    hidden = there.filter(event__table_name="screening_participantidentity")
    assert {each["Place in the trail"] for each in table} == {str(link.seq) for link in there.difference(hidden)}

    event = AuditEvent.objects.get(verb="export.download")
    assert event.changes == {"list": "audit-trail", "form": "csv", "rows": len(table)}
    assert (event.site, event.actor) == (site, team[Role.ADMINISTRATOR])
    assert monitor.post("/audit/export/").status_code == 403
    assert coordinator.post("/audit/export/").status_code == 403
    assert administrator.get("/audit/export/").status_code == 405


def test_signatures_say_who_when_and_what_wherever_they_are_shown(site, team, monitor, administrator):
    """21 CFR 11.50: printed name, date and time with zone, meaning; on the page and in the file, as stored."""
    screening = people.enrolled(team, site)
    signature = screening.signatures.get()

    page = monitor.get(f"/screenings/{screening.number}/verdict/").text
    elements = (signature.printed_name, f"{signature.signed_at:%Y-%m-%d %H:%M:%S} UTC", signature.timezone)
    assert all(each in page for each in elements)
    assert signature.statement in page
    assert signature.get_meaning_display() in page
    assert read_heads(page) == [current_head()]

    for name in ("screening-log", "enrolment-list"):
        header, line, last = csv.reader(
            io.StringIO(administrator.post(f"/exports/{name}.csv").content.decode("utf-8-sig"))
        )
        shown = dict(zip(header, line, strict=True))
        assert shown["Signed by"] == signature.printed_name
        assert shown["Signed at"] == f"{signature.signed_at:%Y-%m-%d %H:%M} UTC"
        assert shown["Meaning of the signature"] == "Eligible"
        assert read_heads(last[0])
    assert utc_now() >= signature.signed_at


def test_unsigned_screenings_show_no_head(site, team, monitor):
    screening = people.judged(team, site)

    assert read_heads(monitor.get(f"/screenings/{screening.number}/verdict/").text) == []


def test_the_page_asks_no_more_for_more_rows(site, team, monitor, django_assert_max_num_queries):
    open_screening(team[Role.COORDINATOR], site)
    for _ in range(3):
        sign(team[Role.INVESTIGATOR], factories.make_eligible(team, site))
    with django_assert_max_num_queries(25):
        assert len(rows_of(monitor)) > 30
