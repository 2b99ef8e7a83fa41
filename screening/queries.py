"""Queries and source verification as they stand: whose turn it is, how old, what was checked and has changed since.

Reads only, and only of what exists for the reader; the writes are services/queries.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache

from django.db.models import Exists, OuterRef, QuerySet

from screening import verdicts
from screening.clock import site_today
from screening.errors import InvalidInput
from screening.facts import place_of, value_at
from screening.models import (
    FactChange,
    Judgement,
    Query,
    QueryEntry,
    QueryKind,
    Role,
    Screening,
    SourceCheck,
    Step,
    User,
)
from screening.permissions import Action, role_at, sites_where
from screening.reading import Reads
from screening.values import PLANNED_FIRST_DOSE

CLINIC = frozenset({Role.COORDINATOR, Role.INVESTIGATOR})
# Who asks, and who answers: the monitor stands for the sponsor.
ASKS: dict[QueryKind, frozenset[Role]] = {
    QueryKind.SITE: frozenset({Role.MONITOR}),
    QueryKind.SPONSOR: frozenset({Role.INVESTIGATOR}),
}
ANSWERS: dict[QueryKind, frozenset[Role]] = {
    QueryKind.SITE: CLINIC,
    QueryKind.SPONSOR: frozenset({Role.MONITOR}),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about or checked: a fact by its storage path, or an item of the protocol by its id."""

    path: str = ""
    criterion: str = ""

    @classmethod
    def of(cls, row: Query | SourceCheck) -> "Target":
        return cls(row.path, row.criterion)

    def exists_in(self, screening: Screening) -> bool:
        """One of the two, which the protocol or the form has; of a row, only while the row is there."""
        if bool(self.path) == bool(self.criterion):
            return False
        if self.criterion:
            return self.criterion in {each.id for each in verdicts.protocol(screening.protocol_spec).criteria}
        if self.path == PLANNED_FIRST_DOSE:
            return True
        try:
            place = place_of(self.path)
        except InvalidInput:
            return False
        row = self.path.rpartition("/")[0]
        return "[]." not in place.info.path or value_at(screening.facts, row) is not None


# --- queries ----------------------------------------------------------------------------------------------------------


class Standing(Enum):
    """Whose turn it is: of who answers, of who asked, of nobody any more."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Thread:
    """A query with everything that was said to it, and how many days old it is at its site."""

    query: Query
    entries: tuple[QueryEntry, ...]
    age: int

    @property
    def kind(self) -> QueryKind:
        return QueryKind(self.query.kind)

    @property
    def standing(self) -> Standing:
        if any(entry.step == Step.CLOSED for entry in self.entries):
            return Standing.CLOSED
        answered = bool(self.entries) and Role(self.entries[-1].role) in ANSWERS[self.kind]
        return Standing.ANSWERED if answered else Standing.OPEN

    @property
    def turn_of(self) -> frozenset[Role]:
        sides = {Standing.OPEN: ANSWERS, Standing.ANSWERED: ASKS}
        return sides[self.standing][self.kind] if self.standing in sides else frozenset()

    def waits_for(self, user: User) -> bool:
        return role_at(user, self.query.screening) in self.turn_of


def threads_for(
    user: User, *, now: datetime, screening: Screening | None = None, closed: bool | None = None
) -> list[Thread]:
    """Oldest first; of all sites that the user sees, or of one screening. `closed` None: both."""
    found = _queries_for(user)
    if screening is not None:
        found = found.filter(screening=screening)
    if closed is not None:
        found = found.filter(_CLOSED if closed else ~_CLOSED)
    return [_thread(query, now) for query in found]


def thread_for(user: User, number: str, serial: int, *, now: datetime) -> Thread:
    """Raises Query.DoesNotExist also for one of another site: a page answers 404 to both."""
    return _thread(_queries_for(user).get(screening__number=number, serial=serial), now)


_CLOSED = Exists(QueryEntry.objects.filter(query=OuterRef("pk"), step=Step.CLOSED))


def _queries_for(user: User) -> QuerySet[Query]:
    visible = Query.objects.filter(screening__site_id__in=sites_where(user, Action.VIEW))
    return visible.select_related("screening__site", "by").prefetch_related("entries__by").order_by("at", "pk")


def _thread(query: Query, now: datetime) -> Thread:
    site = query.screening.site
    return Thread(query, tuple(query.entries.all()), (site_today(site, now) - site_today(site, query.at)).days)


def open_on(screening: Screening) -> int:
    """How many queries of a screening nobody has closed: said before signing, and in the way of nothing."""
    return Query.objects.filter(~_CLOSED, screening=screening).count()


# --- source verification ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """The latest word on a target. `changed`: what it is about was written or judged since."""

    check: SourceCheck
    changed: bool

    @property
    def counts(self) -> bool:
        return self.check.agrees and not self.changed


def ticks_of(screening: Screening) -> dict[Target, Tick]:
    """What was held against the source, by what it is about (three queries)."""
    return _ticks([screening]).get(screening.pk, {})


def _ticks(screenings: Iterable[Screening]) -> dict[int, dict[Target, Tick]]:
    by_pk = {each.pk: each for each in screenings}
    checks = SourceCheck.objects.filter(screening__in=by_pk).select_related("by").order_by("pk")
    latest = {(check.screening_id, Target.of(check)): check for check in checks}
    changes = _changes({pk for pk, _target in latest}) if latest else {}
    ticks: dict[int, dict[Target, Tick]] = defaultdict(dict)
    for (pk, target), check in latest.items():
        changed = any(
            version > check.version and _is_about(target, by_pk[pk], path, old) for version, path, old in changes[pk]
        )
        ticks[pk][target] = Tick(check, changed)
    return ticks


_Written = tuple[int, str, object]


def _changes(screenings: AbstractSet[int]) -> Mapping[int, list[_Written]]:
    """(version, path, what was there before) of everything that was written or judged."""
    written: dict[int, list[_Written]] = defaultdict(list)
    facts = FactChange.objects.filter(screening__in=screenings, version__gt=1)
    for pk, version, path, old in facts.values_list("screening_id", "version", "path", "old"):
        written[pk].append((version, path, old))
    judged = Judgement.objects.filter(screening__in=screenings)
    for pk, version, path in judged.values_list("screening_id", "version", "path"):
        written[pk].append((version, path, None))
    return written


def _is_about(target: Target, screening: Screening, path: str, old: object) -> bool:
    if target.criterion:
        return _reads(screening.protocol_spec)[target.criterion].concern(path, old, screening.facts)
    return target.path == path or target.path.startswith(f"{path}/")


@cache
def _reads(protocol_spec: str) -> dict[str, Reads]:
    return {each.id: Reads.of(each) for each in verdicts.protocol(protocol_spec).criteria}


# --- for the worklist -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns:
    """Of one screening: queries that are not closed and the age of the oldest, and criteria verified of how many."""

    open: int
    oldest: int
    verified: int
    criteria: int


def columns_for(user: User, numbers: Iterable[str], *, now: datetime) -> dict[str, Columns]:
    """By screening number, for a page of the worklist (seven queries however many rows)."""
    sites = sites_where(user, Action.VIEW)
    found = Screening.objects.filter(number__in=list(numbers), site_id__in=sites).only(
        "pk", "number", "site_id", "facts", "protocol_slug", "protocol_version"
    )
    screenings = {each.pk: each for each in found}
    ages: dict[int, list[int]] = defaultdict(list)
    for query in _queries_for(user).filter(~_CLOSED, screening__in=screenings):
        ages[query.screening_id].append(_thread(query, now).age)
    ticks = _ticks(screenings.values())
    return {
        each.number: Columns(
            open=len(ages[pk]),
            oldest=max(ages[pk], default=0),
            verified=sum(bool(target.criterion) and tick.counts for target, tick in ticks.get(pk, {}).items()),
            criteria=len(_reads(each.protocol_spec)),
        )
        for pk, each in screenings.items()
    }
