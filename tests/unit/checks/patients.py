"""A child whose record gives no check a reason to speak, and changes to it by path."""

import copy
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from criteria.checks import Finding, find
from criteria.dates import Dates
from criteria.record import PatientRecord

EXAMPLES = Path(__file__).parents[2] / "data" / "examples.yaml"
# Assessed on 20 May 2026, first dose on the 22nd; born 17 September 2014, screened and consented on 8 May 2026.
DATES = Dates(assessment=date(2026, 5, 20), first_dose=date(2026, 5, 22))

# The places of the results in the child's list.
ANC, PLT, BILIRUBIN, CREATININE, ALT, AST, INR, PT, APTT, NEXT = (f"labs[{index}]" for index in range(10))


@cache
def _examples() -> dict[str, dict[str, Any]]:
    return {example["id"]: example for example in yaml.safe_load(EXAMPLES.read_text("utf-8"))}


def example(name: str) -> dict[str, Any]:
    return copy.deepcopy(_examples()[name])


def facts_with(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The child's facts with some set by path: {"labs[0].value": "0.4", "sct": []}; an index one past the end adds."""
    facts = example("EX1")["facts"]
    for path, value in changes.items():
        _set(facts, path, value)
    return facts


def _set(facts: Any, path: str, value: Any) -> None:
    here = facts
    steps: list[str | int] = []
    for part in path.split("."):
        key, _, index = part.removesuffix("]").partition("[")
        steps += [key, int(index)] if index else [key]
    for step, following in pairwise(steps):
        here = _descend(here, step, [] if isinstance(following, int) else {})
    last = steps[-1]
    if isinstance(last, int) and last == len(here):
        here.append(value)
    else:
        here[last] = value


def _descend(here: Any, step: str | int, empty: Any) -> Any:
    if isinstance(step, int):
        if step == len(here):
            here.append(empty)
        return here[step]
    if here.get(step) is None:
        here[step] = empty
    return here[step]


def findings(check: str, changes: Mapping[str, Any], dates: Dates = DATES) -> list[Finding]:
    found = find(PatientRecord.from_json(facts_with(changes)), dates)
    return [finding for finding in found if finding.check == check]
