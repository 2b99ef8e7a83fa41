"""The only place that reads the clock. Everything else is told the day and the instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class HasTimezone(Protocol):
    timezone: str


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def utc_now() -> datetime:
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(instant: datetime) -> Iterator[None]:
    """For the demo alone, whose stories happened on other days. The audit trail has the database's own clock."""
    token = _told.set(instant)
    try:
        yield
    finally:
        _told.reset(token)


def site_today(site: HasTimezone, now: datetime) -> date:
    """The calendar day at the site at this instant: what its people call today."""
    return site_time(site, now).date()


def site_clock(site: HasTimezone, now: datetime) -> str:
    """The site's wall clock as it is written on a page; a template would turn the instant into UTC again."""
    return f"{site_time(site, now):%Y-%m-%d %H:%M}"


def site_time(site: HasTimezone, now: datetime) -> datetime:
    """The same instant on the site's wall clock, with its offset."""
    if now.tzinfo is None:
        raise ValueError("an instant without a time zone has no day: pass clock.utc_now()")
    return now.astimezone(ZoneInfo(site.timezone))
