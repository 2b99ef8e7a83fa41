"""The checklist as paper shows it: 42 items in protocol order, and what a reader needs to believe them.

Every word is asked for once in each language wanted, by the same functions that the pages ask. In the result each text
is a list: one for each language, in their order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

import criteria
from criteria import Assessment, Kind
from screening import photographs, selectors
from screening.clock import site_clock
from screening.models import Enrolment, Screening, User
from screening.presenters import findings, overall_key
from screening.rows.desk import status_words
from screening.rows.signatures import SignatureRow, signature_rows
from screening.rows.verdict import Line, all_lines, banner, tables
from screening.services.integrity import Head
from screening.states import Status
from screening.wording import in_reader_language

Wanted = Literal["en", "zh-hans", "both"]
WANTED: tuple[Wanted, ...] = get_args(Wanted)
Content = dict[str, Any]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Printing:
    """Who printed it when, and what the audit trail hung on then."""

    by: User
    at: datetime
    head: Head


def languages_of(wanted: Wanted) -> tuple[str, ...]:
    return ("en", "zh-hans") if wanted == "both" else (wanted,)


def checklist(screening: Screening, assessment: Assessment, printing: Printing, wanted: Wanted) -> Content:
    """What checklist.typ shows."""
    languages = languages_of(wanted)
    return {"languages": list(languages), **in_languages(languages, lambda: _sheet(screening, assessment, printing))}


def in_languages(languages: Sequence[str], written: Any) -> Content:
    """What `written` returns in each of the languages, laid over one another."""
    sheets = []
    for language in languages:
        with override(language):
            sheets.append(written())
    laid: Content = _laid_over(sheets)
    return laid


def _laid_over(values: Sequence[Any]) -> Any:
    first = values[0]
    if isinstance(first, dict):
        return {key: _laid_over([each[key] for each in values]) for key in first}
    if isinstance(first, list | tuple):
        return [_laid_over(each) for each in zip(*values, strict=True)]
    return first if isinstance(first, bool) else [str(each) for each in values]


def _sheet(screening: Screening, assessment: Assessment, printing: Printing) -> Content:
    """One language of it: the one that is active."""
    lines = all_lines(screening, assessment, editable=False, judges=False)
    enrolment = Enrolment.objects.filter(screening=screening).first()
    head = banner(assessment, lines, status_words(screening, enrolment, overall_key(assessment)))
    return {
        "title": _("Eligibility checklist"),
        "trial": in_reader_language(assessment.protocol.title),
        "number": screening.number,
        "words": _words(),
        "about": list(_about(screening, assessment, enrolment)),
        "verdict": {"key": head.key, "words": head.words, "sentence": head.sentence},
        "groups": [
            {"title": _group_title(table.kind, table.total), "lines": [_line(line) for line in table.lines]}
            for table in tables(assessment, lines, "")
        ],
        "findings": [
            {"title": str(group.title), "rows": [f"{row.sentence} ({row.check})" for row in group.rows]}
            for group in findings(screening, assessment)
        ],
        "signatures": [
            _signature(row, signed.assessment.assessment_date)
            for row, signed in zip(
                signature_rows(screening, assessment), selectors.signatures_of(screening), strict=True
            )
        ],
        "sources": list(_sources(screening, assessment, printing)),
    }


def _words() -> dict[str, str]:
    return {
        "number": _("No."),
        "criterion": _("Criterion"),
        "verdict": _("Verdict"),
        "evidence": _("Evidence"),
        "language": pgettext("name of this language", "English"),
        "findings": _("Checks of the data"),
        "signatures": _("Signatures"),
        "unsigned": _("Nothing has been signed yet."),
        "by_hand": _("Signature by hand, printed name, date"),
        "struck": _("Data changed since: this signature no longer counts. It has to be signed again."),
        "sources": _("What this copy was made from"),
        "copy": _("Printed copy. The current state is in the system."),
        "page": pgettext("of a printed page", "Page"),
    }


def _about(screening: Screening, assessment: Assessment, enrolment: Enrolment | None) -> Iterator[Pair]:
    dates = assessment.dates
    yield _("Screening no."), screening.number
    yield _("Site"), str(screening.site)
    yield _("Protocol"), assessment.protocol.name
    yield _("Status"), str(Status(screening.status).label)
    yield _("Assessed as of"), str(dates.assessment)
    yield _("Planned first dose"), str(dates.first_dose or _("not planned"))
    if enrolment is not None:
        yield _("Subject no."), enrolment.subject_number
        yield _("Enrolled on"), str(enrolment.enrolled_on)


def _group_title(kind: Kind, total: int) -> str:
    if kind is Kind.INCLUSION:
        return _("Inclusion criteria (%(n)s)") % {"n": total}
    return _("Exclusion criteria (%(n)s)") % {"n": total}


def _line(line: Line) -> Content:
    return {
        "code": line.code,
        "title": line.title,
        "key": line.key,
        "word": str(line.chip.word),
        "evidence": line.evidence,
        "notes": list(_notes(line)),
        "parts": [_line(part) for part in line.parts],
    }


def _notes(line: Line) -> Iterator[str]:
    if line.question:
        yield f"{_('Question to the sponsor:')} {line.question}"
    for other in line.others:
        depends = _("Depends on the reading (%(code)s).") % {"code": other.code}
        yield f"{depends} {_('Under the other reading:')} {other.chip.word}. {other.text}"


def _signature(row: SignatureRow, assessed_on: date) -> Content:
    signed = _("Version %(version)s of the data, protocol %(protocol)s, assessed as of %(day)s")
    rows = [
        (_("Printed name"), f"{row.printed_name} ({row.role})"),
        (_("Time (UTC)"), f"{row.at:%Y-%m-%d %H:%M:%S} UTC"),
        (_("Time at the site"), f"{row.local} {row.zone}"),
        (_("What was signed"), signed % {"version": row.version, "protocol": row.protocol, "day": assessed_on}),
        (_("Seal"), row.digest),
    ]
    if row.flipped:
        rows.append((_("Criteria with another verdict now:"), ", ".join(row.flipped)))
    return {
        "stale": row.stale,
        "meaning": row.meaning,
        "statement": row.statement,
        "language": row.language,
        "rows": rows,
    }


def _sources(screening: Screening, assessment: Assessment, printing: Printing) -> Iterator[Pair]:
    """By these a copy can be compared with what the system holds."""
    protocol = assessment.protocol
    yield _("Protocol and rules"), f"{protocol.name} {protocol.digest}"
    yield _("Rule engine"), criteria.ENGINE_VERSION
    data = _("Version %(n)s") % {"n": screening.version}
    yield _("Data"), f"{data} {photographs.sha256(assessment.record.to_json())}"
    yield _("Audit trail"), str(printing.head)
    yield _("Printed by"), printing.by.printed_name
    local = site_clock(screening.site, printing.at)
    yield _("Printed at"), f"{printing.at:%Y-%m-%d %H:%M:%S} UTC, {local} {screening.site.timezone}"
