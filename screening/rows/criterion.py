"""The page of one criterion: the protocol's words, what was read into them, what was seen, and what happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from criteria import Assessment, Criterion, CriterionResult, Truth, rows
from criteria.nodes import Lab, LabAgainstUpperLimit, Node, facts_of, walk
from screening import selectors
from screening.facts import place_of, value_at
from screening.links import field_url
from screening.models import FactChange, Judgement, Screening
from screening.rows.history import answer_words, path_label, value_words
from screening.services.records import PLANNED_FIRST_DOSE
from screening.wording import in_reader_language

TRUTH_WORDS: dict[Truth, Promise] = {
    Truth.TRUE: pgettext_lazy("truth", "yes"),
    Truth.FALSE: pgettext_lazy("truth", "no"),
    Truth.UNKNOWN: pgettext_lazy("truth", "not known"),
}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    subject: str
    value: str
    required: str
    observed: str
    truth: str
    url: str


def evidence_rows(screening: Screening, assessment: Assessment, result: CriterionResult) -> tuple[EvidenceRow, ...]:
    return tuple(
        EvidenceRow(
            subject=in_reader_language(row.subject),
            value=in_reader_language(row.value),
            required=in_reader_language(row.required),
            observed=in_reader_language(row.observed),
            truth=str(TRUTH_WORDS[row.truth]),
            url=field_url(screening, row.fact, test=_test_of(result.criterion)),
        )
        for row in rows(result.criterion, result.evidence, assessment.record, assessment.dates)
    )


def _test_of(criterion: Criterion) -> str | None:
    return next(iter(_tests(criterion)), None)


def _tests(criterion: Criterion) -> dict[str, None]:
    return {node.test: None for node in walk(criterion.rule) if isinstance(node, Lab | LabAgainstUpperLimit)}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of an item's history: a value that was written, or a judgement."""

    at: datetime
    who: str
    what: str
    old: str
    new: str
    reason: str


def history(screening: Screening, criterion: Criterion) -> tuple[Event, ...]:
    """What was written to the facts this rule reads and judged about them, newest first (two queries)."""
    wanted = {path for node in walk(criterion.rule) for path in _read_by(node)}
    events = [*_changes(screening, criterion, wanted), *_judgements(screening, wanted)]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _read_by(node: Node) -> Iterator[str]:
    yield from facts_of(node)
    if "P" in {getattr(node, "before", ""), getattr(node, "on", "")}:
        yield PLANNED_FIRST_DOSE


def _changes(screening: Screening, criterion: Criterion, wanted: set[str]) -> Iterator[Event]:
    for change in selectors.fact_changes_of(screening):
        if _concerns(screening, change, wanted, _tests(criterion)):
            yield Event(
                change.at, change.by.printed_name, path_label(screening, change.path),
                value_words(change.path, change.old), value_words(change.path, change.new), change.reason,
            )  # fmt: skip


def _concerns(screening: Screening, change: FactChange, wanted: set[str], tests: Iterable[str]) -> bool:
    if change.path.startswith("labs/"):
        return _test_at(screening, change) in tests
    pattern = _pattern(change.path)
    return any(pattern == path or path.startswith((f"{pattern}[", f"{pattern}.")) for path in wanted)


def _test_at(screening: Screening, change: FactChange) -> Any:
    item = "/".join(change.path.split("/")[:2])
    return value_at(screening.facts, f"{item}/test")


def _judgements(screening: Screening, wanted: set[str]) -> Iterator[Event]:
    before: dict[str, Judgement] = {}
    for judgement in selectors.judgements_of(screening):
        if _pattern(judgement.path) in wanted:
            old = before.get(judgement.path)
            yield Event(
                judgement.at, judgement.by.printed_name, path_label(screening, judgement.path),
                "" if old is None else answer_words(old.answer), answer_words(judgement.answer), judgement.reason,
            )  # fmt: skip
            before[judgement.path] = judgement


def _pattern(path: str) -> str:
    """The vocabulary's name of a stored path: chemo[].last_dose for chemo/<id>/last_dose."""
    return path if path == PLANNED_FIRST_DOSE else place_of(path).info.path
