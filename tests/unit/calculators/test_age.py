"""Ages and calendar months, against the decision tables and against day-by-day oracles."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from criteria.calculators.age import (
    birthday,
    completed_months,
    completed_years,
    first_day_months_after,
    months_before,
)

ONE_DAY = timedelta(days=1)
# Far enough from both ends of the calendar that a century more or less stays inside it.
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))
MONTHS = st.integers(min_value=0, max_value=240)
YEARS = st.integers(min_value=0, max_value=120)


def days_from(first: date) -> Iterator[date]:
    while True:
        yield first
        first += ONE_DAY


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(1999, 9, 9), date(2020, 2, 20), 20),  # admiral's published example
        (date(2008, 5, 14), date(2026, 5, 13), 17),
        (date(2008, 5, 14), date(2026, 5, 14), 18),
        (date(2007, 5, 14), date(2026, 5, 13), 18),  # the day before the 19th birthday
        (date(2007, 5, 14), date(2026, 5, 14), 19),
        (date(2026, 5, 14), date(2026, 5, 14), 0),
        (date(2008, 2, 29), date(2026, 2, 28), 17),  # relativedelta says 18
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2007, 12, 31), date(2026, 1, 1), 18),
        # 19 years that contain only four leap days: days / 365.25 gives 18.99 on the birthday.
        (date(2009, 3, 1), date(2028, 2, 29), 18),
        (date(2001, 1, 15), date(2020, 1, 15), 19),
    ],
)
def test_completed_years(birth: date, on: date, years: int) -> None:
    assert completed_years(birth, on) == years


@pytest.mark.parametrize(
    ("birth", "on", "months"),
    [
        (date(2025, 1, 15), date(2025, 2, 14), 0),
        (date(2025, 1, 15), date(2025, 2, 15), 1),
        (date(2025, 1, 31), date(2025, 2, 28), 0),
        (date(2025, 1, 31), date(2025, 3, 1), 1),
        (date(2025, 1, 31), date(2025, 3, 30), 1),
        (date(2025, 1, 31), date(2025, 3, 31), 2),
        (date(2024, 12, 5), date(2025, 12, 4), 11),
        (date(2024, 12, 5), date(2025, 12, 5), 12),
    ],
)
def test_completed_months(birth: date, on: date, months: int) -> None:
    assert completed_months(birth, on) == months


@pytest.mark.parametrize(
    ("birth", "years", "expected"),
    [
        (date(2007, 5, 14), 19, date(2026, 5, 14)),
        (date(2007, 5, 14), 0, date(2007, 5, 14)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 20, date(2028, 2, 29)),
        (date(1896, 2, 29), 4, date(1900, 3, 1)),  # 1900 is no leap year
    ],
)
def test_birthday(birth: date, years: int, expected: date) -> None:
    assert birthday(birth, years) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
        (date(2026, 3, 28), 1, date(2026, 2, 28)),
        (date(2026, 3, 27), 1, date(2026, 2, 27)),
        (date(2026, 3, 31), 6, date(2025, 9, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 2, date(2025, 11, 15)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(1, 2, 1), 1, date(1, 1, 1)),
    ],
)
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("event", "months", "strictly", "expected"),
    [
        # "within 12 months prior": the boundary day still counts (E05)
        (date(2024, 2, 29), 12, True, date(2025, 3, 1)),
        (date(2026, 2, 28), 12, True, date(2027, 3, 1)),
        (date(2025, 6, 10), 12, True, date(2026, 6, 11)),
        # six months (E10)
        (date(2025, 8, 31), 6, True, date(2026, 3, 1)),
        (date(2025, 9, 30), 6, True, date(2026, 4, 1)),
        # "at least two months": the day itself is enough (E01)
        (date(2026, 1, 15), 2, False, date(2026, 3, 15)),
        (date(2025, 12, 31), 2, False, date(2026, 3, 1)),
        (date(2026, 2, 28), 1, False, date(2026, 3, 28)),
        (date(2026, 1, 15), 0, False, date(2026, 1, 15)),
        (date(2026, 1, 15), 0, True, date(2026, 1, 16)),
        (date(2025, 11, 30), 1, True, date(2026, 1, 1)),
    ],
)
def test_first_day_months_after(event: date, months: int, strictly: bool, expected: date) -> None:
    assert first_day_months_after(event, months, strictly=strictly) == expected


@given(birth=DAYS, years=YEARS)
@example(birth=date(2008, 2, 29), years=18)
@example(birth=date(2008, 2, 29), years=0)
def test_birthday_is_the_first_day_of_the_age(birth: date, years: int) -> None:
    day = birthday(birth, years)
    assert completed_years(birth, day) == years
    assert years == 0 or completed_years(birth, day - ONE_DAY) == years - 1


@given(birth=DAYS, days=st.integers(min_value=0, max_value=40_000))
def test_twelve_completed_months_are_a_completed_year(birth: date, days: int) -> None:
    on = birth + timedelta(days=days)
    assert completed_months(birth, on) // 12 == completed_years(birth, on)


@pytest.mark.parametrize("birth", [date(2008, 2, 29), date(2007, 12, 31), date(2009, 3, 1), date(2007, 1, 30)])
def test_ages_by_counting_birthdays_day_by_day(birth: date) -> None:
    years = months = 0
    for day in days_from(birth + ONE_DAY):
        if day.year == birth.year + 21:
            break
        # Counting, not subtracting: a month is complete on its day, or on the first when the last month had no such day.
        yesterday = day - ONE_DAY
        skipped = day.day == 1 and yesterday.day < birth.day
        if day.day == birth.day or skipped:
            months += 1
            years += months % 12 == 0
        assert (completed_years(birth, day), completed_months(birth, day)) == (years, months), day


@given(day=DAYS, months=MONTHS)
def test_months_before_lands_that_many_months_earlier_on_the_same_day_or_the_last(day: date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day == day.day or (earlier.day < day.day and (earlier + ONE_DAY).day == 1)


@given(day=DAYS, months=MONTHS)
def test_a_later_day_never_looks_back_further(day: date, months: int) -> None:
    assert months_before(day, months) <= months_before(day + ONE_DAY, months)


@given(event=DAYS, months=MONTHS, strictly=st.booleans())
@example(event=date(2024, 2, 29), months=12, strictly=True)
@example(event=date(2025, 9, 30), months=6, strictly=True)
def test_first_day_months_after_is_the_first_such_day(event: date, months: int, strictly: bool) -> None:
    def holds(day: date) -> bool:
        earlier = months_before(day, months)
        return earlier > event if strictly else earlier >= event

    first = first_day_months_after(event, months, strictly=strictly)
    assert holds(first)
    # months_before never falls as the day grows (tested above), so the day before is the only other one to ask.
    assert not holds(first - ONE_DAY)


@pytest.mark.parametrize("strictly", [True, False])
@pytest.mark.parametrize("months", [1, 2, 6, 12, 24])
def test_first_day_months_after_by_trying_every_day(months: int, strictly: bool) -> None:
    for offset in range(0, 4 * 365 + 1, 1 if months == 1 else 7):
        event = date(2023, 1, 28) + timedelta(days=offset)
        start = event + timedelta(days=28 * months - 1)
        earlier_days = ((day, months_before(day, months)) for day in days_from(start))
        first = next(day for day, earlier in earlier_days if earlier > event or (earlier == event and not strictly))
        assert first > start
        assert first_day_months_after(event, months, strictly=strictly) == first


def test_an_age_before_birth_is_refused() -> None:
    with pytest.raises(ValueError, match=r"on 2026-01-01 is before birth 2026-01-02"):
        completed_years(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ValueError, match=r"on 2026-01-01 is before birth 2026-01-02"):
        completed_months(date(2026, 1, 2), date(2026, 1, 1))


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"years is -1"):
        birthday(date(2026, 1, 2), -1)
    with pytest.raises(ValueError, match=r"months is -1"):
        months_before(date(2026, 1, 2), -1)
    with pytest.raises(ValueError, match=r"months is -6"):
        first_day_months_after(date(2026, 1, 2), -6, strictly=True)


def test_the_ends_of_the_calendar_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"year 0 is outside the calendar"):
        months_before(date(1, 1, 31), 1)
    with pytest.raises(ValueError, match=r"year 10000 is outside the calendar"):
        first_day_months_after(date(9999, 12, 30), 1, strictly=False)
    with pytest.raises(ValueError, match=r"event 9999-12-31 has no day after it"):
        first_day_months_after(date.max, 1, strictly=True)
