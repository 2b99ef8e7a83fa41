"""Everything the database holds, in one number: equal before and after means that nothing was changed."""

from functools import cache

from django.db import connection

from trialsite.pytest_postgres import as_owner

# Sessions say when somebody was last here, and hold nothing of the trial. Sequences count tries, and are not rows.
LEFT_OUT = ("django_session",)
# The trail, for what is allowed to write that it was read and nothing else.
TRAIL = ("screening_auditevent", "screening_auditlink")
_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname IN ('public', 'identity') AND tablename <> ALL (%s) ORDER BY 1
"""

# A trigger lets nobody change or remove a row of these (migrations/sql/guards.sql): what is new shows in their number.
ONLY_ADDED = (*TRAIL, "screening_factchange")


@cache
def tables(*but: str) -> list[str]:
    """Asked once: no test makes one."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES.replace("%I", "%%I"), [[*LEFT_OUT, *but]])
        return [name for (name,) in cursor.fetchall()]


def database_digest(*but: str) -> str:
    """Over every row of every table (`but` of these), past all walls."""
    one = "SELECT '{0}' AS t, md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) AS d FROM {0} AS r"
    each = " UNION ALL ".join(one.format(name) for name in tables(*but))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t || d, ',' ORDER BY t)) FROM ({each}) AS x")  # noqa: S608  names quoted
        return str(cursor.fetchone()[0])


def database_state() -> tuple[object, ...]:
    """The same for a test that asks a thousand times, while what is only added grows by hundreds of rows an answer."""
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in ONLY_ADDED)  # noqa: S608
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return (database_digest(*ONLY_ADDED), *cursor.fetchone())
