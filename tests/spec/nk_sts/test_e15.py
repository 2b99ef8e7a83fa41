"""E15 Other anti-tumour drug trials within the past 4 weeks, seen from the assessment."""

import pytest

from .support import A, days_after, days_before, judged, outcome, verdict, without

LIST = "other_trials"


def trial(last, kind="anti_tumour_drug"):
    return {"kind": kind, "last_participation": last}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ("PRESENT", days_after(A, 29), "ABSENT")),
        (27, ("PRESENT", days_after(A, 2), "ABSENT")),
        (28, ("PRESENT", days_after(A, 1), "ABSENT")),
        (29, ("ABSENT", None, None)),
        (30, ("ABSENT", None, None)),
    ],
)
def test_day_28_is_still_inside(days, expected):
    assert outcome("E15", {LIST: [trial(days_before(A, days))]}) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], ("ABSENT", None, None), id="reviewed, none"),
        pytest.param(None, ("UNKNOWN", None, None), id="not reviewed"),
        pytest.param([trial("ongoing")], ("PRESENT", None, None), id="ongoing"),
        pytest.param([trial("ongoing", "other")], ("ABSENT", None, None), id="another kind of trial, ongoing"),
        pytest.param([trial(A, "other")], ("ABSENT", None, None), id="another kind of trial, today"),
        pytest.param([trial(None, "other")], ("ABSENT", None, None), id="another kind of trial, undated"),
        pytest.param([trial(None)], ("UNKNOWN", None, None), id="undated"),
        pytest.param(
            [trial(days_before(A, 28), None)], ("UNKNOWN", days_after(A, 1), "ABSENT"), id="kind open, inside"
        ),
        pytest.param([trial(days_before(A, 29), None)], ("ABSENT", None, None), id="kind open, outside"),
        pytest.param([trial("2026-03")], ("ABSENT", None, None), id="partial, wholly outside"),
        pytest.param([trial("2026-04")], ("UNKNOWN", "2026-05-29", "ABSENT"), id="partial, across"),
        pytest.param([trial("2026-05")], ("PRESENT", "2026-05-30", "UNKNOWN"), id="partial, wholly inside"),
        pytest.param([trial(None), trial("ongoing")], ("PRESENT", None, None), id="one ongoing, one undated"),
        pytest.param([trial(None), trial("2026-01-01")], ("UNKNOWN", None, None), id="one outside, one undated"),
    ],
)
def test_the_list(entries, expected):
    assert outcome("E15", {LIST: entries}) == expected


def test_a_date_after_the_assessment_is_unknown():
    assert verdict("E15", {LIST: [trial(days_after(A, 1))]}) == "UNKNOWN"


def test_the_window_ends_at_the_assessment_not_at_the_first_dose():
    assert verdict("E15", {LIST: [trial(days_before(A, 28))]}, P=days_after(A, 30)) == "PRESENT"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        ({LIST: [trial(None)]}, [f"{LIST}[0].last_participation"]),
        ({LIST: [trial(A, None)]}, [f"{LIST}[0].kind"]),
    ],
    ids=["list", "date", "kind"],
)
def test_missing(facts, missing):
    assert judged("E15", facts)["missing"] == missing
