"""A protocol: its criteria with the sponsor's own words, its settings, its version and its digest."""

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.errors import RuleError
from criteria.nodes import Age, Elapsed, InScreeningPeriod, Lab, LabAgainstUpperLimit, Rule, check_scope, digest, walk
from criteria.record import Section, vocabulary
from criteria.text import Text
from criteria.truth import Kind

_DATED = (Elapsed, Age, Lab, LabAgainstUpperLimit, InScreeningPeriod)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameters(_Frozen):
    """The settings a sponsor may decide otherwise (SET in the list of readings), with the recommended default.

    A change makes another version of the protocol with another digest.
    """

    washout_anchor: Literal["P", "N"] = Field("P", description="B01: washouts I07, I09-I11 count back from")
    age_limit: Literal["completed_years", "exact_age"] = Field("completed_years", description="B02: what ≤ 18 years is")
    age_anchor: Literal["N", "P"] = Field("N", description="B02: the day on which age is taken")
    ctcae_version: Literal["5.0", "6.0"] = Field("5.0", description="B08: toxicity grades are by CTCAE version")
    nitrosourea: Literal["ever", "per_dose"] = Field("ever", description="B09: what asks for 42 instead of 21 days")
    window_includes_last_day: bool = Field(default=True, description="B12: is day n inside “within n days”?")
    growth_factors: Literal["all_haematopoietic"] = Field(
        "all_haematopoietic", description="B14: the drugs meant by growth factors (also EPO, TPO and its agonists)"
    )
    screening_window_days: int | None = Field(None, description="B18: oldest result, in days before A; none if empty")
    result_repeat_days: int = Field(7, description="B18: a result older than this at P is to be repeated (warning)")
    age_of_majority: int = Field(18, description="B24: age from which a participant consents alone")
    enrolment_reference: Literal["enrolment_record"] = Field(
        "enrolment_record", description="B25: the day of enrolment; the assessment until it is entered"
    )
    past_anchor: Literal["A", "P"] = Field("A", description="B34: “within the past …” counts back from (E10, E15, E17)")
    month_arithmetic: Literal["subtract_and_clip"] = Field(
        "subtract_and_clip", description="B48: months are subtracted from the reference date, the day is clipped"
    )


class OtherReading(_Frozen):
    """A second meaning the words admit, and the rule it would give (BADGE)."""

    code: str
    text: Text
    rule: Rule


class SponsorQuestion(_Frozen):
    """A numbered question to the sponsor about the protocol's words."""

    code: str
    text: Text


class Criterion(_Frozen):
    """One scored item: TRUE of its rule is MET for an inclusion criterion and PRESENT for an exclusion criterion."""

    id: str
    kind: Kind
    text: Text
    title: Text
    section: Section
    rule: Rule
    reading: Text | None = None
    other_readings: tuple[OtherReading, ...] = ()
    questions: tuple[SponsorQuestion, ...] = ()
    treatment: str | None = Field(
        None, description="the list whose reviewed absence makes the criterion not applicable"
    )

    @property
    def line(self) -> str:
        """The protocol's own line: I12 for I12a to I12e."""
        return self.id.rstrip("abcde")

    @cached_property
    def depends_on_the_day(self) -> bool:
        """May the verdict change as time goes by, the facts being the same?"""
        return any(isinstance(node, _DATED) for node in walk(self.rule))

    @model_validator(mode="after")
    def _fits(self) -> "Criterion":
        for rule in (self.rule, *(other.rule for other in self.other_readings)):
            check_scope(rule)
        if self.treatment is not None and self.treatment not in vocabulary():
            raise RuleError(f"{self.id}: there is no list {self.treatment!r} in the vocabulary")
        return self


class Protocol(_Frozen):
    """A version of a trial's eligibility criteria, with the digest by which results refer to it."""

    slug: str
    version: str
    title: Text
    cap: int = Field(gt=0, description="places in the trial")
    parameters: Parameters
    criteria: tuple[Criterion, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything above; two versions with the same digest decide alike."""
        return digest(self.model_dump(mode="json"))

    @cached_property
    def _by_id(self) -> dict[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    def __getitem__(self, criterion_id: str) -> Criterion:
        """The criterion with this id. Raises KeyError."""
        return self._by_id[criterion_id]

    @property
    def name(self) -> str:
        return f"{self.slug}@{self.version}"
