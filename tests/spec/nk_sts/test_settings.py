"""The settings a sponsor may decide otherwise (SET in the list of readings): what each one changes, to the day."""

import pytest

from criteria import Parameters, evaluate_document
from criteria.protocols.nk_sts import protocol

from .support import A, N, P, chemo, days_after, days_before, document, item_of, labs, result, verdict


def verdict_under(settings, item, facts=None, **dates):
    decided = evaluate_document(document(facts, **dates), protocol(Parameters(**settings)))
    return item_of(decided, item)["verdict"]


DAY_N_OUTSIDE = {"window_includes_last_day": False}


def _other(day):
    return {"other_anticancer": [{"agent": "any", "kind": "targeted", "last_dose": day, "toxicity_recovered": True}]}


def _steroid(day):
    drug = {"agent": "any", "class": "corticosteroid", "route": "systemic", "purpose": "therapeutic", "last_dose": day}
    return {"steroids_immunosuppressants": [drug]}


def _autoimmune(day):
    return {"autoimmune": [{"disease": "any", "treatment": "systemic", "last_systemic_treatment": day}]}


SHOWS = ("PRESENT", "ABSENT")
WINDOWS = [
    ("I08", _other, days_before(P, 28), "NOT_MET", "MET"),
    (
        "E05",
        lambda day: {"thromboembolic_events": [{"type": "deep_vein_thrombosis", "date": day}]},
        "2025-05-20",
        *SHOWS,
    ),
    ("E08", lambda day: {"recent_events": [{"kind": "major_surgery", "date": day}]}, days_before(N, 28), *SHOWS),
    ("E10", lambda day: {"abdominal_events": [{"kind": "peritonitis", "date": day}]}, "2025-11-20", *SHOWS),
    (
        "E15",
        lambda day: {"other_trials": [{"kind": "anti_tumour_drug", "last_participation": day}]},
        days_before(A, 28),
        *SHOWS,
    ),
    ("E16", _steroid, days_before(P, 14), *SHOWS),
    ("E17", _autoimmune, "2024-05-20", *SHOWS),
    ("E20", lambda day: {"vaccines": [{"name": "any", "kind": "live", "date": day}]}, "2026-04-22", *SHOWS),
]


@pytest.mark.parametrize(("item", "facts", "last_day", "inside", "outside"), WINDOWS, ids=[row[0] for row in WINDOWS])
def test_b12_is_day_n_inside_within_n(item, facts, last_day, inside, outside):
    next_day = days_after(last_day, 1)
    assert [verdict(item, facts(last_day)), verdict(item, facts(next_day))] == [inside, inside]
    assert verdict_under(DAY_N_OUTSIDE, item, facts(last_day)) == outside
    assert verdict_under(DAY_N_OUTSIDE, item, facts(next_day)) == inside


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [("2008-05-21", "MET"), ("2008-05-20", "MET"), ("2008-05-19", "NOT_MET")],
    ids=["17", "18 today", "18 and a day"],
)
def test_b02_exact_age_up_to_the_18th_birthday(birth_date, expected):
    assert verdict_under({"age_limit": "exact_age"}, "I02", {"birth_date": birth_date}) == expected


def test_b02_age_at_the_first_dose():
    nineteen_at_the_dose = {"birth_date": "2007-05-22"}
    assert verdict("I02", nineteen_at_the_dose) == "MET"
    assert verdict_under({"age_anchor": "P"}, "I02", nineteen_at_the_dose) == "NOT_MET"
    assert verdict_under({"age_anchor": "P"}, "I02", {"birth_date": "2007-05-23"}) == "MET"


@pytest.mark.parametrize(("days", "expected"), [(20, "NOT_MET"), (21, "MET")])
def test_b01_washouts_counted_to_enrolment(days, expected):
    facts = {"chemo": [chemo(days_before(N, days))]}
    assert verdict_under({"washout_anchor": "N"}, "I07", facts) == expected
    assert verdict("I07", facts) == "MET"


@pytest.mark.parametrize(
    ("days", "nitrosourea", "expected"),
    [(21, False, "MET"), (20, False, "NOT_MET"), (41, True, "NOT_MET"), (42, True, "MET")],
)
def test_b09_42_days_only_after_a_nitrosourea_dose(days, nitrosourea, expected):
    facts = {"chemo": [chemo(days_before(P, days), nitrosourea=nitrosourea)], "nitrosourea_ever": True}
    assert verdict_under({"nitrosourea": "per_dose"}, "I07", facts) == expected


def test_b34_the_past_counted_back_from_the_first_dose():
    facts = {"other_trials": [{"kind": "anti_tumour_drug", "last_participation": days_before(P, 29)}]}
    assert verdict("E15", facts) == "PRESENT"
    assert verdict_under({"past_anchor": "P"}, "E15", facts) == "ABSENT"


@pytest.mark.parametrize(("days", "expected"), [(6, "MET"), (7, "MET"), (8, "UNKNOWN")])
def test_b18_a_screening_window_of_seven_days(days, expected):
    facts = labs(result("ANC", date=days_before(A, days)))
    assert verdict_under({"screening_window_days": 7}, "I12a", facts) == expected
    assert verdict("I12a", facts) == "MET"


@pytest.mark.parametrize(("birth_date", "expected"), [("2010-05-20", "MET"), ("2010-05-21", "NOT_MET")])
def test_b24_another_age_of_majority(birth_date, expected):
    facts = {"birth_date": birth_date, "icf.signer": "participant", "icf.signed_date": A}
    assert verdict_under({"age_of_majority": 16}, "I01", facts) == expected
    assert verdict("I01", facts) == "NOT_MET"


def test_a_setting_makes_another_digest():
    usual, other = protocol(Parameters()), protocol(Parameters(**DAY_N_OUTSIDE))
    assert usual.digest != other.digest
    assert usual.digest == protocol().digest
