"""Writing facts and dates. Two people's changes merge when the fields differ; on the same field the second is told."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from criteria.errors import RecordError
from criteria.record import SECTIONS, PatientRecord
from screening import facts as documents
from screening.clock import utc_now
from screening.errors import Clash, Conflict, InvalidInput, NotAllowedNow
from screening.facts import Place, as_stored, place_of, value_at
from screening.models import FactChange, Screening, User
from screening.permissions import Action
from screening.services.audit import acting
from screening.services.common import as_of_now, clean_reason, locked, next_version, store_verdict
from screening.states import AUDIT_VERBS, Move, Status

# The planned first dose is a date of the screening, not a fact of the vocabulary; its changes are kept the same way.
PLANNED_FIRST_DOSE = "planned_first_dose"


@dataclass(frozen=True, slots=True)
class Saved:
    """`changed`: the paths that got another value. `others`: what colleagues wrote since the page was read.

    `screening` is what stands there now, so that who shows it need not read it again.
    """

    version: int
    changed: tuple[str, ...]
    others: tuple[FactChange, ...] = ()
    screening: Screening | None = field(default=None, compare=False, repr=False)


def save_facts(
    *,
    by: User,
    screening: Screening,
    changes: Mapping[str, Any],
    base_version: int,
    today: date,
    reason: str = "",
    source: str = "typed",
    sources: Mapping[str, str] | None = None,
) -> Saved:
    """Write {storage path: value or None}; all of it or nothing. `sources` names another source for some of the paths.

    A path below a new row's identifier makes the row. Raises PermissionRefused, NotAllowedNow, InvalidInput (all bad
    fields at once) and Conflict. A change to the value that stands there already is none, so that a save that is sent
    twice is written once.
    """
    with acting(by=by, verb=AUDIT_VERBS[Move.EDIT], screening=screening, reason=reason):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.EDIT)
        wanted = _understood(changes)
        others = _changes_since(screening, base_version)
        differing = {path: value for path, value in wanted.items() if value_at(screening.facts, path) != value}
        _refuse_clashes(screening, differing, others)
        _refuse_unfit(screening, differing)
        return _write(
            screening,
            differing,
            by=by,
            base_version=base_version,
            reason=reason,
            source=source,
            sources=sources,
            today=today,
            others=others,
        )


def remove_item(
    *, by: User, screening: Screening, list_path: str, item_id: str, reason: str, base_version: int, today: date
) -> Saved:
    """Strike a row out, for a reason; what it held stays in the history. A row that is gone already stays gone."""
    with acting(by=by, verb=AUDIT_VERBS[Move.EDIT], screening=screening, reason=reason):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.EDIT)
        path = f"{list_path}/{item_id}"
        if not place_of(path).item:
            raise InvalidInput({path: _("There is no such list in the form.")})
        clean_reason(reason, required=_("Say why this row is removed."))
        others = _changes_since(screening, base_version)
        wanted = {path: None} if value_at(screening.facts, path) is not None else {}
        _refuse_clashes(screening, wanted, others)
        return _write(
            screening,
            wanted,
            by=by,
            base_version=base_version,
            reason=reason,
            source="typed",
            today=today,
            others=others,
        )


def put_back_item(
    *, by: User, screening: Screening, list_path: str, item_id: str, base_version: int, today: date
) -> Saved:
    """A row that was struck out by mistake, as it was when it was last there. One that is there already stays."""
    reason = _("Put back: removed by mistake")
    with acting(by=by, verb=AUDIT_VERBS[Move.EDIT], screening=screening, reason=reason):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.EDIT)
        path = f"{list_path}/{item_id}"
        if not place_of(path).item:
            raise InvalidInput({path: _("There is no such list in the form.")})
        others = _changes_since(screening, base_version)
        removed = screening.fact_changes.filter(path=path, new__isnull=True).order_by("pk").last()
        was = {} if removed is None or value_at(screening.facts, path) is not None else removed.old or {}
        wanted = {f"{path}/{key}": value for key, value in was.items() if key != "id"}
        _refuse_unfit(screening, wanted)
        return _write(
            screening,
            wanted,
            by=by,
            base_version=base_version,
            reason=reason,
            source="put back",
            today=today,
            others=others,
        )


def set_dates(
    *, by: User, screening: Screening, planned_first_dose: date | None, base_version: int, today: date, reason: str = ""
) -> Saved:
    """Set or clear the planned first dose: a date that verdicts depend on, so a change of the data like any other."""
    with acting(by=by, verb=AUDIT_VERBS[Move.EDIT], screening=screening, reason=reason):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.EDIT)
        others = _changes_since(screening, base_version)
        old, new = _iso(screening.planned_first_dose), _iso(planned_first_dose)
        seen = next((each.old for each in others if each.path == PLANNED_FIRST_DOSE), old)
        wanted = {PLANNED_FIRST_DOSE: new} if new not in (old, seen) else {}
        _refuse_clashes(screening, wanted, others)
        return _write(
            screening,
            wanted,
            by=by,
            base_version=base_version,
            reason=reason,
            source="typed",
            today=today,
            others=others,
        )


def mark_section(*, by: User, screening: Screening, section: str, done: bool) -> None:
    """Say that a section is finished, or take that back. A later change of what it holds then needs a reason."""
    if section not in SECTIONS:
        raise InvalidInput({section: _("There is no such section.")})
    with acting(by=by, verb="section.done" if done else "section.reopened", screening=screening):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.EDIT)
        marks = {name: mark for name, mark in screening.section_marks.items() if name != section}
        if done:
            marks[section] = {"by": by.pk, "name": by.printed_name, "at": utc_now().isoformat(timespec="seconds")}
        screening.section_marks = marks
        screening.save(update_fields=["section_marks"])


# --- what may be written ----------------------------------------------------------------------------------------------


def _understood(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Every value as it would be stored; all that is wrong at once."""
    wanted: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for path, value in changes.items():
        try:
            wanted[path] = as_stored(_writable(path), value)
        except InvalidInput as invalid:
            wrong |= invalid.fields
    if wrong:
        raise InvalidInput(wrong)
    return wanted


def _writable(path: str) -> Place:
    place = place_of(path)
    if place.info.judgement:
        raise InvalidInput({path: _("This is for an investigator to judge; it is not entered in the form.")})
    if place.item or place.info.kind == "group":
        raise InvalidInput({path: _("Enter the fields one by one.")})
    return place


def _refuse_unfit(screening: Screening, differing: Mapping[str, Any]) -> None:
    """The record as a whole must still be one that the rules can read."""
    for path in differing:
        if place_of(path).is_whole_list and value_at(screening.facts, path):
            raise InvalidInput({path: _("There are rows in this list: remove them one by one first.")})
    after = _applied(screening.facts, differing)
    try:
        PatientRecord.from_json(documents.public_facts(after))
    except RecordError as error:
        raise InvalidInput({next(iter(differing), ""): str(error)}) from None


def _applied(facts: Mapping[str, Any], differing: Mapping[str, Any]) -> dict[str, Any]:
    after: dict[str, Any] = deepcopy(dict(facts))
    for path, value in differing.items():
        documents.put(after, path, value)
    return after


# --- what somebody else wrote meanwhile -------------------------------------------------------------------------------


def _changes_since(screening: Screening, base_version: int) -> tuple[FactChange, ...]:
    if not 1 <= base_version <= screening.version:
        raise NotAllowedNow(
            "version_unknown",
            _("The page is about version %(base)s, but the data are at version %(now)s: open it again.")
            % {"base": base_version, "now": screening.version},
        )
    if base_version == screening.version:
        return ()
    return tuple(screening.fact_changes.filter(version__gt=base_version).select_related("by").order_by("pk"))


def _refuse_clashes(screening: Screening, wanted: Mapping[str, Any], others: tuple[FactChange, ...]) -> None:
    clashes = {
        path: Clash(mine=value, theirs=change.new, who=change.by.printed_name, when=change.at)
        for path, value in wanted.items()
        for change in others
        if _overlap(path, change.path)
    }
    if clashes:
        raise Conflict(clashes, screening.version)


def _overlap(mine: str, theirs: str) -> bool:
    """The same field, or a row (or list) on one side and a field of it on the other."""
    return mine == theirs or mine.startswith(f"{theirs}/") or theirs.startswith(f"{mine}/")


# --- writing ----------------------------------------------------------------------------------------------------------


def _write(
    screening: Screening,
    wanted: Mapping[str, Any],
    *,
    by: User,
    base_version: int,
    reason: str,
    source: str,
    today: date,
    others: tuple[FactChange, ...],
    sources: Mapping[str, str] | None = None,
) -> Saved:
    if not wanted:
        return Saved(screening.version, (), others, screening)
    reason = clean_reason(reason, required=_needs_reason(screening, wanted))
    before = {path: _current(screening, path) for path in wanted}
    for path, value in wanted.items():
        _apply(screening, path, value)
    next_version(screening, by=by)
    FactChange.objects.bulk_create(
        FactChange(
            screening=screening,
            path=path,
            old=before[path],
            new=value,
            reason=reason,
            source=(sources or {}).get(path, source),
            by=by,
            base_version=base_version,
            version=screening.version,
        )
        for path, value in wanted.items()
    )
    store_verdict(screening, today=today)
    return Saved(screening.version, tuple(wanted), others, screening)


def _current(screening: Screening, path: str) -> Any:
    return _iso(screening.planned_first_dose) if path == PLANNED_FIRST_DOSE else value_at(screening.facts, path)


def _apply(screening: Screening, path: str, value: Any) -> None:
    if path == PLANNED_FIRST_DOSE:
        screening.planned_first_dose = None if value is None else date.fromisoformat(value)
    elif place_of(path).item:
        list_path, _slash, item_id = path.rpartition("/")
        documents.remove_item(screening.facts, list_path, item_id)
    else:
        documents.put(screening.facts, path, value)


def _needs_reason(screening: Screening, wanted: Mapping[str, Any]) -> str:
    """The sentence that asks for a reason, or nothing: after a signature, and in a section that was called done."""
    if screening.status != Status.IN_SCREENING:
        return _("This record has been signed: say why the data change.")
    done = screening.section_marks
    if any(path != PLANNED_FIRST_DOSE and place_of(path).info.section in done for path in wanted):
        return _("This section was marked as done: say why the data change.")
    return ""


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
