"""Where the protocol's words admit two readings: what is badged and what is asked of the sponsor.

The cases of one item alone stand in that item's file; here they are seen together.
"""

import pytest

from .support import A, P, chemo, days_before, evaluated, judged, lab, labs, result, verdict, without

NON_MARROW = [{"term": "mucositis oral", "category": "other", "current_grade": 1}]
REPLACEMENT = [
    {
        "agent": "hydrocortisone",
        "class": "corticosteroid",
        "route": "systemic",
        "purpose": "physiological_replacement",
        "last_dose": "ongoing",
    }
]
ANTIFUNGAL = [{"agent": "voriconazole", "class": "antifungal", "route": "oral", "purpose": "treatment"}]
UNHEALED = [
    {"kind": "wound", "unhealed": True, "long_term": True, "treated": True, "pathological_tumour": False},
]
PATHOLOGICAL = [{"kind": "fracture", "date": "2026-05-10", "pathological_tumour": True}]
BRAIN = {"metastasis": True, "symptomatic": False, "treated": False}


@pytest.mark.parametrize(
    ("item", "facts", "expected"),
    [
        pytest.param("I04", {"diagnosis.high_risk": False}, "NOT_MET", id="B05 relapsed, not high risk"),
        pytest.param(
            "I04", {"diagnosis.disease_status": "first_remission"}, "NOT_MET", id="B05 high risk, not relapsed"
        ),
        pytest.param("I04", {"diagnosis.prior_treatment": ["surgery"]}, "MET", id="B07 one modality"),
        pytest.param("I06", {"chemo_acute_toxicities": NON_MARROW}, "MET", id="B08 residual non-marrow grade 1"),
        pytest.param(
            "I07",
            {"chemo": [chemo(days_before(P, 30))], "nitrosourea_ever": True},
            "NOT_MET",
            id="B09 nitrosourea long ago",
        ),
        pytest.param(
            "I07", {"chemo": [chemo(days_before(P, 10), myelosuppressive=False)]}, "MET", id="B10 not myelosuppressive"
        ),
        pytest.param(
            "I08",
            {"radiotherapy": [{"class": "local_palliative_small_field", "last_date": days_before(P, 20)}]},
            "MET",
            id="B11 radiotherapy 20 days ago",
        ),
        pytest.param(
            "E04", {"anticoagulant_or_thrombolytic_current": True}, "ABSENT", id="B28 anticoagulant, tests normal"
        ),
        pytest.param("E07", {"wounds_fractures": UNHEALED}, "PRESENT", id="B31 unhealed under treatment"),
        pytest.param("E08", {"recent_events": PATHOLOGICAL}, "PRESENT", id="B32 pathological fracture"),
        pytest.param("E13", {"infection": {"active": True, "therapy": ANTIFUNGAL}}, "PRESENT", id="B37 antifungal"),
        pytest.param("E14", {"psychiatric.psychiatric_disorder": True}, "PRESENT", id="B38 disorder without abuse"),
        pytest.param("E16", {"steroids_immunosuppressants": REPLACEMENT}, "ABSENT", id="B40 replacement"),
        pytest.param(
            "E24", {"allogeneic_transplants": [{"kind": "bone_allograft"}]}, "PRESENT", id="B46 bone allograft"
        ),
    ],
)
def test_badged(item, facts, expected):
    found = judged(item, facts)
    assert (found["verdict"], found["reading_dependent"]) == (expected, True)


def test_nothing_is_badged_on_the_base_record():
    assert [item["id"] for item in evaluated()["criteria"] if item["reading_dependent"]] == []


@pytest.mark.parametrize(
    ("item", "facts"),
    [
        pytest.param("I10", {"radiotherapy": [{"class": "other", "last_date": days_before(P, 20)}]}, id="B15"),
        pytest.param(
            "I11", {"sct": [{"date": "2025-01-10", "donor": "autologous", "tbi": True}]}, id="B16 transplant with TBI"
        ),
        pytest.param("E24", {"allogeneic_transplants": [{"kind": "hsct"}]}, id="B17 allogeneic stem cells"),
        pytest.param("E01", {"brain": BRAIN}, id="B26 untreated, asymptomatic"),
        pytest.param("E02", {"cardiac.other_cardiovascular_history": ["pericarditis"]}, id="B27 other history"),
        pytest.param(
            "E06", {"known_bleeding_or_thrombotic_tendency": [{"name": "any", "kind": "splenomegaly"}]}, id="B30"
        ),
        pytest.param(
            "E21", {"other_malignancies": [{"name": "any", "status": "cured", "listed_exception": False}]}, id="B44"
        ),
    ],
)
def test_asked_of_the_sponsor(item, facts):
    found = judged(item, facts)
    assert found["verdict"] == "UNKNOWN"
    assert isinstance(found["query"], str)
    assert found["query"] != ""


@pytest.mark.parametrize("item", ["I10", "I11", "E24", "E01", "E02", "E06", "E21"])
def test_nothing_is_asked_on_the_base_record(item):
    assert judged(item)["query"] is None


@pytest.mark.parametrize("item", ["I10", "E24", "E01", "E02", "E06", "E21"])
def test_a_missing_fact_is_no_question_to_the_sponsor(item):
    missing = without(
        "radiotherapy",
        "allogeneic_transplants",
        "brain",
        "cardiac",
        "known_bleeding_or_thrombotic_tendency",
        "other_malignancies",
    )
    found = judged(item, missing)
    assert (found["verdict"], found["query"]) == ("UNKNOWN", None)


@pytest.mark.parametrize("item", ["I02", "I04", "I07", "I12d", "E04", "E20"])
def test_the_reading_taken_is_told(item):
    assert judged(item)["reading"]


class TestSettings:
    """Boundaries at which a setting takes one side (B01, B02, B12, B18, B24, B25, B34, B48)."""

    def test_washouts_count_to_the_first_dose_not_to_enrolment(self):
        assert verdict("I07", {"chemo": [chemo(days_before(P, 21))]}) == "MET"
        assert verdict("I07", {"chemo": [chemo(days_before(A, 21))]}, P=None) == "MET"

    def test_at_least_n_days_and_within_n_days_differ_by_one(self):
        other = {"agent": "any", "kind": "targeted", "toxicity_recovered": True}
        assert verdict("I08", {"other_anticancer": [{**other, "last_dose": days_before(P, 28)}]}) == "NOT_MET"
        assert verdict("I07", {"chemo": [chemo(days_before(P, 21))]}) == "MET"

    def test_the_screening_period_has_no_maximum_length(self):
        facts = {
            "screening_start": "2025-05-08",
            "icf.signed_date": "2025-05-08",
            **labs(result("ANC", date="2025-06-01")),
        }
        assert verdict("I12a", facts) == "MET"

    def test_both_transaminases_must_hold(self):
        assert verdict("I12e", lab("ALT", "121")) == "NOT_MET"
        assert verdict("I12e", lab("AST", "133")) == "NOT_MET"
