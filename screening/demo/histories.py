"""An uneventful history: everything asked, nothing in the way. Stories say what differs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from screening.demo.days import Ago, ago, dated
from screening.demo.people import HOSPITALS
from screening.demo.story import Story

Facts = dict[str, Any]

HISTOLOGIES = (
    "alveolar rhabdomyosarcoma, PAX3-FOXO1",
    "embryonal rhabdomyosarcoma",
    "synovial sarcoma",
    "extraosseous Ewing sarcoma",
    "malignant peripheral nerve sheath tumour",
    "undifferentiated embryonal sarcoma of the liver",
    "desmoplastic small round cell tumour",
    "epithelioid sarcoma",
    "extrarenal malignant rhabdoid tumour",
    "alveolar soft part sarcoma",
    "clear cell sarcoma of soft tissue",
    "infantile fibrosarcoma, NTRK-negative",
    "undifferentiated pleomorphic sarcoma",
)
REGIMENS = (
    "irinotecan/temozolomide",
    "vincristine/irinotecan/temozolomide",
    "topotecan/cyclophosphamide",
    "ifosfamide/etoposide",
    "vinorelbine/cyclophosphamide",
    "gemcitabine/docetaxel",
    "ifosfamide/carboplatin/etoposide",
)
FIRST_LINES = (
    "vincristine/dactinomycin/cyclophosphamide",
    "ifosfamide/vincristine/dactinomycin",
    "ifosfamide/doxorubicin",
)
IRRADIATED = ("rib", "left thigh", "chest wall", "seventh thoracic vertebra", "right forearm")
SCHEMES = ("EpSSG FaR-RMS", "COG risk stratification", "CCCG-RMS-2016")


def facts_of(story: Story, place: int, last: date) -> Facts:
    """The story's facts in the public format, without judgements. `place` in the list of stories varies the history."""
    history: Facts = dict(_person(story, place) | _treatment(place) | _findings(story, place))
    history["labs"] = _laboratory(story, place)
    for key, value in story.facts.items():
        both_groups = isinstance(value, Mapping) and isinstance(history.get(key), Mapping)
        history[key] = {**history[key], **value} if both_groups else value
    history["diagnosis"] = {"prior_treatment": _modalities(history, place), **history["diagnosis"]}
    known: Facts = dated(_recorded(history), last)
    return known


def birth_of(story: Story) -> Ago:
    """Some days off the birthday, so that no age turns while the demo is looked at."""
    years, months = story.age
    return story.birth_date or ago(9, years=years, months=months)


def _recorded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _recorded(each) for key, each in value.items() if each is not None}
    return value


# --- who ----------------------------------------------------------------------------------------------------------------


def _person(story: Story, place: int) -> Facts:
    years = story.age[0]
    consent, examined = ago(story.opened), ago(min(8, max(story.opened - 1, 0)))
    asked_to_assent = 8 <= years < 18
    return {
        "screening_start": consent,
        "weight_kg": str(Decimal(100 + 27 * years + place % 9) / 10),
        "height_cm": str(min(78 + 6 * years + place % 4, 178)),
        "icf": {"signed": True, "signed_date": consent, "signer": "participant" if years >= 18 else "parent_guardian"},
        "guardian_understands": True if years < 18 else None,
        "assent": {"applicable": True, "status": "obtained", "date": consent}
        if asked_to_assent
        else {"applicable": False},
        "first_protocol_procedure_date": ago(max(story.opened - 1, 0)),
        "performance": {
            "scale": "karnofsky" if years >= 16 else "lansky",
            "score": (70, 80, 90)[place % 3],
            "date": examined,
        },
        "diagnosis": {
            "sts_confirmed": True,
            "histology": HISTOLOGIES[place % len(HISTOLOGIES)],
            "high_risk": True,
            "risk_scheme": SCHEMES[place % len(SCHEMES)],
            "disease_status": "refractory" if place % 4 == 3 else "relapsed",
        },
        "estimated_survival_weeks": str(26 + place * 7 % 40),
        "bone_marrow_involvement": False,
        "liver_metastasis": False,
    }


# --- treatment before -----------------------------------------------------------------------------------------------


def _treatment(place: int) -> Facts:
    chemo = {"myelosuppressive": True, "nitrosourea": False}
    growth_factors: tuple[list[Facts], ...] = (
        [],
        [{"agent": "filgrastim", "acting": "short", "last_dose": ago(31 + place % 6)}],
        [{"agent": "pegfilgrastim", "acting": "long", "last_dose": ago(34 + place % 5)}],
    )
    radiotherapy: tuple[list[Facts], ...] = (
        [],
        [{
            "class": "local_palliative_small_field",
            "site": IRRADIATED[place % len(IRRADIATED)],
            "last_date": ago(58 + place % 30),
        }],
        [{"class": "other", "site": IRRADIATED[place % len(IRRADIATED)], "last_date": ago(months=7 + place % 9)}],
    )  # fmt: skip
    targeted = {"agent": ("pazopanib", "anlotinib", "regorafenib")[place % 3], "kind": "targeted",
                "last_dose": ago(61 + place % 40), "toxicity_recovered": True}  # fmt: skip
    return {
        "chemo_acute_toxicities": [],
        "chemo": [
            {"agent": FIRST_LINES[place % 3], "last_dose": ago(months=14 + place % 20, precision="month"), **chemo},
            {"agent": REGIMENS[place % len(REGIMENS)], "last_dose": ago(37 + place * 5 % 40), **chemo},
        ],
        "nitrosourea_ever": False,
        "other_anticancer": [targeted] if place % 4 == 2 else [],
        "growth_factors": growth_factors[place % 3],
        "radiotherapy": radiotherapy[(place + 1) % 3],
        "sct": [{"date": ago(months=8 + place % 7), "donor": "autologous", "tbi": False}] if place % 6 == 5 else [],
    }


def _modalities(history: Mapping[str, Any], place: int) -> list[str]:
    """What stands in the lists stands here too (check Q32)."""
    given = {"surgery": place % 7 != 3, "chemotherapy": bool(history["chemo"]),
             "radiotherapy": bool(history["radiotherapy"]), "sct": bool(history["sct"])}  # fmt: skip
    return [modality for modality, was_given in given.items() if was_given]


# --- what was found -------------------------------------------------------------------------------------------------


def _findings(story: Story, place: int) -> Facts:
    influenza = {"name": "influenza, inactivated", "kind": "inactivated", "route": "injection", "date": ago(19)}
    return {
        "urine_protein_dipstick": ("-", "-", "±", "+")[place % 4],
        "virology": {
            "hbsag": "negative",
            "anti_hcv": "negative",
            "hiv": "negative",
            "date": ago(min(7, max(story.opened - 1, 0))),
        },
        "brain": {"metastasis": False},
        "cardiac": {
            "max_ischaemia_grade_ever": 0,
            "myocardial_infarction_ever": False,
            "uncontrolled_arrhythmia_ever": False,
            "qtc_ms": str(398 + place * 3 % 37),
            "qtc_formula": "Bazett" if place % 2 else "Fridericia",
            "nyha_class": 1,
            "lvef_percent": str(57 + place % 13),
            "lvef_method": "echo",
            "other_cardiovascular_history": [],
        },
        "interstitial_lung_disease_ever": False,
        "bleeding_tendency": False,
        "anticoagulant_or_thrombolytic_current": False,
        "thromboembolic_events": [],
        "known_bleeding_or_thrombotic_tendency": [],
        "wounds_fractures": [],
        "recent_events": [{"kind": "minor_surgery", "date": ago(24)}] if place % 5 == 1 else [],
        "oral_absorption_factors": [],
        "abdominal_events": [],
        "effusion": {"present": False},
        "infection": {"active": False, "therapy": []},
        "psychiatric": {"psychotropic_abuse_history": False, "psychiatric_disorder": False},
        "other_trials": [],
        "steroids_immunosuppressants": [],
        "autoimmune": [],
        "il2_contraindication": False,
        "vaccines": [influenza] if place % 4 == 1 else [],
        "other_malignancies": [],
        "allogeneic_transplants": [],
    }


# --- laboratory -----------------------------------------------------------------------------------------------------


def _laboratory(story: Story, place: int) -> list[Facts]:
    conventional = next(each.conventional_units for each in HOSPITALS if each.code == story.site)
    rows = []
    for test, usual in _usual_results(place, young=story.age[0] <= 10, conventional=conventional).items():
        given = story.labs.get(test, {})
        if given is not None:
            change = given if isinstance(given, Mapping) else {"value": given}
            rows.append({"test": test, **usual, "date": ago(min(1, story.opened)), **change})
    return rows


def _usual_results(place: int, *, young: bool, conventional: bool) -> dict[str, Facts]:
    """Vienna reports in mg/dL, the Chinese hospitals in µmol/L; the creatinine limit goes by age."""
    counts = "G/L" if conventional else "10^9/L"
    bilirubin: Facts = {"value": str(6 + place * 5 % 10), "unit": "umol/L", "uln": "21"}
    creatinine: Facts = {"value": str((31 if young else 43) + place * 7 % 17), "unit": "umol/L",
                         "uln": "60" if young else "84"}  # fmt: skip
    if conventional:
        bilirubin = {"value": _tenths(3 + place % 6), "unit": "mg/dL", "uln": "1.0"}
        creatinine = {
            "value": f"0.{(36 if young else 51) + place % 14}",
            "unit": "mg/dL",
            "uln": "0.7" if young else "0.95",
        }
    return {
        "ANC": {"value": _tenths(16 + place * 7 % 23), "unit": counts},
        "PLT": {"value": str(96 + place * 37 % 190), "unit": counts},
        "BILIRUBIN_TOTAL": bilirubin,
        "CREATININE": creatinine,
        "ALT": {"value": str(14 + place * 11 % 25), "unit": "U/L", "uln": "40"},
        "AST": {"value": str(19 + place * 5 % 21), "unit": "U/L", "uln": "44"},
        "INR": {"value": _tenths(9 + place % 3), "unit": "ratio"},
        "PT": {"value": _tenths(112 + place * 3 % 20), "unit": "s", "uln": "13.5"},
        "APTT": {"value": _tenths(271 + place * 13 % 70), "unit": "s", "uln": "37"},
    }


def _tenths(number: int) -> str:
    return str(Decimal(number) / 10)
