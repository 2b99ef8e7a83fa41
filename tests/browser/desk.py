"""What people do at the pages, in their words: sign in, fill a section, judge, sign. Used by the journeys."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from criteria.record import SECTIONS, Section, vocabulary
from screening.facts import judgement_facts
from screening.models import Role, User
from tests.factories import PASSWORD

LISTS_OF_ROWS = {info.path: info for info in vocabulary().values() if info.kind == "list"}


def sign_in(page: Page, address: str, user: User) -> None:
    """As far as the worklist: a monitor, whose first page has the queries, takes one step more."""
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    if Role.MONITOR in user.roles.values():
        expect(page.get_by_role("heading", level=1)).to_have_text("Queries")
        page.get_by_role("link", name="Worklist", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worklist")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def start_screening(page: Page, facts: Mapping[str, Any]) -> str:
    """From the worklist to the first section; the number of the new screening."""
    page.get_by_role("link", name="Start a screening").first.click()
    page.get_by_label("Date of birth").fill(facts["birth_date"])
    page.get_by_label("Female" if facts["sex"] == "female" else "Male", exact=True).check()
    page.get_by_label("Date the consent form was signed").fill(facts["icf"]["signed_date"])
    page.get_by_role("button", name="Start screening").click()
    return page.locator(".strip .number").inner_text()


def fill_whole_form(page: Page, facts: Mapping[str, Any], first_dose: str) -> None:
    """All eleven sections, one after the other, with the button that leads to the next."""
    for section in SECTIONS:
        # What was typed is saved, answer by answer, before the page is left.
        expect(page).to_have_url(re.compile(f"/form/{section}/"), timeout=30_000)
        if section == "review":
            page.locator("#id_planned_first_dose_date, [name=planned_first_dose]").first.fill(first_dose)
            page.get_by_role("button", name="Save", exact=True).last.click()
        else:
            fill_section(page, section, facts)
            page.get_by_role("button", name="Save and go to").click()
        expect(page.locator(".errors")).to_have_count(0)


def fill_section(page: Page, section: Section, facts: Mapping[str, Any]) -> None:
    for path, info in vocabulary().items():
        value = value_in(facts, path.removesuffix("[]"))
        if info.section != section or value is None or path in judgement_facts():
            continue
        if path == "labs[]":
            _fill_results(page, value)
        elif info.kind == "list":
            _fill_list(page, path.removesuffix("[]"), value)
        elif info.kind != "group" and "[]" not in path:
            _answer(page, path.replace(".", "-"), value)


def value_in(facts: Any, path: str) -> Any:
    for step in path.split("."):
        facts = facts.get(step) if isinstance(facts, Mapping) else None
    return facts


def _answer(page: Page, name: str, value: Any) -> None:
    answer = page.locator(f'[name="{name}"]:not([type="hidden"])')
    kind = answer.first.evaluate("one => one.type")
    if kind in {"radio", "checkbox"}:
        for each in value if isinstance(value, list) else [value]:
            _choice(answer, each).check()
    elif kind == "select-one":
        answer.select_option(_typed(value))
    else:
        answer.fill(_typed(value))


def _typed(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _choice(answer: Locator, value: Any) -> Locator:
    return answer.and_(answer.page.locator(f'[value="{_typed(value)}"]'))


def _fill_list(page: Page, path: str, rows: list[Any]) -> None:
    name = path.replace(".", "-")
    page.locator(f'[name="{name}-reviewed"][value="{"listed" if rows else "none"}"]').check()
    for number, row in enumerate(rows):
        ids = page.locator(f'[name="{name}-row"]')
        if ids.count() <= number:
            page.locator(f'[name="add"][value="{path.replace(".", "/")}"]').click()
        item = ids.nth(number).input_value()
        for key, value in row.items() if isinstance(row, Mapping) else [("value", row)]:
            _answer(page, f"{name}-{item}-{key}", value)


def _fill_results(page: Page, results: list[dict[str, Any]]) -> None:
    page.locator('[name="labs-sample_date"]').fill(results[0]["date"])
    for result in results:
        row = f"#id_labs-{result['test']}"
        page.locator(f"{row}-value").fill(result["value"])
        if page.locator(f"{row}-unit").count():
            page.locator(f"{row}-unit").select_option(result["unit"])
        if "uln" in result:
            page.locator(f"{row}-uln").fill(result["uln"])


def take_next_step(page: Page, number: str, words: str) -> None:
    """The link of the worklist that says what comes next for this screening."""
    page.get_by_role("row").filter(has_text=number).get_by_role("link", name=words).click()


def judge_favourably(page: Page) -> None:
    """Every question answered so that it does not speak against the participant."""
    for question in page.locator(".judge").all():
        question.get_by_label("passes").check()
    page.get_by_role("button", name="Save judgements").click()


def sign(page: Page, user: User, button: str, password: str = PASSWORD) -> None:
    """With the user name too where the page asks for it: the first signature of a sitting."""
    if (name := page.get_by_label("Your user name")).count():
        name.fill(user.username)
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name=button).click()
