"""The audit trail of a screening in words: who, when, which field, from what to what, why."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from criteria.choices import choice_label
from criteria.record import vocabulary
from screening import verdicts, wording
from screening.clock import site_clock
from screening.errors import InvalidInput
from screening.facts import place_of, value_at
from screening.models import AuditEvent, Meaning, OverallWord, Role, Screening
from screening.presenters import display_code
from screening.states import Status
from screening.wording import in_reader_language

_ITEM = re.compile(r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
LONGEST = 200
MOST_CHANGES = 8

VERBS: dict[str, Promise] = {
    "screening.open": gettext_lazy("Screening opened"),
    "screening.rescreen": gettext_lazy("Screened again"),
    "screening.withdraw": gettext_lazy("Withdrawn"),
    "record.change": gettext_lazy("Data changed"),
    "judgement.record": gettext_lazy("Judged"),
    "signature.eligible": gettext_lazy("Signed eligible"),
    "signature.screen_failure": gettext_lazy("Signed screen failure"),
    "signature.data_complete": gettext_lazy("Signed: data complete"),
    "signature.password": gettext_lazy("Password given for a signature"),
    "signature.password_failed": gettext_lazy("Wrong password for a signature"),
    "enrolment.enrol": gettext_lazy("Enrolled"),
    "section.done": gettext_lazy("Section marked as done"),
    "section.reopened": gettext_lazy("Section reopened"),
    "identity.view": gettext_lazy("Identity looked at"),
    "identity.change": gettext_lazy("Identity changed"),
    "assessment.keep": gettext_lazy("Assessment kept"),
    "verdict.new_day": gettext_lazy("Assessed for a new day"),
    "export.download": gettext_lazy("Downloaded"),
    "query.raise": gettext_lazy("Query raised"),
    "query.answer": gettext_lazy("Query answered"),
    "query.close": gettext_lazy("Query closed"),
    "source.check": gettext_lazy("Checked against the source"),
    "checklist.print": gettext_lazy("Checklist printed"),
    "lab_profile.add": gettext_lazy("Laboratory profile added"),
    "lab_profile.retire": gettext_lazy("Laboratory profile retired"),
}
COLUMNS: dict[str, Promise] = {
    "status": gettext_lazy("Status"),
    "verdict": gettext_lazy("Verdict"),
    "planned_first_dose": gettext_lazy("Planned first dose"),
    "closing_reason": gettext_lazy("Reason for closing"),
    "answer": gettext_lazy("Judgement"),
    "meaning": gettext_lazy("Meaning of the signature"),
    "printed_name": gettext_lazy("Printed name"),
    "subject_number": gettext_lazy("Subject number"),
    "slot": gettext_lazy("Place"),
    "enrolled_on": gettext_lazy("Enrolled on"),
    "initials": gettext_lazy("Initials"),
    "hospital_number": gettext_lazy("Hospital number"),
    "name": gettext_lazy("Name"),
    "reason": gettext_lazy("Reason"),
    "text": gettext_lazy("Words"),
    "path": gettext_lazy("About"),
    "criterion": gettext_lazy("About"),
    "agrees": gettext_lazy("Agrees with the source"),
}
_STATUS = {each.value: each.label for each in Status}
_VERDICT = {each.value: each.label for each in OverallWord}
_MEANING = {each.value: each.label for each in Meaning}
# Rows that repeat what another event of the same transaction says in full.
REPEATED_TABLES = frozenset({"screening_factchange", "screening_assessment", "screening_participant"})
_OF_THE_FACTS = "facts/"


@dataclass(frozen=True, slots=True)
class Change:
    path: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: datetime
    local: str
    who: str
    role: str
    what: str
    changes: tuple[Change, ...]
    reason: str

    @property
    def is_long(self) -> bool:
        """A whole form saved at once is folded, so that the page can be read."""
        return len(self.changes) > MOST_CHANGES


def history_rows(screening: Screening, events: Iterable[AuditEvent], *, field: str = "") -> Iterator[HistoryRow]:
    """Newest first as the events come; with `field`, only the changes of that path."""
    for event in events:
        changes = tuple(each for each in changes_of(screening, event) if not field or each.path == field)
        if not changes and (field or event.action != "event"):
            continue
        yield HistoryRow(
            at=event.at,
            local=site_clock(screening.site, event.at),
            who=event.actor.printed_name if event.actor else event.actor_name,
            role=str(Role(event.role).label) if event.role else "",
            what=str(VERBS.get(event.verb, event.verb)),
            changes=changes,
            reason=event.reason,
        )


def fields_of(rows: Iterable[HistoryRow]) -> list[tuple[str, str]]:
    """(path, label) of every field that ever changed, by label: what the filter offers."""
    known = {change.path: change.label for row in rows for change in row.changes}
    return sorted(known.items(), key=lambda item: item[1])


def changes_of(screening: Screening, event: AuditEvent) -> Iterator[Change]:
    """Every field that an event changed, in words; nothing of columns that no reader needs."""
    if event.table_name == "screening_judgement":
        yield from _judgement(screening, event)
        return
    for field, values in sorted(event.changes.items()):
        if not isinstance(values, list) or len(values) != 2:
            continue
        if field == "facts":
            yield from _whole_document(screening, values[1])
        elif field.startswith(_OF_THE_FACTS):
            yield from _fact(screening, field.removeprefix(_OF_THE_FACTS), *values)
        elif field in COLUMNS and any(value not in {None, ""} for value in values):
            old, new = (column_words(screening, field, value) for value in values)
            yield Change(field, str(COLUMNS[field]), old, new)


def _whole_document(screening: Screening, facts: Any) -> Iterator[Change]:
    for path, value in (facts or {}).items():
        yield from _fact(screening, path, None, value)


def _fact(screening: Screening, path: str, old: Any, new: Any) -> Iterator[Change]:
    """One field; a group or a row that came or went as a whole is taken apart."""
    inner = new if isinstance(new, dict) else old if isinstance(old, dict) else None
    if inner is not None:
        for key in inner:
            if key != "id":
                yield from _fact(screening, f"{path}/{key}", _at(old, key), _at(new, key))
    elif _is_rows(new) or _is_rows(old):
        for item in new if _is_rows(new) else old:
            side = (None, item) if _is_rows(new) else (item, None)
            yield from _fact(screening, f"{path}/{item['id']}", *side)
    else:
        yield Change(path, path_label(screening, path), value_words(path, old), value_words(path, new))


def _at(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) and "id" in each for each in value)


def _judgement(screening: Screening, event: AuditEvent) -> Iterator[Change]:
    path = (event.changes.get("path") or [None, ""])[1]
    answer = (event.changes.get("answer") or [None, None])[1]
    reason = (event.changes.get("reason") or [None, ""])[1]
    words = answer_words(answer)
    yield Change(path, path_label(screening, path), "", f"{words} ({reason})" if reason else words)


# --- words ------------------------------------------------------------------------------------------------------------


def path_label(screening: Screening, path: str) -> str:
    """What a stored path is called, with the row it belongs to; the path itself where the vocabulary has no such fact."""
    if path == "planned_first_dose":
        return str(COLUMNS[path])
    try:
        place = place_of(path)
    except InvalidInput:
        return path
    label = in_reader_language(place.info.label)
    owner = _owner(place.info.path)
    if not _ITEM.search(path):
        return f"{owner}, {label}" if owner and owner != label else label
    row = _row_name(screening, path)
    return f"{owner} ({row}), {label}" if owner else f"{label} ({row})"


def criterion_words(screening: Screening, code: str) -> str:
    """The code as printed, and the title; the code itself where the screening's protocol has no such criterion."""
    try:
        criterion = verdicts.protocol(screening.protocol_spec)[code]
    except KeyError:
        return code
    return f"{display_code(criterion.id)} {in_reader_language(criterion.title)}"


def _owner(pattern: str) -> str:
    parent = vocabulary().get(pattern.rpartition(".")[0])
    return "" if parent is None else in_reader_language(parent.label)


def _row_name(screening: Screening, path: str) -> str:
    """The row by its number, or by its test; one that has been removed says so."""
    list_path, item_id, *_rest = _ITEM.split(path)
    rows = value_at(screening.facts, list_path) or []
    number = next((number for number, row in enumerate(rows, 1) if row["id"] == item_id), None)
    if number is None:
        return _("removed row")
    test = value_at(screening.facts, f"{list_path}/{item_id}/test")
    return in_reader_language(choice_label("labs[].test", test)) if test else str(number)


def value_words(path: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(wording.YES if value else wording.NO)
    if value == []:
        return str(pgettext_lazy("list", "reviewed, none"))
    if isinstance(value, list):
        return ", ".join(value_words(path, each) for each in value)
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values())
    return _choice_words(path, value)[:LONGEST]


def _choice_words(path: str, value: Any) -> str:
    try:
        info = place_of(path).info
    except InvalidInput:
        return str(value)
    if value in info.choices:
        return in_reader_language(choice_label(info.path, value))
    if value in wording.SPECIAL_WORDS:
        return str(wording.SPECIAL_WORDS[value])
    return f"{value} {info.unit}" if info.unit else str(value)


def answer_words(answer: bool | None) -> str:
    if answer is None:
        return _("can't decide yet")
    return str(wording.YES if answer else wording.NO)


def column_words(screening: Screening, field: str, value: Any) -> str:
    if value is None:
        return ""
    if field == "path":
        return path_label(screening, value)
    if field == "criterion":
        return criterion_words(screening, value)
    if isinstance(value, bool):
        return str(wording.YES if value else wording.NO)
    known = {"status": _STATUS, "verdict": _VERDICT, "meaning": _MEANING}.get(field, {})
    return str(known.get(value, value))[:LONGEST]
