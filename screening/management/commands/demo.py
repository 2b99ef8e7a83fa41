"""Load the demo (three hospitals, eight people, 46 screenings) into an empty database, or take it out. Never in production."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.clock import utc_now
from screening.demo import loading, people
from screening.errors import NotAllowedNow


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--if-empty", action="store_true", help="do nothing where there is anything already")
        way.add_argument("--remove", action="store_true", help="take the demo out again, and nothing else ever")
        way.add_argument("--accounts", action="store_true", help="print the demo accounts that are there")

        parser.add_argument(
            "--as-of", type=datetime.fromisoformat, metavar="INSTANT",
            help="load as if it were then (2026-05-20T12:00+08:00), so that pictures of the demo stay the same",
        )  # fmt: skip

    def handle(
        self, *args: Any, if_empty: bool, accounts: bool, remove: bool, as_of: datetime | None, **options: Any
    ) -> None:
        now = utc_now()
        if as_of is not None and (as_of.tzinfo is None or as_of > now):
            raise CommandError(f"--as-of {as_of}: name an instant of the past with its offset: 2026-05-20T12:00+08:00")
        try:
            if remove:
                loading.remove()
                self.stdout.write("The demo is removed, with its accounts and its trail.")
            elif not accounts and not (if_empty and loading.held() is not loading.Held.NOTHING):
                self.stdout.write(f"{loading.load(now=as_of or now)} screenings of the demo loaded.")
        except NotAllowedNow as refused:
            raise CommandError(refused.sentence) from None
        if accounts and (table := table_of_accounts()):
            self.stdout.write(table)


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
