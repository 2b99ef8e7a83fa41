"""Sixty-four at once for forty places, through every door that leads to one: forty get in, and nobody is stuck.

Between two rounds the superuser takes the places away again behind the triggers; the candidates stay signed.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import choice
from threading import Barrier
from typing import Any, Self
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction

from screening import photographs, verdicts
from screening.clock import utc_now
from screening.errors import NotAllowedNow
from screening.models import Enrolment, Purpose, Role, Site, Trial, User
from screening.models.trial import HIGHEST_CAP
from screening.services import enrolment
from screening.viewer import seeing_everything
from tests import people, tampering
from tests.factories import PASSWORD, make_team
from tests.faults.web import Caller
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
CANDIDATES, PLACES, PATIENCE = 64, HIGHEST_CAP, 120
Team = dict[Role, User]
Act = Callable[[int], bool]


class Candidates:
    """Signed and waiting, with the photograph of today that a place asks for."""

    def __init__(self, site: Site, team: Team) -> None:
        self.by, self.site, self.today = team[Role.COORDINATOR], site, people.today_at(site)
        self.screenings = [people.signed(team, site) for _ in range(CANDIDATES)]
        self.signatures = [each.signatures.get() for each in self.screenings]
        self.trial = Trial.objects.get()

    def photograph(self) -> None:
        """What a door without services has to bring along."""
        self.pictures = []
        for each in self.screenings:
            assessed = verdicts.assess(each, today=self.today, enrolment=self.today)
            self.pictures.append(photographs.take(each, assessed, by=self.by, at=utc_now(), purpose=Purpose.ENROLMENT))

    def place(self, number: int, slot: int) -> dict[str, object]:
        """The columns of a place that somebody gives without asking the service."""
        return {
            "trial_id": self.trial.pk, "screening_id": self.screenings[number].pk, "slot": slot,
            "subject_number": f"S-{slot:03}", "signature_id": self.signatures[number].pk,
            "assessment_id": self.pictures[number].pk, "enrolled_on": self.today, "by_id": self.by.pk, "at": utc_now(),
            "idempotency_key": uuid4(),
        }  # fmt: skip


@pytest.fixture
def candidates() -> Candidates:
    return Candidates(*make_team())


class Crowd:
    """Sixty-four threads that stay, each with a connection of its own that stays open."""

    def __init__(self) -> None:
        self.pool, self.barrier = ThreadPoolExecutor(CANDIDATES), Barrier(CANDIDATES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.all_at_once(lambda _number: bool(connections.close_all()))
        self.pool.shutdown()

    def all_at_once(self, act: Act) -> list[bool]:
        """Whether each got a place. Anything but a yes or a refusal is raised; nobody waits longer than PATIENCE."""

        def run(number: int) -> bool:
            self.barrier.wait(timeout=PATIENCE)
            return act(number)

        return [each.result(timeout=PATIENCE) for each in [self.pool.submit(run, each) for each in range(CANDIDATES)]]


def prove(rounds: int, act: Act) -> None:
    with Crowd() as crowd:
        for number in range(rounds):
            results = crowd.all_at_once(act)

            assert sum(results) == PLACES, f"round {number}"
            assert list(Enrolment.objects.order_by("slot").values_list("slot", flat=True)) == list(range(1, PLACES + 1))
            empty()


def empty() -> None:
    with tampering.superuser(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM screening_enrolment")
        cursor.execute("UPDATE screening_screening SET status = 'signed_eligible' WHERE status = 'enrolled'")


def through_services(candidates: Candidates) -> Act:
    def act(number: int) -> bool:
        screening = candidates.screenings[number]
        try:
            enrolment.enrol(by=candidates.by, screening=screening, today=candidates.today, now=utc_now())
        except NotAllowedNow as refused:
            if refused.code == "trial_full":
                return False
            raise
        return True

    return act


def through_the_page(candidates: Candidates, callers: list[Caller]) -> Act:
    def act(number: int) -> bool:
        path = f"/screenings/{candidates.screenings[number].number}/enrol/"
        answer = callers[number].post(path, {"key": str(uuid4())})
        assert answer.status in {302, 409}, answer.text
        if answer.status == 409:
            assert "All 40 places of the trial are taken." in answer.text
        return answer.status == 302

    return act


def free_place(taken: Iterable[int]) -> int:
    """What somebody does who knows no lock: look, then take one that seems free; the forty-first where none does."""
    free = set(range(1, PLACES + 1)) - set(taken)
    return choice(sorted(free)) if free else PLACES + 1  # noqa: S311  nothing secret


def through_a_shell(candidates: Candidates) -> Act:
    """manage.py shell with the ORM: no service, no lock; what holds is the database."""

    def act(number: int) -> bool:
        with seeing_everything():
            while (slot := free_place(Enrolment.objects.values_list("slot", flat=True))) <= PLACES:
                with contextlib.suppress(IntegrityError), transaction.atomic():
                    Enrolment.objects.create(**candidates.place(number, slot))
                    return True
            with pytest.raises(IntegrityError, match="beyond the cap"):
                Enrolment.objects.create(**candidates.place(number, slot))
        return False

    return act


def through_raw_sql(candidates: Candidates, sessions: list["psycopg.Connection[Any]"]) -> Act:
    """Connections that know nothing of Django, as the application's role."""
    columns = list(candidates.place(0, 1))
    values = ", ".join(f"%({each})s" for each in columns)
    insert = f"INSERT INTO screening_enrolment ({', '.join(columns)}) VALUES ({values})"  # noqa: S608

    def act(number: int) -> bool:
        session = sessions[number]
        while (
            slot := free_place(each for (each,) in session.execute("SELECT slot FROM screening_enrolment"))
        ) <= PLACES:
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                session.execute(insert, candidates.place(number, slot))
                return True
        with pytest.raises(psycopg.errors.CheckViolation, match="beyond the cap"):
            session.execute(insert, candidates.place(number, slot))
        return False

    return act


@contextlib.contextmanager
def sessions(database_url: str) -> Iterator[list["psycopg.Connection[Any]"]]:
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(psycopg.connect(database_url, autocommit=True)) for _ in range(CANDIDATES)]
        for session in opened:
            session.execute("SELECT set_config('trialsite.viewer', '*', false)")
        yield opened


def test_every_door(candidates: Candidates, caller: Callable[[User], Caller], app_database_url: str) -> None:
    prove(size(full=1000, quick=1), through_services(candidates))
    prove(size(full=1000, quick=1), through_the_page(candidates, [caller(candidates.by) for _ in range(CANDIDATES)]))
    candidates.photograph()
    prove(size(full=1000, quick=3), through_a_shell(candidates))
    with sessions(app_database_url) as opened:
        prove(size(full=1000, quick=3), through_raw_sql(candidates, opened))


def test_the_admin_gives_no_places(caller: Callable[[User], Caller]) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)

    answer = caller(root).post("/admin/screening/enrolment/add/", {"slot": 1})

    assert answer.status == 403
    assert not Enrolment.objects.exists()
