"""Today is the site's today."""

from datetime import UTC, date, datetime

import pytest

from screening.clock import site_time, site_today, telling, utc_now
from screening.models import Site


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("Asia/Shanghai", datetime(2026, 3, 14, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 14)),
        ("Asia/Shanghai", datetime(2026, 3, 14, 16, 0, tzinfo=UTC), date(2026, 3, 15)),
        ("Pacific/Kiritimati", datetime(2026, 3, 14, 10, 0, tzinfo=UTC), date(2026, 3, 15)),
        ("Pacific/Pago_Pago", datetime(2026, 3, 14, 10, 59, tzinfo=UTC), date(2026, 3, 13)),
        # The hour that comes twice when summer time ends belongs to one day, both times.
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_site_has_a_day_of_its_own(zone: str, now: datetime, today: date) -> None:
    assert site_today(Site(timezone=zone), now) == today


def test_the_offset_is_the_sites() -> None:
    assert site_time(Site(timezone="Asia/Shanghai"), datetime(2026, 3, 14, tzinfo=UTC)).isoformat().endswith("+08:00")


def test_an_instant_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        site_today(Site(timezone="UTC"), datetime(2026, 3, 14))  # noqa: DTZ001  what must be refused


def test_the_clock_runs_in_utc() -> None:
    assert utc_now().tzinfo is UTC


def test_a_story_is_told_at_its_own_instant_and_only_there() -> None:
    then = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)

    with telling(then):
        assert utc_now() == then

    assert utc_now() > then
