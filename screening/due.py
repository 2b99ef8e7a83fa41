"""By which day something has to be done about a screening, and why by that day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from criteria.calculators.age import birthday
from criteria.intervals import DateInterval, parse_date
from criteria.nodes import ANCHORS, Age, walk
from screening import verdicts
from screening.models import OverallWord

Why = Literal["washout", "results", "birthday", "until", "dose"]
# Further ahead than this there is nothing to hurry for: a nineteenth birthday in ten years is no due date.
SOON = timedelta(60)


@dataclass(frozen=True, slots=True)
class Due:
    day: date
    why: Why


def due_of(stored: Mapping[str, Any], today: date) -> Due | None:
    """The first of the days that matter, from the columns of a list: a washout's end however far away, others if soon."""
    found = [due for due in _days(stored) if due.why == "washout" or today <= due.day <= today + SOON]
    return min(found, key=lambda due: due.day, default=None)


def _days(stored: Mapping[str, Any]) -> Iterator[Due]:
    waits_until = stored["earliest_date"] if stored["verdict"] == OverallWord.NOT_YET else None
    if waits_until is not None:
        yield Due(waits_until, "washout")
    if stored["eligible_until"] is not None:
        yield Due(stored["eligible_until"], "until")
    dose = stored["planned_first_dose"]
    if dose is not None and (waits_until is None or waits_until <= dose):
        yield Due(dose, "dose")
    spec = f"{stored['protocol_slug']}@{stored['protocol_version']}"
    born = _whole_day(stored["facts__birth_date"])
    if born is not None:
        yield from (Due(birthday(born, years), "birthday") for years in _ages(spec))
    results = _last_day_of_results(spec, stored["lab_days"])
    # Who has to wait for longer than the results hold takes new ones then, and need not hurry now.
    if results is not None and (waits_until is None or waits_until <= results):
        yield Due(results, "results")


@cache
def _ages(spec: str) -> frozenset[int]:
    """The birthdays on which an answer of the protocol may change: the nineteenth for an age of at most 18."""
    nodes = (node for criterion in verdicts.protocol(spec).criteria for node in walk(criterion.rule))
    return frozenset(
        node.years + (node.operator in {"<=", ">"}) for node in nodes if isinstance(node, Age) and node.on in ANCHORS
    )


def _last_day_of_results(spec: str, days: list[str | None] | None) -> date | None:
    """The last day on which the newest results are not too old: for the protocol's window, or to be given a dose on."""
    taken = [day for text in days or () if (day := _whole_day(text)) is not None]
    if not taken:
        return None
    settings = verdicts.protocol(spec).parameters
    window = settings.screening_window_days
    oldest = settings.result_repeat_days if window is None else min(window, settings.result_repeat_days)
    return max(taken) + timedelta(oldest)


def _whole_day(text: str | None) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day.first if isinstance(day, DateInterval) and day.is_exact else None
