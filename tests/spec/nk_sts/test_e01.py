"""E01 Brain metastasis: symptomatic, or not treated and stable for two calendar months with imaging."""

import pytest

from .support import judged, outcome, verdict, without


def brain(**changed):
    known = {
        "metastasis": True,
        "symptomatic": False,
        "treated": True,
        "stable_since": "2026-01-10",
        "imaging_haemorrhage": False,
        "imaging_modality": "MRI",
        "imaging_date": "2026-05-12",
    }
    return {"brain": {**known, **changed}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"brain": {"metastasis": False}}, "ABSENT", id="no known metastasis, no imaging needed"),
        pytest.param({"brain": {}}, "UNKNOWN", id="metastasis not recorded"),
        pytest.param(without("brain"), "UNKNOWN", id="nothing recorded"),
        pytest.param(brain(metastasis=None), "UNKNOWN", id="metastasis missing beside other facts"),
        pytest.param(brain(), "ABSENT", id="treated, stable, imaging clear"),
        pytest.param(brain(symptomatic=True), "PRESENT", id="symptomatic"),
        pytest.param({"brain": {"metastasis": True, "symptomatic": True}}, "PRESENT", id="symptomatic decides alone"),
        pytest.param(brain(symptomatic=None), "UNKNOWN", id="symptoms not recorded"),
        pytest.param(brain(imaging_haemorrhage=True), "PRESENT", id="haemorrhage on imaging"),
        pytest.param(brain(imaging_haemorrhage=True, stable_since=None), "PRESENT", id="haemorrhage, stability open"),
        pytest.param(
            brain(stable_since="2026-05-01", imaging_haemorrhage=None), "PRESENT", id="unstable, imaging open"
        ),
        pytest.param(brain(imaging_haemorrhage=None), "UNKNOWN", id="imaging missing"),
        pytest.param(brain(stable_since=None), "UNKNOWN", id="stable since missing"),
        pytest.param(brain(treated=None), "UNKNOWN", id="treatment missing"),
        pytest.param(brain(treated=False), "UNKNOWN", id="asymptomatic, not treated"),
        pytest.param(brain(treated=False, symptomatic=True), "PRESENT", id="symptomatic, not treated"),
        pytest.param(brain(stable_since="2026-02"), "ABSENT", id="partial, wholly two months ago"),
        pytest.param(brain(stable_since="2026-03"), "UNKNOWN", id="partial, across"),
        pytest.param(brain(stable_since="2026-04"), "PRESENT", id="partial, wholly too recent"),
    ],
)
def test_table(facts, expected):
    assert verdict("E01", facts) == expected


@pytest.mark.parametrize(
    ("today", "stable_since", "expected"),
    [
        ("2026-05-20", "2026-03-19", ("ABSENT", None, None)),
        ("2026-05-20", "2026-03-20", ("ABSENT", None, None)),
        ("2026-05-20", "2026-03-21", ("PRESENT", "2026-05-21", "ABSENT")),
        ("2026-05-20", "2026-05-20", ("PRESENT", "2026-07-20", "ABSENT")),
        ("2026-04-30", "2026-02-28", ("ABSENT", None, None)),
        ("2026-04-30", "2026-03-01", ("PRESENT", "2026-05-01", "ABSENT")),
        ("2026-04-29", "2026-02-28", ("ABSENT", None, None)),
        ("2026-02-28", "2025-12-28", ("ABSENT", None, None)),
        ("2026-02-28", "2025-12-29", ("PRESENT", "2026-03-01", "ABSENT")),
        ("2026-02-28", "2025-12-31", ("PRESENT", "2026-03-01", "ABSENT")),
        ("2024-04-30", "2024-02-29", ("ABSENT", None, None)),
        ("2024-04-28", "2024-02-29", ("PRESENT", "2024-04-29", "ABSENT")),
    ],
)
def test_stable_for_two_calendar_months(today, stable_since, expected):
    assert outcome("E01", brain(stable_since=stable_since, imaging_date=today), A=today) == expected


def test_two_months_count_back_from_enrolment():
    facts = brain(stable_since="2026-03-21")
    assert verdict("E01", facts, N="2026-05-20") == "PRESENT"
    assert verdict("E01", facts, N="2026-05-21") == "ABSENT"


def test_untreated_asymptomatic_is_asked_of_the_sponsor():
    assert judged("E01", brain(treated=False))["query"] is not None
    assert judged("E01", brain(treated=True))["query"] is None


@pytest.mark.parametrize("fact", ["symptomatic", "treated", "stable_since", "imaging_haemorrhage"])
def test_missing(fact):
    assert f"brain.{fact}" in judged("E01", brain(**{fact: None}))["missing"]


def test_without_metastasis_nothing_else_is_asked():
    assert judged("E01", {"brain": {"metastasis": False}})["missing"] == []
