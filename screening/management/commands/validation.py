"""What `make validation` asks: --tests names the tests of docs/validation/; --results writes how they came out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from screening.clock import utc_now
from screening.documentation.last_run import holds, last_run_page, outcomes
from screening.documentation.validation import FOLDER, Untraceable, clauses, named_tests


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--tests", action="store_true", help="print the tests to run")
        what.add_argument("--results", type=Path, metavar="JUNIT", help="write last-run.md from this report of pytest")
        parser.add_argument("--to", type=Path, default=settings.ROOT / FOLDER / "last-run.md", help="the page to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = clauses()
        except Untraceable as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["tests"]:
            self.stdout.write("\n".join(named_tests(found)))
            return
        if not options["results"].is_file():
            raise CommandError(f"{options['results']} is missing: run pytest with --junitxml first")
        results = outcomes(options["results"])
        page = last_run_page(found, results, at=utc_now(), root=settings.ROOT)
        options["to"].write_text("\n".join(page) + "\n", encoding="utf-8")
        broken = [each.number for clause in found for each in clause.requirements if not holds(each, results)]
        if broken:
            raise CommandError(f"{', '.join(broken)}: not shown by this run")
