"""Everything the reports count, in three queries whatever the size of the trial.

Counted are screenings: somebody screened twice was assessed twice. What failed somebody comes from the photograph that was
signed, not from today's rules: the same screening counts in the same way for ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db.models import Exists, F, Func, JSONField, OuterRef

from screening import selectors
from screening.clock import site_today
from screening.models import Meaning, Screening, Signature, Site, User
from screening.permissions import Action, sites_where
from screening.plan import Plan, plan
from screening.selectors import Places
from screening.states import Status


class Step(Enum):
    """Where a screening left the flow, or is in it."""

    IN_SCREENING = "in_screening"
    FAILURE = "failure"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    WITHDRAWN_LATER = "withdrawn_later"
    ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class Row:
    """One screening."""

    number: str
    site: str
    step: Step
    opened_on: date
    enrolled_on: date | None


@dataclass(frozen=True, slots=True)
class Failing:
    """A criterion that failed somebody, with what the signed photograph saw."""

    code: str
    evidence: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A screen failure as it was signed; `failing` in protocol order."""

    number: str
    site: str
    protocol: str
    failing: tuple[Failing, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """`sites`: those counted, by code. `places`: of the whole trial, whatever the reader's sites."""

    sites: tuple[str, ...]
    rows: tuple[Row, ...]
    failures: tuple[Failure, ...]
    places: Places
    plan: Plan | None
    today: date

    def count(self, *steps: Step, site: str = "") -> int:
        return sum(row.step in steps and site in {"", row.site} for row in self.rows)

    @property
    def enrolled_on(self) -> list[date]:
        return sorted(row.enrolled_on for row in self.rows if row.enrolled_on is not None)


def figures(user: User, *, now: datetime, action: Action = Action.VIEW_REPORTS) -> Figures:
    """Of the sites at which the user's role allows this."""
    sites = list(Site.objects.filter(pk__in=sites_where(user, action)).order_by("code"))
    known = {site.pk: site for site in sites}
    rows = tuple(_row(each, known[each["site_id"]]) for each in _screenings(known))
    today = max((site_today(site, now) for site in sites), default=site_today(Site(timezone="UTC"), now))
    return Figures(
        sites=tuple(site.code for site in sites),
        rows=rows,
        failures=tuple(_failure(each, known[each["screening__site_id"]]) for each in _failures(known)),
        places=selectors.places(),
        plan=plan(first_day=min((row.opened_on for row in rows), default=today)),
        today=today,
    )


# --- where each screening stands --------------------------------------------------------------------------------------

_SIGNED_ELIGIBLE = Signature.objects.filter(
    screening_id=OuterRef("pk"), version=OuterRef("version"), meaning=Meaning.ELIGIBLE
)


def _screenings(sites: Iterable[int]) -> Iterable[Mapping[str, Any]]:
    found = Screening.objects.filter(site_id__in=list(sites)).annotate(signed=Exists(_SIGNED_ELIGIBLE))
    return found.order_by("number").values(
        "number", "site_id", "status", "opened_at", "signed", "enrolment__enrolled_on"
    )


def _row(stored: Mapping[str, Any], site: Site) -> Row:
    return Row(
        number=stored["number"],
        site=site.code,
        step=_step(Status(stored["status"]), signed=stored["signed"]),
        opened_on=site_today(site, stored["opened_at"]),
        enrolled_on=stored["enrolment__enrolled_on"],
    )


def _step(status: Status, *, signed: bool) -> Step:
    if status is Status.WITHDRAWN:
        return Step.WITHDRAWN_LATER if signed else Step.WITHDRAWN
    return _STEPS[status]


_STEPS = {
    Status.IN_SCREENING: Step.IN_SCREENING,
    Status.DATA_CHANGED: Step.IN_SCREENING,
    Status.SIGNED_FAILURE: Step.FAILURE,
    Status.SIGNED_ELIGIBLE: Step.WAITING,
    Status.ENROLLED: Step.ENROLLED,
}


# --- what failed them -------------------------------------------------------------------------------------------------


def _failures(sites: Iterable[int]) -> Iterable[Mapping[str, Any]]:
    """The signatures that hold, each with only the failing criteria of its photograph: a photograph is large."""
    failing = Func(
        F("assessment__result"),
        template="jsonb_path_query_array(%(expressions)s, "
        """'$.criteria[*] ? (@.verdict == "NOT_MET" || @.verdict == "PRESENT")')""",
        output_field=JSONField(),
    )
    signed = Signature.objects.filter(
        screening__site_id__in=list(sites), screening__status=Status.SIGNED_FAILURE, meaning=Meaning.SCREEN_FAILURE,
        version=F("screening__version"),
    )  # fmt: skip
    return signed.order_by("screening__number").values(
        "screening__number", "screening__site_id", "assessment__protocol_slug", "assessment__protocol_version",
        failing=failing,
    )  # fmt: skip


def _failure(stored: Mapping[str, Any], site: Site) -> Failure:
    criteria: Sequence[dict[str, Any]] = stored["failing"]
    return Failure(
        number=stored["screening__number"],
        site=site.code,
        protocol=f"{stored['assessment__protocol_slug']}@{stored['assessment__protocol_version']}",
        failing=tuple(Failing(each["id"], tuple(each["evidence"])) for each in criteria),
    )
