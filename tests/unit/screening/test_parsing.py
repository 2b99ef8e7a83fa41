"""What a coordinator types, and what is understood. Today is 2026-11-22 at the site."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from screening.parsing import Unreadable, parse_day, parse_estimate, parse_quantity, parse_whole, words
from screening.wording import SPECIAL_WORDS

TODAY = date(2026, 11, 22)
DATES = Path(__file__).parents[2] / "data" / "dates.json"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-20", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("2026/11/5", "2026-11-05"),
        ("2026.11.5", "2026-11-05"),
        ("2026 11 5", "2026-11-05"),
        ("2026年11月5日", "2026-11-05"),
        ("２０２６年１１月５日", "2026-11-05"),
        ("２０２６－１１－０５", "2026-11-05"),
        ("2026–11–05", "2026-11-05"),
        ("5 Nov 2026", "2026-11-05"),
        ("5 November 2026", "2026-11-05"),
        ("05NOV2026", "2026-11-05"),
        ("5-Nov-2026", "2026-11-05"),
        ("Nov 5, 2026", "2026-11-05"),
        ("  2026-11-20 ", "2026-11-20"),
        ("today", "2026-11-22"),
        ("T", "2026-11-22"),
        ("今天", "2026-11-22"),
        ("-14", "2026-11-08"),
        ("−14", "2026-11-08"),
        ("-14d", "2026-11-08"),
        ("-0", "2026-11-22"),
        ("2024-02-29", "2024-02-29"),
        ("2026-05", "2026-05"),
        ("2026/5", "2026-05"),
        ("2026年5月", "2026-05"),
        ("Nov 2026", "2026-11"),
        ("2026", "2026"),
        ("2026年", "2026"),
        # Day and month first, where only one reading is in the calendar or both are the same day.
        ("13/11/2026", "2026-11-13"),
        ("11/13/2026", "2026-11-13"),
        ("5.5.2026", "2026-05-05"),
        ("", None),
        ("   ", None),
    ],
)
def test_a_date_is_read_in_the_spellings_people_use(typed: str, day: str | None) -> None:
    assert parse_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5/11/2026", "“5/11/2026” can mean two days. Type 2026-05-11 or 2026-11-05."),
        ("5/11/26", "“5/11/26” has a year of two digits. Type the date with four, like 2026-11-20."),
        ("26-11-05", "“26-11-05” has a year of two digits. Type the date with four, like 2026-11-20."),
        ("5 Nov 26", "“5 Nov 26” has a year of two digits. Type the date with four, like 2026-11-20."),
        ("261105", "“261105” has a year of two digits. Type the date with four, like 2026-11-20."),
        ("202611", "“202611” has a year of two digits. Type the date with four, like 2026-11-20."),
        ("2026-02-30", "“2026-02-30” is not in the calendar. Check the day and the month."),
        ("2025-02-29", "“2025-02-29” is not in the calendar. Check the day and the month."),
        ("2026-13", "“2026-13” is not in the calendar. Check the day and the month."),
        ("31/13/2026", "“31/13/2026” is not in the calendar. Check the day and the month."),
        ("31 Apr 2026", "“31 Apr 2026” is not in the calendar. Check the day and the month."),
        ("2026-00-05", "“2026-00-05” is not in the calendar. Check the day and the month."),
        ("1899-12-31", "The year in “1899-12-31” does not lie between 1900 and 2200. Check it."),
        ("2201", "The year in “2201” does not lie between 1900 and 2200. Check it."),
        ("-99999", "“-99999” days ago lies before 1900. Type a date like 2026-11-20."),
        ("ongoing", "“ongoing” is not an answer here. Type a date like 2026-11-20."),
    ],
)
def test_a_date_that_could_be_two_or_none_is_refused_with_what_to_type(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_day(typed, today=TODAY)
    assert str(refused.value.sentence) == sentence


@pytest.mark.parametrize("typed", ["soon", "12", "5 Foo 2026", "2026-11-20T10:00", "2026-11-20 or so", "٢٠٢٦-١١-٢٠x"])
def test_what_is_no_date_says_how_a_date_is_typed(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_day(typed, today=TODAY)
    assert str(refused.value.sentence) == (
        f"“{typed}” is not a date. Type it like 2026-11-20, or 2026-11 if the day is not known."
    )


@pytest.mark.parametrize(
    ("typed", "special", "value"),
    [
        ("ongoing", "ongoing", "ongoing"),
        ("Ongoing", "ongoing", "ongoing"),
        ("至今", "ongoing", "ongoing"),
        ("none yet", "none_yet", "none_yet"),
        ("尚未", "none_yet", "none_yet"),
        ("2026-05", "ongoing", "2026-05"),
    ],
)
def test_a_date_field_that_allows_a_word_takes_it_in_both_languages(typed: str, special: str, value: str) -> None:
    assert parse_day(typed, today=TODAY, special=special) == value


def test_a_word_of_another_field_is_refused() -> None:
    with pytest.raises(Unreadable):
        parse_day("none yet", today=TODAY, special="ongoing")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.9", "0.9"),
        (" 1.20 ", "1.20"),
        ("0", "0"),
        ("<20", "<20"),
        ("＜２０", "＜２０"),
        ("≥1.0", "≥1.0"),
        ("１．４", "１．４"),  # kept as typed: confirmed before it counts
        (".5", "0.5"),
        ("<.5", "<0.5"),
        # The comma stays: whether it is 1.5 or 1500 is a question for a person (check Q24).
        ("1,500", "1,500"),
        ("1，5", "1，5"),
        ("", None),
    ],
)
def test_a_quantity_is_kept_as_it_was_typed(typed: str, value: str | None) -> None:
    assert parse_quantity(typed) == value


@pytest.mark.parametrize("typed", ["abc", "1.2.3", "1 500", "5e9", "-3", "12 mg", "NaN", "Infinity", "1" * 41])
def test_a_quantity_that_is_no_number_says_how_one_is_typed(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_quantity(typed)
    assert str(refused.value.sentence) == f"“{typed}” is not a number like 0.9, <20 or >75."


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("26", "26"),
        (">26", ">26"),
        ("8-16", {"low": "8", "high": "16"}),
        ("8–16", {"low": "8", "high": "16"}),
        ("8 to 16", {"low": "8", "high": "16"}),
        ("8至16", {"low": "8", "high": "16"}),
        ("", None),
    ],
)
def test_an_estimate_may_be_a_range(typed: str, value: object) -> None:
    assert parse_estimate(typed) == value


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_estimate("16-8")
    assert str(refused.value.sentence) == "“16-8” runs backwards. Type the smaller number first."


@pytest.mark.parametrize(("typed", "value"), [("80", 80), ("８０", 80), ("0", 0), ("", None)])
def test_a_whole_number(typed: str, value: int | None) -> None:
    assert parse_whole(typed) == value


@pytest.mark.parametrize("typed", ["80.5", "-1", "eighty", "1234567890"])
def test_what_is_not_whole_says_so(typed: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_whole(typed)
    assert str(refused.value.sentence) == f"“{typed}” is not a whole number like 80."


def test_words_keep_their_inner_spaces_and_letters() -> None:
    assert words("  alveolar  rhabdomyosarcoma ＡＢ ") == "alveolar  rhabdomyosarcoma ＡＢ"
    assert words("   ") is None


def test_the_sentences_speak_chinese() -> None:
    with override("zh-hans"), pytest.raises(Unreadable) as refused:
        parse_day("soon", today=TODAY)
    assert str(refused.value.sentence) == "“soon”不是日期。请输入如 2026-11-20；日未知时输入 2026-11。"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("special", SPECIAL_WORDS)
def test_the_word_that_a_page_shows_is_understood_when_it_is_sent_back(language: str, special: str) -> None:
    with override(language):
        assert parse_day(str(SPECIAL_WORDS[special]), today=TODAY, special=special) == special


def test_what_the_page_makes_of_a_date_is_what_is_read_here() -> None:
    """The browser runs through the same table (tests/browser/test_entry.py); what it leaves alone (null) is read here only."""
    spellings = json.loads(DATES.read_text(encoding="utf-8"))
    read_by_the_page = {typed: day for typed, day in spellings if day is not None}

    assert {typed: parse_day(typed, today=TODAY) for typed in read_by_the_page} == read_by_the_page
    assert len(spellings) > len(read_by_the_page) > 15
