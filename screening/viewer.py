"""For whose eyes the database answers: the second wall behind the selectors (docs/adr/, row-level security).

`seeing(user)` says who is looking, for a request or a service; from there on every transaction tells PostgreSQL before
its first statement, and the policies of migrations/sql/walls.sql show that person's sites and nothing else. A statement
outside a transaction travels with its announcement: PostgreSQL runs what arrives in one message in one transaction, and
what is announced ends with it. A connection that goes back to the pool has nothing left to give to the next request.
Where nobody is announced the tables are empty.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import ClientCursor
from psycopg.pq import TransactionStatus
from psycopg.sql import Literal

NOBODY, EVERYTHING = "", "*"
ANNOUNCE = "SELECT set_config('trialsite.viewer', %s, true)"
_MEMORY = "_trialsite_viewer_announced"
# A savepoint that is rolled back takes with it what was announced since: it is said again after each of these.
_TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK")
_READS_OR_WRITES_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "DECLARE", "MERGE", "(")

_viewer: ContextVar[str] = ContextVar("viewer", default=NOBODY)

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


class Somebody(Protocol):
    """A user, or an anonymous one, who has no number."""

    @property
    def pk(self) -> Any: ...


@contextmanager
def seeing(who: Somebody | None) -> Iterator[None]:
    """Inside, the database shows what exists for this person; nothing to somebody who has not signed in."""
    with _announced(_name_of(who)):
        yield


def see_from_here(who: Somebody | None) -> None:
    """The same until the `seeing` around it ends: for a middleware that learns only inside who is asking."""
    _viewer.set(_name_of(who))


def _name_of(who: Somebody | None) -> str:
    return NOBODY if who is None or who.pk is None else str(who.pk)


@contextmanager
def seeing_everything() -> Iterator[None]:
    """All sites: for the operator's commands, for the superuser's admin and for tests. Never for a page of the site."""
    with _announced(EVERYTHING):
        yield


@contextmanager
def _announced(viewer: str) -> Iterator[None]:
    token = _viewer.set(viewer)
    try:
        yield
    finally:
        _viewer.reset(token)


def announce_on(connection: BaseDatabaseWrapper) -> None:
    """Have every statement of this connection preceded by the announcement, where its transaction still needs it."""
    setattr(connection, _MEMORY, None)
    if announcing not in connection.execute_wrappers:
        connection.execute_wrappers.append(announcing)


def announcing(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An execute wrapper of Django's. The announcement goes past Django's cursor: it is no query of the page's."""
    connection, viewer, statement = context["connection"], _viewer.get(), str(sql).lstrip()[:10].upper()
    if statement.startswith(_TRANSACTION_CONTROL):
        setattr(connection, _MEMORY, None)
    elif not connection.connection.autocommit:
        _announce_once(connection, viewer)
    elif viewer != NOBODY and statement.startswith(_READS_OR_WRITES_ROWS):
        return _announced_with(viewer, execute, sql, params, many, context)
    return execute(sql, params, many, context)


def _announced_with(viewer: str, execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """One message to the server instead of four. A cursor on the server, or a batch, needs a transaction around it."""
    connection, cursor = context["connection"], context["cursor"]
    if many or not isinstance(sql, str) or not isinstance(cursor.cursor, ClientCursor):
        with connection.wrap_database_errors, connection.connection.transaction():
            connection.connection.execute(ANNOUNCE, [viewer])
            return execute(sql, params, many, context)
    answer = execute(f"{_announcement(viewer)}; {sql}", params, many, context)
    cursor.nextset()  # past the announcement's own row
    return answer


@lru_cache(maxsize=1000)
def _announcement(viewer: str) -> str:
    return ANNOUNCE.replace("%s", Literal(viewer).as_string(None))


def _announce_once(connection: Any, viewer: str) -> None:
    status = connection.connection.info.transaction_status
    begins = status == TransactionStatus.IDLE
    if begins or (status == TransactionStatus.INTRANS and getattr(connection, _MEMORY) != viewer):
        with connection.wrap_database_errors:
            connection.connection.execute(ANNOUNCE, [viewer])
        setattr(connection, _MEMORY, viewer)
