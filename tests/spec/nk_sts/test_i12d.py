"""I12d Creatinine: serum value at most 1.5 times the laboratory's own, age-appropriate upper limit."""

import pytest

from .support import SCREENING_START, A, days_after, days_before, lab, labs, result, verdict, without

TEST = "CREATININE"


def creatinine(value, uln, unit="umol/L", uln_unit=None, **changed):
    return lab(TEST, value, uln=uln, unit=unit, uln_unit=uln_unit, **changed)


@pytest.mark.parametrize(
    ("value", "uln", "unit", "expected"),
    [
        ("92.9", "62", "umol/L", "MET"),
        ("93", "62", "umol/L", "MET"),
        ("93.1", "62", "umol/L", "NOT_MET"),
        ("0.9", "0.6", "mg/dL", "MET"),
        ("0.91", "0.6", "mg/dL", "NOT_MET"),
        ("<93", "62", "umol/L", "MET"),
        ("≤93", "62", "umol/L", "MET"),
        ("<94", "62", "umol/L", "UNKNOWN"),
        (">93", "62", "umol/L", "NOT_MET"),
        ("≥93", "62", "umol/L", "UNKNOWN"),
    ],
)
def test_one_and_a_half_times_the_limit(value, uln, unit, expected):
    assert verdict("I12d", creatinine(value, uln, unit)) == expected


@pytest.mark.parametrize(
    ("value", "unit", "uln", "uln_unit", "expected"),
    [
        ("0.75", "mg/dL", "44.21", "umol/L", "MET"),
        ("0.76", "mg/dL", "44.21", "umol/L", "NOT_MET"),
        ("66.315", "umol/L", "0.5", "mg/dL", "MET"),
        ("66.316", "umol/L", "0.5", "mg/dL", "NOT_MET"),
        ("41", None, "62", None, "UNKNOWN"),
        ("41", "bananas", "62", None, "UNKNOWN"),
        ("110", "mL/min", None, None, "UNKNOWN"),
        ("30", "mL/min", "90", "mL/min", "UNKNOWN"),
    ],
)
def test_units_and_clearance(value, unit, uln, uln_unit, expected):
    assert verdict("I12d", creatinine(value, uln, unit, uln_unit)) == expected


@pytest.mark.parametrize(
    ("value", "uln", "unit", "expected"),
    [
        pytest.param(None, "62", "umol/L", "UNKNOWN", id="value missing"),
        pytest.param("41", None, "umol/L", "UNKNOWN", id="upper limit missing"),
        pytest.param("20", "0.7", "mg/dL", "NOT_MET", id="20 mg/dL is believed"),
        pytest.param("20.1", "0.7", "mg/dL", "UNKNOWN", id="20.1 mg/dL is implausible"),
        pytest.param("5", "62", "umol/L", "MET", id="5 umol/L is believed"),
        pytest.param("4.9", "62", "umol/L", "UNKNOWN", id="4.9 umol/L is implausible"),
    ],
)
def test_missing_and_implausible(value, uln, unit, expected):
    assert verdict("I12d", creatinine(value, uln, unit)) == expected


def test_the_clearance_estimate_never_decides():
    assert verdict("I12d", without("weight_kg", "height_cm", "sex")) == "MET"
    assert verdict("I12d", {"weight_kg": "10"}) == "MET"


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
    assert verdict("I12d", creatinine("41", "62", date=day)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("41", "2026-05-10"), ("94", "2026-05-18")], "NOT_MET"),
        ([("94", "2026-05-10"), ("41", "2026-05-18")], "MET"),
        ([("94", "2026-05-18"), ("41", "2026-05-18")], "UNKNOWN"),
    ],
    ids=["the newest fails", "the newest passes", "same day, different verdicts"],
)
def test_the_newest_result_governs(entries, expected):
    assert verdict("I12d", labs(*(result(TEST, value=value, date=day) for value, day in entries))) == expected


def test_no_result():
    assert verdict("I12d", labs(missing=[TEST])) == "UNKNOWN"
