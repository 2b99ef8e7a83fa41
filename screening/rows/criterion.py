"""The page of one criterion: the protocol's words, what was read into them, what was seen, and what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from criteria import Assessment, Criterion, CriterionResult, Truth, rows
from criteria.nodes import Lab, LabAgainstUpperLimit, walk
from screening import selectors
from screening.links import field_url
from screening.models import Judgement, Screening
from screening.reading import Reads, pattern_of
from screening.rows.history import answer_words, path_label, value_words
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
    read = Reads.of(criterion)
    events = [*_changes(screening, read), *_judgements(screening, read)]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _changes(screening: Screening, read: Reads) -> Iterator[Event]:
    for change in selectors.fact_changes_of(screening):
        if read.concern(change.path, change.old, screening.facts):
            yield Event(
                change.at, change.by.printed_name, path_label(screening, change.path),
                value_words(change.path, change.old), value_words(change.path, change.new), change.reason,
            )  # fmt: skip


def _judgements(screening: Screening, read: Reads) -> Iterator[Event]:
    before: dict[str, Judgement] = {}
    for judgement in selectors.judgements_of(screening):
        if pattern_of(judgement.path) in read.facts:
            old = before.get(judgement.path)
            yield Event(
                judgement.at, judgement.by.printed_name, path_label(screening, judgement.path),
                "" if old is None else answer_words(old.answer), answer_words(judgement.answer), judgement.reason,
            )  # fmt: skip
            before[judgement.path] = judgement
