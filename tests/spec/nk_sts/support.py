"""How a clinical case is written in these tests.

Every case starts from the first example record, on which all 42 items pass, and says only what is different:

    verdict("I07", {"chemo": [chemo("2026-05-02")]}) == "NOT_MET"
    verdict("E02", {"cardiac.qtc_ms": 450, **without("sex")}) == "UNKNOWN"

A, N and P are the assessment, enrolment and planned first dose dates. Giving another A moves the whole timetable of
the base record (consent, laboratory results, earlier treatment) by as many days, the birth date excepted, so that
nothing but the case in hand changes. P stays two days after A unless it is given.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from criteria import evaluate_document

DATA = Path(__file__).parents[2] / "data"
PASSES = {"MET", "ABSENT"}

A = "2026-05-20"
N = A
P = "2026-05-22"
SCREENING_START = "2026-05-08"
NEVER = (None, None)

ITEMS = (
    *(f"I{n:02}" for n in range(1, 12)),
    *(f"I12{part}" for part in "abcde"),
    "I13",
    *(f"E{n:02}" for n in range(1, 26)),
)

Facts = Mapping[str, Any]


class _Sign:
    """A value that no record can hold."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


KEEP = _Sign("KEEP")
ABSENT_KEY = _Sign("ABSENT_KEY")


def examples() -> list[dict[str, Any]]:
    """The four whole records, each with what an evaluation must say under `expected`."""
    records: list[dict[str, Any]] = yaml.safe_load((DATA / "examples.yaml").read_text(encoding="utf-8"))
    return records


_FIRST_EXAMPLE = examples()[0]


def base() -> dict[str, Any]:
    """The first example's document: a child who may enter today."""
    document = copy.deepcopy(_FIRST_EXAMPLE)
    del document["expected"]
    return document


def days_before(day: str, count: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=count)).isoformat()


def days_after(day: str, count: int) -> str:
    return days_before(day, -count)


def without(*paths: str) -> dict[str, Any]:
    """The facts at these paths are left out of the record altogether."""
    return dict.fromkeys(paths, ABSENT_KEY)


def _moved(value: Any, days: int) -> Any:
    if isinstance(value, dict):
        return {key: item if key == "birth_date" else _moved(item, days) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, days) for item in value]
    if isinstance(value, str) and len(value) == 10 and value[4] == "-":
        return days_after(value, days)
    return value


def _put(facts: dict[str, Any], path: str, value: Any) -> None:
    *groups, key = path.split(".")
    for group in groups:
        facts = facts.setdefault(group, {})
    if value is ABSENT_KEY:
        facts.pop(key, None)
    else:
        facts[key] = copy.deepcopy(value)


def document(  # A, N and P are the protocol's own names for its three dates
    facts: Facts | None = None,
    *,
    A: str | None = None,  # noqa: N803
    N: str | None = None,  # noqa: N803
    P: str | _Sign | None = KEEP,  # noqa: N803
) -> dict[str, Any]:
    """The base record with these facts and dates instead; P=None: no first dose is planned."""
    record = base()
    if A is not None:
        shift = (date.fromisoformat(A) - date.fromisoformat(record["assessment_date"])).days
        record = _moved(record, shift)
    if N is not None:
        record["enrolment_date"] = N
    if P is None:
        del record["planned_first_dose_date"]
    elif P is not KEEP:
        record["planned_first_dose_date"] = P
    for path, value in (facts or {}).items():
        _put(record["facts"], path, value)
    return record


def evaluated(facts: Facts | None = None, **dates: Any) -> dict[str, Any]:
    """The whole result of the base record with these changes."""
    return evaluate_document(document(facts, **dates))


def item_of(result: Mapping[str, Any], item: str) -> dict[str, Any]:
    (found,) = [criterion for criterion in result["criteria"] if criterion["id"] == item]
    return found


def judged(item: str, facts: Facts | None = None, **dates: Any) -> dict[str, Any]:
    """One criterion's result for the base record with these changes."""
    return item_of(evaluated(facts, **dates), item)


def verdict(item: str, facts: Facts | None = None, **dates: Any) -> str:
    return str(judged(item, facts, **dates)["verdict"])


def flip(item: str, facts: Facts | None = None, **dates: Any) -> tuple[str | None, str | None]:
    """(the day on which the verdict changes, what it changes to)."""
    result = judged(item, facts, **dates)
    return result["flips_on"], result["flips_to"]


def outcome(item: str, facts: Facts | None = None, **dates: Any) -> tuple[str, str | None, str | None]:
    """(verdict today, the day on which it changes, what it changes to)."""
    result = judged(item, facts, **dates)
    return result["verdict"], result["flips_on"], result["flips_to"]


def checks(facts: Facts | None = None, **dates: Any) -> set[str]:
    """The codes of the data-quality findings of the base record with these changes."""
    return {finding["check"] for finding in evaluated(facts, **dates)["findings"]}


def findings_about(fact: str, facts: Facts | None = None, **dates: Any) -> list[dict[str, Any]]:
    return [finding for finding in evaluated(facts, **dates)["findings"] if fact in finding["facts"]]


# --- entries of the history lists -------------------------------------------------------------------------------


def chemo(last_dose: str | None, *, myelosuppressive: bool | None = True, nitrosourea: bool | None = False) -> Any:
    return {
        "agent": "irinotecan/temozolomide",
        "myelosuppressive": myelosuppressive,
        "nitrosourea": nitrosourea,
        "last_dose": last_dose,
    }


def result(test: str, **changed: Any) -> dict[str, Any]:
    """The base record's result of this test, with these keys instead."""
    (entry,) = [entry for entry in base()["facts"]["labs"] if entry["test"] == test]
    return {**entry, **changed}


def labs(*entries: Mapping[str, Any], missing: Iterable[str] = ()) -> dict[str, Any]:
    """The base record's laboratory list with these entries in place of the results of the same tests."""
    replaced = {entry["test"] for entry in entries} | set(missing)
    kept = [entry for entry in base()["facts"]["labs"] if entry["test"] not in replaced]
    return {"labs": [*kept, *(dict(entry) for entry in entries)]}


def lab(test: str, value: str | None, **changed: Any) -> dict[str, Any]:
    """The base record's laboratory list in which this one result has another value (unit, date, uln …)."""
    return labs(result(test, value=value, **changed))
