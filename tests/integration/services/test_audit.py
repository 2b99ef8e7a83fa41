"""The trail: who, as what, when, why, which field, old and new; written by the database whichever door was used."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from screening.clock import utc_now
from screening.errors import WrongPassword
from screening.models import AuditEvent, Role, Screening, Site, User
from screening.services import accounts, identity
from screening.services.audit import acting, record_event, request_id
from tests.factories import PASSWORD, enrol, enter, judge, make_eligible, make_team, open_screening, row, sign

pytestmark = pytest.mark.django_db
Team = dict[Role, User]


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def site(team: Team) -> Site:
    return team[Role.COORDINATOR].memberships.get().site


@pytest.fixture
def screening(team: Team, site: Site) -> Screening:
    return open_screening(team[Role.COORDINATOR], site)


def since(start: int = 0) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(pk__gt=start).order_by("pk"))


def last() -> int:
    return AuditEvent.objects.latest("pk").pk


def test_a_saved_field_says_everything(team: Team, site: Site, screening: Screening) -> None:
    start = last()
    token = request_id.set("request-1")
    enter(team[Role.COORDINATOR], screening, {"weight_kg": "38.5", "icf/signed": True}, reason="from the chart")
    request_id.reset(token)

    event = next(each for each in since(start) if each.table_name == "screening_screening")
    assert event.changes == {
        "facts/weight_kg": [None, "38.5"],
        "facts/icf/signed": [None, True],
        "version": [1, 2],
    }
    assert (event.actor, event.actor_name, event.role) == (
        team[Role.COORDINATOR],
        team[Role.COORDINATOR].username,
        "coordinator",
    )
    assert (event.verb, event.action, event.reason, event.request_id) == (
        "record.change",
        "update",
        "from the chart",
        "request-1",
    )
    assert (event.site, event.screening, event.row_id) == (site, screening, str(screening.pk))
    assert event.at.utcoffset().total_seconds() == 0
    assert [each.table_name for each in since(start)].count("screening_factchange") == 2


def test_a_field_of_a_row_is_named_by_the_rows_identifier(team: Team, screening: Screening) -> None:
    enter(team[Role.COORDINATOR], screening, row("chemo", agent="vincristine"))
    item = screening.facts["chemo"][0]["id"]
    start = last()
    enter(
        team[Role.COORDINATOR], screening, {f"chemo/{item}/agent": "irinotecan", f"chemo/{item}/last_dose": "2026-02"}
    )

    event = next(each for each in since(start) if each.table_name == "screening_screening")
    assert event.changes[f"facts/chemo/{item}/agent"] == ["vincristine", "irinotecan"]
    assert event.changes[f"facts/chemo/{item}/last_dose"] == [None, "2026-02"]


def test_every_service_leaves_its_rows(team: Team, site: Site) -> None:
    start = last()
    made = make_eligible(team, site)
    judge(team[Role.INVESTIGATOR], made, {"poor_compliance": (False, "known well")})
    sign(team[Role.INVESTIGATOR], made)
    enrol(team[Role.COORDINATOR], made)
    identity.save_identity(
        by=team[Role.COORDINATOR], screening=made, initials="W", hospital_number="", name="", reason="asked"
    )

    written = {(each.table_name, each.action) for each in since(start)}
    assert written >= {
        ("screening_participant", "insert"),
        ("screening_participantidentity", "insert"),
        ("screening_participantidentity", "update"),
        ("screening_screening", "insert"),
        ("screening_screening", "update"),
        ("screening_factchange", "insert"),
        ("screening_judgement", "insert"),
        ("screening_assessment", "insert"),
        ("screening_signature", "insert"),
        ("screening_enrolment", "insert"),
    }
    assert all(each.actor and each.verb != "unannounced" for each in since(start))
    assert {each.verb for each in since(start) if each.table_name == "screening_enrolment"} == {"enrolment.enrol"}


@pytest.mark.parametrize("door", ["save", "update", "bulk_update", "raw"])
def test_no_door_gets_around_the_trail(site: Site, door: str) -> None:
    start = last()
    if door == "save":
        site.name = "Renamed"
        site.save()
    elif door == "update":
        Site.objects.filter(pk=site.pk).update(name="Renamed")
    elif door == "bulk_update":
        site.name = "Renamed"
        Site.objects.bulk_update([site], ["name"])
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE screening_site SET name = 'Renamed' WHERE id = %s", [site.pk])

    (event,) = since(start)
    assert event.changes["name"][1] == "Renamed"
    assert (event.actor, event.verb, event.site) == (None, "unannounced", site)
    assert event.actor_name.startswith("database role ")


def test_if_the_trail_cannot_be_written_nothing_changes(site: Site) -> None:
    before = since()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trialsite.verb', repeat('x', 61), true)")
    with pytest.raises(DatabaseError), transaction.atomic():
        Site.objects.update(name="Renamed")

    site.refresh_from_db()
    assert site.name != "Renamed"
    assert since() == before


def test_passwords_are_not_in_the_trail(team: Team) -> None:
    user = team[Role.MONITOR]
    start = last()
    user.set_password("another long sentence")
    user.save()

    (event,) = since(start)
    assert event.changes == {"password": ["(not shown)", "(not shown)"]}


def test_a_change_of_nothing_is_no_event(site: Site) -> None:
    start = last()
    site.save()

    assert since(start) == []


def test_who_was_announced_before_is_back_afterwards(team: Team, site: Site) -> None:
    start = last()
    with acting(by=team[Role.COORDINATOR], verb="outer", site=site):
        with acting(by=team[Role.INVESTIGATOR], verb="inner", site=site, reason="because"):
            Site.objects.update(name="one")
        Site.objects.update(name="two")
    Site.objects.update(name="three")

    assert [(each.verb, each.actor, each.role, each.reason) for each in since(start)] == [
        ("inner", team[Role.INVESTIGATOR], "investigator", "because"),
        ("outer", team[Role.COORDINATOR], "coordinator", ""),
        ("unannounced", None, "", ""),
    ]


def test_looking_at_who_somebody_is(team: Team, screening: Screening) -> None:
    start = last()
    identity.read_identity(by=team[Role.INVESTIGATOR], screening=screening)

    (event,) = since(start)
    assert (event.verb, event.action, event.actor, event.screening) == (
        "identity.view", "event", team[Role.INVESTIGATOR], screening,
    )  # fmt: skip


def test_an_export_is_an_event(team: Team, site: Site) -> None:
    record_event(by=team[Role.ADMINISTRATOR], verb="export.enrolments", site=site, details={"rows": 3, "format": "csv"})

    assert AuditEvent.objects.latest("pk").changes == {"rows": 3, "format": "csv"}


# --- the door ---------------------------------------------------------------------------------------------------------


def test_sign_in_sign_out_and_failed_tries(client: Client, team: Team) -> None:
    user = team[Role.MONITOR]
    start = last()
    for password in ("wrong", PASSWORD):
        client.post("/accounts/login/", {"username": user.username, "password": password})
    client.post("/accounts/logout/")

    assert [(each.verb, each.actor) for each in since(start)] == [
        (accounts.SIGN_IN_FAILED, user), (accounts.SIGNED_IN, user), (accounts.SIGNED_OUT, user),
    ]  # fmt: skip


def test_a_name_that_belongs_to_nobody_is_not_kept() -> None:
    with pytest.raises(WrongPassword):
        accounts.first_step(username="my secret password", proof=accounts.Proof("x"), now=utc_now())

    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor, event.changes) == (accounts.SIGN_IN_FAILED, None, {"account": "unknown"})


def test_tries_are_counted_whatever_the_case_of_the_name(team: Team) -> None:
    user = team[Role.MONITOR]
    for name in (user.username, user.username.upper(), user.username + "\x00"):
        with pytest.raises(WrongPassword):
            accounts.first_step(username=name, proof=accounts.Proof("x"), now=utc_now())

    assert accounts.failed_tries(user) == 3
