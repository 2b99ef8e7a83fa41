"""What an allowed value of a choice is called on a screen, in both languages."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from criteria.errors import RuleError
from criteria.text import Text

_INDEX = re.compile(r"\[\d+\]")


def _itself(*values: str) -> dict[str, Text]:
    """Codes that are written the same in both languages: INR, MRI, ++."""
    return {value: Text(value, value) for value in values}


_SEROLOGY = {
    "negative": Text("Negative", "阴性"),
    "positive": Text("Positive", "阳性"),
    "indeterminate": Text("Indeterminate", "不确定"),
}

_LABELS: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "sex": {"female": Text("Female", "女"), "male": Text("Male", "男")},
        "icf.signer": {
            "participant": Text("Participant", "受试者本人"),
            "parent_guardian": Text("Parent or guardian", "父母/监护人"),
            "legal_representative": Text("Legal representative", "法定代理人"),
        },
        "assent.status": {
            "obtained": Text("Obtained", "已取得"),
            "refused": Text("Refused", "拒绝"),
            "not_done": Text("Not done", "未进行"),
        },
        "performance.scale": {"karnofsky": Text("Karnofsky", "Karnofsky"), "lansky": Text("Lansky", "Lansky")},
        "diagnosis.disease_status": {
            "newly_diagnosed": Text("Newly diagnosed", "初诊"),
            "first_remission": Text("First remission", "首次缓解"),
            "relapsed": Text("Relapsed", "复发"),
            "refractory": Text("Refractory", "难治"),
            "other": Text("Other", "其他"),
        },
        "diagnosis.prior_treatment": {
            "surgery": Text("Surgery", "手术"),
            "chemotherapy": Text("Chemotherapy", "化疗"),
            "radiotherapy": Text("Radiotherapy", "放疗"),
            "sct": Text("Stem cell transplantation", "干细胞移植"),
        },
        "chemo_acute_toxicities[].category": {
            "marrow": Text("Bone marrow", "骨髓"),
            "other": Text("Other than bone marrow", "骨髓以外"),
        },
        "other_anticancer[].kind": {
            "investigational": Text("Investigational drug", "试验药物"),
            "targeted": Text("Targeted therapy", "靶向治疗"),
            "immunotherapy": Text("Immunotherapy", "免疫治疗"),
            "cell_therapy": Text("Cell therapy", "细胞治疗"),
            "hormonal": Text("Hormonal therapy", "内分泌治疗"),
            "other": Text("Other", "其他"),
        },
        "growth_factors[].acting": {"long": Text("Long-acting", "长效"), "short": Text("Short-acting", "短效")},
        "radiotherapy[].class": {
            "local_palliative_small_field": Text("Local palliative, small field", "局部姑息性小野照射"),
            "substantial_bone_marrow": Text(
                "Substantial bone marrow (also TBI, craniospinal)", "大范围骨髓照射（含全身照射、全脑全脊髓照射）"
            ),
            "mibg_131i": Text("¹³¹I-MIBG", "¹³¹I-MIBG治疗"),
            "other": Text("Other", "其他"),
        },
        "sct[].donor": {"autologous": Text("Autologous", "自体"), "allogeneic": Text("Allogeneic", "异体")},
        "labs[].test": {
            "ANC": Text("Neutrophils (ANC)", "中性粒细胞绝对值（ANC）"),
            "WBC": Text("White blood cells (WBC)", "白细胞（WBC）"),
            "PLT": Text("Platelets (PLT)", "血小板（PLT）"),
            "BILIRUBIN_TOTAL": Text("Bilirubin, total", "总胆红素"),
            "BILIRUBIN_DIRECT": Text("Bilirubin, direct", "直接胆红素"),
            "CREATININE": Text("Creatinine", "肌酐"),
            "ALT": Text("ALT", "丙氨酸氨基转移酶（ALT）"),
            "AST": Text("AST", "天冬氨酸氨基转移酶（AST）"),
            "INR": Text("INR", "国际标准化比值（INR）"),
            "PT": Text("Prothrombin time (PT)", "凝血酶原时间（PT）"),
            "APTT": Text("APTT", "活化部分凝血活酶时间（APTT）"),
        },
        "urine_protein_dipstick": _itself("-", "±", "+", "++", "+++", "++++"),
        "urine_protein_24h.unit": _itself("g/24h", "mg/24h"),
        "virology.hbsag": _SEROLOGY,
        "virology.anti_hcv": _SEROLOGY,
        "virology.hcv_rna": {"negative": _SEROLOGY["negative"], "positive": _SEROLOGY["positive"]},
        "virology.hiv": _SEROLOGY,
        "brain.imaging_modality": {
            "MRI": Text("MRI", "磁共振（MRI）"),
            "CT": Text("CT", "CT"),
            "venography": Text("Venography", "静脉造影"),
        },
        "cardiac.lvef_method": {
            "echo": Text("Echocardiography", "超声心动图"),
            "MUGA": Text("MUGA scan", "核素心室造影（MUGA）"),
            "CMR": Text("Cardiac MRI (CMR)", "心脏磁共振（CMR）"),
        },
        "known_bleeding_or_thrombotic_tendency[].kind": {
            "haemophilia": Text("Haemophilia", "血友病"),
            "coagulopathy": Text("Coagulopathy", "凝血功能障碍"),
            "thrombophilia": Text("Thrombophilia", "易栓症"),
            "thrombocytopenia": Text("Thrombocytopenia", "血小板减少"),
            "splenomegaly": Text("Splenomegaly", "脾大"),
            "other": Text("Other", "其他"),
        },
        "wounds_fractures[].kind": {"wound": Text("Wound", "伤口"), "fracture": Text("Fracture", "骨折")},
        "recent_events[].kind": {
            "major_surgery": Text("Major surgery", "大手术"),
            "minor_surgery": Text("Minor surgery (port, biopsy)", "小手术（输液港、活检）"),
            "surgery_size_unknown": Text("Surgery, size not known", "手术（大小不明）"),
            "severe_trauma": Text("Severe trauma", "严重外伤"),
            "fracture": Text("Fracture", "骨折"),
            "ulcer": Text("Ulcer", "溃疡"),
        },
        "abdominal_events[].kind": {
            "abdominal_fistula": Text("Abdominal fistula", "腹部瘘"),
            "gi_perforation": Text("Gastrointestinal perforation", "消化道穿孔"),
            "peritonitis": Text("Peritonitis", "腹膜炎"),
        },
        "infection.therapy[].class": {
            "antibacterial": Text("Antibacterial", "抗细菌药"),
            "antiviral": Text("Antiviral", "抗病毒药"),
            "antifungal": Text("Antifungal", "抗真菌药"),
        },
        "infection.therapy[].route": {
            "oral": Text("Oral", "口服"),
            "iv": Text("Intravenous", "静脉"),
            "topical": Text("Topical", "局部外用"),
        },
        "infection.therapy[].purpose": {
            "treatment": Text("Treatment", "治疗"),
            "prophylaxis": Text("Prophylaxis", "预防"),
            "hbv_suppression": Text("Suppression of chronic hepatitis B", "慢性乙型肝炎抗病毒抑制"),
        },
        "other_trials[].kind": {
            "anti_tumour_drug": Text("Anti-tumour drug trial", "抗肿瘤药物试验"),
            "other": Text("Other trial", "其他试验"),
        },
        "steroids_immunosuppressants[].class": {
            "corticosteroid": Text("Corticosteroid", "糖皮质激素"),
            "immunosuppressant": Text("Immunosuppressant", "免疫抑制剂"),
            "other_hormone": Text("Other hormone", "其他激素"),
        },
        "steroids_immunosuppressants[].route": {
            "systemic": Text("Systemic", "全身"),
            "inhaled": Text("Inhaled", "吸入"),
            "topical": Text("Topical", "局部外用"),
        },
        "steroids_immunosuppressants[].purpose": {
            "therapeutic": Text("Treatment", "治疗"),
            "antiemetic": Text("Antiemetic", "止吐"),
            "premedication": Text("Premedication", "预处理用药"),
            "gvhd_prophylaxis": Text("GvHD prophylaxis", "预防移植物抗宿主病"),
            "physiological_replacement": Text("Physiological replacement", "生理性替代"),
        },
        "autoimmune[].treatment": {
            "none": Text("None", "无"),
            "replacement_only": Text("Replacement only", "仅替代治疗"),
            "systemic": Text("Systemic", "全身治疗"),
        },
        "vaccines[].kind": {
            "live": Text("Live attenuated", "减毒活疫苗"),
            "inactivated": Text("Inactivated", "灭活疫苗"),
            "mrna": Text("mRNA", "mRNA疫苗"),
            "subunit": Text("Subunit or recombinant", "亚单位或重组疫苗"),
        },
        "vaccines[].route": {
            "injection": Text("Injection", "注射"),
            "nasal": Text("Nasal", "鼻喷"),
            "oral": Text("Oral", "口服"),
        },
        "other_malignancies[].status": {
            "untreated": Text("Untreated", "未治疗"),
            "treated_not_cured": Text("Treated, not cured", "已治疗，未治愈"),
            "cured": Text("Cured", "已治愈"),
        },
        "allogeneic_transplants[].kind": {
            "solid_organ": Text("Solid organ", "实体器官"),
            "tissue": Text("Tissue", "组织"),
            "bone_allograft": Text("Bone allograft", "异体骨"),
            "cornea": Text("Cornea", "角膜"),
            "skin": Text("Skin", "皮肤"),
            "hsct": Text("Haematopoietic stem cells", "造血干细胞"),
        },
    }
)


def choice_label(path: str, value: str) -> Text:
    """The name of an allowed value; `path` as declared ("vaccines[].kind") or of one item ("vaccines[2].kind").

    Raises RuleError for a fact that is no choice, or a value that it does not allow.
    """
    labels = _LABELS.get(_INDEX.sub("[]", path))
    if labels is None:
        raise RuleError(f"{path}: not a choice of the vocabulary; use a path such as vaccines[].kind")
    if value not in labels:
        raise RuleError(f"{path}: {value!r} is not allowed; allowed: {', '.join(labels)}")
    return labels[value]
