"""The demo is marked as one, kept apart from live data by the database, and can be taken out again."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
FUNCTIONS = "trialsite_begin_demo(), trialsite_remove_demo()"


def read(name):
    return [(SQL / name).read_text(encoding="utf-8")]


def grant(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON screening_demonstration TO {role}")
        cursor.execute(f"REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO {role}")


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_profile")]
    operations = [
        migrations.CreateModel(
            "Demonstration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(read("demo.sql"), read("demo_down.sql")),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
