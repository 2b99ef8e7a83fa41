"""The live form: what is typed is stored, whatever happens on the way, and nobody is interrupted."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from screening import session
from screening.models import Role, Screening
from screening.services import records
from tests import factories, people

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
    client = Client()
    client.force_login(team[1][Role.COORDINATOR])
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )

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
    page.locator("[name=height_cm]").fill("abcd")
    page.get_by_role("button", name="Save and go to Consent").click()
    expect(page.locator(".invalid-feedback")).to_contain_text("abcd")
    expect(page.locator("[name=height_cm]")).to_be_focused()
    page.locator("[name=height_cm]").fill("147")
    page.get_by_role("button", name="Save and go to Consent").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Consent")
    assert facts(screening)["height_cm"] == "147"


def test_a_sample_is_saved_result_by_result_with_its_date_and_stands_against_the_limit(at_form, screening) -> None:
    page = at_form("laboratory")
    page.locator("[name=labs-sample_date]").fill("today")
    page.locator("#id_labs-ANC-value").fill("0.4")
    page.locator("#id_labs-ANC-value").blur()
    page.locator("#id_labs-ANC-unit").select_option("10^9/L")
    expect(page.locator("#standing-ANC .chip")).to_have_text("Fail")
    saved(page)
    (result,) = facts(screening)["labs"]
    day = people.today_at(screening.site).isoformat()
    assert result == {"id": result["id"], "test": "ANC", "value": "0.4", "unit": "10^9/L", "date": day}
    page.locator("[name=labs-sample_date]").fill("-1")
    page.locator("#id_labs-PLT-value").fill("98")
    page.locator("#id_labs-PLT-value").blur()
    saved(page)
    assert {each["test"]: each["date"] < day for each in facts(screening)["labs"]} == {"ANC": True, "PLT": True}


def test_what_is_typed_while_an_answer_arrives_keeps_its_text_and_its_caret(at_form, screening) -> None:
    page = at_form("demographics")
    slow(page)
    page.locator("[name=weight_kg]").fill("38.5")
    height = page.locator("[name=height_cm]")
    height.press_sequentially("17")
    height.press("ArrowLeft")
    saved(page)
    assert height.evaluate("one => [one === document.activeElement, one.value, one.selectionStart]") == [True, "17", 1]
    height.press_sequentially("4")
    height.blur()
    saved(page)
    assert (facts(screening)["weight_kg"], facts(screening)["height_cm"]) == ("38.5", "147")


def slow(page: Page, milliseconds: int = 1000) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def test_two_people_two_fields_merge_and_one_field_asks(at_form, team, screening, check_accessibility) -> None:
    # Given a page that is open while Li Wei changes weight and height
    page = at_form("demographics")
    wei = factories.make_user(Role.COORDINATOR, team[0], full_name="Li Wei")
    page.locator("[name=weight_kg]").press_sequentially("3")
    factories.enter(wei, screening, {"weight_kg": "41", "height_cm": "150"}, today=people.today_at(screening.site))
    # When a third answer is given, then Li Wei's height comes in with a note, and the weight that is being typed stays
    page.locator("[name=performance-scale][value=lansky]").evaluate("one => one.click()")
    saved(page)
    expect(page.locator("[name=height_cm]")).to_have_value("150")
    expect(page.locator("#live-notes")).to_contain_text("Li Wei changed Height to 150")
    expect(page.locator("[name=weight_kg]")).to_have_value("3")
    # When the weight is finished, then both values stand above it, and the choice is saved
    page.locator("[name=weight_kg]").press_sequentially("9")
    page.locator("[name=weight_kg]").blur()
    box = page.locator("#conflict-weight_kg")
    expect(box).to_contain_text("Li Wei changed this")
    expect(box).to_be_focused()
    check_accessibility(page)
    expect(page.locator("[name=weight_kg]")).to_have_value("39")
    assert facts(screening)["weight_kg"] == "41"
    box.get_by_role("button", name="Use mine").click()
    saved(page)
    assert facts(screening)["weight_kg"] == "39"


def test_theirs_is_taken_without_a_further_change(at_form, team, screening) -> None:
    page = at_form("demographics")
    factories.enter(team[1][Role.INVESTIGATOR], screening, {"weight_kg": "41"}, today=people.today_at(screening.site))
    page.locator("[name=weight_kg]").fill("39")
    page.locator("[name=weight_kg]").blur()
    page.locator("#conflict-weight_kg").get_by_role("button", name="Use theirs").click()
    expect(page.locator("[name=weight_kg]")).to_have_value("41")
    expect(page.locator("#save-status[data-state=saved]")).to_be_visible()
    version = screening.version
    assert (facts(screening)["weight_kg"], screening.version) == ("41", version)


def test_after_the_session_the_same_person_goes_on_where_they_were(
    at_form, screening, no_complaints, check_accessibility
) -> None:
    page = at_form("demographics")
    page.locator("[name=weight_kg]").press_sequentially("38")
    away_for(1801)
    page.locator("[name=weight_kg]").press_sequentially(".5")
    page.locator("[name=height_cm]").press_sequentially("14")
    expect(page.get_by_role("heading", name="Sign in again")).to_be_visible()
    expect(page.locator("body.locked")).to_be_visible()
    check_accessibility(page)
    page.get_by_label("Password").fill("not it")
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page.locator("dialog .invalid-feedback")).to_be_visible()
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.type("7")
    page.locator("[name=height_cm]").blur()
    saved(page)
    assert (facts(screening)["weight_kg"], facts(screening)["height_cm"]) == ("38.5", "147")
    no_complaints[:] = [each for each in no_complaints if "htmx" not in each and "Response Status Error" not in each]


def test_two_minutes_before_the_end_a_dialog_asks_and_one_press_stays(
    page, at_form, screening, check_accessibility
) -> None:
    page.clock.install()
    at_form("demographics")
    page.locator("[name=weight_kg]").press_sequentially("38")
    away_for(28 * 60)
    page.clock.fast_forward("28:00")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Signed out in 2 minutes")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    check_accessibility(page)
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_have_count(0)
    page.locator("[name=weight_kg]").press_sequentially(".5")
    page.locator("[name=weight_kg]").blur()
    page.clock.run_for(1000)
    saved(page)
    assert facts(screening)["weight_kg"] == "38.5"
    assert all(left > 1700 for left in seconds_left())


def test_a_further_row_comes_without_a_new_page_and_is_stored_with_its_first_answer(at_form, screening) -> None:
    page = at_form("therapies")
    page.locator("[name=chemo-reviewed][value=listed]").check()
    page.locator("#list-chemo [name$=-agent]").fill("vincristine")
    page.locator("[name=nitrosourea_ever][value=no]").check()
    page.get_by_role("button", name="Add a drug or a regimen").click()
    agents = page.locator("#list-chemo [name$=-agent]")
    expect(agents).to_have_count(2)
    expect(page.locator("#list-chemo li").nth(1).locator("input:not([type=hidden]),select").first).to_be_focused()
    agents.nth(1).fill("ifosfamide")
    agents.nth(1).blur()
    saved(page)
    assert [row["agent"] for row in facts(screening)["chemo"]] == ["vincristine", "ifosfamide"]
    assert facts(screening)["nitrosourea_ever"] is False


def test_a_section_that_is_done_asks_once_why_it_is_changed(at_form, team, screening) -> None:
    page = at_form("demographics")
    records.mark_section(by=team[1][Role.COORDINATOR], screening=screening, section="demographics", done=True)
    page.locator("[name=weight_kg]").fill("38.5")
    page.locator("[name=weight_kg]").blur()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("marked as done")
    assert "weight_kg" not in facts(screening)
    dialog.get_by_label("Typing error").check()
    dialog.get_by_role("button", name="Save the change").click()
    saved(page)
    assert facts(screening)["weight_kg"] == "38.5"
    assert screening.fact_changes.last().reason == "Typing error"


def seconds_left() -> list[int]:
    return [session.left(SessionStore(row.pk)) for row in Session.objects.all()]


def away_for(seconds: int) -> None:
    """As if the person had last been here so many seconds ago."""
    for row in Session.objects.all():
        data = row.get_decoded()
        if "seen_at" in data:
            data["seen_at"] -= seconds
            row.session_data = Session.objects.encode(data)
            row.save()
