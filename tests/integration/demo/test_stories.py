"""What each story must come to, on whatever day the demo is loaded. No database: the same engine on the same facts."""

from datetime import date, timedelta

import pytest

from criteria import assess, load_protocol
from criteria.dates import Dates
from criteria.record import PatientRecord
from screening.demo.days import ago, dated
from screening.demo.histories import birth_of, facts_of
from screening.demo.play import changes_of
from screening.demo.stories import STORIES
from screening.demo.story import Story
from screening.facts import place_of, public_facts, put, storage_path
from screening.models import Screening
from screening.verdicts import summary_of

DAYS = [
    date(2024, 2, 29), date(2026, 1, 1), date(2026, 3, 31), date(2026, 5, 20), date(2026, 8, 31), date(2026, 9, 30),
    date(2026, 12, 30), date(2027, 7, 15), date(2028, 3, 1),
]  # fmt: skip


def at_the_end(story: Story, place: int, today: date) -> tuple[PatientRecord, Dates]:
    last = today - timedelta(story.last_visit)
    facts = facts_of(story, place, last)
    screening = Screening(facts={"sex": story.sex, "birth_date": birth_of(story).from_day(last)})
    for path, value in changes_of(facts).items():
        if story.sections is None or path == "icf/signed_date" or place_of(path).info.section in story.sections:
            put(screening.facts, path, value)
    for path, (answer, _reason) in story.answers.items():
        put(screening.facts, storage_path(screening, path), answer)
    if (correction := story.correction) is not None:
        last += timedelta(correction.days_later)
        for path, value in correction.values.items():
            put(screening.facts, storage_path(screening, path), value)
        new = changes_of(dated(correction.facts, last - timedelta(correction.days_later)))
        for path, value in new.items():
            put(screening.facts, path, value)
    first_dose = today + timedelta(story.first_dose_in - story.last_visit)
    return PatientRecord.from_json(public_facts(screening.facts)), Dates(last, first_dose=first_dose)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_story_comes_out_as_told(today):
    for place, story in enumerate(STORIES):
        record, dates = at_the_end(story, place, today)
        summary = summary_of(assess(load_protocol(), record, dates))
        assert (story.initials, summary["verdict"], tuple(summary["failing"])) == (
            story.initials,
            story.verdict,
            story.fails,
        )


def test_no_data_blocks_a_story():
    """Implausible or contradictory data would be a slip of ours; what is doubtful on purpose only warns."""
    for place, story in enumerate(STORIES):
        record, dates = at_the_end(story, place, date(2026, 5, 20))
        blocked = [each.check for each in assess(load_protocol(), record, dates).findings if each.severity == "block"]
        assert (story.initials, blocked) == (story.initials, [])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (ago(12), "2026-03-19"),
        (ago(-2), "2026-04-02"),
        (ago(months=1), "2026-02-28"),
        (ago(1, months=1), "2026-02-27"),
        (ago(months=3, precision="month"), "2025-12"),
        (ago(years=19, precision="year"), "2007"),
    ],
)
def test_days_are_told_backwards(told, expected):
    assert told.from_day(date(2026, 3, 31)) == expected
