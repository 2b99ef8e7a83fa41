"""I12a Neutrophils, and what holds for every laboratory item: window, newest result, units, censoring."""

import pytest

from .support import (
    SCREENING_START,
    A,
    days_after,
    days_before,
    flip,
    judged,
    lab,
    labs,
    result,
    verdict,
    without,
)

MARROW = "bone_marrow_involvement"


def anc(value, marrow=False, **changed):
    return {**lab("ANC", value, **changed), MARROW: marrow}


@pytest.mark.parametrize(
    ("value", "yes", "no", "missing"),
    [
        ("0.49", "NOT_MET", "NOT_MET", "NOT_MET"),
        ("0.5", "MET", "NOT_MET", "UNKNOWN"),
        ("0.50", "MET", "NOT_MET", "UNKNOWN"),
        ("0.51", "MET", "NOT_MET", "UNKNOWN"),
        ("0.99", "MET", "NOT_MET", "UNKNOWN"),
        ("0.999999", "MET", "NOT_MET", "UNKNOWN"),
        ("1.0", "MET", "MET", "MET"),
        ("1", "MET", "MET", "MET"),
        ("1.01", "MET", "MET", "MET"),
        (None, "UNKNOWN", "UNKNOWN", "UNKNOWN"),
        ("<0.5", "NOT_MET", "NOT_MET", "NOT_MET"),
        ("≤0.5", "UNKNOWN", "NOT_MET", "UNKNOWN"),
        ("<1.0", "UNKNOWN", "NOT_MET", "UNKNOWN"),
        ("≤1.0", "UNKNOWN", "UNKNOWN", "UNKNOWN"),
        ("≥0.5", "MET", "UNKNOWN", "UNKNOWN"),
        (">0.9", "MET", "UNKNOWN", "UNKNOWN"),
        ("≥1.0", "MET", "MET", "MET"),
        (">1.0", "MET", "MET", "MET"),
    ],
)
def test_limits(value, yes, no, missing):
    assert verdict("I12a", anc(value, True)) == yes
    assert verdict("I12a", anc(value, False)) == no
    assert verdict("I12a", anc(value, None)) == missing


@pytest.mark.parametrize(
    ("value", "missing"), [("0.4", []), ("0.7", [MARROW]), ("1.0", [])], ids=["too low", "between", "enough"]
)
def test_marrow_is_asked_for_only_between_the_limits(value, missing):
    assert judged("I12a", anc(value, None))["missing"] == missing


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("1.0", "10^9/L", "MET"),
        ("1000", "/uL", "MET"),
        ("999", "/uL", "NOT_MET"),
        ("1000", "/mm3", "MET"),
        ("999", "/mm3", "NOT_MET"),
        ("1.0", "10^3/uL", "MET"),
        ("0.99", "10^3/uL", "NOT_MET"),
        ("1.0", "K/uL", "MET"),
        ("0.99", "K/uL", "NOT_MET"),
        ("2.4", None, "UNKNOWN"),
        ("2.4", "", "UNKNOWN"),
        ("2.4", "bananas", "UNKNOWN"),
        ("2.4", "mg/dL", "UNKNOWN"),
        ("60", "%", "UNKNOWN"),
    ],
)
def test_units(value, unit, expected):
    assert verdict("I12a", anc(value, unit=unit)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.0009", "UNKNOWN"), ("0.001", "NOT_MET"), ("100", "MET"), ("100.1", "UNKNOWN"), ("2400", "UNKNOWN")],
)
def test_an_implausible_count_is_unknown_and_never_rescaled(value, expected):
    assert verdict("I12a", anc(value)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(days_before(SCREENING_START, 1), "UNKNOWN", id="day before screening started"),
        pytest.param(SCREENING_START, "MET", id="first day of screening"),
        pytest.param(A, "MET", id="day of assessment"),
        pytest.param(days_after(A, 1), "UNKNOWN", id="tomorrow"),
        pytest.param(None, "UNKNOWN", id="undated"),
        pytest.param("2026-05", "UNKNOWN", id="partial, across the start of screening"),
    ],
)
def test_during_screening(day, expected):
    assert verdict("I12a", anc("2.4", date=day)) == expected


@pytest.mark.parametrize(("day", "expected"), [("2026-05-07", "UNKNOWN"), ("2026-05-08", "MET")])
def test_screening_starts_with_the_consent_unless_stated(day, expected):
    assert verdict("I12a", {**anc("2.4", date=day), **without("screening_start")}) == expected


def test_screening_start_unknown():
    assert verdict("I12a", without("screening_start", "icf.signed_date")) == "UNKNOWN"


OLD, NEW = "2026-05-10", "2026-05-18"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([("2.4", OLD), ("0.4", NEW)], "NOT_MET", id="the newest fails"),
        pytest.param([("0.4", NEW), ("2.4", OLD)], "NOT_MET", id="the newest fails, listed first"),
        pytest.param([("0.4", OLD), ("2.4", NEW)], "MET", id="the newest passes"),
        pytest.param([("2.4", NEW), ("0.4", OLD)], "MET", id="the newest passes, listed first"),
        pytest.param([("2.4", NEW), ("0.4", NEW)], "UNKNOWN", id="same day, different verdicts"),
        pytest.param([("2.4", NEW), ("1.0", NEW)], "MET", id="same day, both pass"),
        pytest.param([("0.4", NEW), ("0.9", NEW)], "NOT_MET", id="same day, both fail"),
        pytest.param([("2.4", OLD), ("0.4", OLD), ("2.4", NEW)], "MET", id="an older conflict does not matter"),
        pytest.param([("2.4", NEW), ("0.4", days_after(A, 1))], "MET", id="a result after the assessment is ignored"),
        pytest.param([("0.4", NEW), ("2.4", days_after(A, 1))], "NOT_MET", id="ignored also where it would help"),
        pytest.param([("2.4", "2026-05-01"), ("0.4", NEW)], "NOT_MET", id="one before screening, one inside"),
        pytest.param([("0.4", "2026-05-01"), ("2.4", NEW)], "MET", id="a failing one before screening"),
    ],
)
def test_the_newest_result_governs(entries, expected):
    facts = labs(*(result("ANC", value=value, date=day) for value, day in entries))
    assert verdict("I12a", facts) == expected


@pytest.mark.parametrize(("marrow", "expected"), [(True, "MET"), (False, "UNKNOWN"), (None, "UNKNOWN")])
def test_same_day_results_conflict_only_where_their_verdicts_do(marrow, expected):
    facts = labs(result("ANC", value="0.7", date=NEW), result("ANC", value="1.2", date=NEW))
    assert verdict("I12a", {**facts, MARROW: marrow}) == expected


@pytest.mark.parametrize(
    "facts",
    [
        labs(missing=["ANC"]),
        {"labs": []},
        {"labs": None},
        labs({**result("ANC", value="4.0"), "test": "WBC"}, missing=["ANC"]),
    ],
    ids=["no ANC", "no results", "laboratory not recorded", "only WBC"],
)
def test_no_result(facts):
    assert verdict("I12a", facts) == "UNKNOWN"


@pytest.mark.parametrize(("wbc", "expected"), [("2.3", "UNKNOWN"), ("2.4", "MET"), ("4.0", "MET")])
def test_more_neutrophils_than_white_cells_are_a_contradiction(wbc, expected):
    facts = labs(result("ANC", value="2.4"), {"test": "WBC", "value": wbc, "unit": "10^9/L", "date": "2026-05-18"})
    assert verdict("I12a", facts) == expected


def test_no_date_can_be_computed_for_a_new_test():
    assert flip("I12a", anc("0.4")) == (None, None)
