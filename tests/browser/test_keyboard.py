"""The whole of EX1 without a mouse, every key counted; what is stored is compared with the example, fact by fact."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from criteria.record import SECTIONS, PatientRecord, vocabulary
from screening.facts import judgement_facts, public_facts
from screening.models import Role, Screening
from tests import factories, people
from tests.browser import desk
from tests.browser.typist import Typist

pytestmark = pytest.mark.django_db(transaction=True)
MOST_KEYS = 450
MOST_KEYS_OF_THE_LABORATORY = 49


def answers_of(facts: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(section, name of the field, value) of everything a coordinator types."""
    for path, info in vocabulary().items():
        value = desk.value_in(facts, path.removesuffix("[]"))
        if value is None or path in judgement_facts() or "[]." in path:
            continue
        name = path.removesuffix("[]").replace(".", "-")
        if path == "labs[]":
            yield info.section, "labs-sample_date", value[0]["date"]
            yield from ((info.section, f"labs-{one['test']}-value", one["value"]) for one in value)
        elif info.kind == "list":
            yield info.section, f"{name}-reviewed", "listed" if value else "none"
            yield from ((info.section, f"{name}-{key}", each) for row in value for key, each in row.items())
        elif info.kind != "group":
            yield info.section, name, value


def stored(screening: Screening) -> dict[str, Any]:
    screening.refresh_from_db()
    return PatientRecord.from_json(public_facts(screening.facts)).to_json()


def expected(facts: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in facts.items() if key not in judgement_facts()}
    return PatientRecord.from_json(plain).to_json()


def test_a_whole_screening_from_the_keyboard(live_server, new_page: Callable[..., Page]) -> None:
    # Given a site whose laboratory has a profile, and a prepared source
    site, team = factories.make_team()
    example = people.example_today(people.today_at(site))
    facts = example["facts"]
    factories.make_lab_profiles(site, facts["labs"], by=team[Role.ADMINISTRATOR])
    page = new_page()
    desk.sign_in(page, live_server.url, team[Role.COORDINATOR])
    wanted = list(answers_of(facts))
    source = {name: value for _section, name, value in wanted}
    source |= {"planned_first_dose": example["planned_first_dose_date"], "consent_date": facts["icf"]["signed_date"]}
    typist = Typist(page, source)

    # When the coordinator opens a screening and fills it, section by section, without a mouse
    page.goto(f"{live_server.url}/screenings/new/#questions")
    typist.fill({"birth_date", "sex", "consent_date"})
    typist.press("Control+Enter")
    asked_when_opened = {"birth_date", "sex", "icf-signed_date"}
    keys: dict[str, int] = {}
    for section in SECTIONS:
        expect(page.locator("h1")).not_to_have_text("New screening")
        page.wait_for_url(f"**/form/{section}/*", timeout=30_000)
        page.wait_for_load_state("networkidle")
        before = typist.presses
        names = {name for of, name, _value in wanted if of == section} - asked_when_opened
        typist.fill(names | ({"planned_first_dose"} if section == "review" else set()))
        typist.press("Control+Enter")
        keys[section] = typist.presses - before
    expect(page.get_by_text("Review is saved")).to_be_visible()

    # Then the record is the example, and the keys are few
    screening = Screening.objects.get()
    got, want = stored(screening), expected(facts)
    assert {key: got.get(key) for key in {**got, **want} if got.get(key) != want.get(key)} == {}
    assert screening.planned_first_dose.isoformat() == example["planned_first_dose_date"]
    assert keys["laboratory"] <= MOST_KEYS_OF_THE_LABORATORY, keys
    assert typist.presses <= MOST_KEYS, keys
