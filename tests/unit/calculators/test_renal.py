"""Renal estimates against published calculators and end points."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.calculators.exact import RESULT_DIGITS
from criteria.calculators.renal import Sex, bedside_schwartz, ckid_u25, cockcroft_gault
from criteria.units import to_canonical

MEASURED = st.decimals(min_value="0.1", max_value=200, places=2)


def rounded(value: Decimal, places: str = "1") -> Decimal:
    return value.quantize(Decimal(places))


@pytest.mark.parametrize(
    ("age_years", "weight_kg", "creatinine", "sex", "ml_per_min"),
    [
        # National Kidney Foundation's calculator, as quoted in admiral's tests
        ("55", "90", "1.09", "male", "97"),
        # a 17-year-old boy of 65 kg: far above his Schwartz and U25 estimates
        ("17", "65", "0.8", "male", "139"),
    ],
)
def test_cockcroft_gault(age_years: str, weight_kg: str, creatinine: str, sex: Sex, ml_per_min: str) -> None:
    clearance = cockcroft_gault(
        age_years=Decimal(age_years), weight_kg=Decimal(weight_kg), creatinine_mg_per_dl=Decimal(creatinine), sex=sex
    )
    assert rounded(clearance) == Decimal(ml_per_min)


def test_cockcroft_gault_from_micromoles() -> None:
    # National Kidney Foundation's calculator: 85 umol/L, 65 years, woman of 60 kg: 55 mL/min
    factor = to_canonical("CREATININE", "mg/dL")
    assert factor is not None
    creatinine = 85 * Decimal(factor.denominator) / factor.numerator
    clearance = cockcroft_gault(age_years=65, weight_kg=60, creatinine_mg_per_dl=creatinine, sex="female")
    assert rounded(clearance) == 55


def test_cockcroft_gault_with_the_constant_884_is_5525() -> None:
    # 1.04 instead of 0.85 x 88.4 / 72 gives 55.06, 1.05 gives 55.59: the exact figure lies between.
    clearance = cockcroft_gault(
        age_years=65, weight_kg=60, creatinine_mg_per_dl=Decimal(85) / Decimal("88.4"), sex="female"
    )
    assert rounded(clearance, "0.01") == Decimal("55.25")


@given(weight=MEASURED, creatinine=MEASURED, age=st.integers(min_value=0, max_value=139))
def test_a_womans_clearance_is_085_of_a_mans(weight: Decimal, creatinine: Decimal, age: int) -> None:
    clearance: dict[Sex, Decimal] = {
        sex: cockcroft_gault(age_years=age, weight_kg=weight, creatinine_mg_per_dl=creatinine, sex=sex)
        for sex in ("female", "male")
    }
    assert clearance["male"] > 0
    difference = clearance["female"] / clearance["male"] - Decimal("0.85")
    assert abs(difference) < Decimal("1E-25")


@pytest.mark.parametrize(
    ("height_cm", "creatinine", "expected"),
    [("150", "0.6", "103.25"), ("175", "0.8", "90.34375"), ("100", "0.413", "100")],
)
def test_bedside_schwartz(height_cm: str, creatinine: str, expected: str) -> None:
    estimate = bedside_schwartz(height_cm=Decimal(height_cm), creatinine_mg_per_dl=Decimal(creatinine))
    assert estimate == Decimal(expected)


@pytest.mark.parametrize(
    ("sex", "age_years", "height_cm", "creatinine", "expected"),
    [
        # the study group's own calculator, to one decimal
        ("male", "11", "120", "0.9", "51.6"),
        ("female", "11", "120", "0.9", "47.8"),
        ("male", "15", "160", "1.9", "37.5"),
        ("female", "15", "160", "1.9", "32.5"),
        ("male", "20", "181", "2.1", "43.8"),
        ("female", "20", "181", "2.1", "35.7"),
        # the end points of K that the abstract gives (height 1 m, creatinine 1 mg/dL)
        ("male", "1", "100", "1", "35.7"),
        ("male", "12", "100", "1", "39.0"),
        ("male", "17.9999", "100", "1", "50.8"),
        ("male", "18", "100", "1", "50.8"),
        ("male", "25", "100", "1", "50.8"),
        ("female", "1", "100", "1", "33.1"),
        ("female", "12", "100", "1", "36.1"),
        ("female", "17.9999", "100", "1", "41.4"),
        ("female", "18", "100", "1", "41.4"),
        # inside each of the three ages, where the neighbouring formula gives another figure
        ("male", "12.9", "100", "1", "40.6"),
        ("male", "18.9", "100", "1", "50.8"),
        ("female", "11.1", "100", "1", "35.8"),
        ("female", "18.9", "100", "1", "41.4"),
    ],
)
def test_ckid_u25(sex: Sex, age_years: str, height_cm: str, creatinine: str, expected: str) -> None:
    estimate = ckid_u25(
        age_years=Decimal(age_years),
        height_cm=Decimal(height_cm),
        creatinine_mg_per_dl=Decimal(creatinine),
        sex=sex,
    )
    assert rounded(estimate, "0.1") == Decimal(expected)


def test_ckid_u25_takes_the_adult_k_from_the_18th_birthday() -> None:
    # The formula of adolescence would give 50.788.
    assert ckid_u25(age_years=18, height_cm=100, creatinine_mg_per_dl=1, sex="male") == Decimal("50.8")


def test_results_are_rounded_once_to_28_digits() -> None:
    estimate = bedside_schwartz(height_cm=1, creatinine_mg_per_dl=3)
    assert len(estimate.as_tuple().digits) == RESULT_DIGITS
    assert estimate == Decimal("0.1376666666666666666666666667")


@pytest.mark.parametrize("height_cm", [Decimal("1." + "1" * 29), Decimal("1E+12"), Decimal("1E-12")])
def test_the_longest_the_largest_and_the_smallest_number_are_still_taken(height_cm: Decimal) -> None:
    estimate = bedside_schwartz(height_cm=height_cm, creatinine_mg_per_dl=1)
    assert abs(estimate / (height_cm * Decimal("0.413")) - 1) < Decimal("1E-26")


@pytest.mark.parametrize("height_cm", [Decimal("1." + "1" * 30), Decimal("1E+13"), Decimal("1E-13")])
def test_a_digit_more_is_refused(height_cm: Decimal) -> None:
    with pytest.raises(ValueError, match=r"height_cm has a size or a number of digits that is never measured"):
        bedside_schwartz(height_cm=height_cm, creatinine_mg_per_dl=1)


@pytest.mark.parametrize("age_years", ["0", "0.99", "25.01", "40"])
def test_ckid_u25_outside_its_ages_is_refused(age_years: str) -> None:
    with pytest.raises(ValueError, match=rf"age_years is {age_years}; the equation is for 1 to 25 years"):
        ckid_u25(age_years=Decimal(age_years), height_cm=100, creatinine_mg_per_dl=1, sex="male")


def test_cockcroft_gault_from_140_years_is_refused() -> None:
    with pytest.raises(ValueError, match=r"age_years is 140; the formula needs an age below 140"):
        cockcroft_gault(age_years=140, weight_kg=60, creatinine_mg_per_dl=1, sex="male")


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("age_years", -1, r"age_years is -1; it must be 0 or more"),
        ("weight_kg", Decimal(0), r"weight_kg is 0; it must be above 0"),
        ("weight_kg", Decimal(-60), r"weight_kg is -60; it must be above 0"),
        ("creatinine_mg_per_dl", Decimal(0), r"creatinine_mg_per_dl is 0; it must be above 0"),
        ("creatinine_mg_per_dl", Decimal("NaN"), r"creatinine_mg_per_dl is NaN; it must be a finite number"),
        ("creatinine_mg_per_dl", Decimal("Infinity"), r"creatinine_mg_per_dl is Infinity; it must be a finite"),
        ("creatinine_mg_per_dl", Decimal("1E-400"), r"creatinine_mg_per_dl has a size .* never measured"),
        ("weight_kg", Decimal("1E+999999"), r"weight_kg has a size .* never measured"),
        ("weight_kg", Decimal("1." + "1" * 40), r"weight_kg has a size or a number of digits that is never measured"),
        ("sex", "unknown", r"sex is 'unknown'; it must be 'female' or 'male'"),
    ],
)
def test_impossible_input_is_refused_by_name(argument: str, value: object, message: str) -> None:
    arguments: dict[str, object] = {"age_years": 10, "weight_kg": 30, "creatinine_mg_per_dl": 1, "sex": "female"}
    with pytest.raises(ValueError, match=message):
        cockcroft_gault(**(arguments | {argument: value}))  # type: ignore[arg-type]


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match=r"height_cm is the float 120\.1; pass .* Decimal\('120\.1'\)"):
        bedside_schwartz(height_cm=120.1, creatinine_mg_per_dl=1)  # type: ignore[arg-type]
