"""The closed table of laboratory units: analyte and spelling in, exact factor to the analyte's canonical unit out.

A spelling that is not in the table, and a missing one, is unknown: the result then has no known size, and no rule may
pass on it. There is no general unit parser behind the table, because it would read laboratory habits wrongly (``K/uL``
is thousand per microlitre to a laboratory, and kelvin per microlitre in UCUM) and convert what must not be converted
(copies/mL is not IU/mL).

What is normalised before the look-up, and nothing else:

* Unicode compatibility forms (NFKC), superscripts as ``^`` and digits, both micro signs as ``u``, the multiplication sign
  as ``x``; white space is dropped;
* ``x10E9``, ``10*9``, ``x10^9`` are ``10^9``; ``mc`` for micro (``mcL``, ``mcmol``) is ``u``;
* litre is ``L`` or ``l``.

Otherwise case matters, because it changes the meaning (``m`` milli, ``M`` mega; ``g`` gram, ``G`` giga; ``s`` second,
``S`` siemens). The capitals that laboratory systems print (``MG/DL``, ``UMOL/L``, ``SEC``) are listed one by one.

Sources: bilirubin 1 mg/dL = 17.104 umol/L (molar mass 584.66 g/mol), creatinine 1 mg/dL = 88.42 umol/L (113.12 g/mol)
as the protocol's reading fixes them; 1 ukat/L = 60 U/L by definition of the katal.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class AnalyteUnits:
    """The units of one analyte: canonical first, each accepted spelling with its factor to the canonical unit."""

    canonical: str
    # For pick lists, best known first. Every one is a key of ``factors``.
    offered: tuple[str, ...]
    factors: Mapping[str, Fraction] = field(repr=False)
    # True where a laboratory prints no unit because the quantity has none (INR).
    blank_allowed: bool = False


def _factors(table: Mapping[str, str]) -> Mapping[str, Fraction]:
    """Spelling -> exact factor, from a table of factor as written -> spellings."""
    return MappingProxyType({unit: Fraction(factor) for factor, units in table.items() for unit in units.split()})


_COUNT = AnalyteUnits(
    canonical="10^9/L",
    offered=("10^9/L", "10^3/uL", "K/uL", "10^3/mm3", "/uL", "/mm3"),
    factors=_factors(
        {
            "1": "10^9/L G/L Gpt/L 10^3/uL K/uL k/uL 10^3/mm3 10^3/mm^3 K/mm3 10^3cells/uL 10^6/mL",
            "0.001": "/uL 1/uL cells/uL cell/uL {cells}/uL #/uL /mm3 /mm^3 1/mm3 cells/mm3 cells/mm^3 10^6/L 10^3/mL",
        }
    ),
)
_BILIRUBIN = AnalyteUnits(
    canonical="umol/L",
    offered=("umol/L", "mg/dL", "mg/L"),
    factors=_factors({"1": "umol/L UMOL/L", "17.104": "mg/dL MG/DL mg/100mL", "1.7104": "mg/L"}),
)
_CREATININE = AnalyteUnits(
    canonical="umol/L",
    offered=("umol/L", "mg/dL", "mg/L", "mmol/L"),
    factors=_factors(
        {"1": "umol/L UMOL/L", "88.42": "mg/dL MG/DL mg/100mL", "8.842": "mg/L", "1000": "mmol/L"},
    ),
)
_ENZYME = AnalyteUnits(
    canonical="U/L",
    offered=("U/L", "IU/L", "ukat/L"),
    factors=_factors({"1": "U/L u/L IU/L iu/L UI/L [IU]/L [iU]/L mU/mL", "60": "ukat/L", "0.06": "nkat/L"}),
)
_CLOTTING_TIME = AnalyteUnits(
    canonical="s",
    offered=("s",),
    # A prothrombin time in per cent or as a ratio is another quantity, so neither is here.
    factors=_factors({"1": "s sec sec. secs SEC second seconds 秒"}),
)

ANALYTE_UNITS: Mapping[str, AnalyteUnits] = MappingProxyType(
    {
        "ANC": _COUNT,
        "WBC": _COUNT,
        "PLT": _COUNT,
        "BILIRUBIN_TOTAL": _BILIRUBIN,
        "BILIRUBIN_DIRECT": _BILIRUBIN,
        "CREATININE": _CREATININE,
        "ALT": _ENZYME,
        "AST": _ENZYME,
        "INR": AnalyteUnits(
            canonical="ratio",
            offered=("ratio",),
            factors=_factors({"1": "ratio Ratio INR {INR} {ratio} 1"}),
            blank_allowed=True,
        ),
        "PT": _CLOTTING_TIME,
        "APTT": _CLOTTING_TIME,
        "URINE_PROTEIN_24H": AnalyteUnits(
            canonical="g/24h",
            offered=("g/24h", "mg/24h"),
            factors=_factors(
                {
                    "1": "g/24h g/24hr g/24hrs g/24H g/24.h g/(24.h) g/d g/day g/24小时",
                    "0.001": "mg/24h mg/24hr mg/24hrs mg/24H mg/24.h mg/(24.h) mg/d mg/day mg/24小时",
                }
            ),
        ),
        # copies/mL is not here: the factor to IU/mL (about 5.6) depends on the assay.
        "HBV_DNA": AnalyteUnits(
            canonical="IU/mL",
            offered=("IU/mL",),
            factors=_factors({"1": "IU/mL IU/ML UI/mL [IU]/mL [iU]/mL"}),
        ),
        "QTC": AnalyteUnits(
            canonical="ms",
            offered=("ms", "s"),
            factors=_factors({"1": "ms msec MSEC", "1000": "s sec SEC"}),
        ),
        # UCUM's "1" says that the value is a fraction of one.
        "LVEF": AnalyteUnits(canonical="%", offered=("%",), factors=_factors({"1": "%", "100": "1"})),
    }
)

_SUPERSCRIPTS = re.compile("[⁰¹²³⁴-⁹]+")
_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LOOK_ALIKES = str.maketrans({"μ": "u", "×": "x", "∗": "*", "⁄": "/"})
_POWER_OF_TEN = re.compile(r"^[xX*]?10(?:\^|\*\*?|[eE])(?=\d)")
_MICRO_AS_MC = re.compile(r"(?:^|(?<=/))mc(?=mol|kat|[Ll]$)")
_LITRE = re.compile(r"(?<=/)([dmu]?|100m)l$")

_EXACT = Context(prec=200, traps=[Inexact])


def canonical_unit(analyte: str) -> str:
    """The unit in which values of the analyte are compared. Raises ValueError for an analyte without a table."""
    return _units_of(analyte).canonical


def accepted_units(analyte: str) -> tuple[str, ...]:
    """The spellings to offer in a pick list, preferred first; many more are understood."""
    return _units_of(analyte).offered


def to_canonical(analyte: str, unit: str | None) -> Fraction | None:
    """The exact factor from ``unit`` to the canonical unit; None when the unit is missing or not in the table."""
    units = _units_of(analyte)
    # The table's own spellings, by far the most frequent, need no normalising: it leaves them as they are.
    known = units.factors.get(unit or "")
    if known is not None:
        return known
    spelling = normalised(unit or "")
    if not spelling:
        return Fraction(1) if units.blank_allowed else None
    return units.factors.get(spelling)


def in_canonical(analyte: str, value: Decimal, unit: str | None) -> Decimal | None:
    """``value`` in the canonical unit, with every digit; None when the unit is missing or not in the table.

    Raises ValueError when the value is not finite or has so many digits that the product could not be exact.
    """
    factor = to_canonical(analyte, unit)
    if factor is None:
        return None
    if not value.is_finite():
        raise ValueError(f"{analyte} value is {value}; it must be a finite number")
    try:
        # Every factor is a decimal fraction (the tests hold this), so the quotient ends.
        return _EXACT.divide(_EXACT.multiply(value, Decimal(factor.numerator)), Decimal(factor.denominator))
    except Inexact:
        raise ValueError(f"{analyte} value has {len(value.as_tuple().digits)} digits; check the number") from None


def normalised(unit: str) -> str:
    """The spelling under which a unit is looked up: see the top of this page for what is changed."""
    text = _SUPERSCRIPTS.sub(lambda found: "^" + found.group().translate(_SUPERSCRIPT_DIGITS), unit)
    text = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    text = "".join(text.split())
    text = _POWER_OF_TEN.sub("10^", text)
    text = _MICRO_AS_MC.sub("u", text)
    return _LITRE.sub(r"\1L", text)


def _units_of(analyte: str) -> AnalyteUnits:
    try:
        return ANALYTE_UNITS[analyte]
    except KeyError:
        raise ValueError(f"no units are known for analyte {analyte!r}; known: {', '.join(ANALYTE_UNITS)}") from None
