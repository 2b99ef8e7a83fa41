"""The trial's lists as columns and rows, for the page and for the file alike. No identifying data in either."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from screening import selectors
from screening.clock import site_time
from screening.models import Enrolment, Meaning, OverallWord, Screening, Signature, User
from screening.permissions import Action, sites_where
from screening.presenters import display_code
from screening.states import OPEN, Status

Column = tuple[Promise, Callable[[Any], object]]


@dataclass(frozen=True, slots=True)
class TrialList:
    """`read` gives the rows that the user may see; a column is its heading and what it shows of one of them."""

    name: str
    title: Promise
    columns: tuple[Column, ...]
    read: Callable[[User], Any]
    site_of: Callable[[Any], int]

    def header(self) -> list[str]:
        return [str(heading) for heading, _show in self.columns]

    def rows(self, user: User, action: Action = Action.VIEW_LISTS) -> Iterator[list[object]]:
        """What the user may see, or of that what their role at its site lets them do `action` with."""
        sites = frozenset(sites_where(user, action))
        for each in self.read(user):
            if self.site_of(each) in sites:
                yield [show(each) for _heading, show in self.columns]


# --- the screening log ------------------------------------------------------------------------------------------------


def decision(screening: Screening) -> Signature | None:
    decisions: list[Signature] = screening.decisions  # type: ignore[attr-defined]  # prefetched by the selector
    return decisions[-1] if decisions else None


def outcome(screening: Screening) -> str:
    """The status; of those in screening the verdict with the day it was made on."""
    if Status(screening.status) not in OPEN:
        return str(Status(screening.status).label)
    verdict = OverallWord(screening.verdict).label
    return _("%(status)s: %(verdict)s (%(day)s)") % {
        "status": Status(screening.status).label,
        "verdict": verdict,
        "day": screening.verdict_as_of,
    }


def failed_criteria(screening: Screening) -> str:
    """What a screen failure was signed for; before a signature what fails for good as things stand."""
    signature = decision(screening)
    if signature is not None and signature.meaning == Meaning.SCREEN_FAILURE and not signature.is_stale:
        verdicts = signature.payload["verdicts"]
        return ", ".join(display_code(code) for code, verdict in verdicts.items() if verdict in {"NOT_MET", "PRESENT"})
    failing = screening.failing if screening.verdict == OverallWord.FAIL else []
    return ", ".join(display_code(code) for code in failing)


def signed_by(screening: Screening) -> str:
    signature = decision(screening)
    return "" if signature is None else signature.printed_name


def signed_as(screening: Screening) -> str:
    signature = decision(screening)
    return "" if signature is None else str(Meaning(signature.meaning).label)


def signed_at(screening: Screening) -> str:
    signature = decision(screening)
    return "" if signature is None else f"{signature.signed_at:%Y-%m-%d %H:%M} UTC"


def subject_number(screening: Screening) -> str:
    enrolment = getattr(screening, "enrolment", None)
    return "" if enrolment is None else enrolment.subject_number


def consent_date(screening: Screening) -> str:
    return str((screening.facts.get("icf") or {}).get("signed_date") or "")


def earlier_number(screening: Screening) -> str:
    return "" if screening.rescreening_of is None else screening.rescreening_of.number


SCREENING_LOG = TrialList(
    "screening-log",
    gettext_lazy("Screening log"),
    (
        (gettext_lazy("Screening no."), lambda row: row.number),
        (gettext_lazy("Site"), lambda row: row.site.code),
        (gettext_lazy("Consent signed"), consent_date),
        (gettext_lazy("Opened on"), lambda row: f"{site_time(row.site, row.opened_at):%Y-%m-%d}"),
        (gettext_lazy("Outcome"), outcome),
        (gettext_lazy("Failed criteria"), failed_criteria),
        (gettext_lazy("Subject no."), subject_number),
        (gettext_lazy("Meaning of the signature"), signed_as),
        (gettext_lazy("Signed by"), signed_by),
        (gettext_lazy("Signed at"), signed_at),
        (gettext_lazy("Rescreening of"), earlier_number),
        (gettext_lazy("Reason for withdrawal"), lambda row: row.closing_reason),
    ),
    selectors.screening_log,
    lambda row: row.site_id,
)


# --- the enrolment list -----------------------------------------------------------------------------------------------


def at_utc(row: Enrolment) -> str:
    return f"{row.at:%Y-%m-%d %H:%M} UTC"


ENROLMENT_LIST = TrialList(
    "enrolment-list",
    gettext_lazy("Enrolment list"),
    (
        (gettext_lazy("Place"), lambda row: row.slot),
        (gettext_lazy("Subject no."), lambda row: row.subject_number),
        (gettext_lazy("Screening no."), lambda row: row.screening.number),
        (gettext_lazy("Site"), lambda row: row.screening.site.code),
        (gettext_lazy("Enrolled on"), lambda row: row.enrolled_on.isoformat()),
        (gettext_lazy("Enrolled by"), lambda row: row.by.printed_name),
        (gettext_lazy("Enrolled at"), at_utc),
        (gettext_lazy("Meaning of the signature"), lambda row: str(Meaning(row.signature.meaning).label)),
        (gettext_lazy("Signed by"), lambda row: row.signature.printed_name),
        (gettext_lazy("Signed at"), lambda row: f"{row.signature.signed_at:%Y-%m-%d %H:%M} UTC"),
        (gettext_lazy("Planned first dose"), lambda row: str(row.screening.planned_first_dose or "")),
        (gettext_lazy("Protocol"), lambda row: f"{row.assessment.protocol_slug}@{row.assessment.protocol_version}"),
    ),
    selectors.enrolment_list,
    lambda row: row.screening.site_id,
)

LISTS = {each.name: each for each in (SCREENING_LOG, ENROLMENT_LIST)}
