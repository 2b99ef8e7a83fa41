"""Earlier treatment: lists that contradict each other, drugs in the wrong list or class, dates that are missing."""

from collections.abc import Iterator

from criteria.checks.case import Case
from criteria.checks.finding import Finding, name_of
from criteria.choices import choice_label
from criteria.drugs import drug_words, growth_factor_acting, is_nitrosourea
from criteria.text import Text

# --- Q29 --------------------------------------------------------------------------------------------------------------


def nitrosourea(case: Case) -> Iterator[Finding]:
    for index, item in enumerate(case.record.chemo or ()):
        named = is_nitrosourea(item.agent or "")
        denied_ever = case.record.nitrosourea_ever is False and (named or item.nitrosourea is True)
        if denied_ever or (named and item.nitrosourea is False):
            said = "nitrosourea_ever" if denied_ever else f"chemo[{index}].nitrosourea"
            name, agent = name_of(f"chemo[{index}]"), item.agent or ""
            message = Text(
                f"{name.en} ({agent}) has a nitrosourea, but “{name_of(said).en}” is no; "
                "42 days are counted where it is entered as one, correct the answer.",
                f"{name.zh}（{agent}）含亚硝脲类，但“{name_of(said).zh}”为否；凡录入为亚硝脲类即按42天计算，请更正。",
            )
            yield Finding("Q29", "warn", message, (said, f"chemo[{index}]"))


# --- Q30 --------------------------------------------------------------------------------------------------------------

_ALWAYS_DATED = (
    ("other_anticancer", "last_dose"),
    ("growth_factors", "last_dose"),
    ("radiotherapy", "last_date"),
    ("sct", "date"),
)


def missing_last_dose(case: Case) -> Iterator[Finding]:
    """Nothing is blocked: a date that is not there cannot be used, and the rule says so itself."""
    for path in _undated(case):
        name = name_of(path)
        message = Text(f"{name.en}: the date is missing; enter it.", f"{name.zh}：缺少日期，请补充。")
        yield Finding("Q30", "block", message, (path,))


def _undated(case: Case) -> Iterator[str]:
    record = case.record
    for index, course in enumerate(record.chemo or ()):
        if course.last_dose is None and course.myelosuppressive is not False:
            yield f"chemo[{index}].last_dose"
    for key, name in _ALWAYS_DATED:
        for index, item in enumerate(getattr(record, key) or ()):
            if getattr(item, name) is None:
                yield f"{key}[{index}].{name}"
    yield from _undated_medication(case)


def _undated_medication(case: Case) -> Iterator[str]:
    for index, drug in enumerate(case.record.steroids_immunosuppressants or ()):
        harmless = drug.route in {"inhaled", "topical"} or drug.purpose == "physiological_replacement"
        if drug.last_dose is None and not harmless and drug.class_ != "other_hormone":
            yield f"steroids_immunosuppressants[{index}].last_dose"
    for index, trial in enumerate(case.record.other_trials or ()):
        if trial.last_participation is None and trial.kind != "other":
            yield f"other_trials[{index}].last_participation"
    for index, disease in enumerate(case.record.autoimmune or ()):
        if disease.treatment == "systemic" and disease.last_systemic_treatment is None:
            yield f"autoimmune[{index}].last_systemic_treatment"


# --- Q31 --------------------------------------------------------------------------------------------------------------


def same_drug_in_two_lists(case: Case) -> Iterator[Finding]:
    for index, course in enumerate(case.record.chemo or ()):
        for other_index, therapy in enumerate(case.record.other_anticancer or ()):
            shared = drug_words(course.agent or "") & drug_words(therapy.agent or "")
            if shared:
                paths = (f"chemo[{index}]", f"other_anticancer[{other_index}]")
                drug = ", ".join(sorted(shared))
                message = Text(
                    f"{drug} is entered as chemotherapy and as another anti-cancer therapy; keep it in one list.",
                    f"{drug}同时录入化疗和其他抗癌治疗，请只保留一处。",
                )
                yield Finding("Q31", "warn", message, paths)
    yield from _investigational_drug_and_trial(case)


def _investigational_drug_and_trial(case: Case) -> Iterator[Finding]:
    """I08 and E15 ask for the two sides of one thing. Nothing is said while the other list is not reviewed."""
    trials, therapies = case.record.other_trials, case.record.other_anticancer
    if trials is None or therapies is None:
        return
    in_trial = any(trial.kind == "anti_tumour_drug" for trial in trials)
    for index, therapy in enumerate(therapies):
        if therapy.kind == "investigational" and not in_trial:
            message = Text(
                f"{therapy.agent or 'A drug'} is entered as investigational, but no anti-tumour drug trial is; "
                "add the trial or correct the kind.",
                f"{therapy.agent or '某药'}录为试验药物，但未录入抗肿瘤药物试验；请补充试验或更正类型。",
            )
            yield Finding("Q31", "warn", message, (f"other_anticancer[{index}].kind", "other_trials"))
    if in_trial and not therapies and not case.record.chemo:
        message = Text(
            "An anti-tumour drug trial is entered, but no drug of it; add the drug or correct the kind of trial.",
            "录入了抗肿瘤药物试验，但未录入其药物；请补充药物或更正试验类型。",
        )
        yield Finding("Q31", "warn", message, ("other_trials", "other_anticancer"))


# --- Q32 --------------------------------------------------------------------------------------------------------------


def lists_against_prior_treatment(case: Case) -> Iterator[Finding]:
    record = case.record
    prior = record.diagnosis.prior_treatment if record.diagnosis is not None else None
    if prior is not None:
        for path, modality, items in (
            ("chemo", "chemotherapy", record.chemo),
            ("radiotherapy", "radiotherapy", record.radiotherapy),
            ("sct", "sct", record.sct),
        ):
            yield from _list_and_answer(path, modality, items, answered=modality in prior)
    yield from _total_body_irradiation(case)
    yield from _toxicity_without_chemotherapy(case)
    yield from _radiotherapy_of_no_class(case)


def _list_and_answer(
    path: str, modality: str, items: tuple[object, ...] | None, *, answered: bool
) -> Iterator[Finding]:
    if items is None or answered is bool(items):
        return
    treatment = choice_label("diagnosis.prior_treatment", modality)
    if answered:
        message = Text(
            f"{treatment.en} is among the earlier treatments, but its list says none; correct one of them.",
            f"既往治疗包含{treatment.zh}，但相应列表为无，请更正其中之一。",
        )
    else:
        message = Text(
            f"{treatment.en} is listed, but is not among the earlier treatments of the sarcoma; correct one of them "
            "unless it was given for another disease.",
            f"列有{treatment.zh}，但既往肉瘤治疗中未包含；除非用于其他疾病，请更正其中之一。",
        )
    yield Finding("Q32", "warn", message, ("diagnosis.prior_treatment", path))


def _total_body_irradiation(case: Case) -> Iterator[Finding]:
    fields = case.record.radiotherapy
    if fields is None or any(field.class_ == "substantial_bone_marrow" for field in fields):
        return
    for index, transplant in enumerate(case.record.sct or ()):
        if transplant.tbi is True:
            message = Text(
                f"{name_of(f'sct[{index}]').en} was with total body irradiation, which is missing from radiotherapy; "
                "add it as substantial bone marrow irradiation.",
                f"{name_of(f'sct[{index}]').zh}含全身照射，但放疗列表中缺失；请以大范围骨髓照射补充。",
            )
            yield Finding("Q32", "warn", message, (f"sct[{index}].tbi", "radiotherapy"))


def _toxicity_without_chemotherapy(case: Case) -> Iterator[Finding]:
    if case.record.chemo != ():
        return
    for index, toxicity in enumerate(case.record.chemo_acute_toxicities or ()):
        if toxicity.current_grade is not None and toxicity.current_grade >= 2:
            message = Text(
                f"A chemotherapy toxicity of grade {toxicity.current_grade} is entered, but chemotherapy is “none”; "
                "correct one of them.",
                f"录入了{toxicity.current_grade}级化疗毒性，但化疗为“无”，请更正其中之一。",
            )
            facts = ("chemo", f"chemo_acute_toxicities[{index}]")
            yield Finding("Q32", "block", message, facts, ("chemo", "chemo_acute_toxicities"))


def _radiotherapy_of_no_class(case: Case) -> Iterator[Finding]:
    for index, field in enumerate(case.record.radiotherapy or ()):
        if field.class_ == "other":
            name = name_of(f"radiotherapy[{index}]")
            message = Text(
                f"{name.en}: the protocol names no interval for this class; from 14 to 41 days it is a question to "
                "the sponsor, check that no listed class fits.",
                f"{name.zh}：方案未规定该类放疗的间隔；14至41天内须询问申办方，请确认不属于所列类别。",
            )
            yield Finding("Q32", "info", message, (f"radiotherapy[{index}].class",))


# --- Q33 --------------------------------------------------------------------------------------------------------------


def gvhd_without_allogeneic_donor(case: Case) -> Iterator[Finding]:
    record = case.record
    if record.sct is None or not all(transplant.donor == "autologous" for transplant in record.sct):
        return
    if any(graft.kind == "hsct" for graft in record.allogeneic_transplants or ()):
        return
    # E24 asks for the donor and I11 for the list, so they are unusable too.
    doubted = tuple(f"sct[{index}].donor" for index in range(len(record.sct))) or ("sct",)
    if record.active_gvhd is True:
        message = Text(
            "Active graft-versus-host disease is entered without an allogeneic transplantation; correct the donor or "
            "the disease.",
            "录入了活动性移植物抗宿主病，但无异体移植；请更正供者或该项。",
        )
        yield Finding("Q33", "block", message, ("active_gvhd", *doubted), ("active_gvhd", *doubted))
    for index, drug in enumerate(record.steroids_immunosuppressants or ()):
        if drug.purpose == "gvhd_prophylaxis":
            path = f"steroids_immunosuppressants[{index}].purpose"
            message = Text(
                f"{drug.agent or 'A drug'} is given against graft-versus-host disease, but no allogeneic "
                "transplantation is entered; add it or correct the purpose.",
                f"{drug.agent or '某药'}用于预防移植物抗宿主病，但未录入异体移植；请补充或更正用途。",
            )
            yield Finding("Q33", "block", message, (path, "sct"), ("sct",))


# --- Q34 --------------------------------------------------------------------------------------------------------------


def growth_factor_class(case: Case) -> Iterator[Finding]:
    for index, item in enumerate(case.record.growth_factors or ()):
        known = growth_factor_acting(item.agent or "")
        if known is None or item.acting is None or known == item.acting:
            continue
        listed, entered = (choice_label("growth_factors[].acting", acting) for acting in (known, item.acting))
        message = Text(
            f"{item.agent} is entered as {entered.en.lower()}, but is known as {listed.en.lower()}; correct it.",
            f"{item.agent}录为{entered.zh}，但通常为{listed.zh}，请更正。",
        )
        yield Finding("Q34", "warn", message, (f"growth_factors[{index}].acting",))
