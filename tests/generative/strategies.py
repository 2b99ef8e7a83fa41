"""Documents in the public record format, as a site might send them: partial dates, censored values, gaps.

`documents()` fills in most facts. `blanked()` takes facts out of one, so that a law can compare what was known before
with what is known after.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

ASSESSMENT = date(2026, 5, 20)
SCREENING_START = "2026-05-08"

Path = tuple[str | int, ...]
Document = dict[str, Any]
Values = st.SearchStrategy[Any]


def _day(days_ago: int) -> str:
    return (ASSESSMENT - timedelta(days=days_ago)).isoformat()


# Most days lie where a rule changes its mind; the rest anywhere in the last three years.
_edges = st.sampled_from(
    [0, 1, 11, 12, 13, 19, 20, 26, 27, 28, 29, 39, 40, 41, 53, 54, 55, 60, 181, 182, 365, 366, 730]
)
_days = st.one_of(_edges, st.integers(0, 1100)).map(_day)
_partial = st.one_of(_days.map(lambda day: day[:7]), _days.map(lambda day: day[:4]))
past = st.one_of(_days, _days, _partial)
past_or_ongoing = st.one_of(past, past, st.just("ongoing"))
recent = st.integers(0, 12).map(_day)

yes_no = st.booleans()


def maybe(values: Values) -> Values:
    """Not recorded one time in five."""
    return st.one_of(values, values, values, values, st.none())


def one_of(*names: str) -> Values:
    return st.sampled_from(names)


def quantity(*edges: str) -> Values:
    """A value at or beside a limit, sometimes censored."""
    signs = st.sampled_from(["", "", "", "", "<", ">", "≤", "≥"])
    return st.builds(lambda sign, number: f"{sign}{number}", signs, st.sampled_from(edges))


def entry(**fields: Values) -> Values:
    return st.fixed_dictionaries({name.rstrip("_"): maybe(values) for name, values in fields.items()})


def history(**fields: Values) -> Values:
    """Reviewed-none now and then, mostly more entries than one, so that they can disagree."""
    entries = entry(**fields)
    return st.one_of(st.lists(entries, max_size=1), st.lists(entries, min_size=2, max_size=3))


def _lab(test: str, values: Values, unit: str, limits: Values) -> Values:
    return st.fixed_dictionaries(
        {
            "test": st.just(test),
            "value": maybe(values),
            "unit": maybe(st.just(unit)),
            "date": maybe(recent),
            "uln": maybe(limits),
        }
    )


_no_limit = st.none()
labs = st.lists(
    st.one_of(
        _lab("ANC", quantity("0.4", "0.5", "0.9", "1.0", "2.4"), "10^9/L", _no_limit),
        _lab("PLT", quantity("19", "20", "74", "75", "182"), "10^9/L", _no_limit),
        _lab("BILIRUBIN_TOTAL", quantity("0.9", "1.5", "1.51"), "mg/dL", one_of("0.6", "1.0")),
        _lab("CREATININE", quantity("41", "93", "93.1"), "umol/L", one_of("62")),
        _lab("ALT", quantity("28", "120", "121", "200", "201"), "U/L", one_of("40")),
        _lab("AST", quantity("31", "132", "133", "220", "221"), "U/L", one_of("44")),
        _lab("INR", quantity("1.0", "1.5", "1.51"), "ratio", _no_limit),
        _lab("PT", quantity("12.4", "17.5", "17.6"), "s", one_of("13.5")),
        _lab("APTT", quantity("30.1", "55.5", "55.6"), "s", one_of("37")),
    ),
    min_size=4,
    max_size=14,
)

_serology = one_of("negative", "positive", "indeterminate")

FACTS: dict[str, Values] = {
    "screening_start": st.just(SCREENING_START),
    "birth_date": st.one_of(
        one_of("2014-09-17", "2010-05-20", "2010-05-12", "2008-05-20", "2007-05-20", "2007-05-21", "2007-06-15"),
        one_of("2010", "2007", "2007-05", "2010-05", "2008-05"),
    ),
    "sex": one_of("female", "male"),
    "icf": entry(signed=yes_no, signed_date=st.just(SCREENING_START), signer=one_of("participant", "parent_guardian")),
    "guardian_understands": yes_no,
    "assent": entry(applicable=yes_no, status=one_of("obtained", "refused", "not_done"), date=st.just(SCREENING_START)),
    "first_protocol_procedure_date": one_of("none_yet", SCREENING_START, "2026-05-09", "2026-05-07", "2026-05"),
    "consent_precedes_first_procedure": yes_no,
    "ability_to_comply": yes_no,
    "performance": entry(
        scale=one_of("lansky", "karnofsky"), score=st.sampled_from([0, 40, 50, 60, 100]), date=st.just("2026-05-12")
    ),
    "diagnosis": entry(
        sts_confirmed=yes_no,
        high_risk=yes_no,
        disease_status=one_of("newly_diagnosed", "first_remission", "relapsed", "refractory", "other"),
        prior_treatment=st.lists(one_of("surgery", "chemotherapy", "radiotherapy", "sct"), unique=True),
    ),
    "estimated_survival_weeks": st.one_of(
        quantity("8", "11.9", "12", "26"), st.just({"low": "8", "high": "16"}), st.just({"low": "12", "high": "16"})
    ),
    "bone_marrow_involvement": yes_no,
    "liver_metastasis": yes_no,
    "chemo_acute_toxicities": history(
        term=st.just("any"), category=one_of("marrow", "other"), current_grade=st.integers(0, 5)
    ),
    "chemo": history(agent=st.just("any"), myelosuppressive=yes_no, nitrosourea=yes_no, last_dose=past_or_ongoing),
    "nitrosourea_ever": yes_no,
    "other_anticancer": history(
        agent=st.just("any"),
        kind=one_of("investigational", "targeted", "immunotherapy", "cell_therapy", "hormonal", "other"),
        last_dose=past_or_ongoing,
        toxicity_recovered=yes_no,
    ),
    "growth_factors": history(agent=st.just("any"), acting=one_of("long", "short"), last_dose=past_or_ongoing),
    "radiotherapy": history(
        class_=one_of("local_palliative_small_field", "substantial_bone_marrow", "mibg_131i", "other"),
        site=st.just("rib"),
        last_date=past_or_ongoing,
    ),
    "sct": history(date=past, donor=one_of("autologous", "allogeneic"), tbi=yes_no),
    "active_gvhd": yes_no,
    "labs": labs,
    "urine_protein_dipstick": one_of("-", "±", "+", "++", "+++", "++++"),
    "urine_protein_24h": entry(value=quantity("0.9", "1.0", "1.5"), unit=st.just("g/24h")),
    "virology": entry(
        hbsag=_serology,
        hbv_dna=quantity("10", "20", "21"),
        hbv_dna_upper_limit=st.just("20"),
        anti_hcv=_serology,
        hcv_rna=one_of("negative", "positive"),
        hiv=_serology,
    ),
    "brain": entry(
        metastasis=yes_no,
        symptomatic=yes_no,
        treated=yes_no,
        stable_since=past,
        imaging_haemorrhage=yes_no,
        imaging_modality=st.just("MRI"),
        imaging_date=recent,
    ),
    "cardiac": entry(
        max_ischaemia_grade_ever=st.integers(0, 4),
        myocardial_infarction_ever=yes_no,
        uncontrolled_arrhythmia_ever=yes_no,
        qtc_ms=quantity("440", "449.9", "450", "469", "470"),
        nyha_class=st.integers(1, 4),
        lvef_percent=quantity("49", "50", "62"),
        lvef_method=one_of("echo", "MUGA", "CMR"),
        other_cardiovascular_history=st.lists(st.just("any"), max_size=1),
    ),
    "interstitial_lung_disease_ever": yes_no,
    "bleeding_tendency": yes_no,
    "anticoagulant_or_thrombolytic_current": yes_no,
    "thromboembolic_events": history(type=st.just("deep_vein_thrombosis"), date=past),
    "known_bleeding_or_thrombotic_tendency": history(
        name=st.just("any"),
        kind=one_of("haemophilia", "coagulopathy", "thrombophilia", "thrombocytopenia", "splenomegaly"),
    ),
    "wounds_fractures": history(
        kind=one_of("wound", "fracture"),
        unhealed=yes_no,
        long_term=yes_no,
        treated=yes_no,
        pathological_tumour=yes_no,
    ),
    "recent_events": history(
        kind=one_of("major_surgery", "minor_surgery", "surgery_size_unknown", "severe_trauma", "fracture", "ulcer"),
        date=past,
        active=yes_no,
        pathological_tumour=yes_no,
    ),
    "oral_absorption_factors": history(
        factor=one_of("difficulty_swallowing", "gastrectomy"), current=yes_no, significant=yes_no
    ),
    "abdominal_events": history(
        kind=one_of("abdominal_fistula", "gi_perforation", "peritonitis"), date=past, open=yes_no
    ),
    "effusion": entry(
        present=yes_no,
        symptomatic=yes_no,
        requires_treatment=yes_no,
        symptomatic_treatment_done=yes_no,
        intracavitary_anticancer_drug=yes_no,
        investigator_accepts=yes_no,
    ),
    "infection": entry(
        active=yes_no,
        therapy=history(
            agent=st.just("any"),
            class_=one_of("antibacterial", "antiviral", "antifungal"),
            route=one_of("oral", "iv"),
            purpose=one_of("treatment", "prophylaxis", "hbv_suppression"),
        ),
    ),
    "psychiatric": entry(psychotropic_abuse_history=yes_no, unable_to_quit=yes_no, psychiatric_disorder=yes_no),
    "other_trials": history(kind=one_of("anti_tumour_drug", "other"), last_participation=past_or_ongoing),
    "steroids_immunosuppressants": history(
        agent=st.just("any"),
        class_=one_of("corticosteroid", "immunosuppressant", "other_hormone"),
        route=one_of("systemic", "inhaled", "topical"),
        purpose=one_of("therapeutic", "antiemetic", "premedication", "physiological_replacement"),
        last_dose=past_or_ongoing,
    ),
    "autoimmune": history(
        disease=st.just("any"),
        treatment=one_of("none", "replacement_only", "systemic"),
        last_systemic_treatment=past_or_ongoing,
    ),
    "il2_contraindication": yes_no,
    "vaccines": history(
        name=st.just("any"),
        kind=one_of("live", "inactivated", "mrna", "subunit"),
        route=one_of("injection", "nasal", "oral"),
        date=past,
    ),
    "other_malignancies": history(
        name=st.just("any"), status=one_of("untreated", "treated_not_cured", "cured"), listed_exception=yes_no
    ),
    "allogeneic_transplants": history(
        kind=one_of("solid_organ", "tissue", "bone_allograft", "cornea", "skin", "hsct"), date=past
    ),
    "investigator_other_condition": yes_no,
    "poor_compliance": yes_no,
}

_first_dose = st.one_of(st.none(), st.integers(0, 40).map(lambda days: _day(-days)))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """One record as it might be sent."""
    document: Document = {"assessment_date": ASSESSMENT.isoformat()}
    first_dose = draw(_first_dose)
    if first_dose is not None:
        document["planned_first_dose_date"] = first_dose
    document["facts"] = {name: draw(maybe(values)) for name, values in FACTS.items()}
    return document


def known_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place of the facts that holds something, a list itself as well as what stands in it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from known_paths(item, (*path, key))
    elif isinstance(value, list):
        yield path
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield from known_paths(item, (*path, number))
    elif value is not None:
        yield path


def text_of(path: Path) -> str:
    """The path as results write it: sct[0].tbi."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def without_path(document: Document, path: Path) -> None:
    """Make one fact of this document unknown, in place; a path inside something unknown already is left alone."""
    holder: Any = document["facts"]
    for step in path[:-1]:
        holder = holder[step]
        if holder is None:
            return
    holder[path[-1]] = None


# A range of weeks is one fact, and a result without its test's name is no result.
_INDIVISIBLE = {"low", "high", "test", "agent", "name", "term", "disease", "site", "type"}


@st.composite
def blanked(draw: st.DrawFn, *, keep: frozenset[str] = frozenset()) -> tuple[Document, Document, list[Path]]:
    """(the same record before some facts were known, the record, the paths that were filled in)."""
    after = draw(documents())
    paths = [path for path in known_paths(after["facts"]) if path[-1] not in _INDIVISIBLE and text_of(path) not in keep]
    chosen = draw(st.lists(st.sampled_from(paths), min_size=1, max_size=6, unique=True)) if paths else []
    before = copy.deepcopy(after)
    for path in sorted(chosen, key=len, reverse=True):
        without_path(before, path)
    return before, after, chosen
