"""Row-level security, identifying data in a schema of their own, and the role that lists are taken out with."""

from pathlib import Path

from django.conf import settings
from django.db import migrations

SQL = Path(__file__).parent / "sql"
FUNCTIONS = (
    "trialsite_sites(text[]), trialsite_clinic_sites(), trialsite_places_taken(bigint), trialsite_last_place(bigint), "
    "trialsite_key_used(uuid)"
)
IDENTITY_RIGHTS = "SELECT, INSERT, UPDATE"


def read(name):
    return [(SQL / name).read_text(encoding="utf-8")]


def grant(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON SCHEMA identity FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA identity TO {role}")
        cursor.execute(f"REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO {role}")


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_grants")]
    operations = [
        migrations.RunSQL(read("walls.sql"), read("walls_down.sql"), elidable=False),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
