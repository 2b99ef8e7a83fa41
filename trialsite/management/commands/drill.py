"""Show that a backup can be restored and believed: restore FILE into a scratch server and ask it everything.

Rows are counted, integrity is verified against the head in the manifest, verdicts are replayed, a signed checklist is
rendered. The result is an event of the audit trail and one line; status 1 where the backup is not one.
"""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.clock import utc_now
from screening.services.audit import record_event
from trialsite.backup import BackupProblem, drill
from trialsite.database import DatabaseProblem

LONGEST = 500


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        started = time.perf_counter()
        try:
            result, said = "green", drill(file)
        except (BackupProblem, DatabaseProblem) as problem:
            result, said = "red", str(problem)
        seconds = time.perf_counter() - started
        details = {"result": result, "said": said.strip().splitlines()[-1][:LONGEST], "seconds": round(seconds)}
        record_event(by=None, verb="backup.drill", details=details)
        line = f"{utc_now():%Y-%m-%dT%H:%M:%SZ} drill {result} ({seconds:.0f} s): {said}"
        if result == "red":
            raise CommandError(line)
        self.stdout.write(line)
