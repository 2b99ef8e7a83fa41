"""A site with a person in each role, and a browserless client for each of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from screening.models import Role, Site, User
from tests import factories


@pytest.fixture
def site(db: None) -> Site:
    return factories.make_site("NBX", name="Ningbo")


@pytest.fixture
def team(site: Site) -> dict[Role, User]:
    return factories.make_team(site)[1]


@pytest.fixture
def as_role(team: dict[Role, User]) -> Callable[[Role | str], Client]:
    def sign_in(role: Role | str) -> Client:
        client = Client()
        client.force_login(team[Role(role)])
        return client

    return sign_in


@pytest.fixture
def coordinator(as_role: Any) -> Client:
    return as_role("coordinator")  # type: ignore[no-any-return]


@pytest.fixture
def investigator(as_role: Any) -> Client:
    return as_role("investigator")  # type: ignore[no-any-return]


@pytest.fixture
def administrator(as_role: Any) -> Client:
    return as_role("administrator")  # type: ignore[no-any-return]


@pytest.fixture
def monitor(as_role: Any) -> Client:
    return as_role("monitor")  # type: ignore[no-any-return]
