"""Write the pages of docs/ that are made from the code; with --check compare them and fail where one is stale."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from screening.documentation import PAGES
from screening.documentation.validation import Untraceable


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail where a page is stale")
        parser.add_argument("--folder", type=Path, default=settings.ROOT / "docs", help="where the pages stand")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            texts = {folder / page.name: page.text() for page in PAGES}
        except Untraceable as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["check"]:
            stale = [path.relative_to(folder).as_posix() for path, text in texts.items() if not _holds(path, text)]
            if stale:
                raise CommandError(f"{', '.join(stale)}: not as the code says; run manage.py docs")
            return
        for path, text in texts.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
