"""pytest plugin (`-p trialsite.pytest_postgres` in pyproject.toml): a PostgreSQL for the tests, and who they are in it.

One throw-away cluster serves the whole run; xdist's workers share it, each with a database of its own. A DATABASE_URL in
the environment is used instead: its role must be allowed to create databases.

The test database is made and migrated by its owner. With `database_role = "trialsite_app"` in pyproject.toml every
connection that is opened afterwards acts as that role, as in production: the tests see the rights that the migrations
granted, and no more. What belongs to the owner is done inside `with as_owner():` (from this module; also a fixture).
Between transactional tests the tables are emptied by the owner, with the guards against TRUNCATE switched off.

Fixture `app_database_url` is the address of the current test database for a process of its own, as the application.
"""

import atexit
import contextlib
import os
from collections.abc import Callable, Iterator

import psycopg
import pytest

from trialsite import devdb
from trialsite.database import APP_ROLE, EXPORT_ROLE, OWNER_ROLE, Address

os.environ.setdefault("TRIALSITE_MODE", "test")

_cluster = contextlib.ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("database_role", "the role that tests act as after the migrations; empty: the owner", default="")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before pytest-django reads the settings. Workers inherit the address from the process that started them."""
    if not os.environ.get("DATABASE_URL"):
        cluster = _cluster.enter_context(devdb.server())
        atexit.register(_cluster.close)
        os.environ["DATABASE_URL"] = cluster.url(OWNER_ROLE)
    elif "PYTEST_XDIST_WORKER" not in os.environ:
        _ensure_app_role(os.environ["DATABASE_URL"])


def _ensure_app_role(url: str) -> None:
    """On a server of the user's: the application's role must exist, and the tests' role must be able to become it."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN")
            connection.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [EXPORT_ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {EXPORT_ROLE} NOLOGIN")
            connection.execute(f"GRANT {EXPORT_ROLE} TO {APP_ROLE}")
            may_create = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        sentence = str(error).strip().splitlines()[-1]
        pytest.exit(f"The server in DATABASE_URL cannot be used for the tests: {sentence}", returncode=2)
    if may_create != (True,):
        pytest.exit("The role in DATABASE_URL may not create test databases: ALTER ROLE ... CREATEDB", returncode=2)


# --- acting as the application, and as the owner where it is needed ---------------------------------------------------


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the default connection has the owner's rights; afterwards it is the application's again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f'SET ROLE "{role}"')


@pytest.fixture(name="as_owner")
def as_owner_fixture() -> Callable[[], contextlib.AbstractContextManager[None]]:
    return as_owner


@contextlib.contextmanager
def as_in_production(role: str) -> Iterator[None]:
    """For a test database just migrated: no truncate guards (they would stop Django's own flush), then `role`.

    tests/conftest.py wraps it around pytest-django's django_db_setup, which a plugin loaded before it cannot do.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    options = connection.settings_dict["OPTIONS"]
    as_migrated = options["options"]
    _switch_truncate_guards("DISABLE")
    if role:
        options["options"] = f"{as_migrated} -c role={role}"
    connection.close()

    empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_tables_as_owner(case: TransactionTestCase) -> None:
        with as_owner():
            empty_tables(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables_as_owner)
        yield
    options["options"] = as_migrated  # only the owner may drop the database


TRUNCATE_GUARDS = """
SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger WHERE tgtype & 32 <> 0 AND NOT tgisinternal
"""


def _switch_truncate_guards(state: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(TRUNCATE_GUARDS)
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {state} TRIGGER {trigger}")


@pytest.fixture
def truncate_guards(db: None) -> Iterator[None]:
    """For the test of the guards themselves: as in production, for this one test."""
    with as_owner():
        _switch_truncate_guards("ENABLE")
    yield
    with as_owner():
        _switch_truncate_guards("DISABLE")


@pytest.fixture(scope="session")
def app_database(django_db_setup: None) -> str:
    """The address, for what outlives a test; tests themselves ask for `app_database_url`, which empties the tables."""
    from django.db import connection

    address = Address.parse(os.environ["DATABASE_URL"])
    return Address(
        name=connection.settings_dict["NAME"],
        user=APP_ROLE,
        password="",
        host=address.host,
        port=address.port,
        options=address.options,
    ).url()


@pytest.fixture
def app_database_url(transactional_db: None, app_database: str) -> str:
    return app_database
