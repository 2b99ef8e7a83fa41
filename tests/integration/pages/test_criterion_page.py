"""The page of one criterion: the rule as a tree with what was seen, and when its verdict changed and by what."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from criteria import Truth, load_protocol
from screening.clock import telling
from screening.models import Role, Screening
from screening.presenters import display_code
from screening.rows.turns import _Past, _steps, turns
from screening.verdicts import word_of
from screening.views.common import assessment_of, today_at
from tests import factories, people

pytestmark = pytest.mark.django_db


def page(client, screening, code):
    answer = client.get(f"/screenings/{screening.number}/verdict/{code}/")
    assert answer.status_code == 200
    return answer.text


def tree_of(text):
    return re.search(r'<ul class="tree">.*?</section>', text, re.DOTALL)[0]


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_rule_stands_as_a_tree_with_what_was_seen(site, team, coordinator):
    today = people.today_at(site)
    dose = {"agent": "irinotecan", "myelosuppressive": True, "nitrosourea": False, "last_dose": today.isoformat()}
    screening = people.filled(team, site, chemo=[dose])
    item = screening.facts["chemo"][0]["id"]

    tree = tree_of(page(coordinator, screening, "I7"))
    said = words(tree)

    assert said.startswith("no Every entry: Chemotherapy")
    assert f"Last dose: ≥ 21 days before {screening.planned_first_dose} → {today}" in said
    assert "not asked here then Last dose: ≥ 42 days" in said
    assert f'/form/therapies/#id_chemo-{item}-last_dose"' in tree
    assert re.search(r'class="is-no decides">\s*<span class="truth truth-no">no</span>\s*<span class="asked">', tree)


def test_every_rule_can_be_drawn(site, team, coordinator):
    for screening in (people.opened(team, site), people.judged(team, site)):
        assessment = assessment_of(screening)
        for result in assessment.criteria:
            tree = tree_of(page(coordinator, screening, display_code(result.id)))
            root = re.search(r'<li class="is-(\w+)', tree)[1]
            assert root == {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "unknown"}[result.evidence.truth]
            assert tree.count("<ul") == tree.count("</ul>")
            assert tree.count("<li") == tree.count("</li>")


def test_the_tree_speaks_chinese(site, team, coordinator):
    screening = people.filled(team, site)

    with translation.override("en"):  # which a page in Chinese would leave behind for the next test
        coordinator.post("/accounts/language/", {"language": "zh-hans", "next": "/"})
        assert "每一条：化疗" in words(tree_of(page(coordinator, screening, "I7")))


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_when_the_verdict_changed_and_by_what(site, team, coordinator):
    # Surgery thirty days ago was entered three weeks ago; yesterday another one was added.
    today, by = people.today_at(site), team[Role.COORDINATOR]
    entered, mended = today - timedelta(21), today - timedelta(1)
    with telling(at(entered, 8)):
        screening = people.opened(team, site)
    surgery = {"kind": "major_surgery", "date": (today - timedelta(30)).isoformat()}
    with telling(at(entered)):
        changes = factories.storage_changes({"recent_events": [surgery]})
        factories.enter(by, screening, changes, today=entered)
    another = factories.storage_changes({"recent_events": [surgery | {"date": (today - timedelta(9)).isoformat()}]})
    with telling(at(mended)):
        factories.enter(by, screening, another, today=mended)
    screening.refresh_from_db()

    found = turns(screening, load_protocol()["E08"], until=today)

    assert [(turn.day, turn.at is None, turn.before and turn.before.key, turn.after.key) for turn in found] == [
        (mended, False, "pass", "notyet"),
        (today - timedelta(1), True, "notyet", "pass"),
        (entered, False, None, "notyet"),
    ]
    assert found[0].causes[0].startswith("Surgery, severe trauma, fracture, ulcer (2), ")
    assert [(turn.causes, turn.who) for turn in found if turn.at is None] == [(("The day came",), "")]
    assert words(page(coordinator, screening, "E8")).count("The day came") == 1


def test_a_first_dose_that_has_passed_counts_from_its_day(site, team):
    today, by = people.today_at(site), team[Role.COORDINATOR]
    with telling(at(today - timedelta(20))):
        screening = people.opened(team, site)
        factories.records.set_dates(
            by=by, screening=screening, base_version=screening.version, today=today - timedelta(20),
            planned_first_dose=today - timedelta(10),
        )  # fmt: skip
        dose = {"agent": "irinotecan", "myelosuppressive": True, "last_dose": (today - timedelta(50)).isoformat()}
        changes = factories.storage_changes({"chemo": [dose], "nitrosourea_ever": False})
        factories.enter(by, screening, changes, today=today - timedelta(20))
    screening = Screening.objects.get(pk=screening.pk)

    found = turns(screening, load_protocol()["I07"], until=today)

    assert found[0].after.key == word_of(assessment_of(screening)["I07"])
    assert (found[0].day, found[0].at) == (today - timedelta(9), None)


def test_what_was_written_gives_what_is_known(site, team):
    """The past worked out again ends with the record and the verdicts of today."""
    screening = people.judged(team, site, chemo=[{"agent": "irinotecan"}, {"agent": "vincristine"}])
    gone = screening.facts["chemo"][0]["id"]
    factories.records.remove_item(
        by=team[Role.COORDINATOR], screening=screening, list_path="chemo", item_id=gone, reason="typed twice",
        base_version=screening.version, today=people.today_at(site),
    )  # fmt: skip
    screening = Screening.objects.get(pk=screening.pk)
    assessment = assessment_of(screening)

    for criterion in assessment.protocol.criteria:
        past = _Past(screening, criterion)
        for step in _steps(screening, criterion):
            list(past.after(step))
        assert past._facts == screening.facts
        found = turns(screening, criterion, until=today_at(screening))
        assert found[0].after.key == word_of(assessment[criterion.id]), criterion.id
