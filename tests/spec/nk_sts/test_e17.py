"""E17 Autoimmune disease with systemic treatment within the past 24 calendar months, seen from the assessment."""

import pytest

from .support import A, days_after, judged, outcome, verdict, without

LIST = "autoimmune"


def disease(last, treatment="systemic"):
    return {"disease": "juvenile idiopathic arthritis", "treatment": treatment, "last_systemic_treatment": last}


@pytest.mark.parametrize(
    ("today", "last", "expected"),
    [
        ("2026-05-20", "2024-05-19", ("ABSENT", None, None)),
        ("2026-05-20", "2024-05-20", ("PRESENT", "2026-05-21", "ABSENT")),
        ("2026-05-20", "2024-05-21", ("PRESENT", "2026-05-22", "ABSENT")),
        ("2026-05-20", "2026-05-20", ("PRESENT", "2028-05-21", "ABSENT")),
        ("2026-02-28", "2024-02-29", ("PRESENT", "2026-03-01", "ABSENT")),
        ("2026-03-01", "2024-02-29", ("ABSENT", None, None)),
        ("2026-02-28", "2024-02-28", ("PRESENT", "2026-03-01", "ABSENT")),
        ("2024-02-29", "2022-02-28", ("PRESENT", "2024-03-01", "ABSENT")),
    ],
)
def test_24_calendar_months(today, last, expected):
    assert outcome("E17", {LIST: [disease(last)]}, A=today) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], ("ABSENT", None, None), id="reviewed, none"),
        pytest.param(None, ("UNKNOWN", None, None), id="not reviewed"),
        pytest.param([disease("ongoing")], ("PRESENT", None, None), id="ongoing systemic treatment"),
        pytest.param([disease(None, "none")], ("ABSENT", None, None), id="no treatment"),
        pytest.param([disease(None, "replacement_only")], ("ABSENT", None, None), id="replacement only"),
        pytest.param([disease(None)], ("UNKNOWN", None, None), id="systemic, undated"),
        pytest.param([disease("2025-05-20", None)], ("UNKNOWN", "2027-05-21", "ABSENT"), id="treatment open, inside"),
        pytest.param([disease("2020-05-20", None)], ("ABSENT", None, None), id="treatment open, outside"),
        pytest.param([disease("2024-04")], ("ABSENT", None, None), id="partial, wholly outside"),
        pytest.param([disease("2024-05")], ("UNKNOWN", "2026-06-01", "ABSENT"), id="partial, across"),
        pytest.param([disease("2024-06")], ("PRESENT", "2026-06-02", "UNKNOWN"), id="partial, wholly inside"),
        pytest.param([disease("2024")], ("UNKNOWN", "2027-01-01", "ABSENT"), id="year only"),
        pytest.param([disease("2020-01-01"), disease("ongoing")], ("PRESENT", None, None), id="one of two"),
        pytest.param([disease(None), disease("ongoing")], ("PRESENT", None, None), id="one ongoing, one undated"),
    ],
)
def test_the_list(entries, expected):
    assert outcome("E17", {LIST: entries}) == expected


def test_a_date_after_the_assessment_is_unknown():
    assert verdict("E17", {LIST: [disease(days_after(A, 1))]}) == "UNKNOWN"


def test_the_window_ends_at_the_assessment_not_at_enrolment():
    assert verdict("E17", {LIST: [disease("2024-05-20")]}, N="2026-05-21") == "PRESENT"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [(without(LIST), [LIST]), ({LIST: [disease(None)]}, [f"{LIST}[0].last_systemic_treatment"])],
    ids=["list", "date"],
)
def test_missing(facts, missing):
    assert judged("E17", facts)["missing"] == missing
