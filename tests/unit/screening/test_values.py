"""The facts as they were before some changes: what the reader of an older page saw."""

from dataclasses import dataclass
from typing import Any

from screening.values import PLANNED_FIRST_DOSE, items_at, undo

ROW = "11111111-1111-4111-8111-111111111111"


@dataclass(frozen=True)
class Change:
    path: str
    old: Any


def test_a_changed_and_a_new_fact_go_back() -> None:
    facts = {"weight_kg": "41", "icf": {"signed": True}}

    assert undo(facts, [Change("weight_kg", "40"), Change("icf/signed", None)]) == {"weight_kg": "40", "icf": {}}
    assert facts == {"weight_kg": "41", "icf": {"signed": True}}


def test_the_newest_change_is_undone_first() -> None:
    assert undo({"weight_kg": "42"}, [Change("weight_kg", "41"), Change("weight_kg", None)]) == {}


def test_a_row_that_was_made_is_gone_and_its_list_not_reviewed() -> None:
    facts = {"chemo": [{"id": ROW, "agent": "irinotecan"}]}

    assert undo(facts, [Change(f"chemo/{ROW}/agent", None)]) == {}


def test_a_row_that_was_removed_is_back_with_everything_it_held() -> None:
    held = {"id": ROW, "agent": "irinotecan", "last_dose": "2026-05"}

    assert undo({}, [Change(f"chemo/{ROW}", held)]) == {"chemo": [held]}


def test_a_list_that_was_called_empty_is_not_reviewed_again_and_an_empty_one_stays() -> None:
    assert undo({"chemo": [], "sct": []}, [Change("chemo", None)]) == {"sct": []}


def test_the_planned_first_dose_is_one_of_the_facts() -> None:
    change = Change(PLANNED_FIRST_DOSE, "2026-05-01")

    assert undo({PLANNED_FIRST_DOSE: "2026-05-22"}, [change]) == {PLANNED_FIRST_DOSE: "2026-05-01"}


def test_items_of_a_list_that_is_not_there() -> None:
    assert items_at({}, "chemo") == []
    assert items_at({"chemo": []}, "chemo") == []
    assert items_at({"infection": {"therapy": [{"id": ROW}]}}, "infection/therapy") == [{"id": ROW}]
