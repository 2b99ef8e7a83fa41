"""The ledger: workers and the database are killed under load, and what was answered with a yes is there, once.

Writers note each write before they send it, and the answer when it comes. Where none came, or it said 503, nobody knows
whether the write was done: it is sent again, as it was, until it is answered. Afterwards the ledger is held against a
database that was on a disk with every safety on.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import psycopg
import pytest

from tests.faults.web import ROOT, Caller, Web, open_folder, wait_for, web_server
from tests.proofs import Say
from tests.sizes import size
from trialsite import devdb
from trialsite.devdb import Cluster

WRITERS = 4
WORKERS_KILLED, SERVERS_KILLED = size(full=300, quick=20, least=20), size(full=50, quick=5, least=5)
BACK_WITHIN = 10.0
SET_UP = """
import django; django.setup()
from screening.viewer import seeing_everything
from tests.factories import make_team, make_user, open_screening
from tests.faults.conftest import session_of
with seeing_everything():
    site, team = make_team()
    by = team["coordinator"]
    print(site.pk, *(f"{open_screening(by, site).number} {session_of(by)}" for _ in range(%d)))
"""


@dataclass
class Ledger:
    """What one writer sent and was told. `kept` has the weights whose saving was answered, in their order."""

    number: str
    caller: Caller
    site: str
    kept: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    sent_again: int = 0
    longest: float = 0.0

    def write_until(self, done: Event) -> None:
        turn = 0
        while not done.is_set():
            turn += 1
            self._save(turn)
            if turn % 5 == 0:
                self._open()

    def _save(self, turn: int) -> None:
        """Always another value, on the version that the last one made."""
        weight = f"{20 + turn % 50}.{turn % 10}"
        path = f"/screenings/{self.number}/form/demographics/"
        fields = {"base_version": 1 + len(self.kept), "weight_kg": weight, "birth_date": "2014-09-17", "sex": "female"}
        self._until_answered(path, fields | {"stay": "1"})
        self.kept.append(weight)

    def _open(self) -> None:
        key = str(uuid4())
        fields = {"key": key, "site": self.site, "birth_date": "2014-03-08", "sex": "male", "consent_date": "today"}
        self._until_answered("/screenings/new/", fields | {"ignore": "on"})
        self.opened.append(key)

    def _until_answered(self, path: str, fields: dict[str, object]) -> None:
        started = time.monotonic()
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.caller.post(path, fields)
                if answer.status == 302:
                    break
                assert answer.status == 503, (answer.status, answer.text)
            self.sent_again += 1
            assert time.monotonic() - started < 60, "never answered"
            time.sleep(0.05)
        self.longest = max(self.longest, time.monotonic() - started)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """On a disk, every safety on, started again by its keeper when it is killed, as under `make run`."""
    with devdb.server(folder / "pgdata") as started:
        with psycopg.connect(started.url("postgres", "postgres")) as asked:
            for safety in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
                assert asked.execute(f"SHOW {safety}").fetchone() == ("on",)
        yield started


def python(cluster: Cluster, folder: Path, *arguments: str) -> str:
    env = os.environ | cluster.environment | {"TRIALSITE_MODE": "test", "TRIALSITE_VAR": str(folder)}
    env["DJANGO_SETTINGS_MODULE"] = "trialsite.settings"
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def kill_database(folder: Path) -> None:
    os.kill(int((folder / "pgdata" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


@pytest.mark.dear
def test_what_was_acknowledged_is_there_and_once(cluster: Cluster, folder: Path, proof: Say) -> None:
    python(cluster, folder, "manage.py", "migrate", "--verbosity", "0")
    site, *pairs = python(cluster, folder, "-c", SET_UP % WRITERS).split()
    with web_server(cluster.environment["DATABASE_URL"], folder, mode="demo", workers=3) as web:
        ledgers = [
            Ledger(number, Caller(web.port, session), site)
            for number, session in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        back = under_load(ledgers, web, folder)
    for each in ledgers:
        each.caller.close()
    assert max(back) < BACK_WITHIN
    assert all(each.kept and each.opened for each in ledgers)
    held_against(cluster, ledgers)
    assert "Everything is what was written." in python(cluster, folder, "manage.py", "verify_integrity")
    proof(
        4,
        "crash ledger",
        f"{WORKERS_KILLED} workers and {SERVERS_KILLED} databases killed; {sum(len(each.kept) for each in ledgers):,} saves "
        f"and {sum(len(each.opened) for each in ledgers):,} openings acknowledged, {sum(each.sent_again for each in ledgers):,} "
        f"sent again; none lost, none twice, one audit row each; back after {max(back):.1f} s at most, longest wait "
        f"{max(each.longest for each in ledgers):.1f} s",
    )


def under_load(ledgers: list[Ledger], web: Web, folder: Path) -> list[float]:
    """Kill while the writers write; for each kill of the database, seconds until somebody was answered again."""
    done, problems = Event(), []

    def write(ledger: Ledger) -> None:
        try:
            ledger.write_until(done)
        except BaseException as problem:  # noqa: BLE001  the test looks at it
            problems.append(problem)

    threads = [Thread(target=write, args=[ledger]) for ledger in ledgers]
    for thread in threads:
        thread.start()
    back = []
    try:
        for number in range(WORKERS_KILLED):
            wait_for(lambda: web.workers() or problems)
            web.kill_a_worker(number)
            time.sleep(0.25)
            if number % (WORKERS_KILLED // SERVERS_KILLED) == 0:
                kill_database(folder)
                before = [len(each.kept) for each in ledgers]
                back.append(wait_for(lambda was=before: problems or [len(each.kept) for each in ledgers] > was))
    finally:
        done.set()
        for thread in threads:
            thread.join(timeout=90)
    assert problems == []
    assert not any(thread.is_alive() for thread in threads), "stuck"
    return back


def held_against(cluster: Cluster, ledgers: list[Ledger]) -> None:
    """Every save once and in its order, every opening once, and for each change of the data one row of the trail."""
    with psycopg.connect(cluster.url("postgres")) as asked:
        for each in ledgers:
            changes = asked.execute(
                "SELECT c.new #>> '{}', c.version FROM screening_factchange c JOIN screening_screening s ON s.id = c.screening_id "
                "WHERE s.number = %s AND c.path = 'weight_kg' ORDER BY c.version",
                [each.number],
            ).fetchall()
            assert changes == [(weight, version) for version, weight in enumerate(each.kept, 2)]
            made = asked.execute(
                "SELECT count(*) FROM screening_screening WHERE idempotency_key = ANY (%s::uuid[])", [each.opened]
            ).fetchone()
            assert made == (len(each.opened),)
        extra = asked.execute("SELECT count(*) FROM screening_screening").fetchone()
        assert extra == (WRITERS + sum(len(each.opened) for each in ledgers),)
        for table in ("screening_factchange", "screening_screening"):
            rows, distinct, trail = asked.execute(
                f"SELECT (SELECT count(*) FROM {table}), count(DISTINCT row_id), count(*) FROM screening_auditevent "  # noqa: S608
                "WHERE table_name = %s AND action = 'insert'",
                [table],
            ).fetchone()
            assert rows == distinct == trail, table
