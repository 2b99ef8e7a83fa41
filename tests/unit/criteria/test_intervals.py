"""Dates and quantities that may be only partly known."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from criteria.intervals import (
    ONGOING,
    DateInterval,
    DecimalInterval,
    compare,
    cut,
    decimal_range,
    exact_day,
    exact_decimal,
    parse_date,
    parse_decimal,
)
from criteria.truth import Truth

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
OPERATORS = ("<", "<=", ">", ">=")
ASKED = {"<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__}

# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "first", "last"),
    [
        ("2026-03-14", date(2026, 3, 14), date(2026, 3, 14)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        (2026, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 3, 14), date(2026, 3, 14), date(2026, 3, 14)),
        ("1900", date(1900, 1, 1), date(1900, 12, 31)),
        ("2200-12-31", date(2200, 12, 31), date(2200, 12, 31)),
    ],
)
def test_a_date_is_read_as_the_days_it_may_be(given_, first, last):
    read = parse_date(given_)
    assert (read.first, read.last) == (first, last)
    assert read.is_exact is (first == last)


@pytest.mark.parametrize(
    "given_",
    [
        *(
            "2026-02-30",
            "2026-13",
            "2026-00",
            "2026-02-00",
            "2026-00-01",
            "2026-1-1",
            "26-01-01",
            "2026-01-01T00:00",
            " 2026",
            "2026-01-1",
        ),
        *("", "today", "1899", "2201", "０２０６", "2026/01/01", True, 1.5, None, [], 20260101),
    ],
)
def test_anything_else_is_not_a_date(given_):
    with pytest.raises(ValueError, match=r"write a date|calendar|year must lie"):
        parse_date(given_)


@given(day=st.dates(date(1900, 1, 1), date(2200, 12, 31)), length=st.sampled_from((4, 7, 10)))
def test_a_date_is_written_as_it_was_given(day, length):
    text = day.isoformat()[:length]
    read = parse_date(text)
    assert str(read) == text
    assert read.first <= day <= read.last
    assert parse_date(read) is read


@pytest.mark.parametrize(
    ("text", "birth", "first", "last"),
    [
        ("2026-02", None, "2026-02-01", "2026-02-28"),  # over before the assessment
        ("2026-03", None, "2026-03-01", "2026-03-14"),  # cut at the assessment
        ("2026", None, "2026-01-01", "2026-03-14"),
        ("2026-02", "2026-02-10", "2026-02-10", "2026-02-28"),  # not before birth
        ("2026-03", "2026-03-10", "2026-03-10", "2026-03-14"),
        ("2026-04", None, "2026-04-01", "2026-04-01"),  # later than the assessment: its first day stays
        ("2025-01", "2026-03-01", "2025-01-31", "2025-01-31"),  # before birth: its last day stays
        ("2026-03-20", "2026-03-25", "2026-03-20", "2026-03-20"),  # an exact day is never changed
    ],
)
def test_a_partial_date_is_narrowed_to_what_is_possible(text, birth, first, last):
    narrowed = cut(parse_date(text), birth=date.fromisoformat(birth) if birth else None, as_of=date(2026, 3, 14))
    assert (narrowed.first.isoformat(), narrowed.last.isoformat()) == (first, last)
    assert narrowed.text == text


def test_what_is_ongoing_stays_ongoing():
    assert cut(ONGOING, birth=None, as_of=date(2026, 3, 14)) is ONGOING


def test_an_exact_day_is_written_as_iso():
    assert exact_day(date(2026, 3, 14)) == DateInterval("2026-03-14", date(2026, 3, 14), date(2026, 3, 14))


# --- quantities -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "low", "high", "low_open", "high_open"),
    [
        ("0.9", "0.9", "0.9", False, False),
        ("0", "0", "0", False, False),
        (3, "3", "3", False, False),
        (Decimal("1.50"), "1.50", "1.50", False, False),
        (Decimal("1E+3"), "1000", "1000", False, False),
        (" 12 ", "12", "12", False, False),
        ("<20", "0", "20", False, True),
        ("≤20", "0", "20", False, False),
        ("<= 20", "0", "20", False, False),
        (">75", "75", None, True, False),
        ("≥1.0", "1.0", None, False, False),
        (">=1.0", "1.0", None, False, False),
    ],
)
def test_a_quantity_is_read_as_the_numbers_it_may_be(given_, low, high, low_open, high_open):
    read = parse_decimal(given_)
    assert (read.low, read.high) == (Decimal(low), None if high is None else Decimal(high))
    assert (read.low_open, read.high_open, read.doubtful) == (low_open, high_open, False)
    assert read.is_exact is (low == high)


@pytest.mark.parametrize(
    "given_",
    [
        *("", "-1", "+1", "1e3", "1.", ".5", "abc", "NaN", "Infinity", "1 000", "<", "<<1", "²", "½", "1" * 41),
        *(0.9, float("nan"), True, False, None, [], Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999999")),
        Decimal("0E-999999999"),
    ],
)
def test_anything_else_is_not_a_quantity(given_):
    with pytest.raises(ValueError, match=r"write a number|write the number as a string"):
        parse_decimal(given_)


@pytest.mark.parametrize("text", ["1,5", "1,500", "<1,5", "1,234.5", "1.234,5", "９８", "１．４", "＜２０", "1８"])
@pytest.mark.parametrize("operator", OPERATORS)
def test_a_comma_or_full_width_digits_are_doubtful_and_compared_with_nothing(text, operator):
    read = parse_decimal(text)
    assert read.doubtful
    assert str(read) == text
    assert compare(read, operator, exact_decimal(Decimal(10**9))) is U
    assert compare(exact_decimal(Decimal(10**9)), operator, read) is U


numbers = st.decimals(min_value=0, max_value=100, places=2)
signs = st.sampled_from(("", "<", ">", "≤", "≥"))


@given(sign=signs, number=numbers)
def test_a_quantity_is_written_as_it_was_given(sign, number):
    text = f"{sign}{number}"
    assert str(parse_decimal(text)) == text
    assert parse_decimal(str(parse_decimal(text))) == parse_decimal(text)


@st.composite
def intervals(draw):
    if draw(st.booleans()):
        return parse_decimal(f"{draw(signs)}{draw(numbers)}")
    low, high = sorted((draw(numbers), draw(numbers)))
    return decimal_range(exact_decimal(low), exact_decimal(high))


@st.composite
def inside(draw, interval: DecimalInterval):
    """A number of the interval, often one of its ends."""
    high = interval.high if interval.high is not None else interval.low + 50
    ends = [end for end, is_open in ((interval.low, interval.low_open), (high, interval.high_open)) if not is_open]
    between = st.decimals(interval.low, high, places=3) if interval.low < high else st.just(interval.low)
    number = draw(st.one_of(st.sampled_from(ends), between) if ends else between)
    assume(not (interval.low_open and number == interval.low) and not (interval.high_open and number == interval.high))
    return number


@given(data=st.data(), left=intervals(), right=intervals(), operator=st.sampled_from(OPERATORS))
def test_a_decided_comparison_holds_for_every_pair_inside(data, left, right, operator):
    truth = compare(left, operator, right)
    assume(truth is not U)
    a, b = data.draw(inside(left)), data.draw(inside(right))
    assert ASKED[operator](a, b) is (truth is T)


@given(left=numbers, right=numbers, operator=st.sampled_from(OPERATORS))
def test_exact_numbers_are_always_decided(left, right, operator):
    truth = compare(exact_decimal(left), operator, exact_decimal(right))
    assert truth is (T if ASKED[operator](left, right) else F)


@pytest.mark.parametrize(
    ("value", "operator", "limit", "truth"),
    [
        ("<20", "<", "20", T),
        ("<20", ">=", "20", F),
        ("<20", ">", "20", F),
        ("<20", "<", "19.9", U),
        ("<20", ">=", "0", T),
        ("<20", ">", "0", U),
        ("≤20", "<", "20", U),
        ("≤20", "<=", "20", T),
        ("≤20", ">", "20", F),
        (">75", ">", "75", T),
        (">75", "<=", "75", F),
        (">75", ">", "76", U),
        (">75", "<", "80", U),
        ("≥75", ">", "75", U),
        ("≥75", ">=", "75", T),
        ("≥75", "<", "75", F),
    ],
)
def test_a_censored_result_is_compared_at_its_end(value, operator, limit, truth):
    assert compare(parse_decimal(value), operator, parse_decimal(limit)) is truth


def test_a_range_is_written_from_end_to_end_and_may_be_open():
    assert str(decimal_range(parse_decimal("8"), parse_decimal("16"))) == "8–16"
    assert decimal_range(None, parse_decimal("16")).low == 0
    assert decimal_range(parse_decimal("8"), None).high is None
    with pytest.raises(ValueError, match="low end lies above"):
        decimal_range(parse_decimal("9"), parse_decimal("8"))


def test_scaling_and_adding_move_both_ends_and_keep_the_text():
    moved = parse_decimal("<20").scaled(Decimal("1.5")).plus(Decimal(4))
    assert (moved.low, moved.high, moved.high_open, moved.text) == (Decimal(4), Decimal(34), True, "<20")
    assert parse_decimal(">75").scaled(Decimal(2)).plus(Decimal(1)).high is None
