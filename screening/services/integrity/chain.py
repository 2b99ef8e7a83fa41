"""The chain of the audit trail, computed anew outside the database: a function there could have been exchanged."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from screening.models import AuditLink
from screening.services.integrity.problem import Problem

KIND = "audit trail"
BEFORE_THE_FIRST = "0" * 64
AT_A_TIME = 5000
_HEAD = re.compile(r"trialsite audit head (\d+) ([0-9a-f]{64})")

# The event's columns as text, in the order of trialsite_link_hash in migrations/sql/audit.sql.
_EVENT = """
e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor_id::text, e.actor_name, e.role,
e.site_id::text, e.screening_id::text, e.verb, e.action, e.table_name, e.row_id, e.changes::text, e.reason, e.request_id,
e.row_digest
"""
_ACTION, _TABLE, _ROW, _DIGEST = 8, 9, 10, 14
_IN_ORDER = f"""
SELECT l.seq, l.event_id, l.prev_hash, l.hash, {_EVENT}
FROM screening_auditlink AS l FULL JOIN screening_auditevent AS e ON e.id = l.event_id ORDER BY l.seq NULLS LAST, e.id
"""  # noqa: S608  no value comes from outside  # nosec B608

Text = str | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the trail at some moment. Kept outside the database, it shows that nothing before it was altered."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"trialsite audit head {self.seq} {self.hash}"


def current_head() -> Head:
    """The link that everything up to now hangs on; place 0 of an empty trail."""
    last = AuditLink.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(*last) if last else Head(0, BEFORE_THE_FIRST)


def read_heads(text: str) -> list[Head]:
    """Every head in a text, whatever stands around it: a kept file, an export, a printed page that was typed in."""
    return [Head(int(seq), hashed) for seq, hashed in _HEAD.findall(text)]


def measured(value: Text) -> bytes:
    """As trialsite_measured: the length and the value, so that no two lists of values give the same bytes."""
    if value is None:
        return b"-"
    content = value.encode()
    return b"%d:%b," % (len(content), content)


def link_hash(before: str, seq: int, event: Sequence[Text]) -> str:
    whole = hashlib.sha256(measured(before) + measured(str(seq)))
    whole.update(b"".join(map(measured, event)))
    return whole.hexdigest()


@dataclass(slots=True)
class Trail:
    """What one walk along the chain found. `latest`: for every audited row the digest the trail last gave it, "" removed."""

    links: int = 0
    head: Head = field(default_factory=lambda: Head(0, BEFORE_THE_FIRST))
    problems: list[Problem] = field(default_factory=list)
    latest: dict[tuple[str, str], str] = field(default_factory=dict)


def walk(heads: Iterable[Head] = ()) -> Trail:
    """Every link once, in order, as a stream. Call it in a transaction that sees one moment."""
    kept: dict[int, set[str]] = {}
    for head in heads:
        kept.setdefault(head.seq, set()).add(head.hash)
    trail = Trail()
    kept.pop(0, None)
    with connection.chunked_cursor() as cursor:
        cursor.cursor.itersize = AT_A_TIME
        cursor.execute(_IN_ORDER)
        for seq, event_id, prev_hash, hashed, *event in cursor:
            trail.problems.extend(_link(trail.head, seq, event_id, prev_hash, hashed, event))
            if seq is not None:
                trail.links += 1
                trail.head = Head(seq, hashed)
                trail.problems.extend(_against_kept(trail.head, kept))
            if event[_TABLE]:
                trail.latest[event[_TABLE], event[_ROW]] = "" if event[_ACTION] == "delete" else event[_DIGEST]
    trail.problems.extend(
        Problem(KIND, f"link {seq}", "the trail is shorter than the head that was kept says: its end was cut off")
        for seq in sorted(kept)
    )
    return trail


def _link(
    before: Head, seq: int | None, event_id: Any, prev_hash: str, hashed: str, event: list[Any]
) -> Iterator[Problem]:
    if seq is None:
        yield Problem(KIND, f"event {event[0]}", "it has no link: it was not written by the trail's own trigger")
        return
    where = f"link {seq}"
    if seq != before.seq + 1:
        yield Problem(KIND, where, f"it follows link {before.seq}: links in between were removed or moved")
    if prev_hash != before.hash:
        yield Problem(KIND, where, "it does not hang on the link before it")
    if event[0] is None:
        yield Problem(KIND, where, f"its event {event_id} was removed")
    elif link_hash(prev_hash, seq, event) != hashed:
        yield Problem(KIND, where, f"event {event_id} is not what was written")


def _against_kept(here: Head, kept: dict[int, set[str]]) -> Iterator[Problem]:
    if any(each != here.hash for each in kept.pop(here.seq, ())):
        yield Problem(KIND, f"link {here.seq}", "its hash is not the head that was kept: the trail was written anew")
