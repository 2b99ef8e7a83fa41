"""A rule drawn as a tree in two languages: each node in words, with its truth for this record and what it saw."""

from collections.abc import Iterator
from dataclasses import dataclass

from criteria.choices import choice_label
from criteria.dates import Dates
from criteria.explain import deciding
from criteria.naming import entry_of, info_of
from criteria.nodes import (
    All,
    Any_,
    Constant,
    Every,
    FirstKnown,
    Lab,
    LabAgainstUpperLimit,
    Node,
    Not,
    Open,
    Shown,
    Some,
    When,
    children_of,
    facts_of,
)
from criteria.observations import Row, observations, required
from criteria.protocol import Criterion
from criteria.record import PatientRecord
from criteria.situation import Evidence
from criteria.text import Text
from criteria.truth import Truth

_NOTHING = Text("", "")
_HEADINGS: dict[type[Node], Text] = {
    All: Text("All of these", "以下全部"),
    Any_: Text("At least one of these", "以下至少一项"),
    Not: Text("Not so", "并非如此"),
    Shown: Text("Only where it is recorded", "仅在有记录时"),
    FirstKnown: Text("The first of these that is known", "以下首个已知者"),
    When: Text("It depends", "视情况而定"),
    Some: Text("At least one entry", "至少一条"),
    Every: Text("Every entry", "每一条"),
}
_ADDRESSEES = {
    "sponsor": Text("A question to the sponsor", "须询问申办方"),
    "site": Text("A question to the site", "须询问研究中心"),
}
_BRANCHES = (Text("If", "如果"), Text("then", "则"), Text("otherwise", "否则"))


@dataclass(frozen=True, slots=True)
class Branch:
    """A node. `lead` says what it is to its parent ("then", or the entry); `asked` is what a leaf wants of `subject`.

    `truth` is None for what the record did not lead to. `decides`: this leaf made the answer what it is.
    """

    lead: Text
    subject: Text
    asked: Text
    truth: Truth | None
    decides: bool
    seen: tuple[Row, ...]
    parts: tuple["Branch", ...]


def tree(criterion: Criterion, evidence: Evidence, record: PatientRecord, dates: Dates) -> Branch:
    """The rule of a criterion with everything that was looked at, and the ways that were not taken."""
    leaves = frozenset(id(leaf) for leaf in deciding(criterion, evidence))
    return _Drawing(record, dates, leaves).branch(evidence, _NOTHING)


@dataclass(frozen=True, slots=True)
class _Drawing:
    record: PatientRecord
    dates: Dates
    deciding: frozenset[int]

    def branch(self, evidence: Evidence, lead: Text) -> Branch:
        node = evidence.node
        return Branch(
            lead=lead,
            subject=_subject(node),
            asked=_asked(evidence, self.dates),
            truth=evidence.truth,
            decides=id(evidence) in self.deciding,
            seen=() if evidence.children else tuple(observations(evidence, self.record, self.dates)),
            parts=tuple(self._parts(evidence)),
        )

    def _parts(self, evidence: Evidence) -> Iterator[Branch]:
        node = evidence.node
        if isinstance(node, When):
            yield from self._parts_of_when(node, evidence)
        elif isinstance(node, Some | Every):
            for index, child in enumerate(evidence.children):
                yield self.branch(child, entry_of(f"{evidence.seen[0].path}[{index}]", self.record))
        else:
            for child in evidence.children:
                yield self.branch(child, _NOTHING)

    def _parts_of_when(self, node: When, evidence: Evidence) -> Iterator[Branch]:
        """The condition, and both ways: the one that was not taken without any truth."""
        condition, *taken = evidence.children
        yield self.branch(condition, _BRANCHES[0])
        both = len(taken) > 1
        for index, (way, held) in enumerate(((node.then, Truth.TRUE), (node.otherwise, Truth.FALSE))):
            if both or condition.truth is held:
                yield self.branch(taken[index if both else 0], _BRANCHES[index + 1])
            else:
                yield self.not_taken(way, _BRANCHES[index + 1])

    def not_taken(self, node: Node, lead: Text) -> Branch:
        unasked = Evidence(node, Truth.UNKNOWN)
        parts = tuple(self.not_taken(part, lead) for part, lead in _with_leads(node))
        return Branch(lead, _subject(node), _asked(unasked, self.dates), None, decides=False, seen=(), parts=parts)


def _with_leads(node: Node) -> Iterator[tuple[Node, Text]]:
    leads = _BRANCHES if isinstance(node, When) else [_NOTHING] * len(children_of(node))
    return zip(children_of(node), leads, strict=True)


def _subject(node: Node) -> Text:
    match node:
        case Some() | Every():
            heading, label = _HEADINGS[type(node)], _label(node.fact)
            return Text(f"{heading.en}: {label.en}", f"{heading.zh}：{label.zh}")
        case Constant():
            return Text("Nothing more is asked", "无其他要求") if node.value else Text("It is ruled out", "不可能成立")
        case Open():
            who = _ADDRESSEES[node.to]
            return Text(f"{who.en}: {node.question.en}", f"{who.zh}：{node.question.zh}")
        case Lab() | LabAgainstUpperLimit():
            return choice_label("labs[].test", node.test)
        case _:
            return _HEADINGS.get(type(node)) or _label(facts_of(node)[0])


def _label(path: str) -> Text:
    info = info_of(path)
    return info.label if info is not None else Text(path, path)


def _asked(evidence: Evidence, dates: Dates) -> Text:
    if type(evidence.node) in _HEADINGS or isinstance(evidence.node, Constant | Open):
        return _NOTHING
    return required(evidence, dates)
