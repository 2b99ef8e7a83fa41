"""Check that everything stored is what was written: the audit trail, the data, photographs, verdicts, signatures, places.

Prints the first bad row of each kind and ends with status 1 if there is one.
"""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.services.integrity import Head, Report, read_heads, verify


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", type=Path, action="append", default=[], metavar="FILE",
            help="a file with heads of the trail that were kept (audit_head, an export, a backup's manifest)",
        )  # fmt: skip

    def handle(self, *args: Any, head: list[Path], **options: Any) -> None:
        started = time.perf_counter()
        report = verify(heads_in(head))
        self.stdout.write("\n".join(lines(report, time.perf_counter() - started)))
        if not report.clean:
            raise CommandError("What is stored is not what was written: keep the database as it is, and look into it.")


def heads_in(files: list[Path]) -> list[Head]:
    heads = []
    for file in files:
        try:
            found = read_heads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        if not found:
            raise CommandError(f"{file} holds no head of the trail: give it the output of manage.py audit_head")
        heads += found
    return heads


def lines(report: Report, seconds: float) -> list[str]:
    counted = ", ".join(f"{number} {kind}" for kind, number in report.looked_at.items())
    said = [f"{counted}; {seconds:.1f} s", str(report.head)]
    for problem, number in report.first_of_each_kind():
        said.append(f"{problem}" + (f" (the first of {number})" if number > 1 else ""))
    return [*said, "Everything is what was written." if report.clean else f"{len(report.problems)} rows are not."]
