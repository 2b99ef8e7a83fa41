"""People who are signed in at a real web server on the test database."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from screening.models import User
from tests.faults.web import Caller, Web, open_folder, web_server


@pytest.fixture(scope="session")
def served(app_database: str) -> Iterator[Web]:
    """One for all tests of a process: it remembers nothing between requests that a test could leave behind."""
    with open_folder() as folder, web_server(app_database, folder) as web:
        yield web


@pytest.fixture(scope="session")
def served_as_in_production(app_database: str) -> Iterator[Web]:
    """With its pool of connections, but without knowing the passwords of the tests."""
    with open_folder() as folder, web_server(app_database, folder, mode="demo") as web:
        yield web


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


Calling = Callable[[User], Caller]


@pytest.fixture
def caller(transactional_db: None, served: Web) -> Iterator[Calling]:
    yield from _calling(served)


@pytest.fixture
def caller_as_in_production(transactional_db: None, served_as_in_production: Web) -> Iterator[Calling]:
    yield from _calling(served_as_in_production)


def _calling(web: Web) -> Iterator[Calling]:
    made: list[Caller] = []

    def call_as(user: User) -> Caller:
        made.append(Caller(web.port, session_of(user)))
        return made[-1]

    yield call_as
    for each in made:
        each.close()
