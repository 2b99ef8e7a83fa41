from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def read(name):
    # Not split into statements: the functions' bodies hold semicolons, and PostgreSQL reads the whole at once.
    return [(SQL / name).read_text(encoding="utf-8")]


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial")]
    operations = [
        migrations.AddField("auditevent", "row_digest", models.CharField(blank=True, max_length=64)),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="link",
                        to="screening.auditevent",
                    ),
                ),
                ("prev_hash", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "link of the audit trail",
                "verbose_name_plural": "links of the audit trail",
                "ordering": ["seq"],
            },
        ),
        migrations.RunSQL(read("audit.sql"), elidable=False),
        migrations.RunSQL(read("guards.sql"), elidable=False),
    ]
