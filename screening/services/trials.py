"""Setting up the trial: done by the owner of the tables when they are migrated, never by the application."""

from django.db import connections

from screening import verdicts
from screening.models import Trial


def set_up_newest(*, using: str) -> None:
    """A row for the newest protocol where there is no trial yet. A newer version later is a decision, not a migration."""
    if "screening_trial" not in connections[using].introspection.table_names():  # migrated back to nothing
        return
    if Trial.objects.using(using).exists():
        return
    protocol = verdicts.protocol()
    Trial.objects.using(using).create(slug=protocol.slug, protocol_version=protocol.version, cap=protocol.cap)
