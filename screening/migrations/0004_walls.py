"""Row-level security, identifying data in a schema of their own, and the role that lists are taken out with."""

from pathlib import Path

from django.conf import settings
from django.db import ProgrammingError, migrations, transaction

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
def grant(apps, schema_editor):
    role, export = schema_editor.quote_name(settings.DATABASE_APP_ROLE), schema_editor.quote_name(EXPORT_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON SCHEMA identity FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA identity TO {role}")
        cursor.execute(f"REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO {role}")
        if application_becomes_export_role(schema_editor, cursor):
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO {export}")
            cursor.execute(f"GRANT SELECT ON {OF_THE_LISTS} TO {export}")


def application_becomes_export_role(schema_editor, cursor):
    """Made where the owner may. Where not, lists are taken out by the application itself, and the policy alone stands."""
    cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [EXPORT_ROLE])
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            if not cursor.fetchone()[0]:
                cursor.execute(f'CREATE ROLE "{EXPORT_ROLE}" NOLOGIN')
            cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [settings.DATABASE_APP_ROLE, EXPORT_ROLE])
            if not cursor.fetchone()[0]:
                cursor.execute(f'GRANT "{EXPORT_ROLE}" TO "{settings.DATABASE_APP_ROLE}"')
    except ProgrammingError:  # not allowed to
        return False
    return True


def revoke(apps, schema_editor):
    export = schema_editor.quote_name(EXPORT_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [EXPORT_ROLE])
        if cursor.fetchone()[0]:
            cursor.execute(f"REVOKE ALL ON {OF_THE_LISTS} FROM {export}")


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_grants")]
    operations = [
        migrations.RunSQL(read("walls.sql"), read("walls_down.sql"), elidable=False),
        migrations.RunPython(grant, revoke),
    ]
