"""The worklist: one row each with its verdict in words and the next step as a link."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from screening import wording
from screening.due import Why
from screening.models import OverallWord, Role, User
from screening.permissions import PERMISSIONS, Action
from screening.queries import Columns
from screening.selectors import NextStep, Worklist, WorklistRow
from screening.states import Status
from screening.wording import OVERALL_WORDS, Chip, ChipKey

KEYS: dict[OverallWord, ChipKey] = {
    OverallWord.FAIL: "fail",
    OverallWord.MISSING: "missing",
    OverallWord.JUDGE: "judge",
    OverallWord.NOT_YET: "notyet",
    OverallWord.ELIGIBLE: "pass",
}
DUE_WORDS: dict[Why, Promise] = {
    "washout": gettext_lazy("waiting time ends"),
    "results": gettext_lazy("results become too old"),
    "birthday": gettext_lazy("birthday that changes a limit"),
    "until": gettext_lazy("last eligible day"),
    "dose": gettext_lazy("planned first dose"),
}
FILTERS: tuple[tuple[str, Promise], ...] = (
    ("mine", gettext_lazy("Waiting for me")),
    ("open", gettext_lazy("In screening")),
    ("missing", OVERALL_WORDS["missing"]),
    ("judge", OVERALL_WORDS["judge"]),
    ("notyet", OVERALL_WORDS["notyet"]),
    ("eligible", OVERALL_WORDS["pass"]),
    ("fail", OVERALL_WORDS["fail"]),
    ("all", gettext_lazy("Everybody")),
)


@dataclass(frozen=True, slots=True)
class WorklistLine:
    number: str
    url: str
    site: str
    chip: Chip
    step: str
    step_url: str
    due: date | None
    due_why: str
    changed_at: datetime
    changed_by: str
    beside: Columns | None = None
    beside_url: str = ""


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    name: str
    label: str
    count: int
    here: bool


def default_filter(user: User) -> str:
    """An investigator starts with what waits for them; everybody else with all who are in screening."""
    return "mine" if Role.INVESTIGATOR in user.roles.values() else "open"


def worklist_lines(
    user: User, rows: Iterable[WorklistRow], beside: Mapping[str, Columns] | None = None
) -> tuple[WorklistLine, ...]:
    """`beside`: queries and source verification by number, for who monitors."""
    return tuple(_line(user, row, (beside or {}).get(row.number)) for row in rows)


def worklist_filters(found: Worklist, show: str) -> tuple[WorklistFilter, ...]:
    """A filter that would show nothing is left out, except the one the reader is on and the first ones."""
    always = {"open", "all", show}
    return tuple(
        WorklistFilter(name, str(label), found.totals.get(name, 0), name == show)
        for name, label in FILTERS
        if name in always or found.totals.get(name)
    )


def _line(user: User, row: WorklistRow, beside: Columns | None) -> WorklistLine:
    words, url = _step(user, row)
    return WorklistLine(
        number=row.number,
        url=reverse("screening:screening", args=[row.number]),
        site=row.site_code,
        chip=row_chip(row),
        step=words,
        step_url=url,
        due=None if row.due is None else row.due.day,
        due_why="" if row.due is None else str(DUE_WORDS[row.due.why]),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        beside=beside,
        beside_url=reverse("screening:source", args=[row.number]),
    )


def row_chip(row: WorklistRow) -> Chip:
    """What was signed or done says more than the verdict, as long as the verdict still bears it out."""
    if row.status is Status.ENROLLED:
        return Chip("pass", _("Enrolled %(number)s") % {"number": row.subject_number})
    if row.status is Status.WITHDRAWN:
        return Chip("na", wording.WITHDRAWN)
    if row.status is Status.SIGNED_FAILURE:
        return Chip("fail", wording.SIGNED_SCREEN_FAILURE)
    if row.status is Status.SIGNED_ELIGIBLE and row.verdict is OverallWord.ELIGIBLE:
        return Chip("pass", wording.SIGNED_ELIGIBLE)
    if row.status is Status.DATA_CHANGED:
        return Chip(KEYS[row.verdict] if row.verdict is not OverallWord.ELIGIBLE else "judge", wording.SIGNED_STALE)
    return Chip(KEYS[row.verdict], _verdict_words(row))


def _verdict_words(row: WorklistRow) -> str:
    if row.verdict is OverallWord.NOT_YET and row.earliest_date is not None and not row.earliest_if_resolved:
        return _("Not yet eligible, from %(day)s") % {"day": row.earliest_date}
    return str(OVERALL_WORDS[KEYS[row.verdict]])


# --- the next step ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """What a step is called for those who do it and for those who wait for it, and the page it is done on."""

    mine: Callable[[NextStep], str]
    theirs: Callable[[NextStep], str]
    page: str
    action: Action


def _missing(step: NextStep) -> str:
    """With no value missing, what is open is a question: to the sponsor, or about a value that needs checking."""
    if not step.count:
        return _("An open question")
    return ngettext("%(n)s value missing", "%(n)s values missing", step.count) % {"n": step.count}


_WAYS: dict[str, _Way] = {
    "enter": _Way(
        _missing,
        _missing,
        "screening:next",
        Action.EDIT,
    ),
    "judge": _Way(
        lambda step: ngettext("Judge %(n)s item", "Judge %(n)s items", step.count) % {"n": step.count},
        lambda step: ngettext(
            "%(n)s item for the investigator", "%(n)s items for the investigator", step.count
        ) % {"n": step.count},
        "screening:judge",
        Action.JUDGE,
    ),
    "sign_eligible": _Way(
        lambda step: _("Sign as eligible"), lambda step: _("For the investigator to sign"), "screening:sign",
        Action.SIGN_ELIGIBLE,
    ),
    "sign_again": _Way(
        lambda step: _("Sign again"), lambda step: _("For the investigator to sign again"), "screening:sign",
        Action.SIGN_ELIGIBLE,
    ),
    "sign_failure": _Way(
        lambda step: _("Confirm screen failure"), lambda step: _("Screen failure for the investigator to confirm"),
        "screening:sign", Action.SIGN_FAILURE,
    ),
    "enrol": _Way(lambda step: _("Enrol"), lambda step: _("To be enrolled"), "screening:enrol", Action.ENROL),
    "wait": _Way(
        lambda step: _("Wait until %(day)s") % {"day": step.day or "…"},
        lambda step: _("Wait until %(day)s") % {"day": step.day or "…"},
        "screening:verdict",
        Action.VIEW,
    ),
}  # fmt: skip


def _step(user: User, row: WorklistRow) -> tuple[str, str]:
    way = _WAYS.get(row.next_step.code)
    if way is None:
        return "", ""
    does_it = user.roles.get(row.site_id) in PERMISSIONS[way.action].roles
    words = (way.mine if does_it else way.theirs)(row.next_step)
    if row.next_step.code == "enter" and not row.next_step.count:
        does_it = False  # there is no field to go to: the verdict page says what is asked
    return words, reverse(way.page if does_it else "screening:verdict", args=[row.number])


def site_codes(rows: Iterable[WorklistRow]) -> list[str]:
    return sorted({row.site_code for row in rows})
