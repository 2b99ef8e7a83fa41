"""Row-level security, identifying data in a schema of their own, and the role that lists are taken out with."""

from pathlib import Path

from django.conf import settings
from django.db import migrations

SQL = Path(__file__).parent / "sql"
# As in trialsite/database.py, which may change; what was migrated stays.
EXPORT_ROLE = "trialsite_export"
FUNCTIONS = (
    "trialsite_sites(text[]), trialsite_clinic_sites(), trialsite_places_taken(bigint), trialsite_last_place(bigint), "
    "trialsite_key_used(uuid)"
)


def read(name):
    return [(SQL / name).read_text(encoding="utf-8")]


# What the screening log and the enrolment list are made of; nothing of the schema `identity`.
OF_THE_LISTS = (
    "screening_screening, screening_enrolment, screening_signature, screening_assessment, screening_site, "
    "screening_user, screening_membership, screening_trial"
)
NO_ROLE = (
    'There is no database role "{export}" to take out lists with, and this role may not create it. As an administrator of '
    'the server run: CREATE ROLE "{export}" NOLOGIN; GRANT "{export}" TO "{role}";'
)


def grant(apps, schema_editor):
    role, export = schema_editor.quote_name(settings.DATABASE_APP_ROLE), schema_editor.quote_name(EXPORT_ROLE)
    with schema_editor.connection.cursor() as cursor:
        ensure_export_role(cursor)
        cursor.execute("REVOKE ALL ON SCHEMA identity FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA identity TO {role}")
        cursor.execute(f"REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO {role}, {export}")
        cursor.execute(f"GRANT SELECT ON {OF_THE_LISTS} TO {export}")


def ensure_export_role(cursor):
    cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [EXPORT_ROLE])
    if not cursor.fetchone()[0]:
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise RuntimeError(NO_ROLE.format(export=EXPORT_ROLE, role=settings.DATABASE_APP_ROLE))
        cursor.execute(f'CREATE ROLE "{EXPORT_ROLE}" NOLOGIN')
    cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [settings.DATABASE_APP_ROLE, EXPORT_ROLE])
    if not cursor.fetchone()[0]:
        cursor.execute(f'GRANT "{EXPORT_ROLE}" TO "{settings.DATABASE_APP_ROLE}"')


def revoke(apps, schema_editor):
    export = schema_editor.quote_name(EXPORT_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON {OF_THE_LISTS} FROM {export}")


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_grants")]
    operations = [
        migrations.RunSQL(read("walls.sql"), read("walls_down.sql"), elidable=False),
        migrations.RunPython(grant, revoke),
    ]
