"""E13 Active infection on antimicrobials, and E19 on intravenous treatment: one table, two verdicts."""

import pytest

from .support import judged, verdict, without


def drug(kind="antibacterial", route="oral", purpose="treatment", end_date=None):
    return {"agent": "any", "class": kind, "route": route, "purpose": purpose, "end_date": end_date}


def infection(active, *therapy):
    return {"infection": {"active": active, "therapy": list(therapy)}}


ORAL = drug()
IV = drug(route="iv")
ENTECAVIR = drug("antiviral", "oral", "hbv_suppression")
PROPHYLAXIS = drug("antifungal", "oral", "prophylaxis")


@pytest.mark.parametrize(
    ("facts", "e13", "e19"),
    [
        pytest.param(infection(False), "ABSENT", "ABSENT", id="no active infection"),
        pytest.param(infection(False, PROPHYLAXIS), "ABSENT", "ABSENT", id="none, prophylaxis"),
        pytest.param(infection(False, ENTECAVIR), "ABSENT", "ABSENT", id="none, anti-HBV"),
        pytest.param(infection(False, drug(end_date="2026-05-01")), "ABSENT", "ABSENT", id="resolved, course ended"),
        pytest.param(infection(True), "ABSENT", "ABSENT", id="a cold, nothing required"),
        pytest.param(infection(True, ENTECAVIR), "ABSENT", "ABSENT", id="active, anti-HBV only"),
        pytest.param(infection(True, PROPHYLAXIS), "ABSENT", "ABSENT", id="active, prophylaxis only"),
        pytest.param(infection(True, ORAL), "PRESENT", "ABSENT", id="oral antibacterial"),
        pytest.param(infection(True, drug("antiviral")), "PRESENT", "ABSENT", id="oral antiviral"),
        pytest.param(infection(True, drug("antifungal")), "PRESENT", "ABSENT", id="oral antifungal"),
        pytest.param(infection(True, IV), "PRESENT", "PRESENT", id="intravenous"),
        pytest.param(infection(True, drug("antifungal", "iv")), "PRESENT", "PRESENT", id="intravenous antifungal"),
        pytest.param(infection(True, ORAL, IV), "PRESENT", "PRESENT", id="oral and intravenous"),
        pytest.param(infection(True, ENTECAVIR, ORAL), "PRESENT", "ABSENT", id="anti-HBV and a course"),
        pytest.param({"infection": {"active": True, "therapy": None}}, "UNKNOWN", "UNKNOWN", id="therapy missing"),
        pytest.param(infection(None), "UNKNOWN", "UNKNOWN", id="active? missing"),
        pytest.param(infection(None, IV), "UNKNOWN", "UNKNOWN", id="active? missing, on treatment"),
        pytest.param(without("infection"), "UNKNOWN", "UNKNOWN", id="nothing recorded"),
        pytest.param({"infection": {"active": False}}, "ABSENT", "ABSENT", id="none, therapy not recorded"),
        pytest.param(infection(True, drug(route=None)), "PRESENT", "UNKNOWN", id="route missing"),
        pytest.param(infection(True, drug(route="iv", purpose=None)), "UNKNOWN", "UNKNOWN", id="purpose missing"),
        pytest.param(infection(True, drug(purpose=None), IV), "PRESENT", "PRESENT", id="one decides"),
    ],
)
def test_table(facts, e13, e19):
    assert verdict("E13", facts) == e13
    assert verdict("E19", facts) == e19


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"infection": {"active": False}}, []),
        ({"infection": {"active": True}}, ["infection.therapy"]),
        (infection(None, IV), ["infection.active"]),
    ],
    ids=["no infection", "therapy", "active"],
)
def test_missing(facts, missing):
    assert judged("E13", facts)["missing"] == missing


@pytest.mark.parametrize(
    ("facts", "reading_dependent"),
    [
        (infection(True, drug("antifungal")), True),
        (infection(True, drug("antifungal"), ORAL), False),
        (infection(True, ORAL), False),
        (infection(False, PROPHYLAXIS), False),
    ],
    ids=["antifungal only", "antifungal and antibacterial", "antibacterial", "no infection"],
)
def test_antifungals_excepted_or_not(facts, reading_dependent):
    assert judged("E13", facts)["reading_dependent"] is reading_dependent
