"""Sixty-four at once for the last of forty places, through every door that leads to one: nobody is the forty-first.

In each round sixty-four people who are signed and have no place start behind one barrier, each on a connection of its
own. Some rounds begin with forty free places, most with one to four: the race is at the last one, and sixty-four come for
it. The places that are taken when a round begins are held by copies of one real enrolment; the superuser puts them there
behind the triggers, and takes the places of the round before away again. The sixty-four stay signed.

Doors: the page, over HTTP at a web server as in production; the shell, a quarter of the rounds through the services, which
the page calls too, and the others with the ORM past every service; SQL, past Django. No import writes a place, and the admin
gives none: nobody races there, and a tenth of the rounds shows it.

Whoever waited for the lock longer than the site lets anybody wait (on a machine busy with other things) comes again with
the same key, as the page of the 503 does; how often that was is told.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import choice
from threading import Barrier
from typing import Any, Self
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from screening import photographs, verdicts
from screening.clock import utc_now
from screening.errors import NotAllowedNow
from screening.models import Enrolment, Purpose, Role, Screening, Site, Trial, User
from screening.models.trial import HIGHEST_CAP
from screening.services import enrolment
from screening.viewer import seeing_everything
from tests import people, tampering
from tests.factories import PASSWORD, make_team
from tests.faults.conftest import Calling
from tests.faults.web import Caller
from tests.proofs import Say
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
CANDIDATES, PLACES, PATIENCE = 64, HIGHEST_CAP, 120
ROUNDS = size(full=1000, quick=100)
# How many places are taken when a round begins; the first of each ten has all forty to give.
TAKEN = (0, 39, 38, 39, 36, 39, 38, 39, 39, 37)
Team = dict[Role, User]
Act = Callable[[int], bool]


class Candidates:
    """Signed and waiting, with the photograph of today that a place asks for; and one who has a place already."""

    def __init__(self, site: Site, team: Team) -> None:
        self.by, self.site, self.today = team[Role.COORDINATOR], site, people.today_at(site)
        holder = people.enrolled(team, site)
        self.screenings = [people.signed(team, site) for _ in range(CANDIDATES)]
        self.signatures = [each.signatures.get() for each in self.screenings]
        self.came_again: list[int] = []
        self.trial = Trial.objects.get()
        self.holders = copies(holder)

    def begin(self, taken: int) -> None:
        """So many places are taken, and nobody of the sixty-four has one."""
        with tampering.superuser():
            tampering.run("DELETE FROM screening_enrolment")
            tampering.run("INSERT INTO screening_enrolment SELECT (jsonb_populate_record(NULL::screening_enrolment, h)).* "
                          "FROM unnest(%s::jsonb[]) AS h WHERE (h ->> 'slot')::int <= %s", self.holders, taken)  # fmt: skip
            tampering.run("UPDATE screening_screening SET status = 'signed_eligible' WHERE status = 'enrolled' "
                          "AND id = ANY (%s)", [each.pk for each in self.screenings])  # fmt: skip

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


COPY = """
INSERT INTO {0} SELECT (jsonb_populate_record(r, jsonb_build_object('id', {1} + n, {2}))).*
FROM {0} AS r, generate_series(1, %s) AS n WHERE r.id = %s
"""
KEY = "'idempotency_key', gen_random_uuid()"
HELD, SIGNED = 1_000_000, 2_000_000  # the ids of copies; a signature has a photograph of its own


def copies(holder: Screening) -> list[str]:
    """One for each place but the last, in the database; their enrolments are returned, to be put there round by round."""
    place, its = holder.enrolment, f"'screening_id', {HELD} + n"
    its_enrolment = (
        f"{its}, 'assessment_id', {HELD} + n, 'signature_id', {HELD} + n, 'slot', n, 'subject_number', 'H-' || n"
    )
    plan = [
        ("screening_participant", holder.participant_id, HELD, "'created_at', now()"),
        ("screening_screening", holder.pk, HELD, f"'number', 'H-' || n, 'participant_id', {HELD} + n, {KEY}"),
        ("screening_assessment", place.assessment_id, HELD, its),
        ("screening_assessment", place.signature.assessment_id, SIGNED, its),
        ("screening_signature", place.signature_id, HELD, f"{its}, 'assessment_id', {SIGNED} + n, {KEY}"),
        ("screening_enrolment", place.pk, HELD, f"{its_enrolment}, {KEY}"),
    ]
    with tampering.superuser():
        tampering.run("UPDATE screening_enrolment SET slot = %s WHERE id = %s", PLACES, place.pk)
        for table, pk, first_id, otherwise in plan:
            tampering.run(COPY.format(table, first_id, otherwise), PLACES - 1, pk)
        return [
            row
            for (row,) in tampering.rows(
                "SELECT to_jsonb(e)::text FROM screening_enrolment AS e WHERE id > %s ORDER BY slot", HELD
            )
        ]


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


def prove(candidates: Candidates, act: Act, rounds: int = ROUNDS) -> str:
    given, started = 0, time.monotonic()
    candidates.came_again.clear()
    with Crowd() as crowd:
        for number in range(rounds):
            taken = TAKEN[number % len(TAKEN)]
            candidates.begin(taken)
            results = crowd.all_at_once(act)

            assert taken + sum(results) == PLACES, f"round {number}, {taken} taken"
            assert list(Enrolment.objects.order_by("slot").values_list("slot", flat=True)) == list(range(1, PLACES + 1))
            given += sum(results)
    seconds, again = time.monotonic() - started, len(candidates.came_again)
    return (
        f"{rounds:,} rounds x {CANDIDATES}: {PLACES} enrolled every time, {given:,} places given, none stuck, "
        f"{again} came again after a lock, {seconds:.0f} s"
    )


def through_services(candidates: Candidates) -> Act:
    def act(number: int) -> bool:
        screening, key = candidates.screenings[number], uuid4()
        while True:
            try:
                enrolment.enrol(by=candidates.by, screening=screening, today=candidates.today, now=utc_now(),
                                idempotency_key=key)  # fmt: skip
            except OperationalError as late:
                if not isinstance(late.__cause__, psycopg.errors.LockNotAvailable):
                    raise
                candidates.came_again.append(number)
            except NotAllowedNow as refused:
                if refused.code == "trial_full":
                    return False
                raise
            else:
                return True

    return act


def through_the_page(candidates: Candidates, callers: list[Caller]) -> Act:
    def act(number: int) -> bool:
        path, key = f"/screenings/{candidates.screenings[number].number}/enrol/", {"key": str(uuid4())}
        while (answer := callers[number].post(path, key)).status == 503:
            candidates.came_again.append(number)
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


@pytest.mark.dear
def test_the_page(candidates: Candidates, caller_as_in_production: Calling, proof: Say) -> None:
    callers = [caller_as_in_production(candidates.by) for _ in range(CANDIDATES)]
    proof(1, "cap, page", prove(candidates, through_the_page(candidates, callers), ROUNDS))


@pytest.mark.dear
def test_the_shell_and_sql(candidates: Candidates, app_database_url: str, proof: Say) -> None:
    quarter = -(-ROUNDS // 4)
    proof(1, "cap, shell, services", prove(candidates, through_services(candidates), quarter))
    candidates.photograph()
    proof(1, "cap, shell, ORM", prove(candidates, through_a_shell(candidates), ROUNDS - quarter))
    with sessions(app_database_url) as opened:
        proof(1, "cap, SQL", prove(candidates, through_raw_sql(candidates, opened)))


def test_the_admin_gives_no_places(caller: Calling, proof: Say) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)
    callers = [caller(root) for _ in range(CANDIDATES)]
    rounds = size(full=100, quick=10)

    def act(number: int) -> bool:
        answer = callers[number].post("/admin/screening/enrolment/add/", {"slot": 1 + number % PLACES})
        assert answer.status == 403
        return False

    with Crowd() as crowd:
        for _ in range(rounds):
            assert not any(crowd.all_at_once(act))
    assert not Enrolment.objects.exists()
    proof(1, "cap, admin", f"{rounds:,} rounds x {CANDIDATES}: refused every time")
