"""Units of laboratory values: every spelling by analyte, and what must stay unknown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.units import (
    ANALYTE_UNITS,
    accepted_units,
    canonical_unit,
    in_canonical,
    normalised,
    to_canonical,
)

COUNTS = ("ANC", "WBC", "PLT")
BILIRUBINS = ("BILIRUBIN_TOTAL", "BILIRUBIN_DIRECT")
ENZYMES = ("ALT", "AST")
CLOTTING_TIMES = ("PT", "APTT")

CANONICAL = {
    "ANC": "10^9/L",
    "WBC": "10^9/L",
    "PLT": "10^9/L",
    "BILIRUBIN_TOTAL": "umol/L",
    "BILIRUBIN_DIRECT": "umol/L",
    "CREATININE": "umol/L",
    "ALT": "U/L",
    "AST": "U/L",
    "INR": "ratio",
    "PT": "s",
    "APTT": "s",
    "URINE_PROTEIN_24H": "g/24h",
    "HBV_DNA": "IU/mL",
    "QTC": "ms",
    "LVEF": "%",
}


def spelled(units: str) -> list[str]:
    return units.split("|")


# analytes, factor as written, spellings
UNDERSTOOD: list[tuple[tuple[str, ...], str, list[str]]] = [
    (
        COUNTS,
        "1",
        spelled(
            "10^9/L|10*9/L|10**9/L|10E9/L|10e9/l|x10^9/L|X10^9/L|x10E9/L|*10^9/L|×10^9/L|×10⁹/L|x 10⁹ / L|10⁹/l|"
            "１０^９／Ｌ|G/L|Gpt/L|10^6/mL|10^3/uL|10*3/uL|x10^3/uL|x10E3/uL|10³/µL|10³/μL|10^3/µl|10^3/mcL|"
            "K/uL|k/uL|K/µL|K/μL|K/mcL|K/mm3|10^3/mm3|10*3/mm3|10³/mm³|x10^3/mm^3"
        ),
    ),
    (
        COUNTS,
        "0.001",
        spelled(
            "/uL|/µL|/μL|/ul|/mcL|1/uL|cells/uL|cells / µL|{cells}/uL|#/uL|/mm3|/mm³|/mm^3|cells/mm3|10^6/L|10^3/mL"
        ),
    ),
    (BILIRUBINS, "1", ["umol/L", "µmol/L", "μmol/L", "umol/l", "mcmol/L", "UMOL/L", " µmol / L "]),
    (BILIRUBINS, "17.104", ["mg/dL", "mg/dl", "MG/DL", "mg / dL", "mg/100mL", "mg/100ml"]),
    (BILIRUBINS, "1.7104", ["mg/L", "mg/l"]),
    (("CREATININE",), "1", ["umol/L", "µmol/L", "μmol/l", "UMOL/L"]),
    (("CREATININE",), "88.42", ["mg/dL", "mg/dl", "MG/DL"]),
    (("CREATININE",), "8.842", ["mg/L"]),
    (("CREATININE",), "1000", ["mmol/L"]),
    (ENZYMES, "1", ["U/L", "U/l", "u/l", "IU/L", "iu/L", "UI/L", "[IU]/L", "[iU]/L", "mU/mL"]),
    (ENZYMES, "60", ["ukat/L", "µkat/L", "μkat/l", "mckat/L"]),
    (ENZYMES, "0.06", ["nkat/L"]),
    (("INR",), "1", ["ratio", "Ratio", "{INR}", "{ratio}", "INR", "1", "", "  "]),
    (CLOTTING_TIMES, "1", ["s", "sec", "sec.", "SEC", "secs", "second", "seconds", "秒"]),
    (("URINE_PROTEIN_24H",), "1", ["g/24h", "g/24 h", "g/24hr", "g/d", "g/day", "g/(24.h)", "g/24.h", "g/24小时"]),
    (("URINE_PROTEIN_24H",), "0.001", ["mg/24h", "mg/24 hrs", "mg/d", "mg/day", "mg/(24.h)", "mg/24H"]),
    (("HBV_DNA",), "1", ["IU/mL", "IU/ml", "IU/ML", "[IU]/mL", "[iU]/mL"]),
    (("QTC",), "1", ["ms", "msec"]),
    (("QTC",), "1000", ["s", "sec"]),
    (("LVEF",), "1", ["%", "％"]),
    (("LVEF",), "100", ["1"]),
]

UNKNOWN = [
    # Another power of ten, and a superscript that was lost on the way (109/L might be anything).
    ("ANC", "10^12/L"),
    ("ANC", "109/L"),
    ("ANC", "10 9/L"),
    ("ANC", "%"),
    ("ANC", "g/L"),  # grams, not giga
    ("PLT", "M/uL"),
    ("PLT", "10^9"),
    ("PLT", "mg/dL"),
    ("BILIRUBIN_TOTAL", "Mg/dL"),  # mega
    ("BILIRUBIN_TOTAL", "mg%"),
    ("BILIRUBIN_TOTAL", "U/L"),
    ("BILIRUBIN_TOTAL", "mmol/L"),
    ("CREATININE", "mL/min"),
    ("CREATININE", "Mmol/L"),
    ("ALT", "kat/L"),
    ("ALT", "U"),
    ("INR", "%"),
    ("INR", "s"),
    ("PT", "%"),
    ("PT", "ratio"),
    ("PT", "1"),
    ("PT", "INR"),
    ("PT", "S"),  # siemens
    ("APTT", "ms"),
    ("URINE_PROTEIN_24H", "g"),
    ("URINE_PROTEIN_24H", "g/L"),
    ("URINE_PROTEIN_24H", "mg/g"),
    ("URINE_PROTEIN_24H", "G/24h"),
    ("HBV_DNA", "copies/mL"),
    ("HBV_DNA", "cp/mL"),
    ("HBV_DNA", "log10 IU/mL"),
    ("HBV_DNA", "IU/L"),
    ("QTC", "MS"),  # megasiemens
    ("LVEF", "fraction"),
    ("ALT", "U/L U/L"),
    ("ALT", "U\u200b/L"),  # an invisible character is not white space; ask
]


def spellings() -> list[tuple[str, str, str]]:
    return [(analyte, unit, factor) for analytes, factor, units in UNDERSTOOD for analyte in analytes for unit in units]


@pytest.mark.parametrize(("analyte", "unit", "factor"), spellings())
def test_understood_spelling(analyte: str, unit: str, factor: str) -> None:
    assert to_canonical(analyte, unit) == Fraction(factor)


@pytest.mark.parametrize(("analyte", "unit"), UNKNOWN)
def test_unknown_spelling(analyte: str, unit: str) -> None:
    assert to_canonical(analyte, unit) is None
    assert in_canonical(analyte, Decimal("1.0"), unit) is None


@pytest.mark.parametrize("analyte", sorted(set(CANONICAL) - {"INR"}))
@pytest.mark.parametrize("unit", [None, "", "   ", "\u3000"])
def test_a_missing_unit_is_unknown(analyte: str, unit: str | None) -> None:
    assert to_canonical(analyte, unit) is None


def test_an_inr_needs_no_unit() -> None:
    assert to_canonical("INR", None) == 1
    assert in_canonical("INR", Decimal("1.5"), None) == Decimal("1.5")


def test_the_table_covers_these_analytes_in_these_units() -> None:
    assert {analyte: canonical_unit(analyte) for analyte in ANALYTE_UNITS} == CANONICAL


@pytest.mark.parametrize("analyte", CANONICAL)
def test_the_offered_units_are_understood_and_begin_with_the_canonical_one(analyte: str) -> None:
    offered = accepted_units(analyte)
    assert offered[0] == canonical_unit(analyte)
    assert len(set(offered)) == len(offered)
    assert None not in {to_canonical(analyte, unit) for unit in offered}


@pytest.mark.parametrize("analyte", CANONICAL)
def test_every_spelling_in_the_table_can_be_reached(analyte: str) -> None:
    # A key that normalisation changes would never be found.
    factors = ANALYTE_UNITS[analyte].factors
    assert {unit: to_canonical(analyte, unit) for unit in factors} == dict(factors)


@pytest.mark.parametrize("analyte", CANONICAL)
def test_every_factor_is_a_decimal_fraction(analyte: str) -> None:
    for factor in ANALYTE_UNITS[analyte].factors.values():
        assert 10**6 % factor.denominator == 0


def test_an_unknown_analyte_is_an_error_that_lists_the_known_ones() -> None:
    for ask in (lambda: to_canonical("GLUCOSE", "mmol/L"), lambda: canonical_unit("GLUCOSE")):
        with pytest.raises(ValueError, match=r"no units are known for analyte 'GLUCOSE'; known: ANC, WBC, PLT"):
            ask()


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("BILIRUBIN_TOTAL", "1.2", "mg/dL", "20.5248"),
        ("CREATININE", "1.6", "mg/dL", "141.472"),
        ("CREATININE", "0.09", "mmol/L", "90"),
        ("ALT", "0.7", "µkat/L", "42"),
        ("ANC", "1000", "/µL", "1"),
        ("ANC", "999", "/µL", "0.999"),
        ("PLT", "75000", "/mm3", "75"),
        ("URINE_PROTEIN_24H", "990", "mg/24h", "0.99"),
        ("URINE_PROTEIN_24H", "1000", "mg/d", "1"),
        ("QTC", "0.45", "s", "450"),
        ("LVEF", "0.55", "1", "55"),
    ],
)
def test_values_convert_exactly(analyte: str, value: str, unit: str, expected: str) -> None:
    assert in_canonical(analyte, Decimal(value), unit) == Decimal(expected)


@given(value=st.decimals(min_value=0, max_value=10**6, places=9), spelling=st.sampled_from(spellings()))
def test_no_digit_is_lost(value: Decimal, spelling: tuple[str, str, str]) -> None:
    analyte, unit, factor = spelling
    converted = in_canonical(analyte, value, unit)
    assert converted is not None
    assert Fraction(converted) == Fraction(value) * Fraction(factor)


def test_a_limit_in_another_unit_meets_its_value() -> None:
    # 0.9 mg/dL against 1.5 x 0.6 mg/dL reported as 53.052 umol/L: equal, and binary floats say otherwise.
    value = in_canonical("CREATININE", Decimal("0.9"), "mg/dL")
    limit = in_canonical("CREATININE", Decimal("53.052"), "umol/L")
    assert value is not None
    assert limit is not None
    assert value == Decimal("1.5") * limit


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_value_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"ANC value is .*; it must be a finite number"):
        in_canonical("ANC", Decimal(value), "10^9/L")


def test_more_digits_than_can_be_kept_are_refused() -> None:
    with pytest.raises(ValueError, match=r"ANC value has 201 digits; check the number"):
        in_canonical("ANC", Decimal("1" * 201), "10^9/L")


@given(st.text(max_size=30))
def test_any_text_is_answered_and_only_the_table_gives_a_factor(unit: str) -> None:
    for analyte, units in ANALYTE_UNITS.items():
        factor = to_canonical(analyte, unit)
        assert factor is None or units.blank_allowed or normalised(unit) in units.factors
