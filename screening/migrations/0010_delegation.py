"""From when until when somebody holds a role, and of people no more than their names for the lists that are taken out."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Q

SQL = Path(__file__).parent / "sql"
EXPORT_ROLE = "trialsite_export"
NAMES = "id, username, first_name, last_name, full_name"


def read(name):
    return [(SQL / name).read_text(encoding="utf-8")]


def narrow(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if role_is_there(cursor):
            cursor.execute(f'REVOKE ALL ON screening_user, screening_membership FROM "{EXPORT_ROLE}"')
            cursor.execute(f'GRANT SELECT ({NAMES}) ON screening_user TO "{EXPORT_ROLE}"')


def widen(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if role_is_there(cursor):
            cursor.execute(f'REVOKE SELECT ({NAMES}) ON screening_user FROM "{EXPORT_ROLE}"')  # nosec B608
            cursor.execute(f'GRANT SELECT ON screening_user, screening_membership TO "{EXPORT_ROLE}"')


def role_is_there(cursor):
    cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [EXPORT_ROLE])
    return cursor.fetchone()[0]


class Migration(migrations.Migration):
    dependencies = [("screening", "0009_lab_profiles")]
    operations = [
        migrations.AddField(
            "membership", "delegated_from", models.DateField("delegated from", null=True, blank=True)
        ),
        migrations.AddField(
            "membership",
            "delegated_until",
            models.DateField("delegated until", null=True, blank=True, help_text="The last day. Empty: no end is set"),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(delegated_from__isnull=True)
                | Q(delegated_until__isnull=True)
                | Q(delegated_from__lte=F("delegated_until")),
                name="membership_delegated_in_order",
                violation_error_message="The last day of the delegation is before its first.",
            ),
        ),
        # The rows have columns more, so their digests are others: the trail says so.
        migrations.RunSQL("SELECT trialsite_take_stock('screening_membership')", migrations.RunSQL.noop),
        migrations.RunSQL(read("delegation.sql"), read("delegation_down.sql"), elidable=False),
        migrations.RunPython(narrow, widen),
    ]
