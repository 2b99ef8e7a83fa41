"""E04 Coagulation: (an abnormal test) AND (bleeding tendency OR anticoagulant or thrombolytic)."""

import pytest

from .support import SCREENING_START, A, days_after, days_before, judged, lab, labs, result, verdict

BLEEDING = "bleeding_tendency"
DRUG = "anticoagulant_or_thrombolytic_current"

ALL_NORMAL = {}
ONE_ABNORMAL = lab("INR", "1.6")
ONE_MISSING = lab("INR", None)
CLINICAL = {
    "bleeding": {BLEEDING: True, DRUG: False},
    "anticoagulant": {BLEEDING: False, DRUG: True},
    "both": {BLEEDING: True, DRUG: True},
    "bleeding, drug missing": {BLEEDING: True, DRUG: None},
    "drug, bleeding missing": {BLEEDING: None, DRUG: True},
    "neither": {BLEEDING: False, DRUG: False},
    "no bleeding, drug missing": {BLEEDING: False, DRUG: None},
    "no drug, bleeding missing": {BLEEDING: None, DRUG: False},
    "both missing": {BLEEDING: None, DRUG: None},
}


@pytest.mark.parametrize(
    ("clinical", "abnormal", "normal", "one_missing"),
    [
        ("bleeding", "PRESENT", "ABSENT", "UNKNOWN"),
        ("anticoagulant", "PRESENT", "ABSENT", "UNKNOWN"),
        ("both", "PRESENT", "ABSENT", "UNKNOWN"),
        ("bleeding, drug missing", "PRESENT", "ABSENT", "UNKNOWN"),
        ("drug, bleeding missing", "PRESENT", "ABSENT", "UNKNOWN"),
        ("neither", "ABSENT", "ABSENT", "ABSENT"),
        ("no bleeding, drug missing", "UNKNOWN", "ABSENT", "UNKNOWN"),
        ("no drug, bleeding missing", "UNKNOWN", "ABSENT", "UNKNOWN"),
        ("both missing", "UNKNOWN", "ABSENT", "UNKNOWN"),
    ],
)
def test_table(clinical, abnormal, normal, one_missing):
    assert verdict("E04", {**CLINICAL[clinical], **ONE_ABNORMAL}) == abnormal
    assert verdict("E04", {**CLINICAL[clinical], **ALL_NORMAL}) == normal
    assert verdict("E04", {**CLINICAL[clinical], **ONE_MISSING}) == one_missing


def with_bleeding(facts):
    return verdict("E04", {BLEEDING: True, DRUG: False, **facts})


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ("INR", "1.49", "ABSENT"),
        ("INR", "1.5", "ABSENT"),
        ("INR", "1.51", "PRESENT"),
        ("INR", ">1.5", "PRESENT"),
        ("INR", "≥1.5", "UNKNOWN"),
        ("INR", "≤1.5", "ABSENT"),
        ("INR", "0.4", "UNKNOWN"),
        ("PT", "17.4", "ABSENT"),
        ("PT", "17.5", "ABSENT"),
        ("PT", "17.6", "PRESENT"),
        ("PT", None, "UNKNOWN"),
        ("APTT", "55.4", "ABSENT"),
        ("APTT", "55.5", "ABSENT"),
        ("APTT", "55.6", "PRESENT"),
        ("APTT", "9", "UNKNOWN"),
        ("APTT", "10", "ABSENT"),
        ("APTT", None, "UNKNOWN"),
    ],
)
def test_limits(test, value, expected):
    assert with_bleeding(lab(test, value)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(lab("PT", "70", unit="%"), "UNKNOWN", id="PT as a percentage"),
        pytest.param(lab("PT", "1.2", unit="ratio"), "UNKNOWN", id="PT as a ratio"),
        pytest.param(lab("PT", "12.4", unit=None), "UNKNOWN", id="PT without a unit"),
        pytest.param(labs(result("PT", uln=None)), "UNKNOWN", id="PT without an upper limit"),
        pytest.param(labs(result("APTT", uln=None)), "UNKNOWN", id="APTT without an upper limit"),
        pytest.param(labs(result("PT", uln=None), result("INR", value="1.6")), "PRESENT", id="another test decides"),
        pytest.param(labs(missing=["INR", "PT", "APTT"]), "UNKNOWN", id="no tests"),
        pytest.param(labs(missing=["INR", "PT"]), "UNKNOWN", id="two tests missing, APTT normal"),
        pytest.param(
            labs(result("APTT", value="60"), missing=["INR", "PT"]), "PRESENT", id="two missing, one abnormal"
        ),
    ],
)
def test_units_limits_and_missing_tests(facts, expected):
    assert with_bleeding(facts) == expected


@pytest.mark.parametrize("test", ["INR", "PT", "APTT"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (days_before(SCREENING_START, 1), "UNKNOWN"),
        (SCREENING_START, "ABSENT"),
        (A, "ABSENT"),
        (days_after(A, 1), "UNKNOWN"),
        (None, "UNKNOWN"),
    ],
)
def test_during_screening(test, day, expected):
    assert with_bleeding(labs(result(test, date=day))) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("1.0", "2026-05-10"), ("1.6", "2026-05-18")], "PRESENT"),
        ([("1.6", "2026-05-10"), ("1.0", "2026-05-18")], "ABSENT"),
        ([("1.6", "2026-05-18"), ("1.0", "2026-05-18")], "UNKNOWN"),
    ],
    ids=["the newest abnormal", "the newest normal", "same day, different answers"],
)
def test_the_newest_result_governs(entries, expected):
    assert with_bleeding(labs(*(result("INR", value=value, date=day) for value, day in entries))) == expected


def test_nothing_is_missing_where_the_tests_are_normal():
    assert judged("E04", CLINICAL["both missing"])["missing"] == []


def test_both_clinical_answers_are_missing_where_a_test_is_abnormal():
    found = judged("E04", {**CLINICAL["both missing"], **ONE_ABNORMAL})
    assert set(found["missing"]) == {BLEEDING, DRUG}


@pytest.mark.parametrize(
    ("facts", "reading_dependent"),
    [
        (CLINICAL["anticoagulant"], True),
        (CLINICAL["neither"], False),
        (CLINICAL["bleeding"], False),
    ],
    ids=["anticoagulant, tests normal", "tests normal", "bleeding, tests normal"],
)
def test_reading_dependent(facts, reading_dependent):
    assert judged("E04", facts)["reading_dependent"] is reading_dependent
