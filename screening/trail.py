"""The audit trail of a site as its reviewers ask for it: filters, and what stands out.

A late entry is a result that was entered more than LATE_AFTER days after the day it is of, or after the screening was
opened where that was later. An edit after a signature changed data that somebody had signed. A verdict that turned is one
that said "not eligible" and then did not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from screening.clock import site_time
from screening.errors import InvalidInput
from screening.facts import place_of
from screening.models import AuditEvent, OverallWord, Site, User
from screening.permissions import Action, sites_where

Show = Literal["", "late", "after", "turned"]
SHOWS: tuple[Show, ...] = ("", "late", "after", "turned")
LATE_AFTER = 3
# The day a result is of. Other dates (a last dose, an onset) are history that the participant tells.
DAYS_OF_RESULTS = frozenset({"labs[].date", "virology.date", "performance.date", "brain.imaging_date"})
_FACTS = "facts/"
_IDENTITY_TABLE = "screening_participantidentity"
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reviewer asked for. Days are the site's; `field` is a fact's pattern or a column."""

    person: int | None = None
    verb: str = ""
    field: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    show: Show = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Wanted":
        """From an address or a form; what cannot be read is not asked for."""
        person, show = str(query.get("person", "")), query.get("show", "")
        return cls(
            person=int(person) if person.isascii() and person.isdecimal() and len(person) < 19 else None,
            verb=str(query.get("verb", ""))[:60],
            field=str(query.get("field", ""))[:200],
            number=str(query.get("number", "")).strip().upper()[:20],
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            show=show if show in SHOWS else "",
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


# --- which events -----------------------------------------------------------------------------------------------------


def events_at(user: User, site: Site, wanted: Wanted) -> QuerySet[AuditEvent]:
    """Newest first, each with `after_signature` and its link. Nothing at a site where the user is no reviewer."""
    if site.pk not in sites_where(user, Action.VIEW_TRAIL):
        return AuditEvent.objects.none()
    events = AuditEvent.objects.filter(_narrowed(site, wanted)).select_related("actor", "screening", "link")
    if site.pk not in sites_where(user, Action.VIEW_IDENTITY):
        events = events.exclude(table_name=_IDENTITY_TABLE)
    events = events.annotate(after_signature=Exists(_SIGNED_BEFORE))
    if wanted.field:
        last = re.split(r"[.\[\]]+", wanted.field.rstrip("[]"))[-1]
        events = events.annotate(written=Cast("changes", TextField())).filter(written__contains=f"{last}")
    if wanted.show == "turned":
        events = events.filter(changes__verdict__0=OverallWord.FAIL.value)
    elif wanted.show == "after":
        events = events.filter(_IS_EDIT, after_signature=True)
    elif wanted.show == "late":
        events = events.filter(verb="record.change", table_name="screening_screening")
    return events.order_by("-pk")


_SIGNED_BEFORE = AuditEvent.objects.filter(
    table_name="screening_signature", action="insert", screening_id=OuterRef("screening_id"), pk__lt=OuterRef("pk")
)
_IS_EDIT = Q(
    verb__in=["record.change", "judgement.record"], table_name__in=["screening_screening", "screening_judgement"]
)


def _narrowed(site: Site, wanted: Wanted) -> Q:
    narrowed = Q(site=site)
    if wanted.person is not None:
        narrowed &= Q(actor_id=wanted.person)
    if wanted.verb:
        narrowed &= Q(verb=wanted.verb)
    if wanted.number:
        narrowed &= Q(screening__number=wanted.number)
    if wanted.since is not None:
        narrowed &= Q(at__gte=_midnight(site, wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        narrowed &= Q(at__lt=_midnight(site, wanted.until + timedelta(1)))
    return narrowed


def _midnight(site: Site, day: date) -> datetime:
    try:
        return datetime.combine(day, time(), ZoneInfo(site.timezone)).astimezone(UTC)
    except OverflowError:  # the first or last day there is
        return datetime.combine(day, time(), UTC)


def people_of(site: Site) -> QuerySet[User]:
    """Everybody who ever did something here."""
    return User.objects.filter(pk__in=AuditEvent.objects.filter(site=site).values("actor_id")).order_by("full_name")


def verbs_of(site: Site) -> list[str]:
    return list(AuditEvent.objects.filter(site=site).order_by("verb").values_list("verb", flat=True).distinct())


# --- what an event wrote ----------------------------------------------------------------------------------------------


def written(event: AuditEvent) -> Iterator[tuple[str, Any, Any]]:
    """(field, old, new) of every single field: documents and rows that came or went as a whole are taken apart."""
    for field, values in sorted(event.changes.items()):
        if isinstance(values, list) and len(values) == 2 and event.action != "event":
            yield from _apart(field, *values)
        else:
            yield field, None, values


def _apart(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    sides = [each for each in (old, new) if each is not None]
    if sides and all(isinstance(each, dict) for each in sides):
        for key in sorted({key for each in sides for key in each} - {"id"}):
            yield from _apart(f"{path}/{key}", _of(old, key), _of(new, key))
    elif sides and all(_is_rows(each) for each in sides):
        for item in sorted({item["id"] for each in sides for item in each}):
            yield from _apart(f"{path}/{item}", _item(old, item), _item(new, item))
    else:
        yield path, old, new


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) and "id" in each for each in value)


def _item(rows: Any, item: str) -> Any:
    return next((each for each in rows or () if each["id"] == item), None)


def pattern_of(field: str) -> str:
    """The vocabulary's name of a fact ("facts/labs/<id>/date" -> "labs[].date"); a column is its own."""
    if not field.startswith(_FACTS):
        return field
    try:
        return place_of(field.removeprefix(_FACTS)).info.path
    except InvalidInput:
        return field


def days_late(event: AuditEvent, site: Site) -> int:
    """How late the latest of the results was that this event entered for the first time; 0 for none."""
    if event.table_name != "screening_screening" or event.verb != "record.change" or event.screening is None:
        return 0
    opened, entered = (site_time(site, at).date() for at in (event.screening.opened_at, event.at))
    days = (_day(new) for field, old, new in written(event)
            if old is None and isinstance(new, str) and pattern_of(field) in DAYS_OF_RESULTS)  # fmt: skip
    late = max(((entered - max(day, opened)).days for day in days if day is not None), default=0)
    return late if late > LATE_AFTER else 0


def is_edit_after_signature(event: AuditEvent) -> bool:
    """`event` as events_at gives it."""
    is_edit = event.verb in {"record.change", "judgement.record"} and event.table_name in {
        "screening_screening", "screening_judgement",
    }  # fmt: skip
    return is_edit and bool(event.after_signature)  # type: ignore[attr-defined]  # annotated


def verdict_turned(event: AuditEvent) -> str:
    """What "not eligible" turned into; empty where it did not."""
    old, new = (event.changes.get("verdict") if event.action == "update" else None) or (None, "")
    return str(new) if old == OverallWord.FAIL else ""
