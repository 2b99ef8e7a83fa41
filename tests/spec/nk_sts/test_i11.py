"""I11 Stem cell transplantation without TBI: no active GvHD and 56 days before the first dose."""

import pytest

from .support import A, P, days_after, days_before, judged, outcome, verdict, without


def transplant(day, *, donor="allogeneic", tbi=False):
    return {"date": day, "donor": donor, "tbi": tbi}


def before(days, *, gvhd=False, donor="allogeneic", tbi=False):
    return {"sct": [transplant(days_before(P, days), donor=donor, tbi=tbi)], "active_gvhd": gvhd}


@pytest.mark.parametrize(
    ("tbi", "days", "gvhd", "expected"),
    [
        (False, 55, False, ("NOT_MET", days_after(P, 1), "MET")),
        (False, 56, False, ("MET", None, None)),
        (False, 57, False, ("MET", None, None)),
        (False, 55, None, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (False, 56, None, ("UNKNOWN", None, None)),
        (False, 55, True, ("NOT_MET", None, None)),
        (False, 300, True, ("NOT_MET", None, None)),
        (True, 55, False, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (True, 56, False, ("UNKNOWN", None, None)),
        (True, 55, None, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (True, 56, None, ("UNKNOWN", None, None)),
        (True, 300, True, ("NOT_MET", None, None)),
        (None, 55, False, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (None, 56, False, ("UNKNOWN", None, None)),
        (None, 56, None, ("UNKNOWN", None, None)),
        (None, 300, True, ("NOT_MET", None, None)),
    ],
)
def test_allogeneic(tbi, days, gvhd, expected):
    assert outcome("I11", before(days, gvhd=gvhd, tbi=tbi)) == expected


@pytest.mark.parametrize(
    ("days", "gvhd", "expected"),
    [
        (55, None, ("NOT_MET", days_after(P, 1), "MET")),
        (56, None, ("MET", None, None)),
        (56, False, ("MET", None, None)),
    ],
)
def test_autologous_needs_no_gvhd_answer(days, gvhd, expected):
    assert outcome("I11", before(days, gvhd=gvhd, donor="autologous")) == expected


def test_active_gvhd_after_an_autologous_transplant_is_a_contradiction():
    assert verdict("I11", before(300, gvhd=True, donor="autologous")) == "UNKNOWN"


@pytest.mark.parametrize(
    ("tbi", "days", "gvhd", "donor", "asked"),
    [
        (True, 56, False, "allogeneic", True),
        (True, 56, None, "autologous", True),
        (True, 55, False, "allogeneic", False),
        (True, 300, True, "allogeneic", False),
        (False, 56, False, "allogeneic", False),
    ],
)
def test_the_sponsor_is_asked_about_transplants_with_tbi(tbi, days, gvhd, donor, asked):
    assert (judged("I11", before(days, gvhd=gvhd, donor=donor, tbi=tbi))["query"] is not None) is asked


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"sct": []}, "MET", id="never transplanted"),
        pytest.param({"sct": None}, "UNKNOWN", id="not reviewed"),
        pytest.param({"sct": [transplant(None)], "active_gvhd": False}, "UNKNOWN", id="undated"),
        pytest.param({"sct": [transplant(None)], "active_gvhd": True}, "NOT_MET", id="undated, active GvHD"),
        pytest.param(
            {"sct": [transplant(days_after(A, 1))], "active_gvhd": False}, "UNKNOWN", id="after the assessment"
        ),
        pytest.param(before(56, gvhd=False, donor=None), "MET", id="donor open, no GvHD"),
        pytest.param(before(56, gvhd=None, donor=None), "UNKNOWN", id="donor and GvHD open"),
        pytest.param(before(55, gvhd=None, donor=None), "NOT_MET", id="donor and GvHD open, too soon"),
        pytest.param(
            {"sct": [transplant("2025-09-01", donor="autologous"), transplant("2026-03-28", donor="autologous")]},
            "NOT_MET",
            id="the latest infusion counts",
        ),
        pytest.param(
            {"sct": [transplant("2026-03-28", donor="autologous"), transplant("2025-09-01", donor="autologous")]},
            "NOT_MET",
            id="the latest infusion counts, listed first",
        ),
        pytest.param(
            {"sct": [transplant("2025-09-01", donor="autologous"), transplant("2026-03-27", donor="autologous")]},
            "MET",
            id="both long enough ago",
        ),
        pytest.param({"sct": [transplant("2026-02", donor="autologous")]}, "MET", id="partial, wholly outside"),
        pytest.param({"sct": [transplant("2026-03", donor="autologous")]}, "UNKNOWN", id="partial, across"),
        pytest.param({"sct": [transplant("2026-04", donor="autologous")]}, "NOT_MET", id="partial, wholly inside"),
    ],
)
def test_the_list(facts, expected):
    assert verdict("I11", facts) == expected


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without("sct"), ["sct"]),
        (before(56, gvhd=None), ["active_gvhd"]),
        (before(56, tbi=None), ["sct[0].tbi"]),
    ],
    ids=["list", "GvHD", "TBI"],
)
def test_missing(facts, missing):
    assert judged("I11", facts)["missing"] == missing


def test_applicable():
    assert judged("I11", {"sct": []})["applicable"] is False
    assert judged("I11", before(100))["applicable"] is True


@pytest.mark.parametrize(
    ("days", "expected"),
    [(55, ("UNKNOWN", days_after(A, 1), "MET")), (56, ("MET", None, None))],
)
def test_no_first_dose_planned(days, expected):
    facts = {"sct": [transplant(days_before(A, days))], "active_gvhd": False}
    assert outcome("I11", facts, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("I11", before(300), P=days_before(A, 1)) == "UNKNOWN"
