"""A connection that does not wait forever for a server that has stopped talking.

The server ends its own statements (SESSION_LIMITS in settings.py); a server, or a network, that is gone without a word
ends nothing, and a thread of the web server would wait with it for good.
"""

from typing import Any

import psycopg
from psycopg import errors

# Longer than the server's own limit on a statement, so that a server that lives is the one to end it.
BEYOND_THE_STATEMENT = 2.0


class PatientConnection(psycopg.Connection[Any]):
    """`patience`: seconds to wait for any one answer; then the connection is closed and the request fails."""

    patience = 32.0

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        mine = timeout is None
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except errors._WaitTimeout:  # noqa: SLF001  psycopg has no public name for it
            if not mine:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(
                "the database server did not answer in time; the connection was closed"
            ) from None


def patient(seconds: float) -> type[PatientConnection]:
    """The class of connections that wait a little longer than a statement of so many seconds may take."""
    return type("PatientConnection", (PatientConnection,), {"patience": seconds + BEYOND_THE_STATEMENT})
