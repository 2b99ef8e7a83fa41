"""Which observations made an answer what it is: the decisive leaves of an evidence tree.

Of a failed conjunction the parts that failed, of an open one the parts that are open, of a fulfilled one all parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from criteria.nodes import All, Any_, Constant, Every, FirstKnown, Not, Shown, Some, When
from criteria.situation import Evidence
from criteria.truth import Truth


@dataclass(frozen=True, slots=True)
class Leaf:
    """A decisive leaf; `wanted` is the truth that lets the patient pass."""

    evidence: Evidence
    wanted: bool


def decisive(evidence: Evidence, wanted: bool) -> Iterator[Leaf]:
    match evidence.node:
        case Constant():
            return
        case Not():
            yield from decisive(evidence.children[0], not wanted)
        case Shown():
            if evidence.truth is Truth.TRUE:
                yield from decisive(evidence.children[0], wanted)
        case FirstKnown():
            known = [child for child in evidence.children if child.truth is evidence.truth is not Truth.UNKNOWN]
            for child in known[:1] or evidence.children:
                yield from decisive(child, wanted)
        case When():
            yield from _decisive_of_when(evidence, wanted)
        case All() | Every() | Any_() | Some() if evidence.children:
            for child in _deciding(evidence, wanted):
                yield from decisive(child, wanted)
        case _:
            yield Leaf(evidence, wanted)


def _deciding(evidence: Evidence, wanted: bool) -> list[Evidence]:
    """Of a joined node the children that carry its truth.

    Where an exclusion is open, what already speaks for it belongs to the story too: the dipstick that asks for a
    24-hour collection.
    """
    told = {evidence.truth}
    if not wanted and evidence.truth is Truth.UNKNOWN and isinstance(evidence.node, All):
        told.add(Truth.TRUE)
    return [child for child in evidence.children if child.truth in told] or list(evidence.children)


def _decisive_of_when(evidence: Evidence, wanted: bool) -> Iterator[Leaf]:
    condition, *branches = evidence.children
    if (evidence.truth is Truth.UNKNOWN and condition.truth is Truth.UNKNOWN) or len(branches) == 1:
        yield from decisive(condition, wanted)
    else:
        branches = branches[:1]  # both agree: the condition doesn't matter
    for branch in branches:
        yield from decisive(branch, wanted)
