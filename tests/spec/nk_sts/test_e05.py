"""E05 Thromboembolism within 12 calendar months before enrolment."""

import pytest

from .support import A, days_after, judged, outcome, verdict, without

LIST = "thromboembolic_events"


def event(day):
    return {"type": "deep_vein_thrombosis", "date": day}


@pytest.mark.parametrize(
    ("today", "onset", "expected"),
    [
        ("2026-05-20", "2025-05-19", ("ABSENT", None, None)),
        ("2026-05-20", "2025-05-20", ("PRESENT", "2026-05-21", "ABSENT")),
        ("2026-05-20", "2025-05-21", ("PRESENT", "2026-05-22", "ABSENT")),
        ("2026-05-20", "2026-05-20", ("PRESENT", "2027-05-21", "ABSENT")),
        ("2025-02-28", "2024-02-29", ("PRESENT", "2025-03-01", "ABSENT")),
        ("2025-03-01", "2024-02-29", ("ABSENT", None, None)),
        ("2025-02-28", "2024-02-28", ("PRESENT", "2025-03-01", "ABSENT")),
        ("2025-02-28", "2024-02-27", ("ABSENT", None, None)),
        ("2027-02-28", "2026-02-28", ("PRESENT", "2027-03-01", "ABSENT")),
        ("2027-03-01", "2026-02-28", ("ABSENT", None, None)),
        ("2024-02-29", "2023-02-28", ("PRESENT", "2024-03-01", "ABSENT")),
        ("2024-03-01", "2023-02-28", ("ABSENT", None, None)),
    ],
)
def test_twelve_calendar_months(today, onset, expected):
    assert outcome("E05", {LIST: [event(onset)]}, A=today) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], ("ABSENT", None, None), id="reviewed, none"),
        pytest.param(None, ("UNKNOWN", None, None), id="not reviewed"),
        pytest.param([event(None)], ("UNKNOWN", None, None), id="undated"),
        pytest.param([event("2025-04")], ("ABSENT", None, None), id="partial, wholly outside"),
        pytest.param([event("2025-05")], ("UNKNOWN", "2026-06-01", "ABSENT"), id="partial, across"),
        pytest.param([event("2025-06")], ("PRESENT", "2026-06-02", "UNKNOWN"), id="partial, wholly inside"),
        pytest.param([event("2025")], ("UNKNOWN", "2027-01-01", "ABSENT"), id="year only"),
        pytest.param([event("2024")], ("ABSENT", None, None), id="year wholly outside"),
        pytest.param(
            [event("2025-07-01"), event(None)], ("PRESENT", "2026-07-02", "UNKNOWN"), id="one inside, one undated"
        ),
        pytest.param([event("2020-07-01"), event(None)], ("UNKNOWN", None, None), id="one outside, one undated"),
        pytest.param([event("2025-07-01"), event("2025-09-01")], ("PRESENT", "2026-09-02", "ABSENT"), id="the latest"),
    ],
)
def test_the_list(entries, expected):
    assert outcome("E05", {LIST: entries}) == expected


def test_an_event_dated_after_the_assessment_is_unknown():
    assert verdict("E05", {LIST: [event(days_after(A, 1))]}) == "UNKNOWN"


def test_the_window_ends_at_enrolment():
    facts = {LIST: [event("2025-05-20")]}
    assert verdict("E05", facts, N="2026-05-20") == "PRESENT"
    assert verdict("E05", facts, N="2026-05-21") == "ABSENT"


@pytest.mark.parametrize(
    ("facts", "missing"), [(without(LIST), [LIST]), ({LIST: [event(None)]}, [f"{LIST}[0].date"])], ids=["list", "date"]
)
def test_missing(facts, missing):
    assert judged("E05", facts)["missing"] == missing
