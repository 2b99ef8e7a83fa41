"""CTCAE grades of the laboratory values that the protocol limits, versions 5.0 and 6.0.

A grade is only given when the definition's own terms are known. Without the laboratory's limit, or the baseline where
the definition asks for it, what is left is the range of grades that remain possible and the name of what is missing;
nothing is assumed, so a missing limit never makes a result normal.

The words "<1.5 - 1.0" put the value 1.0 in the milder grade, and ">1.5 - 3.0 x ULN" puts 3.0 x ULN in the milder one.
Values, limits and baseline of one call are in one unit. Criteria about symptoms (bleeding) are not laboratory values
and are left to the clinician.

Sources: CTCAE 5.0 (US HHS, 27 November 2017) and 6.0 (2025), Investigations and Blood and lymphatic system disorders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum

from criteria.calculators.exact import Exact, not_negative, positive, working_context

WORST_GRADE = 4  # of a laboratory value; grade 5 is death


class CtcaeVersion(Enum):
    """The version of the grading; the protocol names none, so it is a setting of the trial."""

    V5 = "5.0"
    V6 = "6.0"


class BaselinePosition(Enum):
    """Where the baseline result lay in its own reference range (CDISC BNRIND)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The result before treatment. ``value`` may be missing where only its position is on record."""

    position: BaselinePosition
    value: Exact | None = None


@dataclass(frozen=True, slots=True)
class CtcaeGrade:
    """The grades that are possible with what is known, and the parameters that would narrow them down."""

    lowest: int
    highest: int
    missing: tuple[str, ...] = ()

    @property
    def grade(self) -> int | None:
        """The grade, or None when what is missing could change it."""
        return self.lowest if self.lowest == self.highest else None

    @property
    def reason(self) -> str | None:
        """Why there is no grade, for example ``grade 0 to 1, because lln is missing``."""
        if self.grade is not None:
            return None
        verb = "is" if len(self.missing) == 1 else "are"
        return f"grade {self.lowest} to {self.highest}, because {' and '.join(self.missing)} {verb} missing"


def neutrophils(anc_1e9_per_l: Exact, *, lln_1e9_per_l: Exact | None, version: CtcaeVersion) -> CtcaeGrade:
    """Neutrophil count decreased. 5.0: <LLN - 1.5, <1.5 - 1.0, <1.0 - 0.5, <0.5. 6.0: <1.5 - 1.0, <1.0 - 0.5, <0.5 -
    0.1, <0.1, without the lower limit of normal.
    """
    anc = not_negative("anc_1e9_per_l", anc_1e9_per_l)
    lln = _limit("lln_1e9_per_l", lln_1e9_per_l)
    if version is CtcaeVersion.V6:
        return _known(_steps_below(anc, ("1.5", "1.0", "0.5", "0.1")))
    return _count_with_lln(anc, "lln_1e9_per_l", lln, ("1.5", "1.0", "0.5"))


def platelets(plt_1e9_per_l: Exact, *, lln_1e9_per_l: Exact | None, version: CtcaeVersion) -> CtcaeGrade:
    """Platelet count decreased (6.0: thrombocytopenia). <LLN - 75, <75 - 50, then 5.0: <50 - 25, <25; 6.0: <50 - 10,
    <10.
    """
    count = not_negative("plt_1e9_per_l", plt_1e9_per_l)
    lln = _limit("lln_1e9_per_l", lln_1e9_per_l)
    grade_four = "25" if version is CtcaeVersion.V5 else "10"
    return _count_with_lln(count, "lln_1e9_per_l", lln, ("75", "50", grade_four))


def bilirubin(value: Exact, *, uln: Exact | None, baseline: Baseline | None, version: CtcaeVersion) -> CtcaeGrade:
    """Blood (total) bilirubin increased. Baseline not above normal: >ULN - 1.5, >1.5 - 3, >3 - 10, >10 x ULN. Baseline
    above normal, 5.0: >1 - 1.5, >1.5 - 3, >3 - 10, >10 x baseline; 6.0: 1.0 - 1.5, >1.5 - 2.5, >2.5 - 10, >10.
    """
    if version is CtcaeVersion.V5:
        by_baseline = _Multiples(("1", "1.5", "3", "10"))
    else:
        by_baseline = _Multiples(("1", "1.5", "2.5", "10"), first_included=True)
    return _relative(value, uln, baseline, by_uln=_Multiples(("1", "1.5", "3", "10")), by_baseline=by_baseline)


def transaminase(value: Exact, *, uln: Exact | None, baseline: Baseline | None, version: CtcaeVersion) -> CtcaeGrade:
    """ALT or AST increased. Baseline not above normal: >ULN - 3, >3 - 5, >5 - 20, >20 x ULN. Baseline above normal,
    5.0: 1.5 - 3, >3 - 5, >5 - 20, >20 x baseline; 6.0: 1.0 - 1.5, >1.5 - 2, >2 - 4, >4 x baseline.

    6.0 words its grade 3 for a baseline ">ULN up to 5 x ULN"; grade 4 has no such end, and neither has this function.
    """
    steps = ("1.5", "3", "5", "20") if version is CtcaeVersion.V5 else ("1", "1.5", "2", "4")
    by_baseline = _Multiples(steps, first_included=True)
    return _relative(value, uln, baseline, by_uln=_Multiples(("1", "3", "5", "20")), by_baseline=by_baseline)


def creatinine(value: Exact, *, uln: Exact | None, baseline: Baseline | None, version: CtcaeVersion) -> CtcaeGrade:
    """Creatinine increased: >ULN - 1.5, >1.5 - 3, >3 - 6, >6 x ULN, or grade 2 from >1.5 and grade 3 from >3 x baseline,
    whichever is worse. 6.0 asks for the baseline only when it was below the lower limit of normal.
    """
    number = not_negative("value", value)
    from_uln = _graded(number, _limit("uln", uln), "uln", _Multiples(("1", "1.5", "3", "6")))
    if version is CtcaeVersion.V6 and baseline is not None and baseline.position is not BaselinePosition.LOW:
        return from_uln
    from_baseline = _graded(number, _baseline_value(baseline), "baseline", _Multiples(("1.5", "3"), first_grade=2))
    return _worse(from_uln, from_baseline)


def inr(value: Exact, *, on_anticoagulation: bool | None, baseline: Baseline | None) -> CtcaeGrade:
    """INR increased (5.0 and 6.0): >1.2 - 1.5, >1.5 - 2.5, >2.5, or on anticoagulation >1 - 1.5, >1.5 - 2.5, >2.5 x
    baseline, whichever is worse.
    """
    number = not_negative("value", value)
    absolute = _known(_steps_above(number, Decimal(1), _Multiples(("1.2", "1.5", "2.5"))))
    if on_anticoagulation is False:
        return absolute
    by_baseline = _graded(number, _baseline_value(baseline), "baseline", _Multiples(("1", "1.5", "2.5")))
    if on_anticoagulation is None:
        # Both answers are open, so the baseline's grade may or may not count.
        by_baseline = CtcaeGrade(0, by_baseline.highest, ("on_anticoagulation", *by_baseline.missing))
    return _worse(absolute, by_baseline)


def aptt(value_s: Exact, *, uln_s: Exact | None) -> CtcaeGrade:
    """Activated partial thromboplastin time prolonged (5.0 and 6.0): >ULN - 1.5, >1.5 - 2.5, >2.5 x ULN."""
    return _graded(not_negative("value_s", value_s), _limit("uln_s", uln_s), "uln_s", _Multiples(("1", "1.5", "2.5")))


@dataclass(frozen=True, slots=True)
class _Multiples:
    """Limits as multiples of a reference; each one that the value exceeds is a grade more."""

    limits: tuple[str, ...]
    first_grade: int = 1
    # True where the definition's first grade includes its lower end ("1.5 - 3.0", not ">1.5 - 3.0").
    first_included: bool = False

    @property
    def highest(self) -> int:
        return self.first_grade + len(self.limits) - 1


def _relative(
    value: Exact, uln: Exact | None, baseline: Baseline | None, *, by_uln: _Multiples, by_baseline: _Multiples
) -> CtcaeGrade:
    """By the upper limit when the baseline was normal or below, by the baseline when it was above normal."""
    number, limit = not_negative("value", value), _limit("uln", uln)
    if baseline is None:
        return CtcaeGrade(0, WORST_GRADE, ("baseline",) if limit is not None else ("uln", "baseline"))
    if baseline.position is BaselinePosition.HIGH:
        return _graded(number, _baseline_value(baseline), "baseline", by_baseline)
    return _graded(number, limit, "uln", by_uln)


def _graded(value: Decimal, reference: Decimal | None, name: str, multiples: _Multiples) -> CtcaeGrade:
    if reference is None:
        return CtcaeGrade(0, multiples.highest, (name,))
    return _known(_steps_above(value, reference, multiples))


def _steps_above(value: Decimal, reference: Decimal, multiples: _Multiples) -> int:
    # Inputs have at most 30 digits, so these products are exact within the working context's 50.
    with localcontext(working_context()):
        limits = [Decimal(limit) * reference for limit in multiples.limits]
    exceeded = sum(value > limit for limit in limits)
    if multiples.first_included and value == limits[0]:
        exceeded = 1
    return exceeded + multiples.first_grade - 1 if exceeded else 0


def _steps_below(value: Decimal, limits: Sequence[str]) -> int:
    return sum(value < Decimal(limit) for limit in limits)


def _count_with_lln(value: Decimal, name: str, lln: Decimal | None, limits: Sequence[str]) -> CtcaeGrade:
    """Grade 1 begins below the laboratory's limit, grades 2 to 4 below fixed ones."""
    fixed = _steps_below(value, limits)
    if fixed:
        return _known(fixed + 1)
    if lln is None:
        return CtcaeGrade(0, 1, (name,))
    return _known(int(value < lln))


def _worse(one: CtcaeGrade, other: CtcaeGrade) -> CtcaeGrade:
    """The worse of two grades; what is missing matters only while it can still change the answer."""
    lowest, highest = max(one.lowest, other.lowest), max(one.highest, other.highest)
    if lowest == highest:
        return _known(lowest)
    return CtcaeGrade(
        lowest, highest, tuple(name for part in (one, other) if part.highest > lowest for name in part.missing)
    )


def _known(grade: int) -> CtcaeGrade:
    return CtcaeGrade(grade, grade)


def _limit(name: str, limit: Exact | None) -> Decimal | None:
    return None if limit is None else positive(name, limit)


def _baseline_value(baseline: Baseline | None) -> Decimal | None:
    return None if baseline is None else _limit("baseline", baseline.value)
