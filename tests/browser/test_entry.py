"""Helps while entering, in a real browser: dates, a pasted column, keys, a doubt settled by one click, second thoughts."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from screening.models import Role, Screening
from tests import factories, people
from tests.browser import desk

pytestmark = pytest.mark.django_db(transaction=True)
DATES = Path(__file__).parents[1] / "data" / "dates.json"
_READ = """spellings => {
  const input = document.querySelector("#id_performance-date");
  input.form.dataset.today = "2026-11-22";
  return spellings.map(([typed]) => {
    input.value = typed;
    input.dispatchEvent(new Event("change", {bubbles: true}));
    return [typed, input.value === typed && !/^\\d{4}-\\d\\d-\\d\\d$/.test(typed) ? null : input.value];
  });
}"""
_PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def screening(live_server, page: Page) -> Screening:
    """A coordinator is signed in, and the screening has been opened."""
    site, team = factories.make_team()
    made = people.opened(team, site)
    desk.sign_in(page, live_server.url, team[Role.COORDINATOR])
    return made


def test_helps_while_entering(
    live_server, page: Page, screening: Screening, check_accessibility, no_complaints
) -> None:
    form = f"{live_server.url}/screenings/{screening.number}/form"

    # A date is shown in the one spelling where the page reads it as the server does, and left alone otherwise
    page.route("**/autosave/", lambda route: route.abort())
    page.goto(f"{form}/demographics/")
    spellings = json.loads(DATES.read_text(encoding="utf-8"))
    impossible = {typed for typed, day in spellings if day is None}
    read = [
        [typed, None if typed in impossible and day == typed else day] for typed, day in page.evaluate(_READ, spellings)
    ]
    assert read == spellings
    page.unroute("**/autosave/")
    no_complaints.clear()  # of the requests that were cut off
    page.evaluate("document.dispatchEvent(new Event('trialsite:leave'))")

    # A column of a spreadsheet fills downwards, in the page and in the record
    page.goto(f"{form}/laboratory/")
    page.locator("#id_labs-ANC-value").focus()
    page.evaluate(_PASTE, "2.4\t10^9/L\r\n182\r\n\r\n0.54\r\n")
    for test, value in (("ANC", "2.4"), ("PLT", "182"), ("BILIRUBIN_TOTAL", ""), ("CREATININE", "0.54")):
        expect(page.locator(f"#id_labs-{test}-value")).to_have_value(value)
    page.locator("#id_labs-CREATININE-unit").select_option("umol/L")
    page.locator("#id_labs-CREATININE-uln").fill("0.7")
    page.locator("#id_labs-CREATININE-uln").blur()
    doubt = page.locator("#row-CREATININE + tr .warn").filter(has_text="outside the possible range")
    expect(doubt).to_contain_text("Not counted until checked.")

    # One click settles it
    doubt.get_by_role("button", name="Change unit to mg/dL").click()
    expect(page.get_by_text("Laboratory is saved")).to_be_visible()
    expect(page.locator("#standing-CREATININE")).not_to_contain_text("Not counted until checked")
    screening.refresh_from_db()
    results = {one["test"]: one for one in screening.facts["labs"]}
    assert (results["CREATININE"]["value"], results["CREATININE"]["unit"]) == ("0.54", "mg/dL")
    assert sorted(results) == ["ANC", "CREATININE", "PLT"]
    check_accessibility(page)

    # Answers below a question that is answered otherwise stay in sight until they are struck out
    page.goto(f"{form}/history/")
    present = page.locator('[name="effusion-present"]')
    present.first.focus()
    page.keyboard.press("y")
    page.keyboard.press("n")  # symptomatic: the key led there
    expect(page.locator('[name="effusion-symptomatic"][value="no"]')).to_be_checked()
    page.locator('[name="effusion-present"][value="no"]').check()
    strike = page.locator(".strike:visible")
    expect(strike).to_contain_text("1 answer below does not belong to this answer.")
    strike.get_by_role("button", name="Strike out").click()
    expect(page.get_by_text("History is saved")).to_be_visible()
    screening.refresh_from_db()
    assert screening.facts["effusion"] == {"present": False}

    # The list of keys, without leaving the page; and none of the keys while somebody types
    present.first.focus()
    page.keyboard.press("?")
    expect(page.locator("dialog.shortcuts")).to_be_visible()
    check_accessibility(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.shortcuts")).to_be_hidden()
    page.goto(f"{form}/disease/")
    page.locator("#id_diagnosis-histology").press_sequentially("n/y?")
    expect(page.locator("#id_diagnosis-histology")).to_have_value("n/y?")
