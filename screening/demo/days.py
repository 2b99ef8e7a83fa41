"""Days of a story, told backwards from its last visit, so that the demo looks alive on whatever day it is loaded."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

Precision = Literal["day", "month", "year"]
_LENGTH: dict[Precision, int] = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True)
class Ago:
    """So many years and months, then days, before the story's last visit; negative days are ahead."""

    days: int = 0
    months: int = 0
    precision: Precision = "day"

    def from_day(self, last: date) -> str:
        return day_before(last, days=self.days, months=self.months).isoformat()[: _LENGTH[self.precision]]


def ago(days: int = 0, *, months: int = 0, years: int = 0, precision: Precision = "day") -> Ago:
    return Ago(days, 12 * years + months, precision)


def day_before(last: date, *, days: int = 0, months: int = 0) -> date:
    """Months first (to the end of a shorter one), then days."""
    year, month = divmod(last.year * 12 + last.month - 1 - months, 12)
    day = min(last.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days)


def dated(value: Any, last: date) -> Any:
    """The same facts with real dates in them."""
    if isinstance(value, Ago):
        return value.from_day(last)
    if isinstance(value, Mapping):
        return {key: dated(each, last) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [dated(each, last) for each in value]
    return value
