"""Values that no patient has in the unit given: slips of unit and scale, not illness. Limits by data-quality table."""

from collections.abc import Iterator
from decimal import Decimal

from criteria.checks.case import Case, Lab
from criteria.checks.finding import Finding
from criteria.checks.limits import (
    MG_DL_BILIRUBIN,
    MG_DL_CREATININE,
    all_above,
    all_below,
)
from criteria.intervals import DecimalInterval, compare, compare_with
from criteria.text import Text
from criteria.truth import Truth

# --- Q17, Q19 to Q22: implausible values -------------------------------------------------------------------------------

_COUNTS: dict[str, tuple[Decimal | None, Decimal]] = {
    "ANC": (Decimal("0.001"), Decimal(100)),
    "WBC": (None, Decimal(500)),
    "PLT": (Decimal(1), Decimal(3000)),
}


def _implausible(check: str, lab: Lab, proposal: Text) -> Finding:
    message = Text(
        f"{lab.name.en}: {lab.printed} is outside the possible range. {proposal.en}",
        f"{lab.name.zh}：{lab.printed}超出可能范围。{proposal.zh}",
    )
    return Finding(check, "block", message, (lab.path,), (lab.path,))


def counts(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test not in _COUNTS:
            continue
        low, high = _COUNTS[lab.test]
        if all_above(lab.value, high):
            yield _implausible("Q17", lab, Text("Did you mean /µL? Check the report.", "是否为/µL？请核对报告。"))
        elif low is not None and all_below(lab.value, low):
            proposal = Text(
                "Did you mean ×10⁹/L? If none was found, enter the laboratory's limit, such as <0.1.",
                "是否为×10⁹/L？若未检出，请录入实验室检出限，如<0.1。",
            )
            yield _implausible("Q17", lab, proposal)


def neutrophils_above_white_cells(case: Case) -> Iterator[Finding]:
    for anc in case.labs_of("ANC"):
        if anc.value is None or anc.day is None:
            continue
        for wbc in case.labs_of("WBC"):
            if wbc.value is None or wbc.day != anc.day:
                continue
            if compare(anc.value, ">", wbc.value) is Truth.TRUE:
                message = Text(
                    f"{anc.name.en}: {anc.printed} is more than all white cells ({wbc.printed}); check both.",
                    f"{anc.name.zh}：{anc.printed}高于白细胞总数（{wbc.printed}），请核对两者。",
                )
                yield Finding("Q18", "block", message, (anc.path, wbc.path), (anc.path, wbc.path))


def creatinine(case: Case) -> Iterator[Finding]:
    for lab in case.labs_of("CREATININE"):
        if lab.factor is None:
            continue
        molar = lab.factor in {1, 1000}
        if molar and all_below(lab.value, 5):
            yield _implausible("Q19", lab, Text("Did you mean mg/dL? Check the report.", "是否为mg/dL？请核对报告。"))
        elif not molar and all_above(lab.value, 20 * MG_DL_CREATININE):
            yield _implausible("Q19", lab, Text("Did you mean µmol/L? Check the report.", "是否为µmol/L？请核对报告。"))


def bilirubin(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test not in {"BILIRUBIN_TOTAL", "BILIRUBIN_DIRECT"} or lab.factor is None:
            continue
        if lab.factor == 1 and lab.test == "BILIRUBIN_TOTAL" and all_below(lab.value, 1):
            yield _implausible("Q20", lab, Text("Did you mean mg/dL? Check the report.", "是否为mg/dL？请核对报告。"))
        elif lab.factor != 1 and all_above(lab.value, 60 * MG_DL_BILIRUBIN):
            yield _implausible("Q20", lab, Text("Did you mean µmol/L? Check the report.", "是否为µmol/L？请核对报告。"))
    yield from _direct_above_total(case)


def _direct_above_total(case: Case) -> Iterator[Finding]:
    for direct in case.labs_of("BILIRUBIN_DIRECT"):
        if direct.value is None or direct.day is None:
            continue
        for total in case.labs_of("BILIRUBIN_TOTAL"):
            if total.value is None or total.day != direct.day:
                continue
            if compare(direct.value, ">", total.value) is Truth.TRUE:
                message = Text(
                    f"{direct.name.en}: {direct.printed} is more than total bilirubin ({total.printed}); check both.",
                    f"{direct.name.zh}：{direct.printed}高于总胆红素（{total.printed}），请核对两者。",
                )
                yield Finding("Q20", "warn", message, (direct.path, total.path))


def transaminases(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test not in {"ALT", "AST"}:
            continue
        if all_above(lab.value, 30_000):
            yield _implausible("Q21", lab, Text("Check value and unit on the report.", "请核对报告上的数值和单位。"))
        elif lab.factor == 1 and all_below(lab.value, 1):
            message = Text(
                f"{lab.name.en}: {lab.printed} is very low; is the unit µkat/L? Check the report.",
                f"{lab.name.zh}：{lab.printed}过低，是否为µkat/L？请核对报告。",
            )
            yield Finding("Q21", "warn", message, (lab.path,))


_INR_LOWEST, _INR_NORMAL_TO, _INR_RAISED_ABOVE = Decimal("0.5"), Decimal("1.2"), Decimal("1.5")
_PT_LONG_ABOVE = Decimal("1.5")


def clotting(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test == "INR" and (all_below(lab.value, _INR_LOWEST) or all_above(lab.value, 20)):
            yield _implausible("Q22", lab, Text("Check the value on the report.", "请核对报告上的数值。"))
        elif lab.test == "APTT" and all_below(lab.value, 10):
            yield _implausible("Q22", lab, Text("Is it a ratio? Enter seconds.", "是否为比值？请录入秒数。"))
        elif lab.test == "PT":
            yield from _prothrombin_time(case, lab)


def _prothrombin_time(case: Case, lab: Lab) -> Iterator[Finding]:
    """A healthy prothrombin time is about 12 s or 100 %: more than 50 s with a normal INR is a percentage."""
    inr = next((other for other in case.labs_of("INR") if other.day == lab.day and lab.day), None)
    ratio = inr.value if inr is not None else None
    if all_above(lab.value, 50) and not all_above(ratio, _INR_RAISED_ABOVE):
        if ratio is not None:
            yield _implausible("Q22", lab, Text("Is it in %? Enter seconds.", "是否为百分比？请录入秒数。"))
            return
        message = Text(
            f"{lab.name.en}: {lab.printed} may be a percentage; enter seconds.",
            f"{lab.name.zh}：{lab.printed}可能是百分比，请录入秒数。",
        )
        yield Finding("Q22", "warn", message, (lab.path,))
    elif inr is not None and ratio is not None and _discordant(lab, ratio):
        message = Text(
            f"{lab.name.en}: {lab.printed} does not go with the INR {inr.printed} of the same day; check both.",
            f"{lab.name.zh}：{lab.printed}与同日INR {inr.printed}不一致，请核对两者。",
        )
        yield Finding("Q22", "warn", message, (lab.path, inr.path))


def _discordant(pt: Lab, ratio: DecimalInterval) -> bool:
    """INR of 2 or more with a normal PT, or an INR up to 1.2 with a PT of more than 1.5 times its limit."""
    if pt.value is None or pt.uln is None:
        return False
    if compare_with(ratio, ">=", 2) is Truth.TRUE:
        return compare(pt.value, "<=", pt.uln) is Truth.TRUE
    is_normal = compare_with(ratio, "<=", _INR_NORMAL_TO) is Truth.TRUE
    return is_normal and compare(pt.value, ">", pt.uln.scaled(_PT_LONG_ABOVE)) is Truth.TRUE
