"""A rule of the protocol in words that can be read without Python: one condition on a line, parts indented below."""

from collections.abc import Iterator

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
from criteria.units import canonical_unit

_INDENT = "  "
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_ANCHORS = {"A": "the assessment", "N": "enrolment", "P": "the planned first dose"}


def in_words(rule: Node) -> str:
    return "\n".join(_lines(rule))


def _lines(node: Node, lead: str = "") -> Iterator[str]:
    """The lines of a node; `lead` stands before the first ("not", "then", "for some entry of chemo")."""
    match node:
        case Not():
            yield from _lines(node.of, f"{lead}not ")
        case Shown():
            yield from _lines(node.of, f"{lead}stated: ")
        case All() | Any_() | FirstKnown():
            yield f"{lead}{_heading(node)}"
            for part in node.of:
                yield from _below(part)
        case When():
            yield f"{lead}when"
            yield from _below(node.condition)
            yield from _below(node.then, "then ")
            yield from _below(node.otherwise, "otherwise ")
        case Some() | Every():
            which = "some entry" if isinstance(node, Some) else "every entry"
            yield f"{lead}for {which} of {_key(node.fact)}"
            yield from _below(node.where)
        case _:
            yield f"{lead}{_leaf(node)}"


def _below(node: Node, lead: str = "") -> Iterator[str]:
    return (f"{_INDENT}{line}" for line in _lines(node, lead))


def _heading(node: All | Any_ | FirstKnown) -> str:
    if isinstance(node, FirstKnown):
        return "the first of these that is known"
    return "all of" if isinstance(node, All) else "any of"


def _key(path: str) -> str:
    """Inside a list the entry at hand goes without its list's name."""
    return path.rpartition("[].")[2].removesuffix("[]")


def _leaf(node: Node) -> str:
    match node:
        case Constant():
            return "yes" if node.value else "no"
        case Fact():
            return f"{_key(node.fact)} is yes"
        case Judgement():
            return f"{_key(node.fact)} is yes, by the investigator's judgement"
        case OneOf():
            unclear = f" (open while {' or '.join(node.unclear)})" if node.unclear else ""
            return f"{_key(node.fact)} is {' or '.join(node.values)}{unclear}"
        case Count():
            return f"number of entries of {_key(node.fact)} {_SIGNS[node.operator]} {node.number}"
        case Open():
            return f"ask the {node.to}: {node.question.en} ({node.code})"
        case Elapsed() | Age() | Precedes() | NotInFuture() | InScreeningPeriod():
            return _time(node)
        case _:
            return _measurement(node)


def _time(node: Elapsed | Age | Precedes | NotInFuture | InScreeningPeriod) -> str:
    match node:
        case Elapsed():
            words = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}[node.operator]
            return f"{_key(node.fact)} lies {words} {node.count} {node.unit} before {_ANCHORS[node.before]}"
        case Age():
            day = _ANCHORS.get(node.on, node.on)
            return f"age in completed years on {day} {_SIGNS[node.operator]} {node.years}"
        case Precedes():
            return f"{node.first} lies before {node.then} (on one day: {node.same_day} is yes)"
        case NotInFuture():
            return f"{node.fact} does not lie after the assessment"
        case InScreeningPeriod():
            return f"{node.fact} lies in the screening period"


def _measurement(node: Node) -> str:
    match node:
        case Compare():
            limit = node.limit_fact if node.limit is None else node.limit
            return f"{_key(node.fact)} {_SIGNS[node.operator]} {limit}"
        case Measured():
            return f"{node.fact} {_SIGNS[node.operator]} {node.limit} {canonical_unit(node.analyte)}"
        case Lab():
            return f"governing {node.test} {_SIGNS[node.operator]} {node.limit:f} {canonical_unit(node.test)}"
        case LabAgainstUpperLimit():
            times = "" if node.times == 1 else f"{node.times} × "
            plus = f" + {node.plus} {canonical_unit(node.test)}" if node.plus else ""
            return f"governing {node.test} {_SIGNS[node.operator]} {times}its upper limit of normal{plus}"
        case _:
            raise TypeError(f"no words for {node!r}")
