"""Every page in a browser: axe finds nothing, nothing scrolls sideways, controls can be seen.

Each page is looked at in one of the ways below, taken in turn, and at 320 px; `make looks` looks at each in all of them.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from playwright.sync_api import Page

from screening.models import Role
from tests import factories
from tests.browser.stops import Stop, World

pytestmark = pytest.mark.django_db(transaction=True)
IN_ALL_WAYS = os.environ.get("TRIALSITE_LOOKS") == "1"
NARROWEST = 320
LOOK = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Way:
    theme: Theme
    language: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}, {self.language}, {self.width} px"


THEMES: tuple[Theme, ...] = ("light", "dark")
WAYS = [Way(*each) for each in product(THEMES, ("en", "zh-hans"), (1440, 390))]


def ways_of(place: int) -> list[Way]:
    # A stride that has no divisor in common with the number of ways: neighbours on the list differ in everything.
    return WAYS if IN_ALL_WAYS else [WAYS[place * 3 % len(WAYS)]]


def test_every_page_in_every_way(
    live_server: Any, new_page: Callable[..., Page], check_accessibility: Callable[[Page], None]
) -> None:
    world = World.at(*factories.make_team())
    windows: dict[Role | None, Page] = {}
    problems: list[str] = []
    stops = world.stops()
    assert len(stops) > 30

    for place, stop in enumerate(stops):
        if stop.reader not in windows:
            windows[stop.reader] = _window(new_page, live_server.url, world, stop.reader)
        page = windows[stop.reader]
        for way in ways_of(place):
            problems += [
                f"{stop}, {way}: {each}" for each in _seen(page, live_server.url, stop, way, check_accessibility)
            ]

    print(f"{len(stops)} pages, {len(ways_of(0))} ways each")
    assert not problems, "\n".join(problems)


def _window(new_page: Callable[..., Page], address: str, world: World, reader: Role | None) -> Page:
    page = new_page()
    session = world.client(reader).cookies.get(settings.SESSION_COOKIE_NAME)
    if session is not None:
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.value, "url": address}])
    return page


def _seen(page: Page, address: str, stop: Stop, way: Way, check: Callable[[Page], None]) -> Iterator[str]:
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": way.language, "url": address}])
    page.emulate_media(color_scheme=way.theme)
    page.set_viewport_size({"width": way.width, "height": 900})
    answer = page.goto(f"{address}{stop.path}")
    assert answer is not None
    assert answer.status == 200, f"{stop}: {answer.status}"
    try:
        check(page)
    except AssertionError as found:
        yield str(found)
    yield from page.evaluate(LOOK)
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    yield from (f"at {NARROWEST} px: {each}" for each in page.evaluate(LOOK))
