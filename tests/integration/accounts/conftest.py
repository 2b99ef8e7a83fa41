"""A site with a person in each role, and what they carry in their pocket: an app that makes codes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client

from screening.clock import utc_now
from screening.models import Role, Site, User
from screening.services import second_factor
from tests import factories


@dataclass(frozen=True, slots=True)
class Phone:
    secret: str
    recovery: tuple[str, ...]

    def code(self, at: datetime | None = None, *, steps: int = 0) -> str:
        """What the app shows at this instant, or so many half minutes later."""
        return pyotp.TOTP(self.secret).at((at or utc_now()) + timedelta(seconds=30 * steps))

    def wrong(self) -> str:
        """Six digits that no step near to now makes."""
        near = {self.code(steps=step) for step in range(-2, 5)}
        return next(f"{number:06}" for number in range(1000) if f"{number:06}" not in near)


@pytest.fixture
def site(db: None) -> Site:
    return factories.make_site("NBX", name="Ningbo")


@pytest.fixture
def team(site: Site) -> dict[Role, User]:
    return factories.make_team(site)[1]


@pytest.fixture
def give_phone() -> Callable[..., Phone]:
    """Switch on somebody's second factor, an hour ago unless said otherwise, so that today's codes are all unused."""

    def give(user: User, at: datetime | None = None) -> Phone:
        at = at or utc_now() - timedelta(hours=1)
        offer = second_factor.offer(user)
        code = pyotp.TOTP(offer.secret).at(at)
        return Phone(offer.secret, second_factor.switch_on(by=user, token=offer.token, code=code, now=at))

    return give


def sign_in(client: Client, username: str, password: str = factories.PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"username": username, "password": password}, **more)


def move_clock(client: Client, *, idle: int = 0, age: int = 0) -> None:
    """As if this session had been left alone, or had begun, so many seconds earlier."""
    session = client.session
    session["seen_at"] -= idle
    session["signed_in_at"] -= max(age, idle)
    session.save()
