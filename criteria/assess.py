"""From a protocol, a record and the days to a verdict on all items, and to the days on which it changes.

A verdict is a step function of the day. Every date in a rule names the days on which it may change, so the steps are
found without trying every day (architecture, "Time").
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from criteria.calculators.age import birthday, first_day_months_after
from criteria.checks import Finding, find
from criteria.dates import Dates
from criteria.evaluate import evaluate
from criteria.intervals import DateInterval
from criteria.nodes import ANCHORS, Age, All, Elapsed, InScreeningPeriod, Lab, LabAgainstUpperLimit, Open, When
from criteria.protocol import Criterion, OtherReading, Protocol
from criteria.record import PatientRecord
from criteria.situation import Evidence, Situation
from criteria.text import Text
from criteria.truth import Kind, Overall, Truth, Verdict, overall_of, verdict_of

ONE_DAY = timedelta(1)
NOT_COMPUTED = Open(
    code="PROGRAM",
    to="site",
    question=Text(
        "The program could not work this item out; tell the administrator.",
        "程序未能判定本条，请告知系统管理员。",
    ),
)


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What another reading of the words would give."""

    reading: OtherReading
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One scored item with its verdict, the evidence for it, and the next day on which it changes."""

    criterion: Criterion
    verdict: Verdict
    evidence: Evidence
    applicable: bool
    other_readings: tuple[ReadingResult, ...]
    flips_on: date | None = None
    flips_to: Verdict | None = None
    failure: str = ""  # the kind of error in the program that left this item open; never a value of the record

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def kind(self) -> Kind:
        return self.criterion.kind

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that could still change this verdict, and no others."""
        return self.evidence.missing if self.verdict.is_open else ()

    @property
    def reading_dependent(self) -> bool:
        return any(other.verdict is not self.verdict for other in self.other_readings)

    @property
    def query(self) -> Text | None:
        """The question that keeps the item open, if the protocol itself is what is unclear."""
        questions = [node.question for node in open_questions(self.evidence) if node.to == "sponsor"]
        return questions[0] if questions else None


@dataclass(frozen=True, slots=True)
class OverallResult:
    """The patient's verdict and the days that matter (record format, "Output")."""

    verdict: Overall
    earliest_eligible_date: date | None
    earliest_eligible_date_if_resolved: date | None
    limited_by: tuple[str, ...]
    eligible_until: date | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A photograph: what went in and what came out. The same photograph gives the same answer for ever."""

    protocol: Protocol
    record: PatientRecord
    dates: Dates
    criteria: tuple[CriterionResult, ...]
    overall: OverallResult
    findings: tuple[Finding, ...]

    def __getitem__(self, criterion_id: str) -> CriterionResult:
        """The result of one item. Raises KeyError."""
        for result in self.criteria:
            if result.id == criterion_id:
                return result
        raise KeyError(criterion_id)


def assess(protocol: Protocol, record: PatientRecord, dates: Dates) -> Assessment:
    """Judge every item of the protocol, and look ahead to when its verdict changes.

    An error in the program leaves open what it touches, one item or all, and the others are judged as ever.
    """
    findings, failure = _findings_or_failure(protocol, record, dates)
    look = _Lookout(protocol, record, dates, _blocked(findings), failure)
    results = tuple(look.result_of(criterion) for criterion in protocol.criteria)
    return Assessment(protocol, record, dates, results, look.overall(results), findings)


def verdicts(protocol: Protocol, record: PatientRecord, dates: Dates) -> dict[str, tuple[Verdict, Evidence]]:
    """The verdict of every item with its evidence on one day, without looking ahead."""
    findings, failure = _findings_or_failure(protocol, record, dates)
    look = _Lookout(protocol, record, dates, _blocked(findings), failure)
    return {criterion.id: look.verdict_of(criterion) for criterion in protocol.criteria}


def open_questions(evidence: Evidence) -> Iterator[Open]:
    """The questions that keep an answer open, once the record has led to them: a missing fact is no question."""
    if evidence.truth is not Truth.UNKNOWN:
        return
    if isinstance(evidence.node, Open):
        yield evidence.node
    undecided = [child for child in evidence.children if child.truth is Truth.UNKNOWN]
    if isinstance(evidence.node, When) and evidence.children[0].truth is Truth.UNKNOWN:
        undecided = undecided[:1]
    if isinstance(evidence.node, All) and any(child.missing for child in undecided):
        return
    for child in undecided:
        yield from open_questions(child)


def _find(protocol: Protocol, record: PatientRecord, dates: Dates) -> tuple[Finding, ...]:
    settings = protocol.parameters
    return find(
        record,
        dates,
        age_of_majority=settings.age_of_majority,
        result_max_age_days=settings.result_repeat_days,
    )


def _findings_or_failure(protocol: Protocol, record: PatientRecord, dates: Dates) -> tuple[tuple[Finding, ...], str]:
    """Without the findings it is not known what no rule may use, and then no rule may be asked."""
    try:
        return _find(protocol, record, dates), ""
    except Exception as error:  # noqa: BLE001  whatever it was, nothing passes
        return (), type(error).__name__


def _blocked(findings: tuple[Finding, ...]) -> frozenset[str]:
    return frozenset(path for finding in findings for path in finding.blocks)


Steps = list[tuple[date, Verdict]]


class _Lookout:
    """One record under one protocol, looked at today and on the later days that may matter."""

    def __init__(
        self, protocol: Protocol, record: PatientRecord, dates: Dates, blocked: frozenset[str], failure: str
    ) -> None:
        self._protocol, self._record, self._dates, self._blocked = protocol, record, dates, blocked
        self._failure = failure
        self._today = self.situation(dates)
        self._steps: dict[str, Steps] = {}

    def situation(self, dates: Dates) -> Situation:
        return Situation(
            record=self._record,
            dates=dates,
            as_of=self._dates.assessment,
            blocked=self._blocked,
            window_days=self._protocol.parameters.screening_window_days,
        )

    def judge(self, criterion: Criterion, situation: Situation) -> tuple[Verdict, Evidence]:
        evidence = evaluate(criterion.rule, situation)
        return verdict_of(criterion.kind, evidence.truth, awaits_judgement=evidence.awaits_judgement), evidence

    def verdict_of(self, criterion: Criterion) -> tuple[Verdict, Evidence]:
        """Today's verdict; open where the program fails."""
        if self._failure:
            return Verdict.UNKNOWN, Evidence(NOT_COMPUTED, Truth.UNKNOWN)
        try:
            return self.judge(criterion, self._today)
        except Exception:  # noqa: BLE001  a rule that cannot be computed never passes
            return Verdict.UNKNOWN, Evidence(NOT_COMPUTED, Truth.UNKNOWN)

    def result_of(self, criterion: Criterion) -> CriterionResult:
        """Today's verdict and what becomes of it; open where the program fails on any of the days ahead."""
        failure = self._failure
        try:
            if not failure:
                return self._result_of(criterion)
        except Exception as error:  # noqa: BLE001  a rule that cannot be computed never passes
            failure = type(error).__name__
            self._steps.pop(criterion.id, None)
        nothing = Evidence(NOT_COMPUTED, Truth.UNKNOWN)
        return CriterionResult(criterion, Verdict.UNKNOWN, nothing, applicable=True, other_readings=(), failure=failure)

    def _result_of(self, criterion: Criterion) -> CriterionResult:
        verdict, evidence = self.judge(criterion, self._today)
        readings = tuple(
            ReadingResult(other, _verdict(criterion, evaluate(other.rule, self._today)))
            for other in criterion.other_readings
        )
        flips_on = flips_to = None
        if criterion.depends_on_the_day:
            flips_on, flips_to = self._next_flip(criterion, verdict, evidence)
        applicable = not (verdict.passes and self._never_given(criterion))
        return CriterionResult(criterion, verdict, evidence, applicable, readings, flips_on, flips_to)

    def _never_given(self, criterion: Criterion) -> bool:
        treatment = criterion.treatment
        return treatment is not None and bool(getattr(self._record, treatment.removesuffix("[]")) == ())

    # --- the days ahead -----------------------------------------------------------------------------------------------

    def _day_ahead(self, day: date) -> Dates:
        """Assessment and enrolment on that day, the first dose as planned or then, if that is later."""
        dose = self._dates.first_dose
        return Dates(day, day, None if dose is None else max(dose, day))

    def _day_of_dose(self, day: date) -> Dates:
        """As `_day_ahead`, with the first dose on that day where none is planned; the real days on the first."""
        if day == self._dates.assessment:
            return Dates(day, self._dates.enrolment, self._dates.first_dose or day)
        return Dates(day, day, max(self._dates.first_dose or day, day))

    def _next_flip(
        self, criterion: Criterion, verdict: Verdict, evidence: Evidence
    ) -> tuple[date, Verdict] | tuple[None, None]:
        steps = self._walk(criterion, evidence, verdict, self._day_ahead)
        self._steps[criterion.id] = steps
        if self._dates.first_dose is None:
            start = self.judge(criterion, self.situation(self._day_of_dose(self._dates.assessment)))
            self._steps[criterion.id] = self._walk(criterion, start[1], start[0], self._day_of_dose)
        for day, then in steps[1:]:
            if (verdict.is_open and not then.is_open) or (not verdict.is_open and then is not verdict):
                return day, then
        return None, None

    def _walk(self, criterion: Criterion, evidence: Evidence, verdict: Verdict, plan: Callable[[date], Dates]) -> Steps:
        """The verdict on every day on which it may change, beginning with the day of assessment."""
        today = self._dates.assessment
        steps: Steps = [(today, verdict)]
        window = self._protocol.parameters.screening_window_days
        seen: set[date] = set()
        ahead = {day for day in turning_days(evidence, window) if day > today}
        while ahead:
            day = min(ahead)
            ahead.remove(day)
            seen.add(day)
            then, found = self.judge(criterion, self.situation(plan(day)))
            if then is not steps[-1][1]:
                steps.append((day, then))
            ahead |= {later for later in turning_days(found, window) if later > day and later not in seen}
        return steps

    def overall(self, results: tuple[CriterionResult, ...]) -> OverallResult:
        verdict = overall_of([result.verdict for result in results])
        moving = list(self._steps.items())
        resting = [result.verdict for result in results if result.id not in self._steps]
        if any(one.fails for one in resting):
            return OverallResult(verdict, None, None, (), None)
        days = sorted({day for _, steps in moving for day, _ in steps} | {self._dates.assessment})
        on = {day: {name: _verdict_on(steps, day) for name, steps in moving} for day in days}
        still_open = any(one.is_open for one in resting)
        eligible = [day for day in days if not still_open and all(one.passes for one in on[day].values())]
        unhindered = [day for day in days if not any(one.fails for one in on[day].values())]
        earliest = eligible[0] if eligible else None
        if_resolved = unhindered[0] if earliest is None and unhindered else None
        return OverallResult(
            verdict=verdict,
            earliest_eligible_date=earliest,
            earliest_eligible_date_if_resolved=if_resolved,
            limited_by=self._limited_by(earliest or if_resolved, moving),
            eligible_until=_end_of_stretch(earliest, days, eligible),
        )

    def _limited_by(self, target: date | None, moving: list[tuple[str, Steps]]) -> tuple[str, ...]:
        if target is None or target == self._dates.assessment:
            return ()
        return tuple(name for name, steps in moving if _verdict_on(steps, target - ONE_DAY).fails)


def _verdict(criterion: Criterion, evidence: Evidence) -> Verdict:
    return verdict_of(criterion.kind, evidence.truth, awaits_judgement=evidence.awaits_judgement)


def _verdict_on(steps: Steps, day: date) -> Verdict:
    return next(verdict for start, verdict in reversed(steps) if start <= day)


def _end_of_stretch(earliest: date | None, days: list[date], eligible: list[date]) -> date | None:
    """The last day of the eligible stretch that starts on the earliest date; None where nothing ends it."""
    if earliest is None:
        return None
    good = set(eligible)
    later = days[days.index(earliest) :]
    return next((after - ONE_DAY for before, after in pairwise(later) if before in good and after not in good), None)


def turning_days(evidence: Evidence, window_days: int | None = None) -> Iterator[date]:
    """The days on which this answer may change, because a date in it comes of age. Some may change nothing."""
    node = evidence.node
    if isinstance(node, Elapsed):
        yield from _turns_of_elapsed(node, evidence)
    elif isinstance(node, Age):
        yield from _turns_of_age(node, evidence)
    elif window_days is not None and isinstance(node, Lab | LabAgainstUpperLimit | InScreeningPeriod):
        for one in evidence.seen:
            if isinstance(one.value, DateInterval):
                yield from (end + timedelta(window_days + 1) for end in (one.value.first, one.value.last))
    for child in evidence.children:
        yield from turning_days(child, window_days)


def _turns_of_elapsed(node: Elapsed, evidence: Evidence) -> Iterator[date]:
    for seen in evidence.seen:
        if not isinstance(seen.value, DateInterval) or seen.unusable:
            continue
        for end in {seen.value.first, seen.value.last}:
            if node.unit == "days":
                yield end + timedelta(node.count)
                yield end + timedelta(node.count + 1)
            else:
                yield first_day_months_after(end, node.count, strictly=False)
                yield first_day_months_after(end, node.count, strictly=True)


def _turns_of_age(node: Age, evidence: Evidence) -> Iterator[date]:
    moves = node.on in ANCHORS or len(evidence.seen) == 1  # else the age on a recorded day, which stays
    born = evidence.seen[0].value if evidence.seen else None
    if not moves or not isinstance(born, DateInterval):
        return
    for end in {born.first, born.last}:
        yield birthday(end, node.years)
        yield birthday(end, node.years + 1)
