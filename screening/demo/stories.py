"""The 46 stories, from the oldest to today's. Together they show every verdict, every status, every item failing,
every item open, every item of judgement waiting, and the questions that only the sponsor can answer.
"""

from screening.demo.days import ago
from screening.demo.story import NOTHING_AGAINST, Correction, Ending, Story
from screening.models import OverallWord

_FAIL, _MISSING = OverallWord.FAIL, OverallWord.MISSING
_JUDGE, _NOT_YET = OverallWord.JUDGE, OverallWord.NOT_YET
_ENROLLED, _FAILURE = Ending.ENROLLED, Ending.SIGNED_FAILURE

ENROLLED = (
    Story(site="NGB", initials="LXY", sex="female", age=(11, 8), last_visit=96, ending=_ENROLLED),
    Story(site="SHA", initials="ZHW", sex="male", age=(7, 3), last_visit=92, ending=_ENROLLED),
    Story(
        site="VIE", initials="AMK", sex="female", age=(14, 2), last_visit=86, ending=_ENROLLED,
        facts={  # residual neuropathy of grade 1: another reading of I06 asks for grade 0 (B08)
            "chemo_acute_toxicities": [{"term": "peripheral sensory neuropathy", "category": "other", "current_grade": 1}],
        },
    ),
    Story(
        site="NGB", initials="WJH", sex="male", age=(9, 6), last_visit=83, ending=_ENROLLED,
        facts={"bone_marrow_involvement": True}, labs={"ANC": "0.7", "PLT": "46"},  # the relaxed limits
    ),
    Story(site="SHA", initials="QSY", sex="female", age=(4, 10), last_visit=77, ending=_ENROLLED),
    Story(
        site="NGB", initials="HTL", sex="male", age=(15, 4), last_visit=74, ending=_ENROLLED,
        facts={  # a nitrosourea years ago asks for 42 days (B09)
            "chemo": [
                {"agent": "卡莫司汀/长春新碱", "myelosuppressive": True, "nitrosourea": True,
                 "last_dose": ago(years=3, precision="year")},
                {"agent": "irinotecan/temozolomide", "myelosuppressive": True, "nitrosourea": False, "last_dose": ago(51)},
            ],
            "nitrosourea_ever": True,
        },
    ),
    Story(
        site="SHA", initials="ZYC", sex="female", age=(12, 7), last_visit=65, ending=_ENROLLED,
        facts={"liver_metastasis": True}, labs={"ALT": "156", "AST": "141"},  # up to 5 × ULN with liver metastasis
    ),
    Story(
        site="VIE", initials="LFB", sex="male", age=(16, 5), last_visit=62, ending=_ENROLLED,
        facts={  # documented replacement is no systemic treatment (B40)
            "steroids_immunosuppressants": [
                {"agent": "hydrocortisone", "class": "corticosteroid", "route": "systemic",
                 "purpose": "physiological_replacement", "last_dose": "ongoing"},
            ],
        },
    ),
    Story(site="NGB", initials="MYX", sex="female", age=(6, 1), last_visit=56, ending=_ENROLLED),
    Story(
        site="SHA", initials="GHR", sex="male", age=(13, 9), last_visit=50, ending=_ENROLLED,
        facts={  # an anticoagulant with normal tests: another reading of E04 excludes (B28)
            "anticoagulant_or_thrombolytic_current": True,
            "thromboembolic_events": [{"type": "deep_vein_thrombosis", "date": ago(months=19, precision="month")}],
        },
    ),
    Story(site="VIE", initials="EVS", sex="female", age=(10, 2), last_visit=47, ending=_ENROLLED),
    Story(
        site="NGB", initials="CZM", sex="male", age=(17, 3), last_visit=41, ending=_ENROLLED,
        facts={
            "brain": {"metastasis": True, "symptomatic": False, "treated": True, "stable_since": ago(months=5),
                      "imaging_haemorrhage": False, "imaging_modality": "MRI", "imaging_date": ago(6)},
        },
    ),
    Story(
        site="NGB", initials="YQL", sex="female", age=(8, 5), last_visit=38, ending=_ENROLLED, screened_before="YQL",
        facts={"diagnosis": {"histology": "embryonal rhabdomyosarcoma", "prior_treatment": ["chemotherapy"]},
               "radiotherapy": [], "sct": [], "other_anticancer": []},
    ),
    Story(
        site="SHA", initials="FJY", sex="male", age=(5, 6), last_visit=32, ending=_ENROLLED,
        facts={
            "effusion": {"present": True, "symptomatic": True, "requires_treatment": True,
                         "symptomatic_treatment_done": True, "intracavitary_anticancer_drug": False},
        },
        answers={**NOTHING_AGAINST,
                 "effusion.investigator_accepts": (True, "Pleural drain out for two weeks, no fluid on ultrasound")},
    ),
    Story(
        site="VIE", initials="JPW", sex="male", age=(3, 7), last_visit=29, ending=_ENROLLED,
        facts={"diagnosis": {"prior_treatment": ["chemotherapy"]}, "radiotherapy": [], "sct": []},  # one modality (B07)
    ),
    Story(
        site="NGB", initials="SRX", sex="female", age=(13, 1), last_visit=23, ending=_ENROLLED,
        facts={
            "infection": {"active": False, "therapy": [
                {"agent": "sulfamethoxazole/trimethoprim", "class": "antibacterial", "route": "oral",
                 "purpose": "prophylaxis", "end_date": "ongoing"}]},
        },
    ),
    Story(
        site="NGB", initials="DBW", sex="male", age=(10, 9), last_visit=14, ending=_ENROLLED,
        facts={"virology": {"hbsag": "positive", "hbv_dna": "<20", "hbv_dna_upper_limit": "20"}},
    ),
)  # fmt: skip

FAILURES = (
    Story(
        site="NGB", initials="TKW", sex="male", age=(6, 8), last_visit=90, ending=_FAILURE,
        # high-risk, but in first remission: eligible if the protocol meant "or" (B05)
        facts={"diagnosis": {"disease_status": "first_remission"}},
        verdict=_FAIL, fails=("I04",),
    ),
    Story(
        site="SHA", initials="PLJ", sex="male", age=(15, 7), last_visit=80, ending=_FAILURE,
        facts={"cardiac": {"qtc_ms": "462", "lvef_percent": "46"}, "interstitial_lung_disease_ever": True},
        verdict=_FAIL, fails=("E02", "E03"),
    ),
    Story(
        site="VIE", initials="NDK", sex="female", age=(12, 4), last_visit=71, ending=_FAILURE,
        facts={"virology": {"hbsag": "positive", "hbv_dna": "24000", "hbv_dna_upper_limit": "20"}},
        labs={"ALT": {"value": ">200"}, "AST": "187"},
        verdict=_FAIL, fails=("I12e", "E23"),
    ),
    Story(
        site="NGB", initials="YQL", sex="female", age=(8, 4), last_visit=68, ending=_FAILURE,
        facts={"diagnosis": {"histology": "embryonal rhabdomyosarcoma", "prior_treatment": ["chemotherapy"]},
               "chemo": [{"agent": "vinorelbine/cyclophosphamide", "myelosuppressive": True, "nitrosourea": False,
                          "last_dose": ago(26)}],
               "other_anticancer": [], "radiotherapy": [], "sct": []},
        # a near miss: nothing else, and by 0.1
        labs={"ANC": "0.9"},
        verdict=_FAIL, fails=("I12a",),
    ),
    Story(
        site="SHA", initials="LWT", sex="female", age=(19, 2), last_visit=53, ending=_FAILURE,
        verdict=_FAIL, fails=("I02",),
    ),
    Story(
        site="SHA", initials="CHN", sex="female", age=(9, 3), last_visit=44, ending=_FAILURE,
        facts={"urine_protein_dipstick": "+++", "urine_protein_24h": {"value": "1460", "unit": "mg/24h"}},
        labs={"PLT": "48", "BILIRUBIN_TOTAL": "38.5", "CREATININE": "131"},
        verdict=_FAIL, fails=("I12b", "I12c", "I12d", "E11"),
    ),
    Story(
        site="VIE", initials="MGR", sex="male", age=(14, 6), last_visit=35, ending=_FAILURE,
        # the boy does not want it, and the parents take their consent back
        facts={"icf": {"withdrawn": True}, "assent": {"status": "refused"}},
        verdict=_FAIL, fails=("I01", "I13"),
    ),
    Story(
        site="NGB", initials="XZF", sex="male", age=(16, 7), last_visit=26, ending=_FAILURE,
        # a bone allograft after limb salvage (B46)
        facts={"allogeneic_transplants": [{"kind": "bone_allograft", "date": ago(months=11, precision="month")}],
               "other_malignancies": [{"name": "papillary thyroid carcinoma", "status": "untreated"}]},
        verdict=_FAIL, fails=("E21", "E24"),
    ),
    Story(
        site="SHA", initials="BYL", sex="female", age=(13, 5), last_visit=17, ending=_FAILURE,
        facts={
            "wounds_fractures": [{"kind": "wound", "unhealed": True, "treated": True, "pathological_tumour": False}],
            "abdominal_events": [{"kind": "gi_perforation", "date": ago(months=3)}],
            "autoimmune": [{"disease": "juvenile idiopathic arthritis", "treatment": "systemic",
                            "last_systemic_treatment": ago(months=14)}],
            "il2_contraindication": True,
        },
        answers={**NOTHING_AGAINST,
                 "wounds_fractures[0].long_term": (True, "Abdominal wound open since the operation three months ago")},
        verdict=_FAIL, fails=("E07", "E10", "E17", "E18"),
    ),
)  # fmt: skip

ENDED = (
    Story(
        site="NGB", initials="RSJ", sex="male", age=(5, 2), last_visit=59, ending=Ending.WITHDRAWN,
        reason="The family chose palliative care at home.",
        facts={"performance": {"score": 40}, "estimated_survival_weeks": "8",
               "effusion": {"present": True, "symptomatic": True, "requires_treatment": True,
                            "symptomatic_treatment_done": False}},
        verdict=_FAIL, fails=("I03", "I05", "E12"),
    ),
    Story(
        site="SHA", initials="KLW", sex="female", age=(17, 2), last_visit=19, ending=Ending.WITHDRAWN,
        reason="Three visits missed; the participant does not want to continue.",
        facts={"psychiatric": {"psychotropic_abuse_history": False, "psychiatric_disorder": True}},
        answers={"ability_to_comply": (True, ""),
                 "investigator_other_condition": (True, "Major depression, in acute psychiatric care"),
                 "poor_compliance": (True, "Three of four visits missed without notice")},
        verdict=_FAIL, fails=("E14", "E22", "E25"),
    ),
)  # fmt: skip

SIGNED = (
    Story(
        site="VIE", initials="TOH", sex="male", age=(12, 10), last_visit=9, ending=_FAILURE,
        facts={"anticoagulant_or_thrombolytic_current": True,
               "thromboembolic_events": [{"type": "pulmonary_embolism", "date": ago(months=4)}],
               "known_bleeding_or_thrombotic_tendency": [{"name": "factor V Leiden", "kind": "thrombophilia"}]},
        labs={"INR": "2.1", "PT": "21.4"},
        correction=Correction(
            "The laboratory corrected its report: 1.9, not 2.1.", values={"labs[6].value": "1.9"}, days_later=3
        ),
        verdict=_FAIL, fails=("E04", "E05", "E06"),
    ),
    Story(
        site="SHA", initials="JMX", sex="female", age=(7, 9), last_visit=2, ending=Ending.SIGNED_ELIGIBLE,
        labs={"PLT": "104"},
        correction=Correction(
            "Counted again the day after.",
            facts={"labs": [{"test": "PLT", "value": "87", "unit": "10^9/L", "date": ago()}]},
        ),
    ),
    Story(site="NGB", initials="HZQ", sex="male", age=(11, 3), last_visit=1, ending=Ending.SIGNED_ELIGIBLE),
    Story(site="VIE", initials="CLM", sex="female", age=(9, 10), last_visit=2, ending=Ending.SIGNED_ELIGIBLE),
)  # fmt: skip

IN_SCREENING = (
    Story(
        site="SHA", initials="WPC", sex="male", age=(4, 4), opened=16,
        facts={
            "chemo_acute_toxicities": [{"term": "mucositis oral", "category": "other", "current_grade": 2}],
            "oral_absorption_factors": [{"factor": "chronic_diarrhoea", "current": True}],
            "infection": {"active": True, "therapy": [
                {"agent": "meropenem", "class": "antibacterial", "route": "iv", "purpose": "treatment",
                 "end_date": "ongoing"}]},
        },
        verdict=_FAIL, fails=("I06", "E09", "E13", "E19"),
    ),
    Story(
        site="NGB", initials="ZYJ", sex="female", age=(10, 6), opened=15,
        # the text is silent or contradicts itself: transplant with TBI (B16), from a donor (B17), untreated brain (B26)
        facts={
            "sct": [{"date": ago(months=7), "donor": "allogeneic", "tbi": True}],
            "active_gvhd": False,
            "radiotherapy": [{"class": "substantial_bone_marrow", "site": "total body", "last_date": ago(4, months=7)}],
            "allogeneic_transplants": [{"kind": "hsct", "date": ago(months=7)}],
            "brain": {"metastasis": True, "symptomatic": False, "treated": False},
        },
        verdict=_MISSING,
    ),
    Story(
        site="NGB", initials="LHY", sex="male", age=(6, 5), opened=14,
        facts={
            "sct": [{"date": ago(41), "donor": "autologous", "tbi": False}],
            "recent_events": [{"kind": "major_surgery", "date": ago(10)}],
            "chemo": [{"agent": "busulfan/melphalan", "myelosuppressive": True, "nitrosourea": False, "last_dose": ago(44)}],
            "other_anticancer": [], "radiotherapy": [], "growth_factors": [],
        },
        verdict=_NOT_YET, fails=("I11", "E08"),
    ),
    Story(
        site="VIE", initials="SBN", sex="female", age=(15, 2), opened=13,
        facts={
            "brain": {"metastasis": True, "symptomatic": True, "treated": False},
            "steroids_immunosuppressants": [
                {"agent": "dexamethasone", "class": "corticosteroid", "route": "systemic", "purpose": "therapeutic",
                 "last_dose": "ongoing"}],
        },
        verdict=_FAIL, fails=("E01", "E16"),
    ),
    Story(site="SHA", initials="DXR", sex="female", age=(12, 1), opened=12, ending=Ending.DATA_SIGNED),
    Story(
        site="SHA", initials="HCY", sex="male", age=(8, 8), opened=11,
        facts={
            "chemo": [{"agent": "topotecan/cyclophosphamide", "myelosuppressive": True, "nitrosourea": False,
                       "last_dose": ago(7)}],
            "growth_factors": [{"agent": "pegfilgrastim", "acting": "long", "last_dose": ago(4)}],
        },
        labs={"ANC": "1.9"},
        verdict=_NOT_YET, fails=("I07", "I09"),
    ),
    Story(
        site="VIE", initials="FRT", sex="male", age=(11, 5), opened=10,
        facts={
            "effusion": {"present": True, "symptomatic": True, "requires_treatment": True,
                         "symptomatic_treatment_done": True, "intracavitary_anticancer_drug": False},
            "oral_absorption_factors": [{"factor": "gastrostomy tube", "current": True}],
        },
        verdict=_JUDGE,
    ),
    Story(
        site="SHA", initials="NYX", sex="female", age=(14, 8), opened=9,
        # four more questions to the sponsor (B15, B27, B30, B44), and an estimate that lies across the limit
        facts={
            "radiotherapy": [{"class": "other", "site": "pelvic lymph nodes", "last_date": ago(26)}],
            "cardiac": {"other_cardiovascular_history": ["small ventricular septal defect, closed without operation"]},
            "known_bleeding_or_thrombotic_tendency": [{"name": "splenomegaly", "kind": "splenomegaly"}],
            "other_malignancies": [
                {"name": "papillary thyroid carcinoma", "status": "cured", "listed_exception": False}],
            "estimated_survival_weeks": {"low": "8", "high": "16"},
        },
        verdict=_MISSING,
    ),
    Story(
        site="VIE", initials="LKS", sex="female", age=(5, 8), opened=9,
        facts={
            "other_anticancer": [{"agent": "study drug of another trial", "kind": "investigational",
                                  "last_dose": ago(14), "toxicity_recovered": True}],
            "other_trials": [{"kind": "anti_tumour_drug", "last_participation": ago(15)}],
            "radiotherapy": [{"class": "local_palliative_small_field", "site": "left hip", "last_date": ago(4)}],
            "vaccines": [{"name": "varicella", "kind": "live", "route": "injection", "date": ago(8)}],
        },
        verdict=_NOT_YET, fails=("I08", "I10", "E15", "E20"),
    ),
    Story(  # eligible until the day before the 19th birthday
        site="NGB", initials="GTZ", sex="male", age=(18, 11), opened=8,
    ),
    Story(
        site="NGB", initials="PXW", sex="male", age=(13, 3), opened=7,
        facts={"wounds_fractures": [{"kind": "fracture", "unhealed": True, "treated": True, "pathological_tumour": False}]},
        answers={"ability_to_comply": (True, ""), "poor_compliance": (False, ""),
                 "investigator_other_condition": (None, "Neuropsychological report asked for")},
        verdict=_JUDGE,
    ),
    Story(
        site="SHA", initials="YRH", sex="female", age=(3, 2), opened=5,
        facts={"estimated_survival_weeks": None}, answers={}, verdict=_JUDGE,
    ),
    Story(  # adopted, only the year is known: 18 or 19 (on 31 December it is certainly 19)
        site="VIE", initials="AOB", sex="male", age=(18, 6), opened=3, birth_date=ago(years=19, precision="year"),
        sections=("consent", "demographics", "disease"), facts={"performance": {"scale": "karnofsky"}}, answers={},
        verdict=_MISSING,
    ),
    Story(site="NGB", initials="QLX", sex="female", age=(9, 1), opened=0, sections=(), answers={}, verdict=_MISSING),
)  # fmt: skip

STORIES = (*ENROLLED, *FAILURES, *ENDED, *SIGNED, *IN_SCREENING)
