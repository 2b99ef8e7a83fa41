"""The limits of I12 and E04, to tell which results a limit runs through; the verdict itself is the rule's."""

from decimal import Decimal

from criteria.checks.case import Case, Lab
from criteria.intervals import DecimalInterval, compare, compare_with
from criteria.truth import Truth

NEEDS_ULN = frozenset({"BILIRUBIN_TOTAL", "CREATININE", "ALT", "AST", "PT", "APTT"})

# In umol/L (rule G10).
MG_DL_BILIRUBIN = Decimal("17.104")
MG_DL_CREATININE = Decimal("88.42")

AT_LEAST: dict[str, tuple[Decimal, Decimal]] = {
    "ANC": (Decimal("1.0"), Decimal("0.5")),
    "PLT": (Decimal(75), Decimal(20)),
}
_TIMES_ULN: dict[str, tuple[Decimal, Decimal]] = {
    "BILIRUBIN_TOTAL": (Decimal("1.5"), Decimal("1.5")),
    "CREATININE": (Decimal("1.5"), Decimal("1.5")),
    "ALT": (Decimal(3), Decimal(5)),
    "AST": (Decimal(3), Decimal(5)),
    "APTT": (Decimal("1.5"), Decimal("1.5")),
}
_INR_AT_MOST = Decimal("1.5")
_SECONDS_ABOVE_ULN = Decimal(4)


def passes_limit(lab: Lab, *, relaxed: bool) -> Truth:
    value, uln = lab.value, lab.uln
    if value is None or (uln is None and lab.test in NEEDS_ULN):
        return Truth.UNKNOWN
    if lab.test in AT_LEAST:
        return compare_with(value, ">=", AT_LEAST[lab.test][relaxed])
    if lab.test == "INR":
        return compare_with(value, "<=", _INR_AT_MOST)
    if lab.test == "PT" and uln is not None:
        return compare(value, "<=", uln.plus(_SECONDS_ABOVE_ULN))
    if lab.test in _TIMES_ULN and uln is not None:
        return compare(value, "<=", uln.scaled(_TIMES_ULN[lab.test][relaxed]))
    return Truth.UNKNOWN


def relaxation(case: Case, test: str) -> bool | None:
    """Does the wider limit apply? None where that is not recorded."""
    if test in AT_LEAST:
        return case.record.bone_marrow_involvement
    return case.record.liver_metastasis if test in {"ALT", "AST"} else False


def passes(case: Case, lab: Lab) -> Truth:
    relaxed = relaxation(case, lab.test)
    if relaxed is not None:
        return passes_limit(lab, relaxed=relaxed)
    strict, wide = passes_limit(lab, relaxed=False), passes_limit(lab, relaxed=True)
    return strict if strict is wide else Truth.UNKNOWN


def passes_only_relaxed(case: Case, lab: Lab) -> bool:
    return (
        relaxation(case, lab.test) is True
        and passes_limit(lab, relaxed=True) is Truth.TRUE
        and passes_limit(lab, relaxed=False) is not Truth.TRUE
    )


def all_below(value: DecimalInterval | None, limit: Decimal | int) -> bool:
    """Is every possible value smaller? "<5" is below 5."""
    if value is None or value.high is None:
        return False
    return value.high < limit or (value.high_open and value.high == limit)


def all_above(value: DecimalInterval | None, limit: Decimal | int) -> bool:
    return value is not None and (value.low > limit or (value.low_open and value.low == limit))
