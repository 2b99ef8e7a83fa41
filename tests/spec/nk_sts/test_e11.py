"""E11 Proteinuria: dipstick ++ or more AND at least 1.0 g in 24 hours."""

import pytest

from .support import checks, judged, verdict, without

DIPSTICK = "urine_protein_dipstick"
DAY = "urine_protein_24h"


def urine(dipstick, grams, unit="g/24h"):
    return {DIPSTICK: dipstick, DAY: None if grams is None else {"value": grams, "unit": unit}}


@pytest.mark.parametrize(
    ("dipstick", "below", "at_least", "missing"),
    [
        ("-", "ABSENT", "ABSENT", "ABSENT"),
        ("±", "ABSENT", "ABSENT", "ABSENT"),
        ("+", "ABSENT", "ABSENT", "ABSENT"),
        ("++", "ABSENT", "PRESENT", "UNKNOWN"),
        ("+++", "ABSENT", "PRESENT", "UNKNOWN"),
        ("++++", "ABSENT", "PRESENT", "UNKNOWN"),
        (None, "ABSENT", "UNKNOWN", "UNKNOWN"),
    ],
)
def test_table(dipstick, below, at_least, missing):
    assert verdict("E11", urine(dipstick, "0.5")) == below
    assert verdict("E11", urine(dipstick, "1.5")) == at_least
    assert verdict("E11", urine(dipstick, None)) == missing


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("0.99", "g/24h", "ABSENT"),
        ("1.0", "g/24h", "PRESENT"),
        ("1.01", "g/24h", "PRESENT"),
        ("999", "mg/24h", "ABSENT"),
        ("1000", "mg/24h", "PRESENT"),
        ("1001", "mg/24h", "PRESENT"),
        ("<1.0", "g/24h", "ABSENT"),
        ("≤1.0", "g/24h", "UNKNOWN"),
        ("≥1.0", "g/24h", "PRESENT"),
        (">0.5", "g/24h", "UNKNOWN"),
        ("1.5", None, "UNKNOWN"),
        (None, "g/24h", "UNKNOWN"),
    ],
)
def test_one_gram_exactly_counts(value, unit, expected):
    assert verdict("E11", {DIPSTICK: "++", DAY: {"value": value, "unit": unit}}) == expected


def test_discordant_results_are_flagged():
    assert "Q41" in checks(urine("+", "1.0"))
    assert "Q41" not in checks(urine("+", "0.99"))
    assert "Q41" not in checks(urine("++", "1.0"))


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (urine(None, "1.5"), [DIPSTICK]),
        (urine(None, "0.5"), []),
        (urine("+", None), []),
        ({**without(DIPSTICK), **urine(None, "0.5")}, []),
    ],
    ids=["dipstick", "24 h below", "dipstick low", "24 h below, dipstick absent"],
)
def test_missing(facts, missing):
    assert judged("E11", facts)["missing"] == missing


def test_the_collection_is_asked_for_after_a_positive_dipstick():
    asked = judged("E11", {DIPSTICK: "++", **without(DAY)})["missing"]
    assert {fact.split(".")[0] for fact in asked} == {DAY}
