"""Somebody with all rights at the database, whom no trigger stops: what they could alter, as statements.

Each way takes a source of chance and the story in the database, and alters one thing. What a check constraint or a unique
index refuses even to them is tried again elsewhere by the caller.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

TRAIL = "screening_auditevent"
# Derived from nothing, and of no weight: a clock of the last sign-in, counters.
OF_NO_WEIGHT = {
    "screening_user": {"last_login"},
    "screening_trial": {"last_screening_number"},
    # A verdict moved to a day on which it is true as well is a true verdict still.
    "screening_screening": {"verdict_as_of"},
    "screening_secondfactor": {"last_step", "last_use"},
}
OTHER_VALUE = {
    "bigint": "coalesce({0}, 0) + 1", "integer": "coalesce({0}, 0) + 1", "smallint": "coalesce({0}, 0) + 1",
    "boolean": "NOT coalesce({0}, false)", "date": "coalesce({0}, date '2026-01-01') + 1",
    "timestamp with time zone": "coalesce({0}, '2026-01-01Z') + interval '1 microsecond'",
    "uuid": "gen_random_uuid()", "character varying": "coalesce({0}, '') || 'x'", "text": "coalesce({0}, '') || 'x'",
}  # fmt: skip


@contextmanager
def superuser() -> Iterator[None]:
    """Inside, the default connection is the superuser's; no trigger runs in what it does."""
    settings, options = connection.settings_dict, connection.settings_dict["OPTIONS"]
    kept = settings["USER"], options.get("options", "")
    connection.close()
    settings["USER"] = "postgres"
    options["options"] = f"{kept[1].split('-c role=')[0]} -c session_replication_role=replica"
    try:
        try:
            connection.ensure_connection()
        except psycopg.Error:
            pytest.skip("this server lets nobody in as its superuser")
        yield
    finally:
        connection.close()
        settings["USER"], options["options"] = kept


@contextmanager
def undone() -> Iterator[None]:
    """What is altered inside is as before afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(sql: str, *values: Any) -> int:
    """The number of rows altered. A refusal by a constraint leaves the transaction usable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.rowcount


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


# --- the trail --------------------------------------------------------------------------------------------------------


def one(chance: Random, table: str, key: str = "id") -> Any:
    return chance.choice(rows(f"SELECT {key} FROM {table} ORDER BY {key}"))[0]  # noqa: S608


def two(chance: Random, table: str, key: str = "id") -> list[Any]:
    return [each for (each,) in chance.sample(rows(f"SELECT {key} FROM {table} ORDER BY {key}"), 2)]  # noqa: S608


def edit_event(chance: Random) -> str:
    return alter(chance, TRAIL)


def edit_link(chance: Random) -> str:
    column = chance.choice(["prev_hash", "hash"])
    run(f"UPDATE screening_auditlink SET {column} = md5({column}) || md5(hash) WHERE seq = %s",  # noqa: S608
        one(chance, "screening_auditlink", "seq"))  # fmt: skip
    return f"{column} of a link"


def delete_event(chance: Random) -> str:
    event, with_link = one(chance, TRAIL), chance.random() < 0.5
    run(f"DELETE FROM {TRAIL} WHERE id = %s", event)  # noqa: S608
    if with_link:
        run("DELETE FROM screening_auditlink WHERE event_id = %s", event)
    return f"event {event} removed, its link {'too' if with_link else 'not'}"


def insert_event(chance: Random) -> str:
    """A forged event: alone, or with a link of its own that hangs on the last one with a hash made up."""
    forged = 10_000_000
    run(f"INSERT INTO {TRAIL} SELECT (jsonb_populate_record(e, %s::jsonb)).* FROM {TRAIL} AS e WHERE id = %s",  # noqa: S608
        f'{{"id": {forged}, "reason": "forged"}}', one(chance, TRAIL))  # fmt: skip
    if chance.random() < 0.5:
        run("INSERT INTO screening_auditlink SELECT seq + 1, %s, hash, md5(hash) || md5('x') FROM screening_auditlink "
            "ORDER BY seq DESC LIMIT 1", forged)  # fmt: skip
    return "a forged event"


def reorder_events(chance: Random) -> str:
    """Two events change places, or two links do."""
    if chance.random() < 0.5:
        first, second = two(chance, TRAIL)
        swap(TRAIL, "id", first, second)
    else:
        first, second = two(chance, "screening_auditlink", "seq")
        swap("screening_auditlink", "seq", first, second)
    return f"{first} and {second} exchanged"


def swap(table: str, key: str, first: int, second: int) -> None:
    for old, new in ((first, -1), (second, first), (-1, second)):
        run(f"UPDATE {table} SET {key} = %s WHERE {key} = %s", new, old)  # noqa: S608


def cut_off(chance: Random) -> str:
    """The newest events gone, as if they had never been."""
    length = len(rows("SELECT 1 FROM screening_auditlink"))
    last = chance.randrange(length)
    run(f"DELETE FROM {TRAIL} WHERE id IN (SELECT event_id FROM screening_auditlink WHERE seq > %s)", last)  # noqa: S608
    run("DELETE FROM screening_auditlink WHERE seq > %s", last)
    return f"cut off after {last} of {length}"


def empty(chance: Random) -> str:
    run(f"TRUNCATE {TRAIL}, screening_auditlink")
    return "the whole trail"


def write_anew(chance: Random) -> str:
    """An event altered and every hash made again, as the trigger would: only the kept head tells."""
    what = alter(chance, TRAIL, key=False)
    run("""
        DO $$ DECLARE before text := repeat('0', 64); each record; BEGIN
            FOR each IN SELECT l.seq, e.* FROM screening_auditlink AS l JOIN screening_auditevent AS e ON e.id = l.event_id
                        ORDER BY l.seq LOOP
                UPDATE screening_auditlink SET prev_hash = 'x' || seq, hash = before WHERE seq = each.seq;
                before := trialsite_link_hash(before, each.seq, (
                    SELECT e FROM screening_auditevent AS e WHERE e.id = each.id));
            END LOOP;
            UPDATE screening_auditlink AS l SET prev_hash = l.hash;
            UPDATE screening_auditlink AS l SET hash = coalesce(
                (SELECT n.prev_hash FROM screening_auditlink AS n WHERE n.seq = l.seq + 1), before);
        END $$""")
    return f"{what}, and the chain made anew"


# --- everything else --------------------------------------------------------------------------------------------------


def audited() -> list[str]:
    return [name for (name,) in rows(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'trialsite_audit' ORDER BY 1"
    )]  # fmt: skip


def filled() -> list[str]:
    return [name for name in audited() if rows(f"SELECT 1 FROM {name} LIMIT 1")]  # noqa: S608


def columns(table: str) -> dict[str, str]:
    return dict(rows(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped ORDER BY attnum", table,
    ))  # fmt: skip


def key_of(table: str) -> str:
    return next(iter(columns(table))) if "id" not in columns(table) else "id"


def alter(chance: Random, table: str, *, key: bool = True) -> str:
    """One column of one row, whichever."""
    kinds = columns(table)
    name = table.rpartition(".")[2]
    choices = [each for each in kinds if each not in OF_NO_WEIGHT.get(name, ()) and (key or each != key_of(table))]
    column = chance.choice(choices)
    row = one(chance, table, key_of(table))
    if kinds[column] == "jsonb":
        value, old = altered_document(chance, table, column, row)
        run(f"UPDATE {table} SET {column} = %s::jsonb WHERE {key_of(table)} = %s", value, row)  # noqa: S608
        return f"{table}.{column} of {row}: {old}"
    run(f"UPDATE {table} SET {column} = {OTHER_VALUE[kinds[column]].format(column)} WHERE {key_of(table)} = %s", row)  # noqa: S608
    return f"{table}.{column} of {row}"


def altered_document(chance: Random, table: str, column: str, row: Any) -> tuple[str, str]:
    import json

    [(text,)] = rows(f"SELECT {column}::text FROM {table} WHERE {key_of(table)} = %s", row)  # noqa: S608
    document = json.loads(text) if text is not None else None
    places = list(leaves(document))
    if not places:
        return '{"forged": true}', "a document"
    holder, key = chance.choice(places)
    old = holder[key]
    if chance.random() < 0.3:
        del holder[key]
    else:
        holder[key] = (
            (not old)
            if isinstance(old, bool)
            else "x"
            if old is None
            else old + 1
            if isinstance(old, int)
            else f"{old}0"
        )
    return json.dumps(document), f"{key}"


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        if isinstance(each, dict | list) and each:
            yield from leaves(each)
        else:
            yield value, key


def edit_data(chance: Random) -> str:
    return alter(chance, chance.choice(filled()))


def edit_facts(chance: Random) -> str:
    row = one(chance, "screening_screening")
    value, what = altered_document(chance, "screening_screening", "facts", row)
    run("UPDATE screening_screening SET facts = %s::jsonb WHERE id = %s", value, row)
    return f"facts of {row}: {what}"


def delete_row(chance: Random) -> str:
    table = chance.choice(filled())
    row = one(chance, table, key_of(table))
    run(f"DELETE FROM {table} WHERE {key_of(table)} = %s", row)  # noqa: S608
    return f"{table} {row} removed"


_NEW = {
    "screening_factchange": '{"id": 10000000, "path": "forged"}',
    "screening_judgement": '{"id": 10000000, "path": "forged"}',
    "screening_assessment": '{"id": 10000000}',
    "screening_participant": '{"id": 10000000}',
    "screening_site": '{"id": 10000000, "code": "forged"}',
    "screening_membership": '{"id": 10000000, "site_id": 10000000}',
    "screening_signature": '{"id": 10000000, "assessment_id": 10000000, "idempotency_key": "00000000-0000-4000-8000-000000000000"}',
}


def insert_row(chance: Random) -> str:
    """A copy of a row under a new number."""
    table = chance.choice(sorted(_NEW))
    run(f"INSERT INTO {table} SELECT (jsonb_populate_record(r, %s::jsonb)).* FROM {table} AS r WHERE id = %s",  # noqa: S608
        _NEW[table], one(chance, table))  # fmt: skip
    return f"{table}: a row forged"


def transplant(chance: Random) -> str:
    """A signature, a judgement or a photograph carried over to another screening."""
    table = chance.choice(["screening_signature", "screening_judgement", "screening_assessment", "screening_enrolment"])
    row = one(chance, table)
    run(f"UPDATE {table} SET screening_id = (SELECT s.id FROM screening_screening AS s WHERE s.id <> screening_id "  # noqa: S608
        f"ORDER BY s.id LIMIT 1 OFFSET {chance.randrange(2)}) WHERE id = %s", row)  # fmt: skip
    return f"{table} {row} carried over"


WAYS: tuple[Callable[[Random], str], ...] = (
    edit_event, edit_link, delete_event, insert_event, reorder_events, cut_off, empty, write_anew,
    edit_data, edit_data, edit_facts, delete_row, insert_row, transplant,
)  # fmt: skip
