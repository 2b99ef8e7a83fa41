"""Second thoughts about a section: done with it, opened again, a row put back, answers that belong no more."""

import html

import pytest

from screening.facts import value_at
from screening.models import Role
from screening.services import records
from screening.services.errors import InvalidInput
from tests.factories import TODAY, enter, row
from tests.integration.forms.conftest import Desk

pytestmark = pytest.mark.django_db


def buttons(desk: Desk, section: str, name: str) -> list[str]:
    return [each["value"] for each in desk.read(section).buttons if each.get("name") == name]


# --- done -------------------------------------------------------------------------------------------------------------


def test_done_saves_marks_and_goes_on_and_then_a_change_needs_a_reason(desk: Desk) -> None:
    answer = desk.send("demographics", desk.read("demographics"), press="done", weight_kg="38.5")
    assert answer.headers["Location"] == f"{desk.url('consent')}#questions"
    assert desk.facts()["weight_kg"] == "38.5"
    assert desk.screening.section_marks["demographics"]["name"] == desk.team[Role.COORDINATOR].printed_name

    page = desk.read("demographics")
    assert desk.send("demographics", page, weight_kg="39").status_code == 422
    assert desk.facts()["weight_kg"] == "38.5"
    assert desk.send("demographics", page, weight_kg="39", reason="Typing error").status_code == 302
    assert desk.facts()["weight_kg"] == "39"
    assert desk.screening.fact_changes.filter(path="weight_kg").last().reason == "Typing error"


def test_what_can_not_be_read_is_not_done(desk: Desk) -> None:
    assert desk.send("demographics", desk.read("demographics"), press="done", weight_kg="heavy").status_code == 422
    desk.screening.refresh_from_db()
    assert desk.screening.section_marks == {}


def test_a_section_is_opened_again_by_whoever_may_change_it(desk: Desk) -> None:
    desk.send("demographics", desk.read("demographics"), press="done")
    assert buttons(desk, "demographics", "reopen") == ["1"]
    assert buttons(desk, "demographics", "done") == []

    desk.send("demographics", desk.read("demographics"), press="reopen")

    desk.screening.refresh_from_db()
    assert desk.screening.section_marks == {}
    assert desk.send("demographics", desk.read("demographics"), weight_kg="39").status_code == 302


# --- answers below a question -----------------------------------------------------------------------------------------


def test_answers_that_belong_no_more_stay_until_they_are_struck_out(desk: Desk) -> None:
    enter(
        desk.team[Role.COORDINATOR],
        desk.screening,
        {"effusion/present": True, "effusion/symptomatic": False, "effusion/requires_treatment": True},
    )
    desk.send("history", desk.read("history"), stay="1", effusion__present="no")
    assert desk.facts()["effusion"] == {"present": False, "symptomatic": False, "requires_treatment": True}
    shown = html.unescape(desk.client.get(desk.url("history")).content.decode())
    assert "2 answers below do not belong to this answer." in shown

    names = "effusion-symptomatic effusion-requires_treatment"
    assert names in buttons(desk, "history", "strike")
    answer = desk.send("history", desk.read("history"), press="strike", value=names)

    assert answer.headers["Location"] == desk.url("history")
    assert desk.facts()["effusion"] == {"present": False}


# --- rows -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def removed(desk: Desk) -> tuple[str, dict[str, str]]:
    """The item of a row that was struck out, and what it held."""
    held = {"agent": "vincristine", "last_dose": "2026-03"}
    enter(desk.team[Role.COORDINATOR], desk.screening, row("chemo", **held))
    (item,) = (each["id"] for each in desk.facts()["chemo"])
    page = desk.read("therapies")
    answer = desk.send("therapies", page, "confirm_remove", f"chemo {item}", remove_reason="entered twice")
    assert "The row was removed." in answer.content.decode()
    assert f'value="chemo {item}" data-undo' in answer.content.decode()
    assert "chemo" not in desk.facts()
    return item, held


def test_undo_brings_the_row_back_and_keeps_what_is_being_typed(desk: Desk, removed) -> None:
    item, held = removed
    answer = desk.send("therapies", desk.read("therapies"), "put_back", f"chemo {item}", nitrosourea_ever="no")

    assert desk.facts()["chemo"] == [{"id": item} | held]
    assert "nitrosourea_ever" not in desk.facts()
    shown = answer.content.decode()
    assert 'value="vincristine"' in shown
    assert desk.screening.fact_changes.filter(path=f"chemo/{item}/agent").last().source == "put back"


def test_later_the_history_brings_it_back(desk: Desk, removed) -> None:
    item, held = removed
    history = f"/screenings/{desk.screening.number}/history/"
    shown = desk.client.get(history).content.decode()
    assert "entered twice" in shown
    assert "vincristine, 2026-03" in shown

    sent = {"base_version": desk.screening.version, "from_history": "1", "put_back": f"chemo {item}"}
    assert desk.client.post(desk.url("therapies"), sent).headers["Location"] == history

    assert desk.facts()["chemo"] == [{"id": item} | held]
    assert "Rows that were removed" not in desk.client.get(history).content.decode()
    again = desk.client.post(desk.url("therapies"), sent | {"base_version": desk.screening.version})
    assert again.status_code == 302
    assert desk.facts()["chemo"] == [{"id": item} | held]


def test_nothing_comes_back_that_was_never_there(desk: Desk, removed) -> None:
    stranger = "0b1f5ac4-0000-4000-8000-000000000001"
    before = desk.facts()
    for what in (f"chemo {stranger}", f"nothing {stranger}", "chemo x", ""):
        assert desk.send("therapies", desk.read("therapies"), "put_back", what).status_code in {200, 422}
    assert desk.facts() == before
    with pytest.raises(InvalidInput):
        records.put_back_item(
            by=desk.team[Role.COORDINATOR], screening=desk.screening, list_path="weight_kg", item_id=stranger,
            base_version=desk.screening.version, today=TODAY,
        )  # fmt: skip
    assert value_at(desk.facts(), "chemo") is None
