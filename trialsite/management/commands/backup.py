"""Dump the whole database into FILE, and beside it FILE.json: what the dump must turn out to be when it is restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.clock import utc_now
from screening.services.audit import record_event
from trialsite.backup import BackupProblem, dump
from trialsite.database import DatabaseProblem


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = dump(file, now=utc_now())
        except (BackupProblem, DatabaseProblem) as problem:
            raise CommandError(str(problem)) from None
        details = {"sha256": manifest.sha256, "size": manifest.size, "head": manifest.head}
        record_event(by=None, verb="backup.dump", details=details)
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{manifest.made} {file}: {rows} rows, {manifest.size} bytes, {manifest.head}")
