"""The tamper hunt: whatever somebody with all rights alters behind the application's back, verify_integrity finds it."""

from random import Random

import pytest
from django.db import DatabaseError

from screening.models import Role, Screening, User
from screening.services import identity
from screening.services.integrity import current_head, verify
from tests import tampering
from tests.factories import enrol, enter, judge, make_eligible, make_team, open_screening, row, sign
from tests.proofs import Say
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = size(full=1000, quick=100)
PARTS = 4  # so that no worker waits for the other at the end


@pytest.fixture
def story() -> None:
    """Three screenings: enrolled, signed and changed since, and just begun."""
    site, team = make_team()
    enrolled(team, site)
    changed = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], changed)
    enter(team[Role.COORDINATOR], changed, {"weight_kg": "39"}, reason="weighed again")
    begun = open_screening(team[Role.COORDINATOR], site)
    enter(team[Role.COORDINATOR], begun, row("chemo", agent="vincristine", last_dose="2026-02"))
    enter(team[Role.COORDINATOR], begun, row("chemo", agent="irinotecan", last_dose="2026-03-01"))
    judge(team[Role.INVESTIGATOR], begun, {"poor_compliance": (False, "known well")})


def enrolled(team: dict[Role, User], site: object) -> Screening:
    screening = make_eligible(team, site)  # type: ignore[arg-type]
    identity.save_identity(
        by=team[Role.COORDINATOR], screening=screening, initials="W", hospital_number="", name="", reason="asked"
    )
    sign(team[Role.COORDINATOR], screening, "data_complete")
    sign(team[Role.INVESTIGATOR], screening)
    enrol(team[Role.COORDINATOR], screening)
    return screening


@pytest.mark.parametrize("part", range(PARTS))
def test_everything_altered_is_found(story: None, part: int, proof: Say) -> None:
    head = current_head()
    missed, rounds = [], range(part * ROUNDS // PARTS, (part + 1) * ROUNDS // PARTS)
    with tampering.superuser():
        assert verify([head]).problems == []
        for number in rounds:
            way = tampering.WAYS[number % len(tampering.WAYS)]
            with tampering.undone():
                what = altered(way, number)
                if verify([head]).clean:
                    missed.append((number, way.__name__, what))
        assert verify([head]).problems == [], "what was altered was not put back"
    assert missed == []
    proof(7, f"tamper hunt, {part + 1} of {PARTS}", f"{len(rounds):,} alterations, all found")


def altered(way: object, number: int) -> str:
    """What a constraint refuses even to the superuser is tried elsewhere; a way must work in the end."""
    for attempt in range(30):
        try:
            return way(Random(f"{number}/{attempt}"))  # type: ignore[operator]  # noqa: S311  the same rounds every time
        except DatabaseError:
            continue
    raise AssertionError(f"{way} altered nothing in 30 attempts")
