"""Many people at the same time, at the web server as `make run` starts it: pages read, and saves with their audit chain."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from screening.models import AuditLink, Role, User
from screening.services.integrity import verify
from tests import people
from tests.bench.figures import Figure, report
from tests.factories import PASSWORD, make_team, make_user, open_screening
from tests.faults.conftest import session_of
from tests.faults.web import Caller, Web, open_folder, web_server

pytestmark = pytest.mark.django_db(transaction=True)
READERS, READ_SECONDS, READS_A_SECOND, READ_P95_MS = 20, 8.0, 100, 250
WRITERS, WRITE_SECONDS, SAVES_A_SECOND, WRITE_P95_MS = 8, 8.0, 50, 200
SIGN_INS, SIGN_IN_P95_MS = 50, 6000
Work = Callable[[int, int], None]
CallersOf = Callable[[User, int], list[Caller]]


@pytest.fixture
def web(app_database_url: str) -> Iterator[Web]:
    with open_folder() as folder, web_server(app_database_url, folder, mode="demo", workers=3) as served:
        yield served


@pytest.fixture
def callers_of(web: Web) -> Iterator[CallersOf]:
    made: list[Caller] = []

    def call_as(user: User, many: int) -> list[Caller]:
        session = session_of(user)
        made.extend(Caller(web.port, session) for _ in range(many))
        return made[-many:]

    yield call_as
    for each in made:
        each.close()


def under_load(many: int, seconds: float, work: Work) -> tuple[float, float]:
    """Calls a second, and the 95th percentile of their time in milliseconds. An error of one is an error of all."""
    spent: list[float] = []
    problems: list[BaseException] = []
    end = time.perf_counter() + seconds

    def run(who: int) -> None:
        turn = 0
        try:
            while time.perf_counter() < end:
                started = time.perf_counter()
                work(who, turn)
                spent.append(time.perf_counter() - started)
                turn += 1
        except BaseException as problem:  # noqa: BLE001  raised below
            problems.append(problem)

    threads = [Thread(target=run, args=[who]) for who in range(many)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=seconds + 60)
    took = time.perf_counter() - started
    assert problems == []
    return len(spent) / took, sorted(spent)[int(len(spent) * 0.95)] * 1000


def figures(name: str, found: tuple[float, float], *, rate: float, p95: float) -> list[Figure]:
    """The rate as the time that one call takes of the whole machine, so that less is better in both lines."""
    each, late = found
    return [
        Figure(f"{name}: {each:.0f} a second, so one each", 1000 / each, 1000 / rate),
        Figure(f"{name}: 95 of 100 within", late, p95),
    ]


def test_twenty_people_reading_the_form(web: Web, callers_of: CallersOf) -> None:
    """Each on a screening of their own, between two changes: what was drawn is shown again (screening/drawn.py)."""
    site, team = make_team()
    numbers = [people.judged(team, site).number for _ in range(READERS)]
    callers = callers_of(team[Role.COORDINATOR], READERS)

    def read(who: int, turn: int) -> None:
        answer = callers[who].get(f"/screenings/{numbers[who]}/form/demographics/")
        assert answer.status == 200, (answer.status, answer.text[:600])

    under_load(READERS, 4, read)
    before = spent_by(web)
    found = under_load(READERS, READ_SECONDS, read)
    each = (spent_by(web) - before) * 1000 / (found[0] * READ_SECONDS)
    report(
        f"Load, {READERS} connections on the form page; the web server spends {each:.1f} ms of processor time on one",
        figures("pages", found, rate=READS_A_SECOND, p95=READ_P95_MS),
    )


def test_eight_people_saving(callers_of: CallersOf) -> None:
    site, team = make_team()
    by = team[Role.COORDINATOR]
    numbers = [open_screening(by, site).number for _ in range(WRITERS)]
    callers = callers_of(by, WRITERS)
    versions = [1] * WRITERS

    def save(who: int, turn: int) -> None:
        fields = {"base_version": versions[who], "weight_kg": f"{20 + versions[who] % 50}", "stay": "1"}
        fields |= {"birth_date": "2014-09-17", "sex": "female"}
        answer = callers[who].post(f"/screenings/{numbers[who]}/form/demographics/", fields)
        assert answer.status == 302, (answer.status, answer.text[:600])
        versions[who] += 1

    under_load(WRITERS, 2, save)
    found = under_load(WRITERS, WRITE_SECONDS, save)
    links = list(AuditLink.objects.values_list("seq", flat=True))
    assert links == list(range(1, len(links) + 1)), "the chain has a fork or a gap"
    assert verify().problems == []
    connection.close()
    report(
        f"Load, {WRITERS} writers, {len(links)} links of the chain",
        figures("saves", found, rate=SAVES_A_SECOND, p95=WRITE_P95_MS),
    )


def test_fifty_people_signing_in_at_once(web: Web, settings: Any) -> None:
    """With the hasher of production, which lets four hashes at a time into each worker's memory."""
    settings.PASSWORD_HASHERS = ["trialsite.hashing.CappedArgon2PasswordHasher"]
    knocking = [(make_user(Role.COORDINATOR), Caller(web.port, session="")) for _ in range(SIGN_INS)]
    start = Barrier(SIGN_INS)

    def sign_in(user: User, caller: Caller) -> float:
        start.wait()
        began = time.perf_counter()
        answer = caller.post("/accounts/login/", {"username": user.username, "password": PASSWORD})
        took = time.perf_counter() - began
        assert (answer.status, answer.location) == (302, "/"), (answer.status, answer.text[:600])
        return took

    before = spent_by(web)
    with ThreadPoolExecutor(SIGN_INS) as pool:
        spent = sorted(pool.map(lambda each: sign_in(*each), knocking))
    each_took = (spent_by(web) - before) * 1000 / SIGN_INS
    for _user, caller in knocking:
        caller.close()
    report(
        f"Load, {SIGN_INS} people sign in at once; the web server spends {each_took:.0f} ms of processor time on one",
        [Figure("sign-ins: 95 of 100 within", spent[int(SIGN_INS * 0.95)] * 1000, SIGN_IN_P95_MS)],
    )


def spent_by(web: Web) -> float:
    """Seconds of processor time that the workers have used: what a page costs, however busy the machine is."""
    ticks = 0
    for pid in web.workers():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
