"""The drawing of the washouts: where bars and words stand, what is cut, and what is left out."""

from datetime import date, timedelta

import pytest

from criteria import Dates, PatientRecord, assess, load_protocol
from screening.rows.timeline import LEFT, MOST_BARS, RIGHT, description, timeline
from screening.rows.waits import Wait, _short
from screening.wording import Chip

TODAY = date(2026, 11, 22)


def wait(since, days, code="I7", name="Irinotecan"):
    first = TODAY + timedelta(since)
    clears = first + timedelta(days)
    return Wait(
        code=code, name=name, subject=name, since=str(first), span=f"{days} days", first=first, clears=clears,
        is_over=clears <= TODAY, chip=Chip("notyet", "Not yet"), url="/",
    )  # fmt: skip


def drawing(*waits, first_dose=None):
    assessed = assess(load_protocol(), PatientRecord.from_json({}), Dates(TODAY, first_dose=first_dose))
    return timeline(assessed, waits), description(assessed, waits)


def test_nothing_to_draw():
    assert drawing()[0] is None


def test_bars_stand_in_the_order_of_their_days():
    drawn, words = drawing(wait(-8, 21), wait(-52, 28, "I8", "Pazopanib"), first_dose=TODAY + timedelta(30))

    late, early = drawn.bars
    today, dose = drawn.marks
    assert LEFT < early.x < early.x + early.width < late.x < today.x < late.x + late.width < dose.x < RIGHT
    assert (late.words, early.words) == ("clears 2026-12-05", "cleared 2026-10-29")
    assert [(late.y, early.y)] == [(28, 54)]
    assert (today.label, dose.label) == ("Today", "First dose")
    assert [tick.label for tick in drawn.ticks] == ["2026-10", "2026-11", "2026-12"]
    assert words == (
        "I7 Irinotecan: 2026-11-14, clears 2026-12-05; I8 Pazopanib: 2026-10-01, cleared 2026-10-29; "
        "Today 2026-11-22; First dose 2026-12-22."
    )


def test_a_day_long_ago_squeezes_nothing():
    drawn, _words = drawing(wait(-1, 21), wait(-4000, 42), wait(-4000, 4100))

    near, gone, long = drawn.bars
    assert near.width > 50
    assert gone.x is None
    assert long.x == LEFT
    assert all(LEFT <= tick.x <= RIGHT for tick in drawn.ticks)
    assert len(drawn.ticks) <= 9


def test_words_below_do_not_touch():
    drawn, _words = drawing(wait(-8, 21), first_dose=TODAY + timedelta(1))

    today, dose = drawn.marks
    assert dose.y == today.y + 16
    assert drawn.height > dose.y


def test_what_is_drawn_has_an_end():
    assert len(drawing(*[wait(-8, 21)] * 20)[0].bars) == MOST_BARS


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Chemotherapy (irinotecan), last dose", "Irinotecan"),
        ("Stem cell transplantation (entry 2), date of the last cell infusion", "Stem cell transplantation"),
        ("化疗（伊立替康）·末次给药", "伊立替康"),
        ("放疗（第1条）·结束日期", "放疗"),
        ("End of the first procedure", "End of the first procedure"),
    ],
)
def test_an_entry_by_its_name(subject, name):
    assert _short(subject) == name


def test_a_long_name_is_cut_where_it_has_no_room():
    latin, chinese = drawing(wait(-8, 21, name="a" * 30), wait(-8, 21, name="长" * 30))[0].bars
    assert (latin.name, chinese.name) == ("a" * 24 + "…", "长" * 12 + "…")
