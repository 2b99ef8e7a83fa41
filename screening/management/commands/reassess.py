"""Store today's verdicts of everybody in screening. Run it at start and shortly after midnight."""

from typing import Any

from django.core.management.base import BaseCommand

from screening.clock import utc_now
from screening.services.reassessment import reassess_all


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        done = reassess_all(now=utc_now())
        if options["verbosity"]:
            self.stdout.write(f"{done} screenings assessed for today.")
