"""Journeys in a real Chromium, against a real server, on a real database.

Fixtures: `page` (watched: see `no_complaints`), `new_page` (one more browser window, signed in as nobody), `live_server`
(its `.url`), `check_accessibility`. A test that fails leaves a picture of each of its pages in test-results/.
Without a Chromium these tests are skipped, and say so; where CI is set that is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from screening.models import Role, Site, User
from tests import factories

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
FAILED = pytest.StashKey[bool]()
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# No sandbox: tests may run as root, in a container. The rest keeps the browser from talking to anyone but us.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def chromium_or_skip() -> str:
    """Without one a test is skipped, and says so; where CI is set that is a failure."""
    chromium = find_chromium()
    if chromium is None:
        sentence = "no Chromium found: install one (Debian: apt-get install chromium), or name it in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return chromium


def pytest_configure(config: pytest.Config) -> None:
    # Playwright keeps an event loop in this thread, and Django would refuse the database in a thread that has one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def site() -> Site:
    """With a person in each role: `team`."""
    return factories.make_site("NBX", name="Ningbo")


@pytest.fixture
def team(site: Site) -> Mapping[Role, User]:
    return factories.make_team(site)[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = chromium_or_skip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def no_complaints() -> Iterator[list[str]]:
    """Fail the test if a page broke the Content-Security-Policy, threw, or wrote an error to the console.

    A test that provokes one on purpose takes this fixture by name and clears the list.
    """
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def new_page(
    browser: Browser, no_complaints: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a window with cookies of its own; keyword arguments are Playwright's (locale, viewport, ...)."""
    pages: list[Page] = []

    def open_window(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(10_000)
        watch(context, no_complaints)
        pages.append(context.new_page())
        return pages[-1]

    yield open_window
    for number, page in enumerate(pages):
        if request.node.stash.get(FAILED, False) and not page.is_closed():
            PICTURES.mkdir(exist_ok=True)
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
        page.context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


def watch(context: BrowserContext, complaints: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        refused = "the server responded with a status of 4" in message.text  # a refused form is an answer, no mishap
        if message.type == "error" and not refused:
            complaints.append(f"console, at {message.page.url if message.page else '?'}: {message.text}")

    context.on("console", heard)
    context.on("weberror", lambda thrown: complaints.append(f"thrown: {thrown.error}"))


@pytest.fixture
def check_accessibility() -> Callable[[Page], None]:
    """axe's rules of WCAG 2.2 A and AA and its best practices, on the page as it stands now."""
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page, options=AXE_RULES)
        problems = [
            f"{violation['id']} ({violation['impact']}): {node['html'][:200]}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]
        assert not problems, "\n".join([f"axe at {page.url}:", *problems])

    return check
