"""I05 Survival: an estimate of at least 12 weeks, or the investigator's yes."""

import pytest

from .support import judged, verdict, without

WEEKS = "estimated_survival_weeks"
JUDGED = "survival_at_least_12_weeks"


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        ("11", "NOT_MET"),
        ("11.9", "NOT_MET"),
        ("12", "MET"),
        ("12.1", "MET"),
        (12, "MET"),
        (11, "NOT_MET"),
        ("0", "NOT_MET"),
        ("<12", "NOT_MET"),
        ("≤12", "UNKNOWN"),
        ("≥12", "MET"),
        (">12", "MET"),
        (">8", "UNKNOWN"),
        ("<20", "UNKNOWN"),
    ],
)
def test_twelve_weeks_count(estimate, expected):
    assert verdict("I05", {WEEKS: estimate}) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("8", "11.9", "NOT_MET"),
        ("8", "12", "UNKNOWN"),
        ("8", "16", "UNKNOWN"),
        ("11.9", "12", "UNKNOWN"),
        ("12", "16", "MET"),
        ("13", "26", "MET"),
    ],
)
def test_a_range(low, high, expected):
    assert verdict("I05", {WEEKS: {"low": low, "high": high}}) == expected


@pytest.mark.parametrize(("answer", "expected"), [(True, "MET"), (False, "NOT_MET"), (None, "JUDGEMENT")])
def test_no_estimate_leaves_it_to_the_investigator(answer, expected):
    assert verdict("I05", {**without(WEEKS), JUDGED: answer}) == expected


def test_the_judgement_is_what_is_missing():
    assert JUDGED in judged("I05", without(WEEKS))["missing"]


@pytest.mark.parametrize(
    ("estimate", "answer", "expected"),
    [
        pytest.param({"low": "8", "high": "16"}, True, "MET", id="range across 12, judged yes"),
        pytest.param({"low": "8", "high": "16"}, False, "NOT_MET", id="range across 12, judged no"),
        pytest.param("40", True, "MET", id="long estimate, judged yes"),
        pytest.param("8", False, "NOT_MET", id="short estimate, judged no"),
        pytest.param("40", False, "UNKNOWN", id="long estimate, judged no: contradiction"),
        pytest.param("8", True, "UNKNOWN", id="short estimate, judged yes: contradiction"),
    ],
)
def test_estimate_and_judgement_together(estimate, answer, expected):
    assert verdict("I05", {WEEKS: estimate, JUDGED: answer}) == expected
