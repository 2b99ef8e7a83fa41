"""Cord-blood NK cells in children with high-risk and relapsed/refractory soft tissue sarcoma, phase I/II.

Read it as the protocol: the sponsor's words, where they admit two meanings the reading taken, then the rule. TRUE of a
rule means MET for an inclusion criterion and PRESENT for an exclusion criterion. The codes B01 to B51 name readings.
"""

from criteria.dsl import (
    ALWAYS,
    NEVER,
    ULN,
    A,
    Handle,
    N,
    P,
    Span,
    age,
    any_of,
    ask_site,
    ask_sponsor,
    count,
    days,
    elapsed,
    empty,
    every,
    first_known,
    grams_per_day,
    in_screening_period,
    judged,
    lab,
    measured,
    months,
    not_in_future,
    one_of,
    patient,
    per_litre,
    precedes,
    ratio,
    shown,
    some,
    unless_recorded,
    weeks,
    when,
    years,
    yes,
)
from criteria.nodes import Anchor, Open, Rule
from criteria.protocol import Criterion, OtherReading, Parameters, Protocol, SponsorQuestion
from criteria.text import Text
from criteria.truth import Kind

SLUG, VERSION = "nk-sts", "1.0"
PLACES = 40

INCLUSION, EXCLUSION = Kind.INCLUSION, Kind.EXCLUSION


def _question(code: str, en: str, zh: str) -> SponsorQuestion:
    return SponsorQuestion(code=code, text=Text(en, zh))


def _asked(question: SponsorQuestion) -> Open:
    """UNKNOWN until the sponsor has answered."""
    return ask_sponsor(question.code, question.text)


B15 = _question(
    "B15",
    "Which washout applies to radiotherapy that is neither local palliative nor substantial bone marrow irradiation?",
    "既非局部姑息性、也非大范围骨髓照射的放疗，应适用多长的洗脱期？",
)
B16 = _question(
    "B16",
    "May a patient enter after a stem cell transplantation with total body irradiation, and after how many days?",
    "接受过含全身照射（TBI）的干细胞移植的患者可否入组，需间隔多少天？",
)
B17 = _question(
    "B17",
    "Does an allogeneic stem cell transplantation count as an allogeneic tissue transplantation (E24), although I11 "
    "admits it?",
    "异基因造血干细胞移植是否属于E24所指的同种异体组织移植（I11似允许其入组）？",
)
B21 = _question(
    "B21",
    "Creatinine ≤ 1.5 × ULN is a concentration, Cockcroft-Gault yields a clearance: is a clearance limit missing?",
    "“肌酐≤1.5×ULN”为浓度，Cockcroft-Gault公式得出清除率：是否遗漏了清除率界值？",
)
B26 = _question(
    "B26",
    "May a patient with an asymptomatic brain metastasis that was never treated enter?",
    "未经治疗的无症状脑转移患者可否入组？",
)
B27 = _question(
    "B27",
    "Does a cardiovascular disease that is not in the list exclude the patient?",
    "未列入清单的其他心血管疾病是否应排除？",
)
B30 = _question(
    "B30",
    "Do thrombocytopenia or splenomegaly as such exclude, although platelets of 20 to 75 × 10^9/L can be admitted?",
    "血小板减少或脾大本身是否应排除（方案允许血小板20–75×10^9/L入组）？",
)
B44 = _question(
    "B44",
    "Does a cured malignancy that is not one of the three named ones exclude the patient?",
    "三种列举之外、已治愈的恶性肿瘤是否应排除？",
)


def protocol(parameters: Parameters | None = None) -> Protocol:
    """The protocol under the given settings; without any, as recommended in the list of readings."""
    parameters = parameters or Parameters()
    criteria = (*inclusion_criteria(parameters), *exclusion_criteria(parameters))
    return Protocol(
        slug=SLUG,
        version=VERSION,
        title=Text(
            "Cord-blood NK cells in children with high-risk and relapsed/refractory soft tissue sarcoma",
            "脐血NK细胞治疗高危及复发/难治性儿童软组织肉瘤",
        ),
        cap=PLACES,
        parameters=parameters,
        criteria=criteria,
    )


def _within(parameters: Parameters, date: Handle, span: Span, before: Anchor) -> Rule:
    """“Within n … prior to”: day n is inside (reading B12)."""
    if parameters.window_includes_last_day:
        return elapsed(date, before) <= span
    return elapsed(date, before) < span


def inclusion_criteria(parameters: Parameters) -> tuple[Criterion, ...]:  # noqa: PLR0915  a page, read from top to end
    adult = age(A) >= parameters.age_of_majority
    washout = parameters.washout_anchor
    entitled = when(
        adult,
        then=when(
            one_of(patient.icf.signer, "parent_guardian"),
            then=ask_site(
                "B24",
                Text(
                    "The participant is of age: the participant's own consent is needed.",
                    "受试者已成年：须由本人签署同意。",
                ),
            ),
            otherwise=one_of(patient.icf.signer, "participant", "legal_representative"),
        ),
        otherwise=one_of(patient.icf.signer, "parent_guardian", "legal_representative"),
    )

    i01 = Criterion(
        id="I01",
        kind=INCLUSION,
        section="consent",
        title=Text("Informed consent signed", "已签署知情同意书"),
        text=Text(
            "Give informed consent and sign a written informed consent form.",
            "给予知情同意并签署书面知情同意书。",
        ),
        reading=Text(
            "A parent, guardian or legal representative signs for a minor, an adult signs alone. The order of consent "
            "and procedures is judged in I13 (B24).",
            "未成年人由父母、监护人或法定代理人签署，成年人由本人签署。同意与操作的先后在I13中判断（B24）。",
        ),
        rule=yes(patient.icf.signed)
        & entitled
        & ~shown(yes(patient.icf.withdrawn))
        & not_in_future(patient.icf.signed_date),
    )

    if parameters.age_limit == "completed_years":
        at_most_18 = age(parameters.age_anchor) <= 18
    else:
        at_most_18 = elapsed(patient.birth_date, parameters.age_anchor) <= years(18)
    i02 = Criterion(
        id="I02",
        kind=INCLUSION,
        section="demographics",
        title=Text("Age 18 years or younger", "年龄≤18岁"),
        text=Text("Age ≤ 18 years, no gender limitation.", "年龄≤18岁，性别不限。"),
        reading=Text(
            "Completed years at enrolment, so until the day before the 19th birthday; born on 29 February, the birthday "
            "is 1 March in common years (B02). No lower limit (B03).",
            "以入组时的周岁计算，即至19岁生日前一天；2月29日出生者平年以3月1日为生日（B02）。无年龄下限（B03）。",
        ),
        rule=at_most_18,
    )

    def performance(age_at_scoring: Rule) -> Rule:
        fits = when(
            age_at_scoring,
            then=one_of(patient.performance.scale, "karnofsky"),
            otherwise=one_of(patient.performance.scale, "lansky"),
        )
        return when(
            fits & in_screening_period(patient.performance.date),
            then=patient.performance.score >= 50,
            otherwise=ask_site(
                "B04",
                Text(
                    "Score again in the screening period: Karnofsky from the 16th birthday, Lansky before it.",
                    "请在筛选期内重新评分：满16岁用Karnofsky，未满16岁用Lansky。",
                ),
            ),
        )

    i03 = Criterion(
        id="I03",
        kind=INCLUSION,
        section="demographics",
        title=Text("Karnofsky / Lansky score at least 50", "Karnofsky/Lansky评分≥50"),
        text=Text(
            "Karnofsky (≥16 years) or Lansky (<16 years) (Appendix 2) performance status score of at least 50 "
            "(Appendix 2).",
            "Karnofsky（≥16岁）或Lansky（<16岁）（附录2）体能状态评分至少50分（附录2）。",
        ),
        reading=Text(
            "The scale goes by the age on the day of scoring, during screening; the other scale is not converted (B04).",
            "量表按评分当日年龄选择，须在筛选期内；不作量表换算（B04）。",
        ),
        rule=performance(age(patient.performance.date) >= 16),
        other_readings=(
            OtherReading(
                code="B04",
                text=Text("The scale goes by the age at enrolment.", "量表按入组时年龄选择。"),
                rule=performance(age(N) >= 16),
            ),
        ),
    )

    sarcoma, high_risk = yes(patient.diagnosis.sts_confirmed), yes(patient.diagnosis.high_risk)
    came_back = one_of(patient.diagnosis.disease_status, "relapsed", "refractory")
    modalities = count(patient.diagnosis.prior_treatment)
    i04 = Criterion(
        id="I04",
        kind=INCLUSION,
        section="disease",
        title=Text("High-risk and relapsed/refractory STS, treated before", "高危且复发/难治STS，既往接受过治疗"),
        text=Text(
            "Diagnosis of high-risk and relapsed/refractory pediatric soft tissue sarcoma, confirmed by clinical criteria, "
            "and who have undergone prior comprehensive treatment (surgery, chemotherapy, radiation, and/or stem cell "
            "transplantation).",
            "经临床标准确诊的高危且复发/难治性儿童软组织肉瘤，并接受过既往综合治疗（手术、化疗、放疗和/或干细胞移植）。",
        ),
        reading=Text(
            "High-risk AND (relapsed or refractory); at least one modality of treatment; the investigator confirms the "
            "diagnosis by any means (B05, B06, B07).",
            "高危且（复发或难治）；至少一种治疗方式；由研究者以任何方式确认诊断（B05、B06、B07）。",
        ),
        rule=sarcoma & high_risk & came_back & (modalities >= 1),
        other_readings=(
            OtherReading(
                code="B05",
                text=Text("High-risk OR relapsed/refractory.", "高危或复发/难治。"),
                rule=sarcoma & (high_risk | came_back) & (modalities >= 1),
            ),
            OtherReading(
                code="B07",
                text=Text(
                    "Comprehensive means at least two modalities of treatment.", "“综合治疗”指至少两种治疗方式。"
                ),
                rule=sarcoma & high_risk & came_back & (modalities >= 2),
            ),
        ),
        questions=(
            _question(
                "B05",
                "Must the disease be both high-risk and relapsed/refractory, or is one of them enough?",
                "疾病须同时为高危和复发/难治，还是满足其一即可？",
            ),
        ),
    )

    i05 = Criterion(
        id="I05",
        kind=INCLUSION,
        section="judgement",
        title=Text("Estimated survival at least 12 weeks", "预计生存期≥12周"),
        text=Text("Estimated survival time of at least 12 weeks.", "预计生存期至少12周。"),
        reading=Text(
            "The investigator's estimate in weeks; a range across 12 weeks decides nothing, the investigator then "
            "answers yes or no (B49).",
            "研究者估计的周数；跨越12周的范围不能判定，此时由研究者回答是或否（B49）。",
        ),
        rule=first_known(patient.estimated_survival_weeks >= 12, judged(patient.survival_at_least_12_weeks)),
    )

    toxicity = patient.chemo_acute_toxicities
    i06 = Criterion(
        id="I06",
        kind=INCLUSION,
        section="therapies",
        title=Text("Recovered from acute toxicity of chemotherapy", "化疗急性毒性已恢复"),
        text=Text(
            "Complete recovery from all acute toxicities of prior anti-cancer chemotherapy, such as bone marrow "
            "suppression with recovery to grade I.",
            "既往抗癌化疗的所有急性毒性完全恢复，例如骨髓抑制恢复至I级。",
        ),
        reading=Text(
            f"Every acute toxicity at most grade 1 by CTCAE {parameters.ctcae_version}; not derived from laboratory "
            "values (B08).",
            f"所有急性毒性按CTCAE {parameters.ctcae_version}均不超过1级；不由检验值推断（B08）。",
        ),
        rule=every(toxicity, toxicity.current_grade <= 1) | empty(patient.chemo),
        treatment="chemo[]",
        other_readings=(
            OtherReading(
                code="B08",
                text=Text(
                    "Complete recovery (grade 0), grade 1 for the bone marrow only.", "完全恢复（0级），仅骨髓可为1级。"
                ),
                rule=every(
                    toxicity,
                    when(
                        one_of(toxicity.category, "marrow"),
                        then=toxicity.current_grade <= 1,
                        otherwise=toxicity.current_grade <= 0,
                    ),
                )
                | empty(patient.chemo),
            ),
        ),
    )

    chemo = patient.chemo
    since_chemo = elapsed(chemo.last_dose, washout)
    # A nitrosourea in the list counts even where "ever" was answered no (Q29).
    nitrosourea_ever = when(
        yes(patient.nitrosourea_ever), then=ALWAYS, otherwise=shown(some(chemo, yes(chemo.nitrosourea)))
    )
    by_dose = when(yes(chemo.nitrosourea), then=since_chemo >= days(42), otherwise=since_chemo >= days(21))
    by_history = when(nitrosourea_ever, then=since_chemo >= days(42), otherwise=since_chemo >= days(21))
    interval = by_history if parameters.nitrosourea == "ever" else by_dose
    i07 = Criterion(
        id="I07",
        kind=INCLUSION,
        section="therapies",
        title=Text(
            "21 days since myelosuppressive chemotherapy (42 after nitrosourea)",
            "距骨髓抑制性化疗≥21天（亚硝脲类42天）",
        ),
        text=Text(
            "Myelosuppressive chemotherapy: at least 21 days after the last myelosuppressive chemotherapy (42 days if "
            "prior use of nitrosourea).",
            "骨髓抑制性化疗：距末次骨髓抑制性化疗至少21天（既往使用亚硝脲类者42天）。",
        ),
        reading=Text(
            "Counted back from the planned first dose (B01); any nitrosourea ever asks for 42 days after the last "
            "myelosuppressive dose (B09); chemotherapy that is not myelosuppressive has no washout (B10).",
            "自计划首次给药日回溯（B01）；曾用亚硝脲类者距末次骨髓抑制性化疗须满42天（B09）；非骨髓抑制性化疗无洗脱期（B10）。",
        ),
        rule=every(chemo, ~yes(chemo.myelosuppressive) | interval),
        treatment="chemo[]",
        other_readings=(
            OtherReading(
                code="B09",
                text=Text(
                    "42 days after the last nitrosourea, 21 days after other drugs.",
                    "距末次亚硝脲类42天，距其他药物21天。",
                ),
                rule=every(chemo, ~yes(chemo.myelosuppressive) | by_dose),
            ),
            OtherReading(
                code="B10",
                text=Text("The washout holds for all chemotherapy.", "洗脱期适用于所有化疗。"),
                rule=every(chemo, interval),
            ),
        ),
    )

    other = patient.other_anticancer
    clear_of_drugs = every(other, ~_within(parameters, other.last_dose, days(28), P) & yes(other.toxicity_recovered))
    i08 = Criterion(
        id="I08",
        kind=INCLUSION,
        section="therapies",
        title=Text("No other anti-cancer therapy within 28 days", "28天内未用其他抗癌治疗"),
        text=Text(
            "Experimental drugs or anti-cancer therapies other than chemotherapy: not used within 28 days prior to the "
            "planned start of NK cell immunotherapy. Must be fully recovered from the clinical significant toxicity of "
            "the therapy.",
            "试验药物或化疗以外的抗癌治疗：计划开始NK细胞免疫治疗前28天内未使用，且须从该治疗的临床显著毒性中完全恢复。",
        ),
        reading=Text(
            "Day 28 is inside (B12); radiotherapy, transplantation, growth factors and surgery have criteria of their "
            "own (B11); recovery is stated for each therapy (B13).",
            "第28天计入窗口（B12）；放疗、移植、生长因子和手术另有条款（B11）；逐项治疗记录是否恢复（B13）。",
        ),
        rule=clear_of_drugs,
        treatment="other_anticancer[]",
        other_readings=(
            OtherReading(
                code="B11",
                text=Text("The 28 days hold for radiotherapy as well.", "28天同样适用于放疗。"),
                rule=clear_of_drugs
                & every(patient.radiotherapy, ~_within(parameters, patient.radiotherapy.last_date, days(28), P)),
            ),
        ),
    )

    factors = patient.growth_factors
    since_factor = elapsed(factors.last_dose, washout)
    i09 = Criterion(
        id="I09",
        kind=INCLUSION,
        section="therapies",
        title=Text("14 / 3 days since long- / short-acting growth factor", "距长效/短效生长因子≥14/3天"),
        text=Text(
            "Hematopoietic growth factors: at least 14 days after the last administration of long-acting growth factor "
            "or 3 days after the last administration of short-acting growth factor.",
            "造血生长因子：距末次使用长效生长因子至少14天，或距末次使用短效生长因子至少3天。",
        ),
        reading=Text(
            "Each drug by its class, counted back from the planned first dose; all haematopoietic growth factors, also "
            "EPO and TPO (B01, B14).",
            "按药物类别分别计算，自计划首次给药日回溯；包括EPO、TPO在内的所有造血生长因子（B01、B14）。",
        ),
        rule=every(
            factors,
            when(
                one_of(factors.acting, "long"),
                then=since_factor >= days(14),
                otherwise=since_factor >= days(3),
            ),
        ),
        treatment="growth_factors[]",
    )

    rays = patient.radiotherapy
    since_rays = elapsed(rays.last_date, washout)
    i10 = Criterion(
        id="I10",
        kind=INCLUSION,
        section="therapies",
        title=Text("14 / 42 days since radiotherapy", "距放疗≥14/42天"),
        text=Text(
            "X-ray therapy (XRT): at least 14 days after local palliative XRT (small field mouth) or at least 42 days "
            "after other substantive bone marrow (BM) irradiation, including prior radioactive iodine-131 "
            "meta-iodobenzylguanidine (131I-MIBG) treatment.",
            "X线放疗（XRT）：距局部姑息性放疗（小野）至少14天，或距其他大范围骨髓（BM）照射至少42天，包括既往"
            "放射性碘-131间碘苄胍（131I-MIBG）治疗。",
        ),
        reading=Text(
            "Counted back from the planned first dose (B01). Other radiotherapy: from 42 days on met, before 14 days not "
            "met, between them a question to the sponsor (B15).",
            "自计划首次给药日回溯（B01）。其他放疗：≥42天符合，<14天不符合，其间须询问申办方（B15）。",
        ),
        rule=every(
            rays,
            when(
                one_of(rays.class_, "local_palliative_small_field"),
                then=since_rays >= days(14),
                otherwise=when(
                    one_of(rays.class_, "substantial_bone_marrow", "mibg_131i"),
                    then=since_rays >= days(42),
                    otherwise=(since_rays >= days(42)) | ((since_rays >= days(14)) & _asked(B15)),
                ),
            ),
        ),
        treatment="radiotherapy[]",
        questions=(B15,),
    )

    sct = patient.sct
    gvhd = yes(patient.active_gvhd)
    i11 = Criterion(
        id="I11",
        kind=INCLUSION,
        section="therapies",
        title=Text("56 days since transplantation, no active GvHD", "距移植≥56天，无活动性GvHD"),
        text=Text(
            "Stem cell transplantation without whole-body irradiation (TBI): no evidence of active graft versus host "
            "disease (GvHD), and at least 56 days after transplantation or stem cell transplantation.",
            "不含全身照射（TBI）的干细胞移植：无活动性移植物抗宿主病（GvHD）证据，且距移植或干细胞移植至少56天。",
        ),
        reading=Text(
            "Counted from the last cell infusion, boosts included, back from the planned first dose (B01). With TBI the "
            "text is silent: a question to the sponsor (B16). Autologous: GvHD is not asked.",
            "自末次细胞输注（含加输）计，自计划首次给药日回溯（B01）。含TBI者方案未述及，须询问申办方（B16）。自体移植不问GvHD。",
        ),
        rule=every(
            sct,
            (elapsed(sct.date, washout) >= days(56))
            & ~shown(gvhd)
            & (one_of(sct.donor, "autologous") | ~gvhd)
            & when(yes(sct.tbi), then=_asked(B16), otherwise=ALWAYS),
        ),
        treatment="sct[]",
        questions=(B16,),
    )

    marrow = yes(patient.bone_marrow_involvement)
    i12a = Criterion(
        id="I12a",
        kind=INCLUSION,
        section="laboratory",
        title=Text("Neutrophils (ANC) at least 1.0 × 10^9/L", "中性粒细胞（ANC）≥1.0×10^9/L"),
        text=Text(
            "Absolute neutrophil count (ANC) ≥ 1.0 × 10^9/L (ANC ≥ 0.5 × 10^9/L if bone marrow involvement).",
            "中性粒细胞绝对计数（ANC）≥1.0×10^9/L（骨髓受累者ANC≥0.5×10^9/L）。",
        ),
        reading=Text(
            "The most recent result of the screening period, as measured, with or without support (B18, B19); marrow "
            "involvement as stated now (B23).",
            "以筛选期内最近一次实测值为准，无论有无支持治疗（B18、B19）；骨髓受累按目前所述（B23）。",
        ),
        rule=when(marrow, then=lab("ANC") >= per_litre("0.5e9"), otherwise=lab("ANC") >= per_litre("1.0e9")),
    )
    i12b = Criterion(
        id="I12b",
        kind=INCLUSION,
        section="laboratory",
        title=Text("Platelets (PLT) at least 75 × 10^9/L", "血小板（PLT）≥75×10^9/L"),
        text=Text(
            "Platelet count (PLT) ≥ 75 × 10^9/L (PLT ≥ 20 × 10^9/L if bone marrow involvement).",
            "血小板计数（PLT）≥75×10^9/L（骨髓受累者PLT≥20×10^9/L）。",
        ),
        reading=i12a.reading,
        rule=when(marrow, then=lab("PLT") >= per_litre("20e9"), otherwise=lab("PLT") >= per_litre("75e9")),
    )
    bilirubin_and_creatinine = Text(
        "Bilirubin ≤ 1.5 times the upper limit of normal (ULN). Creatinine ≤ 1.5 times the ULN (calculated according to "
        "the standard Cockcroft-Gault formula).",
        "胆红素≤1.5倍正常值上限（ULN）。肌酐≤1.5倍ULN（按标准Cockcroft-Gault公式计算）。",
    )
    i12c = Criterion(
        id="I12c",
        kind=INCLUSION,
        section="laboratory",
        title=Text("Bilirubin at most 1.5 × ULN", "胆红素≤1.5×ULN"),
        text=bilirubin_and_creatinine,
        reading=Text(
            "Total bilirubin, no exception for Gilbert's syndrome (B20); the direct fraction alone decides only where it "
            "exceeds the limit by itself.",
            "总胆红素，Gilbert综合征无例外（B20）；仅有直接胆红素时，只有其本身已超限才可判定。",
        ),
        rule=first_known(
            lab("BILIRUBIN_TOTAL") <= "1.5" * ULN,
            ~shown(lab("BILIRUBIN_DIRECT") > "1.5" * ULN)
            & ask_site("B20", Text("Total bilirubin is needed.", "需要总胆红素。")),
        ),
    )
    i12d = Criterion(
        id="I12d",
        kind=INCLUSION,
        section="laboratory",
        title=Text("Creatinine at most 1.5 × ULN", "肌酐≤1.5×ULN"),
        text=bilirubin_and_creatinine,
        reading=Text(
            "Serum creatinine against the age-appropriate upper limit, the only limit that can be computed; clearances "
            "are shown as information only (B21).",
            "血肌酐与年龄相应上限比较，这是唯一可计算的界值；清除率仅供参考（B21）。",
        ),
        rule=lab("CREATININE") <= "1.5" * ULN,
        questions=(B21,),
    )
    liver = yes(patient.liver_metastasis)
    i12e = Criterion(
        id="I12e",
        kind=INCLUSION,
        section="laboratory",
        title=Text("ALT and AST at most 3 × ULN", "ALT和AST≤3×ULN"),
        text=Text(
            "ALT/AST ≤ 3 times the ULN (can be relaxed to 5 times the ULN if liver metastasis is present).",
            "ALT/AST≤3倍ULN（有肝转移者可放宽至5倍ULN）。",
        ),
        reading=Text(
            "Both ALT and AST, each against its own upper limit (B22); the relaxed limit holds whenever liver "
            "metastasis is stated (B23).",
            "ALT和AST均须满足，各与其上限比较（B22）；有肝转移时自动适用放宽界值（B23）。",
        ),
        rule=when(
            liver,
            then=(lab("ALT") <= 5 * ULN) & (lab("AST") <= 5 * ULN),
            otherwise=(lab("ALT") <= 3 * ULN) & (lab("AST") <= 3 * ULN),
        ),
    )

    first_procedure = patient.first_protocol_procedure_date
    attested = patient.consent_precedes_first_procedure
    consent_first = precedes(patient.icf.signed_date, first_procedure, same_day=attested)
    assent_first = precedes(patient.assent.date, first_procedure, same_day=attested)
    i13 = Criterion(
        id="I13",
        kind=INCLUSION,
        section="consent",
        title=Text(
            "Able to comply; parental consent and assent before any procedure",
            "能遵从研究；操作前已获父母同意及儿童同意",
        ),
        text=Text(
            "Ability to comply with outpatient treatment, laboratory monitoring, and necessary clinical visits during "
            "the study. For pediatric or adolescent participants, the parent/guardian must be able to understand, "
            "consent, and sign the study informed consent form (ICF) and applicable child consent form before initiating "
            "any protocol-related procedures. The participant will be able to express their consent (where applicable) "
            "under the consent of the parent/guardian.",
            "研究期间能够遵从门诊治疗、实验室监测和必要的临床访视。对于儿童或青少年受试者，父母/监护人须能理解、同意并在任何"
            "方案相关操作开始前签署研究知情同意书（ICF）及适用的儿童同意书。受试者能在父母/监护人同意下表达本人同意（如适用）。",
        ),
        reading=Text(
            "Of age from the "
            f"{parameters.age_of_majority}th birthday; consent of the same day as the first procedure needs an "
            "attestation of the order; refused assent is not met (B24). The ability to comply is the investigator's "
            "judgement.",
            f"{parameters.age_of_majority}岁生日起为成年；同意与首次操作同日者须证明先后；儿童拒绝同意即不符合（B24）。"
            "能否遵从由研究者判断。",
        ),
        rule=judged(patient.ability_to_comply)
        & consent_first
        & when(
            adult,
            then=yes(patient.icf.signed) & entitled,
            otherwise=yes(patient.icf.signed)
            & entitled
            & yes(patient.guardian_understands)
            & when(
                yes(patient.assent.applicable),
                then=one_of(patient.assent.status, "obtained", unclear=("not_done",)) & assent_first,
                otherwise=ALWAYS,
            ),
        ),
    )
    return (i01, i02, i03, i04, i05, i06, i07, i08, i09, i10, i11, i12a, i12b, i12c, i12d, i12e, i13)


def exclusion_criteria(parameters: Parameters) -> tuple[Criterion, ...]:  # noqa: PLR0915  a page, read from top to end
    past: Anchor = parameters.past_anchor

    brain = patient.brain
    e01 = Criterion(
        id="E01",
        kind=EXCLUSION,
        section="disease",
        title=Text("Symptomatic brain metastasis", "有症状的脑转移"),
        text=Text(
            "Presence of symptomatic brain metastasis (patients with brain metastasis treated and symptomatically stable "
            "for at least 2 months before enrollment are eligible, but must be confirmed to have no cerebral hemorrhage "
            "symptoms by cranial brain MRI, CT, or venous contrast).",
            "有症状的脑转移（脑转移经治疗且入组前症状稳定至少2个月者可入组，但须经颅脑MRI、CT或静脉造影证实无脑出血症状）。",
        ),
        reading=Text(
            "Stable means free of symptoms; haemorrhage is what imaging shows. An asymptomatic metastasis that was never "
            "treated is a question to the sponsor (B26).",
            "“稳定”指无症状；“出血症状”指影像所见出血。从未治疗的无症状脑转移须询问申办方（B26）。",
        ),
        rule=when(
            yes(brain.metastasis),
            then=yes(brain.symptomatic)
            | when(
                yes(brain.treated),
                then=~((elapsed(brain.stable_since, N) >= months(2)) & ~yes(brain.imaging_haemorrhage)),
                otherwise=_asked(B26),
            ),
            otherwise=NEVER,
        )
        | unless_recorded(brain.metastasis),
        questions=(B26,),
    )

    heart = patient.cardiac
    other_history = when(empty(heart.other_cardiovascular_history), then=NEVER, otherwise=_asked(B27))

    def cardiovascular(nyha: Rule) -> Rule:
        return any_of(
            heart.max_ischaemia_grade_ever >= 2,
            yes(heart.myocardial_infarction_ever),
            yes(heart.uncontrolled_arrhythmia_ever),
            when(one_of(patient.sex, "male"), then=heart.qtc_ms >= 450, otherwise=heart.qtc_ms >= 470),
            nyha,
            when(
                one_of(heart.lvef_method, "echo"),
                then=heart.lvef_percent < 50,
                otherwise=ask_site(
                    "B27",
                    Text(
                        "The protocol names echocardiography: enter an LVEF by echo.",
                        "方案要求超声心动图：请录入超声LVEF。",
                    ),
                ),
            ),
            other_history,
        )

    e02 = Criterion(
        id="E02",
        kind=EXCLUSION,
        section="cardiac",
        title=Text("Cardiovascular disease", "心血管疾病"),
        text=Text(
            "History of or current cardiovascular disease, including ≥ II-grade myocardial ischemia or myocardial "
            "infarction, uncontrolled arrhythmia (including QTc interval ≥ 450 ms in men and ≥ 470 ms in women), or ≥ "
            "III-IV-grade heart failure according to the NYHA standard (Appendix 3) or left ventricular ejection "
            "fraction (LVEF) < 50% according to echocardiography.",
            "既往或目前患有心血管疾病，包括≥II级心肌缺血或心肌梗死、未控制的心律失常（包括QTc间期男性≥450 ms、女性≥470 ms）、"
            "按NYHA标准≥III-IV级心力衰竭（附录3）或超声心动图示左室射血分数（LVEF）<50%。",
        ),
        reading=Text(
            "NYHA class III or IV; QTc by sex at every age, as reported; LVEF by echo only; any other cardiovascular "
            "history is a question to the sponsor (B27).",
            "NYHA III或IV级；任何年龄均按性别判断报告的QTc；LVEF仅限超声；其他心血管病史须询问申办方（B27）。",
        ),
        rule=cardiovascular(heart.nyha_class >= 3),
        other_readings=(
            OtherReading(
                code="B27",
                text=Text("Only NYHA class IV excludes.", "仅NYHA IV级排除。"),
                rule=cardiovascular(heart.nyha_class >= 4),
            ),
        ),
        questions=(B27,),
    )

    e03 = Criterion(
        id="E03",
        kind=EXCLUSION,
        section="history",
        title=Text("Interstitial lung disease, ever", "间质性肺病史"),
        text=Text("History of or current interstitial lung disease.", "既往或目前患有间质性肺病。"),
        rule=yes(patient.interstitial_lung_disease_ever),
    )

    abnormal = any_of(
        lab("INR") > ratio("1.5"),
        lab("PT") > ULN + 4,
        lab("APTT") > "1.5" * ULN,
    )
    bleeding = yes(patient.bleeding_tendency)
    anticoagulated = yes(patient.anticoagulant_or_thrombolytic_current)
    e04 = Criterion(
        id="E04",
        kind=EXCLUSION,
        section="laboratory",
        title=Text("Abnormal coagulation with bleeding tendency or anticoagulation", "凝血异常伴出血倾向或抗凝治疗"),
        text=Text(
            "Coagulation function abnormality (INR > 1.5 or prothrombin time (PT) > ULN + 4 seconds or APTT > 1.5 ULN), "
            "with bleeding tendency or receiving anticoagulation or thrombolytic therapy.",
            "凝血功能异常（INR>1.5或凝血酶原时间（PT）>ULN+4秒或APTT>1.5 ULN），伴出血倾向或正接受抗凝或溶栓治疗。",
        ),
        reading=Text(
            "An abnormal test AND (bleeding tendency or anticoagulant); “1.5 ULN” is 1.5 × ULN (B28).",
            "检验异常且（出血倾向或抗凝治疗）；“1.5 ULN”即1.5×ULN（B28）。",
        ),
        rule=abnormal & (bleeding | anticoagulated),
        other_readings=(
            OtherReading(
                code="B28",
                text=Text(
                    "(Abnormal test and bleeding tendency) or anticoagulant.", "（检验异常且出血倾向）或抗凝治疗。"
                ),
                rule=(abnormal & bleeding) | anticoagulated,
            ),
        ),
    )

    clots = patient.thromboembolic_events
    e05 = Criterion(
        id="E05",
        kind=EXCLUSION,
        section="history",
        title=Text("Thromboembolic event within 12 months", "12个月内血栓栓塞事件"),
        text=Text(
            "Any venous or arterial thromboembolic event within 12 months prior to enrollment, including cerebrovascular "
            "accidents (including transient ischemic attacks, cerebral hemorrhage, cerebral infarction), deep vein "
            "thrombosis, and pulmonary embolism.",
            "入组前12个月内任何静脉或动脉血栓栓塞事件，包括脑血管意外（包括短暂性脑缺血发作、脑出血、脑梗死）、深静脉血栓和肺栓塞。",
        ),
        reading=Text(
            "By the date of onset; catheter-related events and cerebral haemorrhage count (B29). Twelve calendar months "
            "before enrolment, the last day included (B12, B25).",
            "按发生日期；导管相关事件和脑出血均计入（B29）。入组前12个日历月，含末日（B12、B25）。",
        ),
        rule=some(clots, _within(parameters, clots.date, months(12), N)),
    )

    tendencies = patient.known_bleeding_or_thrombotic_tendency
    e06 = Criterion(
        id="E06",
        kind=EXCLUSION,
        section="history",
        title=Text("Known bleeding or thrombotic tendency", "已知出血或血栓倾向"),
        text=Text(
            "Known hereditary or acquired bleeding and thrombotic tendency (e.g., hemophiliacs, coagulation dysfunction, "
            "thrombocytopenia, splenomegaly).",
            "已知的遗传性或获得性出血和血栓倾向（如血友病、凝血功能障碍、血小板减少、脾大）。",
        ),
        reading=Text(
            "Bleeding or thrombotic; thrombocytopenia and splenomegaly entries are a question to the sponsor, a platelet "
            "count alone is none (B30).",
            "出血或血栓倾向；血小板减少、脾大须询问申办方，单纯血小板计数不计入（B30）。",
        ),
        rule=when(
            some(tendencies, one_of(tendencies.kind, "haemophilia", "coagulopathy", "thrombophilia")),
            then=ALWAYS,
            otherwise=when(empty(tendencies), then=NEVER, otherwise=_asked(B30)),
        ),
        questions=(B30,),
    )

    wounds = patient.wounds_fractures
    not_by_tumour = one_of(wounds.kind, "wound") | ~yes(wounds.pathological_tumour)
    e07 = Criterion(
        id="E07",
        kind=EXCLUSION,
        section="history",
        title=Text("Long-term, untreated wound or fracture", "长期未治愈的伤口或骨折"),
        text=Text(
            "Long-term, untreated wounds or fractures (excluding pathologic fractures caused by tumor).",
            "长期未治疗的伤口或骨折（肿瘤所致病理性骨折除外）。",
        ),
        reading=Text(
            "Long-term and unhealed, treated or not; the investigator says what long-term is (B31).",
            "长期且未愈合，无论是否治疗；“长期”由研究者判断（B31）。",
        ),
        rule=some(wounds, yes(wounds.unhealed) & judged(wounds.long_term) & not_by_tumour),
        other_readings=(
            OtherReading(
                code="B31",
                text=Text("Long-term and untreated.", "长期且未治疗。"),
                rule=some(
                    wounds, yes(wounds.unhealed) & ~yes(wounds.treated) & judged(wounds.long_term) & not_by_tumour
                ),
            ),
        ),
    )

    events = patient.recent_events
    lately = _within(parameters, events.date, weeks(4), N)
    size_unknown = one_of(events.kind, "surgery_size_unknown") & ask_site(
        "E08", Text("Was it major surgery?", "是否为大手术？")
    )
    e08 = Criterion(
        id="E08",
        kind=EXCLUSION,
        section="history",
        title=Text(
            "Major surgery, severe trauma, fracture or ulcer within 4 weeks", "4周内大手术、严重外伤、骨折或溃疡"
        ),
        text=Text(
            "Major surgery or severe traumatic injury, fracture, or ulcer within 4 weeks prior to enrollment.",
            "入组前4周内大手术或严重外伤、骨折或溃疡。",
        ),
        reading=Text(
            "Day 28 is inside (B12). Any fracture counts, also a pathological one (B32); an ulcer still active counts.",
            "第28天计入窗口（B12）。任何骨折均计入，包括病理性骨折（B32）；仍活动的溃疡计入。",
        ),
        rule=some(
            events,
            (one_of(events.kind, "ulcer") & yes(events.active))
            | (one_of(events.kind, "major_surgery", "severe_trauma", "fracture", "ulcer") & lately)
            | (size_unknown & lately),
        ),
        other_readings=(
            OtherReading(
                code="B32",
                text=Text(
                    "Pathological fractures caused by the tumour are excepted as in E07.",
                    "与E07相同，肿瘤所致病理性骨折除外。",
                ),
                rule=some(
                    events,
                    (one_of(events.kind, "ulcer") & yes(events.active))
                    | (one_of(events.kind, "major_surgery", "severe_trauma", "ulcer") & lately)
                    | (one_of(events.kind, "fracture") & ~yes(events.pathological_tumour) & lately)
                    | (size_unknown & lately),
                ),
            ),
        ),
    )

    factors = patient.oral_absorption_factors
    e09 = Criterion(
        id="E09",
        kind=EXCLUSION,
        section="history",
        title=Text("Impaired absorption of oral drugs", "影响口服药物吸收的因素"),
        text=Text(
            "Factors that significantly affect the absorption of oral drugs, such as difficulty swallowing, chronic "
            "diarrhea, and intestinal obstruction.",
            "显著影响口服药物吸收的因素，如吞咽困难、慢性腹泻和肠梗阻。",
        ),
        reading=Text(
            "A named factor that is present now counts; of any other the investigator says whether it is significant "
            "(B33).",
            "目前存在的列举因素即计入；其他因素由研究者判断是否显著（B33）。",
        ),
        rule=some(
            factors,
            yes(factors.current)
            & (
                one_of(factors.factor, "difficulty_swallowing", "chronic_diarrhoea", "intestinal_obstruction")
                | judged(factors.significant)
            ),
        ),
    )

    abdomen = patient.abdominal_events
    e10 = Criterion(
        id="E10",
        kind=EXCLUSION,
        section="history",
        title=Text("Abdominal fistula, perforation or peritonitis within 6 months", "6个月内腹部瘘、穿孔或腹膜炎"),
        text=Text(
            "History of abdominal fistula, gastrointestinal perforation, or peritonitis within the past 6 months.",
            "过去6个月内有腹部瘘、消化道穿孔或腹膜炎病史。",
        ),
        reading=Text(
            "Counted back from the assessment (B34), the last day included (B12); a fistula still open counts whenever "
            "it began.",
            "自评估日回溯（B34），含末日（B12）；仍未闭合的瘘无论起始时间均计入。",
        ),
        rule=some(
            abdomen,
            _within(parameters, abdomen.date, months(6), past)
            | (one_of(abdomen.kind, "abdominal_fistula") & yes(abdomen.open)),
        ),
    )

    urine = patient.urine_protein_24h
    e11 = Criterion(
        id="E11",
        kind=EXCLUSION,
        section="laboratory",
        title=Text("Proteinuria ≥ ++ and ≥ 1.0 g in 24 hours", "尿蛋白≥++且24小时≥1.0 g"),
        text=Text(
            "Urinary routine showing ≥ ++ proteinuria, and confirmed 24-hour urine protein ≥ 1.0 g.",
            "尿常规示尿蛋白≥++，且经证实24小时尿蛋白≥1.0 g。",
        ),
        reading=Text(
            "Both; the 24-hour collection is needed only where the dipstick shows ++ or more (B35).",
            "两者均须满足；仅在试纸≥++时需24小时尿蛋白（B35）。",
        ),
        rule=(patient.urine_protein_dipstick >= "++")
        & (measured(urine.value, urine.unit, "URINE_PROTEIN_24H") >= grams_per_day("1.0")),
    )

    effusion = patient.effusion
    excepted = (
        yes(effusion.symptomatic_treatment_done)
        & ~yes(effusion.intracavitary_anticancer_drug)
        & judged(effusion.investigator_accepts)
    )
    e12 = Criterion(
        id="E12",
        kind=EXCLUSION,
        section="history",
        title=Text("Symptomatic serous effusion requiring treatment", "需治疗的有症状浆膜腔积液"),
        text=Text(
            "Presence of symptomatic serous cavity effusion requiring treatment (including pleural effusion, ascites, "
            "pericardial effusion); note: asymptomatic serous cavity effusion can be enrolled, symptomatic serous cavity "
            "effusion can be enrolled after active symptomatic treatment (not using anti-cancer drugs for serous cavity "
            "effusion treatment), and eligible for enrollment according to the judgment of the researcher.",
            "有需治疗的症状性浆膜腔积液（包括胸腔积液、腹水、心包积液）；注：无症状浆膜腔积液可入组，症状性浆膜腔积液经积极对症治疗"
            "（未使用抗癌药物治疗浆膜腔积液）后，经研究者判断可入组。",
        ),
        reading=Text(
            "The exception holds after symptomatic treatment without an anti-cancer drug into the cavity, if the "
            "investigator accepts (B36).",
            "经对症治疗、未腔内使用抗癌药物且研究者认可者方属例外（B36）。",
        ),
        rule=yes(effusion.present) & yes(effusion.symptomatic) & yes(effusion.requires_treatment) & ~excepted,
    )

    infection, therapy = patient.infection, patient.infection.therapy
    as_treatment = one_of(therapy.purpose, "treatment")
    e13 = Criterion(
        id="E13",
        kind=EXCLUSION,
        section="infection",
        title=Text("Active infection on antimicrobial therapy", "需抗微生物治疗的活动性感染"),
        text=Text(
            "Active infection requiring anti-microbial therapy (e.g., requiring the use of antibacterial drugs, "
            "antiviral drugs, but not including chronic hepatitis B anti-hepatitis B treatment, anti-fungal drug "
            "treatment).",
            "需抗微生物治疗的活动性感染（如需使用抗菌药物、抗病毒药物，但不包括慢性乙型肝炎抗乙肝治疗、抗真菌药物治疗）。",
        ),
        reading=Text(
            "Only anti-hepatitis B treatment is excepted; prophylaxis is not an active infection (B37).",
            "仅抗乙肝治疗除外；预防用药不属活动性感染（B37）。",
        ),
        rule=(yes(infection.active) & some(therapy, as_treatment)) | unless_recorded(infection.active),
        other_readings=(
            OtherReading(
                code="B37",
                text=Text("Antifungal treatment is excepted too.", "抗真菌治疗亦除外。"),
                rule=(yes(infection.active) & some(therapy, as_treatment & ~one_of(therapy.class_, "antifungal")))
                | unless_recorded(infection.active),
            ),
        ),
    )

    psychiatric = patient.psychiatric
    abuse, unable = yes(psychiatric.psychotropic_abuse_history), yes(psychiatric.unable_to_quit)
    disorder = yes(psychiatric.psychiatric_disorder)
    e14 = Criterion(
        id="E14",
        kind=EXCLUSION,
        section="history",
        title=Text("Psychotropic abuse or psychiatric disorder", "精神药物滥用或精神障碍"),
        text=Text(
            "History of substance abuse of psychiatric drugs and inability to quit or with psychiatric disorders.",
            "有精神药物滥用史且无法戒除，或有精神障碍。",
        ),
        reading=Text(
            "(Abuse and unable to quit) or a psychiatric disorder of any severity (B38).",
            "（滥用且无法戒除）或任何程度的精神障碍（B38）。",
        ),
        rule=(abuse & unable) | disorder,
        other_readings=(
            OtherReading(
                code="B38",
                text=Text("Abuse and (unable to quit or a disorder).", "滥用且（无法戒除或有精神障碍）。"),
                rule=abuse & (unable | disorder),
            ),
        ),
    )

    trials = patient.other_trials
    e15 = Criterion(
        id="E15",
        kind=EXCLUSION,
        section="medications",
        title=Text("Other anti-tumour drug trial within 4 weeks", "4周内参加其他抗肿瘤药物试验"),
        text=Text(
            "Participation in other anti-tumor drug clinical trials within the past 4 weeks.",
            "过去4周内参加过其他抗肿瘤药物临床试验。",
        ),
        reading=Text(
            "Until the end of participation, counted back from the assessment, day 28 inside (B12, B34, B39).",
            "以参与结束日计，自评估日回溯，第28天计入（B12、B34、B39）。",
        ),
        rule=some(
            trials,
            one_of(trials.kind, "anti_tumour_drug") & _within(parameters, trials.last_participation, weeks(4), past),
        ),
    )

    drugs = patient.steroids_immunosuppressants
    before_dose = _within(parameters, drugs.last_dose, weeks(2), P)
    e16 = Criterion(
        id="E16",
        kind=EXCLUSION,
        section="medications",
        title=Text("Systemic steroid or immunosuppressant within 2 weeks", "2周内全身激素或免疫抑制治疗"),
        text=Text(
            "Receiving systemic hormone treatment or other forms of immunosuppressive treatment within 2 weeks prior to "
            "the first dose of the study drug.",
            "首次使用研究药物前2周内接受全身激素治疗或其他形式的免疫抑制治疗。",
        ),
        reading=Text(
            "Systemic corticosteroids and immunosuppressants, single antiemetic doses included; documented physiological "
            "replacement and other hormones are none (B40). Day 14 is inside (B12).",
            "全身性皮质类固醇和免疫抑制剂，含单次止吐用药；有记录的生理替代及其他激素不计（B40）。第14天计入（B12）。",
        ),
        rule=some(
            drugs,
            one_of(drugs.route, "systemic")
            & before_dose
            & (
                one_of(drugs.class_, "immunosuppressant")
                | (one_of(drugs.class_, "corticosteroid") & ~one_of(drugs.purpose, "physiological_replacement"))
            ),
        ),
        other_readings=(
            OtherReading(
                code="B40",
                text=Text("Any systemic hormone, replacement included.", "任何全身激素，包括替代治疗。"),
                rule=some(drugs, one_of(drugs.route, "systemic") & before_dose),
            ),
        ),
    )

    autoimmune = patient.autoimmune
    treated_lately = one_of(autoimmune.treatment, "systemic") & _within(
        parameters, autoimmune.last_systemic_treatment, years(2), past
    )
    e17 = Criterion(
        id="E17",
        kind=EXCLUSION,
        section="history",
        title=Text("Autoimmune disease treated within 2 years", "2年内需全身治疗的自身免疫病"),
        text=Text(
            "History of active autoimmune disease requiring systemic treatment (e.g., using disease-modifying drugs, "
            "corticosteroids, or immunosuppressive agents) within the past 2 years; note: alternative treatment (e.g., "
            "thyroid hormone, insulin, or physiological corticosteroid replacement therapy for adrenal or pituitary "
            "dysfunction) is not considered systemic treatment.",
            "过去2年内有需全身治疗的活动性自身免疫病史（如使用改善病情药物、皮质类固醇或免疫抑制剂）；注：替代治疗（如甲状腺激素、"
            "胰岛素或因肾上腺或垂体功能不全的生理性皮质类固醇替代治疗）不视为全身治疗。",
        ),
        reading=Text(
            "The two years bind the systemic treatment, counted back from the assessment, the last day included (B12, "
            "B34, B41).",
            "2年指全身治疗的时间，自评估日回溯，含末日（B12、B34、B41）。",
        ),
        rule=some(autoimmune, treated_lately),
        other_readings=(
            OtherReading(
                code="B41",
                text=Text("Disease that is active without treatment excludes too.", "未治疗的活动性疾病亦排除。"),
                rule=some(autoimmune, one_of(autoimmune.treatment, "none") | treated_lately),
            ),
        ),
    )

    e18 = Criterion(
        id="E18",
        kind=EXCLUSION,
        section="medications",
        title=Text("Contraindication for IL-2", "IL-2禁忌证"),
        text=Text("Contraindications for IL-2 use.", "存在IL-2使用禁忌。"),
        reading=Text(
            "The researcher's statement; the label names hypersensitivity, organ allograft, abnormal cardiac stress or "
            "lung function test and severe toxicity on earlier IL-2 (B42).",
            "以研究者陈述为准；说明书列有过敏、器官移植、心脏负荷或肺功能异常及既往IL-2严重毒性（B42）。",
        ),
        rule=yes(patient.il2_contraindication),
    )

    e19 = Criterion(
        id="E19",
        kind=EXCLUSION,
        section="infection",
        title=Text("Active infection on intravenous therapy", "需静脉治疗的活动性感染"),
        text=Text("Active infection requiring systemic venous treatment.", "需全身静脉治疗的活动性感染。"),
        reading=Text("Judged apart from E13 (B37).", "与E13分别判断（B37）。"),
        rule=(yes(infection.active) & some(therapy, as_treatment & one_of(therapy.route, "iv")))
        | unless_recorded(infection.active),
    )

    vaccines = patient.vaccines
    e20 = Criterion(
        id="E20",
        kind=EXCLUSION,
        section="medications",
        title=Text("Live vaccine within 1 month", "1个月内接种活疫苗"),
        text=Text(
            "Administration of live vaccines within 1 month prior to the first use of the study drug; live vaccines "
            "against seasonal influenza, injectable inactivated virus vaccines are allowed, but nasal administration of "
            "live attenuated influenza vaccines is not allowed.",
            "首次使用研究药物前1个月内接种活疫苗；允许接种季节性流感疫苗、注射用灭活病毒疫苗，但不允许经鼻接种减毒活流感疫苗。",
        ),
        reading=Text(
            "Any live vaccine, nasal influenza included, in one calendar month before the planned first dose, the last "
            "day included (B12, B43).",
            "计划首次给药日前1个日历月内任何活疫苗，含经鼻流感疫苗，含末日（B12、B43）。",
        ),
        rule=some(vaccines, one_of(vaccines.kind, "live") & _within(parameters, vaccines.date, months(1), P)),
    )

    tumours = patient.other_malignancies
    e21 = Criterion(
        id="E21",
        kind=EXCLUSION,
        section="history",
        title=Text("Other untreated malignancy", "其他未治疗的恶性肿瘤"),
        text=Text(
            "Prior or concurrent other untreated malignant tumors, excluding cured superficial basal cell carcinoma, "
            "cervical in situ carcinoma, and superficial bladder carcinoma.",
            "既往或同时患有其他未治疗的恶性肿瘤，已治愈的浅表基底细胞癌、宫颈原位癌和浅表膀胱癌除外。",
        ),
        reading=Text(
            "Untreated or not cured; cured and not one of the three is a question to the sponsor (B44).",
            "未治疗或未治愈；已治愈但不属三种列举者须询问申办方（B44）。",
        ),
        rule=some(
            tumours,
            one_of(tumours.status, "untreated", "treated_not_cured")
            | (one_of(tumours.status, "cured") & ~yes(tumours.listed_exception) & _asked(B44)),
        ),
        questions=(B44,),
    )

    e22 = Criterion(
        id="E22",
        kind=EXCLUSION,
        section="judgement",
        title=Text("Other condition by the researcher's judgement", "研究者判断的其他情况"),
        text=Text(
            "Other conditions judged by the researcher to potentially affect the conduct of the clinical research and "
            "the determination of research results.",
            "研究者判断可能影响临床研究实施和研究结果判定的其他情况。",
        ),
        reading=Text(
            "What the protocol does not name (pregnancy, contraception, breastfeeding, haemoglobin, oxygen saturation, "
            "seizures, earlier cell therapy) is looked at here (B47).",
            "方案未列举者（妊娠、避孕、哺乳、血红蛋白、血氧饱和度、癫痫、既往细胞治疗）在此考虑（B47）。",
        ),
        rule=judged(patient.investigator_other_condition),
    )

    virology = patient.virology
    e23 = Criterion(
        id="E23",
        kind=EXCLUSION,
        section="infection",
        title=Text("Active hepatitis B, hepatitis C or HIV", "乙肝、丙肝活动或HIV阳性"),
        text=Text(
            "Viral screening during the screening period showing any of the following:\n"
            "HBsAg positive and HBV DNA above the normal upper limit. Anti-HCV positive and HCV RNA positive. HIV "
            "positive.",
            "筛选期病毒学筛查示以下任一项：\nHBsAg阳性且HBV DNA高于正常值上限。抗-HCV阳性且HCV RNA阳性。HIV阳性。",
        ),
        reading=Text(
            "HBV DNA against the laboratory's limit as entered (B45); reactive but unconfirmed HIV is open.",
            "HBV DNA与录入的实验室上限比较（B45）；HIV初筛阳性未确证者待定。",
        ),
        rule=when(
            in_screening_period(virology.date),
            then=any_of(
                one_of(virology.hbsag, "positive", unclear=("indeterminate",))
                & (virology.hbv_dna > virology.hbv_dna_upper_limit),
                one_of(virology.anti_hcv, "positive", unclear=("indeterminate",))
                & one_of(virology.hcv_rna, "positive"),
                one_of(virology.hiv, "positive", unclear=("indeterminate",)),
            ),
            otherwise=ask_site(
                "B18",
                Text("The viral screening must lie in the screening period.", "病毒学筛查须在筛选期内。"),
            ),
        ),
    )

    grafts = patient.allogeneic_transplants
    from_a_donor = some(grafts, one_of(grafts.kind, "hsct")) | some(
        patient.sct, one_of(patient.sct.donor, "allogeneic")
    )

    def transplanted(*kinds: str) -> Rule:
        return when(
            some(grafts, one_of(grafts.kind, *kinds)),
            then=ALWAYS,
            otherwise=when(from_a_donor, then=_asked(B17), otherwise=NEVER),
        )

    e24 = Criterion(
        id="E24",
        kind=EXCLUSION,
        section="history",
        title=Text("Allogeneic tissue or organ transplant", "同种异体组织或器官移植"),
        text=Text("Prior allogeneic tissue/organe transplantation.", "既往同种异体组织/器官移植。"),
        reading=Text(
            "Any organ or tissue, bone allograft, cornea and skin included (B46); stem cells alone are a question to the "
            "sponsor, since I11 admits them (B17).",
            "任何器官或组织，包括骨、角膜和皮肤（B46）；单纯异基因造血干细胞移植须询问申办方，因I11允许（B17）。",
        ),
        rule=transplanted("solid_organ", "tissue", "bone_allograft", "cornea", "skin"),
        other_readings=(
            OtherReading(
                code="B46",
                text=Text("Vital grafts only, not bone, cornea or skin.", "仅指活性移植物，不含骨、角膜、皮肤。"),
                rule=transplanted("solid_organ", "tissue"),
            ),
        ),
        questions=(B17,),
    )

    e25 = Criterion(
        id="E25",
        kind=EXCLUSION,
        section="judgement",
        title=Text("Poor compliance", "依从性差"),
        text=Text("Poor compliance, unable to cooperate with clinical research.", "依从性差，无法配合临床研究。"),
        rule=judged(patient.poor_compliance),
    )
    return (
        *(e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e12, e13),
        *(e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24, e25),
    )
