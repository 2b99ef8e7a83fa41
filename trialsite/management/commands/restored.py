"""What a drill asks of a restored database: its rows, its integrity, one signed checklist. Use manage.py drill."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.services.integrity import read_heads, verify
from trialsite.backup import BackupProblem, count_rows, read_manifest
from trialsite.checklist import signed_checklist


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = read_manifest(file)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        counted = count_rows()
        if different := sorted(dict(counted.items() ^ manifest.rows.items())):
            raise CommandError(f"The number of rows is not what the manifest says: {', '.join(different)}")
        report = verify(read_heads(manifest.head))
        if not report.clean:
            raise CommandError("\n".join(str(problem) for problem, _number in report.first_of_each_kind()))
        if str(report.head) != manifest.head:
            raise CommandError(f"The trail ends at {report.head}, the manifest says {manifest.head}")
        self.stdout.write(f"{sum(counted.values())} rows, {manifest.head}, {self._checklist()}")

    def _checklist(self) -> str:
        made = signed_checklist()
        if made is None:
            return "nothing signed yet"
        number, content = made
        return f"checklist of {number} rendered, {len(content)} bytes of PDF"
