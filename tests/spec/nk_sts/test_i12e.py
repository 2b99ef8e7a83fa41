"""I12e Transaminases: both ALT and AST at most 3 times their own upper limit, 5 times with liver metastasis."""

import pytest

from .support import SCREENING_START, A, days_after, days_before, judged, lab, labs, result, verdict

LIVER = "liver_metastasis"


def enzymes(alt, ast, liver=False):
    return {**labs(result("ALT", value=alt), result("AST", value=ast)), LIVER: liver}


@pytest.mark.parametrize(
    ("alt", "ast", "yes", "no", "missing"),
    [
        pytest.param("28", "31", "MET", "MET", "MET", id="both normal"),
        pytest.param("120", "132", "MET", "MET", "MET", id="both 3 x exactly"),
        pytest.param("121", "132", "MET", "NOT_MET", "UNKNOWN", id="ALT just above 3 x"),
        pytest.param("120", "132.1", "MET", "NOT_MET", "UNKNOWN", id="AST just above 3 x"),
        pytest.param("200", "220", "MET", "NOT_MET", "UNKNOWN", id="both 5 x exactly"),
        pytest.param("200.1", "31", "NOT_MET", "NOT_MET", "NOT_MET", id="ALT just above 5 x"),
        pytest.param("28", "220.1", "NOT_MET", "NOT_MET", "NOT_MET", id="AST just above 5 x"),
        pytest.param(None, "221", "NOT_MET", "NOT_MET", "NOT_MET", id="ALT missing, AST above 5 x"),
        pytest.param(None, "133", "UNKNOWN", "NOT_MET", "UNKNOWN", id="ALT missing, AST above 3 x"),
        pytest.param(None, "31", "UNKNOWN", "UNKNOWN", "UNKNOWN", id="ALT missing, AST normal"),
        pytest.param("201", None, "NOT_MET", "NOT_MET", "NOT_MET", id="AST missing, ALT above 5 x"),
        pytest.param("121", None, "UNKNOWN", "NOT_MET", "UNKNOWN", id="AST missing, ALT above 3 x"),
        pytest.param("28", None, "UNKNOWN", "UNKNOWN", "UNKNOWN", id="AST missing, ALT normal"),
        pytest.param(None, None, "UNKNOWN", "UNKNOWN", "UNKNOWN", id="both missing"),
        pytest.param(">200", "31", "NOT_MET", "NOT_MET", "NOT_MET", id="ALT >200"),
        pytest.param("≥200", "31", "UNKNOWN", "NOT_MET", "UNKNOWN", id="ALT at least 200"),
        pytest.param(">120", "31", "UNKNOWN", "NOT_MET", "UNKNOWN", id="ALT >120"),
        pytest.param("≥120", "31", "UNKNOWN", "UNKNOWN", "UNKNOWN", id="ALT at least 120"),
        pytest.param("<120", "31", "MET", "MET", "MET", id="ALT <120"),
        pytest.param("≤200", "31", "MET", "UNKNOWN", "UNKNOWN", id="ALT at most 200"),
    ],
)
def test_limits(alt, ast, yes, no, missing):
    assert verdict("I12e", enzymes(alt, ast, True)) == yes
    assert verdict("I12e", enzymes(alt, ast, False)) == no
    assert verdict("I12e", enzymes(alt, ast, None)) == missing


@pytest.mark.parametrize(("alt", "missing"), [("28", []), ("150", [LIVER]), ("201", [])])
def test_liver_metastasis_is_asked_for_only_between_the_limits(alt, missing):
    assert judged("I12e", enzymes(alt, "31", None))["missing"] == missing


def test_each_against_its_own_limit():
    assert verdict("I12e", enzymes("132", "120")) == "NOT_MET"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param(labs(result("ALT", uln=None)), "UNKNOWN", id="ALT limit missing"),
        pytest.param(labs(result("AST", uln=None)), "UNKNOWN", id="AST limit missing"),
        pytest.param(labs(result("ALT", uln=None), result("AST", value="221")), "NOT_MET", id="the other one decides"),
        pytest.param(labs(missing=["ALT"]), "UNKNOWN", id="no ALT"),
        pytest.param(labs(missing=["AST"]), "UNKNOWN", id="no AST"),
        pytest.param(lab("ALT", "2", unit="ukat/L", uln="40", uln_unit="U/L"), "MET", id="2 ukat/L is 120 U/L"),
        pytest.param(lab("ALT", "2.01", unit="ukat/L", uln="40", uln_unit="U/L"), "NOT_MET", id="2.01 ukat/L is above"),
        pytest.param(lab("ALT", "2.1", unit="ukat/L", uln="0.7", uln_unit="ukat/L"), "MET", id="ukat/L throughout"),
        pytest.param(lab("ALT", "28", unit=None), "UNKNOWN", id="unit missing"),
        pytest.param(lab("ALT", "28", unit="mg/dL", uln_unit="U/L"), "UNKNOWN", id="nonsense unit"),
        pytest.param(lab("ALT", "30000"), "NOT_MET", id="30000 U/L is believed"),
        pytest.param(lab("ALT", "30001"), "UNKNOWN", id="30001 U/L is implausible"),
    ],
)
def test_limits_and_units(changed, expected):
    assert verdict("I12e", changed) == expected


@pytest.mark.parametrize("test", ["ALT", "AST"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (days_before(SCREENING_START, 1), "UNKNOWN"),
        (SCREENING_START, "MET"),
        (A, "MET"),
        (days_after(A, 1), "UNKNOWN"),
        (None, "UNKNOWN"),
    ],
)
def test_during_screening(test, day, expected):
    assert verdict("I12e", labs(result(test, date=day))) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("28", "2026-05-10"), ("130", "2026-05-18")], "NOT_MET"),
        ([("130", "2026-05-10"), ("28", "2026-05-18")], "MET"),
        ([("130", "2026-05-18"), ("28", "2026-05-18")], "UNKNOWN"),
    ],
    ids=["the newest fails", "the newest passes", "same day, different verdicts"],
)
def test_the_newest_result_governs(entries, expected):
    assert verdict("I12e", labs(*(result("ALT", value=value, date=day) for value, day in entries))) == expected
