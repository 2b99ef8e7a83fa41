"""What a person types, read leniently; what could mean two things is refused with a sentence that says what to write.

Every function takes the text of one field and returns the JSON value of the public record format (a partial date stays
partial, a quantity stays the text that was typed). Raises Unreadable.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from criteria.intervals import EARLIEST_YEAR, LATEST_YEAR, parse_decimal
from criteria.units import normalised

Special = Literal["ongoing", "none_yet"]


class Unreadable(ValueError):
    """Typed text that has no single meaning; `sentence` says what to write instead, in the reader's language."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def plain(text: str) -> str:
    """Full-width digits, letters and punctuation made ordinary, dashes and minus signs one hyphen, ends trimmed."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


_DASHES = re.compile("[‐‑‒–—−]")

# --- dates ------------------------------------------------------------------------------------------------------------

_TODAY = {"today", "t", "今天", "今日"}
_SPECIAL_WORDS: dict[Special, set[str]] = {
    "ongoing": {"ongoing", "on going", "continuing", "still", "至今", "进行中", "持续", "仍在用", "正在进行"},
    "none_yet": {"none yet", "none_yet", "not yet", "none", "尚未", "尚未进行", "尚无", "未开始", "无"},
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_SEPARATOR = r"\s*[-/.年月 ]\s*"

_DAYS_AGO = re.compile(r"-\s?(\d{1,5})\s?d?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})\s*日?")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_MONTH_NAMED = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[-\s.]*)?([a-z]{3,9})\.?[-\s,]*(\d{2,4})")
_MONTH_NAME_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2,4})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|\d{6}")


def parse_day(text: str, *, today: date, special: str | None = None) -> str | None:
    """ISO date, whole or partial, or the special word the field allows; None for an empty field.

    `today` is the day at the participant's site, for "today" and "-14".
    """
    typed = plain(text).lower()
    if not typed:
        return None
    for word, spellings in _SPECIAL_WORDS.items():
        if typed in spellings:
            if word != special:
                raise Unreadable(_("“%(typed)s” is not an answer here. Type a date like 2026-11-20.") % {"typed": text})
            return word
    if typed in _TODAY:
        return today.isoformat()
    if ago := _DAYS_AGO.fullmatch(typed):
        return _days_ago(int(ago.group(1)), today, text)
    return _year_first(typed, text) or _named_month(typed, text) or _day_or_month_first(typed, text)


def _days_ago(days: int, today: date, text: str) -> str:
    if days > today.toordinal() - date(EARLIEST_YEAR, 1, 1).toordinal():
        raise Unreadable(_("“%(typed)s” days ago lies before 1900. Type a date like 2026-11-20.") % {"typed": text})
    return (today - timedelta(days=days)).isoformat()


def _year_first(typed: str, text: str) -> str | None:
    if match := _COMPACT.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
        return _iso(year, month, day, text)
    if match := _YEAR_MONTH.fullmatch(typed):
        return _iso(int(match.group(1)), int(match.group(2)), None, text)
    if match := _YEAR.fullmatch(typed):
        return _iso(int(match.group(1)), None, None, text)
    return None


def _named_month(typed: str, text: str) -> str | None:
    if match := _MONTH_NAME_FIRST.fullmatch(typed):
        name, day, year = match.groups()
    elif match := _MONTH_NAMED.fullmatch(typed):
        day, name, year = match.groups()
    else:
        return None
    month = _MONTHS.get(name[:3])
    if month is None:
        raise _not_a_date(text)
    if len(year) != 4:
        raise _two_digit_year(text)
    return _iso(int(year), month, int(day) if day else None, text)


def _day_or_month_first(typed: str, text: str) -> str:
    if match := _YEAR_LAST.fullmatch(typed):
        first, second, year = (int(part) for part in match.groups())
        readings = sorted({reading for reading in (_real(year, second, first), _real(year, first, second)) if reading})
        if len(readings) == 1:
            return readings[0]
        if readings:
            raise Unreadable(
                _("“%(typed)s” can mean two days. Type %(first)s or %(second)s.")
                % {"typed": text, "first": readings[0], "second": readings[1]}
            )
        raise _no_such_day(text)
    if _TWO_DIGIT_YEAR.fullmatch(typed):
        raise _two_digit_year(text)
    raise _not_a_date(text)


def _real(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _iso(year: int, month: int | None, day: int | None, text: str) -> str:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Unreadable(
            _("The year in “%(typed)s” does not lie between %(first)s and %(last)s. Check it.")
            % {"typed": text, "first": EARLIEST_YEAR, "last": LATEST_YEAR}
        )
    if _real(year, 1 if month is None else month, 1 if day is None else day) is None:
        raise _no_such_day(text)
    return "-".join(f"{part:0{width}}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)


def _not_a_date(text: str) -> Unreadable:
    return Unreadable(
        _("“%(typed)s” is not a date. Type it like 2026-11-20, or 2026-11 if the day is not known.") % {"typed": text}
    )


def _no_such_day(text: str) -> Unreadable:
    return Unreadable(_("“%(typed)s” is not in the calendar. Check the day and the month.") % {"typed": text})


def _two_digit_year(text: str) -> Unreadable:
    return Unreadable(
        _("“%(typed)s” has a year of two digits. Type the date with four, like 2026-11-20.") % {"typed": text}
    )


# --- numbers ----------------------------------------------------------------------------------------------------------

_POINT_FIRST = re.compile(r"^([<>≤≥]=?\s*)?\.(?=\d)")
_WITH_UNIT = re.compile(r"([<>≤≥]?=?\s*\d[\d.,]*)\s*([^\W\d_].*|%)")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|~|to|至|到)\s*(\d+(?:\.\d+)?)")
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def parse_quantity(text: str) -> str | None:
    """A number or a censored one, as typed: "0.9", "<20". A comma and full-width digits stay, so that the doubt about them
    is seen (check Q24).
    """
    typed = _POINT_FIRST.sub(r"\g<1>0.", text.strip())
    if not typed:
        return None
    try:
        return parse_decimal(typed).text
    except ValueError:
        raise Unreadable(_("“%(typed)s” is not a number like 0.9, <20 or >75.") % {"typed": text}) from None


def without_unit(text: str, unit: str) -> str:
    """The number before a unit that was typed with it; another unit than the field's own is refused, never converted."""
    match = _WITH_UNIT.fullmatch(text.strip())
    if match is None:
        return text
    number, typed = match.groups()
    if unit and normalised(typed) == normalised(unit):
        return number
    if not unit:
        raise Unreadable(
            _("“%(typed)s” holds more than a number. Type the number alone; its unit stands beside it.")
            % {"typed": text}
        )
    raise Unreadable(
        _("“%(typed)s” is not in %(unit)s, and nothing is converted here. Enter the result in %(unit)s.")
        % {"typed": text, "unit": unit}
    )


def parse_estimate(text: str) -> str | dict[str, str] | None:
    """A quantity, or a range of two numbers: "26", "8-16", "8 to 16"."""
    match = _RANGE.fullmatch(plain(text).lower())
    if not match:
        return parse_quantity(text)
    low, high = match.groups()
    if parse_decimal(low).low > parse_decimal(high).low:
        raise Unreadable(_("“%(typed)s” runs backwards. Type the smaller number first.") % {"typed": text})
    return {"low": low, "high": high}


def parse_whole(text: str) -> int | None:
    """A whole number. Its limits are the record's to check, so that the message comes from one place."""
    typed = plain(text)
    if not typed:
        return None
    if not _WHOLE.fullmatch(typed):
        raise Unreadable(_("“%(typed)s” is not a whole number like 80.") % {"typed": text})
    return int(typed)


def words(text: str) -> str | None:
    """Words as typed, ends trimmed; None for an empty field."""
    return text.strip() or None
