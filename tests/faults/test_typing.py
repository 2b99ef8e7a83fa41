"""Somebody types all day on a bad line: what stands in the inputs, what was typed and what is stored are one at the end.

Answers take a second, every fifth request fails (before it is sent, after it was done, or with a 503), the session ends,
a colleague is quicker, a worker dies and the server is started again, all in mid-word. Chance has a seed; the figure at
the end is characters, not requests.
"""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import Page, Route, sync_playwright

from screening.facts import value_at
from screening.models import Role, Screening, User
from tests import factories, people
from tests.browser.conftest import CHROMIUM_ARGUMENTS, chromium_or_skip
from tests.faults.web import Web, open_folder, wait_for, web_server

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = 12
LATENCY_MS, FAILING, SEED = 1000, 0.2, 20261123
# What happens in the middle of twelve answers; nothing in most.
EVENTS = (*[""] * 6, "session", "session", "colleague", "colleague", "worker", "restart")
ALPHABET = "abcdefghij klmnopqrstuvwxyz 0123456789 <>&'\"%{} äß 王小明发热化疗"


@dataclass
class Line:
    """The way to the server: every so many requests of the live form get lost, in one of three ways."""

    chance: random.Random
    requests: int = 0
    lost: int = 0

    def carry(self, route: Route) -> None:
        self.requests += 1
        if self.chance.random() >= FAILING:
            route.continue_()
            return
        self.lost += 1
        match self.chance.choice(("before", "after", "away")):
            case "before":
                route.abort()
            case "after":
                with contextlib.suppress(Exception):  # the server may be away by itself
                    route.fetch()
                route.abort()
            case _:
                route.fulfill(status=503, body="away")


@dataclass
class Typist:
    """What one person has typed so far, and what happens to them."""

    page: Page
    web: Web
    screening: Screening
    colleague: User
    chance: random.Random
    meant: dict[str, str] = field(default_factory=dict)
    characters: int = 0
    happened: dict[str, int] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)

    def answer(self, name: str) -> None:
        text = "".join(self.chance.choices(ALPHABET, k=self.chance.randint(5, 25))).strip() or "x"
        field_ = self.page.locator(f'[name="{name}"]')
        self.settle()
        field_.fill("")
        middle = len(text) // 2
        field_.press_sequentially(text[:middle])
        self._something_happens(name)
        self.settle()
        field_.focus()
        field_.press("End")
        field_.press_sequentially(text[middle:])
        self.meant[name], self.characters = text, self.characters + len(text)
        if self.chance.random() < 0.7:
            field_.blur()

    def _something_happens(self, name: str) -> None:
        self.events = self.events or self.chance.sample(EVENTS, len(EVENTS))
        what = self.events.pop()
        self.happened[what] = self.happened.get(what, 0) + 1
        match what:
            case "session":
                away()
            case "colleague":
                path = "notes/" + name.removeprefix("notes-")
                factories.enter(
                    self.colleague,
                    self.screening,
                    {path: f"quicker {self.characters}"},
                    today=people.today_at(self.screening.site),
                )
            case "worker":
                self.web.kill_a_worker(self.chance.randrange(2))
            case "restart":
                self.web.start_again()

    def settle(self) -> None:
        """What a person does when the page speaks: gives the password, keeps the own answer."""
        if self.page.locator("dialog[open] [type=password]").count():
            self.page.locator("dialog[open] [type=password]").fill(factories.PASSWORD)
            self.page.locator("dialog[open] button[type=submit]").click()
            wait_for(lambda: not self.page.locator("dialog[open]").count() or self.page.wait_for_timeout(100))
        for button in self.page.locator(".conflict button[value^=mine]").all():
            button.click()

    def is_done(self) -> bool:
        self.settle()
        self.page.wait_for_timeout(200)
        return self.page.locator("#save-status[data-state=saved]").count() == 1


def away() -> None:
    for row in Session.objects.all():
        data = row.get_decoded()
        if "seen_at" in data:
            row.session_data = Session.objects.encode(data | {"seen_at": data["seen_at"] - 1801})
            row.save()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    chromium = chromium_or_skip()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser.new_page()
        browser.close()
        connection.close()  # the one of this loop: nobody else would


def test_no_character_is_lost(app_database_url: str, page: Page) -> None:
    chance = random.Random(SEED)  # noqa: S311  repeatable on purpose
    site, team = factories.make_team()
    screening = people.opened(team, site)
    line = Line(random.Random(SEED + 1))  # noqa: S311
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None)
    with open_folder() as folder, web_server(app_database_url, folder) as web:
        sign_in(page, web, team[Role.COORDINATOR])
        page.goto(f"http://127.0.0.1:{web.port}/screenings/{screening.number}/form/judgement/")
        slow(page)
        page.route("**/autosave/", line.carry)
        names = page.locator("textarea[name^=notes]").evaluate_all("all => all.map(one => one.name)")
        typist = Typist(page, web, screening, team[Role.INVESTIGATOR], chance)
        for _ in range(ANSWERS):
            typist.answer(chance.choice(names))
        page.locator("h1").click()
        wait_for(typist.is_done, patience=180)
        shown = {name: page.locator(f'[name="{name}"]').input_value() for name in typist.meant}
    wait_for(nobody_is_at_work)
    screening.refresh_from_db()
    stored = {name: value_at(screening.facts, "notes/" + name.removeprefix("notes-")) for name in typist.meant}
    print(f"{typist.characters} characters, {line.lost} of {line.requests} requests lost, {typist.happened}")
    assert shown == typist.meant
    assert stored == typist.meant
    assert line.lost
    assert violations == []


def nobody_is_at_work() -> bool:
    """A worker that was killed leaves its transaction to be noticed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return bool(cursor.fetchone()[0] == 0)


def sign_in(page: Page, web: Web, user: User) -> None:
    page.goto(f"http://127.0.0.1:{web.port}/accounts/login/")
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("h1", has_text="Worklist").wait_for(timeout=60_000)


def slow(page: Page) -> None:
    network: Any = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1},
    )
