"""How many were to be enrolled by a day: a straight line from the planned start to the last place (settings.PLAN)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from criteria.calculators.age import first_day_months_after


@dataclass(frozen=True, slots=True)
class Plan:
    """Nobody before `start`, everybody on `end`."""

    start: date
    end: date

    def by(self, day: date, places: int) -> int:
        """Whole people planned by the end of that day."""
        gone = min(max((day - self.start).days, 0), (self.end - self.start).days)
        return places * gone // (self.end - self.start).days


def plan(*, first_day: date) -> Plan | None:
    """The trial's plan; None where none is set. `first_day`: where it names no start, it began with the first screening."""
    if settings.PLAN is None:
        return None
    named, months = settings.PLAN
    start: date = named or first_day
    return Plan(start, first_day_months_after(start, months, strictly=False))
