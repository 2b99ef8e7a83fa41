"""The reference engine: what a rule says of one record on one day, with everything that was looked at.

`evaluate(node, situation) -> Evidence`. One small function per node type: of the leaves in criteria/meaning/, of what
combines them here; the meaning of every node stands in one place and nowhere else. The engine never guesses: what is not
recorded, not readable or marked unusable by a blocking finding is UNKNOWN, and `missing` names the facts whose (better)
knowledge could still change the answer.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from criteria.meaning import days, facts, laboratory
from criteria.nodes import (
    Age,
    All,
    Any_,
    Compare,
    Constant,
    Count,
    Elapsed,
    Every,
    Fact,
    FirstKnown,
    InScreeningPeriod,
    Judgement,
    Lab,
    LabAgainstUpperLimit,
    Measured,
    Node,
    Not,
    NotInFuture,
    OneOf,
    Open,
    Precedes,
    Shown,
    Some,
    When,
)
from criteria.situation import FALSE, TRUE, UNKNOWN, Evidence, Seen, Situation, make, read, unknown
from criteria.truth import Truth

# Raised with every change of what the engine says to a record, be it a word: stored results name the one they are from.
ENGINE_VERSION = "2"


def evaluate(node: Node, situation: Situation) -> Evidence:
    return _MEANING[type(node)](node, situation)


def _joined(node: Node, truth: Truth, children: tuple[Evidence, ...], seen: tuple[Seen, ...] = ()) -> Evidence:
    """An AND or an OR whose truth is known: the undecided children say what is missing (rule G6)."""
    if truth is not UNKNOWN:
        return make(Evidence, (node, truth, children, seen, (), False))
    undecided = [child for child in children if child.truth is UNKNOWN]
    return Evidence(
        node,
        UNKNOWN,
        children,
        seen,
        _together(child.missing for child in undecided),
        all(child.awaits_judgement for child in undecided),
    )


def _together(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for group in groups for path in group))


_truth: Callable[[Evidence], Truth] = attrgetter("truth")


def _not(node: Not, situation: Situation) -> Evidence:
    child = evaluate(node.of, situation)
    return Evidence(node, ~child.truth, (child,), (), child.missing, child.awaits_judgement)


def _all(node: All, situation: Situation) -> Evidence:
    children = tuple([_MEANING[type(part)](part, situation) for part in node.of])
    return _joined(node, min(map(_truth, children)), children)


def _any(node: Any_, situation: Situation) -> Evidence:
    children = tuple([_MEANING[type(part)](part, situation) for part in node.of])
    return _joined(node, max(map(_truth, children)), children)


def _when(node: When, situation: Situation) -> Evidence:
    condition = evaluate(node.condition, situation)
    if condition.truth is not UNKNOWN:
        branch = evaluate(node.then if condition.truth is TRUE else node.otherwise, situation)
        return Evidence(node, branch.truth, (condition, branch), (), branch.missing, branch.awaits_judgement)
    children = (condition, evaluate(node.then, situation), evaluate(node.otherwise, situation))
    if children[1].truth is children[2].truth is not UNKNOWN:
        return Evidence(node, children[1].truth, children)
    return _joined(node, UNKNOWN, children)


def _over_list(
    node: Some | Every, situation: Situation, nothing: Truth, choose: Callable[[Iterable[Truth]], Truth]
) -> Evidence:
    seen = read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return unknown(node, seen)
    if not seen.value:
        return make(Evidence, (node, nothing, (), (seen,), (), False))
    outer = situation.item, situation.item_path
    children = []
    for index, item in enumerate(seen.value):
        situation.item, situation.item_path = item, f"{seen.path}[{index}]"
        children.append(evaluate(node.where, situation))
    situation.item, situation.item_path = outer
    return _joined(node, choose(map(_truth, children)), tuple(children), (seen,))


def _some(node: Some, situation: Situation) -> Evidence:
    return _over_list(node, situation, FALSE, max)


def _every(node: Every, situation: Situation) -> Evidence:
    return _over_list(node, situation, TRUE, min)


def _first_known(node: FirstKnown, situation: Situation) -> Evidence:
    children = tuple(evaluate(part, situation) for part in node.of)
    for child in children:
        if child.truth is not UNKNOWN:
            return Evidence(node, child.truth, children)
    waits = children[-1].awaits_judgement and not any(_has_data(child) for child in children[:-1])
    return Evidence(node, UNKNOWN, children, (), _together(child.missing for child in children), waits)


def _has_data(evidence: Evidence) -> bool:
    return any(one.value is not None or one.unusable for one in evidence.seen) or any(
        _has_data(child) for child in evidence.children
    )


def _shown(node: Shown, situation: Situation) -> Evidence:
    child = evaluate(node.of, situation)
    return Evidence(node, TRUE if child.truth is TRUE else FALSE, (child,))


_MEANING: dict[type[Node], Callable[[Any, Situation], Evidence]] = {
    Constant: facts.constant,
    Fact: facts.fact,
    Judgement: facts.judgement,
    OneOf: facts.one_of,
    Compare: facts.comparison,
    Measured: facts.measured,
    Lab: laboratory.lab,
    LabAgainstUpperLimit: laboratory.lab,
    Elapsed: days.elapsed,
    Age: days.age,
    Precedes: days.precedes,
    NotInFuture: days.not_in_future,
    InScreeningPeriod: days.in_screening_period,
    Count: facts.count,
    Open: facts.open_question,
    Not: _not,
    All: _all,
    Any_: _any,
    When: _when,
    Some: _some,
    Every: _every,
    FirstKnown: _first_known,
    Shown: _shown,
}


def follows_from(evidence: Evidence) -> Truth | None:
    """The truth that the children's truths give this node; None for a leaf, whose truth comes from the record."""
    truths = [child.truth for child in evidence.children]
    match evidence.node:
        case Not():
            return ~truths[0]
        case All() | Every() if truths:
            return min(truths)
        case Any_() | Some() if truths:
            return max(truths)
        case When() if len(truths) == 2:
            return truths[1]
        case When():
            return truths[1] if truths[1] is truths[2] else UNKNOWN
        case FirstKnown():
            return next((truth for truth in truths if truth is not UNKNOWN), UNKNOWN)
        case Shown():
            return TRUE if truths[0] is TRUE else FALSE
        case _:
            return None
