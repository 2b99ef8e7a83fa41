"""The application's rights, table by table, and that no table was forgotten."""

import importlib
import pkgutil

import pytest
from django.apps import apps
from django.db import connection

from screening import migrations

pytestmark = pytest.mark.django_db
MIGRATIONS = [name for _, name, _ in pkgutil.iter_modules(migrations.__path__)]
RIGHTS: dict[str, str] = {"screening_demonstration": "SELECT"}
for name in MIGRATIONS:  # each says what the application may with the tables it makes
    RIGHTS |= getattr(importlib.import_module(f"screening.migrations.{name}"), "RIGHTS", {})


def held() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.right_name FROM pg_class c, (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), "
            "('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) AS p (right_name) WHERE c.relkind = 'r' "
            "AND c.relnamespace IN ('public'::regnamespace, 'identity'::regnamespace) AND has_table_privilege('trialsite_app', c.oid, p.right_name)"
        )
        rights: dict[str, set[str]] = {}
        for table, right in cursor.fetchall():
            rights.setdefault(table, set()).add(right)
        return rights


def test_exactly_the_rights_of_the_migration() -> None:
    whole = {table: {word.strip() for word in rights.split(",") if "(" not in word} for table, rights in RIGHTS.items()}

    assert held() == whole


def test_no_table_was_forgotten() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    assert tables <= set(RIGHTS)


def test_only_sessions_are_deleted() -> None:
    assert {table for table, rights in held().items() if "DELETE" in rights} == {"django_session"}


def test_every_table_with_data_is_audited_or_known_not_to_be() -> None:
    not_audited = {
        "screening_auditevent", "screening_auditlink",  # the trail itself
        "screening_user_groups", "screening_user_user_permissions", "auth_group", "auth_group_permissions",  # not used
        "auth_permission", "django_content_type", "django_migrations",  # the program's own
        "screening_demonstration",  # one row; only loading and removing the demo writes it
        "screening_trycount",  # a counter; each try is an event, and so is a lock
        "django_admin_log", "django_session",  # no data of the trial; sign-ins are events
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'trialsite_audit' AND tgenabled = 'O'"
        )
        audited = {table for (table,) in cursor.fetchall()}
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace IN ('public'::regnamespace, 'identity'::regnamespace)"
        )
        everything = {table for (table,) in cursor.fetchall()}

    assert everything == audited | not_audited
    assert not audited & not_audited
