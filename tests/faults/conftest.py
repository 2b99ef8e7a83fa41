"""People who are signed in at a real web server on the test database."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from screening.models import User
from tests.faults.web import Caller, Web, open_folder, web_server


@pytest.fixture
def web(app_database_url: str) -> Iterator[Web]:
    with open_folder() as folder, web_server(app_database_url, folder) as served:
        yield served


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def caller(web: Web) -> Iterator[Callable[[User], Caller]]:
    made: list[Caller] = []

    def call_as(user: User) -> Caller:
        made.append(Caller(web.port, session_of(user)))
        return made[-1]

    yield call_as
    for each in made:
        each.close()
