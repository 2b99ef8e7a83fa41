"""What each node type says of a record: TRUE, FALSE, UNKNOWN, not recorded, and blocked by a finding."""

from datetime import date
from decimal import Decimal

import pytest

from criteria import Dates, PatientRecord
from criteria.dsl import (
    ALWAYS,
    NEVER,
    ULN,
    A,
    N,
    P,
    age,
    any_of,
    ask_sponsor,
    count,
    days,
    elapsed,
    empty,
    every,
    first_known,
    grams_per_day,
    in_screening_period,
    judged,
    lab,
    measured,
    months,
    not_in_future,
    one_of,
    patient,
    per_litre,
    precedes,
    shown,
    some,
    when,
    yes,
)
from criteria.evaluate import evaluate
from criteria.nodes import Lab, LabAgainstUpperLimit
from criteria.situation import Situation
from criteria.text import Text
from criteria.truth import Truth

F, U, T = "FALSE", "UNKNOWN", "TRUE"
TODAY = date(2026, 5, 20)
DOSE = date(2026, 5, 22)
QUESTION = ask_sponsor("B15", Text("Which?", "哪个？"))
MAYBE = yes(patient.liver_metastasis)  # not recorded in these cases, so UNKNOWN


def seen_by(rule, facts=None, *, dates=None, blocked=(), window_days=None):
    record = PatientRecord.from_json(facts or {})
    dates = dates or Dates(TODAY, None, DOSE)
    situation = Situation(record, dates, as_of=TODAY, blocked=frozenset(blocked), window_days=window_days)
    return evaluate(rule, situation)


def says(rule, facts=None, **more):
    """Truth and what is missing for it."""
    evidence = seen_by(rule, facts, **more)
    return evidence.truth.name, evidence.missing


# --- one fact ---------------------------------------------------------------------------------------------------------

SIGNED = yes(patient.icf.signed)
POOR = judged(patient.poor_compliance)
HIV = one_of(patient.virology.hiv, "positive", unclear=("indeterminate",))
SCORE = patient.performance.score >= 50
DNA = patient.virology.hbv_dna > patient.virology.hbv_dna_upper_limit
URINE = measured(patient.urine_protein_24h.value, patient.urine_protein_24h.unit, "URINE_PROTEIN_24H") >= grams_per_day(
    "1.0"
)
TREATED = count(patient.diagnosis.prior_treatment) >= 1


@pytest.mark.parametrize(
    ("rule", "facts", "truth", "missing"),
    [
        (ALWAYS, {}, T, ()),
        (NEVER, {}, F, ()),
        (QUESTION, {}, U, ()),
        (SIGNED, {"icf": {"signed": True}}, T, ()),
        (SIGNED, {"icf": {"signed": False}}, F, ()),
        (SIGNED, {"icf": {}}, U, ("icf.signed",)),
        (SIGNED, {}, U, ("icf.signed",)),
        (POOR, {"poor_compliance": True}, T, ()),
        (POOR, {"poor_compliance": False}, F, ()),
        (POOR, {}, U, ("poor_compliance",)),
        (HIV, {"virology": {"hiv": "positive"}}, T, ()),
        (HIV, {"virology": {"hiv": "negative"}}, F, ()),
        (HIV, {"virology": {"hiv": "indeterminate"}}, U, ("virology.hiv",)),
        (HIV, {}, U, ("virology.hiv",)),
        (SCORE, {"performance": {"score": 50}}, T, ()),
        (SCORE, {"performance": {"score": 40}}, F, ()),
        (SCORE, {"performance": {"score": 0}}, F, ()),  # zero is not missing
        (SCORE, {}, U, ("performance.score",)),
        (DNA, {"virology": {"hbv_dna": "21", "hbv_dna_upper_limit": "20"}}, T, ()),
        (DNA, {"virology": {"hbv_dna": "20", "hbv_dna_upper_limit": "20"}}, F, ()),
        (DNA, {"virology": {"hbv_dna": "<20", "hbv_dna_upper_limit": "20"}}, F, ()),
        (DNA, {"virology": {"hbv_dna": "<50", "hbv_dna_upper_limit": "20"}}, U, ("virology.hbv_dna",)),
        (DNA, {"virology": {"hbv_dna": "21"}}, U, ("virology.hbv_dna_upper_limit",)),
        (DNA, {}, U, ("virology.hbv_dna", "virology.hbv_dna_upper_limit")),
        (URINE, {"urine_protein_24h": {"value": "1.0", "unit": "g/24h"}}, T, ()),
        (URINE, {"urine_protein_24h": {"value": "1000", "unit": "mg/24h"}}, T, ()),
        (URINE, {"urine_protein_24h": {"value": "999.9", "unit": "mg/24h"}}, F, ()),
        (URINE, {"urine_protein_24h": {"value": "<1.1", "unit": "g/24h"}}, U, ("urine_protein_24h.value",)),
        (URINE, {"urine_protein_24h": {"value": "1.0"}}, U, ("urine_protein_24h.unit",)),
        (TREATED, {"diagnosis": {"prior_treatment": ["surgery"]}}, T, ()),
        (TREATED, {"diagnosis": {"prior_treatment": []}}, F, ()),
        (TREATED, {}, U, ("diagnosis.prior_treatment",)),
        (empty(patient.chemo), {"chemo": []}, T, ()),
        (empty(patient.chemo), {"chemo": [{}]}, F, ()),
        (empty(patient.chemo), {}, U, ("chemo",)),
    ],
)
def test_one_fact(rule, facts, truth, missing):
    assert says(rule, facts) == (truth, missing)


SCREENED = {"screening_start": "2026-05-08", "virology": {"date": "2026-05-08"}}


@pytest.mark.parametrize(
    ("rule", "facts", "path"),
    [
        (SIGNED, {"icf": {"signed": True}}, "icf.signed"),
        (SIGNED, {"icf": {"signed": True}}, "icf"),
        (POOR, {"poor_compliance": True}, "poor_compliance"),
        (HIV, {"virology": {"hiv": "negative"}}, "virology.hiv"),
        (SCORE, {"performance": {"score": 90}}, "performance"),
        (DNA, {"virology": {"hbv_dna": "21", "hbv_dna_upper_limit": "20"}}, "virology.hbv_dna_upper_limit"),
        (URINE, {"urine_protein_24h": {"value": "9", "unit": "g/24h"}}, "urine_protein_24h"),
        (TREATED, {"diagnosis": {"prior_treatment": []}}, "diagnosis"),
        (age(N) <= 18, {"birth_date": "2014-05-05"}, "birth_date"),
        (elapsed(patient.birth_date, A) >= days(1), {"birth_date": "2014-05-05"}, "birth_date"),
        (elapsed(patient.birth_date, P) >= days(1), {"birth_date": "2014-05-05"}, "@P"),
        (age(N) <= 18, {"birth_date": "2014-05-05"}, "@N"),
        (not_in_future(patient.icf.signed_date), {"icf": {"signed_date": "2026-05-08"}}, "icf.signed_date"),
        (in_screening_period(patient.virology.date), SCREENED, "virology.date"),
        (in_screening_period(patient.virology.date), SCREENED, "screening_start"),
        (empty(patient.chemo), {"chemo": []}, "chemo"),
        (every(patient.chemo, yes(patient.chemo.nitrosourea)), {"chemo": [{"nitrosourea": False}]}, "chemo[0]"),
    ],
)
def test_what_a_finding_blocks_is_unknown_whatever_is_recorded(rule, facts, path):
    assert says(rule, facts)[0] != U
    assert says(rule, facts, blocked={path})[0] == U
    assert says(rule, facts, blocked={"somewhere.else", "chemo[1]"})[0] != U


def test_only_a_missing_judgement_awaits_judgement():
    assert seen_by(POOR).awaits_judgement
    assert not seen_by(POOR, blocked={"poor_compliance"}).awaits_judgement
    assert not seen_by(SIGNED).awaits_judgement
    assert seen_by(POOR & SIGNED, {"icf": {"signed": True}}).awaits_judgement
    assert not seen_by(POOR & SIGNED).awaits_judgement  # data are missing too
    assert seen_by(~POOR).awaits_judgement


# --- time -------------------------------------------------------------------------------------------------------------


def event(text):
    return {"icf": {"signed_date": text}}


@pytest.mark.parametrize(
    ("operator", "day", "truth"),
    [
        (">=", "2026-04-29", T),
        (">=", "2026-05-01", T),
        (">=", "2026-05-02", F),
        (">", "2026-04-30", T),
        (">", "2026-05-01", F),
        ("<=", "2026-05-01", T),
        ("<=", "2026-04-30", F),
        ("<", "2026-05-02", T),
        ("<", "2026-05-01", F),
        # Partial dates: true or false only where every day of them is.
        (">=", "2026-04", T),
        (">=", "2026-05", U),
        ("<=", "2026-04", F),
        ("<=", "2026-05", T),
        ("<", "2026-05", U),
        (">=", "2026", U),
        (">=", "2025", T),
    ],
)
def test_21_days_before_the_first_dose_on_22_may(operator, day, truth):
    handle = elapsed(patient.icf.signed_date, P)
    rule = {">=": handle >= days(21), ">": handle > days(21), "<=": handle <= days(21), "<": handle < days(21)}[
        operator
    ]
    assert says(rule, event(day))[0] == truth


@pytest.mark.parametrize(
    ("first_dose", "day", "truth", "missing"),
    [
        # No first dose is planned: it may be today or on any later day.
        (None, "2026-04-29", T, ()),
        (None, "2026-04-30", U, ("planned_first_dose_date",)),
        (None, "2026-04", U, ("icf.signed_date", "birth_date", "planned_first_dose_date")),
        (DOSE, None, U, ("icf.signed_date",)),
    ],
)
def test_waiting_without_a_planned_first_dose(first_dose, day, truth, missing):
    rule = elapsed(patient.icf.signed_date, P) >= days(21)
    assert says(rule, event(day), dates=Dates(TODAY, None, first_dose)) == (truth, missing)


@pytest.mark.parametrize(("anchor", "truth"), [(A, F), (N, F), (P, T)])
def test_each_anchor_is_its_own_day(anchor, truth):
    rule = elapsed(patient.icf.signed_date, anchor) >= days(30)
    assert says(rule, event("2026-04-22"))[0] == truth


@pytest.mark.parametrize(
    ("day", "truth"), [("2026-02-27", F), ("2026-02-28", T), ("2026-03-31", T), ("2026-04-01", F), ("2027", F)]
)
def test_within_one_month_before_31_march_begins_on_28_february(day, truth):
    # The month is subtracted from the reference date, the day is clipped, and the last day is inside.
    rule = elapsed(patient.icf.signed_date, P) <= months(1)
    dates = Dates(date(2026, 3, 31), None, date(2026, 3, 31))
    assert says(rule, event(day), dates=dates)[0] == truth


@pytest.mark.parametrize(("rule", "truth"), [("<=", T), (">=", F)])
def test_what_is_ongoing_has_elapsed_no_time(rule, truth):
    last = elapsed(patient.chemo.last_dose, P)
    where = last <= days(1) if rule == "<=" else last >= days(1)
    assert says(some(patient.chemo, where), {"chemo": [{"last_dose": "ongoing"}]})[0] == truth


@pytest.mark.parametrize(
    ("born", "truth", "missing"),
    [
        ("2007-05-21", T, ()),
        ("2007-05-20", F, ()),  # the 19th birthday is today
        ("2008", T, ()),
        ("2006", F, ()),
        ("2007", U, ("birth_date",)),
        ("2026-05-20", T, ()),  # nought years old
        (None, U, ("birth_date",)),
        ("2026-06-01", U, ("birth_date",)),  # not born yet
    ],
)
def test_age_in_completed_years(born, truth, missing):
    assert says(age(N) <= 18, {"birth_date": born}) == (truth, missing)


def test_a_child_of_nought_years_is_seen_as_such():
    assert seen_by(age(N) <= 18, {"birth_date": "2026-05-20"}).seen[0].observed == 0


@pytest.mark.parametrize(
    ("scored", "truth", "missing"),
    [
        ("2026-05-09", F, ()),
        ("2026-05-10", T, ()),
        ("2026-05", U, ("performance.date",)),
        (None, T, ()),  # as of the assessment
    ],
)
def test_age_on_a_recorded_day(scored, truth, missing):
    facts = {"birth_date": "2010-05-10", "performance": {"date": scored}}
    assert says(age(patient.performance.date) >= 16, facts) == (truth, missing)


IN_ORDER = precedes(
    patient.icf.signed_date, patient.first_protocol_procedure_date, same_day=patient.consent_precedes_first_procedure
)
PROCEDURE = "first_protocol_procedure_date"


@pytest.mark.parametrize(
    ("signed", "procedure", "attested", "truth", "missing"),
    [
        ("2026-05-08", "2026-05-09", None, T, ()),
        ("2026-05-09", "2026-05-08", True, F, ()),
        ("2026-05-08", "2026-05-08", True, T, ()),
        ("2026-05-08", "2026-05-08", False, F, ()),
        ("2026-05-08", "2026-05-08", None, U, ("icf.signed_date", PROCEDURE, "consent_precedes_first_procedure")),
        ("2026-05-08", "none_yet", None, T, ()),
        (None, "none_yet", None, T, ()),
        ("2026-05", "2026-05-08", None, U, ("icf.signed_date", "consent_precedes_first_procedure")),
        ("2026-04", "2026-05", None, T, ()),
        (None, "2026-05-08", None, U, ("icf.signed_date",)),
        ("2026-05-08", None, None, U, (PROCEDURE,)),
    ],
)
def test_one_day_before_another(signed, procedure, attested, truth, missing):
    facts = {"icf": {"signed_date": signed}, PROCEDURE: procedure, "consent_precedes_first_procedure": attested}
    answer, names = says(IN_ORDER, facts)
    assert answer == truth
    assert set(names) <= set(missing)
    assert bool(names) is bool(missing)


@pytest.mark.parametrize(
    ("day", "truth"), [("2026-05-20", T), ("2026-05-21", U), (None, T), ("2026-05", T), ("2026-06", U)]
)
def test_a_day_in_the_future_is_not_believed(day, truth):
    assert says(not_in_future(patient.icf.signed_date), event(day))[0] == truth


@pytest.mark.parametrize(
    ("start", "day", "window", "truth"),
    [
        ("2026-05-08", "2026-05-08", None, T),
        ("2026-05-08", "2026-05-07", None, F),
        ("2026-05-08", "2026-05-20", None, T),
        ("2026-05-08", "2026-05-21", None, F),
        ("2026-05-08", "2026-05", None, U),
        (None, "2026-05-10", None, U),
        ("2026-05-08", None, None, T),
        ("2026-05-01", "2026-05-13", 7, T),
        ("2026-05-01", "2026-05-12", 7, F),
        ("2026-05-01", "2026-05", 7, U),
    ],
)
def test_the_screening_period(start, day, window, truth):
    facts = {"screening_start": start, "virology": {"date": day}}
    assert says(in_screening_period(patient.virology.date), facts, window_days=window)[0] == truth


def test_the_screening_starts_with_the_consent_where_nothing_else_is_said():
    facts = {"icf": {"signed_date": "2026-05-08"}, "virology": {"date": "2026-05-07"}}
    assert says(in_screening_period(patient.virology.date), facts)[0] == F


# --- laboratory -------------------------------------------------------------------------------------------------------

ANC = lab("ANC") >= per_litre("1.0e9")
CREATININE = lab("CREATININE") <= "1.5" * ULN


def results(*rows):
    keys = ("value", "date", "unit", "uln", "uln_unit")
    labs = [{"test": "ANC"} | dict(zip(keys, row, strict=False)) for row in rows]
    return {"screening_start": "2026-05-08", "labs": labs}


def anc(*rows):
    return results(*((value, day, "10^9/L") for value, day in rows))


@pytest.mark.parametrize(
    ("facts", "truth", "missing"),
    [
        (anc(("1.0", "2026-05-12")), T, ()),
        (anc(("0.99", "2026-05-12")), F, ()),
        (anc(("0", "2026-05-12")), F, ()),
        (anc((">1.0", "2026-05-12")), T, ()),
        (anc(("<2", "2026-05-12")), U, ("labs[0].value",)),
        (results(("1000", "2026-05-12", "/uL")), T, ()),
        (results(("999", "2026-05-12", "/uL")), F, ()),
        (results(("1.0", "2026-05-12", "furlongs")), U, ("labs[0].unit",)),
        (results((None, "2026-05-12", "10^9/L")), U, ("labs[0].value",)),
        # The most recent one governs.
        (anc(("0.2", "2026-05-12"), ("1.2", "2026-05-13")), T, ()),
        (anc(("1.2", "2026-05-13"), ("0.2", "2026-05-12")), T, ()),
        # Two of one day must agree.
        (anc(("1.2", "2026-05-13"), ("1.1", "2026-05-13")), T, ()),
        (anc(("1.2", "2026-05-13"), ("0.2", "2026-05-13")), U, None),
        # Outside the screening period there is nothing.
        (anc(("1.2", "2026-05-07")), U, ("labs",)),
        (anc(("1.2", "2026-05-21")), U, ("labs",)),
        # A result without a day may govern or not.
        (anc(("1.2", None)), U, ("labs[0].date",)),
        (anc(("1.2", "2026-05-13"), ("0.2", None)), U, ("labs[1].date",)),
        (anc(("1.2", "2026-05-13"), ("0.2", "2026-05")), U, None),
        ({"labs": []}, U, ("labs",)),
        ({}, U, ("labs",)),
    ],
)
def test_the_governing_result(facts, truth, missing):
    answer, names = says(ANC, facts)
    assert answer == truth
    assert missing is None or names == missing


def creatinine(value, unit="mg/dL", uln="1.0", uln_unit=None):
    row = {"test": "CREATININE", "value": value, "unit": unit, "date": "2026-05-12", "uln": uln, "uln_unit": uln_unit}
    return {"screening_start": "2026-05-08", "labs": [row]}


@pytest.mark.parametrize(
    ("facts", "truth", "missing"),
    [
        (creatinine("1.5"), T, ()),
        (creatinine("1.51"), F, ()),
        (creatinine("1.4", uln=None), U, ("labs[0].uln",)),
        (creatinine(None), U, ("labs[0].value",)),
        (creatinine("1.4", unit="mmHg"), U, ("labs[0].unit",)),
        (creatinine("1.4", uln_unit="mmHg"), U, ("labs[0].uln_unit",)),
        (creatinine("<2", uln="1.0"), U, ("labs[0].value", "labs[0].uln")),
        (creatinine("132", unit="umol/L", uln="1.0", uln_unit="mg/dL"), T, ()),  # 88.42 µmol/L to the mg/dL
        (creatinine("133", unit="umol/L", uln="1.0", uln_unit="mg/dL"), F, ()),
    ],
)
def test_a_result_against_its_own_upper_limit(facts, truth, missing):
    assert says(CREATININE, facts) == (truth, missing)


def test_the_upper_limit_may_have_an_amount_on_top():
    rule = LabAgainstUpperLimit(test="PT", operator=">", plus=Decimal(4))
    row = {"test": "PT", "unit": "s", "date": "2026-05-12", "uln": "13.5"}
    for value, truth in (("17.5", F), ("17.6", T)):
        assert says(rule, {"screening_start": "2026-05-08", "labs": [row | {"value": value}]})[0] == truth


def test_the_evidence_names_the_result_and_the_multiple():
    value, limit = seen_by(CREATININE, creatinine("1.2", uln="0.8")).seen
    assert (value.path, value.observed, limit.path) == ("labs[0].value", Decimal("1.5"), "labs[0].uln")


@pytest.mark.parametrize("path", ["labs", "labs[0]", "labs[0].value"])
def test_a_blocked_result_is_not_used(path):
    assert says(Lab(test="ANC", operator=">=", limit=Decimal(1)), anc(("5", "2026-05-12")), blocked={path})[0] == U


# --- combinations -----------------------------------------------------------------------------------------------------

OF = {"T": ALWAYS, "F": NEVER, "U": MAYBE}


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    ["TTTT", "TUUT", "TFFT", "UTUT", "UUUU", "UFFU", "FTFT", "FUFU", "FFFF"],
)
def test_and_or(a, b, both, either):
    assert seen_by(OF[a] & OF[b]).truth.name[0] == both
    assert seen_by(OF[a] | OF[b]).truth.name[0] == either
    assert seen_by(any_of(OF[a], OF[b])).truth.name[0] == either


@pytest.mark.parametrize(("part", "mirror"), ["TF", "UU", "FT"])
def test_not(part, mirror):
    assert seen_by(~OF[part]).truth.name[0] == mirror


@pytest.mark.parametrize(
    ("condition", "then", "otherwise", "answer"),
    ["TTFT", "TFTF", "FTFF", "FFTT", "UTTT", "UFFF", "UTFU", "UFTU", "UUUU", "UTUU", "TUTU", "FTUU"],
)
def test_when(condition, then, otherwise, answer):
    assert seen_by(when(OF[condition], then=OF[then], otherwise=OF[otherwise])).truth.name[0] == answer


@pytest.mark.parametrize(("first", "second", "answer"), ["TFT", "FTF", "UTT", "UFF", "UUU"])
def test_first_known(first, second, answer):
    assert seen_by(first_known(OF[first], OF[second])).truth.name[0] == answer


@pytest.mark.parametrize(("part", "answer"), ["TT", "UF", "FF"])
def test_shown_counts_as_absent_until_stated(part, answer):
    assert seen_by(shown(OF[part])).truth.name[0] == answer


@pytest.mark.parametrize(
    ("items", "any_item", "every_item"),
    [
        (None, U, U),
        ([], F, T),
        ([True], T, T),
        ([False], F, F),
        ([None], U, U),
        ([True, None], T, U),
        ([False, None], U, F),
        ([True, False], T, F),
        ([True, False, None], T, F),
    ],
)
def test_items_of_a_list(items, any_item, every_item):
    facts = {"chemo": None if items is None else [{"nitrosourea": item} for item in items]}
    where = yes(patient.chemo.nitrosourea)
    assert says(some(patient.chemo, where), facts)[0] == any_item
    assert says(every(patient.chemo, where), facts)[0] == every_item


def test_only_the_undecided_parts_say_what_is_missing():
    facts = {"chemo": [{"nitrosourea": True}, {}, {"nitrosourea": True}, {}]}
    missing = ("chemo[1].nitrosourea", "chemo[3].nitrosourea")
    assert says(every(patient.chemo, yes(patient.chemo.nitrosourea)), facts) == (U, missing)
    assert says(MAYBE & SIGNED, {"icf": {"signed": True}}) == (U, ("liver_metastasis",))
    assert says(MAYBE & SIGNED, {"icf": {"signed": False}}) == (F, ())


def test_the_item_at_hand_does_not_leak_out_of_its_list():
    rule = some(patient.chemo, yes(patient.chemo.nitrosourea)) & some(patient.sct, yes(patient.sct.tbi))
    evidence = seen_by(rule, {"chemo": [{"nitrosourea": True}], "sct": [{"tbi": True}]})
    assert evidence.truth is Truth.TRUE
    assert [list_.children[0].seen[0].path for list_ in evidence.children] == ["chemo[0].nitrosourea", "sct[0].tbi"]
