"""I12b Platelets."""

import pytest

from .support import SCREENING_START, A, days_after, days_before, flip, judged, lab, labs, result, verdict

MARROW = "bone_marrow_involvement"


def plt(value, marrow=False, **changed):
    return {**lab("PLT", value, **changed), MARROW: marrow}


@pytest.mark.parametrize(
    ("value", "yes", "no", "missing"),
    [
        ("19", "NOT_MET", "NOT_MET", "NOT_MET"),
        ("19.9", "NOT_MET", "NOT_MET", "NOT_MET"),
        ("20", "MET", "NOT_MET", "UNKNOWN"),
        ("21", "MET", "NOT_MET", "UNKNOWN"),
        ("74.9", "MET", "NOT_MET", "UNKNOWN"),
        ("75", "MET", "MET", "MET"),
        ("76", "MET", "MET", "MET"),
        (None, "UNKNOWN", "UNKNOWN", "UNKNOWN"),
        ("<20", "NOT_MET", "NOT_MET", "NOT_MET"),
        ("≤20", "UNKNOWN", "NOT_MET", "UNKNOWN"),
        ("<75", "UNKNOWN", "NOT_MET", "UNKNOWN"),
        ("≥20", "MET", "UNKNOWN", "UNKNOWN"),
        (">75", "MET", "MET", "MET"),
        ("≥75", "MET", "MET", "MET"),
    ],
)
def test_limits(value, yes, no, missing):
    assert verdict("I12b", plt(value, True)) == yes
    assert verdict("I12b", plt(value, False)) == no
    assert verdict("I12b", plt(value, None)) == missing


@pytest.mark.parametrize(("value", "missing"), [("19", []), ("50", [MARROW]), ("75", [])])
def test_marrow_is_asked_for_only_between_the_limits(value, missing):
    assert judged("I12b", plt(value, None))["missing"] == missing


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("75000", "/uL", "MET"),
        ("74999", "/uL", "NOT_MET"),
        ("75000", "/mm3", "MET"),
        ("75", "K/uL", "MET"),
        ("74", "K/uL", "NOT_MET"),
        ("75", "10^3/uL", "MET"),
        ("182", None, "UNKNOWN"),
        ("182", "g/L", "UNKNOWN"),
    ],
)
def test_units(value, unit, expected):
    assert verdict("I12b", plt(value, unit=unit)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("0.9", "UNKNOWN"), ("1", "NOT_MET"), ("3000", "MET"), ("3001", "UNKNOWN")]
)
def test_an_implausible_count_is_unknown(value, expected):
    assert verdict("I12b", plt(value)) == expected


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
def test_during_screening(day, expected):
    assert verdict("I12b", plt("182", date=day)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([("182", "2026-05-10"), ("40", "2026-05-18")], "NOT_MET", id="the newest fails"),
        pytest.param([("40", "2026-05-10"), ("182", "2026-05-18")], "MET", id="the newest passes"),
        pytest.param([("40", "2026-05-18"), ("182", "2026-05-18")], "UNKNOWN", id="same day, different verdicts"),
    ],
)
def test_the_newest_result_governs(entries, expected):
    assert verdict("I12b", labs(*(result("PLT", value=value, date=day) for value, day in entries))) == expected


def test_no_result():
    assert verdict("I12b", labs(missing=["PLT"])) == "UNKNOWN"


def test_no_date_can_be_computed_for_a_new_test():
    assert flip("I12b", plt("40")) == (None, None)
