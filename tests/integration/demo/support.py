import io
from typing import Any

from django.core.management import call_command

from screening.models import AuditEvent, Screening, Site, User


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def whole_database() -> list[Any]:
    rows = [list(model.objects.order_by("pk").values()) for model in (Site, User, Screening)]
    return [*rows, AuditEvent.objects.count()]
