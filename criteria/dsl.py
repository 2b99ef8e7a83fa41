"""Words to write rules with. Handles and operators build nodes; there is no meaning here.

>>> patient.chemo.last_dose            # a handle on the item of a list, for use inside some(...) and every(...)
>>> elapsed(patient.chemo.last_dose, P) >= days(21)
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from criteria.errors import RuleError
from criteria.intervals import Operator
from criteria.nodes import (
    Age,
    Anchor,
    Any_,
    CalendarUnit,
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
    NotInFuture,
    OneOf,
    Open,
    Precedes,
    Rule,
    Shown,
    Some,
    When,
)
from criteria.record import FactInfo, LabTest, vocabulary
from criteria.text import Text
from criteria.units import canonical_unit

A: Anchor = "A"
N: Anchor = "N"
P: Anchor = "P"

ALWAYS = Constant(value=True)
NEVER = Constant(value=False)

Number = int | str | Decimal


class _Comparable:
    """What may stand left of `<`, `<=`, `>`, `>=`, and refuses the operators that Python would misread."""

    def _compare(self, operator: Operator, limit: object) -> Rule:
        raise NotImplementedError

    def __lt__(self, limit: object) -> Rule:
        return self._compare("<", limit)

    def __le__(self, limit: object) -> Rule:
        return self._compare("<=", limit)

    def __gt__(self, limit: object) -> Rule:
        return self._compare(">", limit)

    def __ge__(self, limit: object) -> Rule:
        return self._compare(">=", limit)

    def __eq__(self, other: object) -> NoReturn:
        raise RuleError("== is not for rules: write one_of(fact, value), or two comparisons joined with &")

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> NoReturn:
        raise RuleError("a fact has no truth of its own here: write yes(fact), and & | ~ for and, or, not")


class Handle(_Comparable):
    """A fact of the vocabulary by its path; attributes lead to the facts inside a group or an item."""

    __slots__ = ("_path",)

    def __init__(self, path: str = "") -> None:
        self._path = path

    def __getattr__(self, name: str) -> "Handle":
        if name.startswith("__"):
            raise AttributeError(name)
        inside = f"{self._path}.{name.rstrip('_')}" if self._path else name.rstrip("_")
        for path in (inside, f"{inside}[]"):
            if path in vocabulary():
                return Handle(path)
        raise RuleError(f"there is no fact {inside!r} in the vocabulary")

    def __repr__(self) -> str:
        return f"<fact {self._path}>"

    @property
    def info(self) -> FactInfo:
        return vocabulary()[self._path]

    def _compare(self, operator: Operator, limit: object) -> Rule:
        if self.info.kind == "choice":
            return self._ordinal(operator, limit)
        if isinstance(limit, Handle):
            return Compare(fact=self._path, operator=operator, limit_fact=path_of(limit))
        return Compare(fact=self._path, operator=operator, limit=decimal(limit))

    def _ordinal(self, operator: Operator, limit: object) -> OneOf:
        """A choice whose allowed values are declared in ascending order, such as a dipstick."""
        choices = self.info.choices
        if limit not in choices:
            raise RuleError(f"{self._path} never is {limit!r}; it may be {', '.join(choices)}")
        at = choices.index(str(limit))
        above = {">=": choices[at:], ">": choices[at + 1 :], "<=": choices[: at + 1], "<": choices[:at]}
        return OneOf(fact=self._path, values=above[operator])


patient = Handle()


def path_of(handle: Handle) -> str:
    if not isinstance(handle, Handle):
        raise RuleError(f"{handle!r} is not a fact of the vocabulary")
    return object.__getattribute__(handle, "_path")  # type: ignore[no-any-return]


def decimal(value: object) -> Decimal:
    """An exact limit. Raises RuleError for a float, which is not exact."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise RuleError(f"{value!r} is not an exact number: write it as a whole number or as a string")
    return Decimal(value)


# --- conditions on one fact -------------------------------------------------------------------------------------------


def yes(handle: Handle) -> Fact:
    return Fact(fact=path_of(handle))


def unless_recorded(handle: Handle) -> Rule:
    """UNKNOWN while a yes/no fact is not recorded, FALSE once it is: for an OR that must not pass without the fact."""
    return yes(handle) & ~yes(handle)


def judged(handle: Handle) -> Judgement:
    return Judgement(fact=path_of(handle))


def one_of(handle: Handle, *values: str, unclear: tuple[str, ...] = ()) -> OneOf:
    return OneOf(fact=path_of(handle), values=values, unclear=unclear)


class count(_Comparable):  # noqa: N801  reads as a word
    """The number of entries of a reviewed list: `count(diagnosis.prior_treatment) >= 1`."""

    def __init__(self, handle: Handle) -> None:
        self._path = path_of(handle)

    def _compare(self, operator: Operator, limit: object) -> Count:
        if not isinstance(limit, int):
            raise RuleError("a count is compared with a whole number")
        return Count(fact=self._path, operator=operator, number=limit)


def empty(handle: Handle) -> Count:
    """A list was reviewed and has no entry."""
    return Count(fact=path_of(handle), operator="<=", number=0)


def shown(rule: Rule) -> Shown:
    return Shown(of=rule)


def not_in_future(handle: Handle) -> NotInFuture:
    return NotInFuture(fact=path_of(handle))


def in_screening_period(handle: Handle) -> InScreeningPeriod:
    return InScreeningPeriod(fact=path_of(handle))


def precedes(first: Handle, then: Handle, *, same_day: Handle) -> Precedes:
    return Precedes(first=path_of(first), then=path_of(then), same_day=path_of(same_day))


# --- time -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    count: int
    unit: CalendarUnit


def days(count: int) -> Span:
    return Span(count, "days")


def weeks(count: int) -> Span:
    return Span(7 * count, "days")


def months(count: int) -> Span:
    return Span(count, "months")


def years(count: int) -> Span:
    return Span(12 * count, "months")


class elapsed(_Comparable):  # noqa: N801  reads as a word
    """Time from a date to an anchor: `elapsed(date, P) >= days(21)`, `elapsed(date, N) <= months(12)`."""

    def __init__(self, handle: Handle, before: Anchor) -> None:
        self._path, self._before = path_of(handle), before

    def _compare(self, operator: Operator, limit: object) -> Elapsed:
        if not isinstance(limit, Span):
            raise RuleError("elapsed time is compared with days(...), weeks(...), months(...) or years(...)")
        return Elapsed(fact=self._path, before=self._before, operator=operator, count=limit.count, unit=limit.unit)


class age(_Comparable):  # noqa: N801  reads as a word
    """Completed years of age on an anchor or on a recorded date: `age(N) <= 18`."""

    def __init__(self, on: Anchor | Handle) -> None:
        self._on = on if isinstance(on, str) else path_of(on)

    def _compare(self, operator: Operator, limit: object) -> Age:
        if not isinstance(limit, int):
            raise RuleError("an age is compared with a whole number of years")
        return Age(on=self._on, operator=operator, years=limit)


# --- laboratory -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    unit: str


def per_litre(number: str) -> Amount:
    """Cells per litre, in the usual unit: per_litre("0.5e9") is 0.5 × 10^9/L."""
    return Amount((Decimal(number) / Decimal("1e9")).normalize(), "10^9/L")


def ratio(number: str) -> Amount:
    return Amount(Decimal(number), "ratio")


def grams_per_day(number: str) -> Amount:
    return Amount(Decimal(number), "g/24h")


@dataclass(frozen=True, slots=True)
class UpperLimit:
    """A multiple of the result's own upper limit of normal, plus an amount in the test's canonical unit."""

    times: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)

    def __rmul__(self, times: Number) -> "UpperLimit":
        return UpperLimit(decimal(times), self.plus)

    def __add__(self, plus: Number) -> "UpperLimit":
        return UpperLimit(self.times, decimal(plus))


ULN = UpperLimit()


class lab(_Comparable):  # noqa: N801  reads as a word
    """The governing result of a test: `lab("ANC") >= per_litre("1.0e9")`, `lab("ALT") <= 3 * ULN`."""

    def __init__(self, test: LabTest) -> None:
        self._test = test

    def _compare(self, operator: Operator, limit: object) -> Lab | LabAgainstUpperLimit:
        if isinstance(limit, UpperLimit):
            return LabAgainstUpperLimit(test=self._test, operator=operator, times=limit.times, plus=limit.plus)
        if not isinstance(limit, Amount) or limit.unit != canonical_unit(self._test):
            raise RuleError(f"{self._test} is compared with an amount in {canonical_unit(self._test)} or with the ULN")
        return Lab(test=self._test, operator=operator, limit=limit.value)


class measured(_Comparable):  # noqa: N801  reads as a word
    """A measurement with its unit beside it: `measured(value, unit, "URINE_PROTEIN_24H") >= grams_per_day("1.0")`."""

    def __init__(self, value: Handle, unit: Handle, analyte: str) -> None:
        self._value, self._unit, self._analyte = path_of(value), path_of(unit), analyte

    def _compare(self, operator: Operator, limit: object) -> Measured:
        if not isinstance(limit, Amount) or limit.unit != canonical_unit(self._analyte):
            raise RuleError(f"{self._analyte} is compared with an amount in {canonical_unit(self._analyte)}")
        return Measured(
            fact=self._value, unit_fact=self._unit, analyte=self._analyte, operator=operator, limit=limit.value
        )


# --- combinations -----------------------------------------------------------------------------------------------------


def when(condition: Rule, *, then: Rule, otherwise: Rule) -> When:
    return When(condition=condition, then=then, otherwise=otherwise)


def some(handle: Handle, where: Rule) -> Some:
    return Some(fact=path_of(handle), where=where)


def every(handle: Handle, where: Rule) -> Every:
    return Every(fact=path_of(handle), where=where)


def any_of(*rules: Rule) -> Any_:
    return Any_(of=rules)


def first_known(*rules: Rule) -> FirstKnown:
    return FirstKnown(of=rules)


def ask_sponsor(code: str, question: Text) -> Open:
    return Open(code=code, to="sponsor", question=question)


def ask_site(code: str, question: Text) -> Open:
    return Open(code=code, to="site", question=question)
