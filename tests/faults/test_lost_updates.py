"""Two people write the same answer from the same page: one is kept, the other is told. Never neither, never silently.

Every writer notes what it sent and what it was told; afterwards the notes are held against the history.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from screening.errors import Conflict
from screening.models import FactChange, Role, Screening, Site, User
from screening.services import records
from tests.factories import TODAY, make_team, make_user, open_screening
from tests.faults.conftest import Calling
from tests.proofs import Say
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4
EDITS, EDITS_OVER_HTTP = size(full=10_000, quick=1000), size(full=2000, quick=200)
Told = list[tuple[str, bool]]
Send = Callable[[int, int, str], bool]


@pytest.fixture
def people() -> list[User]:
    site, team = make_team()
    return [team[Role.COORDINATOR], *(make_user(Role.COORDINATOR, site) for _ in range(WRITERS - 1))]


@pytest.fixture
def screening(people: list[User]) -> Screening:
    site: Site = people[0].memberships.get().site
    return open_screening(people[0], site)


def conflicting(edits: int, send: Send) -> Told:
    """Rounds in which all write at once on the same version. What was sent, and whether it was told that it is kept."""
    barrier, told = Barrier(WRITERS), []

    def write(who: int) -> None:
        try:
            for number in range(edits // WRITERS):
                barrier.wait(timeout=60)
                version = 1 + number  # one of each round is kept
                value = f"{20 + number % 60}.{who + 1}"
                told.append((f"{version} {value}", send(who, version, value)))
        except BaseException:
            barrier.abort()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        for each in [pool.submit(write, who) for who in range(WRITERS)]:
            each.result(timeout=3600)
    return told


def check(told: Told, screening: Screening, edits: int) -> None:
    """Exactly what was called kept is in the history; one in each round; every other writer was told otherwise."""
    kept = [f"{change.base_version} {change.new}" for change in FactChange.objects.filter(path="weight_kg")]
    screening.refresh_from_db()
    assert len(told) == edits
    assert sorted(kept) == sorted(sent for sent, is_kept in told if is_kept)
    assert len(kept) == edits // WRITERS == screening.version - 1
    assert max(kept, key=lambda sent: int(sent.split()[0])).split()[1] == screening.facts["weight_kg"]


@pytest.mark.dear
def test_through_the_services(people: list[User], screening: Screening, proof: Say) -> None:
    def send(who: int, version: int, value: str) -> bool:
        try:
            saved = records.save_facts(
                by=people[who], screening=screening, changes={"weight_kg": value}, base_version=version, today=TODAY
            )
        except Conflict as conflict:
            clash = conflict.fields["weight_kg"]
            assert clash.mine == value != clash.theirs
            return False
        assert saved.changed == ("weight_kg",)
        return True

    check(conflicting(EDITS, send), screening, EDITS)
    proof(2, "lost updates, services", f"{EDITS:,} conflicting edits: none silent, every loser told")


@pytest.mark.dear
def test_over_http(people: list[User], screening: Screening, caller: Calling, proof: Say) -> None:
    callers = [caller(each) for each in people]
    path = f"/screenings/{screening.number}/form/demographics/"

    def send(who: int, version: int, value: str) -> bool:
        answer = callers[who].post(path, {"base_version": version, "weight_kg": value, "stay": "1"})
        if answer.status == 409:
            assert 'id="conflict-weight_kg"' in answer.text
            assert f'value="{value}"' in answer.text, "what was typed is still in its field"
            return False
        assert answer.status == 302
        return True

    check(conflicting(EDITS_OVER_HTTP, send), screening, EDITS_OVER_HTTP)
    proof(2, "lost updates, page", f"{EDITS_OVER_HTTP:,} conflicting edits: none silent, every loser told")
