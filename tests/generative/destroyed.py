"""Records on which items pass, and what can be done to one of their facts so that it no longer says anything."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path as File
from typing import Any, NamedTuple

import yaml

from criteria import Dates, PatientRecord, load_protocol, verdicts, vocabulary
from criteria.checks import find
from criteria.intervals import parse_date
from criteria.units import accepted_units

Document = dict[str, Any]
Path = tuple[str | int, ...]

PROTOCOL = load_protocol()
EXAMPLE = yaml.safe_load((File(__file__).parents[1] / "data" / "examples.yaml").read_text(encoding="utf-8"))[0]
ASSESSMENT = date.fromisoformat(EXAMPLE["assessment_date"])
DATES = Dates(ASSESSMENT, None, date.fromisoformat(EXAMPLE["planned_first_dose_date"]))
LONG_AGO = "2020-03-05"


def _labs(**values: str) -> list[Document]:
    """The first example's results with these instead."""
    return [result | {"value": values.get(result["test"], result["value"])} for result in EXAMPLE["facts"]["labs"]]


# What the first example, a short history, has no entry for; on each of these the criterion still passes.
_HISTORY: Document = {
    "chemo_acute_toxicities": [{"term": "neutropenia", "category": "marrow", "current_grade": 1}],
    "other_anticancer": [{"agent": "pazopanib", "kind": "targeted", "last_dose": LONG_AGO, "toxicity_recovered": True}],
    "sct": [{"date": LONG_AGO, "donor": "autologous", "tbi": False}],
    "active_gvhd": False,
    "urine_protein_24h": {"value": "0.2", "unit": "g/24h"},
    "thromboembolic_events": [{"type": "deep vein thrombosis", "date": LONG_AGO}],
    "wounds_fractures": [
        {"kind": "wound", "unhealed": False, "long_term": False, "treated": True, "pathological_tumour": False}
    ],
    "recent_events": [{"kind": "major_surgery", "date": LONG_AGO, "active": False, "pathological_tumour": False}],
    "oral_absorption_factors": [{"factor": "chronic diarrhoea", "current": False, "significant": False}],
    "abdominal_events": [{"kind": "peritonitis", "date": LONG_AGO, "open": False}],
    "other_trials": [{"kind": "anti_tumour_drug", "last_participation": LONG_AGO}],
    "steroids_immunosuppressants": [
        {
            "agent": "prednisone",
            "class": "corticosteroid",
            "route": "systemic",
            "purpose": "therapeutic",
            "last_dose": LONG_AGO,
        }
    ],
    "autoimmune": [{"disease": "arthritis", "treatment": "systemic", "last_systemic_treatment": LONG_AGO}],
    "vaccines": [{"name": "MMR", "kind": "live", "route": "injection", "date": LONG_AGO}],
    "other_malignancies": [{"name": "basal cell carcinoma", "status": "cured", "listed_exception": True}],
    "psychiatric": {"psychotropic_abuse_history": True, "unable_to_quit": False, "psychiatric_disorder": False},
    "infection": {"active": True, "therapy": []},
    "first_protocol_procedure_date": "2026-05-08",
    "consent_precedes_first_procedure": True,
    "effusion": {"present": True, "symptomatic": False},
}

# The other branches: what passes because a treated thing is stable, a marker is below its limit, a range is long.
_TREATED: Document = {
    "bleeding_tendency": False,
    "anticoagulant_or_thrombolytic_current": False,
    "labs": _labs(INR="1.8", PT="18.5"),
    "brain": {
        "metastasis": True,
        "symptomatic": False,
        "treated": True,
        "stable_since": LONG_AGO,
        "imaging_haemorrhage": False,
        "imaging_modality": "MRI",
        "imaging_date": "2026-05-12",
    },
    "effusion": {
        "present": True,
        "symptomatic": True,
        "requires_treatment": True,
        "symptomatic_treatment_done": True,
        "intracavitary_anticancer_drug": False,
        "investigator_accepts": True,
    },
    "virology": {
        "hbsag": "positive",
        "hbv_dna": "10",
        "hbv_dna_upper_limit": "20",
        "anti_hcv": "positive",
        "hcv_rna": "negative",
        "hiv": "negative",
        "date": "2026-05-12",
    },
    "urine_protein_dipstick": "++",
    "urine_protein_24h": {"value": "0.2", "unit": "g/24h"},
    "nitrosourea_ever": True,
    "chemo": [{"agent": "carmustine", "myelosuppressive": True, "nitrosourea": True, "last_dose": LONG_AGO}],
    "growth_factors": [{"agent": "pegfilgrastim", "acting": "long", "last_dose": LONG_AGO}],
    "radiotherapy": [{"class": "substantial_bone_marrow", "site": "pelvis", "last_date": LONG_AGO}],
    "sct": [{"date": LONG_AGO, "donor": "allogeneic", "tbi": False}],
    "active_gvhd": False,
    "infection": {
        "active": True,
        "therapy": [
            {
                "agent": "ceftriaxone",
                "class": "antibacterial",
                "route": "oral",
                "purpose": "treatment",
                "end_date": "ongoing",
            }
        ],
    },
    "estimated_survival_weeks": None,
    "survival_at_least_12_weeks": True,
    "icf": {"signed": True, "signed_date": "2026-05-08", "signer": "parent_guardian", "withdrawn": False},
    "recent_events": [{"kind": "ulcer", "date": LONG_AGO, "active": False, "pathological_tumour": False}],
    "wounds_fractures": [
        {"kind": "fracture", "unhealed": True, "long_term": True, "treated": False, "pathological_tumour": True}
    ],
    "oral_absorption_factors": [{"factor": "other", "current": True, "significant": False}],
}

# Close to the limits, where what a treatment was decides whether it was long enough ago.
_CLOSE: Document = {
    "chemo": [
        {"agent": "vincristine", "myelosuppressive": False, "nitrosourea": False, "last_dose": "2026-05-19"},
        {"agent": "irinotecan", "myelosuppressive": True, "nitrosourea": False, "last_dose": "2026-04-25"},
    ],
    "chemo_acute_toxicities": [],
    "growth_factors": [{"agent": "filgrastim", "acting": "short", "last_dose": "2026-05-15"}],
    "radiotherapy": [{"class": "local_palliative_small_field", "site": "rib", "last_date": "2026-05-01"}],
    "sct": [{"date": LONG_AGO, "donor": "autologous", "tbi": False}],
    "recent_events": [{"kind": "minor_surgery", "date": "2026-05-18", "active": False, "pathological_tumour": False}],
    "wounds_fractures": [
        {"kind": "fracture", "unhealed": True, "long_term": False, "treated": False},
        {"kind": "wound", "unhealed": False, "long_term": True},
    ],
    "oral_absorption_factors": [
        {"factor": "poor appetite", "current": True, "significant": False},
        {"factor": "chronic_diarrhoea", "current": False},
    ],
    "other_trials": [{"kind": "other", "last_participation": "2026-05-18"}],
    "steroids_immunosuppressants": [
        {"class": "corticosteroid", "route": "inhaled", "purpose": "therapeutic", "last_dose": "2026-05-18"},
        {
            "class": "corticosteroid",
            "route": "systemic",
            "purpose": "physiological_replacement",
            "last_dose": "ongoing",
        },
        {"class": "other_hormone", "route": "systemic", "purpose": "therapeutic", "last_dose": "ongoing"},
    ],
    "autoimmune": [
        {"disease": "thyroiditis", "treatment": "replacement_only", "last_systemic_treatment": "2026-05-18"}
    ],
    "vaccines": [{"name": "influenza", "kind": "inactivated", "route": "injection", "date": "2026-05-18"}],
    "infection": {
        "active": True,
        "therapy": [{"agent": "entecavir", "class": "antiviral", "route": "iv", "purpose": "prophylaxis"}],
    },
    "effusion": {"present": True, "symptomatic": True, "requires_treatment": False},
    "abdominal_events": [
        {"kind": "peritonitis", "date": LONG_AGO},
        {"kind": "abdominal_fistula", "date": LONG_AGO, "open": False},
    ],
    "nitrosourea_ever": False,
    "bone_marrow_involvement": True,
    "liver_metastasis": True,
    "bleeding_tendency": True,
    "labs": _labs(ANC="0.7", PLT="50", ALT="150", AST="150"),
    "sex": "female",
    "cardiac": EXAMPLE["facts"]["cardiac"] | {"qtc_ms": 460},
}

_VARIANTS: dict[str, Document] = {"history": _HISTORY, "treated": _TREATED, "close": _CLOSE}
RECORDS: dict[str, Document] = {
    "example": EXAMPLE["facts"],
    **{name: EXAMPLE["facts"] | changes for name, changes in _VARIANTS.items()},
}


def places() -> list[tuple[str, Path]]:
    """(record, fact): every fact of the example, and of the other records what they say otherwise."""
    return [
        (name, path)
        for name, facts in RECORDS.items()
        for path in leaves(facts)
        if name == "example" or path[0] in _VARIANTS[name]
    ]


class Judged(NamedTuple):
    """The items that pass, and what the record's blocking findings forbid to use."""

    passing: frozenset[str]
    blocked: frozenset[str]


def judge(facts: Mapping[str, Any], dates: Dates = DATES) -> Judged:
    """Raises RecordError where the facts are not in the public format."""
    record = PatientRecord.from_json(facts)
    judged = verdicts(PROTOCOL, record, dates)
    blocked = frozenset(path for finding in find(record, dates) for path in finding.blocks)
    return Judged(frozenset(item for item, (verdict, _) in judged.items() if verdict.passes), blocked)


# --- places in a record -----------------------------------------------------------------------------------------------


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every fact that is recorded, and every list as a whole."""
    if isinstance(value, Mapping) and not value.keys() & {"low", "high"}:  # a range is one fact
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
        yield path
        for number, each in enumerate(value):
            yield from leaves(each, (*path, number))
    elif value is not None:
        yield path


def pattern_of(path: Path) -> str:
    """("chemo", 0, "last_dose") -> "chemo[].last_dose"."""
    text = "".join("[]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return text if text in vocabulary() else f"{text}[]"


def at(facts: Any, path: Path) -> Any:
    for step in path:
        facts = facts[step]
    return facts


def changed(facts: Document, path: Path, value: Any) -> Document:
    """The same facts with this one replaced."""
    after = copy.deepcopy(facts)
    at(after, path[:-1])[path[-1]] = value
    return after


# --- what can be done to a fact ---------------------------------------------------------------------------------------

_PAST = (0, 1, 2, 3, 13, 14, 15, 20, 21, 27, 28, 29, 41, 42, 55, 56, 60, 180, 190, 360, 370, 729, 735, 2000)
_NUMBERS = (
    "0.01",
    "0.4",
    "0.5",
    "0.9",
    "1",
    "1.5",
    "2",
    "8",
    "12",
    "20",
    "49",
    "50",
    "60",
    "75",
    "100",
    "449",
    "450",
    "470",
)
_BIRTHS = (
    "2019-12-31",
    "2014-09-17",
    "2010-05-21",
    "2010-05-20",
    "2008-05-20",
    "2007-05-21",
    "2007-05-20",
    "1990-01-01",
)
_HUGE = "9" * 38


def _days_ago(days: int) -> str:
    return (ASSESSMENT - timedelta(days)).isoformat()


def admissible(facts: Document, path: Path) -> tuple[Any, ...]:
    """Values that a site may truthfully record at this place, beside every limit that a rule has."""
    info = vocabulary()[pattern_of(path)]
    match info.kind:
        case "yes_no":
            return (True, False)
        case "choice":
            return info.choices
        case "choices":
            return ([], *([one] for one in info.choices))
        case "integer":
            return tuple(range(info.minimum or 0, (info.maximum or 0) + 1, info.step))
        case "decimal":
            return _NUMBERS
        case "date":
            days = _BIRTHS if info.path == "birth_date" else tuple(map(_days_ago, _PAST))
            return (*days, info.special) if info.special else days
        case "text":
            test = at(facts, path[:-1]).get("test") if info.key in {"unit", "uln_unit"} else None
            units = accepted_units(test) if test else ()
            return ("something else", *units)
        case _:
            return ([], ["something"]) if info.path == "cardiac.other_cardiovascular_history[]" else ([], [{}])


def days_inside(partial: str) -> Iterator[str]:
    """Days that a partial date may mean, not after the assessment; some days of each week."""
    when = parse_date(partial)
    last = min(when.last, ASSESSMENT)
    step = 3 if len(partial) == 7 else 17
    for ordinal in (*range(when.first.toordinal(), last.toordinal(), step), last.toordinal()):
        yield date.fromordinal(ordinal).isoformat()


FUTURE = ((ASSESSMENT + timedelta(1)).isoformat(), (ASSESSMENT + timedelta(400)).isoformat(), "2190-01-01")
STALE = ("2026-05-07", "2025-05-20", "2001-01-01")
PARTIAL = ("2026", "2026-05", "2025", "2020-03")
PARTIAL_BIRTHS = ("2014", "2010", "2010-05", "2007", "2007-05")

# Still in the public format, but no longer an answer that a rule can use as it stands.
DESTROYED: dict[str, tuple[Any, ...]] = {
    "date": (None, *FUTURE, *PARTIAL),
    "decimal": (None, "0", "0." + "0" * 30 + "1", _HUGE, "1,5", "1,500", "１.５", "<" + _HUGE, "≥0"),
    "integer": (None, 0),
    "text": (None, "", "furlongs", "10^6/kg", "mg", "％", "IU/mL", " "),
}

# Nothing of this is in the public format: it is refused where it comes in, and no rule ever sees it.
_NO_VALUE_AT_ALL: tuple[Any, ...] = (
    float("nan"),
    float("inf"),
    float("-inf"),
    1.5,
    object(),
    b"0.9",
    {"value": 1},
    [[1]],
)
MALFORMED: dict[str, tuple[Any, ...]] = {
    "yes_no": (*_NO_VALUE_AT_ALL, "", 0, 1, "yes", "true", "maybe", []),
    "choice": (*_NO_VALUE_AT_ALL, "", 0, True, "unheard of", "Yes", []),
    "choices": (*_NO_VALUE_AT_ALL, "", 0, True, "surgery", ["unheard of"], [None], [0]),
    "date": (
        *_NO_VALUE_AT_ALL, "", 0, True, "soon", "2026-02-30", "20.05.2026", "05/20/2026", "26-05-20", "2026-5-1", "0000",
        "99999-01-01", "2026-05-20T00:00:00Z", " 2026-05-20 ", "２０２６-０５-２０", 10**12, [],
    ),
    "decimal": (
        *_NO_VALUE_AT_ALL, "", True, "normal", "NaN", "Infinity", "-1", "1e3", "0x10", "9" * 60, "<", "<<1", "1.2.3",
        {"high": "1", "low": "2"}, [],
    ),
    "integer": (*_NO_VALUE_AT_ALL, "", True, "many", "-1", -1, 10**30, "９", []),
    "text": (float("nan"), 1.5, 0, True, {"value": 1}, ["x"], "x" * 401),
    "list": (float("nan"), "", 0, True, "none", {"value": 1}, [0], [None], [{"unheard of": 1}]),
}  # fmt: skip
