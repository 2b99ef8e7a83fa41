"""The only place that reads the clock. Everything else is told the day and the instant."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class HasTimezone(Protocol):
    timezone: str


def utc_now() -> datetime:
    return datetime.now(UTC)


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
