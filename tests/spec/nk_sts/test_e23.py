"""E23 Viral screening: HBsAg+ with DNA above the limit, or anti-HCV+ with RNA+, or HIV+."""

import pytest

from .support import SCREENING_START, A, checks, days_after, days_before, judged, verdict, without


def virology(**changed):
    return {"virology": {"hbsag": "negative", "anti_hcv": "negative", "hiv": "negative", **changed}}


def hbv(hbsag, dna, limit="20"):
    return virology(hbsag=hbsag, hbv_dna=dna, hbv_dna_upper_limit=limit)


@pytest.mark.parametrize(
    ("hbsag", "dna", "limit", "expected"),
    [
        ("positive", "19", "20", "ABSENT"),
        ("positive", "20", "20", "ABSENT"),
        ("positive", "21", "20", "PRESENT"),
        ("positive", "20.1", "20", "PRESENT"),
        ("positive", "<20", "20", "ABSENT"),
        ("positive", "≤20", "20", "ABSENT"),
        ("positive", "<30", "20", "UNKNOWN"),
        ("positive", "≥20", "20", "UNKNOWN"),
        ("positive", ">20", "20", "PRESENT"),
        ("positive", ">1000000", "20", "PRESENT"),
        ("positive", None, "20", "UNKNOWN"),
        ("positive", "21", None, "UNKNOWN"),
        ("negative", "21", "20", "ABSENT"),
        ("negative", None, None, "ABSENT"),
        ("indeterminate", "21", "20", "UNKNOWN"),
        ("indeterminate", "20", "20", "ABSENT"),
        (None, "20", "20", "ABSENT"),
        (None, "<20", "20", "ABSENT"),
        (None, "21", "20", "UNKNOWN"),
        (None, None, "20", "UNKNOWN"),
        (None, "20", None, "UNKNOWN"),
    ],
)
def test_hbv_arm(hbsag, dna, limit, expected):
    assert verdict("E23", hbv(hbsag, dna, limit)) == expected


@pytest.mark.parametrize(
    ("anti_hcv", "rna", "expected"),
    [
        ("positive", "positive", "PRESENT"),
        ("positive", "negative", "ABSENT"),
        ("positive", None, "UNKNOWN"),
        ("negative", "positive", "ABSENT"),
        ("negative", "negative", "ABSENT"),
        ("negative", None, "ABSENT"),
        ("indeterminate", "positive", "UNKNOWN"),
        ("indeterminate", "negative", "ABSENT"),
        ("indeterminate", None, "UNKNOWN"),
        (None, "positive", "UNKNOWN"),
        (None, "negative", "ABSENT"),
        (None, None, "UNKNOWN"),
    ],
)
def test_hcv_arm(anti_hcv, rna, expected):
    assert verdict("E23", virology(anti_hcv=anti_hcv, hcv_rna=rna)) == expected


@pytest.mark.parametrize(
    ("hiv", "expected"),
    [("positive", "PRESENT"), ("negative", "ABSENT"), ("indeterminate", "UNKNOWN"), (None, "UNKNOWN")],
)
def test_hiv_arm(hiv, expected):
    assert verdict("E23", virology(hiv=hiv)) == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"virology": {"hiv": "positive"}},
        {"virology": {"anti_hcv": "positive", "hcv_rna": "positive"}},
        {"virology": {"hbsag": "positive", "hbv_dna": "300", "hbv_dna_upper_limit": "20"}},
    ],
    ids=["HIV", "HCV", "HBV"],
)
def test_one_true_arm_decides_whatever_is_missing(facts):
    found = judged("E23", facts)
    assert (found["verdict"], found["missing"]) == ("PRESENT", [])


def test_nothing_recorded():
    assert verdict("E23", without("virology")) == "UNKNOWN"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(days_before(SCREENING_START, 1), "UNKNOWN", id="day before screening started"),
        pytest.param(SCREENING_START, "ABSENT", id="first day of screening"),
        pytest.param(A, "ABSENT", id="day of assessment"),
        pytest.param(days_after(A, 1), "UNKNOWN", id="tomorrow"),
        pytest.param(None, "ABSENT", id="date not recorded"),
    ],
)
def test_during_screening(day, expected):
    assert verdict("E23", virology(date=day)) == expected


def test_dna_or_rna_against_a_negative_screen_is_flagged():
    assert "Q40" in checks(hbv("negative", "21"))
    assert "Q40" in checks(virology(anti_hcv="negative", hcv_rna="positive"))
    assert "Q40" not in checks()


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (virology(hiv=None), ["virology.hiv"]),
        (virology(anti_hcv="positive"), ["virology.hcv_rna"]),
        (hbv("positive", None), ["virology.hbv_dna"]),
        (hbv("positive", "21", None), ["virology.hbv_dna_upper_limit"]),
        (hbv(None, "21"), ["virology.hbsag"]),
    ],
    ids=["HIV", "HCV RNA", "HBV DNA", "HBV DNA limit", "HBsAg"],
)
def test_missing(facts, missing):
    assert judged("E23", facts)["missing"] == missing
