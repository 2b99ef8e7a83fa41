"""The monitor asks, the site answers, the monitor closes, and ticks what agrees with the source."""

import re

import pytest
from playwright.sync_api import Page, expect

from screening.models import QueryEntry, Role, SourceCheck
from tests import people
from tests.browser import desk

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION, ANSWER = "Which document shows the last dose?", "The ward's sheet, page 2."


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, page.url


def test_a_query_is_raised_in_two_clicks_and_closed_in_one(live_server, new_page, site, team, check_accessibility):
    # Given a monitor at the evidence of a criterion
    screening = people.filled(team, site)
    monitor = new_page()
    desk.sign_in(monitor, live_server.url, team[Role.MONITOR])
    monitor.goto(f"{live_server.url}/screenings/{screening.number}/verdict/I07/")
    check_accessibility(monitor)

    # When a query is raised: two clicks and its words
    monitor.get_by_role("link", name="Raise a query").click()
    check_accessibility(monitor)
    monitor.get_by_label("What is asked").fill(QUESTION)
    monitor.get_by_role("button", name="Raise the query").click()
    expect(monitor.get_by_text("The query has been raised.")).to_be_visible()
    check_accessibility(monitor)

    # And the coordinator, who has no script, finds it and answers
    coordinator = new_page(java_script_enabled=False)
    desk.sign_in(coordinator, live_server.url, team[Role.COORDINATOR])
    coordinator.get_by_role("navigation", name="Main").get_by_role("link", name="Queries").click()
    coordinator.get_by_role("link", name=f"{screening.number} / 1").click()
    coordinator.get_by_label("Answer").fill(ANSWER)
    coordinator.get_by_role("button", name="Answer").click()
    expect(coordinator.get_by_text(ANSWER)).to_be_visible()

    # Then it waits on the monitor's first page, and one click closes it
    monitor.goto(f"{live_server.url}/queries/")
    check_accessibility(monitor)
    monitor.get_by_role("button", name="Close").click()
    expect(monitor.get_by_text(f"Query 1 of {screening.number} is closed.")).to_be_visible()
    assert list(QueryEntry.objects.values_list("step", flat=True)) == ["said", "closed"]


def test_the_sheet_is_ticked_on_a_phone_and_in_chinese(live_server, new_page, site, team, check_accessibility):
    screening = people.filled(team, site)
    people.queried(team, screening)
    phone = new_page(viewport={"width": 320, "height": 640})
    desk.sign_in(phone, live_server.url, team[Role.MONITOR])
    phone.get_by_role("link", name="2 open, 0 days").click()
    check_accessibility(phone)
    fits(phone)

    phone.get_by_role("button", name=re.compile("^Agrees ?, Weight")).click()
    expect(phone.get_by_role("button", name=re.compile("^Take back ?, Weight"))).to_be_visible()
    assert SourceCheck.objects.filter(path="weight_kg", agrees=True).count() == 1

    phone.goto(f"{live_server.url}/help/")
    phone.get_by_role("button", name="中文").click()
    number = screening.number
    for path, heading in (
        ("/queries/?show=open", "质疑"), (f"/queries/{number}/", "质疑与原始数据核查"), (f"/queries/{number}/1/", f"质疑 {number} / 1"),
        (f"/queries/{number}/new/?path=weight_kg", "提出质疑"),
    ):  # fmt: skip
        phone.goto(live_server.url + path)
        expect(phone.get_by_role("heading", level=1)).to_have_text(heading)
        check_accessibility(phone)
        fits(phone)
