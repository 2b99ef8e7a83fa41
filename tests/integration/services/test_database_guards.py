"""What the database refuses whoever asks: through the ORM as the application, and in raw SQL as the owner of the tables."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from screening.models import (
    Assessment,
    Enrolment,
    FactChange,
    Judgement,
    Membership,
    Participant,
    Purpose,
    Role,
    Screening,
    Signature,
    Site,
    Trial,
    User,
)
from screening.states import Status, allowed_pairs
from tests import people
from tests.factories import NOW, TODAY, enrol, enter, make_eligible, make_team, open_screening, sign
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db
Team = dict[Role, User]
ONLY_ADDED = ["auditevent", "auditlink", "factchange", "assessment", "judgement", "signature", "enrolment",
              "query", "queryentry", "sourcecheck"]  # fmt: skip
NEVER_REMOVED = ["user", "site", "membership", "trial", "participant", "participantidentity", "screening"]


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value).splitlines()[0]


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def eligible(team: Team) -> Screening:
    return make_eligible(team, team[Role.COORDINATOR].memberships.get().site)


@pytest.fixture
def signed(team: Team, eligible: Screening) -> Screening:
    sign(team[Role.INVESTIGATOR], eligible)
    return eligible


@pytest.fixture
def enrolled(team: Team, signed: Screening) -> Screening:
    enrol(team[Role.COORDINATOR], signed)
    people.queried(team, signed)
    return signed


# --- rows that stay ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize("statement", ["UPDATE screening_{table} SET {key} = {key}", "DELETE FROM screening_{table}"])
@pytest.mark.parametrize("owner", [False, True])
def test_what_is_only_added_is_never_changed(enrolled: Screening, table: str, statement: str, *, owner: bool) -> None:
    with connection.cursor() as cursor:  # the links of the chain are made as a transaction is committed
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    model = apps.get_model("screening", table)
    before = list(model.objects.order_by("pk").values())
    assert before, "there must be something to lose"
    statement = statement.format(table=table, key=model._meta.pk.column)

    if owner:
        with as_owner():
            assert "kept as they are" in refused(lambda: run(statement))
    else:
        assert "permission denied" in refused(lambda: run(statement))

    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("table", NEVER_REMOVED)
@pytest.mark.parametrize("owner", [False, True])
def test_what_is_never_removed(enrolled: Screening, table: str, *, owner: bool) -> None:
    delete = f"DELETE FROM screening_{table}"  # noqa: S608
    if owner:
        with as_owner():
            assert "kept as they are" in refused(lambda: run(delete))
    else:
        assert "permission denied" in refused(lambda: run(delete))


@pytest.mark.parametrize("table", ONLY_ADDED + NEVER_REMOVED)
def test_nothing_is_emptied(truncate_guards: None, table: str) -> None:
    truncate = f"TRUNCATE screening_{table} CASCADE"
    assert "permission denied" in refused(lambda: run(truncate))
    with as_owner():
        assert "kept as they are" in refused(lambda: run(truncate))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE screening_auditevent DISABLE TRIGGER ALL",
        "ALTER TABLE screening_screening DISABLE TRIGGER trialsite_audit",
        "DROP TRIGGER trialsite_audit ON screening_screening",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION trialsite_audit_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        """
        INSERT INTO screening_auditevent
            (at, actor_name, role, verb, action, table_name, row_id, changes, reason, request_id)
        VALUES (now(), 'Dr Who', '', 'x', 'event', '', '', '{}', '', '')
        """,
        "SELECT trialsite_audit('x', 'event', '', '', NULL, NULL, '{}', '')",
        "UPDATE screening_trial SET cap = 41",
        "UPDATE screening_trial SET protocol_version = '9'",
        "INSERT INTO screening_trial (slug, protocol_version, cap, last_screening_number) VALUES ('x', '1', 1, 0)",
        "UPDATE screening_participant SET site_id = 1",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_has_no_way_around_the_guards(statement: str) -> None:
    assert any(word in refused(lambda: run(statement)) for word in ("must be owner", "permission denied"))


# --- the screening ----------------------------------------------------------------------------------------------------


def test_every_change_of_status_that_the_table_does_not_have(enrolled: Screening, team: Team) -> None:
    fresh = open_screening(team[Role.COORDINATOR], enrolled.site)
    for status in Status:
        if (Status.IN_SCREENING, status) not in allowed_pairs() and status != Status.IN_SCREENING:
            assert "does not follow" in refused(
                lambda to=status: Screening.objects.filter(pk=fresh.pk).update(status=to)
            )
        if status != Status.ENROLLED:
            assert "does not follow" in refused(
                lambda to=status: Screening.objects.filter(pk=enrolled.pk).update(status=to)
            )


@pytest.mark.parametrize("status", [Status.SIGNED_ELIGIBLE, Status.SIGNED_FAILURE])
def test_no_signed_status_without_its_signature(team: Team, eligible: Screening, status: Status) -> None:
    message = refused(lambda: Screening.objects.filter(pk=eligible.pk).update(status=status))
    assert "without a signature" in message


def test_no_enrolled_status_without_a_place(signed: Screening) -> None:
    assert "without a place" in refused(lambda: Screening.objects.filter(pk=signed.pk).update(status=Status.ENROLLED))


@pytest.mark.parametrize("change", [{"facts": {}}, {"planned_first_dose": TODAY}, {"protocol_version": "0"}])
def test_no_change_of_data_without_a_new_version(eligible: Screening, change: dict[str, object]) -> None:
    assert "next version" in refused(lambda: Screening.objects.filter(pk=eligible.pk).update(**change))


def test_versions_are_not_skipped_nor_taken_back(eligible: Screening) -> None:
    for step in (-1, 2):
        message = refused(
            lambda by=step: Screening.objects.filter(pk=eligible.pk).update(version=eligible.version + by)
        )
        assert "next version" in message


def test_a_signed_status_does_not_survive_a_change_of_data(signed: Screening) -> None:
    change = {"facts": {}, "version": signed.version + 1}
    assert "cannot change and stay" in refused(lambda: Screening.objects.filter(pk=signed.pk).update(**change))


@pytest.mark.parametrize("column", ["number", "site_id", "participant_id", "opened_at"])
def test_who_and_where_never_change(team: Team, eligible: Screening, column: str) -> None:
    other = open_screening(make_team()[1][Role.COORDINATOR], newest_site())
    value = {"number": "SCR-9999", "opened_at": NOW}.get(column, getattr(other, column))
    assert "never change" in refused(lambda: Screening.objects.filter(pk=eligible.pk).update(**{column: value}))


def newest_site() -> Site:
    return Membership.objects.filter(role=Role.COORDINATOR).latest("pk").site


def test_one_open_screening_for_each_participant(team: Team, eligible: Screening) -> None:
    copy = {
        "trial": eligible.trial, "site": eligible.site, "participant": eligible.participant, "number": "SCR-9999",
        "protocol_slug": "x", "protocol_version": "1", "opened_by": team[Role.COORDINATOR],
        "changed_by": team[Role.COORDINATOR],
    }  # fmt: skip
    assert "screening_one_open_per_participant" in refused(lambda: Screening.objects.create(**copy))
    new = copy | {"participant": Participant.objects.create(site=eligible.site)}
    assert "begins in screening" in refused(lambda: Screening.objects.create(**new, status=Status.SIGNED_ELIGIBLE))
    assert "begins in screening" in refused(lambda: Screening.objects.create(**new, version=2))


def test_withdrawn_only_for_a_reason(eligible: Screening) -> None:
    message = refused(lambda: Screening.objects.filter(pk=eligible.pk).update(status=Status.WITHDRAWN))
    assert "screening_withdrawn_for_a_reason" in message


# --- entries and signatures -------------------------------------------------------------------------------------------


def test_nothing_is_added_to_a_signed_version(team: Team, signed: Screening) -> None:
    entry = {"screening": signed, "path": "poor_compliance", "by": team[Role.INVESTIGATOR]}
    judged = Judgement(**entry, answer=False, version=signed.version)
    written = FactChange(**entry, new=False, base_version=1, version=signed.version)

    assert "has been signed" in refused(judged.save)
    assert "has been signed" in refused(written.save)


def test_nothing_is_added_to_another_version(team: Team, eligible: Screening) -> None:
    for version in (eligible.version - 1, eligible.version + 1):
        judged = Judgement(screening=eligible, path="x", answer=True, by=team[Role.INVESTIGATOR], version=version)
        assert "is not the current one" in refused(judged.save)


def copy_of(signature: Signature, **changes: object) -> Signature:
    values = {field.attname: getattr(signature, field.attname) for field in Signature._meta.concrete_fields}
    return Signature(**values | {"id": None, "idempotency_key": uuid4()} | changes)


def photograph(screening: Screening, **changes: object) -> Assessment:
    """A forged photograph: the signed one again, with something else in it."""
    signed = screening.signatures.latest("pk").assessment
    values = {field.attname: getattr(signed, field.attname) for field in Assessment._meta.concrete_fields}
    return Assessment.objects.create(**values | {"id": None} | changes)


def test_a_signature_fits_its_photograph(team: Team, signed: Screening) -> None:
    mine = signed.signatures.get()
    other = make_eligible(team, signed.site)
    sign(team[Role.INVESTIGATOR], other)

    for changes in (
        {"assessment_id": photograph(other).pk},
        {"screening_id": other.pk, "assessment_id": photograph(signed).pk},
        {"version": signed.version - 1, "assessment_id": photograph(signed, version=signed.version - 1).pk},
    ):
        assert "current version" in refused(copy_of(mine, **changes).save)
    for overall in ("PENDING", "NOT_ELIGIBLE"):
        forged = copy_of(mine, assessment_id=photograph(signed, overall=overall).pk)
        assert "cannot be signed as eligible" in refused(forged.save)
    wrong = copy_of(mine, meaning="screen_failure", assessment_id=photograph(signed).pk)
    assert "cannot be signed as screen_failure" in refused(wrong.save)


# --- places -----------------------------------------------------------------------------------------------------------


def place(screening: Screening, team: Team, **changes: object) -> Enrolment:
    signature = screening.signatures.order_by("pk").last()
    values: dict[str, object] = {
        "trial": screening.trial, "screening": screening, "slot": 1, "subject_number": "S-001", "signature": signature,
        "enrolled_on": TODAY, "by": team[Role.COORDINATOR], "at": NOW, "idempotency_key": uuid4(),
    } | changes  # fmt: skip
    if "assessment" not in values:
        values["assessment"] = photograph(screening, purpose=Purpose.ENROLMENT, enrolment_date=TODAY)
    return Enrolment(**values)


def test_a_place_by_hand_is_taken_only_when_all_is_right(team: Team, signed: Screening) -> None:
    assert place(signed, team).save() is None


@pytest.mark.parametrize("slot", [0, 41, -1])
def test_no_place_beyond_forty(team: Team, signed: Screening, slot: int) -> None:
    message = refused(place(signed, team, slot=slot).save)
    assert "beyond the cap" in message or "check constraint" in message


def test_no_place_beyond_forty_even_where_the_cap_was_raised(signed: Screening) -> None:
    with as_owner():
        assert "trial_cap_within_protocol" in refused(lambda: Trial.objects.update(cap=41))


def test_no_place_beyond_a_lower_cap(team: Team, signed: Screening) -> None:
    with as_owner():
        Trial.objects.update(cap=3)
    assert "beyond the cap" in refused(place(signed, team, slot=4).save)


def test_no_place_twice(team: Team, enrolled: Screening) -> None:
    other = make_eligible(team, enrolled.site)
    sign(team[Role.INVESTIGATOR], other)

    assert "enrolment_slot_taken_once" in refused(place(other, team).save)
    assert "enrolment_number_given_once" in refused(place(other, team, slot=2).save)
    assert "not signed eligible" in refused(place(enrolled, team, slot=2, subject_number="S-002").save)


def test_no_place_without_a_valid_signature(team: Team, signed: Screening) -> None:
    other = make_eligible(team, signed.site)
    sign(team[Role.INVESTIGATOR], other)
    borrowed = other.signatures.get()

    assert "no valid signature" in refused(place(signed, team, signature=borrowed).save)
    enter(team[Role.COORDINATOR], signed, {"weight_kg": "39"}, reason="weighed again")
    assert "not signed eligible" in refused(place(signed, team).save)


@pytest.mark.parametrize(
    "forged",
    [
        {"overall": "PENDING"},
        {"purpose": Purpose.SIGNING},
        {"assessment_date": TODAY - timedelta(1)},
        {"enrolment_date": None},
    ],
)
def test_no_place_without_being_eligible_on_the_day(team: Team, signed: Screening, forged: dict[str, object]) -> None:
    right = {"purpose": Purpose.ENROLMENT, "enrolment_date": TODAY}
    picture = photograph(signed, **right | forged)

    assert "not eligible on" in refused(place(signed, team, assessment=picture).save)
