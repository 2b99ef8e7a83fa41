"""Every shared read, always starting from what the user may see. What they may not see does not exist.

A stored verdict holds for the day it was made (`verdict_as_of`) and the protocol it was made with. Reading never writes:
rows of another day are assessed anew in memory (and remembered in this process); `manage.py reassess`, run at start and
once a night, stores them, so that a morning's first page has nothing to do.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, Func, IntegerField, JSONField, Prefetch, Q, QuerySet

from screening import verdicts
from screening.clock import site_today
from screening.due import Due, due_of
from screening.facts import value_at
from screening.models import (
    DECISIONS,
    AuditEvent,
    Enrolment,
    FactChange,
    Judgement,
    LabProfile,
    Meaning,
    OverallWord,
    Role,
    Screening,
    Signature,
    Site,
    Trial,
    User,
)
from screening.permissions import Action, sites_where
from screening.states import OPEN, Status

IDENTITY_TABLE = "screening_participantidentity"

# --- what exists for a user -------------------------------------------------------------------------------------------


def sites_for(user: User, action: Action = Action.VIEW) -> QuerySet[Site]:
    """The sites at which the user's role allows this."""
    return Site.objects.filter(pk__in=sites_where(user, action))


def lab_profiles_of(user: User, site: Site) -> QuerySet[LabProfile]:
    """Every version, also those that no longer hold; nothing of a site whose profiles are not this person's to keep."""
    kept = LabProfile.objects.filter(site=site, site_id__in=sites_where(user, Action.MANAGE_PROFILES))
    return kept.select_related("by", "site")


def lab_profiles_at(site_id: int) -> list[LabProfile]:
    """For the form of a screening at this site."""
    return list(LabProfile.objects.filter(site_id=site_id))


def screenings_for(user: User) -> QuerySet[Screening]:
    return Screening.objects.filter(site_id__in=sites_where(user, Action.VIEW)).select_related("site")


def screening_for(user: User, number: str) -> Screening:
    """Raises Screening.DoesNotExist also for one at another site: a page answers 404 to both."""
    return screenings_for(user).get(number=number)


def possible_duplicates(
    *, by: User, site: Site, birth_date: str | date, sex: str, initials: str = ""
) -> list[Screening]:
    """Screenings at this site of somebody with the same birth date, sex and initials (Q46), newest first.

    Where one of the two has no initials on record, the other two decide: a warning is cheap, a double entry is not.
    """
    day = birth_date.isoformat() if isinstance(birth_date, date) else birth_date
    alike = screenings_for(by).filter(site=site, facts__birth_date=day, facts__sex=sex)
    if initials.strip():
        same = Q(participant__identity__initials__iexact=initials.strip()) | Q(participant__identity__initials="")
        alike = alike.filter(same)
    return list(alike.order_by("-pk"))


# --- one screening ----------------------------------------------------------------------------------------------------


def signatures_of(screening: Screening) -> list[Signature]:
    """Oldest first, each with its signer; `is_stale` tells those whose data have changed since."""
    return list(screening.signatures.select_related("signer", "assessment", "screening").order_by("pk"))


def decision_on(screening: Screening) -> Signature | None:
    """The latest decision, stale or not."""
    decided = screening.signatures.filter(meaning__in=DECISIONS).select_related("signer", "assessment", "screening")
    return decided.order_by("pk").last()


def data_statement_on(screening: Screening) -> Signature | None:
    """The latest "data complete and checked against source", stale or not."""
    stated = screening.signatures.filter(meaning=Meaning.DATA_COMPLETE).select_related("signer", "screening")
    return stated.order_by("pk").last()


def changes_since(screening: Screening, version: int) -> list[FactChange]:
    """What was written after a version: the lines a stale signature shows."""
    return list(screening.fact_changes.filter(version__gt=version).select_related("by").order_by("pk"))


def judgements_of(screening: Screening) -> list[Judgement]:
    """All answers ever given, oldest first; the latest of a path governs."""
    return list(screening.judgements.select_related("by").order_by("pk"))


def removed_rows_of(screening: Screening) -> list[FactChange]:
    """The removals of rows that are still out, newest first."""
    taken_out = screening.fact_changes.filter(new__isnull=True, path__regex=r"/[0-9a-f-]{36}$").order_by("-pk")
    latest = {change.path: change for change in reversed(taken_out.select_related("by"))}
    return [change for path, change in reversed(latest.items()) if value_at(screening.facts, path) is None]


def fact_changes_of(screening: Screening) -> QuerySet[FactChange]:
    return screening.fact_changes.select_related("by").order_by("-pk")


def history_of(user: User, screening: Screening) -> QuerySet[AuditEvent]:
    """The audit trail of one screening, newest first. Nothing where the user may not see the screening.

    What happened to the identifying data shows that it happened; the values only to those who may see them.
    """
    if screening.site_id not in sites_where(user, Action.VIEW):
        return AuditEvent.objects.none()
    events = AuditEvent.objects.filter(screening=screening).select_related("actor")
    if screening.site_id not in sites_where(user, Action.VIEW_IDENTITY):
        events = events.exclude(table_name=IDENTITY_TABLE)
    return events.order_by("-pk")


# --- the worklist -----------------------------------------------------------------------------------------------------

StepCode = Literal["enter", "judge", "sign_eligible", "sign_failure", "sign_again", "enrol", "wait", "none"]
Filter = Literal["all", "mine", "open", "fail", "missing", "judge", "notyet", "eligible"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What has to be done next: `count` values or items, first the fact at `path` in `section`; or a day to wait for."""

    code: StepCode
    count: int = 0
    section: str = ""
    path: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class WorklistRow:
    number: str
    site_id: int
    site_code: str
    status: Status
    verdict: OverallWord
    counts: dict[str, int]
    earliest_date: date | None
    earliest_if_resolved: bool
    eligible_until: date | None
    failing: tuple[str, ...]
    limited_by: tuple[str, ...]
    next_step: NextStep
    due: Due | None
    birth_date: str
    changed_at: datetime
    changed_by: str
    subject_number: str
    waits_for_me: bool
    today: date


@dataclass(frozen=True, slots=True)
class Worklist:
    """`rows` after filtering, `totals` before it: how many rows each filter would show."""

    rows: tuple[WorklistRow, ...]
    totals: dict[str, int]


_COLUMNS = (
    "pk", "number", "site_id", "site__code", "status", "version", "facts__birth_date", "planned_first_dose", "changed_at",
    "changed_by__full_name", "changed_by__username", "enrolment__subject_number", "protocol_slug", "protocol_version",
    *verdicts.SUMMARY_COLUMNS,
)  # fmt: skip
_LAB_DAYS = Func(
    F("facts"), template="jsonb_path_query_array(%(expressions)s, '$.labs[*].date')", output_field=JSONField()
)


def worklist(
    user: User, *, now: datetime, show: Filter = "all", site: str = "", query: str = "", limit: int | None = None
) -> Worklist:
    """Everybody in screening, and what became of the rest, with the next step; two queries (four on the first of a day).

    `query` finds a number, a birth date or, for those who may see them, initials. Sorted by due date, then number.
    """
    days = {each.pk: site_today(each, now) for each in sites_for(user)}
    found = Screening.objects.filter(site_id__in=list(days))
    if site:
        found = found.filter(site__code=site)
    if query.strip():
        found = found.filter(_matching(user, query.strip()))
    stored = list(found.order_by("number").values(*_COLUMNS, lab_days=_LAB_DAYS))
    rows = [_row(user, each, days[each["site_id"]]) for each in _as_of(stored, days)]
    totals = Counter(name for row in rows for name in _filters(row))
    shown = [row for row in rows if show in _filters(row)]
    shown.sort(key=_by_due_date)
    return Worklist(tuple(shown[:limit]), dict(totals))


def _by_due_date(row: WorklistRow) -> tuple[bool, date, str]:
    return row.status not in OPEN, date.max if row.due is None else row.due.day, row.number


def _matching(user: User, query: str) -> Q:
    sites = sites_where(user, Action.VIEW_IDENTITY)
    identity = Q(participant__identity__initials__iexact=query, site_id__in=sites)
    return Q(number__icontains=query) | Q(facts__birth_date__startswith=query) | identity


def _as_of(stored: list[dict[str, Any]], days: dict[int, date]) -> list[dict[str, Any]]:
    """The rows with their verdicts of today. Closed ones keep the verdict of the day they were closed."""
    old = {each["pk"]: days[each["site_id"]] for each in stored if _is_out_of_date(each, days[each["site_id"]])}
    if not old:
        return stored
    known = {each["pk"]: (old[each["pk"]], each["version"], each["pk"]) for each in stored if each["pk"] in old}
    fresh = {pk: _remembered.get(key) for pk, key in known.items()}
    unknown = [pk for pk, summary in fresh.items() if summary is None]
    for screening in Screening.objects.filter(pk__in=unknown).prefetch_related("judgements"):
        summary = summary_on(screening, old[screening.pk])
        _remember(known[screening.pk], summary)
        fresh[screening.pk] = summary
    return [each | (fresh.get(each["pk"]) or {}) for each in stored]


def _is_out_of_date(stored: dict[str, Any], today: date) -> bool:
    if stored["status"] not in OPEN:
        return False
    spec = f"{stored['protocol_slug']}@{stored['protocol_version']}"
    return (stored["verdict_as_of"], stored["verdict_digest"]) != (today, verdicts.protocol(spec).digest)


def summary_on(screening: Screening, today: date) -> dict[str, Any]:
    assessed = verdicts.assess(screening, today=today, judgements=screening.judgements.all())
    return verdicts.summary_of(assessed)


# Per process, bounded; a version that changes or a day that passes is another key.
_remembered: dict[tuple[date, int, int], dict[str, Any]] = {}
_MOST_REMEMBERED = 5000


def _remember(key: tuple[date, int, int], summary: dict[str, Any]) -> None:
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = summary


def out_of_date(now: datetime) -> QuerySet[Screening]:
    """The open screenings, of all sites, whose stored verdict is of another day (for `manage.py reassess`)."""
    of_another_day = Q()
    for site in Site.objects.all():
        of_another_day |= Q(site=site) & ~Q(verdict_as_of=site_today(site, now))
    return Screening.objects.filter(of_another_day, status__in=sorted(OPEN)).select_related("site")


def _row(user: User, stored: dict[str, Any], today: date) -> WorklistRow:
    step = next_step(stored)
    role = user.roles[stored["site_id"]]
    return WorklistRow(
        number=stored["number"],
        site_id=stored["site_id"],
        site_code=stored["site__code"],
        status=Status(stored["status"]),
        verdict=OverallWord(stored["verdict"]),
        counts=stored["verdict_counts"],
        earliest_date=stored["earliest_date"],
        earliest_if_resolved=stored["earliest_if_resolved"],
        eligible_until=stored["eligible_until"],
        failing=tuple(stored["failing"]),
        limited_by=tuple(stored["limited_by"]),
        next_step=step,
        due=due_of(stored, today) if Status(stored["status"]) in OPEN else None,
        birth_date=stored["facts__birth_date"] or "",
        changed_at=stored["changed_at"],
        changed_by=stored["changed_by__full_name"] or stored["changed_by__username"],
        subject_number=stored["enrolment__subject_number"] or "",
        waits_for_me=step.code in _WAITS_FOR.get(Role(role), ()),
        today=today,
    )


_WAITS_FOR: dict[Role, tuple[StepCode, ...]] = {
    Role.COORDINATOR: ("enter", "enrol"),
    Role.INVESTIGATOR: ("judge", "sign_eligible", "sign_failure", "sign_again"),
}


def next_step(stored: dict[str, Any]) -> NextStep:
    """From the stored columns: status first, then what the verdict waits for."""
    status, verdict = Status(stored["status"]), OverallWord(stored["verdict"])
    if status not in OPEN:
        return NextStep("none")
    if status is Status.SIGNED_ELIGIBLE and verdict is OverallWord.ELIGIBLE:
        return NextStep("enrol")
    if verdict is OverallWord.MISSING:
        return NextStep("enter", stored["missing_count"], stored["first_missing_section"], stored["first_missing_path"])
    if verdict is OverallWord.JUDGE:
        return NextStep("judge", stored["verdict_counts"].get("judge", 0))
    if verdict is OverallWord.FAIL:
        return NextStep("sign_failure", len(stored["failing"]))
    if verdict is OverallWord.NOT_YET:
        return NextStep("wait", len(stored["limited_by"]), day=stored["earliest_date"])
    code: StepCode = "sign_again" if status is Status.DATA_CHANGED else "sign_eligible"
    return NextStep(code)


def _filters(row: WorklistRow) -> set[str]:
    """The filters that show a row. Verdict filters speak of people still in screening."""
    names = {"all"}
    if row.waits_for_me:
        names.add("mine")
    if row.status in OPEN:
        names |= {"open", row.verdict.value}
    return names


# --- the trial's lists ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    taken: int
    cap: int

    @property
    def free(self) -> int:
        return self.cap - self.taken


def places() -> Places:
    """How many places of the trial are taken, at all sites together: a number about nobody in particular."""
    taken, cap = Trial.objects.values_list(_of_all_sites("trialsite_places_taken"), "cap").get()
    return Places(taken, cap)


def last_place(trial: Trial) -> int:
    """The highest place given so far, at whichever site; 0 before the first."""
    last: int = Trial.objects.values_list(_of_all_sites("trialsite_last_place"), flat=True).get(pk=trial.pk)
    return last


def _of_all_sites(function: str) -> Func:
    """A number that the database counts past the wall between sites (migrations/sql/walls.sql)."""
    return Func(F("pk"), function=function, output_field=IntegerField())


def screening_log(user: User) -> QuerySet[Screening]:
    """Everybody ever screened at the user's sites, once each, by number; `decisions` holds their signed decisions."""
    signed = Signature.objects.filter(meaning__in=DECISIONS).select_related("screening").order_by("pk")
    return (
        Screening.objects.filter(site_id__in=sites_where(user, Action.VIEW_LISTS))
        .select_related("site", "enrolment", "rescreening_of")
        .prefetch_related(Prefetch("signatures", queryset=signed, to_attr="decisions"))
        .order_by("number")
    )


# Of people the lists need, and the role that takes them out may read (migration 0010), no more than this.
_NAMES = frozenset({"id", "username", "first_name", "last_name", "full_name"})
_COLUMNS_OF_PEOPLE = {each.name for each in User._meta.concrete_fields}  # noqa: SLF001  documented for this use
_NOT_THEIR_NAMES = sorted(f"by__{name}" for name in _COLUMNS_OF_PEOPLE - _NAMES)


def enrolment_list(user: User) -> QuerySet[Enrolment]:
    """The enrolled at the user's sites by place, with site, screening, signature and who enrolled."""
    return (
        Enrolment.objects.filter(screening__site_id__in=sites_where(user, Action.VIEW_LISTS))
        .select_related("screening__site", "signature__screening", "by", "assessment")
        .defer(*_NOT_THEIR_NAMES)
        .order_by("trial", "slot")
    )
