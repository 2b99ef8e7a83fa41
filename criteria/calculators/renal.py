"""Estimates of renal function from serum creatinine. Information beside the verdict, never a verdict.

Creatinine is in mg/dL throughout: code in use elsewhere carries three different constants for umol/L (1.04, 1.05 and
the exact 1.0436), which give 55.06, 55.59 and 55.25 mL/min for one woman. Convert with ``criteria.units`` first.
"""

from decimal import Decimal, localcontext
from typing import Literal

from criteria.calculators.exact import Exact, not_negative, positive, result, working_context

Sex = Literal["female", "male"]

COCKCROFT_GAULT_AGE_LIMIT = 140
U25_YOUNGEST_YEARS, U25_OLDEST_YEARS = 1, 25


def cockcroft_gault(*, age_years: Exact, weight_kg: Exact, creatinine_mg_per_dl: Exact, sex: Sex) -> Decimal:
    """Creatinine clearance in mL/min: (140 - age) x weight / (72 x creatinine), x 0.85 for women.

    Not validated below 18 years. Source: Cockcroft DW, Gault MH. Nephron 1976;16:31-41.
    """
    age = not_negative("age_years", age_years)
    if age >= COCKCROFT_GAULT_AGE_LIMIT:
        raise ValueError(f"age_years is {age_years}; the formula needs an age below {COCKCROFT_GAULT_AGE_LIMIT}")
    weight = positive("weight_kg", weight_kg)
    creatinine = positive("creatinine_mg_per_dl", creatinine_mg_per_dl)
    by_sex = Decimal("0.85") if _is_female(sex) else Decimal(1)
    with localcontext(working_context()):
        return result((COCKCROFT_GAULT_AGE_LIMIT - age) * weight * by_sex / (72 * creatinine))


def bedside_schwartz(*, height_cm: Exact, creatinine_mg_per_dl: Exact) -> Decimal:
    """Estimated GFR in mL/min per 1.73 m2: 0.413 x height / creatinine (IDMS-traceable).

    Derived in children of 1 to 16 years with chronic kidney disease.
    Source: Schwartz GJ et al. J Am Soc Nephrol 2009;20:629-37 (PMC2653687).
    """
    height = positive("height_cm", height_cm)
    creatinine = positive("creatinine_mg_per_dl", creatinine_mg_per_dl)
    with localcontext(working_context()):
        return result(Decimal("0.413") * height / creatinine)


def ckid_u25(*, age_years: Exact, height_cm: Exact, creatinine_mg_per_dl: Exact, sex: Sex) -> Decimal:
    """Estimated GFR in mL/min per 1.73 m2: K x height in metres / creatinine, K by age and sex. For 1 to 25 years.

    Source: Pierce CB et al. Kidney Int 2021;99:948-56.
    """
    age = not_negative("age_years", age_years)
    if not U25_YOUNGEST_YEARS <= age <= U25_OLDEST_YEARS:
        raise ValueError(
            f"age_years is {age_years}; the equation is for {U25_YOUNGEST_YEARS} to {U25_OLDEST_YEARS} years"
        )
    height = positive("height_cm", height_cm)
    creatinine = positive("creatinine_mg_per_dl", creatinine_mg_per_dl)
    with localcontext(working_context()):
        return result(_u25_k(age, female=_is_female(sex)) * height / 100 / creatinine)


def _u25_k(age_years: Decimal, *, female: bool) -> Decimal:
    at_twelve, growth_in_adolescence, adult = (
        (Decimal("36.1"), Decimal("1.023"), Decimal("41.4"))
        if female
        else (Decimal("39.0"), Decimal("1.045"), Decimal("50.8"))
    )
    if age_years < 12:
        return at_twelve * Decimal("1.008") ** (age_years - 12)
    if age_years < 18:
        return at_twelve * growth_in_adolescence ** (age_years - 12)
    return adult


def _is_female(sex: Sex) -> bool:
    if sex not in {"female", "male"}:
        raise ValueError(f"sex is {sex!r}; it must be 'female' or 'male'")
    return sex == "female"
