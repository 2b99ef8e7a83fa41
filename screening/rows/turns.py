"""When the verdict of one item changed, and by what: its whole past worked out again from what was written."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

import criteria
from criteria import Criterion, CriterionResult
from criteria.assess import ONE_DAY
from criteria.dates import Dates
from criteria.record import PatientRecord
from screening import facts as documents
from screening import selectors, verdicts
from screening.clock import site_time
from screening.models import FactChange, Judgement, Screening
from screening.presenters import chip
from screening.reading import Reads, pattern_of
from screening.rows.history import path_label
from screening.values import PLANNED_FIRST_DOSE
from screening.wording import Chip, ChipKey

_MOST_DAYS = 12
_MOST_CAUSES = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """`at` None: nobody did anything, a day came. `before` None: the first verdict of all."""

    day: date
    at: datetime | None
    who: str
    before: Chip | None
    after: Chip
    causes: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        return self.causes[:_MOST_CAUSES]

    @property
    def more(self) -> int:
        return len(self.causes) - len(self.named)


def turns(screening: Screening, criterion: Criterion, *, until: date) -> tuple[Turn, ...]:
    """Newest first (two queries)."""
    past = _Past(screening, criterion)
    found = [turn for step in _steps(screening, criterion) for turn in past.after(step)]
    return tuple(reversed([*found, *past.days_until(until)]))


@dataclass(slots=True)
class _Step:
    """All that was written with one version of the record. `telling`: what of it this item reads."""

    at: datetime
    who: str
    changes: list[FactChange] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    telling: list[str] = field(default_factory=list)


def _steps(screening: Screening, criterion: Criterion) -> list[_Step]:
    read = Reads.of(criterion)
    steps: dict[int, _Step] = {}
    for change in reversed(selectors.fact_changes_of(screening)):
        step = steps.setdefault(change.version, _Step(change.at, change.by.printed_name))
        step.changes.append(change)
        if read.concern(change.path, change.old, screening.facts):
            step.telling.append(path_label(screening, change.path))
    for judgement in selectors.judgements_of(screening):
        step = steps.setdefault(judgement.version, _Step(judgement.at, judgement.by.printed_name))
        step.judgements.append(judgement)
        if pattern_of(judgement.path) in read.facts:
            step.telling.append(path_label(screening, judgement.path))
    return [steps[version] for version in sorted(steps)]


class _Past:
    """The record as it grew, with the verdict that the item had then."""

    def __init__(self, screening: Screening, criterion: Criterion) -> None:
        self._screening, self._criterion = screening, criterion
        self._protocol = verdicts.protocol_of(screening).model_copy(update={"criteria": (criterion,)})
        self._facts: dict[str, Any] = {}
        self._judgements: list[Judgement] = []
        self._first_dose: date | None = None
        self._day = date.min
        self._result: CriterionResult | None = None

    def after(self, step: _Step) -> Iterator[Turn]:
        day = site_time(self._screening.site, step.at).date()
        if step.telling:
            yield from self.days_until(day)
        for change in step.changes:
            self._write(change)
        self._judgements += step.judgements
        if step.telling:
            yield from self._turn(day, step.at, step.who, tuple(dict.fromkeys(step.telling)))

    def days_until(self, until: date) -> Iterator[Turn]:
        """The days in between on which the verdict changed by itself."""
        for _number in range(_MOST_DAYS):
            days = [day for day in self._days_ahead() if self._day < day <= until]
            if not days:
                return
            yield from self._turn(min(days), None, "", (_("The day came"),))

    def _days_ahead(self) -> Iterator[date]:
        """The day on which the verdict turns, and the one on which a planned first dose lies in the past."""
        if self._result is not None and self._result.flips_on is not None:
            yield self._result.flips_on
        if self._result is not None and self._first_dose is not None:
            yield self._first_dose + ONE_DAY

    def _turn(self, day: date, at: datetime | None, who: str, causes: tuple[str, ...]) -> Iterator[Turn]:
        before = None if self._result is None else verdicts.word_of(self._result)
        self._day, self._result = day, self._assessed(day)
        after: ChipKey = verdicts.word_of(self._result)
        if after != before:
            yield Turn(day, at, who, None if before is None else chip(before), chip(after), causes)

    def _assessed(self, day: date) -> CriterionResult:
        whole = documents.with_judgements(self._facts, self._judgements)
        record = PatientRecord.from_json(documents.public_facts(whole))
        return criteria.assess(self._protocol, record, Dates(day, first_dose=self._first_dose)).criteria[0]

    def _write(self, change: FactChange) -> None:
        if change.path == PLANNED_FIRST_DOSE:
            self._first_dose = None if change.new is None else date.fromisoformat(change.new)
        elif documents.place_of(change.path).item and change.new is None:
            list_path, _slash, item = change.path.rpartition("/")
            documents.remove_item(self._facts, list_path, item)
        else:
            documents.put(self._facts, change.path, deepcopy(change.new))
