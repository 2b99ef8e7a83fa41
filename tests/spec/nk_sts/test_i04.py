"""I04 Diagnosis and prior treatment: sarcoma AND high risk AND relapsed or refractory AND treated before."""

import itertools

import pytest

from .support import judged, verdict, without

STS = "diagnosis.sts_confirmed"
RISK = "diagnosis.high_risk"
STATUS = "diagnosis.disease_status"
PRIOR = "diagnosis.prior_treatment"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({STATUS: "relapsed"}, "MET", id="relapsed"),
        pytest.param({STATUS: "refractory"}, "MET", id="refractory"),
        pytest.param({STATUS: "first_remission"}, "NOT_MET", id="high risk but in first remission"),
        pytest.param({STATUS: "newly_diagnosed"}, "NOT_MET", id="newly diagnosed"),
        pytest.param({STATUS: "other"}, "NOT_MET", id="another status"),
        pytest.param({RISK: False}, "NOT_MET", id="relapsed but not high risk"),
        pytest.param({RISK: False, STATUS: "first_remission"}, "NOT_MET", id="neither"),
        pytest.param({STS: False}, "NOT_MET", id="no soft tissue sarcoma"),
        pytest.param({PRIOR: []}, "NOT_MET", id="never treated"),
        pytest.param({PRIOR: ["surgery"]}, "MET", id="surgery only"),
        pytest.param({PRIOR: ["chemotherapy"]}, "MET", id="chemotherapy only"),
        pytest.param({PRIOR: ["radiotherapy"]}, "MET", id="radiotherapy only"),
        pytest.param({PRIOR: ["sct"]}, "MET", id="transplantation only"),
        pytest.param({PRIOR: ["surgery", "chemotherapy", "radiotherapy", "sct"]}, "MET", id="all four"),
        pytest.param(without("diagnosis"), "UNKNOWN", id="nothing recorded"),
        pytest.param(without("diagnosis.histology"), "MET", id="histology is not demanded"),
    ],
)
def test_all_four_must_hold(facts, expected):
    assert verdict("I04", facts) == expected


@pytest.mark.parametrize("fact", [STS, RISK, STATUS, PRIOR])
def test_one_missing(fact):
    found = judged("I04", without(fact))
    assert (found["verdict"], found["missing"]) == ("UNKNOWN", [fact])


FALSE = {STS: False, RISK: False, STATUS: "other", PRIOR: []}


@pytest.mark.parametrize(("fact", "missing"), list(itertools.permutations(FALSE, 2)))
def test_one_false_decides_whatever_is_missing(fact, missing):
    found = judged("I04", {**without(missing), fact: FALSE[fact]})
    assert (found["verdict"], found["missing"]) == ("NOT_MET", [])


@pytest.mark.parametrize(
    ("facts", "reading_dependent"),
    [
        pytest.param({RISK: False}, True, id="only relapsed (B05)"),
        pytest.param({STATUS: "first_remission"}, True, id="only high risk (B05)"),
        pytest.param({RISK: False, STATUS: "first_remission"}, False, id="neither: both readings refuse"),
        pytest.param({}, False, id="both: both readings accept"),
        pytest.param({PRIOR: ["chemotherapy"]}, True, id="one modality (B07)"),
        pytest.param({RISK: False, PRIOR: ["surgery"]}, True, id="only relapsed, one modality"),
        pytest.param({PRIOR: ["chemotherapy", "surgery"]}, False, id="two modalities"),
        pytest.param({PRIOR: []}, False, id="never treated: every reading refuses"),
    ],
)
def test_reading_dependent(facts, reading_dependent):
    assert judged("I04", facts)["reading_dependent"] is reading_dependent
