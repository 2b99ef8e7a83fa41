"""Who somebody is stands in a schema of its own; the role that lists are taken out with cannot read it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from screening.models import ParticipantIdentity, Role, Screening, User
from screening.services.exports import as_export_role
from tests import people
from tests.factories import make_team, open_screening
from trialsite.database import EXPORT_ROLE
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db
IDENTITY = "identity.screening_participantidentity"


@pytest.fixture
def team() -> dict[Role, User]:
    site, team = make_team()
    open_screening(team[Role.COORDINATOR], site, initials="QXZ", hospital_number="H-4711")
    return team


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_the_identifying_table_is_in_its_own_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::regclass::text, to_regclass('public.screening_participantidentity')", [IDENTITY])
        assert cursor.fetchone() == ("screening_participantidentity", None)


@pytest.mark.parametrize("statement", ["SELECT * FROM {}", "SELECT count(*) FROM {}", "UPDATE {} SET initials = ''"])
def test_the_role_of_the_exports_is_denied(statement: str, team: dict[Role, User]) -> None:
    with as_export_role(), connection.cursor() as cursor:
        assert current_role() == EXPORT_ROLE
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(statement.format(IDENTITY))
        assert Screening.objects.count() == 1  # what lists are made of, it reads
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Screening.objects.update(closing_reason="x")
    assert ParticipantIdentity.objects.get().initials == "QXZ"


def test_without_the_role_the_policy_alone_keeps_identities_out(team: dict[Role, User]) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE SELECT ON screening_screening FROM trialsite_export")
    with as_export_role():
        assert current_role() != EXPORT_ROLE
        assert Screening.objects.count() == 1
        assert not ParticipantIdentity.objects.exists()
    assert ParticipantIdentity.objects.exists()


def test_it_cannot_sign_in_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [EXPORT_ROLE]
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %s", [EXPORT_ROLE])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT has_schema_privilege(%s, 'identity', 'USAGE')", [EXPORT_ROLE])
        assert cursor.fetchone() == (False,)


def test_the_application_is_itself_again_afterwards_and_after_a_mishap(team: dict[Role, User]) -> None:
    before = current_role()
    with as_export_role():
        assert current_role() == EXPORT_ROLE
    assert current_role() == before
    with pytest.raises(LookupError), as_export_role():
        raise LookupError
    assert current_role() == before


@pytest.mark.parametrize("name", ["screening-log", "enrolment-list"])
def test_both_lists_are_taken_out_with_it(name: str) -> None:
    site, team = make_team()
    people.enrolled(team, site, initials="QXZ")
    client = Client()
    client.force_login(team[Role.ADMINISTRATOR])

    answer = client.post(f"/exports/{name}.csv")

    assert answer.status_code == 200
    assert "S-001" in answer.content.decode()
    assert "QXZ" not in answer.content.decode()
