"""Two people at the same moment, on two connections of their own, as the application's role.

Each race is run several times: both start behind one barrier, and whoever wins, what must hold is the same.
"""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, connections

from screening import photographs
from screening.errors import Conflict, NotAllowedNow
from screening.models import Enrolment, Participant, Role, Screening, Signature, Site, Trial, User
from screening.services import enrolment, records, screenings, signing
from screening.states import Status
from tests.factories import NOW, PASSWORD, TODAY, enter, make_eligible, make_team, open_screening, sign
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
Team = dict[Role, User]
ROUNDS = 5


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def site(team: Team) -> Site:
    return team[Role.COORDINATOR].memberships.get().site


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at once; for each what it returned, or the refusal it raised. Nothing may hang, nothing else may be raised."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")
            barrier.wait(timeout=20)
            results[place] = act()
        except Exception as error:  # noqa: BLE001  the test looks at it
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "stuck"
    unexpected = [
        each for each in results if isinstance(each, Exception) and not isinstance(each, Conflict | NotAllowedNow)
    ]
    assert unexpected == []
    return results


def one_winner(results: list[object], loses_with: type[Exception] | str) -> None:
    lost = [each for each in results if isinstance(each, Exception)]
    assert len(lost) == len(results) - 1
    for each in lost:
        if isinstance(loses_with, str):
            assert isinstance(each, NotAllowedNow)
            assert each.code == loses_with
        else:
            assert isinstance(each, loses_with)


def signed(team: Team, site: Site) -> Screening:
    screening = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], screening)
    return screening


def test_the_threads_are_the_application(team: Team) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("trialsite_app",)


def test_the_last_place_is_taken_once(team: Team, site: Site) -> None:
    with as_owner():
        Trial.objects.update(cap=ROUNDS)
    for taken in range(ROUNDS):
        waiting = [signed(team, site), signed(team, site)]
        with as_owner():
            Trial.objects.update(cap=taken + 1)
        results = together(
            *(
                lambda each=each: enrolment.enrol(by=team[Role.COORDINATOR], screening=each, today=TODAY, now=NOW)
                for each in waiting
            )
        )

        one_winner(results, "trial_full")
        assert Enrolment.objects.count() == taken + 1
        assert Screening.objects.filter(status=Status.ENROLLED).count() == taken + 1


def test_two_places_at_once_get_two_numbers(team: Team, site: Site) -> None:
    for taken in range(ROUNDS):
        waiting = [signed(team, site), signed(team, site)]
        results = together(
            *(
                lambda each=each: enrolment.enrol(by=team[Role.COORDINATOR], screening=each, today=TODAY, now=NOW)
                for each in waiting
            )
        )

        assert sorted(each.slot for each in results) == [2 * taken + 1, 2 * taken + 2]


@pytest.mark.parametrize("keyed", [False, True])
def test_one_candidate_enrolled_by_two_clicks(team: Team, site: Site, *, keyed: bool) -> None:
    for taken in range(ROUNDS):
        screening, key = signed(team, site), uuid4() if keyed else None
        click = lambda one=screening, two=key: enrolment.enrol(  # noqa: E731
            by=team[Role.COORDINATOR], screening=one, today=TODAY, now=NOW, idempotency_key=two
        )
        results = together(click, click)

        if keyed:
            assert results[0] == results[1]
        else:
            one_winner(results, "status_enrol")
        assert Enrolment.objects.count() == taken + 1


def test_an_edit_between_signing_and_enrolling(team: Team, site: Site) -> None:
    """Either the edit was first and nobody is enrolled, or the enrolment was and the record is closed."""
    outcomes = set()
    for _ in range(ROUNDS):
        screening = signed(team, site)
        edited, enrolled = together(
            lambda one=screening: records.save_facts(
                by=team[Role.INVESTIGATOR], screening=one, changes={"weight_kg": "39"}, base_version=one.version,
                today=TODAY, reason="weighed again",
            ),
            lambda one=screening: enrolment.enrol(by=team[Role.COORDINATOR], screening=one, today=TODAY, now=NOW),
        )  # fmt: skip
        screening.refresh_from_db()
        changed = screening.facts["weight_kg"] == "39"

        assert isinstance(edited, NotAllowedNow) != isinstance(enrolled, NotAllowedNow)
        assert changed is isinstance(enrolled, NotAllowedNow)
        assert screening.status == (Status.DATA_CHANGED if changed else Status.ENROLLED)
        outcomes.add(changed)
    assert outcomes <= {True, False}


def test_the_same_field_at_the_same_moment(team: Team, site: Site) -> None:
    screening = open_screening(team[Role.COORDINATOR], site)
    for weight in range(10, 10 + 2 * ROUNDS, 2):
        screening.refresh_from_db()
        base = screening.version
        results = together(
            *(
                lambda by=by, value=value, seen=base: records.save_facts(
                    by=by, screening=screening, changes={"weight_kg": value}, base_version=seen, today=TODAY
                )
                for by, value in ((team[Role.COORDINATOR], str(weight)), (team[Role.INVESTIGATOR], str(weight + 1)))
            )
        )

        one_winner(results, Conflict)
        screening.refresh_from_db()
        assert screening.version == base + 1
        (lost,) = (each for each in results if isinstance(each, Conflict))
        assert lost.fields["weight_kg"].theirs == screening.facts["weight_kg"] != lost.fields["weight_kg"].mine


def test_different_fields_at_the_same_moment_are_both_kept(team: Team, site: Site) -> None:
    for _ in range(ROUNDS):
        screening = open_screening(team[Role.COORDINATOR], site)
        results = together(
            *(
                lambda by=by, path=path, one=screening: records.save_facts(
                    by=by, screening=one, changes={path: "40"}, base_version=1, today=TODAY
                )
                for by, path in ((team[Role.COORDINATOR], "weight_kg"), (team[Role.INVESTIGATOR], "height_cm"))
            )
        )

        screening.refresh_from_db()
        assert sorted(each.version for each in results) == [2, 3]
        assert (screening.facts["weight_kg"], screening.facts["height_cm"]) == ("40", "40")


def test_an_edit_while_somebody_signs(team: Team, site: Site) -> None:
    """The signature stands on the data that were shown, or it is refused or stale: never silently on others."""
    for _ in range(ROUNDS):
        screening = make_eligible(team, site)
        base = screening.version
        together(
            lambda one=screening, seen=base: signing.sign(
                by=team[Role.INVESTIGATOR], screening=one, meaning="eligible", password=PASSWORD, today=TODAY, now=NOW,
                base_version=seen,
            ),
            lambda one=screening, seen=base: records.save_facts(
                by=team[Role.COORDINATOR], screening=one, changes={"weight_kg": "39"}, base_version=seen, today=TODAY,
                reason="weighed again",
            ),
        )  # fmt: skip
        screening.refresh_from_db()
        for signature in Signature.objects.filter(screening=screening):
            assert signature.version == base
            assert signature.assessment.facts["weight_kg"] == "38.5"
            assert photographs.problems_of(signature) == []
            assert signature.is_stale == (screening.version > base)
            assert screening.status == Status.DATA_CHANGED


def test_a_form_opened_twice_by_a_double_click(team: Team, site: Site) -> None:
    for made in range(1, ROUNDS + 1):
        key = uuid4()
        click = lambda one=key: screenings.open_screening(  # noqa: E731
            by=team[Role.COORDINATOR], site=site, birth_date="2014-09-17", sex="female", consent_date="2026-05-08",
            today=TODAY, idempotency_key=one,
        )  # fmt: skip
        results = together(click, click)

        assert results[0] == results[1]
        assert Screening.objects.count() == Participant.objects.count() == made


def test_numbers_of_screenings_opened_at_the_same_moment(team: Team, site: Site) -> None:
    results = together(*(lambda: open_screening(team[Role.COORDINATOR], site) for _ in range(6)))

    assert sorted(each.number for each in results) == [f"SCR-{number:04}" for number in range(1, 7)]


def test_a_signature_by_a_double_click(team: Team, site: Site) -> None:
    for signatures in range(1, ROUNDS + 1):
        screening, key = make_eligible(team, site), uuid4()
        click = lambda one=screening, two=key: signing.sign(  # noqa: E731
            by=team[Role.INVESTIGATOR], screening=one, meaning="eligible", password=PASSWORD, today=TODAY, now=NOW,
            idempotency_key=two,
        )  # fmt: skip
        results = together(click, click)

        assert results[0] == results[1]
        assert Signature.objects.count() == signatures


def test_a_change_that_was_sent_twice(team: Team, site: Site) -> None:
    screening = open_screening(team[Role.COORDINATOR], site)
    enter(team[Role.COORDINATOR], screening, {"height_cm": "147"})
    send = lambda: records.save_facts(  # noqa: E731
        by=team[Role.COORDINATOR], screening=screening, changes={"weight_kg": "38.5"}, base_version=2, today=TODAY
    )
    results = together(send, send)

    assert sorted(len(each.changed) for each in results) == [0, 1]
    assert screening.fact_changes.filter(path="weight_kg").count() == 1
