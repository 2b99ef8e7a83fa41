"""All checks at one moment of the database, and what they found."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from psycopg import IsolationLevel

from screening.services.integrity import chain, records, rows
from screening.services.integrity.chain import Head
from screening.services.integrity.problem import Problem
from screening.viewer import seeing_everything


@dataclass(slots=True)
class Report:
    """How many of each kind were looked at, and what is wrong with them, in the order of looking."""

    head: Head
    looked_at: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.problems

    def first_of_each_kind(self) -> list[tuple[Problem, int]]:
        """The first problem of every kind, and how many of that kind there are."""
        first: dict[str, Problem] = {}
        for problem in self.problems:
            first.setdefault(problem.kind, problem)
        return [(problem, sum(each.kind == kind for each in self.problems)) for kind, problem in first.items()]


def verify(heads: Iterable[Head] = ()) -> Report:
    """Read everything once. A write that commits meanwhile is wholly in it or wholly not: no false alarm."""
    with seeing_everything(), one_moment():
        trail = chain.walk(heads)
        report = Report(trail.head, {chain.KIND: trail.links}, list(trail.problems))
        report.problems.extend(rows.switched_off())
        _take(report, rows.KIND, rows.check_rows(trail.latest))
        _take(report, records.PHOTOGRAPHS, records.check_photographs())
        _take(report, records.VERDICTS, records.check_summaries())
        _take(report, records.SIGNATURES, records.check_signatures())
        _take(report, records.PLACES, records.check_places())
    return report


def _take(report: Report, kind: str, found: Iterator[Problem | None]) -> None:
    report.looked_at[kind] = 0
    for problem in found:
        report.looked_at[kind] += 1
        if problem is not None:
            report.problems.append(problem)


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that reads the database as it was at its start and writes nothing; inside another one, that one."""
    if connection.in_atomic_block:
        with _in_utc():
            yield
        return
    connection.ensure_connection()
    session = connection.connection
    session.isolation_level, session.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic(), _in_utc():
            yield
    finally:
        if not session.closed:
            session.isolation_level = session.read_only = None


@contextmanager
def _in_utc() -> Iterator[None]:
    """A row's digest holds its instants as the trigger wrote them: in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
    yield
