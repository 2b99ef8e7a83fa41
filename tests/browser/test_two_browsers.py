"""Two coordinators in two browsers on one answer: the second is told, sees both, and loses nothing that was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from screening.models import Role
from tests import factories, people
from tests.browser import desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_to_save_is_asked(live_server, new_page: Callable[..., Page], check_accessibility) -> None:
    # Given two coordinators who have the same page open
    site, team = factories.make_team()
    colleague = factories.make_user(Role.COORDINATOR, site, full_name="Li Wei")
    screening = people.opened(team, site)
    address = f"{live_server.url}/screenings/{screening.number}/form/demographics/"
    first, second = new_page(), new_page()
    for page, user in ((first, colleague), (second, team[Role.COORDINATOR])):
        # Sent whole, as without a script; the live form asks beside the field (test_autosave.py).
        page.route("**/live.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        desk.sign_in(page, live_server.url, user)
        page.goto(address)

    # When both type another weight, and the second a height too, and both save
    first.locator("[name=weight_kg]").fill("41")
    second.locator("[name=weight_kg]").fill("38.5")
    second.locator("[name=height_cm]").fill("147")
    for page in (first, second):
        page.get_by_role("button", name="Save and stay").click()

    # Then the second is told who wrote what, still has what was typed, and one press saves it
    expect(first.get_by_text("is saved")).to_be_visible()
    expect(second.get_by_text("Somebody else changed the same answer")).to_be_visible()
    expect(second.locator("#conflict-weight_kg")).to_contain_text("Li Wei changed this")
    expect(second.locator("#conflict-weight_kg")).to_contain_text("41")
    expect(second.locator("[name=weight_kg]")).to_have_value("38.5")
    expect(second.locator("[name=height_cm]")).to_have_value("147")
    check_accessibility(second)
    screening.refresh_from_db()
    assert screening.facts["weight_kg"] == "41"
    second.get_by_role("button", name="Use mine").click()
    expect(second.get_by_text("is saved")).to_be_visible()
    screening.refresh_from_db()
    assert (screening.facts["weight_kg"], screening.facts["height_cm"]) == ("38.5", "147")
