"""The patient's verdict (G12), the earliest eligible date, what limits it, and how long it lasts."""

import pytest

from .support import P, chemo, days_before, evaluated, lab, without

CHEMO_20_DAYS = {"chemo": [chemo(days_before(P, 20))]}
NOT_REVIEWED = without("autoimmune")
NOT_JUDGED = without("investigator_other_condition")


def eighteen(birth_date):
    """A birth date and what an adult's record needs with it."""
    return {"birth_date": birth_date, "performance.scale": "karnofsky", "icf.signer": "participant"}


def overall(facts=None, **dates):
    return evaluated(facts, **dates)["overall"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, "ELIGIBLE", id="everything passes"),
        pytest.param(lab("ANC", "0.4"), "NOT_ELIGIBLE", id="one inclusion not met"),
        pytest.param({"poor_compliance": True}, "NOT_ELIGIBLE", id="one exclusion present"),
        pytest.param(NOT_REVIEWED, "PENDING", id="one unknown"),
        pytest.param(NOT_JUDGED, "PENDING", id="one judgement open"),
        pytest.param({**NOT_REVIEWED, **NOT_JUDGED}, "PENDING", id="one of each"),
        pytest.param({**NOT_REVIEWED, **lab("ANC", "0.4")}, "NOT_ELIGIBLE", id="failure dominates unknown"),
        pytest.param({**NOT_JUDGED, "poor_compliance": True}, "NOT_ELIGIBLE", id="failure dominates judgement"),
    ],
)
def test_verdict(facts, expected):
    assert overall(facts)["verdict"] == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, ("2026-05-20", None, []), id="eligible today"),
        pytest.param(CHEMO_20_DAYS, ("2026-05-23", None, ["I07"]), id="the washout ends in three days"),
        pytest.param(
            {
                **CHEMO_20_DAYS,
                "growth_factors": [{"agent": "filgrastim", "acting": "short", "last_dose": "2026-05-20"}],
            },
            ("2026-05-23", None, ["I07", "I09"]),
            id="two end on the same day",
        ),
        pytest.param(
            {
                **CHEMO_20_DAYS,
                "recent_events": [{"kind": "fracture", "date": "2026-05-10", "pathological_tumour": False}],
            },
            ("2026-06-08", None, ["E08"]),
            id="the later one limits",
        ),
        pytest.param(lab("ANC", "0.4"), (None, None, None), id="no date can be computed"),
        pytest.param({**CHEMO_20_DAYS, **lab("ANC", "0.4")}, (None, None, None), id="one with a date, one without"),
        pytest.param(NOT_REVIEWED, (None, "2026-05-20", None), id="one unknown, nothing fails today"),
        pytest.param(NOT_JUDGED, (None, "2026-05-20", None), id="one judgement open, nothing fails today"),
        pytest.param({**CHEMO_20_DAYS, **NOT_REVIEWED}, (None, "2026-05-23", ["I07"]), id="a washout and an unknown"),
        pytest.param({**CHEMO_20_DAYS, **NOT_JUDGED}, (None, "2026-05-23", ["I07"]), id="a washout and a judgement"),
        pytest.param({**NOT_REVIEWED, **lab("ANC", "0.4")}, (None, None, None), id="unknown and a failure for good"),
    ],
)
def test_earliest_eligible_date(facts, expected):
    found = overall(facts)
    earliest, if_resolved, limited_by = expected
    assert found["earliest_eligible_date"] == earliest
    assert found["earliest_eligible_date_if_resolved"] == if_resolved
    if limited_by is not None:
        assert found["limited_by"] == limited_by


def test_the_earliest_date_is_not_the_maximum_of_the_flips_age_runs_the_other_way():
    washout_ends_after_the_birthday = {**CHEMO_20_DAYS, **eighteen("2007-05-22")}
    washout_ends_before_the_birthday = {**CHEMO_20_DAYS, **eighteen("2007-05-24")}
    assert overall(washout_ends_after_the_birthday)["earliest_eligible_date"] is None
    assert overall(washout_ends_after_the_birthday)["verdict"] == "NOT_ELIGIBLE"
    assert overall(washout_ends_before_the_birthday)["earliest_eligible_date"] == "2026-05-23"
    assert overall(washout_ends_before_the_birthday)["eligible_until"] == "2026-05-23"


def test_turning_19_on_the_day_the_washout_ends_is_too_late():
    assert overall({**CHEMO_20_DAYS, **eighteen("2007-05-23")})["earliest_eligible_date"] is None


@pytest.mark.parametrize(
    ("birth_date", "until"),
    [("2007-05-21", "2026-05-20"), ("2007-05-31", "2026-05-30"), ("2008-02-29", "2027-02-28")],
    ids=["19 tomorrow", "19 in eleven days", "born on a leap day"],
)
def test_eligible_until_the_day_before_the_19th_birthday(birth_date, until):
    found = overall(eighteen(birth_date))
    assert (found["verdict"], found["eligible_until"]) == ("ELIGIBLE", until)


def test_nothing_to_be_eligible_until_where_there_is_no_earliest_date():
    assert overall(lab("ANC", "0.4"))["eligible_until"] is None


def test_without_a_planned_first_dose_the_day_itself_stands_for_it():
    found = overall({"chemo": [chemo("2026-05-09")]}, P=None)
    assert (found["verdict"], found["earliest_eligible_date"]) == ("PENDING", "2026-05-30")


def test_everything_passes_without_a_planned_first_dose():
    assert overall(P=None)["verdict"] == "ELIGIBLE"


def test_the_planned_date_is_kept_where_it_is_later():
    """Ten weeks from now the washout is long over, so that enrolment may be today."""
    assert overall(CHEMO_20_DAYS, P="2026-07-29")["earliest_eligible_date"] == "2026-05-20"


def test_a_first_dose_before_the_assessment_leaves_the_washouts_open():
    result = evaluated(P="2026-05-19")
    unknown = [item["id"] for item in result["criteria"] if item["verdict"] == "UNKNOWN"]
    assert {"I07", "I09", "I10"} <= set(unknown) <= {"I07", "I08", "I09", "I10", "I11", "E16", "E20"}
    assert "Q01" in {finding["check"] for finding in result["findings"]}


@pytest.mark.parametrize("enrolment", [None, "2026-05-21"])
def test_enrolment_date_defaults_to_the_assessment(enrolment):
    assert evaluated(N=enrolment)["enrolment_date"] == (enrolment or "2026-05-20")


def test_consequences_of_one_fact_reach_two_items():
    """Chemotherapy toxicity and neutrophils are judged apart: one fails, the other passes."""
    toxicity = [{"term": "neutropenia", "category": "marrow", "current_grade": 2}]
    result = evaluated({**lab("ANC", "1.2"), "chemo_acute_toxicities": toxicity})
    verdicts = {item["id"]: item["verdict"] for item in result["criteria"]}
    assert (verdicts["I06"], verdicts["I12a"]) == ("NOT_MET", "MET")
