from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def read(name):
    # Not split into statements: the functions' bodies hold semicolons, and PostgreSQL reads the whole at once.
    return [(SQL / name).read_text(encoding="utf-8")]


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial")]
    operations = [
        migrations.RunSQL(read("audit.sql"), elidable=False),
        migrations.RunSQL(read("guards.sql"), elidable=False),
    ]
