"""Who is acting, and why: told to the database for one transaction, where the triggers write it into the trail."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from screening.models import Screening, Site, User
from screening.viewer import seeing

# Set for each request by the middleware, so that all rows of one request can be found together.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_NAMES = ("actor", "role", "site", "screening", "verb", "reason", "request_id")
_READ = "SELECT " + ", ".join(f"current_setting('trialsite.{name}', true)" for name in _NAMES)
_WRITE = "SELECT " + ", ".join(f"set_config('trialsite.{name}', %s, true)" for name in _NAMES)


@contextmanager
def acting(
    *,
    by: User | None,
    verb: str,
    site: Site | int | None = None,
    screening: Screening | None = None,
    reason: str = "",
) -> Iterator[None]:
    """A transaction in which every change is this person's. What was announced before is back afterwards."""
    if screening is not None:
        site = screening.site_id
    site_id = site.pk if isinstance(site, Site) else site
    role = "" if by is None or site_id is None else by.roles.get(site_id, "")
    mine = [
        "" if by is None else str(by.pk),
        role,
        "" if site_id is None else str(site_id),
        "" if screening is None or screening.pk is None else str(screening.pk),
        verb,
        reason.replace("\0", ""),  # which the database takes in no text
        request_id.get(),
    ]
    # What is announced ends with its transaction: outside of all others there is nothing to be put back.
    inner = connection.in_atomic_block
    # The database lets somebody who acts see, and so change, no more than what exists for them.
    with seeing(by) if by else nullcontext(), transaction.atomic(), connection.cursor() as cursor:
        before = _announced(cursor) if inner else []
        cursor.execute(_WRITE, mine)
        yield
        if inner:
            cursor.execute(_WRITE, before)


def _announced(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_READ)
    return [each or "" for each in cursor.fetchone()]


def record_event(
    *,
    by: User | None,
    verb: str,
    details: Mapping[str, Any] | None = None,
    site: Site | int | None = None,
    screening: Screening | None = None,
    reason: str = "",
) -> None:
    """An event that changes no row: a sign-in, an export, a look at who somebody is."""
    with acting(by=by, verb=verb, site=site, screening=screening, reason=reason), connection.cursor() as cursor:
        cursor.execute("SELECT trialsite_audit_event(%s, %s::jsonb)", [verb, json.dumps(dict(details or {}))])
