"""From a record to 42 verdicts, and to the days that matter."""

import copy
from datetime import date
from pathlib import Path

import pytest
import yaml

from criteria import Dates, PatientRecord, assess, load_protocol, read_document, verdicts
from criteria.assess import turning_days
from criteria.dsl import P, days, elapsed, every, patient
from criteria.evaluate import evaluate
from criteria.situation import Situation
from criteria.truth import Overall, Verdict

PROTOCOL = load_protocol()
EXAMPLES = yaml.safe_load((Path(__file__).parents[2] / "data" / "examples.yaml").read_text(encoding="utf-8"))
TODAY = date(2026, 5, 20)


def judged(facts=None, **dates):
    document = copy.deepcopy(EXAMPLES[0])
    del document["expected"]
    document["facts"] |= facts or {}
    return assess(PROTOCOL, *read_document(document | dates))


def day(text):
    return date.fromisoformat(text)


def test_every_item_is_there_once_in_protocol_order():
    assessment = judged()
    assert [result.id for result in assessment.criteria] == [criterion.id for criterion in PROTOCOL.criteria]
    assert assessment["E25"].id == "E25"
    with pytest.raises(KeyError):
        assessment["E26"]


def test_an_assessment_is_a_photograph():
    first, second = judged(), judged()
    assert first == second
    with pytest.raises(AttributeError, match="cannot assign"):
        first.overall = None


def test_verdicts_alone_are_those_of_the_assessment():
    assessment = judged({"chemo": None, "sex": None})
    alone = verdicts(PROTOCOL, assessment.record, assessment.dates)
    assert {item: verdict for item, (verdict, _) in alone.items()} == {
        result.id: result.verdict for result in assessment.criteria
    }


CHEMO = {"agent": "topotecan", "myelosuppressive": True, "nitrosourea": False}


def waiting(last_dose, **dates):
    return judged({"chemo": [CHEMO | {"last_dose": last_dose}]}, **dates)


@pytest.mark.parametrize(
    ("last_dose", "first_dose", "verdict", "flips_on"),
    [
        # Counted back from the first dose on 22 May: 1 May is the last day that is long enough ago.
        ("2026-05-01", "2026-05-22", "MET", None),
        ("2026-05-02", "2026-05-22", "NOT_MET", "2026-05-23"),
        ("2026-05-10", "2026-05-22", "NOT_MET", "2026-05-31"),
        ("2026-05", "2026-05-22", "UNKNOWN", "2026-06-10"),  # cut at today: 20 May at the latest
        ("2026-05-10", "2026-05-30", "NOT_MET", "2026-05-31"),
        ("2026-05-10", "2026-06-10", "MET", None),
        ("ongoing", "2026-05-22", "NOT_MET", None),
        # No first dose is planned: it may be any day from today on, so it never becomes certain that it is too early.
        ("2026-05-10", None, "UNKNOWN", "2026-05-31"),
    ],
)
def test_the_day_on_which_a_wait_is_over(last_dose, first_dose, verdict, flips_on):
    result = waiting(last_dose, planned_first_dose_date=first_dose)["I07"]
    assert (result.verdict.value, result.flips_on and result.flips_on.isoformat()) == (verdict, flips_on)
    assert result.flips_to is (None if flips_on is None else Verdict.MET)


def test_the_earliest_day_is_today_for_who_may_enter_today():
    overall = judged().overall
    assert (overall.verdict, overall.earliest_eligible_date, overall.limited_by) == (Overall.ELIGIBLE, TODAY, ())
    assert overall.earliest_eligible_date_if_resolved is None


def test_the_eligible_stretch_ends_on_the_day_before_something_fails():
    of_age = {
        "birth_date": "2007-05-25",
        "icf": {"signed": True, "signed_date": "2026-05-08", "signer": "participant"},
        "performance": {"scale": "karnofsky", "score": 80, "date": "2026-05-12"},
    }
    overall = judged(of_age).overall
    assert overall.eligible_until == day("2026-05-24")


def test_the_earliest_day_is_the_last_of_several_waits_and_names_them():
    facts = {
        "chemo": [CHEMO | {"last_dose": "2026-05-18"}],
        "growth_factors": [{"agent": "filgrastim", "acting": "short", "last_dose": "2026-05-20"}],
        "vaccines": [{"name": "MMR", "kind": "live", "route": "injection", "date": "2026-05-08"}],
    }
    overall = judged(facts).overall
    assert (overall.verdict, overall.earliest_eligible_date) == (Overall.NOT_ELIGIBLE, day("2026-06-09"))
    assert overall.limited_by == ("E20",)


def test_what_is_open_leaves_only_a_day_if_resolved():
    overall = waiting("2026-05-10").overall
    assert overall.earliest_eligible_date == day("2026-05-31")
    unresolved = judged({"chemo": [CHEMO | {"last_dose": "2026-05-10"}], "il2_contraindication": None}).overall
    assert unresolved.earliest_eligible_date is None
    assert unresolved.earliest_eligible_date_if_resolved == day("2026-05-31")
    assert unresolved.limited_by == ("I07",)
    assert unresolved.eligible_until is None


def test_what_never_passes_leaves_no_day_at_all():
    overall = judged({"interstitial_lung_disease_ever": True}).overall
    days_that_matter = (
        overall.earliest_eligible_date,
        overall.earliest_eligible_date_if_resolved,
        overall.eligible_until,
    )
    assert (overall.verdict, days_that_matter, overall.limited_by) == (Overall.NOT_ELIGIBLE, (None, None, None), ())


def test_an_empty_record_is_pending_and_asks_for_something_everywhere():
    assessment = assess(PROTOCOL, PatientRecord(), Dates(TODAY))
    assert assessment.overall.verdict is Overall.PENDING
    assert [result.id for result in assessment.criteria if result.verdict.passes] == []
    assert [result.id for result in assessment.criteria if not result.missing] == []


@pytest.mark.parametrize(
    ("item", "treatment"),
    [
        *(("I06", "chemo"), ("I07", "chemo"), ("I08", "other_anticancer"), ("I09", "growth_factors")),
        *(("I10", "radiotherapy"), ("I11", "sct")),
    ],
)
def test_an_item_is_not_applicable_where_its_treatment_was_never_given(item, treatment):
    assert judged({treatment: []})[item].applicable is False
    assert judged({treatment: None, "chemo_acute_toxicities": None})[item].applicable is True


def test_only_what_is_open_has_missing_facts():
    assert judged({"il2_contraindication": None})["E18"].missing == ("il2_contraindication",)
    assert [result.missing for result in judged().criteria if result.missing] == []


def test_a_contradiction_of_the_protocol_is_a_question_to_the_sponsor():
    rays = [{"class": "other", "site": "lung", "last_date": "2026-04-25"}]
    result = judged({"radiotherapy": rays})["I10"]
    assert result.verdict is Verdict.UNKNOWN
    assert result.query is not None
    assert result.query.en.startswith("Which washout applies")
    assert judged()["I10"].query is None


def test_a_day_may_turn_on_every_date_of_the_rule_and_on_no_other():
    rule = every(patient.chemo, elapsed(patient.chemo.last_dose, P) >= days(21))
    record = PatientRecord.from_json(
        {"chemo": [{"last_dose": "2026-05-01"}, {"last_dose": "2026-04"}, {"last_dose": "ongoing"}]}
    )
    evidence = evaluate(rule, Situation(record, Dates(TODAY), as_of=TODAY))
    expected = {"2026-05-22", "2026-05-23", "2026-04-22", "2026-04-23", "2026-05-21"}
    assert {turn.isoformat() for turn in turning_days(evidence)} == expected
