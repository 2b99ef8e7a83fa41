"""Queries and source verification in words: the list, one query, and the sheet of a screening."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from criteria import Criterion
from criteria.record import SECTION_TITLES, SECTIONS
from screening import permissions, verdicts
from screening.clock import site_clock
from screening.errors import InvalidInput
from screening.facts import is_note, leaves, place_of, public_path, value_at
from screening.links import field_url
from screening.models import QueryKind, Screening, Step, User
from screening.permissions import role_at
from screening.presenters import display_code
from screening.queries import ASKS, Standing, Target, Thread, Tick, threads_for, ticks_of
from screening.rows.history import criterion_words, path_label, value_words
from screening.values import PLANNED_FIRST_DOSE
from screening.wording import in_reader_language

STANDINGS: dict[Standing, Promise] = {
    Standing.OPEN: gettext_lazy("Open"),
    Standing.ANSWERED: gettext_lazy("Answered"),
    Standing.CLOSED: gettext_lazy("Closed"),
}


def target_words(screening: Screening, target: Target) -> str:
    """The name of a field, or the code and title of a criterion."""
    return path_label(screening, target.path) if target.path else criterion_words(screening, target.criterion)


def recorded_words(screening: Screening, target: Target) -> str:
    """What is recorded at a field now; nothing of a criterion, whose page shows its facts."""
    if target.path == PLANNED_FIRST_DOSE:
        return "" if screening.planned_first_dose is None else screening.planned_first_dose.isoformat()
    return value_words(target.path, value_at(screening.facts, target.path)) if target.path else ""


def target_url(screening: Screening, target: Target) -> str:
    """Where it can be looked at: the page of the criterion, or the field in its form."""
    if target.criterion:
        return reverse("screening:criterion", args=[screening.number, target.criterion])
    if target.path == PLANNED_FIRST_DOSE:
        return f"{reverse('screening:form', args=[screening.number, 'review'])}#id_planned_first_dose"
    try:
        return field_url(screening, public_path(screening, target.path))
    except (InvalidInput, KeyError, ValueError):  # of a row that has been removed since
        return reverse("screening:history", args=[screening.number])


def new_url(screening: Screening, target: Target) -> str:
    """Number and name of the field only: an address never carries a value."""
    named = {"path": target.path} if target.path else {"criterion": target.criterion}
    return f"{reverse('screening:query_new', args=[screening.number])}?{urlencode(named)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A query in one line."""

    url: str
    number: str
    serial: int
    about: str
    about_url: str
    text: str
    kind: str
    standing: Standing
    standing_words: str
    who: str
    raised: str
    age: str
    turn: str
    close_url: str


def line(user: User, thread: Thread) -> Line:
    query, screening = thread.query, thread.query.screening
    target = Target.of(query)
    address = [screening.number, query.serial]
    return Line(
        url=reverse("screening:query", args=address),
        number=screening.number,
        serial=query.serial,
        about=target_words(screening, target),
        about_url=target_url(screening, target),
        text=query.text,
        kind=str(QueryKind(query.kind).label),
        standing=thread.standing,
        standing_words=str(STANDINGS[thread.standing]),
        who=query.by.printed_name,
        raised=site_clock(screening.site, query.at),
        age=ngettext("%(n)s day", "%(n)s days", thread.age) % {"n": thread.age},
        turn=_(" or ").join(sorted(str(role.label) for role in thread.turn_of)),
        close_url=reverse("screening:query_close", args=address) if may_close(user, thread) else "",
    )


def may_close(user: User, thread: Thread) -> bool:
    screening = thread.query.screening
    return (
        thread.standing is not Standing.CLOSED
        and permissions.user_can_close_query(user, screening)
        and role_at(user, screening) in ASKS[thread.kind]
    )


@dataclass(frozen=True, slots=True)
class Said:
    what: str
    who: str
    role: str
    local: str
    text: str


def said(thread: Thread) -> Iterator[Said]:
    site = thread.query.screening.site
    for entry in thread.entries:
        role = str(entry.get_role_display())
        asked = entry.role in ASKS[thread.kind]
        what = STANDINGS[Standing.CLOSED] if entry.step == Step.CLOSED else _("Asked further") if asked else _("Answer")
        yield Said(str(what), entry.by.printed_name, role, site_clock(site, entry.at), entry.text)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one criterion: the queries about it, a way to raise one, and the monitor's tick."""

    row: "SheetRow"
    can_tick: bool
    can_ask: bool


def beside(user: User, screening: Screening, criterion: Criterion, *, now: datetime) -> Beside:
    target = Target(criterion=criterion.id)
    found = [each for each in threads_for(user, now=now, screening=screening) if Target.of(each.query) == target]
    lines = tuple(line(user, thread) for thread in found)
    return Beside(
        _sheet_row(screening, target, _titled(criterion), "", ticks_of(screening).get(target), lines),
        can_tick=permissions.user_can_check_source(user, screening),
        can_ask=may_ask(user, screening),
    )


def may_ask(user: User, screening: Screening) -> bool:
    """About a criterion: the monitor the site, the investigator the sponsor."""
    return permissions.user_can_raise_query(user, screening) or permissions.user_can_ask_sponsor(user, screening)


# --- the sheet of a screening -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A field or a criterion: what is recorded, whether it agrees with the source, and the queries about it."""

    anchor: str
    name: str
    label: str
    value: str
    url: str
    state: str
    key: str
    who: str
    queries: tuple[Line, ...]
    new_url: str

    @property
    def is_ticked(self) -> bool:
        return self.key == "agrees"


@dataclass(frozen=True, slots=True)
class SheetPart:
    title: str
    rows: tuple[SheetRow, ...]

    @property
    def ticked(self) -> int:
        return sum(row.is_ticked for row in self.rows)


def sheet(
    user: User, screening: Screening, ticks: Mapping[Target, Tick], threads: Iterable[Thread]
) -> tuple[SheetPart, ...]:
    """The criteria, then every recorded fact by section."""
    asked: dict[Target, list[Line]] = defaultdict(list)
    for thread in threads:
        asked[Target.of(thread.query)].append(line(user, thread))

    def row(target: Target, label: str, value: str) -> SheetRow:
        return _sheet_row(screening, target, label, value, ticks.get(target), tuple(asked[target]))

    criteria = verdicts.protocol(screening.protocol_spec).criteria
    parts = [SheetPart(_("Criteria"), tuple(row(Target(criterion=each.id), _titled(each), "") for each in criteria))]
    recorded = _recorded(screening)
    for section in SECTIONS:
        if section in recorded:
            rows = (row(Target(path=path), path_label(screening, path), value) for path, value in recorded[section])
            parts.append(SheetPart(in_reader_language(SECTION_TITLES[section]), tuple(rows)))
    return tuple(parts)


def _titled(criterion: Criterion) -> str:
    return f"{display_code(criterion.id)} {in_reader_language(criterion.title)}"


def _recorded(screening: Screening) -> dict[str, list[tuple[str, str]]]:
    """(storage path, value in words) by section; notes are words already, and no source data."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, value in leaves(screening.facts):
        if not is_note(path):
            found[place_of(path).info.section].append((path, value_words(path, value)))
    if screening.planned_first_dose is not None:
        found["review"].append((PLANNED_FIRST_DOSE, screening.planned_first_dose.isoformat()))
    return found


def _sheet_row(
    screening: Screening, target: Target, label: str, value: str, tick: Tick | None, queries: tuple[Line, ...]
) -> SheetRow:
    key = "agrees" if tick is not None and tick.counts else "changed" if _was_ticked(tick) else ""
    name = f"criterion {target.criterion}" if target.criterion else f"path {target.path}"
    return SheetRow(
        anchor=anchor(target),
        name=name,
        label=label,
        value=value,
        url=target_url(screening, target),
        state=str(_TICKED[key]),
        key=key,
        who=_by_whom(screening, tick) if key and tick is not None else "",
        queries=queries,
        new_url=new_url(screening, target),
    )


_TICKED: dict[str, Promise] = {
    "agrees": gettext_lazy("Agrees with the source"),
    "changed": gettext_lazy("Changed since it was checked"),
    "": gettext_lazy("Not checked"),
}


def _was_ticked(tick: Tick | None) -> bool:
    return tick is not None and tick.check.agrees


def _by_whom(screening: Screening, tick: Tick) -> str:
    return f"{tick.check.by.printed_name}, {site_clock(screening.site, tick.check.at)}"


def anchor(target: Target) -> str:
    return f"check-{target.criterion}" if target.criterion else f"check-{target.path.replace('/', '-')}"


def target_named(name: str) -> Target:
    """Of a button of the sheet: "criterion I07", "path weight_kg"."""
    kind, _space, what = name.partition(" ")
    return Target(criterion=what) if kind == "criterion" else Target(path=what)
