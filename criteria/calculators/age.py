"""Ages and calendar months: whole dates in, whole numbers or dates out.

Two rules of the calendar, which are not each other's inverse:

* An age is completed on the birthday. Who is born on the 29th, 30th or 31st turns a month or a year older on the first
  day of the next month when the month is shorter: 29 February is 1 March in common years. (``dateutil.relativedelta``
  says 28 February; practice differs between countries, and this choice is the protocol reading's.)
* A look-back of n months is subtracted from the reference date, and the day is clipped to the end of a shorter month:
  31 March less one month is 28 February. It is never added to the event; the two differ when the event is on the last
  day of a short month, and subtracting is the stricter one.

Source for completed years: SDTM AGE as the difference of years, less one before the birthday.
"""

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta

MONTHS_PER_YEAR = 12
_SHORTEST_MONTH = 28
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def completed_years(birth: date, on: date) -> int:
    """Age in whole years on the day ``on``. Raises ValueError when ``on`` is before ``birth``."""
    _check_order(birth, on)
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def completed_months(birth: date, on: date) -> int:
    """Age in whole months on the day ``on``. Raises ValueError when ``on`` is before ``birth``."""
    _check_order(birth, on)
    return _month_index(on) - _month_index(birth) - (on.day < birth.day)


def birthday(birth: date, years: int) -> date:
    """The first day on which ``completed_years`` is ``years``; ``years`` 0 is the day of birth."""
    _check_not_negative("years", years)
    return _same_day_or_next_month(birth, years * MONTHS_PER_YEAR)


def months_before(day: date, months: int) -> date:
    """``day`` less ``months`` calendar months, clipped to the end of a shorter month."""
    _check_not_negative("months", months)
    year, month = _year_and_month(_month_index(day) - months)
    return date(year, month, min(day.day, _days_in_month(year, month)))


def first_day_months_after(event: date, months: int, *, strictly: bool) -> date:
    """The first day D with ``months_before(D, months)`` on or after ``event``, or after it when ``strictly``."""
    _check_not_negative("months", months)
    # Later than the event is the same as not earlier than the day after it.
    earliest = _day_after(event) if strictly else event
    return _same_day_or_next_month(earliest, months)


def _same_day_or_next_month(day: date, months: int) -> date:
    """The day of the same number ``months`` later; where the month is too short, the first of the one after."""
    index = _month_index(day) + months
    year, month = _year_and_month(index)
    if day.day <= _SHORTEST_MONTH or day.day <= _days_in_month(year, month):
        return date(year, month, day.day)
    year, month = _year_and_month(index + 1)
    return date(year, month, 1)


def _days_in_month(year: int, month: int) -> int:
    return 29 if month == 2 and calendar.isleap(year) else _DAYS_IN_MONTH[month - 1]


def _month_index(day: date) -> int:
    return day.year * MONTHS_PER_YEAR + day.month - 1


def _year_and_month(month_index: int) -> tuple[int, int]:
    year, month = divmod(month_index, MONTHS_PER_YEAR)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"the year {year} is outside the calendar ({MINYEAR} to {MAXYEAR}); check the date")
    return year, month + 1


def _day_after(event: date) -> date:
    if event == date.max:
        raise ValueError(f"event {event} has no day after it; check the date")
    return event + timedelta(days=1)


def _check_order(birth: date, on: date) -> None:
    if on < birth:
        raise ValueError(f"on {on} is before birth {birth}; check the two dates")


def _check_not_negative(name: str, number: int) -> None:
    if number < 0:
        raise ValueError(f"{name} is {number}; it must be 0 or more")
