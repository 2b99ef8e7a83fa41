"""Looking into a screening's facts document: its rows, and what it was before some changes. Writing is the services' work."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from screening.facts import put, value_at

# A date of the screening that is kept beside its facts; forms treat it as one of them.
PLANNED_FIRST_DOSE = "planned_first_dose"


class Change(Protocol):
    """What a recorded change of a fact must tell to be undone."""

    path: str
    old: Any


def items_at(facts: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    """The items of a list, each with its id; nothing for a list that is empty or not reviewed."""
    found = value_at(facts, path)
    return [dict(item) for item in found] if isinstance(found, list) else []


def undo(facts: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The facts before `changes`, which are given newest first: what the reader of an older page saw."""
    before = copy.deepcopy(dict(facts))
    for change in changes:
        if change.path == PLANNED_FIRST_DOSE:
            before[PLANNED_FIRST_DOSE] = change.old
        elif isinstance(change.old, dict) and "id" in change.old:  # a row that was removed
            for key, value in change.old.items():
                if key != "id":
                    put(before, f"{change.path}/{key}", value)
        else:
            put(before, change.path, copy.deepcopy(change.old))
    kept = {key: _without_bare_rows(value) for key, value in before.items()}
    return {key: value for key, value in kept.items() if value is not _GONE}


def _without_bare_rows(value: Any) -> Any:
    """Rows that were made by the changes that are undone hold nothing but their id now."""
    if isinstance(value, dict):
        kept = {key: _without_bare_rows(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each is not _GONE}
    if isinstance(value, list) and value:
        rows = [each for each in value if not isinstance(each, dict) or set(each) != {"id"}]
        return rows or _GONE
    return value


_GONE = object()
