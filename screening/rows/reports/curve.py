"""Enrolment against the plan and the number of places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from screening.rows.reports.figures import Figures
from screening.rows.reports.report import Report

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 40, 84, 16, 32
# Without a plan the axis shows at least so many months, so that the first weeks are not stretched over all of it.
FEWEST_MONTHS = 6
MOST_LABELS = 7


@dataclass(frozen=True, slots=True)
class Tick:
    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Coordinates in pixels, and the words beside them. `steps` is empty while nobody is enrolled."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    steps: str
    plan: str
    plan_end: tuple[int, int]
    plan_label: str
    last: tuple[int, int]
    label: str
    title: str
    description: str


def enrolment(counted: Figures) -> Report:
    rows = tuple(_months(counted))
    return Report(
        name="enrolment",
        title=_("Enrolment"),
        sentence=_sentence(counted),
        header=(_("Month"), _("Enrolled"), _("Enrolled so far"), _("Plan at the end of the month")),
        rows=[
            (f"{month:%Y-%m}", new, total, "–" if planned is None else planned) for month, new, total, planned in rows
        ],
        drawing=_drawing(counted),
        note=_("A straight line to the last place is the plan.") if counted.plan else _("No plan is set."),
        numbers=frozenset({1, 2, 3}),
    )


def _sentence(counted: Figures) -> str:
    taken, cap, here = counted.places.taken, counted.places.cap, len(counted.enrolled_on)
    words = _("%(taken)s of %(cap)s") % {"taken": taken, "cap": cap} if taken else _("No one enrolled yet")
    if here < taken:
        words = _("%(words)s, %(here)s of them at the sites shown") % {"words": words, "here": here}
    if counted.plan is None:
        return _("%(words)s.") % {"words": words}
    planned = counted.plan.by(counted.today, cap)
    return _("%(words)s, plan for today %(planned)s.") % {"words": words, "planned": planned}


def _months(counted: Figures) -> Iterator[tuple[date, int, int, int | None]]:
    """From the first month to this one: how many then, so far, and planned."""
    total = 0
    for month in _months_between(_first_day(counted), counted.today):
        end = _next_month(month)
        new = sum(month <= day < end for day in counted.enrolled_on)
        total += new
        planned = None if counted.plan is None else counted.plan.by(end, counted.places.cap)
        yield month, new, total, planned


def _first_day(counted: Figures) -> date:
    days = [row.opened_on for row in counted.rows]
    return min([*days, counted.today, *([counted.plan.start] if counted.plan else [])])


def _last_day(counted: Figures) -> date:
    if counted.plan is not None:
        return max(counted.plan.end, counted.today)
    month = _first_day(counted).replace(day=1)
    for _each in range(FEWEST_MONTHS):
        month = _next_month(month)
    return max(month, counted.today)


def _months_between(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next_month(month)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# --- the drawing ------------------------------------------------------------------------------------------------------


def _drawing(counted: Figures) -> Curve:
    first, last, cap = _first_day(counted).replace(day=1), _last_day(counted), counted.places.cap
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    days = max((last - first).days, 1)

    def x(day: date) -> int:
        return LEFT + round(width * (day - first).days / days)

    def y(people: int) -> int:
        return TOP + height - round(height * people / max(cap, 1))

    here, plan = counted.enrolled_on, counted.plan
    return Curve(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=TOP + height,
        across=tuple(Tick(x(month), f"{month:%Y-%m}") for month in _labelled(list(_months_between(first, last)))),
        up=tuple(Tick(y(people), str(people)) for people in range(0, cap + 1, 10)),
        steps=_steps([(x(day), y(place)) for place, day in enumerate(here, 1)], (x(first), y(0)), x(counted.today)),
        plan="" if plan is None else f"{x(plan.start)},{y(0)} {x(plan.end)},{y(cap)}",
        plan_end=(0, 0) if plan is None else (x(plan.end), y(cap)),
        plan_label=_("Plan %(n)s") % {"n": cap},
        last=(x(counted.today), y(len(here))),
        label=_("%(n)s enrolled") % {"n": len(here)},
        title=_("Enrolment against the plan"),
        description=_sentence(counted),
    )


def _labelled(months: list[date]) -> list[date]:
    """Evenly spaced, few enough to be read."""
    every = -(-len(months) // MOST_LABELS)
    return months[::every]


def _steps(points: list[tuple[int, int]], start: tuple[int, int], end: int) -> str:
    """A line that goes along and then up, and along to today."""
    if not points:
        return ""
    path, height = [start], start[1]
    for across, up in points:
        path += [(across, height), (across, up)]
        height = up
    path.append((end, height))
    return " ".join(f"{across},{up}" for across, up in path)
