"""How many clicks the daily ways take, counted (issue 4, must show 6). Typing and Tab cost none."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from screening.models import Judgement, Role, Screening, Signature
from tests import factories, people
from tests.browser import desk

pytestmark = pytest.mark.django_db(transaction=True)


class Mouse:
    """Clicks, and counts them."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1


@pytest.fixture
def mouse() -> Mouse:
    return Mouse()


def test_a_missing_value_is_one_click_away_and_three_clicks_back(live_server, page, site, team, mouse):
    # Given a screening in which only the QTc interval is missing
    heart = people.example_today(people.today_at(site))["facts"]["cardiac"] | {"qtc_ms": None}
    screening = people.filled(team, site, cardiac=heart)
    desk.sign_in(page, live_server.url, team[Role.COORDINATOR])

    # When the coordinator takes the next step of the worklist
    mouse.click(page.get_by_role("link", name=re.compile("values? missing")))

    # Then the cursor stands in the field
    expect(page.locator("#id_cardiac-qtc_ms")).to_be_focused()
    assert mouse.clicks == 1

    # When she comes from the verdict instead, enters it and goes back
    page.goto(f"{live_server.url}/screenings/{screening.number}/verdict/")
    mouse.clicks = 0
    mouse.click(page.get_by_role("link", name="Enter: QTc"))
    expect(page.locator("#id_cardiac-qtc_ms")).to_be_focused()
    page.keyboard.type("426")
    mouse.click(page.get_by_role("button", name="Save and go to"))
    mouse.click(page.get_by_role("link", name="Verdict", exact=True))

    # Then the verdict knows it
    expect(page.locator("#overall")).to_have_text("Waiting for judgement")
    assert mouse.clicks <= 3


def test_five_judgements_and_a_signature(live_server, page, site, team, mouse):
    # Given five questions that only the investigator answers
    wound = {"kind": "wound", "unhealed": True, "treated": False}
    screening = people.filled(team, site, estimated_survival_weeks=None, wounds_fractures=[wound])
    user = team[Role.INVESTIGATOR]
    desk.sign_in(page, live_server.url, user)

    # When she judges and signs, coming from her worklist
    mouse.click(page.get_by_role("link", name="Judge 5 items"))
    for question in page.locator(".judge").all():
        mouse.click(question.get_by_label("passes"))
    mouse.click(page.get_by_role("button", name="Save judgements"))
    mouse.click(page.get_by_label("Your user name"))
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(factories.PASSWORD)
    mouse.click(page.get_by_role("button", name="Sign as eligible"))

    # Then it is signed
    expect(page.locator("#overall")).to_have_text("Signed eligible")
    assert Judgement.objects.filter(screening=screening).count() == 5
    assert Signature.objects.get().screening == screening
    assert mouse.clicks <= 9


def test_the_enrolment_list_is_two_clicks_from_its_file(live_server, page, site, team, mouse):
    people.enrolled(team, site)
    desk.sign_in(page, live_server.url, team[Role.ADMINISTRATOR])

    mouse.click(page.get_by_role("link", name="Enrolment list"))
    with page.expect_download() as download:
        mouse.click(page.get_by_role("button", name="Download XLSX"))

    assert download.value.suggested_filename.endswith(".xlsx")
    assert mouse.clicks == 2


def test_a_line_is_judged_in_place_without_a_script(live_server, new_page: Callable[..., Page], site, team):
    screening = people.filled(team, site)
    page = new_page(java_script_enabled=False)
    desk.sign_in(page, live_server.url, team[Role.INVESTIGATOR])
    page.goto(f"{live_server.url}/screenings/{screening.number}/verdict/?show=judge")

    line = page.get_by_role("row").filter(has=page.get_by_role("link", name="E25", exact=True))
    line.get_by_text("Judge", exact=True).click()
    line.get_by_label("No, passes").check()
    line.get_by_role("button", name="Save judgement").click()

    expect(page).to_have_url(f"{live_server.url}/screenings/{screening.number}/verdict/#line-E25")
    expect(page.locator(".chips .chip-judge")).to_contain_text("2 Needs judgement")
    assert Judgement.objects.get().path == "poor_compliance"
    assert Screening.objects.get().version == screening.version + 1
