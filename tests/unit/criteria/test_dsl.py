"""The words rules are written with: they build nodes, and refuse what Python would misread."""

from decimal import Decimal

import pytest

from criteria.dsl import (
    ULN,
    A,
    N,
    P,
    age,
    ask_site,
    ask_sponsor,
    count,
    days,
    elapsed,
    empty,
    every,
    grams_per_day,
    judged,
    lab,
    measured,
    months,
    one_of,
    patient,
    per_litre,
    ratio,
    some,
    weeks,
    years,
    yes,
)
from criteria.errors import RuleError
from criteria.nodes import Age, Compare, Count, Elapsed, Every, Fact, Judgement, Lab, LabAgainstUpperLimit, OneOf, Some
from criteria.text import Text

SIGNED = yes(patient.icf.signed)
SCORE = patient.performance.score

# --- what Python would misread ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda: SIGNED and yes(patient.guardian_understands),
        lambda: SIGNED or yes(patient.guardian_understands),
        lambda: not SIGNED,
        lambda: 1 if SIGNED else 2,
        lambda: patient.icf.signed and SIGNED,
        lambda: not patient.icf.signed,
        lambda: (SCORE >= 50) and SIGNED,
    ],
)
def test_and_or_not_say_what_to_write_instead(write):
    with pytest.raises(RuleError, match=r"& \| ~ for and, or, not"):
        write()


@pytest.mark.parametrize(
    "write",
    [
        lambda: 40 <= SCORE <= 60,
        lambda: days(14) <= elapsed(patient.sct.date, P) < days(42),
        lambda: 10 < age(N) < 18,
        lambda: 1 <= count(patient.chemo) <= 3,
    ],
)
def test_a_chained_comparison_raises(write):
    with pytest.raises((RuleError, TypeError)):
        write()


@pytest.mark.parametrize(
    "left", [patient.sex, SCORE, age(N), elapsed(patient.sct.date, P), lab("ANC"), count(patient.chemo)]
)
def test_equality_says_what_to_write_instead(left):
    with pytest.raises(RuleError, match="== is not for rules: write one_of"):
        _ = left == "male"
    with pytest.raises(RuleError, match="== is not for rules"):
        _ = left != "male"


def test_facts_are_not_put_into_sets():
    with pytest.raises(TypeError, match="unhashable"):
        _ = {patient.sex}


# --- facts ------------------------------------------------------------------------------------------------------------


def test_a_misspelt_fact_is_named_where_it_is_written():
    with pytest.raises(RuleError, match=r"there is no fact 'icf\.sgned' in the vocabulary"):
        _ = patient.icf.sgned
    with pytest.raises(RuleError, match=r"there is no fact 'hight_cm'"):
        _ = patient.hight_cm
    with pytest.raises(AttributeError):
        _ = patient.__wrapped__


def test_a_handle_leads_into_groups_and_items():
    assert Fact(fact="icf.signed") == SIGNED
    assert judged(patient.poor_compliance) == Judgement(fact="poor_compliance")
    assert one_of(patient.radiotherapy.class_, "other") == OneOf(fact="radiotherapy[].class", values=("other",))
    assert repr(patient.chemo.last_dose) == "<fact chemo[].last_dose>"


def test_what_is_not_a_fact_is_refused():
    with pytest.raises(RuleError, match=r"'icf\.signed' is not a fact"):
        yes("icf.signed")


def test_numbers_are_compared_exactly():
    assert (SCORE >= 50) == Compare(fact="performance.score", operator=">=", limit=Decimal(50))
    assert (patient.weight_kg < "0.9") == Compare(fact="weight_kg", operator="<", limit=Decimal("0.9"))
    for inexact in (0.9, True, None, [1]):
        with pytest.raises(RuleError, match="is not an exact number"):
            _ = patient.weight_kg > inexact


def test_a_number_is_compared_with_another_fact():
    rule = patient.virology.hbv_dna > patient.virology.hbv_dna_upper_limit
    assert rule == Compare(fact="virology.hbv_dna", operator=">", limit_fact="virology.hbv_dna_upper_limit")


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (patient.urine_protein_dipstick >= "++", ("++", "+++", "++++")),
        (patient.urine_protein_dipstick > "++", ("+++", "++++")),
        (patient.urine_protein_dipstick <= "±", ("-", "±")),
        (patient.urine_protein_dipstick < "±", ("-",)),
    ],
)
def test_a_graded_choice_is_compared_by_its_order(rule, values):
    assert rule == OneOf(fact="urine_protein_dipstick", values=values)


def test_a_graded_choice_is_compared_with_its_own_values_only():
    with pytest.raises(RuleError, match="never is '2'; it may be -, ±, "):
        _ = patient.urine_protein_dipstick >= "2"


def test_counts():
    assert (count(patient.diagnosis.prior_treatment) >= 2) == Count(
        fact="diagnosis.prior_treatment", operator=">=", number=2
    )
    assert empty(patient.chemo) == Count(fact="chemo[]", operator="<=", number=0)
    with pytest.raises(RuleError, match="whole number"):
        _ = count(patient.chemo) > "2"


# --- time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "number", "unit"),
    [(days(21), 21, "days"), (weeks(4), 28, "days"), (months(6), 6, "months"), (years(2), 24, "months")],
)
def test_elapsed_time_is_in_days_or_in_calendar_months(span, number, unit):
    rule = elapsed(patient.birth_date, A) >= span
    assert rule == Elapsed(fact="birth_date", before="A", operator=">=", count=number, unit=unit)


def test_elapsed_time_and_age_need_their_units():
    with pytest.raises(RuleError, match=r"compared with days\(\.\.\.\)"):
        _ = elapsed(patient.birth_date, A) >= 21
    with pytest.raises(RuleError, match="whole number of years"):
        _ = age(N) <= "18"


def test_age_is_taken_on_an_anchor_or_on_a_recorded_day():
    assert (age(N) <= 18) == Age(on="N", operator="<=", years=18)
    assert (age(patient.performance.date) >= 16) == Age(on="performance.date", operator=">=", years=16)


# --- laboratory -------------------------------------------------------------------------------------------------------


def test_cells_are_written_per_litre():
    assert (lab("ANC") >= per_litre("0.5e9")) == Lab(test="ANC", operator=">=", limit=Decimal("0.5"))
    assert (lab("PLT") >= per_litre("75e9")) == Lab(test="PLT", operator=">=", limit=Decimal(75))
    assert (lab("INR") > ratio("1.5")) == Lab(test="INR", operator=">", limit=Decimal("1.5"))


@pytest.mark.parametrize(
    ("limit", "times", "plus"),
    [(ULN, 1, 0), (3 * ULN, 3, 0), ("1.5" * ULN, "1.5", 0), (ULN + 4, 1, 4), (2 * ULN + 1, 2, 1)],
)
def test_multiples_of_the_upper_limit(limit, times, plus):
    rule = lab("ALT") <= limit
    assert rule == LabAgainstUpperLimit(test="ALT", operator="<=", times=Decimal(times), plus=Decimal(plus))


@pytest.mark.parametrize("limit", [1, "1.0", ratio("1.5"), grams_per_day("1")])
def test_a_count_is_compared_with_an_amount_in_its_own_unit(limit):
    with pytest.raises(RuleError, match=r"ANC is compared with an amount in 10\^9/L"):
        _ = lab("ANC") >= limit


def test_a_measurement_is_compared_with_an_amount_in_its_own_unit():
    urine = patient.urine_protein_24h
    with pytest.raises(RuleError, match="compared with an amount in g/24h"):
        _ = measured(urine.value, urine.unit, "URINE_PROTEIN_24H") >= ratio("1.0")


def test_no_upper_limit_is_multiplied_by_a_float():
    with pytest.raises(RuleError, match="is not an exact number"):
        _ = 1.5 * ULN


# --- combinations -----------------------------------------------------------------------------------------------------


def test_conditions_on_the_items_of_a_list():
    where = elapsed(patient.chemo.last_dose, P) >= days(21)
    assert some(patient.chemo, where) == Some(fact="chemo[]", where=where)
    assert every(patient.chemo, where) == Every(fact="chemo[]", where=where)
    with pytest.raises(ValueError, match="here a list fact is needed"):
        some(patient.icf, where)


def test_a_question_names_whom_it_goes_to():
    question = Text("Which?", "哪个？")
    assert (ask_sponsor("B15", question).to, ask_site("B15", question).to) == ("sponsor", "site")
