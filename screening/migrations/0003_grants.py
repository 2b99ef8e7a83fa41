"""The rights of the application's role: exactly these. It owns nothing, deletes nothing clinical, truncates nothing."""

from django.conf import settings
from django.db import migrations

READ = "SELECT"
ADD = "SELECT, INSERT"
WRITE = "SELECT, INSERT, UPDATE"

RIGHTS = {
    # Written by triggers, in the owner's name.
    "screening_auditevent": READ,
    "screening_auditlink": READ,
    # Only ever added.
    "screening_factchange": ADD,
    "screening_assessment": ADD,
    "screening_judgement": ADD,
    "screening_signature": ADD,
    "screening_enrolment": ADD,
    "screening_participant": ADD,
    "screening_participantidentity": WRITE,
    "screening_screening": WRITE,
    "screening_user": WRITE,
    "screening_secondfactor": WRITE,
    "screening_trycount": WRITE,
    "screening_site": WRITE,
    "screening_membership": WRITE,
    # The cap and the protocol version are the owner's to change; the counter is the lock for numbers and places.
    "screening_trial": "SELECT, UPDATE (last_screening_number)",
    "screening_user_groups": READ,
    "screening_user_user_permissions": READ,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "auth_permission": READ,
    "django_content_type": READ,
    "django_migrations": READ,
    "django_admin_log": ADD,
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
}
NO_ROLE = (
    'There is no database role "{role}" for the application, and this role may not create it. As an administrator of the '
    'server run: CREATE ROLE "{role}" LOGIN;  or name another role in DATABASE_APP_ROLE.'
)


def grant(apps, schema_editor):
    role = settings.DATABASE_APP_ROLE
    quoted = schema_editor.quote_name(role)
    with schema_editor.connection.cursor() as cursor:
        ensure_role(cursor, role, quoted)
        for table, rights in RIGHTS.items():
            cursor.execute(f"GRANT {rights} ON {table} TO {quoted}")
        cursor.execute("REVOKE ALL ON FUNCTION trialsite_audit, trialsite_audit_event FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION trialsite_audit_event TO {quoted}")


def ensure_role(cursor, role, quoted):
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone():
        return
    cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        raise RuntimeError(NO_ROLE.format(role=role))
    cursor.execute(f"CREATE ROLE {quoted} LOGIN")


def revoke(apps, schema_editor):
    quoted = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        for table in RIGHTS:
            cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION trialsite_audit_event FROM {quoted}")


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0002_audit_and_guards"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
