"""Load the demo: three hospitals, eight people, 46 screenings. Into an empty database only, never in production."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from screening.clock import utc_now
from screening.demo import people
from screening.demo.play import play
from screening.models import Screening, Site, Trial


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--if-empty", action="store_true", help="do nothing where there is anything already")
        way.add_argument("--accounts", action="store_true", help="print the demo accounts that are there")

        parser.add_argument(
            "--as-of", type=datetime.fromisoformat, metavar="INSTANT",
            help="load as if it were then (2026-05-20T12:00+08:00), so that pictures of the demo stay the same",
        )  # fmt: skip

    def handle(self, *args: Any, if_empty: bool, accounts: bool, as_of: datetime | None, **options: Any) -> None:
        now = utc_now()
        if as_of is not None and (as_of.tzinfo is None or as_of > now):
            raise CommandError(f"--as-of {as_of}: name an instant of the past with its offset: 2026-05-20T12:00+08:00")
        if not accounts:
            self._load(as_of or now, if_empty=if_empty)
        elif table := table_of_accounts():
            self.stdout.write(table)

    def _load(self, now: datetime, *, if_empty: bool) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Everybody knows the demo's password: it is not loaded where TRIALSITE_MODE is production."
            )
        with transaction.atomic():
            # The trial's row is the lock: of two loads at once the second waits, and then finds the first's.
            if Trial.objects.select_for_update().first() is None:
                raise CommandError("There are no tables to load into yet: run manage.py migrate first.")
            used = Site.objects.exists() or Screening.objects.exists()
            foreign = people.foreign()
            if if_empty and (used or foreign):
                return
            if foreign:
                raise CommandError(
                    f"The database holds {foreign}, which is not of the demo: nothing was loaded. Demo and live data "
                    "never share a database; name another one in DATABASE_URL."
                )
            if used:
                raise CommandError("The demo has been loaded already; nothing was changed.")
            self.stdout.write(f"{len(play(now=now))} screenings of the demo loaded.")


def table_of_accounts() -> str:
    """The accounts, one a line under a heading; empty where there are none."""
    found = people.accounts()
    if not found:
        return ""
    rows = [("User name", "Name", "Role", "Sites")]
    rows += [(each.username, each.full_name, each.role, ", ".join(each.sites)) for each in found]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(["", f"Demo accounts; the password of each is: {people.PASSWORD}", "", *lines])
