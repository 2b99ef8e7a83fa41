"""The worklist: the next step of everybody, today's verdict whatever day it was stored, and a fixed number of queries."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening import selectors
from screening.due import Due
from screening.models import AuditEvent, Meaning, Role, Screening, Site, User
from screening.selectors import NextStep, WorklistRow, worklist
from screening.services.reassessment import reassess_all
from tests.factories import NOW, TODAY, complete, enrol, enter, make_eligible, make_team, open_screening, sign

pytestmark = pytest.mark.django_db
Team = dict[Role, User]
LATER = timedelta(400)


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def site(team: Team) -> Site:
    return team[Role.COORDINATOR].memberships.get().site


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    selectors._remembered.clear()


def row_of(user: User, screening: Screening, **more: Any) -> WorklistRow:
    rows = {row.number: row for row in worklist(user, **{"now": NOW} | more).rows}
    return rows[screening.number]


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_what_comes_next(team: Team, site: Site) -> None:
    coordinator, investigator = team[Role.COORDINATOR], team[Role.INVESTIGATOR]
    screening = open_screening(coordinator, site)
    step = row_of(coordinator, screening).next_step
    assert (step.code, step.count, step.path) == ("enter", screening.missing_count, screening.first_missing_path)
    assert step.section != ""

    complete(coordinator, screening)
    assert row_of(investigator, screening).next_step == NextStep("judge", 3)

    ready = make_eligible(team, site)
    assert row_of(investigator, ready).next_step.code == "sign_eligible"
    sign(investigator, ready)
    assert row_of(coordinator, ready).next_step.code == "enrol"
    enter(coordinator, ready, {"weight_kg": "39"}, reason="weighed again")
    assert row_of(investigator, ready).next_step.code == "sign_again"
    sign(investigator, ready)
    enrol(coordinator, ready)
    assert row_of(coordinator, ready).next_step == NextStep("none")
    assert row_of(coordinator, ready).subject_number == "S-001"

    fails = open_screening(coordinator, site)
    enter(coordinator, fails, {"interstitial_lung_disease_ever": True})
    assert row_of(investigator, fails).next_step == NextStep("sign_failure", 1)
    sign(investigator, fails, Meaning.SCREEN_FAILURE)
    assert row_of(investigator, fails).next_step == NextStep("none")


def test_waiting_for_a_day(team: Team, site: Site) -> None:
    screening = make_eligible(team, site)
    item = screening.facts["chemo"][0]["id"]
    enter(team[Role.COORDINATOR], screening, {f"chemo/{item}/last_dose": "2026-05-10"})

    row = row_of(team[Role.COORDINATOR], screening)
    assert row.verdict == "notyet"
    assert row.next_step == NextStep("wait", len(row.limited_by), day=row.earliest_date)
    assert row.due == Due(date(2026, 5, 31), "washout")


def test_what_waits_for_whom(team: Team, site: Site) -> None:
    screening = open_screening(team[Role.COORDINATOR], site)
    assert [role for role in Role if row_of(team[role], screening).waits_for_me] == [Role.COORDINATOR]

    complete(team[Role.COORDINATOR], screening)
    assert [role for role in Role if row_of(team[role], screening).waits_for_me] == [Role.INVESTIGATOR]
    assert [row.number for row in worklist(team[Role.INVESTIGATOR], now=NOW, show="mine").rows] == [screening.number]
    assert worklist(team[Role.COORDINATOR], now=NOW, show="mine").rows == ()


def test_filters_and_their_totals(team: Team, site: Site) -> None:
    coordinator = team[Role.COORDINATOR]
    empty, fails = (
        open_screening(coordinator, site),
        open_screening(coordinator, site, birth_date="2013-01-02", initials="QQ"),
    )
    enter(coordinator, fails, {"interstitial_lung_disease_ever": True})

    found = worklist(coordinator, now=NOW)
    assert found.totals == {"all": 2, "open": 2, "missing": 1, "fail": 1, "mine": 1}
    for more, number in [({"show": "fail"}, fails), ({"show": "missing"}, empty), ({"query": "2013-01"}, fails),
                         ({"query": "qq"}, fails), ({"query": "0001"}, empty)]:  # fmt: skip
        assert [row.number for row in worklist(coordinator, now=NOW, **more).rows] == [number.number]
    assert len(worklist(coordinator, now=NOW, limit=1).rows) == 1


def test_a_fixed_number_of_queries(team: Team, site: Site) -> None:
    user = team[Role.COORDINATOR]
    assert user.roles
    open_screening(user, site)
    one = queries(lambda: worklist(user, now=NOW))
    one_tomorrow = queries(lambda: worklist(user, now=NOW + LATER))
    for _ in range(2):
        open_screening(user, site)
    selectors._remembered.clear()

    assert queries(lambda: worklist(user, now=NOW)) == one == 2
    assert queries(lambda: worklist(user, now=NOW + LATER)) == one_tomorrow == 4
    assert queries(lambda: worklist(user, now=NOW + LATER)) == 2  # remembered


def test_lists_take_a_fixed_number_of_queries(team: Team, site: Site) -> None:
    user = team[Role.ADMINISTRATOR]
    assert user.roles

    def read() -> None:
        for entry in selectors.screening_log(user):
            assert entry.decisions[0].printed_name == team[Role.INVESTIGATOR].full_name
            assert entry.enrolment.subject_number.startswith("S-")
            assert entry.site == site
        for place in selectors.enrolment_list(user):
            assert place.screening.site == site
            assert place.by.printed_name == team[Role.COORDINATOR].full_name
            assert place.signature.printed_name == team[Role.INVESTIGATOR].full_name

    counts = []
    for _ in range(2):
        made = make_eligible(team, site)
        sign(team[Role.INVESTIGATOR], made)
        enrol(team[Role.COORDINATOR], made)
        counts.append(queries(read))
    assert counts == [3, 3]


# --- another day ------------------------------------------------------------------------------------------------------


def grown_up(team: Team, site: Site) -> Screening:
    """Eligible on TODAY; the 19th birthday is tomorrow."""
    screening = make_eligible(team, site)
    tomorrow = TODAY + timedelta(1)
    enter(team[Role.COORDINATOR], screening, {
        "birth_date": tomorrow.replace(year=tomorrow.year - 19).isoformat(), "icf/signer": "participant",
        "performance/scale": "karnofsky", "assent/applicable": False,
    })  # fmt: skip
    return screening


def test_a_list_shows_the_verdict_of_the_day_it_is_read(team: Team, site: Site) -> None:
    screening = grown_up(team, site)
    events = AuditEvent.objects.count()

    assert row_of(team[Role.MONITOR], screening).verdict == "eligible"
    assert row_of(team[Role.MONITOR], screening, now=NOW + timedelta(1)).verdict == "fail"
    # Midnight in Shanghai comes at four in the afternoon of UTC.
    assert row_of(team[Role.MONITOR], screening, now=NOW + timedelta(hours=11, minutes=59)).verdict == "eligible"
    assert row_of(team[Role.MONITOR], screening, now=NOW + timedelta(hours=12)).verdict == "fail"
    # Reading wrote nothing.
    screening.refresh_from_db()
    assert (screening.verdict, screening.verdict_as_of, AuditEvent.objects.count()) == ("eligible", TODAY, events)


def test_a_change_is_seen_though_the_day_is_remembered(team: Team, site: Site) -> None:
    screening = grown_up(team, site)
    tomorrow = NOW + timedelta(1)
    assert row_of(team[Role.MONITOR], screening, now=tomorrow).verdict == "fail"
    enter(team[Role.COORDINATOR], screening, {"birth_date": "2014-09-17", "icf/signer": "parent_guardian",
                                              "performance/scale": "lansky", "assent/applicable": True})  # fmt: skip

    assert row_of(team[Role.MONITOR], screening, now=tomorrow).verdict == "eligible"


def test_a_closed_screening_keeps_the_verdict_of_its_day(team: Team, site: Site) -> None:
    screening = grown_up(team, site)
    sign(team[Role.INVESTIGATOR], screening)
    enrol(team[Role.COORDINATOR], screening)

    assert row_of(team[Role.MONITOR], screening, now=NOW + LATER).verdict == "eligible"


def test_reassess_stores_what_the_lists_show(team: Team, site: Site) -> None:
    screening = grown_up(team, site)
    version, events = screening.version, AuditEvent.objects.count()

    assert reassess_all(now=NOW) == 0
    assert reassess_all(now=NOW + timedelta(1)) == 1
    assert reassess_all(now=NOW + timedelta(1)) == 0

    screening.refresh_from_db()
    assert (screening.verdict, screening.verdict_as_of) == ("fail", TODAY + timedelta(1))
    assert screening.version == version  # no data were changed
    assert AuditEvent.objects.count() == events + 1
    word = AuditEvent.objects.latest("pk")
    assert (word.verb, word.actor, word.changes) == ("verdict.new_day", None, {"verdict": ["eligible", "fail"]})
    assert queries(lambda: worklist(team[Role.COORDINATOR], now=NOW + timedelta(1))) <= 3


def test_the_command_says_what_it_did(team: Team, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    open_screening(team[Role.COORDINATOR], site)

    call_command("reassess")

    assert capsys.readouterr().out == "1 screenings assessed for today.\n"
