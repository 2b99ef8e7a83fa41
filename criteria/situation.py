"""A record on a day, as a rule looks at it: what it reads, and what it hands on as the reason for its answer."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from criteria.dates import Dates
from criteria.intervals import DateInterval
from criteria.nodes import Anchor, Node
from criteria.record import LabResult, PatientRecord
from criteria.truth import Truth

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


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


# The constructor of a named tuple without its Python frame, for the answers of which a verdict has hundreds.
make = tuple.__new__


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


def read(path: str, situation: Situation) -> Seen:
    """The value of a fact with its full path; a value that a blocking finding forbids is marked, not hidden."""
    from_item, first, then, shown = _route(path)
    value = getattr(situation.item if from_item else situation.record, first)
    if then and value is not None:  # a group that is not recorded has no recorded facts
        value = getattr(value, then)
    full = f"{situation.item_path}.{shown}" if from_item else shown
    return make(Seen, (full, value, None, bool(situation.blocked) and situation.is_blocked(full)))


def looked_at(path: str, value: object, situation: Situation) -> Seen:
    return make(Seen, (path, value, None, bool(situation.blocked) and situation.is_blocked(path)))


def unknown(node: Node, *seen: Seen, missing: tuple[str, ...] | None = None) -> Evidence:
    if missing is None:
        missing = tuple(one.path for one in seen if one.value is None or one.unusable)
    return Evidence(node, UNKNOWN, (), seen, missing)
