"""The database goes away in the middle of the work: a page that says so and keeps what was typed, and then all is well.

As in production (pool of connections, collected files), through a line that the test cuts; nothing is restarted.
"""

import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from screening.models import FactChange, Role, Screening
from tests.factories import PASSWORD, make_team, open_screening
from tests.faults.conftest import session_of
from tests.faults.proxy import Line, Proxy, proxy
from tests.faults.web import Caller, open_folder, wait_for, web_server
from trialsite.database import Address

pytestmark = pytest.mark.django_db(transaction=True)
STATEMENT_SECONDS, ANSWER_SECONDS, HEAL_SECONDS = 2, 12, 10


@pytest.fixture
def line(app_database_url: str) -> Iterator[Proxy]:
    with proxy(f"{Address.parse(app_database_url).host}/.s.PGSQL.5432") as between:
        yield between


@pytest.fixture
def away(app_database_url: str, line: Proxy) -> Iterator[Caller]:
    """A coordinator at a web server whose database is at the other end of the line, with one screening."""
    site, team = make_team()
    open_screening(team[Role.COORDINATOR], site)
    address = Address.parse(app_database_url)
    url = f"postgresql://{address.user}@127.0.0.1:{line.port}/{address.name}"
    more = {"TRIALSITE_STATEMENT_SECONDS": str(STATEMENT_SECONDS)}
    with open_folder() as folder, web_server(url, folder, mode="demo", workers=1, **more) as web:
        caller = Caller(web.port, session_of(team[Role.COORDINATOR]))
        yield caller
        caller.close()
        logged = (folder / "web.log").read_text()
        assert PASSWORD not in logged
        assert "38.5" not in logged


def test_nothing_typed_is_lost_and_nothing_is_restarted(away: Caller, line: Proxy) -> None:
    screening = Screening.objects.get()
    path = f"/screenings/{screening.number}/form/demographics/"
    assert away.get(path).status == 200
    for number, state in enumerate((Line.REFUSES, Line.RESETS, Line.HANGS)):
        weight = f"38.{5 + number}"
        typed = {"base_version": screening.version + number, "weight_kg": weight, "height_cm": "", "password": PASSWORD}
        line.switch(state)

        started = time.monotonic()
        answer = away.post(path, typed)
        assert time.monotonic() - started < ANSWER_SECONDS, state
        assert answer.status == 503, state
        assert answer.headers["Retry-After"] == "5"
        assert answer.hidden("weight_kg") == [weight]
        assert answer.hidden("base_version") == [str(typed["base_version"])]
        assert answer.hidden("height_cm") == [""]
        assert PASSWORD not in answer.text
        assert f'action="{path}"' in answer.text
        if state is Line.RESETS:
            assert away.get(path).status == 503
        assert away.get("/healthz").status == 200, state

        line.switch(Line.GOOD)
        wait_for(lambda: away.get(path).status == 200, patience=HEAL_SECONDS)
        kept = {name: answer.hidden(name) for name in ("base_version", "weight_kg", "height_cm")}
        assert away.post(path, kept).status == 302, state
        assert away.post(path, kept).status == 302, state
        assert FactChange.objects.filter(path="weight_kg").count() == number + 1
    a_lock_is_waited_for_and_given_up(away, path, screening)


def a_lock_is_waited_for_and_given_up(away: Caller, path: str, screening: Screening) -> None:
    """A lock held for good at the database, as by a stuck maintenance: the page says so, and the next try works."""
    screening.refresh_from_db()
    typed = {"base_version": screening.version, "weight_kg": "38.5"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM screening_screening FOR UPDATE")
        answer = away.post(path, typed)

    assert answer.status == 503
    assert answer.hidden("weight_kg") == ["38.5"]
    assert away.post(path, typed).status == 302
