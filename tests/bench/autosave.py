"""One answer of the live form with 1,000 screenings in the database: the server's part, and until the verdict is on screen."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.test import Client
from playwright.sync_api import Page

from screening.models import Role, Screening, User
from tests import people
from tests.bench.figures import REFERENCE_YARDSTICK_MS, Figure, report, yardstick
from tests.bench.pages import SCREENINGS, screen
from tests.browser import desk
from tests.browser.conftest import *  # noqa: F403  its fixtures
from tests.factories import make_team

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # as for the other journeys in a browser
pytestmark = pytest.mark.django_db(transaction=True)

SERVER_MS, ON_SCREEN_MS, TIMES = 60, 400, 60
# In the page: from the change of an input to the panel that was made from it.
WATCH = """
() => {
  const panel = document.getElementById("panel-body");
  window.spent = [];
  document.addEventListener("change", () => { window.began = performance.now(); }, true);
  new MutationObserver(() => {
    if (window.began) requestAnimationFrame(() => {
      if (window.began) window.spent.push(performance.now() - window.began);
      window.began = 0;
    });
  }).observe(panel, {childList: true});
}
"""


@pytest.fixture
def filled() -> tuple[User, Screening]:
    site, team = make_team()
    screen(team[Role.COORDINATOR], SCREENINGS - 1)
    return team[Role.COORDINATOR], people.filled(team, site)


def p95(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


def slowness() -> float:
    spent = []
    for _ in range(50):
        began = time.perf_counter()
        yardstick()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent) / REFERENCE_YARDSTICK_MS


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def answers(client: Client, screening: Screening) -> Iterator[Callable[[], None]]:
    """By turns a weight and a neutrophil count, always another value."""
    result = next(each for each in screening.facts["labs"] if each["test"] == "ANC")
    rows = [f"{each['test']}:{each['id']}" for each in screening.facts["labs"]]
    name, address = f"labs-{result['id']}-", f"/screenings/{screening.number}/form"
    for number, version in enumerate(count(screening.version)):
        value = f"{2 + number % 5}.{number % 10}"
        weight = {"touched": "weight_kg", "weight_kg": f"3{value}"}
        anc = {"touched": f"{name}value", f"{name}value": value, f"{name}unit": result["unit"], "labs-row": rows}
        section, sent = ("demographics", weight) if number % 2 else ("laboratory", anc | {"labs-sample_date": "today"})

        def post(section: str = section, sent: dict = sent, version: int = version) -> None:
            answer = client.post(f"{address}/{section}/autosave/", sent | {"base_version": version})
            assert (answer.status_code, f'data-version="{version + 1}"' in answer.text) == (200, True), answer.text

        yield post


def test_an_answer_and_its_verdict(filled: tuple[User, Screening], live_server, page: Page) -> None:
    coordinator, screening = filled
    client = Client()
    client.force_login(coordinator)
    one_by_one = answers(client, screening)
    for _ in range(4):
        next(one_by_one)()
    server = [timed(next(one_by_one)) for _ in range(TIMES)]
    desk.sign_in(page, live_server.url, coordinator)
    page.goto(f"{live_server.url}/screenings/{screening.number}/form/demographics/")
    page.evaluate(WATCH)
    for number in range(TIMES):
        weight = page.locator("[name=weight_kg]")
        weight.fill(f"4{number % 10}.{number // 10}")
        weight.blur()
        page.wait_for_function("many => window.spent.length === many", arg=number + 1)
    on_screen = page.evaluate("() => window.spent")
    slow = slowness()
    report(
        f"Autosave, {SCREENINGS} screenings in the database",
        [
            Figure("the server's part, median", statistics.median(server), SERVER_MS, slowness=slow),
            Figure("the server's part, p95", p95(server), SERVER_MS, slowness=slow),
            Figure("until the verdict is on screen, median", statistics.median(on_screen), ON_SCREEN_MS, slowness=slow),
            Figure("until the verdict is on screen, p95", p95(on_screen), ON_SCREEN_MS, slowness=slow),
        ],
    )
