"""Taking a list out of the system: who took which, in which form, and how many rows, is an event of the trail."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from screening.models import Screening, Site, User
from screening.permissions import Action, check, check_somewhere
from screening.services.audit import record_event
from screening.services.common import as_of_now
from screening.services.integrity import current_head

# The role is made where the tables' owner may make roles (migration 0004).
_THERE = """
SELECT current_setting('role'), EXISTS (
    SELECT FROM pg_roles AS r WHERE r.rolname = %s AND pg_has_role(session_user, r.oid, 'MEMBER')
    AND has_table_privilege(r.oid, 'screening_screening', 'SELECT'))
"""


@contextmanager
def as_export_role() -> Iterator[None]:
    """Inside, the database lets nobody read who a participant is, whatever the list asks for."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_THERE, ["trialsite_export"])
        before, there = cursor.fetchone()
        cursor.execute("SELECT set_config('trialsite.purpose', 'lists', true)")
        if there:
            cursor.execute("SET LOCAL ROLE trialsite_export")
        yield
        cursor.execute("SELECT set_config('role', %s, true), set_config('trialsite.purpose', '', true)", [before])


def record_export(*, by: User, name: str, form: str, rows: int, site: Site | None = None) -> None:
    by = as_of_now(by)
    check_somewhere(by, Action.EXPORT)
    record_event(by=by, verb="export.download", site=site, details={"list": name, "form": form, "rows": rows})


def record_printing(*, by: User, screening: Screening, languages: str) -> None:
    """A checklist that is about to leave on paper."""
    by = as_of_now(by)
    check(by, Action.PRINT, screening)
    record_event(by=by, verb="checklist.print", screening=screening, details={"languages": languages})


def head_row(width: int) -> list[object]:
    """The last line of every file: what the audit trail hung on when it was made. Kept, it shows later tampering."""
    return [str(current_head()), *[""] * (width - 1)]
