"""The live form: what is typed is stored, whatever happens on the way, and nobody is interrupted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from screening.models import Role, Screening
from tests import factories, people
from tests.browser import desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team():
    return factories.make_team()


@pytest.fixture
def screening(team) -> Screening:
    site, people_there = team
    return people.opened(people_there, site)


@pytest.fixture
def at_form(live_server, page, team, screening) -> Callable[..., Page]:
    """Signed in as the coordinator, at a section of the screening's form."""
    desk.sign_in(page, live_server.url, team[1][Role.COORDINATOR])

    def open_section(section: str) -> Page:
        page.goto(f"{live_server.url}/screenings/{screening.number}/form/{section}/")
        return page

    return open_section


def facts(screening: Screening) -> dict:
    screening.refresh_from_db()
    return screening.facts


def saved(page: Page) -> None:
    expect(page.locator("#save-status[data-state=saved]")).to_contain_text("Saved")


def test_an_answer_is_saved_as_it_is_given_and_the_verdict_follows(at_form, screening) -> None:
    page = at_form("demographics")
    page.locator("[name=weight_kg]").fill("38.5")
    page.locator("[name=height_cm]").focus()
    expect(page.locator("#save-status")).to_contain_text("Saving")
    saved(page)
    assert facts(screening)["weight_kg"] == "38.5"
    page.locator("[name=height_cm]").press_sequentially("abc")
    page.locator("[name=height_cm]").blur()
    expect(page.locator(".invalid-feedback")).to_contain_text("abc")
