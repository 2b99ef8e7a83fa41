"""Washouts and waiting times as dates: since when, how long, and from which day on they are over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria import Assessment, CriterionResult, Evidence, label_of, rows
from criteria.calculators.age import first_day_months_after
from criteria.intervals import DateInterval
from criteria.nodes import Elapsed
from screening.links import field_url
from screening.models import Screening
from screening.presenters import chip, display_code
from screening.verdicts import word_of
from screening.wording import Chip, in_reader_language

# What fails for good is no wait; an open item may wait for the first dose to be planned.
_WAITING = {"pass", "notyet", "missing"}
_BRACKETED = re.compile(r"^(?P<list>.+?)\s?[(（](?P<name>.+)[)）]")
_NUMBERED = re.compile(r"^(entry \d+|第\d+条)$")


@dataclass(frozen=True, slots=True)
class Wait:
    """A date of the record, how long has to pass, and the first day on which it has passed.

    `name` is short, for a drawing; `since` is the date as it was given, `first` and `clears` the days it stands for.
    """

    code: str
    name: str
    subject: str
    since: str
    span: str
    first: date
    clears: date
    is_over: bool
    chip: Chip
    url: str

    @property
    def words(self) -> str:
        return (_("cleared %(day)s") if self.is_over else _("clears %(day)s")) % {"day": self.clears}


def waits(screening: Screening, assessment: Assessment) -> tuple[Wait, ...]:
    """The washouts and waiting times that decide a criterion, as dates; the longest wait first."""
    found = (wait for result in assessment.criteria for wait in _waits_of(screening, assessment, result))
    return tuple(sorted(found, key=lambda wait: wait.clears, reverse=True))


def _waits_of(screening: Screening, assessment: Assessment, result: CriterionResult) -> Iterator[Wait]:
    elapsed = dict.fromkeys(_elapsed_in(result.evidence)) if word_of(result) in _WAITING else {}
    if not elapsed:
        return
    decisive = {row.fact for row in rows(result.criterion, result.evidence, assessment.record, assessment.dates)}
    for node, path, value in elapsed:
        if path in decisive:
            subject = in_reader_language(label_of(path, assessment.record))
            clears = _first_clear_day(node, value.last)
            yield Wait(
                code=display_code(result.id),
                name=_short(subject),
                subject=subject,
                since=str(value),
                span=_span(node),
                first=value.first,
                clears=clears,
                is_over=clears <= assessment.dates.assessment,
                chip=chip(word_of(result)),
                url=field_url(screening, path),
            )


def _short(subject: str) -> str:
    """What an entry is called: the agent or the kind, and the list where an entry has only a number."""
    found = _BRACKETED.match(subject)
    if found is None:
        return subject
    return found["list"] if _NUMBERED.match(found["name"]) else found["name"][:1].upper() + found["name"][1:]


def _elapsed_in(evidence: Evidence) -> Iterator[tuple[Elapsed, str, DateInterval]]:
    if isinstance(evidence.node, Elapsed) and evidence.seen and isinstance(evidence.seen[0].value, DateInterval):
        yield evidence.node, evidence.seen[0].path, evidence.seen[0].value
    for child in evidence.children:
        yield from _elapsed_in(child)


def _span(node: Elapsed) -> str:
    if node.unit == "days":
        return ngettext("%(n)s day", "%(n)s days", node.count) % {"n": node.count}
    return ngettext("%(n)s month", "%(n)s months", node.count) % {"n": node.count}


def _first_clear_day(node: Elapsed, since: date) -> date:
    """Where at least n are asked for, day n is clear; where within n excludes, the day after."""
    strictly = node.operator in {">", "<="}
    if node.unit == "months":
        return first_day_months_after(since, node.count, strictly=strictly)
    return since + timedelta(node.count + strictly)
