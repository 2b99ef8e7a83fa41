"""Judge patient records that are given as files, without a database (docs: the record format).

Reads JSON, JSON Lines or YAML, one record or a list of them, and writes one JSON object per record, or the checklist a
person would read. Exit status: 0 evaluated, whatever the verdict; 2 unreadable input, and then nothing is evaluated.
"""

import io
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from criteria import CriteriaError, Dates, PatientRecord, Protocol, assess, load_protocol, read_document, to_json
from criteria.text import LANGUAGES
from screening.exports.checklist_text import checklist
from screening.imports.documents import CARRIED, LARGEST_FILE, Document, DocumentError, read_documents

# Option -> key of the record that it overrides.
DATES = {
    "assessment_date": "assessment_date",
    "enrolment_date": "enrolment_date",
    "first_dose_date": "planned_first_dose_date",
}
STANDARD_INPUT = "-"
EXIT_UNREADABLE = 2


class Error(CommandError):
    """Printed as "Error: …"."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=EXIT_UNREADABLE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A record that was read in full and may be judged."""

    carried: dict[str, Any]
    record: PatientRecord
    dates: Dates

    @property
    def name(self) -> str:
        return ": ".join(str(value) for value in self.carried.values())


class Command(BaseCommand):
    help = "Judge patient records in JSON, JSON Lines or YAML; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file with records; - is standard input")
        parser.add_argument("--format", choices=("json", "text"), default="json", help="json (default) or a checklist")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the checklist: en (default) or zh")
        parser.add_argument("--protocol", metavar="NAME@VERSION", help="such as nk-sts@1.0; default: the newest")
        for option, key in DATES.items():
            flag = f"--{option.replace('_', '-')}"
            parser.add_argument(flag, metavar="YYYY-MM-DD", help=f"overrides {key} of every record")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            protocol = load_protocol(options["protocol"])
        except CriteriaError as problem:
            raise Error(f"--protocol: {problem}") from None
        overrides = {key: options[option] for option, key in DATES.items() if options[option] is not None}
        candidates = [candidate for name in options["files"] for candidate in _read(name, overrides)]
        _speak_utf8()
        try:
            for text in _answers(protocol, candidates, options):
                self.stdout.write(text)
            self.stdout.flush()
        except BrokenPipeError:  # the reader (`head`, a closed pager) has had enough
            _write_nowhere()
        except OSError as problem:
            _write_nowhere()
            raise Error(f"standard output: cannot be written: {problem.strerror or problem}") from None


def _answers(protocol: Protocol, candidates: list[_Candidate], options: dict[str, Any]) -> Iterator[str]:
    for number, candidate in enumerate(candidates):
        assessment = assess(protocol, candidate.record, candidate.dates)
        if options["format"] == "text":
            text = checklist(assessment, name=candidate.name, language=options["language"])
            yield f"\n\n{text}" if number else text
        else:
            alone_on_a_screen = len(candidates) == 1 and sys.stdout.isatty()
            indent = 2 if alone_on_a_screen else None
            yield json.dumps(candidate.carried | to_json(assessment), ensure_ascii=False, indent=indent)


def _read(file_name: str, overrides: dict[str, str]) -> Iterator[_Candidate]:
    source = "standard input" if file_name == STANDARD_INPUT else file_name
    try:
        documents = read_documents(_content(file_name), file_name)
    except OSError as problem:
        raise Error(f"{source}: cannot be read: {problem.strerror or problem}") from None
    except DocumentError as problem:
        raise Error(f"{source}: {problem}") from None
    for document in documents:
        yield _candidate(source, document, overrides)


def _content(file_name: str) -> bytes:
    """At most one byte more than may be read, so that an endless stream ends too."""
    if file_name == STANDARD_INPUT:
        return b"" if sys.stdin is None else sys.stdin.buffer.read(LARGEST_FILE + 1)
    with Path(file_name).open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _candidate(source: str, document: Document, overrides: dict[str, str]) -> _Candidate:
    content = document.content | overrides
    try:
        record, dates = read_document(content)
    except CriteriaError as problem:
        raise Error(f"{source}: {document.name}: {problem}") from None
    carried = {key: content[key] for key in CARRIED if content.get(key) is not None}
    return _Candidate(carried, record, dates)


def _speak_utf8() -> None:
    """JSON is UTF-8 wherever it is written, and the checklist may be in Chinese."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def _write_nowhere() -> None:
    """What is still in the buffer must not fail once more when Python closes its streams."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
