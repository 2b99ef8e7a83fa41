"""Every address x method x role and nobody x own and other site: the answer of the table, and nothing changed by it.

Unchanged is the whole database (digest.py): after every GET, HEAD and OPTIONS, and after every refusal. Made from the
URL resolver: an address without a row in screening/doors.py fails here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from screening.doors import DOORS, SAFE_METHODS, Whom
from screening.models import Membership, Role, Screening, Site, User
from tests import people
from tests.factories import make_site, make_team, make_user
from tests.integration.access.digest import TRAIL, database_digest
from tests.integration.access.table import (
    METHODS,
    Answer,
    addresses,
    arguments,
    expected,
    is_shut_to_readers,
    without_a_row,
)

pytestmark = pytest.mark.django_db
NOBODY = "anonymous"
PEOPLE = [NOBODY, *(role.value for role in Role)]
NAMES = [name for name in DOORS if not name.endswith(":*")]
UNKNOWN = "SCR-9999"


@dataclass(frozen=True)
class World:
    """Two sites, each with a screening on which there is something left to do, and a person in each role at the first."""

    site: Site
    team: dict[Role, User]
    own: Screening
    other: Screening
    sessions: dict[str, str]

    def client(self, who: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser of somebody who signed in long ago: signing in would be a change of its own."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=False)
        if who != NOBODY:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once for the module; each test is taken back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        site, team = make_team(make_site("HERE"))
        elsewhere, others = make_team(make_site("THERE"))
        sessions = {role.value: signed_in(user) for role, user in team.items()}
        own, other = people.judged(team, site), people.judged(others, elsewhere)
        people.queried(team, own)
        people.queried(others, other)
        yield World(site, team, own, other, sessions)
        transaction.set_rollback(True)


def path_of(name: str, number: str) -> str:
    return reverse(name, kwargs=arguments(name, number))


def described(answer: HttpResponse) -> str:
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip()


def fits(answer: HttpResponse, wanted: Answer) -> bool:
    if answer.status_code not in wanted.value:
        return False
    to_the_door = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
    return to_the_door == (wanted is Answer.SIGN_IN)


def sent(world: World, who: str, method: str, path: str) -> HttpResponse:
    return world.client(who).generic(method, path, content_type="application/x-www-form-urlencoded")


# --- the table is whole -----------------------------------------------------------------------------------------------


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert without_a_row() == [], "say in screening/doors.py what these addresses want"
    assert set(NAMES) <= set(addresses())


def test_the_digest_notices_one_changed_letter_in_any_table(world: World) -> None:
    before = database_digest()
    User.objects.filter(pk=world.team[Role.MONITOR].pk).update(full_name="x")
    assert database_digest() != before


# --- the matrix -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_method_of_everybody_at_both_sites(name: str, world: World) -> None:
    sites = [(True, world.own.number), (False, world.other.number)]
    if DOORS[name].whom is not Whom.SCREENING:
        sites = sites[:1]
    wrong = []
    before, rows_before = database_digest(), database_digest(*TRAIL)
    for own_site, number in sites:
        path = path_of(name, number)
        for who in PEOPLE:
            for method in METHODS:
                wanted = expected(name, method, None if who == NOBODY else Role(who), own_site=own_site)
                case = f"{method} {path} by {who}"
                with transaction.atomic():  # what a POST may do is taken back
                    answer = sent(world, who, method, path)
                    if not fits(answer, wanted):
                        wrong.append(f"{case}: {described(answer)}, not {wanted.name}")
                    if DOORS[name].noted and answer.status_code == 200:
                        if database_digest(*TRAIL) != rows_before or database_digest() == before:
                            wrong.append(f"{case}: {described(answer)} changed more than the trail, or not the trail")
                    elif (method in SAFE_METHODS or answer.status_code >= 400) and database_digest() != before:
                        wrong.append(f"{case}: {described(answer)} changed the database")
                    transaction.set_rollback(True)
    assert wrong == []
    assert database_digest() == before


@pytest.mark.parametrize("name", [name for name in NAMES if DOORS[name].whom is Whom.SCREENING])
def test_another_sites_screening_is_answered_exactly_like_one_that_never_was(name: str, world: World) -> None:
    for who in PEOPLE[1:]:
        for method in ("GET", "POST"):
            other = sent(world, who, method, path_of(name, world.other.number))
            unknown = sent(world, who, method, path_of(name, UNKNOWN))
            assert (other.status_code, told(other)) == (unknown.status_code, told(unknown)), (who, method)


def told(answer: HttpResponse) -> str:
    """What a page says, without what is different on each page anyhow."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r"SCR-\d+|[0-9a-f]{32}", "", text)


def test_the_two_are_told_apart_where_there_is_something_to_tell(world: World) -> None:
    path = path_of("screening:verdict", world.own.number)
    assert told(sent(world, "monitor", "GET", path)) != told(
        sent(world, "monitor", "GET", path_of("screening:verdict", UNKNOWN))
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_monitor_sends_nothing_anywhere(method: str, world: World) -> None:
    """Also where a page would have said that it knows no such method, or no such screening."""
    shut = [name for name in NAMES if is_shut_to_readers(DOORS[name])]
    before = database_digest()
    paths = {path_of(name, number) for name in shut for number in (world.own.number, world.other.number, UNKNOWN)}
    assert {path for path in paths if sent(world, "monitor", method, path).status_code != 403} == set()
    assert database_digest() == before


def test_what_is_open_to_a_monitor_is_the_own_account_and_a_search() -> None:
    assert {name for name, row in DOORS.items() if row.own} == {
        "login", "sign_in_code", "logout", "reauth", "set_language", "profile", "first_steps_hide", "password", "second_factor_new", "recovery_codes",
        "second_factor_off", "screening:demo", "screening:worklist",
    }  # fmt: skip


def test_a_monitor_writes_to_queries_only_and_changes_nothing_else(world: World) -> None:
    """What is sent there as it would be by the page: not one letter outside the three tables and the trail changes."""
    beside = ("screening_query", "screening_queryentry", "screening_sourcecheck", *TRAIL)
    pens = [name for name in NAMES if DOORS[name].takes_monitors_words]
    assert {path_of(name, "X").split("/")[1] for name in pens} == {"queries"}
    typed = {"text": "Which scale?", "agrees": "criterion I02"}
    nasty = {"facts": "{}", "weight_kg": "1", "status": "enrolled", "base_version": "1", "meaning": "eligible"}
    before, everything = database_digest(*beside), database_digest()
    for name in pens:
        address = path_of(name, world.own.number)
        answer = world.client("monitor").post(f"{address}?criterion=I01", typed | nasty | {"key": uuid4()})
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/queries/"), name
        assert database_digest() != everything, name
        everything = database_digest()
        assert world.client("monitor").post(path_of(name, world.other.number), typed).status_code == 404, name
    assert database_digest(*beside) == before


def test_who_is_more_than_a_monitor_somewhere_works_there(world: World) -> None:
    user = world.team[Role.MONITOR]
    Membership.objects.create(user=user, site=world.other.site, role=Role.COORDINATOR)
    path = path_of("screening:form", world.other.number)
    assert sent(world, "monitor", "POST", path).status_code != 403
    assert sent(world, "monitor", "POST", path_of("screening:form", world.own.number)).status_code == 403


# --- forged forms -----------------------------------------------------------------------------------------------------


def _callbacks(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _callbacks(each.url_patterns)
        else:
            yield str(each.pattern), each.callback


def test_no_view_is_exempt_from_the_check_against_forged_forms() -> None:
    exempt = [name for name, view in _callbacks(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)]
    assert exempt == []


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_without_a_token_nothing_is_sent_anywhere(who: str, method: str, world: World) -> None:
    client = world.client(who, enforce_csrf_checks=True)
    before = database_digest()
    paths = [path_of(name, world.own.number) for name in NAMES] + ["/admin/", "/admin/screening/user/add/"]
    answers = {path: client.generic(method, path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status != 403} == {}
    assert database_digest() == before


# --- the admin --------------------------------------------------------------------------------------------------------


def admin_paths(world: World) -> list[str]:
    """Every address of Django's admin; where one takes a row, the row of the table that exists."""
    found = []
    for pattern in _admin_patterns(get_resolver().url_patterns):
        row = world.own.pk if "screening/" in pattern else world.team[Role.MONITOR].pk
        found.append(
            "/admin/" + re.sub(r"<[^>]+>", str(row), pattern).replace("^", "").replace("$", "").replace("\\Z", "")
        )
    return found


def _admin_patterns(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inside = each.namespace == "admin" or prefix.startswith("admin:")
            if inside:
                here = "admin:" if each.namespace == "admin" else f"{prefix}{each.pattern}"
                yield from _admin_patterns(each.url_patterns, here)
        elif prefix.startswith("admin:") and "(?P" not in str(each.pattern):
            yield f"{prefix}{each.pattern}".removeprefix("admin:")


@pytest.mark.parametrize("who", PEOPLE)
def test_the_admin_is_shut_to_everybody_but_superusers(who: str, world: World) -> None:
    paths = admin_paths(world)
    assert len(paths) > 50
    client = world.client(who)
    before = database_digest()
    wrong = []
    for path in paths:
        for method in ("GET", "POST", "DELETE"):
            answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
            location = answer.headers.get("Location", "")
            shut = answer.status_code == 403 or location.startswith(("/admin/login/", "/accounts/login/"))
            if not (shut or answer.status_code in {404, 405} or path in {"/admin/logout/", "/admin/jsi18n/"}):
                wrong.append(f"{method} {path}: {described(answer)}")
    assert wrong == []
    assert database_digest() == before


def test_a_superuser_changes_nothing_by_looking(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root", password="a long sentence for the root"))
    before = database_digest()
    answers = {path: client.get(path).status_code for path in admin_paths(world)}
    assert set(answers.values()) <= {200, 302, 403, 404, 405}
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
    ]
    assert {path: answers[path] for path in lists} == dict.fromkeys(lists, 200)
    assert database_digest() == before


def test_a_superuser_without_a_role_has_no_door_to_a_screening(world: World) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="a long sentence for the root"))
    for name in NAMES:
        if DOORS[name].whom is Whom.SCREENING:
            call = client.get if DOORS[name].reads else client.post
            assert call(path_of(name, world.own.number)).status_code == 404, name


# --- at once ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def investigator(world: World) -> tuple[User, Client, str]:
    user = make_user(Role.INVESTIGATOR, world.site)
    client = Client()
    client.force_login(user)
    path = path_of("screening:judge", world.own.number)
    assert client.get(path).status_code == 200
    return user, client, path


def test_a_role_taken_away_is_gone_with_the_next_request(investigator: tuple[User, Client, str]) -> None:
    user, client, path = investigator
    Membership.objects.filter(user=user).update(active=False)
    assert client.get(path).status_code == 404
    assert "SCR-" not in client.get("/worklist/?show=all").text


def test_another_role_counts_with_the_next_request(investigator: tuple[User, Client, str]) -> None:
    user, client, path = investigator
    Membership.objects.filter(user=user).update(role=Role.MONITOR)
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403


def test_an_account_that_is_closed_is_out_with_the_next_request(investigator: tuple[User, Client, str]) -> None:
    user, client, path = investigator
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_a_site_that_is_closed_opens_no_screening_from_the_next_request(world: World) -> None:
    client = world.client("coordinator")
    form = {
        "site": world.site.pk, "birth_date": "2015-01-01", "sex": "male", "consent_date": "2026-01-01",
        "key": "0b1f5ac4-0000-4000-8000-000000000002",
    }  # fmt: skip
    Site.objects.filter(pk=world.site.pk).update(active=False)
    before = database_digest()
    assert client.post("/screenings/new/", form).status_code == 409
    assert client.get(path_of("screening:verdict", world.own.number)).status_code == 200  # reading goes on
    assert database_digest() == before


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_their_own_role(role: Role, world: World) -> None:
    """No page outside the admin takes a role; what is sent along to the own pages is not looked at."""
    client = world.client(role.value)
    user = world.team[role]
    extra = {"role": "investigator", "is_superuser": "1", "is_staff": "1", "memberships-0-role": "investigator"}
    for name in NAMES:
        if DOORS[name].sends and DOORS[name].whom is Whom.SIGNED_IN:
            client.post(path_of(name, ""), extra)
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert [each.role for each in Membership.objects.filter(user=user)] == [role.value]
