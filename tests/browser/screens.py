"""Pictures of the ten main pages with the demo's data, for docs/screens: `make screens`.

Each in light, in dark, in Chinese, and on a phone. They are looked at before they are committed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from screening.models import OverallWord, Role, Screening, User
from screening.states import Status
from tests.faults.conftest import session_of
from tests.faults.web import Web, open_folder, web_server

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screens"
TALLEST = 1600


@dataclass(frozen=True)
class Way:
    """`name` ends the file's name."""

    name: str
    theme: str = "light"
    language: str = "en"
    width: int = 1440


WAYS = (Way("light"), Way("dark", theme="dark"), Way("chinese", language="zh-hans"), Way("phone", width=390))


def pages() -> dict[str, tuple[str, str]]:
    """Address and reader by the name of the picture."""
    waiting = _first(OverallWord.NOT_YET)
    to_judge, ready, open_one = _first(OverallWord.JUDGE), _first(OverallWord.ELIGIBLE), _first(OverallWord.MISSING)
    return {
        "worklist": ("/worklist/", "ningbo-coordinator"),
        "laboratory": (f"/screenings/{open_one.number}/form/laboratory/", _at_site_of(open_one, Role.COORDINATOR)),
        "therapies": (f"/screenings/{waiting.number}/form/therapies/", _at_site_of(waiting, Role.COORDINATOR)),
        "verdict": (f"/screenings/{waiting.number}/verdict/", _at_site_of(waiting, Role.INVESTIGATOR)),
        "criterion": (f"/screenings/{waiting.number}/verdict/I07/", _at_site_of(waiting, Role.INVESTIGATOR)),
        "judge": (f"/screenings/{to_judge.number}/judge/", _at_site_of(to_judge, Role.INVESTIGATOR)),
        "sign": (f"/screenings/{ready.number}/sign/", _at_site_of(ready, Role.INVESTIGATOR)),
        "reports": ("/reports/", "administrator"),
        "queries": ("/queries/", "monitor"),
        "audit": ("/audit/", "monitor"),
    }


def _first(verdict: OverallWord) -> Screening:
    return Screening.objects.filter(status=Status.IN_SCREENING, verdict=verdict).earliest("pk")


def _at_site_of(screening: Screening, role: Role) -> str:
    return User.objects.get(memberships__site=screening.site, memberships__role=role).username


@pytest.fixture
def demo_web(transactional_db: None, app_database_url: str) -> Any:
    call_command("demo", verbosity=0)
    with open_folder() as folder, web_server(app_database_url, folder, mode="demo", workers=2) as served:
        yield served


def test_pictures_of_the_main_pages(demo_web: Web, new_page: Callable[..., Page]) -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, (path, username) in pages().items():
        session = session_of(User.objects.get(username=username))
        for way in WAYS:
            _take(
                new_page, f"http://127.0.0.1:{demo_web.port}", path, session, way, PICTURES / f"{name}-{way.name}.png"
            )


def _take(new_page: Callable[..., Page], address: str, path: str, session: str, way: Way, to: Path) -> None:
    page = new_page(viewport={"width": way.width, "height": 900}, color_scheme=way.theme)
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": address},
            {"name": "django_language", "value": way.language, "url": address},
        ]
    )
    answer = page.goto(f"{address}{path}", wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.screenshot(path=to, full_page=True, clip={"x": 0, "y": 0, "width": way.width, "height": height})
    page.context.close()
