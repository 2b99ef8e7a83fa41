"""Every audited row against the trail: is it there, and is it what the trail last said it became?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from screening.services.integrity.problem import Problem

KIND = "data"
TRIGGERS_KIND = "triggers"
AT_A_TIME = 2000

_AUDITED = """
SELECT t.tgrelid::regclass::text, c.relname, encode(t.tgargs, 'escape')
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE t.tgname = 'trialsite_audit' ORDER BY c.relname
"""
# Emptying a table needs no look at its own guard: what is gone is missed below, row by row.
_SWITCHED_OFF = """
SELECT c.relname, t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE t.tgname LIKE 'trialsite%' AND t.tgenabled NOT IN ('O', 'A') AND t.tgtype & 32 = 0 ORDER BY 1, 2
"""
# The same expression as in trialsite_row_digest, but with PostgreSQL's own functions only.
_ROWS = """
SELECT coalesce(kept ->> 'id', kept ->> 'participant_id'), encode(sha256(convert_to((kept - %s::text[])::text, 'UTF8')), 'hex')
FROM (SELECT to_jsonb(each) AS kept FROM {} AS each) AS rows
"""


@dataclass(frozen=True, slots=True)
class Audited:
    """`name` as it stands in a query, `table` as the trail calls it."""

    name: str
    table: str
    left_out: list[str]


def audited_tables() -> list[Audited]:
    with connection.cursor() as cursor:
        cursor.execute(_AUDITED)
        found = cursor.fetchall()
    return [Audited(name, table, arguments.split("\\000")[0].split(",")) for name, table, arguments in found]


def check_rows(latest: Mapping[tuple[str, str], str]) -> Iterator[Problem | None]:
    """A problem, or None for a row that is as it should be. `latest` as chain.walk leaves it."""
    expected = {key: digest for key, digest in latest.items() if digest}
    tables = audited_tables()
    for audited in tables:
        for row, digest in _rows(audited):
            known = expected.pop((audited.table, row), None)
            yield _compare(f"{audited.table} {row}", known, digest, removed=(audited.table, row) in latest)
    for table, row in sorted(expected):
        yield Problem(KIND, f"{table} {row}", "the trail knows this row, and it is gone")
    for table in sorted({table for table, _row in latest} - {each.table for each in tables}):
        yield Problem(TRIGGERS_KIND, table, "the trigger that writes its changes into the trail is gone")


def _compare(where: str, known: str | None, digest: str, *, removed: bool) -> Problem | None:
    if known == digest:
        return None
    if known is not None:
        return Problem(KIND, where, "it was changed, and the trail knows nothing of the change")
    sentence = "the trail says that it was removed" if removed else "the trail knows nothing of this row"
    return Problem(KIND, where, sentence)


def _rows(audited: Audited) -> Iterator[tuple[str, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.cursor.itersize = AT_A_TIME
        cursor.execute(_ROWS.format(audited.name), [audited.left_out])  # a name from the catalogue
        yield from cursor


def switched_off() -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(_SWITCHED_OFF)
        for table, trigger in cursor.fetchall():
            yield Problem(TRIGGERS_KIND, f"{trigger} on {table}", "it is switched off")
