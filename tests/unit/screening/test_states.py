"""The table of states, and that the database holds the same one."""

import re
from pathlib import Path

import pytest

from screening.models import Screening
from screening.states import (
    AUDIT_VERBS,
    CAN_BE_RESCREENED,
    OCCUPYING,
    OPEN,
    TRANSITIONS,
    Move,
    Status,
    allowed_pairs,
    status_after,
)

S = Status
GUARDS = Path(__file__).resolve().parents[3] / "screening" / "migrations" / "sql" / "guards.sql"


@pytest.mark.parametrize(
    ("move", "before", "after"),
    [
        (Move.EDIT, S.IN_SCREENING, S.IN_SCREENING),
        (Move.EDIT, S.SIGNED_ELIGIBLE, S.DATA_CHANGED),
        (Move.EDIT, S.SIGNED_FAILURE, S.DATA_CHANGED),
        (Move.EDIT, S.ENROLLED, None),
        (Move.EDIT, S.WITHDRAWN, None),
        (Move.SIGN_ELIGIBLE, S.DATA_CHANGED, S.SIGNED_ELIGIBLE),
        (Move.SIGN_ELIGIBLE, S.SIGNED_FAILURE, None),
        (Move.SIGN_FAILURE, S.SIGNED_ELIGIBLE, S.SIGNED_FAILURE),
        (Move.ENROL, S.SIGNED_ELIGIBLE, S.ENROLLED),
        (Move.ENROL, S.DATA_CHANGED, None),
        (Move.ENROL, S.IN_SCREENING, None),
        (Move.WITHDRAW, S.ENROLLED, None),
    ],
)
def test_moves(move: Move, before: Status, after: Status | None) -> None:
    assert status_after(move, before) == after


def test_every_move_has_a_row_and_a_verb() -> None:
    assert set(TRANSITIONS) == set(AUDIT_VERBS) == set(Move)


def test_the_only_way_into_the_trial_is_from_signed_eligible() -> None:
    assert {before for before, after in allowed_pairs() if after is S.ENROLLED} == {S.SIGNED_ELIGIBLE}


def test_nothing_leaves_enrolled_or_withdrawn() -> None:
    assert {before for before, _after in allowed_pairs()}.isdisjoint({S.ENROLLED, S.WITHDRAWN})


def test_open_closed_and_what_may_be_screened_again_are_all_there_is() -> None:
    assert OPEN | {S.ENROLLED} == OCCUPYING
    assert set(Status) == OCCUPYING | CAN_BE_RESCREENED
    assert OCCUPYING.isdisjoint(CAN_BE_RESCREENED)


def test_the_database_allows_the_same_changes_of_status() -> None:
    body = GUARDS.read_text().partition("(OLD.status, NEW.status) NOT IN (")[2].partition(") THEN")[0]
    held = {(Status(a), Status(b)) for a, b in re.findall(r"\('(\w+)', '(\w+)'\)", body)}

    assert held == allowed_pairs()


def test_the_index_against_two_open_screenings_speaks_of_the_same_statuses() -> None:
    index = next(each for each in Screening._meta.constraints if each.name == "screening_one_open_per_participant")

    assert set(index.condition.children[0][1]) == OCCUPYING
