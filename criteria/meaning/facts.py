"""Conditions on one fact: yes or no, one of several, a number against a limit."""

from decimal import Decimal
from functools import cache
from typing import Any, cast

from criteria.intervals import DecimalInterval, compare, compare_with, exact_decimal
from criteria.nodes import Compare, Constant, Count, Fact, Judgement, Measured, Node, OneOf, Open
from criteria.situation import FALSE, TRUE, UNKNOWN, Evidence, Seen, Situation, make, read, unknown
from criteria.truth import Truth
from criteria.units import to_canonical


def constant(node: Constant, _: Situation) -> Evidence:
    return Evidence(node, TRUE if node.value else FALSE)


def fact(node: Fact, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return unknown(node, seen)
    return make(Evidence, (node, TRUE if seen.value else FALSE, (), (seen,), (), False))


def judgement(node: Judgement, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    if seen.unusable:
        return unknown(node, seen)
    if seen.value is None:
        return Evidence(node, UNKNOWN, (), (seen,), (seen.path,), awaits_judgement=True)
    return Evidence(node, TRUE if seen.value else FALSE, (), (seen,))


def one_of(node: OneOf, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return unknown(node, seen)
    if seen.value in node.unclear:
        return unknown(node, seen, missing=(seen.path,))
    return make(Evidence, (node, TRUE if seen.value in node.values else FALSE, (), (seen,), (), False))


def _as_interval(value: Any) -> DecimalInterval:
    return value if isinstance(value, DecimalInterval) else exact_decimal(value)


def comparison(node: Compare, situation: Situation) -> Evidence:
    seen: tuple[Seen, ...] = (read(node.fact, situation),)
    if node.limit_fact is not None:
        seen = (*seen, read(node.limit_fact, situation))
    if any(one.value is None or one.unusable for one in seen):
        return unknown(node, *seen)
    value = _as_interval(seen[0].value)
    if node.limit_fact is None:
        truth = compare_with(value, node.operator, cast("Decimal", node.limit))
    else:
        truth = compare(value, node.operator, _as_interval(seen[-1].value))
    return _weighed(node, truth, seen)


def _weighed(node: Node, truth: Truth, seen: tuple[Seen, ...]) -> Evidence:
    """Where a comparison is open, the values that are not exact are what is still to be learnt."""
    if truth is not UNKNOWN:
        return Evidence(node, truth, (), seen)
    inexact = tuple(one.path for one in seen if isinstance(one.value, DecimalInterval) and not one.value.is_exact)
    return Evidence(node, UNKNOWN, (), seen, inexact)


def measured(node: Measured, situation: Situation) -> Evidence:
    value, unit = read(node.fact, situation), read(node.unit_fact, situation)
    if any(one.value is None or one.unusable for one in (value, unit)):
        return unknown(node, value, unit)
    factor = factor_of(node.analyte, unit.value)
    if factor is None:
        return unknown(node, value, unit, missing=(unit.path,))
    truth = compare_with(value.value.scaled(factor), node.operator, node.limit)
    return _weighed(node, truth, (value, unit))


def count(node: Count, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return unknown(node, seen)
    return Evidence(node, compare_with(exact_decimal(len(seen.value)), node.operator, node.number), (), (seen,))


def open_question(node: Open, _: Situation) -> Evidence:
    return Evidence(node, UNKNOWN)


@cache
def factor_of(analyte: str, unit: str | None) -> Decimal | None:
    """The exact factor to the canonical unit, as a decimal; None for a unit that is not in the table."""
    factor = to_canonical(analyte, unit)
    return None if factor is None else Decimal(factor.numerator) / Decimal(factor.denominator)
