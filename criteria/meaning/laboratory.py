"""Conditions on laboratory results: which result governs, and how it stands against a limit (rule G8)."""

from decimal import Decimal
from typing import Any, cast

from criteria.intervals import DateInterval, DecimalInterval, compare, compare_with, cut
from criteria.meaning.days import in_period, what_places
from criteria.meaning.facts import factor_of
from criteria.nodes import Lab, LabAgainstUpperLimit
from criteria.record import LabResult
from criteria.situation import FALSE, TRUE, UNKNOWN, Evidence, Seen, Situation, looked_at, unknown
from criteria.truth import Truth


def lab(node: Lab | LabAgainstUpperLimit, situation: Situation) -> Evidence:
    """Rule G8: the most recent result of the screening period governs; whatever may be it must agree."""
    if situation.record.labs is None or situation.is_blocked("labs"):
        return unknown(node, Seen("labs"), missing=("labs",))
    sure, possible = _candidates(node.test, situation)
    if not sure and not possible:
        return unknown(node, Seen("labs"), missing=("labs",))
    if len(sure) == 1 and not possible:
        path, result, _ = sure[0]
        truth, seen, missing = _weigh_result(node, path, result, situation)
        return Evidence(node, truth, (), seen, missing)
    return _weigh_several(node, sure, possible, situation)


def _weigh_several(
    node: Lab | LabAgainstUpperLimit, sure: "list[Candidate]", possible: "list[Candidate]", situation: Situation
) -> Evidence:
    """Several results may govern, or the only one may lie outside the period: all that may must agree."""
    newest = max((when.first for _, _, when in sure), default=None)
    governing = [one for one in (*sure, *possible) if newest is None or one[2] is None or one[2].last >= newest]
    answers = [_weigh_result(node, path, result, situation) for path, result, _ in governing]
    seen = tuple(one for _, noted, _ in answers for one in noted)
    truths = {truth for truth, _, _ in answers}
    misplaced = tuple(_misplaced(path, when, situation) for path, _, when in possible)
    if len(truths) == 1 and sure and all(when is not None for _, _, when in possible):
        truth = truths.pop()
        missing = () if truth is not UNKNOWN else tuple(dict.fromkeys(p for _, _, names in answers for p in names))
        return Evidence(node, truth, (), seen, missing)
    missing = tuple(dict.fromkeys(p for names in (*misplaced, *(n for _, _, n in answers)) for p in names))
    return Evidence(node, UNKNOWN, (), seen, missing)


Candidate = tuple[str, LabResult, Any]


def _candidates(test: str, situation: Situation) -> tuple[list[Candidate], list[Candidate]]:
    """Results that lie in the screening period for certain, and those that may (or have no date at all)."""
    sure: list[Candidate] = []
    possible: list[Candidate] = []
    for path, result in situation.results_of(test):
        if result.date is None:
            possible.append((path, result, None))
            continue
        truth = in_period(result.date, situation)
        if truth is not FALSE:
            when = cut(result.date, birth=situation.birth, as_of=situation.as_of)
            (sure if truth is TRUE else possible).append((path, result, when))
    return sure, possible


def _misplaced(path: str, when: DateInterval | None, situation: Situation) -> tuple[str, ...]:
    dated = f"{path}.date"
    return (dated,) if when is None else what_places(Seen(dated, when), situation)


def _weigh_result(
    node: Lab | LabAgainstUpperLimit, path: str, result: LabResult, situation: Situation
) -> tuple[Truth, tuple[Seen, ...], tuple[str, ...]]:
    """One result against the limit: its truth, what was seen, and what is missing for an answer."""
    value = looked_at(f"{path}.value", result.value, situation)
    if result.value is None or value.unusable:
        return UNKNOWN, (value,), (value.path,)
    factor = factor_of(node.test, result.unit)
    if factor is None:
        return UNKNOWN, (value,), (f"{path}.unit",)
    if isinstance(node, Lab):
        truth = compare_with(result.value.scaled(factor), node.operator, node.limit)
        return truth, (value,), (value.path,) if truth is UNKNOWN else ()
    return _weigh_against_upper_limit(node, path, result, value, factor, situation)


def _weigh_against_upper_limit(
    node: LabAgainstUpperLimit, path: str, result: LabResult, value: Seen, factor: Decimal, situation: Situation
) -> tuple[Truth, tuple[Seen, ...], tuple[str, ...]]:
    uln = looked_at(f"{path}.uln", result.uln, situation)
    if result.uln is None or uln.unusable:
        return UNKNOWN, (value, uln), (uln.path,)
    limit_factor = factor if result.uln_unit is None else factor_of(node.test, result.uln_unit)
    if limit_factor is None:
        return UNKNOWN, (value, uln), (f"{path}.uln_unit",)
    measured, upper = cast("DecimalInterval", value.value), result.uln
    if limit_factor != factor or node.plus:  # in the laboratory's own unit wherever both stand in it
        measured, upper = measured.scaled(factor), upper.scaled(limit_factor)
    if upper.is_exact and not upper.doubtful:
        truth = compare_with(measured, node.operator, upper.low * node.times + node.plus)
    else:
        truth = compare(measured, node.operator, upper.scaled(node.times).plus(node.plus))
    multiple = measured.low / upper.low if measured.is_exact and upper.is_exact and upper.low else None
    seen = (Seen(value.path, value.value, multiple, value.unusable), uln)
    return truth, seen, (value.path, uln.path) if truth is UNKNOWN else ()
