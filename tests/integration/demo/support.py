import io
from typing import Any

from django.core.management import call_command
from django.db import connection

from screening.models import AuditEvent, Role, Screening, Site, User
from tests.factories import make_site, make_user, open_screening


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def whole_database() -> list[Any]:
    rows = [list(model.objects.order_by("pk").values()) for model in (Site, User, Screening)]
    return [*rows, AuditEvent.objects.count()]


def begin() -> Screening:
    """The smallest demo there can be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trialsite_begin_demo()")
    site = make_site("ONE", name="Demo: one")
    return open_screening(make_user(Role.COORDINATOR, site, email="one@demo.invalid"), site)
