"""The audit trail of a site in words, and as lines of a file."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from criteria.record import vocabulary
from screening.clock import site_clock
from screening.models import AuditEvent, OverallWord, Role, Site
from screening.rows.history import COLUMNS, MOST_CHANGES, VERBS, Change, changes_of
from screening.trail import days_late, is_edit_after_signature, pattern_of, verdict_turned, written
from screening.wording import in_reader_language


@dataclass(frozen=True, slots=True)
class AuditRow:
    """`marks`: why a reviewer should look at it, in words."""

    at: datetime
    local: str
    who: str
    role: str
    number: str
    url: str
    what: str
    changes: tuple[Change, ...]
    reason: str
    marks: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        return len(self.changes) > MOST_CHANGES


def audit_rows(site: Site, events: Iterable[AuditEvent], *, field: str = "", late: bool = False) -> Iterator[AuditRow]:
    """As the events come; with `field` only those that changed it, with `late` only late entries."""
    for event in events:
        if field and not any(pattern_of(path) == field for path, _old, _new in written(event)):
            continue
        if set(event.changes) == {"version"}:  # of a judgement, which says itself what it is
            continue
        days = days_late(event, site)
        if late and not days:
            continue
        number = "" if event.screening is None else event.screening.number
        yield AuditRow(
            at=event.at,
            local=site_clock(site, event.at),
            who=event.actor.printed_name if event.actor else event.actor_name,
            role=str(Role(event.role).label) if event.role else "",
            number=number,
            url=reverse("screening:history", args=[number]) if number else "",
            what=verb_words(event.verb),
            changes=_changes(event),
            reason=event.reason,
            marks=tuple(_marks(event, days)),
        )


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))


def _changes(event: AuditEvent) -> tuple[Change, ...]:
    """In the words of the history where it has some, else field by field."""
    known = tuple(changes_of(event.screening, event)) if event.screening is not None else ()
    if known or event.table_name in {"screening_assessment", "screening_signature"}:
        return known
    return tuple(Change(path, path, _plain(old), _plain(new)) for path, old, new in written(event))


def _plain(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _marks(event: AuditEvent, days: int) -> Iterator[str]:
    if days:
        yield ngettext("Entered %(n)s day late", "Entered %(n)s days late", days) % {"n": days}
    if is_edit_after_signature(event):
        yield _("Changed after a signature")
    if turned := verdict_turned(event):
        yield _("Not eligible before, now: %(verdict)s") % {"verdict": OverallWord(turned).label}


def field_choices() -> list[tuple[str, str]]:
    """(pattern, label) of every fact, and of the columns that have a name."""
    facts = [(path, _named(path)) for path, info in vocabulary().items() if info.kind not in {"group", "list"}]
    return sorted([*facts, *((name, str(label)) for name, label in COLUMNS.items())], key=lambda each: each[1])


def _named(path: str) -> str:
    info = vocabulary()[path]
    owner = vocabulary().get(path.rpartition(".")[0])
    label = in_reader_language(info.label)
    return label if owner is None else f"{in_reader_language(owner.label)}, {label}"


# --- as a file --------------------------------------------------------------------------------------------------------

HEADER: tuple[Promise, ...] = (
    gettext_lazy("Place in the trail"), gettext_lazy("When (UTC)"), gettext_lazy("At the site"), gettext_lazy("User name"),
    gettext_lazy("Name"), gettext_lazy("Role"), gettext_lazy("Screening no."), gettext_lazy("What"), gettext_lazy("Table"),
    gettext_lazy("Row"), gettext_lazy("Change"), gettext_lazy("Field"), gettext_lazy("Old"), gettext_lazy("New"),
    gettext_lazy("Reason"), gettext_lazy("Request"), gettext_lazy("Hash"),
)  # fmt: skip


def file_rows(site: Site, events: Iterable[AuditEvent]) -> Iterator[list[object]]:
    """A line for every field of every event, with the values as they are stored."""
    for event in events:
        # Only what this very transaction wrote has no link yet.
        link = getattr(event, "link", None)
        head = [
            "" if link is None else link.seq, f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}", site_clock(site, event.at), event.actor_name,
            event.actor.printed_name if event.actor else "", event.role,
            "" if event.screening is None else event.screening.number, event.verb, event.table_name, event.row_id,
            event.action,
        ]  # fmt: skip
        tail = [event.reason, event.request_id, "" if link is None else link.hash]
        fields = list(written(event)) or [("", None, None)]
        for field, old, new in fields:
            yield [*head, field, _plain(old), _plain(new), *tail]
