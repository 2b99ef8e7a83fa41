"""A PostgreSQL of the user's own: is it there, is it new enough, and who are we in it?

With DATABASE_OWNER_URL beside DATABASE_URL, the first changes the tables and the second is the application. With
DATABASE_URL alone that role is the owner, and the application gets a role of its own, made here where the owner may.
"""

import os
import secrets
from pathlib import Path

import psycopg
from psycopg import sql

from trialsite.database import APP_ROLE, OLDEST_SERVER, Address, DatabaseProblem

CONNECT_TIMEOUT = 5


def environment(url: str, owner_url: str, password_file: Path) -> dict[str, str]:
    """What the launcher hands on to its children. Raises DatabaseProblem with one line."""
    if owner_url:
        return two_roles(url, owner_url)
    return one_role(url, password_file)


def two_roles(url: str, owner_url: str) -> dict[str, str]:
    application = Address.parse(url)
    with connect(Address.parse(owner_url, "DATABASE_OWNER_URL"), "DATABASE_OWNER_URL") as owner:
        owner_name = owner.info.user
    with connect(application, "DATABASE_URL") as connection:
        if connection.info.user == owner_name:
            raise DatabaseProblem(
                f"DATABASE_URL and DATABASE_OWNER_URL both sign in as {owner_name}: give the application a role of its own."
            )
        if power(connection, "rolsuper"):
            raise DatabaseProblem(
                f"The role {connection.info.user} in DATABASE_URL is a superuser: give the application an ordinary role."
            )
        return {
            "DATABASE_URL": url,
            "DATABASE_OWNER_URL": owner_url,
            "DATABASE_APP_ROLE": connection.info.user,
        }


def one_role(url: str, password_file: Path) -> dict[str, str]:
    address = Address.parse(url)
    with connect(address, "DATABASE_URL") as owner:
        password = application_password(owner, address, password_file)
        owner.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(address.name), sql.Identifier(APP_ROLE))
        )
    return {
        "DATABASE_URL": address.url(user=APP_ROLE, password=password),
        "DATABASE_OWNER_URL": url,
        "DATABASE_APP_ROLE": APP_ROLE,
    }


def application_password(owner: psycopg.Connection, address: Address, password_file: Path) -> str:
    """The password that works for the application's role: the one kept from the last time, or a new one, then kept."""
    exists = owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone() is not None
    if exists and password_file.exists():
        kept = password_file.read_text().strip()
        if signs_in(address, kept):
            return kept
    password = secrets.token_urlsafe(24)
    verb = "ALTER" if exists else "CREATE"
    # Sent as a SCRAM verifier: the server's log may hold the statement, and must not hold the password.
    verifier = owner.pgconn.encrypt_password(password.encode(), APP_ROLE.encode(), b"scram-sha-256").decode()
    statement = sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}")
    try:
        owner.execute(statement.format(sql.Identifier(APP_ROLE), sql.Literal(verifier)))
    except psycopg.errors.InsufficientPrivilege:
        raise DatabaseProblem(
            f"The role {owner.info.user} in DATABASE_URL may not {verb.lower()} the application's role: "
            f"have a superuser run CREATE ROLE {APP_ROLE} LOGIN PASSWORD '...', "
            f"then name that role in DATABASE_URL and {owner.info.user} in DATABASE_OWNER_URL."
        ) from None
    keep(password, password_file)
    return password


def keep(password: str, password_file: Path) -> None:
    password_file.parent.mkdir(parents=True, exist_ok=True)
    password_file.unlink(missing_ok=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)


def signs_in(address: Address, password: str) -> bool:
    try:
        psycopg.connect(address.url(user=APP_ROLE, password=password), connect_timeout=CONNECT_TIMEOUT).close()
    except psycopg.OperationalError:
        return False
    return True


def power(connection: psycopg.Connection, column: str) -> bool:
    row = connection.execute(
        sql.SQL("SELECT {} FROM pg_roles WHERE rolname = current_user").format(sql.Identifier(column))
    ).fetchone()
    return bool(row and row[0])


def connect(address: Address, variable: str) -> psycopg.Connection:
    """An open connection in autocommit to a server that is new enough."""
    place = f"{address.host or 'this machine'}:{address.port or 5432}"
    try:
        connection = psycopg.connect(address.url(), connect_timeout=CONNECT_TIMEOUT, autocommit=True)
    except (psycopg.Error, UnicodeError) as error:
        raise DatabaseProblem(
            f"Cannot sign in to the database in {variable} ({address.user or 'no user'} at {place}, database "
            f"{address.name}): {last_sentence(error)}. Check that the server runs and that the address, the role and its "
            f"password are right, or unset {variable} to use the PostgreSQL that comes with Trialsite."
        ) from None
    version = connection.info.server_version // 10000
    if version < OLDEST_SERVER:
        connection.close()
        raise DatabaseProblem(
            f"The server in {variable} is PostgreSQL {version}; Trialsite needs {OLDEST_SERVER} or newer: upgrade it, or "
            f"unset {variable} to use the PostgreSQL that comes with Trialsite."
        )
    return connection


def last_sentence(error: Exception) -> str:
    """libpq's own words, in one line: which address was tried, and the server's answer."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "failed" in line or "FATAL" in line] or lines[-1:] or [type(error).__name__]
    return telling[-1].rstrip(".")
