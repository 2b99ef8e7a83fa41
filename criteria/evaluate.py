"""The reference engine: what a rule says of one record on one day, with everything that was looked at.

`evaluate(node, situation) -> Evidence`. One small function per node type; the meaning of every node stands here and
nowhere else. The engine never guesses: what is not recorded, not readable or marked unusable by a blocking finding is
UNKNOWN, and `missing` names the facts whose (better) knowledge could still change the answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from criteria.calculators.age import completed_years, months_before
from criteria.dates import Dates
from criteria.intervals import (
    DateInterval,
    DecimalInterval,
    NoneYet,
    Ongoing,
    compare,
    compare_with,
    cut,
    exact_decimal,
)
from criteria.nodes import (
    Age,
    All,
    Anchor,
    Any_,
    Compare,
    Constant,
    Count,
    Elapsed,
    Every,
    Fact,
    FirstKnown,
    InScreeningPeriod,
    Judgement,
    Lab,
    LabAgainstUpperLimit,
    Measured,
    Node,
    Not,
    NotInFuture,
    OneOf,
    Open,
    Precedes,
    Shown,
    Some,
    When,
)
from criteria.record import LabResult, PatientRecord
from criteria.truth import Truth
from criteria.units import to_canonical

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
# Raised with every change of what the engine says to a record, be it a word: stored results name the one they are from.
ENGINE_VERSION = "2"
BEYOND_ANY_AGE = 1000


class Seen(NamedTuple):
    """One value a leaf looked at: where it stands, what it is (None: not recorded), and what was made of it.

    `observed` is the elapsed whole days, the completed years, or the multiple of the upper limit, where there is one.
    `unusable` tells that a blocking finding forbids to use the value.
    """

    path: str
    value: Any = None
    observed: Any = None
    unusable: bool = False


class Evidence(NamedTuple):
    """A node with its truth, what it saw and its children: the answer and the reason for it."""

    node: Node
    truth: Truth
    children: tuple["Evidence", ...] = ()
    seen: tuple[Seen, ...] = ()
    missing: tuple[str, ...] = ()
    awaits_judgement: bool = False


@dataclass(slots=True)
class Situation:
    """A record on a day, with the item of a list that is being looked at.

    `as_of` is the real assessment date: what has happened stays cut there when a later day is looked at. `blocked`
    are the paths and anchors ("@N", "@P") that a blocking finding forbids; `window_days` is the age limit of results,
    where the protocol sets one.
    """

    record: PatientRecord
    dates: Dates
    as_of: date
    blocked: frozenset[str] = frozenset()
    window_days: int | None = None
    item: object = None
    item_path: str = ""
    screening_start: DateInterval | None = field(init=False)
    birth: date | None = field(init=False)  # the first day the patient can have lived, for narrowing partial dates
    _labs: dict[str, list[tuple[str, LabResult]]] = field(default_factory=dict)
    _labs_indexed: bool = False

    def __post_init__(self) -> None:
        self.screening_start = self._first_day_of_screening()
        born = self.record.birth_date
        self.birth = born.first if born is not None and not self.is_blocked("birth_date") else None

    def is_blocked(self, path: str) -> bool:
        if not self.blocked:
            return False
        while path:
            if path in self.blocked:
                return True
            path = path.rpartition(".")[0] if path[-1] != "]" else path.rpartition("[")[0]
        return False

    def results_of(self, test: str) -> list[tuple[str, LabResult]]:
        if not self._labs_indexed:
            self._labs_indexed = True
            for index, result in enumerate(self.record.labs or ()):
                if result.test is not None:
                    self._labs.setdefault(result.test, []).append((f"labs[{index}]", result))
        return self._labs.get(test, [])

    def _first_day_of_screening(self) -> DateInterval | None:
        record = self.record
        if record.screening_start is not None:
            return None if self.is_blocked("screening_start") else record.screening_start
        if record.icf is None or self.is_blocked("icf.signed_date"):
            return None
        return record.icf.signed_date

    def anchor(self, name: Anchor) -> tuple[date, date | None] | None:
        """The earliest and the latest possible day of A, N or P; None where it is a data error (check Q01)."""
        dates = self.dates
        if name == "A":
            return dates.assessment, dates.assessment
        if f"@{name}" in self.blocked:
            return None
        if name == "N":
            day = dates.enrolment or dates.assessment
            return day, day
        if dates.first_dose is None:
            return dates.assessment, None
        return dates.first_dose, dates.first_dose


def evaluate(node: Node, situation: Situation) -> Evidence:
    return _MEANING[type(node)](node, situation)


# The constructor of a named tuple without its Python frame, for the answers of which a verdict has hundreds.
_make = tuple.__new__


# --- reading facts ----------------------------------------------------------------------------------------------------


class _Route(NamedTuple):
    """How a vocabulary path is followed: from the item at hand or from the record, and by which attributes."""

    from_item: bool
    first: str
    then: str  # empty, or the fact of a group
    shown: str


@cache
def _route(path: str) -> _Route:
    owner, _, rest = path.rpartition("[].")
    shown = rest.removesuffix("[]")
    first, _, then = shown.partition(".")
    return _Route(bool(owner), "class_" if first == "class" else first, then, shown)


def _read(path: str, situation: Situation) -> Seen:
    """The value of a fact with its full path; a value that a blocking finding forbids is marked, not hidden."""
    from_item, first, then, shown = _route(path)
    value = getattr(situation.item if from_item else situation.record, first)
    if then and value is not None:  # a group that is not recorded has no recorded facts
        value = getattr(value, then)
    full = f"{situation.item_path}.{shown}" if from_item else shown
    return _make(Seen, (full, value, None, bool(situation.blocked) and situation.is_blocked(full)))


def _seen(path: str, value: object, situation: Situation) -> Seen:
    return _make(Seen, (path, value, None, bool(situation.blocked) and situation.is_blocked(path)))


def _unknown(node: Node, *seen: Seen, missing: tuple[str, ...] | None = None) -> Evidence:
    if missing is None:
        missing = tuple(one.path for one in seen if one.value is None or one.unusable)
    return Evidence(node, UNKNOWN, (), seen, missing)


# --- conditions on one fact -------------------------------------------------------------------------------------------


def _constant(node: Constant, _: Situation) -> Evidence:
    return Evidence(node, TRUE if node.value else FALSE)


def _fact(node: Fact, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return _unknown(node, seen)
    return _make(Evidence, (node, TRUE if seen.value else FALSE, (), (seen,), (), False))


def _judgement(node: Judgement, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.unusable:
        return _unknown(node, seen)
    if seen.value is None:
        return Evidence(node, UNKNOWN, (), (seen,), (seen.path,), awaits_judgement=True)
    return Evidence(node, TRUE if seen.value else FALSE, (), (seen,))


def _one_of(node: OneOf, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return _unknown(node, seen)
    if seen.value in node.unclear:
        return _unknown(node, seen, missing=(seen.path,))
    return _make(Evidence, (node, TRUE if seen.value in node.values else FALSE, (), (seen,), (), False))


def _as_interval(value: Any) -> DecimalInterval:
    return value if isinstance(value, DecimalInterval) else exact_decimal(value)


def _compare(node: Compare, situation: Situation) -> Evidence:
    seen: tuple[Seen, ...] = (_read(node.fact, situation),)
    if node.limit_fact is not None:
        seen = (*seen, _read(node.limit_fact, situation))
    if any(one.value is None or one.unusable for one in seen):
        return _unknown(node, *seen)
    value = _as_interval(seen[0].value)
    if node.limit_fact is None:
        truth = compare_with(value, node.operator, cast("Decimal", node.limit))
    else:
        truth = compare(value, node.operator, _as_interval(seen[-1].value))
    return _weighed(node, truth, seen)


def _weighed(node: Node, truth: Truth, seen: tuple[Seen, ...]) -> Evidence:
    """Where a comparison is open, the values that are not exact are what is still to be learnt."""
    if truth is not UNKNOWN:
        return Evidence(node, truth, (), seen)
    inexact = tuple(one.path for one in seen if isinstance(one.value, DecimalInterval) and not one.value.is_exact)
    return Evidence(node, UNKNOWN, (), seen, inexact)


def _measured(node: Measured, situation: Situation) -> Evidence:
    value, unit = _read(node.fact, situation), _read(node.unit_fact, situation)
    if any(one.value is None or one.unusable for one in (value, unit)):
        return _unknown(node, value, unit)
    factor = _factor(node.analyte, unit.value)
    if factor is None:
        return _unknown(node, value, unit, missing=(unit.path,))
    truth = compare_with(value.value.scaled(factor), node.operator, node.limit)
    return _weighed(node, truth, (value, unit))


def _count(node: Count, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return _unknown(node, seen)
    return Evidence(node, compare_with(exact_decimal(len(seen.value)), node.operator, node.number), (), (seen,))


def _open(node: Open, _: Situation) -> Evidence:
    return Evidence(node, UNKNOWN)


# --- time -------------------------------------------------------------------------------------------------------------


def _elapsed(node: Elapsed, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    anchor = situation.anchor(node.before)
    if anchor is None:
        return _unknown(node, seen, missing=())
    if seen.value is None or seen.unusable:
        return _unknown(node, seen)
    if isinstance(seen.value, Ongoing):
        return Evidence(node, TRUE if node.operator[0] == "<" else FALSE, (), (seen._replace(observed=0),))
    when = cut(seen.value, birth=situation.birth, as_of=situation.as_of)
    if node.operator[0] == "<" and when.first > situation.as_of:
        return Evidence(node, FALSE, (), (Seen(seen.path, when),))  # planned, and counted when it happens
    truth = _has_elapsed(node, when, *anchor)
    days = (anchor[0] - when.last).days if when.is_exact and anchor[1] == anchor[0] else None
    seen = Seen(seen.path, when, days)
    if truth is not UNKNOWN:
        return Evidence(node, truth, (), (seen,))
    return Evidence(node, UNKNOWN, (), (seen,), _what_would_decide(seen, when, situation, anchor[1] is None))


def _has_elapsed(node: Elapsed, when: DateInterval, earliest: date, latest: date | None) -> Truth:
    """Rules G2 and G3: the span is subtracted from the reference date and the result compared with the event."""
    near = _span_before(node, earliest)
    far = None if latest is None else near if latest == earliest else _span_before(node, latest)
    if node.operator[0] == ">":
        strict = node.operator == ">"
        if when.last < near or (when.last == near and not strict):
            return TRUE
        never = far is not None and (when.first > far or (when.first == far and strict))
        return FALSE if never else UNKNOWN
    strict = node.operator == "<"
    if when.last < near or (when.last == near and strict) or (latest is not None and when.first > latest):
        return FALSE
    inside = far is not None and (when.first > far or (when.first == far and not strict)) and when.last <= earliest
    return TRUE if inside else UNKNOWN


def _span_before(node: Elapsed, reference: date) -> date:
    return reference - timedelta(node.count) if node.unit == "days" else months_before(reference, node.count)


def _what_would_decide(seen: Seen, when: DateInterval, situation: Situation, dose_is_open: bool) -> tuple[str, ...]:
    facts: tuple[str, ...] = ()
    if not when.is_exact:
        facts += (seen.path,)
        if situation.record.birth_date is None:
            facts += ("birth_date",)  # nothing happens before birth, so it may narrow the partial date
    return (*facts, "planned_first_dose_date") if dose_is_open else facts


def _age(node: Age, situation: Situation) -> Evidence:
    born = _read("birth_date", situation)
    on = _day_of_age(node, situation)
    if on is None or born.value is None or born.unusable:
        return _unknown(node, born)
    first, last, seen = on
    if born.value.first > first:
        return _unknown(node, born, missing=("birth_date",))
    youngest = completed_years(min(born.value.last, first), first)
    oldest = BEYOND_ANY_AGE if last is None else completed_years(born.value.first, last)
    span = DecimalInterval("", Decimal(youngest), Decimal(oldest))
    truth = compare_with(span, node.operator, node.years)
    noted = (born._replace(observed=youngest if youngest == oldest else None), *seen)
    if truth is not UNKNOWN:
        return Evidence(node, truth, (), noted)
    missing = tuple(one.path for one in noted if not one.value.is_exact)
    return Evidence(node, UNKNOWN, (), noted, missing)


def _day_of_age(node: Age, situation: Situation) -> tuple[date, date | None, tuple[Seen, ...]] | None:
    if node.on in ("A", "N", "P"):
        anchor = situation.anchor(node.on)  # type: ignore[arg-type]
        return None if anchor is None else (*anchor, ())
    seen = _read(node.on, situation)
    if seen.unusable:
        return None
    if seen.value is None:
        return situation.dates.assessment, situation.dates.assessment, ()
    when = cut(seen.value, birth=situation.birth, as_of=situation.as_of)
    return when.first, when.last, (Seen(seen.path, when),)


def _precedes(node: Precedes, situation: Situation) -> Evidence:
    first, then = _read(node.first, situation), _read(node.then, situation)
    if isinstance(then.value, NoneYet) and not then.unusable:
        return Evidence(node, TRUE, (), (first, then))
    if any(one.value is None or one.unusable for one in (first, then)):
        return _unknown(node, first, then)
    if first.value.last < then.value.first:
        return Evidence(node, TRUE, (), (first, then))
    if first.value.first > then.value.last:
        return Evidence(node, FALSE, (), (first, then))
    if not (first.value.is_exact and then.value.is_exact):
        vague = tuple(one.path for one in (first, then) if not one.value.is_exact)
        return _unknown(node, first, then, missing=(*vague, node.same_day))
    tie = _read(node.same_day, situation)
    if tie.value is None or tie.unusable:
        return _unknown(node, first, then, tie)
    return Evidence(node, TRUE if tie.value else FALSE, (), (first, then, tie))


def _not_in_future(node: NotInFuture, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.value is None and not seen.unusable:
        return Evidence(node, TRUE, (), (seen,))
    if seen.unusable or seen.value.first > situation.as_of:
        return _unknown(node, seen, missing=(seen.path,))
    return Evidence(node, TRUE, (), (seen,))


def _in_screening_period(node: InScreeningPeriod, situation: Situation) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.unusable:
        return _unknown(node, seen)
    if seen.value is None:
        return Evidence(node, TRUE, (), (seen,))
    truth = _in_period(seen.value, situation)
    if truth is UNKNOWN:
        return _unknown(node, seen, missing=_what_places(seen, situation))
    return Evidence(node, truth, (), (seen,))


def _what_places(seen: Seen, situation: Situation) -> tuple[str, ...]:
    """The facts that would say whether a date lies in the screening period."""
    start = situation.screening_start
    facts = () if start is not None and start.is_exact else ("screening_start",)
    return facts if seen.value is None or seen.value.is_exact else (seen.path, *facts)


def _in_period(when: DateInterval, situation: Situation) -> Truth:
    """Between the start of screening (or the start of the window, if the protocol sets one) and the assessment."""
    if when.first > situation.as_of:
        return FALSE
    if situation.window_days is not None:
        oldest = situation.dates.assessment - timedelta(situation.window_days)
        if when.last < oldest:
            return FALSE
        if when.first < oldest:
            return UNKNOWN
    start = situation.screening_start
    if start is None:
        return UNKNOWN
    if when.last < start.first:
        return FALSE
    return TRUE if when.first >= start.last else UNKNOWN


# --- laboratory -------------------------------------------------------------------------------------------------------


@cache
def _factor(analyte: str, unit: str | None) -> Decimal | None:
    """The exact factor to the canonical unit, as a decimal; None for a unit that is not in the table."""
    factor = to_canonical(analyte, unit)
    return None if factor is None else Decimal(factor.numerator) / Decimal(factor.denominator)


def _lab(node: Lab | LabAgainstUpperLimit, situation: Situation) -> Evidence:
    """Rule G8: the most recent result of the screening period governs; whatever may be it must agree."""
    if situation.record.labs is None or situation.is_blocked("labs"):
        return _unknown(node, Seen("labs"), missing=("labs",))
    sure, possible = _candidates(node.test, situation)
    if not sure and not possible:
        return _unknown(node, Seen("labs"), missing=("labs",))
    if len(sure) == 1 and not possible:
        path, result, _ = sure[0]
        truth, seen, missing = _weigh_result(node, path, result, situation)
        return Evidence(node, truth, (), seen, missing)
    return _weigh_several(node, sure, possible, situation)


def _weigh_several(
    node: Lab | LabAgainstUpperLimit, sure: "list[Candidate]", possible: "list[Candidate]", situation: Situation
) -> Evidence:
    """Several results may govern, or the only one may lie outside the period: all that may must agree."""
    newest = max((when.first for _, _, when in sure), default=None)
    governing = [one for one in (*sure, *possible) if newest is None or one[2] is None or one[2].last >= newest]
    answers = [_weigh_result(node, path, result, situation) for path, result, _ in governing]
    seen = tuple(one for _, noted, _ in answers for one in noted)
    truths = {truth for truth, _, _ in answers}
    misplaced = tuple(_misplaced(path, when, situation) for path, _, when in possible)
    if len(truths) == 1 and sure and all(when is not None for _, _, when in possible):
        truth = truths.pop()
        missing = () if truth is not UNKNOWN else tuple(dict.fromkeys(p for _, _, names in answers for p in names))
        return Evidence(node, truth, (), seen, missing)
    missing = tuple(dict.fromkeys(p for names in (*misplaced, *(n for _, _, n in answers)) for p in names))
    return Evidence(node, UNKNOWN, (), seen, missing)


Candidate = tuple[str, LabResult, Any]


def _candidates(test: str, situation: Situation) -> tuple[list[Candidate], list[Candidate]]:
    """Results that lie in the screening period for certain, and those that may (or have no date at all)."""
    sure: list[Candidate] = []
    possible: list[Candidate] = []
    for path, result in situation.results_of(test):
        if result.date is None:
            possible.append((path, result, None))
            continue
        truth = _in_period(result.date, situation)
        if truth is not FALSE:
            when = cut(result.date, birth=situation.birth, as_of=situation.as_of)
            (sure if truth is TRUE else possible).append((path, result, when))
    return sure, possible


def _misplaced(path: str, when: DateInterval | None, situation: Situation) -> tuple[str, ...]:
    dated = f"{path}.date"
    return (dated,) if when is None else _what_places(Seen(dated, when), situation)


def _weigh_result(
    node: Lab | LabAgainstUpperLimit, path: str, result: LabResult, situation: Situation
) -> tuple[Truth, tuple[Seen, ...], tuple[str, ...]]:
    """One result against the limit: its truth, what was seen, and what is missing for an answer."""
    value = _seen(f"{path}.value", result.value, situation)
    if result.value is None or value.unusable:
        return UNKNOWN, (value,), (value.path,)
    factor = _factor(node.test, result.unit)
    if factor is None:
        return UNKNOWN, (value,), (f"{path}.unit",)
    if isinstance(node, Lab):
        truth = compare_with(result.value.scaled(factor), node.operator, node.limit)
        return truth, (value,), (value.path,) if truth is UNKNOWN else ()
    return _weigh_against_upper_limit(node, path, result, value, factor, situation)


def _weigh_against_upper_limit(
    node: LabAgainstUpperLimit, path: str, result: LabResult, value: Seen, factor: Decimal, situation: Situation
) -> tuple[Truth, tuple[Seen, ...], tuple[str, ...]]:
    uln = _seen(f"{path}.uln", result.uln, situation)
    if result.uln is None or uln.unusable:
        return UNKNOWN, (value, uln), (uln.path,)
    limit_factor = factor if result.uln_unit is None else _factor(node.test, result.uln_unit)
    if limit_factor is None:
        return UNKNOWN, (value, uln), (f"{path}.uln_unit",)
    measured, upper = cast("DecimalInterval", value.value), result.uln
    if limit_factor != factor or node.plus:  # in the laboratory's own unit wherever both stand in it
        measured, upper = measured.scaled(factor), upper.scaled(limit_factor)
    if upper.is_exact and not upper.doubtful:
        truth = compare_with(measured, node.operator, upper.low * node.times + node.plus)
    else:
        truth = compare(measured, node.operator, upper.scaled(node.times).plus(node.plus))
    multiple = measured.low / upper.low if measured.is_exact and upper.is_exact and upper.low else None
    seen = (Seen(value.path, value.value, multiple, value.unusable), uln)
    return truth, seen, (value.path, uln.path) if truth is UNKNOWN else ()


# --- combinations -----------------------------------------------------------------------------------------------------


def _joined(node: Node, truth: Truth, children: tuple[Evidence, ...], seen: tuple[Seen, ...] = ()) -> Evidence:
    """An AND or an OR whose truth is known: the undecided children say what is missing (rule G6)."""
    if truth is not UNKNOWN:
        return _make(Evidence, (node, truth, children, seen, (), False))
    undecided = [child for child in children if child.truth is UNKNOWN]
    return Evidence(
        node,
        UNKNOWN,
        children,
        seen,
        _together(child.missing for child in undecided),
        all(child.awaits_judgement for child in undecided),
    )


def _together(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for group in groups for path in group))


_truth: Callable[[Evidence], Truth] = attrgetter("truth")


def _not(node: Not, situation: Situation) -> Evidence:
    child = evaluate(node.of, situation)
    return Evidence(node, ~child.truth, (child,), (), child.missing, child.awaits_judgement)


def _all(node: All, situation: Situation) -> Evidence:
    children = tuple([_MEANING[type(part)](part, situation) for part in node.of])
    return _joined(node, min(map(_truth, children)), children)


def _any(node: Any_, situation: Situation) -> Evidence:
    children = tuple([_MEANING[type(part)](part, situation) for part in node.of])
    return _joined(node, max(map(_truth, children)), children)


def _when(node: When, situation: Situation) -> Evidence:
    condition = evaluate(node.condition, situation)
    if condition.truth is not UNKNOWN:
        branch = evaluate(node.then if condition.truth is TRUE else node.otherwise, situation)
        return Evidence(node, branch.truth, (condition, branch), (), branch.missing, branch.awaits_judgement)
    children = (condition, evaluate(node.then, situation), evaluate(node.otherwise, situation))
    if children[1].truth is children[2].truth is not UNKNOWN:
        return Evidence(node, children[1].truth, children)
    return _joined(node, UNKNOWN, children)


def _over_list(
    node: Some | Every, situation: Situation, nothing: Truth, choose: Callable[[Iterable[Truth]], Truth]
) -> Evidence:
    seen = _read(node.fact, situation)
    if seen.value is None or seen.unusable:
        return _unknown(node, seen)
    if not seen.value:
        return _make(Evidence, (node, nothing, (), (seen,), (), False))
    outer = situation.item, situation.item_path
    children = []
    for index, item in enumerate(seen.value):
        situation.item, situation.item_path = item, f"{seen.path}[{index}]"
        children.append(evaluate(node.where, situation))
    situation.item, situation.item_path = outer
    return _joined(node, choose(map(_truth, children)), tuple(children), (seen,))


def _some(node: Some, situation: Situation) -> Evidence:
    return _over_list(node, situation, FALSE, max)


def _every(node: Every, situation: Situation) -> Evidence:
    return _over_list(node, situation, TRUE, min)


def _first_known(node: FirstKnown, situation: Situation) -> Evidence:
    children = tuple(evaluate(part, situation) for part in node.of)
    for child in children:
        if child.truth is not UNKNOWN:
            return Evidence(node, child.truth, children)
    waits = children[-1].awaits_judgement and not any(_has_data(child) for child in children[:-1])
    return Evidence(node, UNKNOWN, children, (), _together(child.missing for child in children), waits)


def _has_data(evidence: Evidence) -> bool:
    return any(one.value is not None or one.unusable for one in evidence.seen) or any(
        _has_data(child) for child in evidence.children
    )


def _shown(node: Shown, situation: Situation) -> Evidence:
    child = evaluate(node.of, situation)
    return Evidence(node, TRUE if child.truth is TRUE else FALSE, (child,))


_MEANING: dict[type[Node], Callable[[Any, Situation], Evidence]] = {
    Constant: _constant,
    Fact: _fact,
    Judgement: _judgement,
    OneOf: _one_of,
    Compare: _compare,
    Measured: _measured,
    Lab: _lab,
    LabAgainstUpperLimit: _lab,
    Elapsed: _elapsed,
    Age: _age,
    Precedes: _precedes,
    NotInFuture: _not_in_future,
    InScreeningPeriod: _in_screening_period,
    Count: _count,
    Open: _open,
    Not: _not,
    All: _all,
    Any_: _any,
    When: _when,
    Some: _some,
    Every: _every,
    FirstKnown: _first_known,
    Shown: _shown,
}


def follows_from(evidence: Evidence) -> Truth | None:
    """The truth that the children's truths give this node; None for a leaf, whose truth comes from the record."""
    truths = [child.truth for child in evidence.children]
    match evidence.node:
        case Not():
            return ~truths[0]
        case All() | Every() if truths:
            return min(truths)
        case Any_() | Some() if truths:
            return max(truths)
        case When() if len(truths) == 2:
            return truths[1]
        case When():
            return truths[1] if truths[1] is truths[2] else UNKNOWN
        case FirstKnown():
            return next((truth for truth in truths if truth is not UNKNOWN), UNKNOWN)
        case Shown():
            return TRUE if truths[0] is TRUE else FALSE
        case _:
            return None
