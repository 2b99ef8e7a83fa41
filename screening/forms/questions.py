"""Which facts a section asks for, which of them only after another answer, and how many are answered.

The facts themselves, their sections and their order come from the vocabulary.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from criteria.record import SECTIONS, FactInfo, Section, vocabulary
from screening.facts import judgement_facts, value_at

# A screening is complete without these: they are asked for, marked as optional, and never counted as unanswered.
OPTIONAL = frozenset(
    {
        "weight_kg",
        "height_cm",
        "screening_start",
        "icf.withdrawn",
        "consent_precedes_first_procedure",
        "diagnosis.histology",
        "diagnosis.risk_scheme",
        "estimated_survival_weeks",
        "brain.imaging_modality",
        "brain.imaging_date",
        "cardiac.qtc_formula",
        "cardiac.lvef_method",
        "virology.date",
    }
)


@dataclass(frozen=True, slots=True)
class OnlyAfter:
    """A question that is put only where an earlier one has one of these answers."""

    question: str
    answers: tuple[Any, ...]


_YES = (True,)
_POSITIVE_OR_UNCLEAR = ("positive", "indeterminate")
ONLY_AFTER: Mapping[str, OnlyAfter] = {
    "icf.signed_date": OnlyAfter("icf.signed", _YES),
    "icf.signer": OnlyAfter("icf.signed", _YES),
    "icf.withdrawn": OnlyAfter("icf.signed", _YES),
    "assent.status": OnlyAfter("assent.applicable", _YES),
    "assent.date": OnlyAfter("assent.applicable", _YES),
    "brain.symptomatic": OnlyAfter("brain.metastasis", _YES),
    "brain.treated": OnlyAfter("brain.metastasis", _YES),
    "brain.stable_since": OnlyAfter("brain.metastasis", _YES),
    "brain.imaging_haemorrhage": OnlyAfter("brain.metastasis", _YES),
    "brain.imaging_modality": OnlyAfter("brain.metastasis", _YES),
    "brain.imaging_date": OnlyAfter("brain.metastasis", _YES),
    "urine_protein_24h.value": OnlyAfter("urine_protein_dipstick", ("++", "+++", "++++")),
    "urine_protein_24h.unit": OnlyAfter("urine_protein_dipstick", ("++", "+++", "++++")),
    "virology.hbv_dna": OnlyAfter("virology.hbsag", _POSITIVE_OR_UNCLEAR),
    "virology.hbv_dna_upper_limit": OnlyAfter("virology.hbsag", _POSITIVE_OR_UNCLEAR),
    "virology.hcv_rna": OnlyAfter("virology.anti_hcv", _POSITIVE_OR_UNCLEAR),
    "effusion.symptomatic": OnlyAfter("effusion.present", _YES),
    "effusion.requires_treatment": OnlyAfter("effusion.present", _YES),
    "effusion.symptomatic_treatment_done": OnlyAfter("effusion.present", _YES),
    "effusion.intracavitary_anticancer_drug": OnlyAfter("effusion.present", _YES),
    "effusion.investigator_accepts": OnlyAfter("effusion.present", _YES),
    "psychiatric.unable_to_quit": OnlyAfter("psychiatric.psychotropic_abuse_history", _YES),
    "active_gvhd": OnlyAfter("sct", ()),  # any transplant: see is_asked
}

# One result of each is asked for; the others of the vocabulary are welcome.
NEEDED_TESTS = ("ANC", "PLT", "BILIRUBIN_TOTAL", "CREATININE", "ALT", "AST", "INR", "PT", "APTT")
TESTS_WITH_UPPER_LIMIT = ("BILIRUBIN_TOTAL", "BILIRUBIN_DIRECT", "CREATININE", "ALT", "AST", "PT", "APTT")


@cache
def scalars_of(section: Section) -> tuple[FactInfo, ...]:
    """The single facts of a section that a coordinator enters, in the vocabulary's order."""
    return tuple(
        info
        for info in vocabulary().values()
        if info.section == section
        and info.kind not in {"list", "group"}
        and "[]" not in info.path
        and not info.judgement
    )


@cache
def lists_of(section: Section) -> tuple[FactInfo, ...]:
    """The lists of a section; the laboratory results are a table of their own."""
    return tuple(
        info
        for info in vocabulary().values()
        if info.section == section and info.kind == "list" and info.path != "labs[]"
    )


@cache
def columns_of(list_path: str) -> tuple[FactInfo, ...]:
    """The facts of one row of a list ("chemo[]") that a coordinator enters. A list of plain texts has none."""
    return tuple(info for info in vocabulary().values() if info.parent == list_path and not info.judgement)


def is_asked(facts: Mapping[str, Any], path: str) -> bool:
    """Is this question put, given the answers so far? `path` is a pattern of the vocabulary, in no row."""
    condition = ONLY_AFTER.get(path)
    if condition is None:
        return True
    given = value_at(facts, condition.question.replace(".", "/"))
    return given in condition.answers if condition.answers else bool(given)


# --- how far a section is --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.answered == self.total


def progress(
    facts: Mapping[str, Any], *, judged: AbstractSet[str], to_judge: AbstractSet[str], first_dose_planned: bool
) -> dict[Section, Progress]:
    """For each section the questions answered and put.

    `judged`, `to_judge`: storage paths with a recorded judgement, and those that a verdict still waits for.
    """
    counted = {section: _count(_answers(facts, section)) for section in SECTIONS}
    counted["judgement"] = _count(path in judged for path in judgement_paths(facts) if path in judged | to_judge)
    counted["review"] = _count([first_dose_planned])
    return counted


def _count(answers: Any) -> Progress:
    known = list(answers)
    return Progress(sum(known), len(known))


def _answers(facts: Mapping[str, Any], section: Section) -> Iterator[bool]:
    for info in scalars_of(section):
        if info.path not in OPTIONAL and is_asked(facts, info.path):
            yield value_at(facts, info.path.replace(".", "/")) is not None
    for info in lists_of(section):
        yield value_at(facts, list_storage_path(info)) is not None
    if section == "laboratory":
        tested = {item.get("test") for item in value_at(facts, "labs") or [] if item.get("value") is not None}
        yield from (test in tested for test in NEEDED_TESTS)


def list_storage_path(info: FactInfo) -> str:
    """Such as "infection.therapy[]" -> "infection/therapy"."""
    return info.path.removesuffix("[]").replace(".", "/")


def judgement_paths(facts: Mapping[str, Any]) -> list[str]:
    """Storage paths of everything an investigator is asked about in this screening, rows one by one."""
    paths: list[str] = []
    for info in judgement_facts().values():
        owner, in_row, key = info.path.partition("[].")
        if in_row:
            rows = value_at(facts, owner.replace(".", "/")) or []
            paths += [f"{owner.replace('.', '/')}/{row['id']}/{key}" for row in rows]
        elif is_asked(facts, info.path):
            paths.append(info.path.replace(".", "/"))
    return paths
