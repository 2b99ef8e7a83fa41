"""What a page weighs and when it is there, at the web server as it runs in production: `make looks`.

Cold: an empty cache. The line is Lighthouse's slow 4G (1.6 Mbit/s down, 150 ms there and back), the processor four times
slower than this machine's. LCP, CLS and the longest answer to a key (what INP is made of) are the browser's own figures.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from screening.models import Role
from tests import factories, people
from tests.bench.figures import Figure, report
from tests.faults.conftest import session_of
from tests.faults.web import Web, open_folder, web_server

pytestmark = pytest.mark.django_db(transaction=True)
PAGE_KB, REQUESTS, SCRIPT_KB, STYLE_KB = 80, 10, 25, 32
LCP_MS, INP_MS, CLS = 1500, 100, 0.02
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8 * 0.9, "uploadThroughput": 750e3 / 8 * 0.9}
SLOWER = 4
TIMES = 3
VITALS = (Path(__file__).parent / "vitals.js").read_text(encoding="utf-8")


@pytest.fixture
def web(app_database_url: str) -> Iterator[Web]:
    with open_folder() as folder, web_server(app_database_url, folder, mode="demo", workers=2) as served:
        yield served


@dataclass
class Weight:
    """What came over the line."""

    kinds: dict[str, str] = field(default_factory=dict)
    whole: "Counter[str]" = field(default_factory=Counter)
    bodies: "Counter[str]" = field(default_factory=Counter)

    @classmethod
    def of(cls, line: CDPSession) -> "Weight":
        made = cls()

        def answered(one: dict[str, Any]) -> None:
            if one["response"]["url"].startswith("http"):  # a picture inside the style sheet is no request
                made.kinds[one["requestId"]] = one["type"]

        line.on("Network.responseReceived", answered)
        line.on("Network.loadingFinished", lambda one: made.whole.update({one["requestId"]: one["encodedDataLength"]}))
        line.on("Network.dataReceived", lambda one: made.bodies.update({one["requestId"]: one["encodedDataLength"]}))
        return made

    def stop(self) -> "Weight":
        """As it is now, whatever else comes over the line."""
        return Weight(dict(self.kinds), Counter(self.whole), Counter(self.bodies))

    @property
    def kilobytes(self) -> float:
        """With the headers of every answer."""
        return sum(self.whole.values()) / 1024

    def kilobytes_of(self, kind: str) -> float:
        """Of the compressed files alone."""
        return sum(size for one, size in self.bodies.items() if self.kinds.get(one) == kind) / 1024


@dataclass(frozen=True)
class Visit:
    weight: Weight
    vitals: dict[str, float]


def visit(new_page: Callable[..., Page], address: str, session: str, *, typing: bool = False) -> Visit:
    page = new_page(viewport={"width": 390, "height": 844})
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page.add_init_script(VITALS)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    weight = Weight.of(line)
    page.goto(address, wait_until="networkidle")
    weight = weight.stop()
    if typing:
        type_results(page)
    vitals = page.evaluate("() => window.vitals()")
    page.context.close()
    return Visit(weight, vitals)


def type_results(page: Page) -> None:
    """A date and a few results, as fast as they are typed, and time for the answers."""
    for name, text in (("ANC", "1.8"), ("PLT", "120"), ("ALT", "31"), ("AST", "40")):
        page.locator(f"#id_labs-{name}-value").focus()
        page.keyboard.type(text, delay=60)
        page.keyboard.press("Tab")
    page.wait_for_timeout(1500)


def test_what_pages_weigh_and_when_they_are_there(web: Web, new_page: Callable[..., Page], no_complaints: Any) -> None:
    site, team = factories.make_team()
    open_one, ready, signed = people.filled(team, site), people.judged(team, site), people.signed(team, site)
    people.enrolled(team, site)
    people.queried(team, open_one)
    coordinator, investigator = session_of(team[Role.COORDINATOR]), session_of(team[Role.INVESTIGATOR])
    pages = {
        "worklist": ("/worklist/", coordinator),
        "demographics": (f"/screenings/{open_one.number}/form/demographics/", coordinator),
        "therapies": (f"/screenings/{open_one.number}/form/therapies/", coordinator),
        "laboratory": (f"/screenings/{open_one.number}/form/laboratory/", coordinator),
        "verdict": (f"/screenings/{open_one.number}/verdict/", investigator),
        "criterion": (f"/screenings/{open_one.number}/verdict/I07/", investigator),
        "judge": (f"/screenings/{open_one.number}/judge/", investigator),
        "sign": (f"/screenings/{ready.number}/sign/", investigator),
        "history": (f"/screenings/{signed.number}/history/", coordinator),
        "audit": ("/audit/", investigator),
        "reports": ("/reports/", investigator),
        "queries": ("/queries/", coordinator),
    }
    figures: list[Figure] = []
    for name, (path, session) in pages.items():
        address = f"http://127.0.0.1:{web.port}{path}"
        visits = [visit(new_page, address, session, typing=name == "laboratory") for _ in range(TIMES)]
        figures += list(_figures(name, visits))
    report("Pages, cold, on slow 4G with a processor four times slower", figures)


def _figures(name: str, visits: list[Visit]) -> Iterator[Figure]:
    weight = visits[-1].weight
    yield Figure(f"{name}: weight", weight.kilobytes, PAGE_KB, "KB")
    yield Figure(f"{name}: requests", len(weight.kinds), REQUESTS, "requests")
    yield Figure(f"{name}: scripts", weight.kilobytes_of("Script"), SCRIPT_KB, "KB")
    yield Figure(f"{name}: style sheets", weight.kilobytes_of("Stylesheet"), STYLE_KB, "KB")
    yield Figure(f"{name}: largest contentful paint", median(one.vitals["lcp"] for one in visits), LCP_MS)
    yield Figure(f"{name}: layout shift", max(one.vitals["cls"] for one in visits), CLS, "score")
    if name == "laboratory":
        yield Figure(f"{name}: longest answer to a key", median(one.vitals["inp"] for one in visits), INP_MS)
