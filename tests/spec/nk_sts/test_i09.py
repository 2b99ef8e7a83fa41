"""I09 Haematopoietic growth factors: 14 days after a long-acting one, 3 days after a short-acting one."""

import pytest

from .support import A, P, days_after, days_before, judged, outcome, verdict, without

LIST = "growth_factors"


def factor(last_dose, acting):
    return {"agent": "G-CSF", "acting": acting, "last_dose": last_dose}


def before(days, acting):
    return {LIST: [factor(days_before(P, days), acting)]}


@pytest.mark.parametrize(
    ("acting", "days", "expected"),
    [
        ("short", 2, ("NOT_MET", days_after(P, 1), "MET")),
        ("short", 3, ("MET", None, None)),
        ("short", 4, ("MET", None, None)),
        ("long", 2, ("NOT_MET", days_after(P, 12), "MET")),
        ("long", 3, ("NOT_MET", days_after(P, 11), "MET")),
        ("long", 13, ("NOT_MET", days_after(P, 1), "MET")),
        ("long", 14, ("MET", None, None)),
        ("long", 15, ("MET", None, None)),
        (None, 2, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (None, 3, ("UNKNOWN", days_after(P, 11), "MET")),
        (None, 13, ("UNKNOWN", days_after(P, 1), "MET")),
        (None, 14, ("MET", None, None)),
    ],
)
def test_days_before_the_first_dose(acting, days, expected):
    assert outcome("I09", before(days, acting)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "MET", id="reviewed, none"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([factor("ongoing", "short")], "NOT_MET", id="short-acting, ongoing"),
        pytest.param([factor("ongoing", "long")], "NOT_MET", id="long-acting, ongoing"),
        pytest.param([factor("ongoing", None)], "NOT_MET", id="ongoing, kind open"),
        pytest.param([factor(None, "short")], "UNKNOWN", id="undated"),
        pytest.param([factor(days_after(A, 1), "short")], "UNKNOWN", id="dated after the assessment"),
        pytest.param([factor("2026-05-19", "short"), factor("2026-05-08", "long")], "MET", id="each by its own limit"),
        pytest.param([factor("2026-05-19", "short"), factor("2026-05-09", "long")], "NOT_MET", id="the long one fails"),
        pytest.param(
            [factor("2026-05-20", "short"), factor("2026-01-09", "long")], "NOT_MET", id="the short one fails"
        ),
        pytest.param([factor("2026-05-20", "short"), factor(None, "long")], "NOT_MET", id="one fails, one undated"),
        pytest.param([factor("2026-05-01", "short"), factor(None, "long")], "UNKNOWN", id="one passes, one undated"),
        pytest.param([factor("2026-04", "long")], "MET", id="partial, wholly outside"),
        pytest.param([factor("2026-05", "long")], "UNKNOWN", id="partial, across"),
        pytest.param([factor("2026-05", "short")], "UNKNOWN", id="partial up to the assessment, across 3 days"),
    ],
)
def test_the_list(entries, expected):
    assert verdict("I09", {LIST: entries}) == expected


def test_partial_date_wholly_inside():
    assert verdict("I09", {LIST: [factor("2026-05", "long")]}, A="2026-05-12", P="2026-05-14") == "NOT_MET"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        (before(10, None), [f"{LIST}[0].acting"]),
        (before(2, None), []),
        (before(14, None), []),
    ],
    ids=["list", "kind, where it matters", "kind, too soon either way", "kind, long enough either way"],
)
def test_missing(facts, missing):
    assert judged("I09", facts)["missing"] == missing


def test_applicable():
    assert judged("I09", {LIST: []})["applicable"] is False
    assert judged("I09", before(100, "long"))["applicable"] is True


@pytest.mark.parametrize(
    ("acting", "days", "expected"),
    [
        ("short", 2, ("UNKNOWN", days_after(A, 1), "MET")),
        ("short", 3, ("MET", None, None)),
        ("long", 13, ("UNKNOWN", days_after(A, 1), "MET")),
        ("long", 14, ("MET", None, None)),
    ],
)
def test_no_first_dose_planned(acting, days, expected):
    assert outcome("I09", {LIST: [factor(days_before(A, days), acting)]}, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("I09", P=days_before(A, 1)) == "UNKNOWN"
