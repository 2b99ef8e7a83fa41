"""The vocabulary: every fact about a patient, declared once.

Form field, rule, evidence label, importer, exporter and the public JSON are all read from here. Every fact is optional:
None is "not recorded", an empty list is "reviewed, none". Quantities are exact decimals, dates may be partial.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Self

from pydantic import ValidationError

from criteria.declaring import (
    SECTION_TITLES,
    SECTIONS,
    Day,
    DayOrNoneYet,
    Estimate,
    FactInfo,
    FactKind,
    Facts,
    Quantity,
    Section,
    YesNo,
    declared_in,
    fact,
)
from criteria.errors import RecordError, from_validation
from criteria.groups import (
    AbdominalEvent,
    AllogeneicTransplant,
    Assent,
    AutoimmuneDisease,
    BleedingTendency,
    Brain,
    Cardiac,
    Chemotherapy,
    ChemoToxicity,
    Diagnosis,
    Effusion,
    GrowthFactor,
    Infection,
    InformedConsent,
    LabResult,
    LabTest,
    OralAbsorptionFactor,
    OtherAnticancer,
    OtherMalignancy,
    OtherTrial,
    Performance,
    Psychiatric,
    Radiotherapy,
    RecentEvent,
    StemCellTransplant,
    SteroidOrImmunosuppressant,
    ThromboembolicEvent,
    UrineProtein24h,
    Vaccination,
    Virology,
    WoundOrFracture,
)
from criteria.text import Text

__all__ = [
    "SECTIONS",
    "SECTION_TITLES",
    "FactInfo",
    "FactKind",
    "GrowthFactor",
    "LabResult",
    "LabTest",
    "PatientRecord",
    "Section",
    "vocabulary",
]


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


@cache
def vocabulary() -> dict[str, FactInfo]:
    """Every fact by its path, in the order of declaration; the items of a list stand under "name[].key"."""
    return {info.path: info for info in declared_in(PatientRecord, "", "review")}


def _keys_beside(path: str) -> tuple[str, ...]:
    """The keys allowed where a path with indexes stands: of the record, or of the group or item that it names."""
    owner = re.sub(r"\[\d+\]", "[]", path).rpartition(".")[0]
    return tuple(info.key for info in vocabulary().values() if info.parent == owner)
