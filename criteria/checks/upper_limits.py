"""The upper limit of normal that belongs to a result, and the units of both."""

from collections.abc import Iterator
from decimal import Decimal

from criteria.checks.case import Case, Lab
from criteria.checks.finding import Finding
from criteria.checks.limits import (
    MG_DL_BILIRUBIN,
    MG_DL_CREATININE,
    NEEDS_ULN,
    all_above,
    all_below,
)
from criteria.intervals import DecimalInterval
from criteria.text import Text

# --- Q15: the upper limit of normal ---------------------------------------------------------------------------------------

# Outside these a limit was written in another unit, or is that of another test (canonical units).
_PLAUSIBLE_ULN: dict[str, tuple[Decimal, Decimal]] = {
    # 0.5 mg/dL: the limit of the direct fraction lies below; 15 mg/dL: limits in umol/L written as mg/dL lie above.
    "BILIRUBIN_TOTAL": (Decimal("0.5") * MG_DL_BILIRUBIN, 15 * MG_DL_BILIRUBIN),
    "CREATININE": (Decimal(5), 20 * MG_DL_CREATININE),
    "ALT": (Decimal(5), Decimal(500)),
    "AST": (Decimal(5), Decimal(500)),
    "PT": (Decimal(5), Decimal(30)),
    "APTT": (Decimal(5), Decimal(100)),
}
_CREATININE_ULN_OF_CHILDREN = Decimal(80)
_CHILDREN_UNDER = 10


def upper_limits(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test not in NEEDS_ULN:
            continue
        if lab.result.uln is None:
            yield from _missing_uln(case, lab)
        elif lab.uln is not None:
            yield from _implausible_uln(case, lab, lab.uln)


def _missing_uln(case: Case, lab: Lab) -> Iterator[Finding]:
    if case.newest.get(lab.test) is lab:
        message = Text(
            f"{lab.name.en}: the upper limit of normal is missing; enter the one printed beside this result.",
            f"{lab.name.zh}：缺少正常值上限，请录入该结果旁所印的上限。",
        )
        yield Finding("Q15", "block", message, (f"{lab.path}.uln",))


def _implausible_uln(case: Case, lab: Lab, uln: DecimalInterval) -> Iterator[Finding]:
    low, high = _PLAUSIBLE_ULN[lab.test]
    path = f"{lab.path}.uln"
    why = _why_implausible(lab.test, uln, low, high)
    if why is not None:
        message = Text(
            f"{lab.name.en}: the upper limit {lab.printed_uln} {why.en}; check limit and unit on the report.",
            f"{lab.name.zh}：正常值上限{lab.printed_uln}{why.zh}，请核对报告上的上限和单位。",
        )
        yield Finding("Q15", "block", message, (path,), (path,))
    elif (
        lab.test == "CREATININE"
        and all_above(uln, _CREATININE_ULN_OF_CHILDREN)
        and case.is_younger_than(_CHILDREN_UNDER, lab.day or case.assessment)
    ):
        message = Text(
            f"{lab.name.en}: the upper limit {lab.printed_uln} is that of an adult; "
            "under 10 years enter the laboratory's limit for the age.",
            f"{lab.name.zh}：正常值上限{lab.printed_uln}为成人上限；未满10岁请录入实验室的相应年龄上限。",
        )
        yield Finding("Q15", "warn", message, (path,))


def _why_implausible(test: str, uln: DecimalInterval, low: Decimal, high: Decimal) -> Text | None:
    if uln.high == 0:
        return Text("is zero", "为零")
    if all_below(uln, low):
        if test == "BILIRUBIN_TOTAL":
            return Text("looks like that of direct bilirubin, or of another unit", "像是直接胆红素或其他单位的上限")
        return Text("looks like that of another unit", "像是其他单位的上限")
    return Text("looks like that of another unit", "像是其他单位的上限") if all_above(uln, high) else None


# --- Q16: units -------------------------------------------------------------------------------------------------------


def units(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        result = lab.result
        if result.value is not None and lab.factor is None:
            said = Text("has no unit", "缺少单位") if not result.unit else _unknown_unit(result.unit)
            message = Text(
                f"{lab.name.en}: {result.value} {said.en}; enter the unit printed on the report.",
                f"{lab.name.zh}：{result.value}{said.zh}，请录入报告所印的单位。",
            )
            yield Finding("Q16", "block", message, (f"{lab.path}.unit",), (lab.path,))
        elif result.uln is not None and result.uln_unit:
            yield from _uln_unit(lab, result.uln_unit)


def _unknown_unit(unit: str) -> Text:
    return Text(f"is in “{unit}”, which cannot be converted for this test", f"的单位“{unit}”无法换算")


def _uln_unit(lab: Lab, uln_unit: str) -> Iterator[Finding]:
    path = f"{lab.path}.uln_unit"
    if lab.uln is None and lab.result.uln is not None and not lab.result.uln.doubtful:
        said = _unknown_unit(uln_unit)
        message = Text(
            f"{lab.name.en}: the upper limit {lab.result.uln} {said.en}; enter the unit printed on the report.",
            f"{lab.name.zh}：上限{lab.result.uln}{said.zh}，请录入报告所印的单位。",
        )
        yield Finding("Q16", "block", message, (path,), (f"{lab.path}.uln",))
    elif uln_unit != lab.result.unit and lab.uln is not None:
        message = Text(
            f"{lab.name.en}: result ({lab.printed}) and upper limit ({lab.printed_uln}) are in different units; "
            "they are compared after conversion.",
            f"{lab.name.zh}：结果（{lab.printed}）与上限（{lab.printed_uln}）单位不同，换算后比较。",
        )
        yield Finding("Q16", "info", message, (f"{lab.path}.unit", path))
