"""The questions that only an investigator answers, with what is known about each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from criteria import Assessment, Criterion, label_of
from criteria.nodes import Judgement as JudgementNode
from criteria.nodes import walk
from screening.facts import governing, note_path, pattern_of, place_of, public_path, storage_path, value_at
from screening.models import Judgement, Screening
from screening.noted import noted_answer
from screening.presenters import display_code
from screening.rows.history import value_words
from screening.services.judgements import SPEAKS_AGAINST
from screening.wording import in_reader_language

# Other facts that the coordinator recorded and that help with the answer, by the question's pattern.
RELATED: Mapping[str, tuple[str, ...]] = {"survival_at_least_12_weeks": ("estimated_survival_weeks",)}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `yes` and `no` say what the answer means for this participant; `noted` is the coordinator's answer."""

    path: str
    code: str
    label: str
    title: str
    criterion: str
    notes: str
    note: str
    yes: str | Promise
    no: str | Promise
    adverse: bool
    noted: bool | None
    answer: bool | None
    reason: str
    answered_by: str = ""
    answered_at: Any = None

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


def questions(screening: Screening, assessment: Assessment, given: list[Judgement]) -> tuple[Question, ...]:
    """Every question that is open now, and those answered before, in protocol order."""
    standing = governing(given)
    found: dict[str, Question] = {}
    for result in assessment.criteria:
        for path in _asked(screening, assessment, result.criterion, result.missing, standing):
            found.setdefault(path, _question(screening, assessment, result.criterion, path, standing.get(path)))
    return tuple(found.values())


def _asked(
    screening: Screening,
    assessment: Assessment,
    criterion: Criterion,
    missing: tuple[str, ...],
    standing: Mapping[str, Judgement],
) -> Iterator[str]:
    patterns = _judged_by(criterion)
    for path in missing:
        if pattern_of(path) not in patterns:  # what is missing need not be a fact: the day of the first dose is not
            continue
        try:
            yield storage_path(screening, path)
        except KeyError:  # a row that the record names and the document does not have
            continue
    for path in standing:
        if place_of(path).info.path in patterns and _row_is_there(screening, path):
            yield path


def _judged_by(criterion: Criterion) -> frozenset[str]:
    return frozenset(node.fact for node in walk(criterion.rule) if isinstance(node, JudgementNode))


def asks_judgement(criterion: Criterion) -> bool:
    """Is there something in it that an investigator answers, now or another time?"""
    return bool(_judged_by(criterion))


def _row_is_there(screening: Screening, path: str) -> bool:
    row, _slash, _field = path.rpartition("/")
    return "[]" not in place_of(path).info.path or value_at(screening.facts, row) is not None


def _question(
    screening: Screening, assessment: Assessment, criterion: Criterion, path: str, before: Judgement | None
) -> Question:
    info = place_of(path).info
    adverse = SPEAKS_AGAINST[info.path]
    return Question(
        path=path,
        code=display_code(criterion.id),
        label=in_reader_language(label_of(public_path(screening, path), assessment.record)),
        title=in_reader_language(criterion.title),
        criterion=in_reader_language(criterion.text),
        note=str(value_at(screening.facts, note_path(path)) or ""),
        notes="; ".join(_notes(screening, info.path, path)),
        yes=_("Yes, fails") if adverse else _("Yes, passes"),
        no=_("No, passes") if adverse else _("No, fails"),
        adverse=adverse,
        noted=noted_answer(screening.facts, path),
        answer=None if before is None else before.answer,
        reason="" if before is None else before.reason,
        answered_by="" if before is None else before.by.printed_name,
        answered_at=None if before is None else before.at,
    )


def _notes(screening: Screening, pattern: str, path: str) -> Iterator[str]:
    for related in RELATED.get(pattern, ()):
        value = value_at(screening.facts, related)
        if value is not None:
            yield f"{in_reader_language(place_of(related).info.label)}: {value_words(related, value)}"
    row = path.rpartition("/")[0]
    if "[]" in pattern and isinstance(item := value_at(screening.facts, row), dict):
        for key, value in item.items():
            if key != "id":
                yield f"{in_reader_language(place_of(f'{row}/{key}').info.label)}: {value_words(f'{row}/{key}', value)}"
