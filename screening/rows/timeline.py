"""The washouts as a drawing: where every bar, line and word stands, in pixels. The same dates stand in a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import east_asian_width

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from criteria import Assessment
from screening.rows.waits import Wait
from screening.wording import ChipKey

LEFT, RIGHT, WIDTH = 214, 860, 1040
TOP, ROW, BAR = 24, 26, 14
MOST_BARS = 12
MOST_MONTHS = 9
# What lies further away than this would squeeze the weeks that matter.
BACK, AHEAD = timedelta(150), timedelta(400)
_LETTER = 7
_LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` None: it lies outside of the days that are drawn, and only its words are shown."""

    code: str
    name: str
    words: str
    key: ChipKey
    is_over: bool
    y: int
    x: int | None
    width: int

    @property
    def base(self) -> int:
        """Where its words stand."""
        return self.y + BAR - 2


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that matters, with its word below the bars."""

    kind: str
    x: int
    day: date
    label: str
    y: int


@dataclass(frozen=True, slots=True)
class Timeline:
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    width: int
    height: int
    floor: int
    top: int
    words_at: int
    bar: int


_MARK_WORDS: dict[str, Promise] = {
    "today": pgettext_lazy("timeline", "Today"),
    "earliest": pgettext_lazy("timeline", "Earliest"),
    "dose": pgettext_lazy("timeline", "First dose"),
}


def timeline(assessment: Assessment, waits: Sequence[Wait]) -> Timeline | None:
    """Nothing where nothing waits."""
    if not waits:
        return None
    shown = waits[:MOST_BARS]
    days = _days_that_matter(assessment)
    scale = _Scale(*_range(assessment.dates.assessment, shown, days.values()))
    floor = TOP + ROW * len(shown)
    marks = _marks(scale, {kind: day for kind, day in days.items() if scale.start <= day <= scale.end}, floor)
    return Timeline(
        bars=tuple(_bar(scale, wait, TOP + ROW * place + 4) for place, wait in enumerate(shown)),
        ticks=tuple(Tick(scale.x(day), f"{day:%Y-%m}") for day in _months(scale)),
        marks=marks,
        width=WIDTH,
        height=max(mark.y for mark in marks) + 6,
        floor=floor,
        top=TOP - 4,
        words_at=RIGHT + 20,
        bar=BAR,
    )


def _days_that_matter(assessment: Assessment) -> dict[str, date]:
    overall, dates = assessment.overall, assessment.dates
    earliest = overall.earliest_eligible_date or overall.earliest_eligible_date_if_resolved
    found = {"today": dates.assessment}
    if earliest is not None and earliest > dates.assessment:
        found["earliest"] = earliest
    if dates.first_dose is not None:
        found["dose"] = dates.first_dose
    return found


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    end: date

    def x(self, day: date) -> int:
        share = (min(max(day, self.start), self.end) - self.start) / (self.end - self.start)
        return LEFT + round(share * (RIGHT - LEFT))


def _range(today: date, waits: Iterable[Wait], days: Iterable[date]) -> tuple[date, date]:
    """From the first day to the last, with some air, and neither too far back nor too far ahead."""
    near = [wait for wait in waits if wait.clears > today - BACK]
    every = [today, *days, *(wait.first for wait in near), *(wait.clears for wait in near)]
    first, last = max(min(every), today - BACK), min(max(every), today + AHEAD)
    air = max((last - first) // 30, timedelta(3))
    return first - air, last + air


def _bar(scale: _Scale, wait: Wait, y: int) -> Bar:
    is_drawn = wait.clears > scale.start and wait.first < scale.end
    start, end = scale.x(wait.first), scale.x(wait.clears)
    return Bar(
        code=wait.code,
        name=_shortened(wait.name),
        words=wait.words,
        key=wait.chip.key,
        is_over=wait.is_over,
        y=y,
        x=start if is_drawn else None,
        width=max(end - start, 2),
    )


def _shortened(name: str) -> str:
    """As much as has room beside the bars; a Chinese character takes that of two letters."""
    room, kept = _LONGEST_NAME, ""
    for letter in name:
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{kept.rstrip()}…"
        kept += letter
    return kept


def _months(scale: _Scale) -> list[date]:
    """The first days of months, every one or every so many, such that their words do not touch."""
    firsts = []
    month = (scale.start.replace(day=1) + timedelta(32)).replace(day=1)
    while month <= scale.end:
        firsts.append(month)
        month = (month + timedelta(32)).replace(day=1)
    return firsts[:: len(firsts) // MOST_MONTHS + 1]


def _marks(scale: _Scale, days: dict[str, date], floor: int) -> tuple[Mark, ...]:
    """Each word on the first line below the bars on which it touches no other."""
    placed: list[Mark] = []
    taken: list[tuple[int, int, int]] = []
    for kind, day in days.items():
        x, label = scale.x(day), str(_MARK_WORDS[kind])
        half = _width_of(label) // 2 + 4
        line = 0
        while any(line == other and x - half < right and left < x + half for other, left, right in taken):
            line += 1
        taken.append((line, x - half, x + half))
        placed.append(Mark(kind, x, day, label, floor + 16 + 16 * line))
    return tuple(placed)


def _width_of(words: str) -> int:
    return sum(2 * _LETTER if east_asian_width(letter) in "WF" else _LETTER + 1 for letter in words)


def description(assessment: Assessment, waits: Sequence[Wait]) -> str:
    """The drawing in words, for who does not see it."""
    words = [f"{wait.code} {wait.name}: {wait.since}, {wait.words}" for wait in waits[:MOST_BARS]]
    marks = [f"{_MARK_WORDS[kind]} {day}" for kind, day in _days_that_matter(assessment).items()]
    return _("; ").join([*words, *marks]) + "."
