"""Which facts a criterion reads: whether a change of the data is about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from criteria import Criterion
from criteria.nodes import Lab, LabAgainstUpperLimit, Node, facts_of, walk
from screening.errors import InvalidInput
from screening.facts import place_of, value_at
from screening.values import PLANNED_FIRST_DOSE


@dataclass(frozen=True, slots=True)
class Reads:
    """The vocabulary's names of the facts that a rule reads, and the laboratory tests that it asks for."""

    facts: frozenset[str]
    tests: frozenset[str]

    @classmethod
    def of(cls, criterion: Criterion) -> "Reads":
        nodes = list(walk(criterion.rule))
        tests = (node.test for node in nodes if isinstance(node, Lab | LabAgainstUpperLimit))
        return cls(frozenset(path for node in nodes for path in _read_by(node)), frozenset(tests))

    def concern(self, path: str, old: Any, facts: Mapping[str, Any]) -> bool:
        """Is a change at this storage path about them? `old`: a row that is gone is known by what was there before."""
        if path.startswith("labs/"):
            item = "/".join(path.split("/")[:2])
            test = value_at(facts, f"{item}/test") or (old.get("test") if isinstance(old, dict) else None)
            return test in self.tests
        pattern = pattern_of(path)
        return any(pattern == read or read.startswith((f"{pattern}[", f"{pattern}.")) for read in self.facts)


def _read_by(node: Node) -> Iterator[str]:
    yield from facts_of(node)
    if "P" in {getattr(node, "before", ""), getattr(node, "on", "")}:
        yield PLANNED_FIRST_DOSE


def pattern_of(path: str) -> str:
    """The vocabulary's name of a stored path: chemo[].last_dose for chemo/<id>/last_dose; a note has none."""
    try:
        return path if path == PLANNED_FIRST_DOSE else place_of(path).info.path
    except InvalidInput:
        return ""
