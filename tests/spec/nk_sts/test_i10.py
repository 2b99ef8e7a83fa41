"""I10 Radiotherapy: 14 days after local palliative small fields, 42 after substantial marrow fields or 131I-MIBG."""

import pytest

from .support import A, P, days_after, days_before, judged, outcome, verdict, without

LIST = "radiotherapy"
LOCAL = "local_palliative_small_field"
MARROW = "substantial_bone_marrow"
MIBG = "mibg_131i"


def course(last_date, kind):
    return {"class": kind, "site": "rib", "last_date": last_date}


def before(days, kind):
    return {LIST: [course(days_before(P, days), kind)]}


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        (LOCAL, 13, ("NOT_MET", days_after(P, 1), "MET")),
        (LOCAL, 14, ("MET", None, None)),
        (LOCAL, 15, ("MET", None, None)),
        (MARROW, 13, ("NOT_MET", days_after(P, 29), "MET")),
        (MARROW, 14, ("NOT_MET", days_after(P, 28), "MET")),
        (MARROW, 41, ("NOT_MET", days_after(P, 1), "MET")),
        (MARROW, 42, ("MET", None, None)),
        (MARROW, 43, ("MET", None, None)),
        (MIBG, 13, ("NOT_MET", days_after(P, 29), "MET")),
        (MIBG, 41, ("NOT_MET", days_after(P, 1), "MET")),
        (MIBG, 42, ("MET", None, None)),
        ("other", 13, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        ("other", 14, ("UNKNOWN", days_after(P, 28), "MET")),
        ("other", 41, ("UNKNOWN", days_after(P, 1), "MET")),
        ("other", 42, ("MET", None, None)),
        (None, 13, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (None, 14, ("UNKNOWN", days_after(P, 28), "MET")),
        (None, 41, ("UNKNOWN", days_after(P, 1), "MET")),
        (None, 42, ("MET", None, None)),
    ],
)
def test_days_before_the_first_dose(kind, days, expected):
    assert outcome("I10", before(days, kind)) == expected


@pytest.mark.parametrize(
    ("kind", "days", "asked"),
    [("other", 13, False), ("other", 14, True), ("other", 41, True), ("other", 42, False), (LOCAL, 20, False)],
)
def test_the_sponsor_is_asked_about_other_radiotherapy_in_the_gap(kind, days, asked):
    assert (judged("I10", before(days, kind))["query"] is not None) is asked


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "MET", id="reviewed, none"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([course("ongoing", LOCAL)], "NOT_MET", id="ongoing"),
        pytest.param([course(None, LOCAL)], "UNKNOWN", id="undated"),
        pytest.param([course(days_after(A, 1), LOCAL)], "UNKNOWN", id="dated after the assessment"),
        pytest.param([course("2026-05-08", LOCAL), course("2026-04-10", MARROW)], "MET", id="each by its own limit"),
        pytest.param([course("2026-05-08", LOCAL), course("2026-04-11", MARROW)], "NOT_MET", id="marrow field fails"),
        pytest.param([course("2026-05-09", LOCAL), course("2026-01-11", MARROW)], "NOT_MET", id="local field fails"),
        pytest.param([course("2026-05-09", LOCAL), course(None, MARROW)], "NOT_MET", id="one fails, one undated"),
        pytest.param([course("2026-05-09", LOCAL), course("2026-05-01", "other")], "NOT_MET", id="failure over query"),
        pytest.param([course("2026-04", LOCAL)], "MET", id="partial, wholly outside"),
        pytest.param([course("2026-05", LOCAL)], "UNKNOWN", id="partial, across"),
        pytest.param([course("2026-05", MARROW)], "NOT_MET", id="partial, wholly inside"),
        pytest.param([course("2026-04", MARROW)], "UNKNOWN", id="partial, across 42 days"),
    ],
)
def test_the_list(entries, expected):
    assert verdict("I10", {LIST: entries}) == expected


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        ({LIST: [course(None, LOCAL)]}, [f"{LIST}[0].last_date"]),
        (before(20, None), [f"{LIST}[0].class"]),
    ],
    ids=["list", "last date", "class"],
)
def test_missing(facts, missing):
    assert judged("I10", facts)["missing"] == missing


def test_applicable():
    assert judged("I10", {LIST: []})["applicable"] is False
    assert judged("I10")["applicable"] is True


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        (LOCAL, 13, ("UNKNOWN", days_after(A, 1), "MET")),
        (LOCAL, 14, ("MET", None, None)),
        (MARROW, 41, ("UNKNOWN", days_after(A, 1), "MET")),
        (MARROW, 42, ("MET", None, None)),
    ],
)
def test_no_first_dose_planned(kind, days, expected):
    assert outcome("I10", {LIST: [course(days_before(A, days), kind)]}, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("I10", P=days_before(A, 1)) == "UNKNOWN"
