"""Answers held against each other: what supports a value, what contradicts it."""

from collections.abc import Iterator
from decimal import Decimal

from criteria.calculators.age import completed_months, months_before
from criteria.checks.case import Case, Lab, possible_days_between
from criteria.checks.finding import Finding, name_of
from criteria.checks.limits import passes_only_relaxed
from criteria.drugs import is_anticoagulant, is_live_vaccine, raises_neutrophils
from criteria.intervals import DateInterval, DecimalInterval, Ongoing, compare, compare_with
from criteria.record import GrowthFactor
from criteria.text import Text
from criteria.truth import Truth

# --- Q35 --------------------------------------------------------------------------------------------------------------


def growth_factor_before_neutrophils(case: Case) -> Iterator[Finding]:
    anc = case.newest.get("ANC")
    if anc is None:
        return
    for index, item in enumerate(case.record.growth_factors or ()):
        if raises_neutrophils(item.agent or "") and _supports(item, anc):
            message = Text(
                f"{anc.name.en}: {anc.printed} was measured under {item.agent or 'a growth factor'} "
                f"(last dose {item.last_dose}); it counts as measured, consider a repeat.",
                f"{anc.name.zh}：{anc.printed}是在使用{item.agent or '造血生长因子'}期间（末次{item.last_dose}）测得；"
                "按实测值计，建议复查。",
            )
            yield Finding("Q35", "warn", message, (anc.path, f"growth_factors[{index}]"))


def _supports(item: GrowthFactor, anc: Lab) -> bool:
    """Given up to 3 days before the count, or 14 when long-acting or not known to be short."""
    if anc.day is None or item.last_dose is None:
        return False
    if isinstance(item.last_dose, Ongoing):
        return True
    fewest, most = possible_days_between(item.last_dose, anc.day)
    return most >= 0 and fewest <= (3 if item.acting == "short" else 14)


# --- Q36 --------------------------------------------------------------------------------------------------------------

_GRADE_2_BELOW = {"ANC": Decimal("1.5"), "PLT": Decimal(75)}


def cytopenia_without_toxicity(case: Case) -> Iterator[Finding]:
    """CTCAE grade 2 begins below 1.5 for neutrophils and below 75 for platelets."""
    record = case.record
    toxicities = record.chemo_acute_toxicities
    if toxicities is None or record.bone_marrow_involvement is True or record.chemo == ():
        return
    if any(item.category == "marrow" and item.current_grade not in {0, 1} for item in toxicities):
        return
    for test, limit in _GRADE_2_BELOW.items():
        lab = case.newest.get(test)
        if lab is not None and lab.value is not None and compare_with(lab.value, "<", limit) is Truth.TRUE:
            message = Text(
                f"{lab.name.en}: {lab.printed} is grade 2 or more, but no marrow toxicity of chemotherapy is entered; "
                "add it or note the cause.",
                f"{lab.name.zh}：{lab.printed}达2级或以上，但未录入化疗骨髓毒性；请补充或注明原因。",
            )
            yield Finding("Q36", "warn", message, (lab.path, "chemo_acute_toxicities"))


# --- Q37 --------------------------------------------------------------------------------------------------------------

_RELAXED_BY = {
    "ANC": "bone_marrow_involvement",
    "PLT": "bone_marrow_involvement",
    "ALT": "liver_metastasis",
    "AST": "liver_metastasis",
}


def unsupported_statement(case: Case) -> Iterator[Finding]:
    """The record has no place for the marrow test or the imaging, so it is asked for where the wider limit decides."""
    for test, path in _RELAXED_BY.items():
        lab = case.newest.get(test)
        if lab is not None and passes_only_relaxed(case, lab):
            name = name_of(path)
            proof = Text("marrow test", "骨髓检查") if path == "bone_marrow_involvement" else Text("imaging", "影像")
            message = Text(
                f"{lab.name.en}: {lab.printed} passes only because of “{name.en}”; "
                f"make sure that the source shows the {proof.en} and its date.",
                f"{lab.name.zh}：{lab.printed}仅因“{name.zh}”而符合；请确认原始资料中有{proof.zh}及日期。",
            )
            yield Finding("Q37", "warn", message, (path, lab.path))
    diagnosis = case.record.diagnosis
    if diagnosis is not None and diagnosis.sts_confirmed is True and not (diagnosis.histology or "").strip():
        message = Text(
            "Soft tissue sarcoma is confirmed without a histology; enter it, or how the diagnosis was confirmed.",
            "软组织肉瘤已确诊但无组织学类型；请补充，或注明确诊方式。",
        )
        yield Finding("Q37", "info", message, ("diagnosis.histology",))


# --- Q38 --------------------------------------------------------------------------------------------------------------

_VENOUS = ("vein", "veno", "dvt", "vte", "pulmonary", "thrombosis", "catheter", "静脉", "肺栓塞", "血栓形成")
_NOT_TREATED = ("superficial", "haemorrhage", "hemorrhage", "浅静脉", "浅表", "出血")


def anticoagulation(case: Case) -> Iterator[Finding]:
    if case.record.anticoagulant_or_thrombolytic_current is not False:
        return
    answer = "anticoagulant_or_thrombolytic_current"
    for path, agent, stopped in _current_agents(case):
        if not stopped and is_anticoagulant(agent):
            message = Text(
                f"{agent} is among the medicines, but “{name_of(answer).en}” is no; correct one of them.",
                f"用药中有{agent}，但“{name_of(answer).zh}”为否，请更正其中之一。",
            )
            yield Finding("Q38", "warn", message, (answer, path))
    since = months_before(case.enrolment, 12)
    for index, event in enumerate(case.record.thromboembolic_events or ()):
        if event.date is not None and event.date.last >= since and _is_venous(event.type or ""):
            message = Text(
                f"{event.type} of {event.date} lies within 12 months and no anticoagulant is given; check both answers.",
                f"{event.date}的{event.type}在12个月内但未用抗凝药，请核对两项。",
            )
            yield Finding("Q38", "warn", message, (f"thromboembolic_events[{index}]", answer))


def _is_venous(event: str) -> bool:
    words = event.lower()
    return any(word in words for word in _VENOUS) and not any(word in words for word in _NOT_TREATED)


def _current_agents(case: Case) -> Iterator[tuple[str, str, bool]]:
    """Every medicine in the record that is not a cancer drug: path, name, and whether it was stopped before A."""
    record = case.record
    for index, drug in enumerate(record.steroids_immunosuppressants or ()):
        yield f"steroids_immunosuppressants[{index}].agent", drug.agent or "", _is_over(case, drug.last_dose)
    for index, course in enumerate(record.infection.therapy or () if record.infection is not None else ()):
        yield f"infection.therapy[{index}].agent", course.agent or "", _is_over(case, course.end_date)
    for index, therapy in enumerate(record.other_anticancer or ()):
        yield f"other_anticancer[{index}].agent", therapy.agent or "", _is_over(case, therapy.last_dose)


def _is_over(case: Case, end: DateInterval | Ongoing | None) -> bool:
    return isinstance(end, DateInterval) and end.last < case.assessment


# --- Q39 --------------------------------------------------------------------------------------------------------------


def treatment_without_infection(case: Case) -> Iterator[Finding]:
    infection = case.record.infection
    if infection is None or infection.active is not False:
        return
    for index, course in enumerate(infection.therapy or ()):
        if course.route == "iv" and course.purpose == "treatment" and not _is_over(case, course.end_date):
            message = Text(
                f"{course.agent or 'An antimicrobial'} is given into a vein as treatment, but “active infection” is no; "
                "correct one of them.",
                f"{course.agent or '抗微生物药'}正静脉用于治疗，但“活动性感染”为否，请更正其中之一。",
            )
            yield Finding("Q39", "warn", message, (f"infection.therapy[{index}]", "infection.active"))


# --- Q40 --------------------------------------------------------------------------------------------------------------

_MATERNAL_ANTIBODIES_UNTIL_MONTHS = 18


def virology(case: Case) -> Iterator[Finding]:
    results = case.record.virology
    if results is None:
        return
    if results.hbsag == "negative" and _is_detected(results.hbv_dna, results.hbv_dna_upper_limit):
        message = Text(
            f"HBV DNA {results.hbv_dna} IU/mL with negative HBsAg: an occult infection is possible; "
            "not excluded by the protocol, tell the investigator.",
            f"HBsAg阴性而HBV DNA为{results.hbv_dna} IU/mL：可能为隐匿性感染；方案未排除，请告知研究者。",
        )
        yield Finding("Q40", "warn", message, ("virology.hbv_dna", "virology.hbsag"))
    if results.anti_hcv == "negative" and results.hcv_rna == "positive":
        message = Text(
            "HCV RNA is positive with negative anti-HCV: check both, or repeat the antibody test.",
            "HCV RNA阳性而抗-HCV阴性：请核对两项，或复查抗体。",
        )
        yield Finding("Q40", "warn", message, ("virology.hcv_rna", "virology.anti_hcv"))
    yield from _maternal_antibodies(case)


def _is_detected(dna: DecimalInterval | None, limit: DecimalInterval | None) -> bool:
    if dna is None or dna.doubtful:
        return False
    return (compare_with(dna, ">", 0) if limit is None else compare(dna, ">", limit)) is Truth.TRUE


def _maternal_antibodies(case: Case) -> Iterator[Finding]:
    results, birth = case.record.virology, case.birth
    if results is None or birth is None:
        return
    tested = results.date.first if results.date is not None else case.assessment
    if birth.first > tested or completed_months(birth.first, tested) >= _MATERNAL_ANTIBODIES_UNTIL_MONTHS:
        return
    facts = tuple(f"virology.{key}" for key in ("anti_hcv", "hiv") if getattr(results, key) is not None)
    if facts:
        message = Text(
            "Antibody tests under 18 months of age may show the mother's antibodies; confirm with RNA or DNA.",
            "18月龄以下抗体检测可能为母源抗体，请以核酸检测确认。",
        )
        yield Finding("Q40", "warn", message, facts)


# --- Q41, Q42 ---------------------------------------------------------------------------------------------------------


def proteinuria(case: Case) -> Iterator[Finding]:
    urine, dipstick = case.record.urine_protein_24h, case.record.urine_protein_dipstick
    if urine is None or urine.value is None or urine.unit is None or dipstick not in {"-", "±", "+"}:
        return
    one_gram = 1 if urine.unit == "g/24h" else 1000
    if compare_with(urine.value, ">=", one_gram) is Truth.TRUE:
        message = Text(
            f"24-hour urine protein of {urine.value} {urine.unit} with a dipstick of {dipstick}: repeat one of them.",
            f"24小时尿蛋白{urine.value} {urine.unit}而试纸为{dipstick}：请复查其中之一。",
        )
        yield Finding("Q41", "warn", message, ("urine_protein_24h.value", "urine_protein_dipstick"))


def vaccines(case: Case) -> Iterator[Finding]:
    for index, vaccine in enumerate(case.record.vaccines or ()):
        name, path = vaccine.name or "", f"vaccines[{index}]"
        if vaccine.kind not in {None, "live"} and is_live_vaccine(name):
            message = Text(
                f"{name} is a live vaccine by its name, but is entered as {vaccine.kind}; correct one of them.",
                f"{name}按名称为活疫苗，但录为非活疫苗，请更正其中之一。",
            )
            yield Finding("Q42", "warn", message, (f"{path}.name", f"{path}.kind"))
        if vaccine.date is not None and vaccine.date.first > case.assessment:
            yield _planned_vaccination(case, path, name, vaccine.date)


def _planned_vaccination(case: Case, path: str, name: str, when: DateInterval) -> Finding:
    before_dose = case.first_dose is None or when.first <= case.first_dose
    message = Text(
        f"Vaccination {name} is planned for {when}{', before the first dose' if before_dose else ''}; "
        "it counts once it has been given, check again then.",
        f"计划于{when}接种{name}{'（首次给药前）' if before_dose else ''}；实际接种后计入，届时请复核。",
    )
    return Finding("Q42", "warn" if before_dose else "info", message, (f"{path}.date",))


# --- Q43 --------------------------------------------------------------------------------------------------------------


def judgements(case: Case) -> Iterator[Finding]:
    record = case.record
    if record.ability_to_comply is not None and record.ability_to_comply is record.poor_compliance:
        both = Text("yes", "是") if record.ability_to_comply else Text("no", "否")
        message = Text(
            f"“Able to comply” and “poor compliance” are both {both.en}; the investigator should correct one of them.",
            f"“能够遵从”与“依从性差”同为{both.zh}，请研究者更正其中之一。",
        )
        yield Finding("Q43", "warn", message, ("ability_to_comply", "poor_compliance"))
    yield from _survival(case)


def _survival(case: Case) -> Iterator[Finding]:
    weeks, judged = case.record.estimated_survival_weeks, case.record.survival_at_least_12_weeks
    if weeks is None or judged is None:
        return
    is_enough = compare_with(weeks, ">=", 12)
    if is_enough is not Truth.UNKNOWN and (is_enough is Truth.TRUE) is not judged:
        paths = ("estimated_survival_weeks", "survival_at_least_12_weeks")
        message = Text(
            f"Estimated survival of {weeks} weeks and the judgement “{'at least' if judged else 'less than'} 12 weeks” "
            "contradict each other; the investigator should correct one of them.",
            f"预计生存期{weeks}周与“{'至少' if judged else '不足'}12周”的判断矛盾，请研究者更正其中之一。",
        )
        yield Finding("Q43", "block", message, paths, paths)
