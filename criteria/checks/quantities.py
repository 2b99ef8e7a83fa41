"""Numbers that are not one number: censored ones around a limit, and those with a comma."""

from collections.abc import Iterator

from criteria.checks.case import Case, Lab
from criteria.checks.finding import Finding, name_of
from criteria.checks.limits import (
    AT_LEAST,
    NEEDS_ULN,
    passes_limit,
    relaxation,
)
from criteria.intervals import DecimalInterval, compare, exact_decimal, in_half_width
from criteria.text import Text
from criteria.truth import Truth

# --- Q23, Q24 ---------------------------------------------------------------------------------------------------------


def censored(case: Case) -> Iterator[Finding]:
    for lab in case.newest.values():
        if lab.value is None or lab.value.is_exact or not _limit_is_known(lab):
            continue
        if not _is_decided(case, lab):
            message = Text(
                f"{lab.name.en}: {lab.printed} may lie on either side of the limit; ask for the exact value.",
                f"{lab.name.zh}：{lab.printed}可能在限值任一侧，请索取确切数值。",
            )
            yield Finding("Q23", "info", message, (lab.path,))
    for path, value, limit in _other_limits(case):
        if not value.is_exact and not value.doubtful and compare(value, ">", limit) is Truth.UNKNOWN:
            name = name_of(path)
            message = Text(
                f"{name.en}: {value} may lie on either side of the limit {limit}; ask for the exact value.",
                f"{name.zh}：{value}可能在限值{limit}任一侧，请索取确切数值。",
            )
            yield Finding("Q23", "info", message, (path,))


def _limit_is_known(lab: Lab) -> bool:
    return lab.test in AT_LEAST or lab.test == "INR" or (lab.test in NEEDS_ULN and lab.uln is not None)


def _is_decided(case: Case, lab: Lab) -> bool:
    """False where the value itself, not only the unrecorded marrow or liver status, leaves the limit open."""
    relaxed = relaxation(case, lab.test)
    limits = (False, True) if relaxed is None else (relaxed,)
    outcomes = [passes_limit(lab, relaxed=limit) for limit in limits]
    # Above the strict limit, or below the relaxed one, the other limit does not matter.
    return outcomes[0] is Truth.TRUE or outcomes[-1] is Truth.FALSE or Truth.UNKNOWN not in outcomes


def _other_limits(case: Case) -> Iterator[tuple[str, DecimalInterval, DecimalInterval]]:
    virology, urine = case.record.virology, case.record.urine_protein_24h
    if virology is not None and virology.hbv_dna is not None and virology.hbsag != "negative":
        limit = virology.hbv_dna_upper_limit
        if limit is not None and not limit.doubtful:
            yield "virology.hbv_dna", virology.hbv_dna, limit
    if urine is not None and urine.value is not None and urine.unit is not None:
        yield "urine_protein_24h.value", urine.value, exact_decimal(1 if urine.unit == "g/24h" else 1000)


def commas(case: Case) -> Iterator[Finding]:
    """Every quantity with a comma in its text: "1,500" may be 1.5 or 1500. And those in full-width digits."""
    for path, value, block in _quantities(case):
        if value is not None and value.doubtful:
            name = name_of(path)
            plain = in_half_width(value.text)
            if plain != value.text:
                message = Text(
                    f"{name.en}: “{value}” is written in full-width digits; confirm that it is {plain}.",
                    f"{name.zh}：“{value}”为全角数字，请确认为{plain}。",
                )
                yield Finding("Q24", "block", message, (path,), (block,))
                continue
            message = Text(
                f"{name.en}: “{value}” has a comma, which may be a decimal point or a thousands separator; "
                "write it without, such as 1.5 or 1500.",
                f"{name.zh}：“{value}”含逗号，可能是小数点或千位分隔符；请写成1.5或1500这样的形式。",
            )
            yield Finding("Q24", "block", message, (path,), (block,))


def _quantities(case: Case) -> Iterator[tuple[str, DecimalInterval | None, str]]:
    record = case.record
    yield "weight_kg", record.weight_kg, "weight_kg"
    yield "height_cm", record.height_cm, "height_cm"
    yield "estimated_survival_weeks", record.estimated_survival_weeks, "estimated_survival_weeks"
    # All entries, also those whose test is not chosen yet; the many that are plain numbers need no name.
    for index, result in enumerate(record.labs or ()):
        if result.value is not None and result.value.doubtful:
            yield f"labs[{index}].value", result.value, f"labs[{index}]"
        if result.uln is not None and result.uln.doubtful:
            yield f"labs[{index}].uln", result.uln, f"labs[{index}].uln"
    if record.urine_protein_24h is not None:
        yield "urine_protein_24h.value", record.urine_protein_24h.value, "urine_protein_24h.value"
    if record.virology is not None:
        yield "virology.hbv_dna", record.virology.hbv_dna, "virology.hbv_dna"
        yield "virology.hbv_dna_upper_limit", record.virology.hbv_dna_upper_limit, "virology.hbv_dna_upper_limit"
    if record.cardiac is not None:
        yield "cardiac.qtc_ms", record.cardiac.qtc_ms, "cardiac.qtc_ms"
        yield "cardiac.lvef_percent", record.cardiac.lvef_percent, "cardiac.lvef_percent"
