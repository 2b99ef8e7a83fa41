"""I12c Bilirubin: total, at most 1.5 times the laboratory's own upper limit."""

import pytest

from .support import SCREENING_START, A, days_after, days_before, judged, lab, labs, result, verdict

TEST = "BILIRUBIN_TOTAL"


def bilirubin(value, uln, unit="mg/dL", uln_unit=None, **changed):
    return lab(TEST, value, uln=uln, unit=unit, uln_unit=uln_unit, **changed)


@pytest.mark.parametrize(
    ("value", "uln", "unit", "expected"),
    [
        pytest.param("1.49", "1.0", "mg/dL", "MET", id="just below 1.5 x"),
        pytest.param("1.5", "1.0", "mg/dL", "MET", id="1.5 x exactly"),
        pytest.param("1.51", "1.0", "mg/dL", "NOT_MET", id="just above 1.5 x"),
        pytest.param("0.9", "0.6", "mg/dL", "MET", id="0.9 is 1.5 x 0.6, which binary floats deny"),
        pytest.param("0.91", "0.6", "mg/dL", "NOT_MET", id="0.91 above 1.5 x 0.6"),
        pytest.param("1.8", "1.2", "mg/dL", "MET", id="1.8 is 1.5 x 1.2"),
        pytest.param("1.80", "1.20", "mg/dL", "MET", id="trailing zeros"),
        pytest.param("1.81", "1.2", "mg/dL", "NOT_MET", id="1.81 above 1.5 x 1.2"),
        pytest.param("1.8000001", "1.2", "mg/dL", "NOT_MET", id="not rounded before comparing"),
        pytest.param("25.65", "17.1", "umol/L", "MET", id="25.65 is 1.5 x 17.1"),
        pytest.param("25.66", "17.1", "umol/L", "NOT_MET", id="25.66 above 1.5 x 17.1"),
    ],
)
def test_one_and_a_half_times_the_limit(value, uln, unit, expected):
    assert verdict("I12c", bilirubin(value, uln, unit)) == expected


@pytest.mark.parametrize(
    ("value", "unit", "uln", "uln_unit", "expected"),
    [
        ("1.5", "mg/dL", "17.104", "umol/L", "MET"),
        ("1.51", "mg/dL", "17.104", "umol/L", "NOT_MET"),
        ("25.656", "umol/L", "1.0", "mg/dL", "MET"),
        ("25.657", "umol/L", "1.0", "mg/dL", "NOT_MET"),
        ("10", "umol/L", "21", "umol/L", "MET"),
        ("0.6", None, "1.0", None, "UNKNOWN"),
        ("0.6", "bananas", "1.0", None, "UNKNOWN"),
        ("0.6", "mg/dL", "1.0", "bananas", "UNKNOWN"),
        ("0.6", "mg/dL", "40", "U/L", "UNKNOWN"),
    ],
)
def test_units(value, unit, uln, uln_unit, expected):
    assert verdict("I12c", bilirubin(value, uln, unit, uln_unit)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<20", "MET"),
        ("<25.65", "MET"),
        ("≤25.65", "MET"),
        ("<25.66", "UNKNOWN"),
        ("<30", "UNKNOWN"),
        (">25.65", "NOT_MET"),
        ("≥25.65", "UNKNOWN"),
        (">20", "UNKNOWN"),
    ],
)
def test_censored(value, expected):
    assert verdict("I12c", bilirubin(value, "17.1", "umol/L")) == expected


@pytest.mark.parametrize(
    ("value", "uln", "unit", "expected"),
    [
        pytest.param(None, "1.0", "mg/dL", "UNKNOWN", id="value missing"),
        pytest.param("0.6", None, "mg/dL", "UNKNOWN", id="upper limit missing: no default"),
        pytest.param("0.6", "0", "mg/dL", "UNKNOWN", id="upper limit 0"),
        pytest.param("60", "1.0", "mg/dL", "NOT_MET", id="60 mg/dL is believed"),
        pytest.param("61", "1.0", "mg/dL", "UNKNOWN", id="61 mg/dL is implausible"),
        pytest.param("1", "17.1", "umol/L", "MET", id="1 umol/L is believed"),
        pytest.param("0.9", "17.1", "umol/L", "UNKNOWN", id="0.9 umol/L is implausible"),
    ],
)
def test_missing_and_implausible(value, uln, unit, expected):
    assert verdict("I12c", bilirubin(value, uln, unit)) == expected


def test_the_missing_limit_is_named():
    facts = labs(result(TEST, uln=None))
    position = [entry["test"] for entry in facts["labs"]].index(TEST)
    assert judged("I12c", facts)["missing"] == [f"labs[{position}].uln"]


@pytest.mark.parametrize(("value", "expected"), [("1.5", "UNKNOWN"), ("1.6", "NOT_MET")])
def test_only_direct_bilirubin(value, expected):
    direct = {"test": "BILIRUBIN_DIRECT", "value": value, "unit": "mg/dL", "date": "2026-05-18", "uln": "1.0"}
    assert verdict("I12c", labs(direct, missing=[TEST])) == expected


def test_direct_bilirubin_beside_the_total_does_not_matter():
    direct = {"test": "BILIRUBIN_DIRECT", "value": "0.4", "unit": "mg/dL", "date": "2026-05-18", "uln": "0.2"}
    assert verdict("I12c", labs(direct)) == "MET"


def test_no_result():
    assert verdict("I12c", labs(missing=[TEST])) == "UNKNOWN"


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
    assert verdict("I12c", bilirubin("0.6", "1.0", date=day)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("0.6", "2026-05-10"), ("1.6", "2026-05-18")], "NOT_MET"),
        ([("1.6", "2026-05-10"), ("0.6", "2026-05-18")], "MET"),
        ([("1.6", "2026-05-18"), ("0.6", "2026-05-18")], "UNKNOWN"),
    ],
    ids=["the newest fails", "the newest passes", "same day, different verdicts"],
)
def test_the_newest_result_governs(entries, expected):
    assert verdict("I12c", labs(*(result(TEST, value=value, date=day) for value, day in entries))) == expected


def test_each_result_is_read_against_its_own_limit():
    older = result(TEST, value="1.6", uln="1.2", date="2026-05-10")
    newer = result(TEST, value="1.6", uln="1.0", date="2026-05-18")
    assert verdict("I12c", labs(older, newer)) == "NOT_MET"
