"""One answer at a time: what is written, what is left alone, and what each refusal says to the script."""

import re
from uuid import uuid4

import pytest

from screening.models import Role, Screening
from tests.factories import enter, make_user
from tests.integration.accounts.conftest import move_clock
from tests.integration.forms.conftest import Desk


def post(desk: Desk, section: str, *touched: str, base: int = 1, **answers):
    sent = {name.replace("__", "-"): value for name, value in answers.items()}
    names = [name.replace("__", "-") for name in touched]
    address = f"{desk.url(section)}autosave/"
    return desk.client.post(address, sent | {"touched": names, "base_version": base}, headers={"HX-Request": "true"})


def changes(screening: Screening) -> dict:
    return {each.path: each.new for each in screening.fact_changes.filter(version__gt=1)}


def test_only_what_was_touched_is_written(desk: Desk) -> None:
    answer = post(desk, "demographics", "weight_kg", weight_kg="38.5", height_cm="14", sex="male")

    assert (answer.status_code, changes(desk.screening)) == (200, {"weight_kg": "38.5"})
    assert re.search(r'<div id="derived" hidden data-version="2">', answer.text)
    assert "<input" not in answer.text


def test_what_cannot_be_read_is_said_and_not_written(desk: Desk) -> None:
    answer = post(desk, "demographics", "weight_kg", "height_cm", weight_kg="heavy", height_cm="147")

    assert (answer.status_code, changes(desk.screening)) == (422, {"height_cm": "147"})
    assert re.search(r'data-said="weight_kg"><p class="mb-0">[^<]*heavy', answer.text)


def test_an_answer_is_taken_back_by_an_empty_one(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, {"diagnosis/prior_treatment": ["surgery"], "weight_kg": "40"})
    base = desk.screening.version

    nothing_ticked = {"diagnosis-prior_treatment": ""}
    assert post(desk, "disease", "diagnosis-prior_treatment", base=base, **nothing_ticked).status_code == 200
    assert "prior_treatment" not in desk.facts().get("diagnosis", {})
    assert desk.facts()["weight_kg"] == "40"


def test_a_row_is_stored_with_its_first_answer_and_a_list_may_wait_for_it(desk: Desk) -> None:
    row = str(uuid4())
    waiting = post(desk, "therapies", "chemo-reviewed", **{"chemo-reviewed": "listed", "chemo-row": row})
    assert (waiting.status_code, changes(desk.screening)) == (200, {})

    name = f"chemo-{row}-agent"
    post(desk, "therapies", name, **{"chemo-row": row, name: "vincristine"})
    assert desk.facts()["chemo"] == [{"id": row, "agent": "vincristine"}]


def test_a_change_sent_twice_is_one(desk: Desk) -> None:
    for _ in range(2):
        answer = post(desk, "demographics", "weight_kg", weight_kg="38.5")
        assert answer.status_code == 200
    assert desk.screening.fact_changes.filter(path="weight_kg").count() == 1


def test_somebody_quicker_is_shown_and_nothing_is_written(desk: Desk) -> None:
    wei = make_user(Role.COORDINATOR, desk.screening.site, full_name="Li Wei")
    enter(wei, desk.screening, {"weight_kg": "41"})

    answer = post(desk, "demographics", "weight_kg", weight_kg="38.5")

    assert (answer.status_code, desk.facts()["weight_kg"]) == (409, "41")
    assert "Li Wei changed this" in answer.text
    assert 'data-box="weight_kg" data-values="[&quot;41&quot;]" data-version="2"' in answer.text


@pytest.mark.parametrize("section", ["therapies", "laboratory", "judgement", "review", "history"])
def test_every_section_answers_with_its_panel(section: str, desk: Desk) -> None:
    answer = post(desk, section)

    assert (answer.status_code, 'data-into="overall"' in answer.text) == (200, True)


def test_an_answer_is_never_saved_in_somebody_elses_name(desk: Desk) -> None:
    answer = post(desk, "demographics", "weight_kg", weight_kg="38.5", person=desk.team[Role.INVESTIGATOR].pk)

    assert (answer.status_code, changes(desk.screening)) == (401, {})


def test_after_the_end_of_the_session_the_script_is_told_and_nothing_is_written(desk: Desk) -> None:
    move_clock(desk.client, idle=30 * 60 + 1)

    assert post(desk, "demographics", "weight_kg", weight_kg="38.5").status_code == 401
    assert changes(desk.screening) == {}


def test_who_else_is_filling_in_the_form_is_said_to_the_others(desk: Desk) -> None:
    wei = make_user(Role.COORDINATOR, desk.screening.site, full_name="Li Wei")
    presence = f"/screenings/{desk.screening.number}/presence/"
    post(desk, "demographics", "weight_kg", weight_kg="38.5")
    assert "is in" not in desk.client.get(presence).text

    enter(wei, desk.screening, {"weight_kg": "41"})
    enter(wei, desk.screening, {"cardiac/lvef_percent": "60"})

    assert desk.client.get(presence).text.strip() == "Li Wei is in Cardiac"
    assert "Li Wei is in Cardiac" in desk.read("demographics").markup


def test_asking_who_else_is_there_keeps_nobody_signed_in(desk: Desk) -> None:
    move_clock(desk.client, idle=29 * 60)
    seen = desk.client.session["seen_at"]

    assert desk.client.get(f"/screenings/{desk.screening.number}/presence/").status_code == 200
    assert desk.client.session["seen_at"] == seen


def test_to_look_at_the_session_keeps_nobody_signed_in(desk: Desk) -> None:
    move_clock(desk.client, idle=29 * 60)
    seen = desk.client.session["seen_at"]

    assert 0 < int(re.search(r'data-left="(\d+)"', desk.client.get("/accounts/reauth/").text)[1]) <= 60
    assert desk.client.session["seen_at"] == seen
    assert "data-left" in desk.client.post("/accounts/reauth/").text
    assert desk.client.session["seen_at"] > seen
