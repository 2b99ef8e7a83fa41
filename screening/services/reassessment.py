"""A new day: the stored verdicts of everybody in screening, made anew. Data, versions and signatures stay as they are."""

from datetime import datetime

from screening.clock import site_today
from screening.selectors import out_of_date
from screening.services.audit import acting
from screening.services.common import lock_screening, store_verdict


def reassess_all(*, now: datetime) -> int:
    """Store today's verdict of every open screening that still has another day's; how many there were.

    One transaction each, the row locked: a save at the same moment is waited for, never overwritten.
    """
    done = 0
    for found in out_of_date(now).defer("facts").order_by("pk"):
        with acting(by=None, verb="verdict.new_day", screening=found):
            screening = lock_screening(found)
            store_verdict(screening, today=site_today(screening.site, now))
        done += 1
    return done
