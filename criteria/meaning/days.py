"""Conditions on days: how long ago, how old, in which order, in which period (rules G1 to G3)."""

from datetime import date, timedelta
from decimal import Decimal

from criteria.calculators.age import completed_years, months_before
from criteria.intervals import DateInterval, DecimalInterval, NoneYet, Ongoing, compare_with, cut
from criteria.nodes import Age, Elapsed, InScreeningPeriod, NotInFuture, Precedes
from criteria.situation import FALSE, TRUE, UNKNOWN, Evidence, Seen, Situation, read, unknown
from criteria.truth import Truth

BEYOND_ANY_AGE = 1000


def elapsed(node: Elapsed, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    anchor = situation.anchor(node.before)
    if anchor is None:
        return unknown(node, seen, missing=())
    if seen.value is None or seen.unusable:
        return unknown(node, seen)
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


def age(node: Age, situation: Situation) -> Evidence:
    born = read("birth_date", situation)
    on = _day_of_age(node, situation)
    if on is None or born.value is None or born.unusable:
        return unknown(node, born)
    first, last, seen = on
    if born.value.first > first:
        return unknown(node, born, missing=("birth_date",))
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
    seen = read(node.on, situation)
    if seen.unusable:
        return None
    if seen.value is None:
        return situation.dates.assessment, situation.dates.assessment, ()
    when = cut(seen.value, birth=situation.birth, as_of=situation.as_of)
    return when.first, when.last, (Seen(seen.path, when),)


def precedes(node: Precedes, situation: Situation) -> Evidence:
    first, then = read(node.first, situation), read(node.then, situation)
    if isinstance(then.value, NoneYet) and not then.unusable:
        return Evidence(node, TRUE, (), (first, then))
    if any(one.value is None or one.unusable for one in (first, then)):
        return unknown(node, first, then)
    if first.value.last < then.value.first:
        return Evidence(node, TRUE, (), (first, then))
    if first.value.first > then.value.last:
        return Evidence(node, FALSE, (), (first, then))
    if not (first.value.is_exact and then.value.is_exact):
        vague = tuple(one.path for one in (first, then) if not one.value.is_exact)
        return unknown(node, first, then, missing=(*vague, node.same_day))
    tie = read(node.same_day, situation)
    if tie.value is None or tie.unusable:
        return unknown(node, first, then, tie)
    return Evidence(node, TRUE if tie.value else FALSE, (), (first, then, tie))


def not_in_future(node: NotInFuture, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    if seen.value is None and not seen.unusable:
        return Evidence(node, TRUE, (), (seen,))
    if seen.unusable or seen.value.first > situation.as_of:
        return unknown(node, seen, missing=(seen.path,))
    return Evidence(node, TRUE, (), (seen,))


def in_screening_period(node: InScreeningPeriod, situation: Situation) -> Evidence:
    seen = read(node.fact, situation)
    if seen.unusable:
        return unknown(node, seen)
    if seen.value is None:
        return Evidence(node, TRUE, (), (seen,))
    truth = in_period(seen.value, situation)
    if truth is UNKNOWN:
        return unknown(node, seen, missing=what_places(seen, situation))
    return Evidence(node, truth, (), (seen,))


def what_places(seen: Seen, situation: Situation) -> tuple[str, ...]:
    """The facts that would say whether a date lies in the screening period."""
    start = situation.screening_start
    facts = () if start is not None and start.is_exact else ("screening_start",)
    return facts if seen.value is None or seen.value.is_exact else (seen.path, *facts)


def in_period(when: DateInterval, situation: Situation) -> Truth:
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
