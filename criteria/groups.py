"""The facts that belong together: of a consent, a course of chemotherapy, a laboratory result."""

from typing import Literal

from criteria.declaring import Day, DayOrOngoing, Facts, Integer, Quantity, Words, YesNo, fact
from criteria.text import Text

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
