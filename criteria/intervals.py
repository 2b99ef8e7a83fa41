"""Values that may be only partly known: a date of which only the month is known, a result reported as "<20".

A comparison with such a value is TRUE or FALSE only if it is so for every value inside (rules G4 and G9).
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Literal, overload

from criteria.truth import Truth

Operator = Literal["<", "<=", ">", ">="]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NUMBER = re.compile(r"(<=|>=|<|>|≤|≥)?\s*(\d+(?:\.\d+)?)", re.ASCII)
_COMMA_NUMBER = re.compile(r"(?:<=|>=|<|>|≤|≥)?\s*\d+(?:[,.]\d+)*,\d+(?:[,.]\d+)*", re.ASCII)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200  # leaves room for every calendar sum on this side of date.max
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class DateInterval:
    """A calendar date as it was given: a day, a month ("2026-02") or a year ("2026"); never imputed."""

    text: str
    first: date
    last: date

    @property
    def is_exact(self) -> bool:
        return self.first == self.last

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Ongoing:
    """Stands for a date where a therapy is still being given: elapsed time is nil on every reference date."""

    text: str = "ongoing"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class NoneYet:
    """Stands for the date of something that has not been done yet."""

    text: str = "none_yet"

    def __str__(self) -> str:
        return self.text


ONGOING = Ongoing()
NONE_YET = NoneYet()


def exact_day(day: date) -> DateInterval:
    return DateInterval(day.isoformat(), day, day)


def parse_date(value: object) -> DateInterval:
    """Read an ISO 8601 date, possibly partial. Raises ValueError saying what is expected."""
    if isinstance(value, DateInterval):
        return value
    if type(value) is date:
        return exact_day(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # YAML reads an unquoted year as a number
    if not isinstance(value, str) or not (match := _DATE.fullmatch(value)):
        raise ValueError("write a date as YYYY-MM-DD, or YYYY-MM or YYYY when only that is known")
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"the year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}")
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None
    if day is not None:
        return DateInterval(value, first, first)
    last_month = month or 12
    return DateInterval(value, first, date(year, last_month, monthrange(year, last_month)[1]))


@dataclass(frozen=True, slots=True)
class DecimalInterval:
    """An exact decimal, or the part of the number line a laboratory reports as "<20", ">75" or a range.

    `high` is None where there is no upper end. `doubtful`: the text has a comma, so that "1,500" may be 1.5 or 1500, or
    full-width digits that nobody has confirmed; such a value is compared with nothing (check Q24).
    """

    text: str
    low: Decimal
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    is_range: bool = False
    doubtful: bool = False

    @property
    def is_exact(self) -> bool:
        return self.high is not None and self.low == self.high

    def __str__(self) -> str:
        return self.text

    def scaled(self, factor: Decimal) -> "DecimalInterval":
        """The same value in another unit; `factor` is positive."""
        if factor == 1:
            return self
        high = None if self.high is None else self.high * factor
        return DecimalInterval(
            self.text, self.low * factor, high, self.low_open, self.high_open, self.is_range, self.doubtful
        )

    def plus(self, amount: Decimal) -> "DecimalInterval":
        if not amount:
            return self
        high = None if self.high is None else self.high + amount
        return DecimalInterval(
            self.text, self.low + amount, high, self.low_open, self.high_open, self.is_range, self.doubtful
        )


def exact_decimal(value: Decimal | int) -> DecimalInterval:
    value = Decimal(value)
    return DecimalInterval(format(value, "f"), value, value)


def parse_decimal(value: object) -> DecimalInterval:
    """Read a quantity: "0.9", "<20", "≥1.0" or a plain number that is not a binary float. Raises ValueError."""
    if isinstance(value, DecimalInterval):
        return value
    if isinstance(value, float):
        raise ValueError('binary floats are not exact: write the number as a string, such as "0.9"')
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = format(value, "f") if isinstance(value, Decimal) and _can_be_written_out(value) else str(value)
    if not isinstance(value, str) or len(value) > LONGEST_NUMBER:
        raise ValueError('write a number such as "0.9", or a censored one such as "<20" or ">75"')
    text = value.strip()
    if _COMMA_NUMBER.fullmatch(text) or is_full_width_number(text):
        return DecimalInterval(text, Decimal(0), None, doubtful=True)
    match = _NUMBER.fullmatch(text)
    if not match:
        raise ValueError('write a number such as "0.9", or a censored one such as "<20" or ">75"')
    sign, number = match.group(1), Decimal(match.group(2))
    return _censored(text, sign, number)


def in_half_width(text: str) -> str:
    """Full-width digits and signs, as a Chinese keyboard types them, as ordinary ones."""
    return text.translate(_HALF_WIDTH)


def is_full_width_number(text: str) -> bool:
    """Such as "９８": read by a person without thinking, and confirmed by one before it counts (check Q24)."""
    plain = in_half_width(text)
    return plain != text and bool(_NUMBER.fullmatch(plain) or _COMMA_NUMBER.fullmatch(plain))


def _censored(text: str, sign: str | None, number: Decimal) -> DecimalInterval:
    """The stretch of the number line that a sign leaves (rule G9); results are never negative."""
    match sign:
        case "<":
            return DecimalInterval(text, Decimal(0), number, high_open=True)
        case "<=" | "≤":
            return DecimalInterval(text, Decimal(0), number)
        case ">":
            return DecimalInterval(text, number, None, low_open=True)
        case ">=" | "≥":
            return DecimalInterval(text, number, None)
        case _:
            return DecimalInterval(text, number, number)


def _can_be_written_out(value: Decimal) -> bool:
    """Not 1E+999999999, which would take a thousand million digits."""
    return value.is_finite() and abs(value.adjusted()) < LONGEST_NUMBER


def decimal_range(low: DecimalInterval | None, high: DecimalInterval | None) -> DecimalInterval:
    """The range between two exact numbers; an absent end is open-ended. Raises ValueError if low > high."""
    start = low.low if low is not None else Decimal(0)
    end = high.high if high is not None else None
    if end is not None and start > end:
        raise ValueError("the low end lies above the high end")
    text = f"{low or ''}–{high or ''}"
    return DecimalInterval(text, start, end, is_range=True)


_EXACTLY: dict[Operator, Callable[[Decimal, Decimal | int], bool]] = {">=": ge, "<": lt, "<=": le, ">": gt}
_UNKNOWN, _TRUE, _FALSE = Truth.UNKNOWN, Truth.TRUE, Truth.FALSE


def compare(value: DecimalInterval, operator: Operator, limit: DecimalInterval) -> Truth:
    """Is `value operator limit` so for every pair of values inside the two intervals?"""
    if value.doubtful or limit.doubtful:
        return _UNKNOWN
    if value.low == value.high and limit.low == limit.high:
        return _TRUE if _EXACTLY[operator](value.low, limit.low) else _FALSE
    match operator:
        case ">=":
            return ~_is_below(value, limit)
        case "<":
            return _is_below(value, limit)
        case "<=":
            return ~_is_below(limit, value)
        case ">":
            return _is_below(limit, value)


def compare_with(value: DecimalInterval, operator: Operator, limit: Decimal | int) -> Truth:
    """The same against one number, which most limits are."""
    if value.low == value.high and not value.doubtful:
        return _TRUE if _EXACTLY[operator](value.low, limit) else _FALSE
    return compare(value, operator, exact_decimal(limit))


def _is_below(left: DecimalInterval, right: DecimalInterval) -> Truth:
    """Is every value of `left` smaller than every value of `right`?"""
    if left.high is not None and (
        left.high < right.low or (left.high == right.low and (left.high_open or right.low_open))
    ):
        return _TRUE
    if right.high is not None and left.low >= right.high:
        return _FALSE
    return _UNKNOWN


@overload
def cut(interval: DateInterval, *, birth: date | None, as_of: date) -> DateInterval: ...
@overload
def cut(interval: Ongoing, *, birth: date | None, as_of: date) -> Ongoing: ...
def cut(interval: DateInterval | Ongoing, *, birth: date | None, as_of: date) -> DateInterval | Ongoing:
    """Narrow a partial date to what is possible: not before birth, not after the assessment (rule G4)."""
    if isinstance(interval, Ongoing) or interval.is_exact:
        return interval
    first = interval.first if birth is None or birth < interval.first else min(birth, interval.last)
    last = interval.last if as_of > interval.last else max(as_of, interval.first)
    return DateInterval(interval.text, first, max(first, last))
