"""E10 Abdominal fistula, perforation or peritonitis within the past 6 calendar months, seen from the assessment."""

import pytest

from .support import A, days_after, judged, outcome, verdict, without

LIST = "abdominal_events"


def event(day, kind="peritonitis", still_open=None):
    return {"kind": kind, "date": day, "open": still_open}


@pytest.mark.parametrize(
    ("today", "day", "expected"),
    [
        ("2026-05-20", "2025-11-19", ("ABSENT", None, None)),
        ("2026-05-20", "2025-11-20", ("PRESENT", "2026-05-21", "ABSENT")),
        ("2026-05-20", "2025-11-21", ("PRESENT", "2026-05-22", "ABSENT")),
        ("2026-05-20", "2026-05-20", ("PRESENT", "2026-11-21", "ABSENT")),
        ("2026-02-28", "2025-08-31", ("PRESENT", "2026-03-01", "ABSENT")),
        ("2026-03-01", "2025-08-31", ("ABSENT", None, None)),
        ("2026-02-28", "2025-08-28", ("PRESENT", "2026-03-01", "ABSENT")),
        ("2026-02-28", "2025-08-27", ("ABSENT", None, None)),
        ("2026-03-30", "2025-09-30", ("PRESENT", "2026-04-01", "ABSENT")),
        ("2026-03-31", "2025-09-30", ("PRESENT", "2026-04-01", "ABSENT")),
        ("2026-04-01", "2025-09-30", ("ABSENT", None, None)),
        ("2026-08-31", "2026-02-28", ("PRESENT", "2026-09-01", "ABSENT")),
        ("2024-08-31", "2024-02-29", ("PRESENT", "2024-09-01", "ABSENT")),
        ("2024-08-29", "2024-02-28", ("ABSENT", None, None)),
    ],
)
@pytest.mark.parametrize("kind", ["peritonitis", "gi_perforation"])
def test_six_calendar_months(today, day, expected, kind):
    assert outcome("E10", {LIST: [event(day, kind)]}, A=today) == expected


@pytest.mark.parametrize(
    ("still_open", "day", "expected"),
    [
        (True, "2020-01-01", ("PRESENT", None, None)),
        (True, None, ("PRESENT", None, None)),
        (False, "2025-11-19", ("ABSENT", None, None)),
        (False, "2025-11-20", ("PRESENT", "2026-05-21", "ABSENT")),
        (None, "2025-11-19", ("UNKNOWN", None, None)),
        (None, "2025-11-20", ("PRESENT", "2026-05-21", "UNKNOWN")),
    ],
)
def test_a_fistula_still_open_counts_whatever_its_onset(still_open, day, expected):
    assert outcome("E10", {LIST: [event(day, "abdominal_fistula", still_open)]}) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], ("ABSENT", None, None), id="reviewed, none"),
        pytest.param(None, ("UNKNOWN", None, None), id="not reviewed"),
        pytest.param([event(None)], ("UNKNOWN", None, None), id="undated"),
        pytest.param([event("2025-10")], ("ABSENT", None, None), id="partial, wholly outside"),
        pytest.param([event("2025-11")], ("UNKNOWN", "2026-06-01", "ABSENT"), id="partial, across"),
        pytest.param([event("2025-12")], ("PRESENT", "2026-06-02", "UNKNOWN"), id="partial, wholly inside"),
        pytest.param(
            [event(None), event("2026-05-10")], ("PRESENT", "2026-11-11", "UNKNOWN"), id="one inside, one undated"
        ),
        pytest.param([event("2020-01-01"), event(None)], ("UNKNOWN", None, None), id="one outside, one undated"),
    ],
)
def test_the_list(entries, expected):
    assert outcome("E10", {LIST: entries}) == expected


def test_an_event_dated_after_the_assessment_is_unknown():
    assert verdict("E10", {LIST: [event(days_after(A, 1))]}) == "UNKNOWN"


def test_the_window_ends_at_the_assessment_not_at_enrolment():
    assert verdict("E10", {LIST: [event("2025-11-20")]}, N="2026-05-21") == "PRESENT"


@pytest.mark.parametrize(
    ("facts", "missing"), [(without(LIST), [LIST]), ({LIST: [event(None)]}, [f"{LIST}[0].date"])], ids=["list", "date"]
)
def test_missing(facts, missing):
    assert judged("E10", facts)["missing"] == missing
