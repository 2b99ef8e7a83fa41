"""The vocabulary: every fact about a patient, declared once.

Form field, rule, evidence label, importer, exporter and the public JSON are all read from here. Every fact is optional:
None is "not recorded", an empty list is "reviewed, none". Quantities are exact decimals, dates may be partial.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    ValidationError,
)
from pydantic.fields import FieldInfo

from criteria.errors import RecordError, from_validation
from criteria.intervals import (
    NONE_YET,
    ONGOING,
    DateInterval,
    DecimalInterval,
    NoneYet,
    Ongoing,
    decimal_range,
    parse_date,
    parse_decimal,
)
from criteria.text import Text

Section = Literal[
    "demographics",
    "consent",
    "disease",
    "therapies",
    "laboratory",
    "cardiac",
    "infection",
    "history",
    "medications",
    "judgement",
    "review",
]
SECTIONS: tuple[Section, ...] = get_args(Section)
SECTION_TITLES: dict[Section, Text] = {
    "demographics": Text("Demographics", "人口学资料"),
    "consent": Text("Consent", "知情同意"),
    "disease": Text("Disease", "疾病"),
    "therapies": Text("Prior therapies", "既往治疗"),
    "laboratory": Text("Laboratory", "实验室检查"),
    "cardiac": Text("Cardiac", "心脏"),
    "infection": Text("Infection", "感染"),
    "history": Text("History", "病史"),
    "medications": Text("Medications", "用药"),
    "judgement": Text("Judgement", "研究者判断"),
    "review": Text("Review", "核对"),
}


# --- what a fact may hold ---------------------------------------------------------------------------------------------

FactKind = Literal["yes_no", "date", "decimal", "integer", "choice", "choices", "text", "list", "group"]


def _parse_day_or_ongoing(value: object) -> DateInterval | Ongoing:
    return ONGOING if value == "ongoing" or isinstance(value, Ongoing) else parse_date(value)


def _parse_day_or_none_yet(value: object) -> DateInterval | NoneYet:
    return NONE_YET if value == "none_yet" or isinstance(value, NoneYet) else parse_date(value)


def _parse_integer(value: object) -> object:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("write a whole number")
    return value


def _parse_estimate(value: object) -> DecimalInterval:
    """A number of weeks, or a range such as {low: "8", high: "16"}."""
    if not isinstance(value, Mapping):
        return parse_decimal(value)
    if set(value) - {"low", "high"}:
        raise ValueError("a range has the keys low and high only")
    low, high = (None if value.get(end) is None else parse_decimal(value[end]) for end in ("low", "high"))
    if any(end is not None and not end.is_exact for end in (low, high)) or (low is None and high is None):
        raise ValueError('the ends of a range are plain numbers such as "8" and "16"')
    return decimal_range(low, high)


def _estimate_as_json(value: DecimalInterval) -> str | dict[str, str]:
    if not value.is_range:
        return value.text
    ends = {"low": format(value.low, "f")}
    return ends if value.high is None else ends | {"high": format(value.high, "f")}


_AS_TEXT = PlainSerializer(str, return_type=str)

YesNo = StrictBool
Words = Annotated[str, Field(strict=True, max_length=400)]
Day = Annotated[DateInterval, PlainValidator(parse_date), _AS_TEXT]
DayOrOngoing = Annotated[DateInterval | Ongoing, PlainValidator(_parse_day_or_ongoing), _AS_TEXT]
DayOrNoneYet = Annotated[DateInterval | NoneYet, PlainValidator(_parse_day_or_none_yet), _AS_TEXT]
Quantity = Annotated[DecimalInterval, PlainValidator(parse_decimal), _AS_TEXT]
Estimate = Annotated[
    DecimalInterval,
    PlainValidator(_parse_estimate),
    PlainSerializer(_estimate_as_json, return_type=str | dict[str, str]),
]
Integer = Annotated[int, BeforeValidator(_parse_integer)]


@dataclass(frozen=True, slots=True)
class FactInfo:
    """What is declared about one fact; `path` is its public key, with `[]` after a list ("chemo[].last_dose")."""

    path: str
    kind: FactKind
    label: Text
    section: Section
    unit: str | None = None
    help: Text | None = None
    choices: tuple[str, ...] = ()
    judgement: bool = False
    special: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    step: int = 1

    @property
    def key(self) -> str:
        return self.path.rpartition(".")[2].removesuffix("[]")

    @property
    def parent(self) -> str:
        return self.path.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class _Declared:
    label: Text
    section: Section | None
    unit: str | None
    help: Text | None
    judgement: bool
    step: int


def fact(
    en: str,
    zh: str,
    *,
    section: Section | None = None,
    unit: str | None = None,
    help: Text | None = None,  # noqa: A002  the word a form uses
    judgement: bool = False,
    step: int = 1,
    alias: str | None = None,
    ge: int | None = None,
    le: int | None = None,
) -> Any:
    """Declare an optional fact with its label. A nested fact without a section stands in its parent's."""
    extra: dict[str, Any] = {"fact": _Declared(Text(en, zh), section, unit, help, judgement, step)}
    return Field(default=None, json_schema_extra=extra, alias=alias, ge=ge, le=le)


class Facts(BaseModel):
    """A frozen group of facts that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


# --- consent ----------------------------------------------------------------------------------------------------------


class InformedConsent(Facts):
    signed: YesNo | None = fact("Written informed consent form signed", "已签署书面知情同意书")
    signed_date: Day | None = fact("Consent signed on", "知情同意书签署日期")
    signer: Literal["participant", "parent_guardian", "legal_representative"] | None = fact(
        "Consent signed by", "知情同意书签署人"
    )
    withdrawn: YesNo | None = fact(
        "Consent withdrawn", "已撤回同意", help=Text("Leave empty while consent stands", "同意有效期间留空")
    )


class Assent(Facts):
    applicable: YesNo | None = fact("Child's own assent applies", "适用儿童本人同意")
    status: Literal["obtained", "refused", "not_done"] | None = fact("Assent", "儿童同意情况")
    date: Day | None = fact("Date of assent", "儿童同意日期")


# --- disease ----------------------------------------------------------------------------------------------------------


class Performance(Facts):
    scale: Literal["karnofsky", "lansky"] | None = fact(
        "Performance scale",
        "体能状态量表",
        help=Text("Karnofsky from the 16th birthday, Lansky before it", "满16岁用Karnofsky，未满16岁用Lansky"),
    )
    score: Integer | None = fact("Performance score", "体能状态评分", ge=0, le=100, step=10)
    date: Day | None = fact("Performance scored on", "体能状态评分日期")


class Diagnosis(Facts):
    sts_confirmed: YesNo | None = fact("Soft tissue sarcoma confirmed", "确诊软组织肉瘤")
    histology: Words | None = fact("Histology", "组织学类型")
    high_risk: YesNo | None = fact("High-risk disease", "高危")
    risk_scheme: Words | None = fact("Risk scheme used", "所用危险度分层")
    disease_status: Literal["newly_diagnosed", "first_remission", "relapsed", "refractory", "other"] | None = fact(
        "Disease status", "疾病状态"
    )
    prior_treatment: tuple[Literal["surgery", "chemotherapy", "radiotherapy", "sct"], ...] | None = fact(
        "Earlier treatment of the sarcoma", "既往肉瘤治疗", help=Text("A biopsy is not treatment", "活检不算治疗")
    )


class Brain(Facts):
    metastasis: YesNo | None = fact("Brain metastasis", "脑转移")
    symptomatic: YesNo | None = fact("Brain metastasis symptomatic now", "脑转移目前有症状")
    treated: YesNo | None = fact("Brain metastasis treated", "脑转移已治疗")
    stable_since: Day | None = fact("Brain metastasis free of symptoms since", "脑转移症状稳定起始日期")
    imaging_haemorrhage: YesNo | None = fact("Haemorrhage on brain imaging", "颅脑影像示出血")
    imaging_modality: Literal["MRI", "CT", "venography"] | None = fact("Brain imaging by", "颅脑影像方法")
    imaging_date: Day | None = fact("Date of brain imaging", "颅脑影像日期")


# --- earlier treatment ------------------------------------------------------------------------------------------------


class ChemoToxicity(Facts):
    term: Words | None = fact("Toxicity", "毒性")
    category: Literal["marrow", "other"] | None = fact("Category", "类别")
    current_grade: Integer | None = fact("Grade now (CTCAE)", "目前分级（CTCAE）", ge=0, le=5)


class Chemotherapy(Facts):
    agent: Words | None = fact("Agent", "药物")
    myelosuppressive: YesNo | None = fact("Myelosuppressive", "骨髓抑制性")
    nitrosourea: YesNo | None = fact("Nitrosourea", "亚硝脲类")
    last_dose: DayOrOngoing | None = fact("Last dose", "末次用药日期")


class OtherAnticancer(Facts):
    agent: Words | None = fact("Agent", "药物")
    kind: Literal["investigational", "targeted", "immunotherapy", "cell_therapy", "hormonal", "other"] | None = fact(
        "Kind", "类型"
    )
    last_dose: DayOrOngoing | None = fact("Last dose", "末次用药日期")
    toxicity_recovered: YesNo | None = fact("Recovered from clinically significant toxicity", "临床显著毒性已恢复")


class GrowthFactor(Facts):
    agent: Words | None = fact("Agent", "药物")
    acting: Literal["long", "short"] | None = fact("Acting", "作用时间")
    last_dose: DayOrOngoing | None = fact("Last dose", "末次用药日期")


class Radiotherapy(Facts):
    # `class` is a Python keyword; the public key is still "class".
    class_: Literal["local_palliative_small_field", "substantial_bone_marrow", "mibg_131i", "other"] | None = fact(
        "Class", "类别", alias="class"
    )
    site: Words | None = fact("Site", "部位")
    last_date: DayOrOngoing | None = fact("Last day", "末次照射日期")


class StemCellTransplant(Facts):
    date: Day | None = fact("Date of the last cell infusion", "末次细胞输注日期")
    donor: Literal["autologous", "allogeneic"] | None = fact("Donor", "供者")
    tbi: YesNo | None = fact("With total body irradiation", "含全身照射（TBI）")


# --- laboratory -------------------------------------------------------------------------------------------------------

LabTest = Literal[
    "ANC", "WBC", "PLT", "BILIRUBIN_TOTAL", "BILIRUBIN_DIRECT", "CREATININE", "ALT", "AST", "INR", "PT", "APTT"
]


class LabResult(Facts):
    test: LabTest | None = fact("Test", "检验项目")
    value: Quantity | None = fact("Result", "结果")
    unit: Words | None = fact("Unit", "单位")
    date: Day | None = fact("Date", "日期")
    uln: Quantity | None = fact("Upper limit of normal (ULN)", "正常值上限（ULN）")
    uln_unit: Words | None = fact(
        "Unit of the upper limit", "上限单位", help=Text("Empty: the same unit", "留空表示同一单位")
    )
    lab_name: Words | None = fact("Laboratory", "实验室")


class UrineProtein24h(Facts):
    value: Quantity | None = fact("24-hour urine protein", "24小时尿蛋白")
    unit: Literal["g/24h", "mg/24h"] | None = fact("Unit of the 24-hour urine protein", "24小时尿蛋白单位")


Serology = Literal["negative", "positive", "indeterminate"]


class Virology(Facts):
    hbsag: Serology | None = fact("HBsAg", "乙肝表面抗原（HBsAg）")
    hbv_dna: Quantity | None = fact("HBV DNA", "HBV DNA", unit="IU/mL")
    hbv_dna_upper_limit: Quantity | None = fact("Upper limit for HBV DNA", "HBV DNA上限", unit="IU/mL")
    anti_hcv: Serology | None = fact("Anti-HCV", "丙肝抗体（抗-HCV）")
    hcv_rna: Literal["negative", "positive"] | None = fact("HCV RNA", "HCV RNA")
    hiv: Serology | None = fact(
        "HIV", "HIV", help=Text("Reactive but unconfirmed: indeterminate", "初筛阳性未确证：不确定")
    )
    date: Day | None = fact("Date of the viral screening", "病毒学筛查日期")


# --- history and current state ----------------------------------------------------------------------------------------


class Cardiac(Facts):
    max_ischaemia_grade_ever: Integer | None = fact(
        "Highest grade of myocardial ischaemia ever", "既往最高心肌缺血分级", ge=0, le=4
    )
    myocardial_infarction_ever: YesNo | None = fact("Myocardial infarction ever", "曾有心肌梗死")
    uncontrolled_arrhythmia_ever: YesNo | None = fact("Uncontrolled arrhythmia ever", "曾有未控制的心律失常")
    qtc_ms: Quantity | None = fact("QTc interval", "QTc间期", unit="ms")
    qtc_formula: Words | None = fact("QTc formula", "QTc公式")
    nyha_class: Integer | None = fact(
        "NYHA class", "NYHA分级", ge=1, le=4, help=Text("No heart failure is class I", "无心力衰竭为I级")
    )
    lvef_percent: Quantity | None = fact("Left ventricular ejection fraction (LVEF)", "左室射血分数（LVEF）", unit="%")
    lvef_method: Literal["echo", "MUGA", "CMR"] | None = fact("LVEF measured by", "LVEF检测方法")
    other_cardiovascular_history: tuple[Words, ...] | None = fact("Other cardiovascular history", "其他心血管病史")


class ThromboembolicEvent(Facts):
    type: Words | None = fact("Event", "事件")
    date: Day | None = fact("Date of onset", "发生日期")


class BleedingTendency(Facts):
    name: Words | None = fact("Name", "名称")
    kind: (
        Literal["haemophilia", "coagulopathy", "thrombophilia", "thrombocytopenia", "splenomegaly", "other"] | None
    ) = fact("Kind", "类型")


class WoundOrFracture(Facts):
    kind: Literal["wound", "fracture"] | None = fact("Kind", "类型")
    unhealed: YesNo | None = fact("Unhealed", "未愈合")
    long_term: YesNo | None = fact("Long-term", "长期", judgement=True)
    treated: YesNo | None = fact("Treated", "已治疗")
    pathological_tumour: YesNo | None = fact("Pathological fracture caused by tumour", "肿瘤所致病理性骨折")


class RecentEvent(Facts):
    kind: (
        Literal["major_surgery", "minor_surgery", "surgery_size_unknown", "severe_trauma", "fracture", "ulcer"] | None
    ) = fact("Kind", "类型")
    date: Day | None = fact("Date", "日期")
    active: YesNo | None = fact("Ulcer still active", "溃疡仍活动")
    pathological_tumour: YesNo | None = fact("Pathological fracture caused by tumour", "肿瘤所致病理性骨折")


class OralAbsorptionFactor(Facts):
    factor: Words | None = fact("Factor", "因素")
    current: YesNo | None = fact("Present now", "目前存在")
    significant: YesNo | None = fact("Significantly affects absorption", "显著影响吸收", judgement=True)


class AbdominalEvent(Facts):
    kind: Literal["abdominal_fistula", "gi_perforation", "peritonitis"] | None = fact("Kind", "类型")
    date: Day | None = fact("Date", "日期")
    open: YesNo | None = fact("Fistula still open", "瘘口仍未闭合")


class Effusion(Facts):
    present: YesNo | None = fact("Serous cavity effusion", "浆膜腔积液")
    symptomatic: YesNo | None = fact("Effusion symptomatic", "积液有症状")
    requires_treatment: YesNo | None = fact("Effusion requires treatment", "积液需要治疗")
    symptomatic_treatment_done: YesNo | None = fact("Effusion treated symptomatically", "积液已对症治疗")
    intracavitary_anticancer_drug: YesNo | None = fact("Anti-cancer drug given into the cavity", "腔内使用抗癌药物")
    investigator_accepts: YesNo | None = fact(
        "The effusion is acceptable for enrolment", "积液情况可接受入组", judgement=True
    )


class Antimicrobial(Facts):
    agent: Words | None = fact("Agent", "药物")
    class_: Literal["antibacterial", "antiviral", "antifungal"] | None = fact("Class", "类别", alias="class")
    route: Literal["oral", "iv", "topical"] | None = fact("Route", "给药途径")
    purpose: Literal["treatment", "prophylaxis", "hbv_suppression"] | None = fact("Purpose", "目的")
    end_date: DayOrOngoing | None = fact("End", "结束日期")


class Infection(Facts):
    active: YesNo | None = fact("Active infection", "活动性感染")
    therapy: tuple[Antimicrobial, ...] | None = fact("Antimicrobial therapy", "抗微生物治疗")


class Psychiatric(Facts):
    psychotropic_abuse_history: YesNo | None = fact("History of psychotropic substance abuse", "精神药物滥用史")
    unable_to_quit: YesNo | None = fact("Unable to quit the substance", "无法戒除药物")
    psychiatric_disorder: YesNo | None = fact("Psychiatric disorder", "精神障碍")


class OtherTrial(Facts):
    kind: Literal["anti_tumour_drug", "other"] | None = fact("Kind", "类型")
    last_participation: DayOrOngoing | None = fact("Last participation", "末次参与日期")


class SteroidOrImmunosuppressant(Facts):
    agent: Words | None = fact("Agent", "药物")
    class_: Literal["corticosteroid", "immunosuppressant", "other_hormone"] | None = fact(
        "Class", "类别", alias="class"
    )
    route: Literal["systemic", "inhaled", "topical"] | None = fact("Route", "给药途径")
    purpose: (
        Literal["therapeutic", "antiemetic", "premedication", "gvhd_prophylaxis", "physiological_replacement"] | None
    ) = fact("Purpose", "目的")
    last_dose: DayOrOngoing | None = fact("Last dose", "末次用药日期")


class AutoimmuneDisease(Facts):
    disease: Words | None = fact("Disease", "疾病名称")
    treatment: Literal["none", "replacement_only", "systemic"] | None = fact("Treatment", "治疗")
    last_systemic_treatment: DayOrOngoing | None = fact("Last systemic treatment", "末次全身治疗日期")


class Vaccination(Facts):
    name: Words | None = fact("Vaccine", "疫苗")
    kind: Literal["live", "inactivated", "mrna", "subunit"] | None = fact("Kind", "类型")
    route: Literal["injection", "nasal", "oral"] | None = fact("Route", "接种途径")
    date: Day | None = fact("Date", "日期")


class OtherMalignancy(Facts):
    name: Words | None = fact("Name", "名称")
    status: Literal["untreated", "treated_not_cured", "cured"] | None = fact("Status", "状态")
    listed_exception: YesNo | None = fact(
        "Superficial basal cell carcinoma, cervical carcinoma in situ or superficial bladder carcinoma",
        "浅表基底细胞癌、宫颈原位癌或浅表膀胱癌",
    )


class AllogeneicTransplant(Facts):
    kind: Literal["solid_organ", "tissue", "bone_allograft", "cornea", "skin", "hsct"] | None = fact("Kind", "类型")
    date: Day | None = fact("Date", "日期")


# --- the record -------------------------------------------------------------------------------------------------------


class PatientRecord(Facts):
    """Everything the rules may look at, about one patient. Build it with `PatientRecord.from_json`."""

    screening_start: Day | None = fact(
        "Start of screening",
        "筛选开始日期",
        section="consent",
        help=Text("Empty: the date of consent", "留空则为知情同意日期"),
    )
    birth_date: Day | None = fact("Date of birth", "出生日期", section="demographics")
    sex: Literal["female", "male"] | None = fact("Sex", "性别", section="demographics")
    weight_kg: Quantity | None = fact("Weight", "体重", section="demographics", unit="kg")
    height_cm: Quantity | None = fact("Height", "身高", section="demographics", unit="cm")

    icf: InformedConsent | None = fact("Informed consent form", "知情同意书", section="consent")
    guardian_understands: YesNo | None = fact(
        "Parent or guardian understands and consents", "父母/监护人理解并同意", section="consent"
    )
    assent: Assent | None = fact("Assent", "儿童同意", section="consent")
    first_protocol_procedure_date: DayOrNoneYet | None = fact(
        "First protocol-related procedure", "首次方案相关操作日期", section="consent"
    )
    consent_precedes_first_procedure: YesNo | None = fact(
        "Consent and assent were signed before the first procedure of the same day",
        "同日签署的同意书早于首次操作",
        section="consent",
        help=Text("Needed only when both carry the same date", "仅在日期相同时需要"),
    )
    ability_to_comply: YesNo | None = fact(
        "Able to comply with treatment, monitoring and visits",
        "能够遵从治疗、监测和访视",
        section="judgement",
        judgement=True,
    )

    performance: Performance | None = fact("Performance status", "体能状态", section="demographics")
    diagnosis: Diagnosis | None = fact("Diagnosis", "诊断", section="disease")
    estimated_survival_weeks: Estimate | None = fact(
        "Estimated survival", "预计生存期", section="disease", unit="weeks"
    )
    survival_at_least_12_weeks: YesNo | None = fact(
        "Estimated survival is at least 12 weeks", "预计生存期至少12周", section="judgement", judgement=True
    )
    bone_marrow_involvement: YesNo | None = fact("Bone marrow involvement", "骨髓受累", section="laboratory")
    liver_metastasis: YesNo | None = fact("Liver metastasis", "肝转移", section="laboratory")

    chemo_acute_toxicities: tuple[ChemoToxicity, ...] | None = fact(
        "Acute toxicities of chemotherapy not yet gone", "尚未恢复的化疗急性毒性", section="therapies"
    )
    chemo: tuple[Chemotherapy, ...] | None = fact("Chemotherapy", "化疗", section="therapies")
    nitrosourea_ever: YesNo | None = fact("Nitrosourea ever given", "曾用亚硝脲类药物", section="therapies")
    other_anticancer: tuple[OtherAnticancer, ...] | None = fact(
        "Experimental drugs and other anti-cancer therapies", "试验药物及其他抗癌治疗", section="therapies"
    )
    growth_factors: tuple[GrowthFactor, ...] | None = fact(
        "Haematopoietic growth factors", "造血生长因子", section="therapies"
    )
    radiotherapy: tuple[Radiotherapy, ...] | None = fact("Radiotherapy", "放疗", section="therapies")
    sct: tuple[StemCellTransplant, ...] | None = fact("Stem cell transplantation", "干细胞移植", section="therapies")
    active_gvhd: YesNo | None = fact("Active graft-versus-host disease", "活动性移植物抗宿主病", section="therapies")

    labs: tuple[LabResult, ...] | None = fact("Laboratory results", "检验结果", section="laboratory")
    urine_protein_dipstick: Literal["-", "±", "+", "++", "+++", "++++"] | None = fact(
        "Urine protein, dipstick", "尿蛋白（试纸）", section="laboratory"
    )
    urine_protein_24h: UrineProtein24h | None = fact("24-hour urine protein", "24小时尿蛋白", section="laboratory")
    virology: Virology | None = fact("Viral screening", "病毒学筛查", section="infection")

    brain: Brain | None = fact("Brain", "脑", section="disease")
    cardiac: Cardiac | None = fact("Heart", "心脏", section="cardiac")
    interstitial_lung_disease_ever: YesNo | None = fact(
        "Interstitial lung disease, ever", "曾有或现有间质性肺病", section="history"
    )
    bleeding_tendency: YesNo | None = fact("Bleeding tendency", "出血倾向", section="history")
    anticoagulant_or_thrombolytic_current: YesNo | None = fact(
        "Anticoagulant or thrombolytic treatment now", "目前抗凝或溶栓治疗", section="medications"
    )
    thromboembolic_events: tuple[ThromboembolicEvent, ...] | None = fact(
        "Thromboembolic events", "血栓栓塞事件", section="history"
    )
    known_bleeding_or_thrombotic_tendency: tuple[BleedingTendency, ...] | None = fact(
        "Known bleeding or thrombotic disorders", "已知出血或血栓性疾病", section="history"
    )
    wounds_fractures: tuple[WoundOrFracture, ...] | None = fact("Wounds and fractures", "伤口和骨折", section="history")
    recent_events: tuple[RecentEvent, ...] | None = fact(
        "Surgery, severe trauma, fracture, ulcer", "手术、严重外伤、骨折、溃疡", section="history"
    )
    oral_absorption_factors: tuple[OralAbsorptionFactor, ...] | None = fact(
        "Factors that affect the absorption of oral drugs", "影响口服药物吸收的因素", section="history"
    )
    abdominal_events: tuple[AbdominalEvent, ...] | None = fact(
        "Abdominal fistula, perforation, peritonitis", "腹部瘘、消化道穿孔、腹膜炎", section="history"
    )
    effusion: Effusion | None = fact("Serous cavity effusion", "浆膜腔积液", section="history")
    infection: Infection | None = fact("Infection", "感染", section="infection")
    psychiatric: Psychiatric | None = fact("Psychiatric history", "精神病史", section="history")
    other_trials: tuple[OtherTrial, ...] | None = fact("Other clinical trials", "其他临床试验", section="medications")
    steroids_immunosuppressants: tuple[SteroidOrImmunosuppressant, ...] | None = fact(
        "Hormones and immunosuppressants", "激素和免疫抑制剂", section="medications"
    )
    autoimmune: tuple[AutoimmuneDisease, ...] | None = fact("Autoimmune disease", "自身免疫病", section="history")
    il2_contraindication: YesNo | None = fact("Contraindication for IL-2", "IL-2禁忌证", section="medications")
    vaccines: tuple[Vaccination, ...] | None = fact("Vaccinations", "疫苗接种", section="medications")
    other_malignancies: tuple[OtherMalignancy, ...] | None = fact(
        "Other malignant tumours", "其他恶性肿瘤", section="history"
    )
    allogeneic_transplants: tuple[AllogeneicTransplant, ...] | None = fact(
        "Allogeneic tissue or organ transplants", "同种异体组织或器官移植", section="history"
    )
    investigator_other_condition: YesNo | None = fact(
        "Another condition may affect the research or its results",
        "存在可能影响研究实施或结果判定的其他情况",
        section="judgement",
        judgement=True,
    )
    poor_compliance: YesNo | None = fact(
        "Poor compliance, unable to cooperate", "依从性差，无法配合", section="judgement", judgement=True
    )

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Self:
        """Read the `facts` of the public format. Raises RecordError naming path, value and what is allowed."""
        try:
            return cls.model_validate(facts)
        except ValidationError as error:
            raise from_validation(error, prefix="facts", keys_beside=_keys_beside) from None
        except RecursionError:
            raise RecordError("facts: nested too deeply") from None

    def to_json(self) -> dict[str, Any]:
        """The public form again; facts that are not recorded are left out."""
        return self.model_dump(mode="json", exclude_none=True, by_alias=True)


# --- reading the vocabulary -------------------------------------------------------------------------------------------


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        kept = [part for part in get_args(annotation) if part is not type(None)]
        return kept[0] if len(kept) == 1 else Union[tuple(kept)]  # noqa: UP007  built at run time
    return annotation


_KIND_OF_TYPE: tuple[tuple[Any, FactKind, str | None], ...] = (
    (YesNo, "yes_no", None),
    (Day, "date", None),
    (DayOrOngoing, "date", "ongoing"),
    (DayOrNoneYet, "date", "none_yet"),
    (Quantity, "decimal", None),
    (Estimate, "decimal", None),
    (Integer, "integer", None),
    (Words, "text", None),
)


def _kind_of(annotation: Any) -> tuple[FactKind, str | None, tuple[str, ...], type[Facts] | None]:
    """Kind, special value, allowed values and the group's class of a declared type."""
    for known, kind, special in _KIND_OF_TYPE:
        if annotation == known:
            return kind, special, (), None
    if get_origin(annotation) is Literal:
        return "choice", None, get_args(annotation), None
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        if get_origin(inner) is Literal:
            return "choices", None, get_args(inner), None
        is_group = isinstance(inner, type) and issubclass(inner, Facts)
        return "list", None, (), inner if is_group else None
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return "group", None, (), annotation
    raise TypeError(f"no fact kind for {annotation!r}")


def _limit(field: FieldInfo, name: str) -> int | None:
    return next((getattr(rule, name) for rule in field.metadata if hasattr(rule, name)), None)


def _annotation(model: type[Facts], name: str) -> Any:
    """The declared type with its Annotated wrapping, which pydantic takes apart."""
    return _without_none(_hints(model)[name])


@cache
def _hints(model: type[Facts]) -> dict[str, Any]:
    from typing import get_type_hints  # noqa: PLC0415  only here

    return get_type_hints(model, include_extras=True)


def _declared(field: FieldInfo) -> _Declared:
    extra: Any = field.json_schema_extra
    declared: _Declared = extra["fact"]
    return declared


def _walk(model: type[Facts], prefix: str, section: Section) -> Iterator[FactInfo]:
    for name, field in model.model_fields.items():
        declared = _declared(field)
        here: Section = declared.section or section
        kind, special, choices, group = _kind_of(_annotation(model, name))
        path = f"{prefix}{field.alias or name}{'[]' if kind == 'list' else ''}"
        yield FactInfo(
            path=path,
            kind=kind,
            label=declared.label,
            section=here,
            unit=declared.unit,
            help=declared.help,
            choices=choices,
            judgement=declared.judgement,
            special=special,
            minimum=_limit(field, "ge"),
            maximum=_limit(field, "le"),
            step=declared.step,
        )
        if group is not None:
            yield from _walk(group, f"{path}.", here)


@cache
def vocabulary() -> dict[str, FactInfo]:
    """Every fact by its path, in the order of declaration; the items of a list stand under "name[].key"."""
    return {info.path: info for info in _walk(PatientRecord, "", "review")}


def _keys_beside(path: str) -> tuple[str, ...]:
    """The keys allowed where a path with indexes stands: of the record, or of the group or item that it names."""
    owner = re.sub(r"\[\d+\]", "[]", path).rpartition(".")[0]
    return tuple(info.key for info in vocabulary().values() if info.parent == owner)
