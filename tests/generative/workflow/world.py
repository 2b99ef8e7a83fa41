"""Two sites with their people and some screenings, made once; each run begins there and is taken back afterwards."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

import criteria
from screening.models import Judgement, Membership, Role, Screening, Signature, Site, Trial, User
from screening.values import PLANNED_FIRST_DOSE
from tests import people
from tests.factories import make_site, make_team, make_user
from tests.generative.workflow.model import Model
from tests.generative.workflow.things import CAP, Kept, Person
from trialsite.pytest_postgres import as_owner

HERE, THERE = "HERE", "THERE"
_HASHED = "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM {} AS r"
# What changes row by row, whole but for the hour of a sign-in; of what is only ever added, how many there are.
_CHANGED = (
    "screening_screening", "screening_participant", "identity.screening_participantidentity",
    "(SELECT to_jsonb(u) - 'last_login' FROM screening_user AS u)",
    "screening_secondfactor", "screening_site", "screening_membership", "screening_trial",
)  # fmt: skip
ADDED = (
    "screening_factchange", "screening_assessment", "screening_judgement", "screening_signature", "screening_enrolment",
)  # fmt: skip
_EVENTS = "SELECT verb, action, table_name FROM screening_auditevent WHERE id > %s ORDER BY id"
_SCREENINGS = "SELECT number, site_id, status, version, verdict, verdict_as_of FROM screening_screening"


@dataclass(frozen=True)
class Looked:
    """The database at one moment: `state` is equal where nothing but the trail and the counting of tries has moved."""

    state: tuple[Any, ...]
    added: dict[str, int]
    screenings: dict[str, tuple[Any, ...]]
    events: tuple[tuple[str, str, str], ...]


@dataclass
class World:
    sites: dict[str, Site] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    first: dict[str, Kept] = field(default_factory=dict)
    protocol: tuple[str, str] = ("", "")
    known_verdicts: dict[str, criteria.Assessment] = field(default_factory=dict)

    def model(self) -> Model:
        """As the world stands at the beginning of every run."""
        return Model(
            people={
                name: Person({each.site.code: each.role for each in user.memberships.all()})
                for name, user in self.users.items()
                if not user.is_superuser
            },
            screenings={
                number: Kept(number, kept.site, kept.status, [*kept.versions], dict(kept.judgements), dict(kept.changed),
                             decision=kept.decision, oldest=kept.version)
                for number, kept in self.first.items()
            },
            today=lambda site: people.today_at(self.sites[site]),
            protocol=self.protocol,
            known_verdicts=self.known_verdicts,
        )  # fmt: skip

    def client(self, name: str) -> Client:
        client = Client()
        if name in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client


def make_world() -> World:
    world = World()
    for code in (HERE, THERE):
        site, team = make_team(make_site(code))
        world.sites[code] = site
        world.users |= {f"{code.lower()} {role.value}": user for role, user in team.items()}
    world.users["second coordinator"] = make_user(Role.COORDINATOR, world.sites[HERE])
    world.users["root"] = User.objects.create_superuser("root", password="a long sentence for the root")
    with as_owner():
        Trial.objects.update(cap=CAP)
    for code in (HERE, THERE):
        _make_screenings(world, code)
    first = Screening.objects.earliest("pk")
    world.protocol = (first.protocol_slug, first.protocol_version)
    for name, user in world.users.items():
        client = Client()
        client.force_login(user)
        world.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    world.users = {
        name: User.objects.prefetch_related("memberships__site").get(pk=each.pk) for name, each in world.users.items()
    }
    return world


def _make_screenings(world: World, code: str) -> None:
    """At either site one of each that a run would need half its steps to get to."""
    site = world.sites[code]
    team = {role: world.users[f"{code.lower()} {role.value}"] for role in Role}
    made = [people.judged(team, site), people.opened(team, site, sex="male")]
    if code == HERE:
        made += [people.signed(team, site), people.signed(team, site), people.failed(team, site)]
    for screening in made:
        screening.refresh_from_db()
        world.first[screening.number] = as_kept(screening)


def as_kept(screening: Screening) -> Kept:
    """The model's own copy, at its last version: what came before is behind everybody's back button."""
    document = screening.facts | {PLANNED_FIRST_DOSE: _iso(screening.planned_first_dose)}
    judged = {
        each.path: (each.answer, each.reason, each.version)
        for each in Judgement.objects.filter(screening=screening).order_by("pk")
    }
    decided = Signature.objects.filter(screening=screening).order_by("pk").values_list("meaning", "version").last()
    changed = dict(screening.fact_changes.order_by("pk").values_list("path", "version"))
    return Kept(
        screening.number, screening.site.code, screening.status, [document] * screening.version, judged, changed,
        decision=decided,
    )  # fmt: skip


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def look(after: int) -> Looked:
    """`after`: events up to this one are known."""
    hashed = ", ".join(f"({_HASHED.format(name)})" for name in _CHANGED)
    counted = ", ".join(f"(SELECT count(*) FROM {name})" for name in (*ADDED, "screening_screening"))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {hashed}, {counted}")
        row = cursor.fetchone()
        cursor.execute(_SCREENINGS)
        screenings = {number: tuple(rest) for number, *rest in cursor.fetchall()}
        cursor.execute(_EVENTS, [after])
        events = tuple(cursor.fetchall())
    added = dict(zip((*ADDED, "screening_screening"), row[len(_CHANGED) :], strict=True))
    return Looked(row, added, screenings, events)


def last_event() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM screening_auditevent")
        return int(cursor.fetchone()[0])


def membership_form(user: User, membership: Membership, *, role: str, active: bool, is_open: bool) -> dict[str, Any]:
    """The page of an account in Django's admin, as it is sent."""
    form = {
        "full_name": user.full_name, "email": "", "language": "", "timezone": "",
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": membership.pk, "memberships-0-user": user.pk, "memberships-0-site": membership.site_id,
        "memberships-0-role": role,
    }  # fmt: skip
    ticked = {"is_active": is_open, "memberships-0-active": active}
    return form | {name: "on" for name, yes in ticked.items() if yes}


def first_dose(world: World, code: str, days: int) -> str:
    return (people.today_at(world.sites[code]) + timedelta(days)).isoformat()
