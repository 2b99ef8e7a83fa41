"""Laboratory results: within the period, of one mind, in a unit that fits, and decisive.

The plausibility limits catch slips of unit and scale, not illness: what can be measured in a patient stays usable.
"""

from collections.abc import Iterator
from decimal import Decimal

from criteria.checks.case import Case, Lab
from criteria.checks.finding import Finding, name_of
from criteria.intervals import DateInterval, DecimalInterval, compare, exact_decimal
from criteria.text import Text
from criteria.truth import Truth

NEEDS_ULN = frozenset({"BILIRUBIN_TOTAL", "CREATININE", "ALT", "AST", "PT", "APTT"})

_MG_DL_BILIRUBIN = Decimal("17.104")
_MG_DL_CREATININE = Decimal("88.42")


def _all_below(value: DecimalInterval | None, limit: Decimal) -> bool:
    """Is every possible value smaller? "<5" is below 5."""
    if value is None or value.high is None:
        return False
    return value.high < limit or (value.high_open and value.high == limit)


def _all_above(value: DecimalInterval | None, limit: Decimal) -> bool:
    return value is not None and (value.low > limit or (value.low_open and value.low == limit))


# --- Q10, Q11 ---------------------------------------------------------------------------------------------------------


def outside_screening(case: Case) -> Iterator[Finding]:
    if case.start is None:
        return
    for lab in case.labs:
        when = lab.result.date
        if when is None:
            continue
        if when.last < case.start.first:
            yield _before_screening(case, lab.path, lab.name, case.start, repeated=lab.test in case.newest)
        else:
            yield from _before_consent(case, lab, when)
    record = case.record
    for path, when in (
        ("performance", record.performance.date if record.performance is not None else None),
        ("virology", record.virology.date if record.virology is not None else None),
    ):
        if when is not None and when.last < case.start.first:
            label = name_of(path)
            name = Text(f"{label.en} of {when}", f"{when}的{label.zh}")
            yield _before_screening(case, path, name, case.start, repeated=False)


def _before_screening(case: Case, path: str, name: Text, start: DateInterval, *, repeated: bool) -> Finding:
    if repeated:
        message = Text(
            f"{name.en} is before the start of screening {start}; the result within screening is used.",
            f"{name.zh}早于筛选开始日期{start}；采用筛选期内的结果。",
        )
        return Finding("Q10", "info", message, (path,))
    message = Text(
        f"{name.en} is before the start of screening {start}: repeat it within screening.",
        f"{name.zh}早于筛选开始日期{start}，请在筛选期内复查。",
    )
    return Finding("Q10", "block", message, (path,), (path,))


def _before_consent(case: Case, lab: Lab, when: DateInterval) -> Iterator[Finding]:
    consent = case.record.icf.signed_date if case.record.icf is not None else None
    if consent is not None and when.last < consent.first:
        message = Text(
            f"{lab.name.en} is before the consent of {consent}: it counts only as standard care; confirm that it was.",
            f"{lab.name.zh}早于知情同意日期{consent}：仅可作为常规诊疗结果，请确认。",
        )
        yield Finding("Q10", "info", message, (lab.path,))


def too_old(case: Case) -> Iterator[Finding]:
    """One finding for all results of the same day."""
    if case.first_dose is None:
        return
    by_age: dict[int, list[Lab]] = {}
    for lab in case.newest.values():
        age = (case.first_dose - lab.day).days if lab.day is not None else 0
        if age > case.result_max_age_days:
            by_age.setdefault(age, []).append(lab)
    for age, labs in by_age.items():
        tests = ", ".join(lab.test for lab in labs)
        message = Text(
            f"{tests} of {labs[0].result.date} will be {age} days old at the planned first dose "
            f"(more than {case.result_max_age_days}): plan a repeat.",
            f"{labs[0].result.date}的{tests}到计划首次给药时已{age}天（超过{case.result_max_age_days}天）：请安排复查。",
        )
        yield Finding("Q11", "warn", message, tuple(lab.path for lab in labs))


# --- Q12, Q13, Q14 ----------------------------------------------------------------------------------------------------


def _same_day_pairs(case: Case) -> Iterator[tuple[Lab, Lab]]:
    """Each result with the first one of the same test and day."""
    first: dict[tuple[str, object], Lab] = {}
    for lab in case.labs:
        day = lab.day
        if day is None or lab.value is None:
            continue
        earlier = first.setdefault((lab.test, day), lab)
        if earlier is not lab:
            yield earlier, lab


def _same_value(one: Lab, other: Lab) -> bool:
    return (
        one.value is not None
        and other.value is not None
        and (one.value.low, one.value.high, one.value.low_open, one.value.high_open)
        == (other.value.low, other.value.high, other.value.low_open, other.value.high_open)
    )


def duplicates(case: Case) -> Iterator[Finding]:
    for one, other in _same_day_pairs(case):
        if _same_value(one, other):
            message = Text(
                f"{other.name.en}: {other.printed} is entered twice; keep one.",
                f"{other.name.zh}：{other.printed}重复录入，请保留一条。",
            )
            yield Finding("Q12", "warn", message, (one.path, other.path))


def conflicts(case: Case) -> Iterator[Finding]:
    """The rule itself answers UNKNOWN where the verdicts differ, so nothing is blocked here."""
    for one, other in _same_day_pairs(case):
        if not _same_value(one, other):
            message = Text(
                f"{other.name.en} has two results, {one.printed} and {other.printed}: remove the wrong one.",
                f"{other.name.zh}有两个结果：{one.printed}和{other.printed}，请删除错误的一条。",
            )
            yield Finding("Q13", "block", message, (one.path, other.path))


def trend(case: Case) -> Iterator[Finding]:
    for test, newest in case.newest.items():
        previous = _previous(case, newest)
        if previous is None:
            continue
        now, before = passes(case, newest), passes(case, previous)
        if now is Truth.UNKNOWN or before is Truth.UNKNOWN or now is before:
            continue
        passed = now is Truth.TRUE
        message = Text(
            f"{test}: the newest result {newest.printed} ({newest.day}) {'passes' if passed else 'fails'}, "
            f"the one before it {previous.printed} ({previous.day}) {'failed' if passed else 'passed'}; "
            "the newest counts, check both.",
            f"{test}：最新结果{newest.printed}（{newest.day}）{'符合' if passed else '不符合'}，"
            f"前一次{previous.printed}（{previous.day}）{'不符合' if passed else '符合'}；以最新结果为准，请核对。",
        )
        yield Finding("Q14", "warn", message, (newest.path, previous.path))


def _previous(case: Case, newest: Lab) -> Lab | None:
    """The latest result of the same test on an earlier day of screening."""
    found: Lab | None = None
    for lab in case.labs:
        if lab.test != newest.test or lab.value is None or lab.day is None or newest.day is None:
            continue
        in_screening = case.start is None or lab.day >= case.start.first
        if in_screening and lab.day < newest.day and (found is None or found.day is None or lab.day > found.day):
            found = lab
    return found


# --- the limits of I12 and E04, to tell which results a limit runs through ------------------------------------------------

_AT_LEAST: dict[str, tuple[Decimal, Decimal]] = {
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


def _passes_limit(lab: Lab, *, relaxed: bool) -> Truth:
    value = lab.value
    if value is None:
        return Truth.UNKNOWN
    if lab.test in _AT_LEAST:
        return compare(value, ">=", exact_decimal(_AT_LEAST[lab.test][relaxed]))
    if lab.test == "INR":
        return compare(value, "<=", exact_decimal(Decimal("1.5")))
    if lab.uln is None:
        return Truth.UNKNOWN
    if lab.test == "PT":
        return compare(value, "<=", lab.uln.plus(Decimal(4)))
    if lab.test in _TIMES_ULN:
        return compare(value, "<=", lab.uln.scaled(_TIMES_ULN[lab.test][relaxed]))
    return Truth.UNKNOWN


def relaxation(case: Case, test: str) -> bool | None:
    """Does the wider limit apply? None where that is not recorded."""
    if test in _AT_LEAST:
        return case.record.bone_marrow_involvement
    return case.record.liver_metastasis if test in {"ALT", "AST"} else False


def passes(case: Case, lab: Lab) -> Truth:
    relaxed = relaxation(case, lab.test)
    if relaxed is not None:
        return _passes_limit(lab, relaxed=relaxed)
    strict, wide = _passes_limit(lab, relaxed=False), _passes_limit(lab, relaxed=True)
    return strict if strict is wide else Truth.UNKNOWN


def passes_only_relaxed(case: Case, lab: Lab) -> bool:
    return (
        relaxation(case, lab.test) is True
        and _passes_limit(lab, relaxed=True) is Truth.TRUE
        and _passes_limit(lab, relaxed=False) is not Truth.TRUE
    )


# --- Q15: the upper limit of normal ---------------------------------------------------------------------------------------

# Outside these a limit was written in another unit, or is that of another test (canonical units).
_PLAUSIBLE_ULN: dict[str, tuple[Decimal, Decimal]] = {
    # 0.5 mg/dL: the limit of the direct fraction lies below; 15 mg/dL: limits in umol/L written as mg/dL lie above.
    "BILIRUBIN_TOTAL": (Decimal("0.5") * _MG_DL_BILIRUBIN, 15 * _MG_DL_BILIRUBIN),
    "CREATININE": (Decimal(5), 20 * _MG_DL_CREATININE),
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
        and _all_above(uln, _CREATININE_ULN_OF_CHILDREN)
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
    if _all_below(uln, low):
        if test == "BILIRUBIN_TOTAL":
            return Text("looks like that of direct bilirubin, or of another unit", "像是直接胆红素或其他单位的上限")
        return Text("looks like that of another unit", "像是其他单位的上限")
    return Text("looks like that of another unit", "像是其他单位的上限") if _all_above(uln, high) else None


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


# --- Q17, Q19 to Q22: implausible values -------------------------------------------------------------------------------

_COUNTS: dict[str, tuple[Decimal | None, Decimal]] = {
    "ANC": (Decimal("0.001"), Decimal(100)),
    "WBC": (None, Decimal(500)),
    "PLT": (Decimal(1), Decimal(3000)),
}


def _implausible(check: str, lab: Lab, proposal: Text) -> Finding:
    message = Text(
        f"{lab.name.en}: {lab.printed} is not plausible; {proposal.en}",
        f"{lab.name.zh}：{lab.printed}不合理；{proposal.zh}",
    )
    return Finding(check, "block", message, (lab.path,), (lab.path,))


def counts(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test not in _COUNTS:
            continue
        low, high = _COUNTS[lab.test]
        if _all_above(lab.value, high):
            yield _implausible("Q17", lab, Text("is the unit /µL? Check the report.", "单位是否为/µL？请核对报告。"))
        elif low is not None and _all_below(lab.value, low):
            proposal = Text(
                "is the unit ×10⁹/L? If none was found, enter the laboratory's limit, such as <0.1.",
                "单位是否为×10⁹/L？若未检出，请录入实验室检出限，如<0.1。",
            )
            yield _implausible("Q17", lab, proposal)


def neutrophils_above_white_cells(case: Case) -> Iterator[Finding]:
    for anc in case.labs:
        if anc.test != "ANC" or anc.value is None or anc.day is None:
            continue
        for wbc in case.labs:
            if wbc.test != "WBC" or wbc.value is None or wbc.day != anc.day:
                continue
            if compare(anc.value, ">", wbc.value) is Truth.TRUE:
                message = Text(
                    f"{anc.name.en}: {anc.printed} is more than all white cells ({wbc.printed}); check both.",
                    f"{anc.name.zh}：{anc.printed}高于白细胞总数（{wbc.printed}），请核对两者。",
                )
                yield Finding("Q18", "block", message, (anc.path, wbc.path), (anc.path, wbc.path))


def creatinine(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test != "CREATININE" or lab.factor is None:
            continue
        molar = lab.factor in {1, 1000}
        if molar and _all_below(lab.value, Decimal(5)):
            yield _implausible(
                "Q19", lab, Text("is the unit mg/dL? Check the report.", "单位是否为mg/dL？请核对报告。")
            )
        elif not molar and _all_above(lab.value, 20 * _MG_DL_CREATININE):
            yield _implausible(
                "Q19", lab, Text("is the unit µmol/L? Check the report.", "单位是否为µmol/L？请核对报告。")
            )


def bilirubin(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test not in {"BILIRUBIN_TOTAL", "BILIRUBIN_DIRECT"} or lab.factor is None:
            continue
        if lab.factor == 1 and lab.test == "BILIRUBIN_TOTAL" and _all_below(lab.value, Decimal(1)):
            yield _implausible(
                "Q20", lab, Text("is the unit mg/dL? Check the report.", "单位是否为mg/dL？请核对报告。")
            )
        elif lab.factor != 1 and _all_above(lab.value, 60 * _MG_DL_BILIRUBIN):
            yield _implausible(
                "Q20", lab, Text("is the unit µmol/L? Check the report.", "单位是否为µmol/L？请核对报告。")
            )
    yield from _direct_above_total(case)


def _direct_above_total(case: Case) -> Iterator[Finding]:
    for direct in case.labs:
        if direct.test != "BILIRUBIN_DIRECT" or direct.value is None or direct.day is None:
            continue
        for total in case.labs:
            if total.test != "BILIRUBIN_TOTAL" or total.value is None or total.day != direct.day:
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
        if _all_above(lab.value, Decimal(30000)):
            yield _implausible("Q21", lab, Text("check value and unit on the report.", "请核对报告上的数值和单位。"))
        elif lab.factor == 1 and _all_below(lab.value, Decimal(1)):
            message = Text(
                f"{lab.name.en}: {lab.printed} is very low; is the unit µkat/L? Check the report.",
                f"{lab.name.zh}：{lab.printed}过低，单位是否为µkat/L？请核对报告。",
            )
            yield Finding("Q21", "warn", message, (lab.path,))


def clotting(case: Case) -> Iterator[Finding]:
    for lab in case.labs:
        if lab.test == "INR" and (_all_below(lab.value, Decimal("0.5")) or _all_above(lab.value, Decimal(20))):
            yield _implausible("Q22", lab, Text("check the value on the report.", "请核对报告上的数值。"))
        elif lab.test == "APTT" and _all_below(lab.value, Decimal(10)):
            yield _implausible("Q22", lab, Text("is it a ratio? Enter seconds.", "是否为比值？请录入秒数。"))
        elif lab.test == "PT":
            yield from _prothrombin_time(case, lab)


def _prothrombin_time(case: Case, lab: Lab) -> Iterator[Finding]:
    """A healthy prothrombin time is about 12 s or 100 %: more than 50 s with a normal INR is a percentage."""
    inr = next((other for other in case.labs if other.test == "INR" and other.day == lab.day and lab.day), None)
    ratio = inr.value if inr is not None else None
    if _all_above(lab.value, Decimal(50)) and not _all_above(ratio, Decimal("1.5")):
        if ratio is not None:
            yield _implausible("Q22", lab, Text("is it in %? Enter seconds.", "是否为百分比？请录入秒数。"))
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
    normal = compare(pt.value, "<=", pt.uln) is Truth.TRUE
    long = compare(pt.value, ">", pt.uln.scaled(Decimal("1.5"))) is Truth.TRUE
    is_high = compare(ratio, ">=", exact_decimal(Decimal(2))) is Truth.TRUE
    is_normal = compare(ratio, "<=", exact_decimal(Decimal("1.2"))) is Truth.TRUE
    return (normal and is_high) or (long and is_normal)


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
    return lab.test in _AT_LEAST or lab.test == "INR" or (lab.test in NEEDS_ULN and lab.uln is not None)


def _is_decided(case: Case, lab: Lab) -> bool:
    """False where the value itself, not only the unrecorded marrow or liver status, leaves the limit open."""
    relaxed = relaxation(case, lab.test)
    limits = (False, True) if relaxed is None else (relaxed,)
    outcomes = [_passes_limit(lab, relaxed=limit) for limit in limits]
    # Above the strict limit, or below the relaxed one, the other limit does not matter.
    return outcomes[0] is Truth.TRUE or outcomes[-1] is Truth.FALSE or Truth.UNKNOWN not in outcomes


def _other_limits(case: Case) -> Iterator[tuple[str, DecimalInterval, DecimalInterval]]:
    virology, urine = case.record.virology, case.record.urine_protein_24h
    if virology is not None and virology.hbv_dna is not None and virology.hbsag != "negative":
        limit = virology.hbv_dna_upper_limit
        if limit is not None and not limit.doubtful:
            yield "virology.hbv_dna", virology.hbv_dna, limit
    if urine is not None and urine.value is not None and urine.unit is not None:
        yield "urine_protein_24h.value", urine.value, exact_decimal(Decimal(1 if urine.unit == "g/24h" else 1000))


def commas(case: Case) -> Iterator[Finding]:
    """Every quantity with a comma in its text: "1,500" may be 1.5 or 1500."""
    for path, value, block in _quantities(case):
        if value is not None and value.doubtful:
            name = name_of(path)
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
    # All entries, also those whose test is not chosen yet.
    for index, result in enumerate(record.labs or ()):
        yield f"labs[{index}].value", result.value, f"labs[{index}]"
        yield f"labs[{index}].uln", result.uln, f"labs[{index}].uln"
    if record.urine_protein_24h is not None:
        yield "urine_protein_24h.value", record.urine_protein_24h.value, "urine_protein_24h.value"
    if record.virology is not None:
        yield "virology.hbv_dna", record.virology.hbv_dna, "virology.hbv_dna"
        yield "virology.hbv_dna_upper_limit", record.virology.hbv_dna_upper_limit, "virology.hbv_dna_upper_limit"
    if record.cardiac is not None:
        yield "cardiac.qtc_ms", record.cardiac.qtc_ms, "cardiac.qtc_ms"
        yield "cardiac.lvef_percent", record.cardiac.lvef_percent, "cardiac.lvef_percent"
