"""A database address, taken apart once: for Django's settings, for the launcher, for the tests."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import ProgrammingError

OLDEST_SERVER = 15
OWNER_ROLE = "trialsite_owner"
APP_ROLE = "trialsite_app"
EXPORT_ROLE = "trialsite_export"  # cannot sign in; the application becomes it to take out lists
DATABASE = "trialsite"
EXAMPLE = "postgresql://user:password@host:5432/database"


class DatabaseProblem(Exception):
    """One sentence for the person at the keyboard: what is wrong, and what to do next."""


@dataclass(frozen=True)
class Address:
    """A parsed DATABASE_URL. `options` holds what libpq knows beyond these five (sslmode, application_name, ...)."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, Any]

    @classmethod
    def parse(cls, url: str, variable: str = "DATABASE_URL") -> "Address":
        """Raise DatabaseProblem, without ever repeating the URL: it may hold a password."""
        if not url.startswith(("postgresql://", "postgres://")):
            raise DatabaseProblem(f"{variable} is not a PostgreSQL address: write it as {EXAMPLE}")
        try:
            parts = dict(conninfo_to_dict(url))
        except (ProgrammingError, UnicodeError):
            raise DatabaseProblem(
                f"{variable} cannot be read: write it as {EXAMPLE}, with special characters in the password as %XX"
            ) from None
        if not parts.get("dbname"):
            raise DatabaseProblem(f"{variable} names no database: write it as {EXAMPLE}")
        name, user, password, host, port = (
            str(parts.pop(key, "") or "") for key in ("dbname", "user", "password", "host", "port")
        )
        return cls(name, user, password, host, port, options=parts)

    def django(self) -> dict[str, Any]:
        return {
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options),
        }

    def url(self, *, user: str = "", password: str | None = None) -> str:
        """This address as a URL again, for another role where one is given."""
        who = quote(user or self.user, safe="")
        secret = self.password if password is None else password
        if secret:
            who += ":" + quote(secret, safe="")
        extra = {"host": self.host, "port": self.port, **self.options}
        query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in extra.items() if value)
        return f"postgresql://{who}@/{quote(self.name, safe='')}" + (f"?{query}" if query else "")
