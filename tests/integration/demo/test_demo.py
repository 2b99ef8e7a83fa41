"""What a visitor finds in the demo."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError

from screening.clock import site_today
from screening.demo.people import PASSWORD, PEOPLE, accounts
from screening.demo.stories import STORIES
from screening.models import DECISIONS, AuditEvent, Enrolment, OverallWord, Role, Screening, Signature, Site, User
from screening.selectors import out_of_date, worklist
from screening.states import Status
from screening.verdicts import WORDS, assess, word_of
from tests.factories import NOW
from tests.integration.demo.support import run, whole_database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(scope="module")
def assessments(demo):
    """Each as it was when it was last looked at."""
    return [assess(each, today=each.verdict_as_of) for each in demo.values()]


def verdicts_by_item(assessments, verdict):
    return {result.id for each in assessments for result in each.criteria if result.verdict.value == verdict}


def test_46_screenings_at_three_sites_in_two_time_zones():
    numbers = Screening.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"SCR-{each:04}" for each in range(1, 47)]
    assert dict(Site.objects.values_list("code", "timezone")) == {
        "NGB": "Asia/Shanghai", "SHA": "Asia/Shanghai", "VIE": "Europe/Vienna",
    }  # fmt: skip
    assert min(Counter(Screening.objects.values_list("site__code", flat=True)).values()) >= 10


def test_every_status_and_every_verdict():
    statuses = Counter(Screening.objects.values_list("status", flat=True))
    assert statuses == {
        Status.ENROLLED: 17, Status.IN_SCREENING: 14, Status.SIGNED_FAILURE: 9,
        Status.SIGNED_ELIGIBLE: 2, Status.DATA_CHANGED: 2, Status.WITHDRAWN: 2,
    }  # fmt: skip
    assert set(Screening.objects.values_list("verdict", flat=True)) == set(OverallWord.values)
    assert Screening.objects.filter(verdict=OverallWord.NOT_YET).count() == 3


def test_each_screening_stands_where_its_story_says(demo):
    for place, story in enumerate(STORIES):
        screening = demo[place]
        assert (screening.number, screening.verdict, tuple(screening.failing)) == (
            screening.number, story.verdict, story.fails,
        )  # fmt: skip


def test_each_of_the_42_items_fails_somewhere(assessments):
    items = [result.id for result in assessments[0].criteria]
    assert len(items) == 42
    assert verdicts_by_item(assessments, "NOT_MET") | verdicts_by_item(assessments, "PRESENT") == set(items)


def test_each_item_is_open_somewhere_and_each_judgement_waits(assessments):
    items = {result.id for result in assessments[0].criteria}
    # E22 and E25 are nothing but a judgement: they wait for it, data they never lack.
    assert verdicts_by_item(assessments, "UNKNOWN") == items - {"E22", "E25"}
    assert verdicts_by_item(assessments, "JUDGEMENT") == {"I05", "I13", "E07", "E09", "E12", "E22", "E25"}


def test_each_word_of_the_screens_appears(assessments):
    assert {word_of(result) for each in assessments for result in each.criteria} == set(WORDS)


def test_questions_to_the_sponsor_and_badges_of_other_readings(assessments):
    results = [result for each in assessments for result in each.criteria]
    assert {result.id for result in results if result.query is not None} >= {
        "I10",
        "I11",
        "E01",
        "E02",
        "E06",
        "E21",
        "E24",
    }
    assert len({result.id for result in results if result.reading_dependent}) >= 8


def test_who_waits_knows_until_when():
    for waiting in Screening.objects.filter(verdict=OverallWord.NOT_YET):
        assert waiting.earliest_date > waiting.verdict_as_of
        assert not waiting.earliest_if_resolved


def test_places_are_taken_in_the_order_of_days():
    enrolments = list(Enrolment.objects.order_by("slot"))
    assert [each.subject_number for each in enrolments] == [f"S-{slot:03}" for slot in range(1, 18)]
    assert [each.enrolled_on for each in enrolments] == sorted(each.enrolled_on for each in enrolments)


def test_nothing_was_signed_in_the_future_and_two_signatures_are_stale():
    assert not Signature.objects.filter(signed_at__gt=NOW).exists()
    assert not Screening.objects.filter(verdict_as_of__gt=NOW.date() + timedelta(1)).exists()
    stale = [each.screening.status for each in Signature.objects.select_related("screening") if each.is_stale]
    assert stale == [Status.DATA_CHANGED] * 2


def test_what_a_signature_stands_on_was_recorded_before_it():
    for signature in Signature.objects.filter(meaning__in=DECISIONS).select_related("screening"):
        before = signature.screening.fact_changes.filter(version__lte=signature.version)
        assert before.exists()
        assert max(before.values_list("at", flat=True)) <= signature.signed_at, signature.screening.number


def test_a_child_came_back_and_was_enrolled():
    again = Screening.objects.get(rescreening_of__isnull=False)
    assert (again.status, again.rescreening_of.status) == (Status.ENROLLED, Status.SIGNED_FAILURE)
    assert len(again.facts["chemo"]) == 1


def test_open_verdicts_are_todays():
    assert not out_of_date(NOW).exists()
    newest = Screening.objects.get(facts__sex="female", version=1)
    assert newest.verdict_as_of == site_today(newest.site, NOW)


def test_people_of_each_role_with_a_password_that_the_rules_allow():
    listed = accounts()
    assert [each.username for each in listed] == [person.username for person in PEOPLE]
    assert Counter(each.role for each in listed) == {
        str(Role.COORDINATOR.label): 3, str(Role.INVESTIGATOR.label): 3,
        str(Role.ADMINISTRATOR.label): 1, str(Role.MONITOR.label): 1,
    }  # fmt: skip
    assert [each.sites for each in listed if len(each.sites) > 1] == [("NGB", "SHA", "VIE")] * 2
    for user in User.objects.all():
        validate_password(PASSWORD, user)
        assert user.check_password(PASSWORD)


def test_the_monitor_sees_all_and_a_coordinator_the_own_site():
    everything = worklist(User.objects.get(username="monitor"), now=NOW)
    assert len(everything.rows) == 46
    assert {row.next_step.code for row in everything.rows} == {
        "enter", "judge", "sign_eligible", "sign_failure", "sign_again", "enrol", "wait", "none",
    }  # fmt: skip
    vienna = worklist(User.objects.get(username="vienna-coordinator"), now=NOW)
    assert {row.site_code for row in vienna.rows} == {"VIE"}


def test_loading_again_changes_nothing():
    before = whole_database()

    assert run("--if-empty") == ""
    with pytest.raises(CommandError, match="loaded already"):
        run()

    assert whole_database() == before


def test_the_accounts_are_printed():
    lines = run("--accounts").splitlines()
    assert PASSWORD in lines[1]
    assert [line.split()[0] for line in lines[4:]] == [person.username for person in PEOPLE]
    assert lines[-1].split() == ["monitor", "Tomasz", "Nowicki", "Monitor", "NGB,", "SHA,", "VIE"]


def test_each_clinical_change_has_somebody_in_the_trail():
    anonymous = AuditEvent.objects.filter(screening__isnull=False, actor__isnull=True)
    assert not anonymous.exists()
