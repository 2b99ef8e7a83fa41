"""The second wall: PostgreSQL itself shows a person their sites and nothing else, whichever filter was forgotten."""

import copy
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import ForeignKey, Model

from screening import selectors
from screening.models import (
    AuditEvent,
    Enrolment,
    FactChange,
    LabProfile,
    Membership,
    Participant,
    ParticipantIdentity,
    Role,
    Screening,
    Site,
    User,
)
from screening.permissions import MONITOR_WRITES, PERMISSIONS, Action
from screening.services import screenings
from screening.services.errors import NotAllowedNow, PermissionRefused
from screening.viewer import seeing, seeing_everything
from tests import people
from tests.factories import (
    TODAY,
    enrol,
    enter,
    make_eligible,
    make_lab_profiles,
    make_site,
    make_team,
    make_user,
    open_screening,
    sign,
)
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db
Team = dict[Role, User]
REFUSED = "row-level security"


def walled() -> list[type[Model]]:
    """The tables that belong to a screening or a participant, and the trail, as the models say it."""
    roots = {Screening, Participant}
    return [
        model
        for model in apps.get_app_config("screening").get_models()
        if model in roots
        or model is LabProfile
        or any(isinstance(f, ForeignKey) and f.related_model in roots for f in model._meta.fields)
    ]


WALLED = walled()
CLINIC = [Role.COORDINATOR, Role.INVESTIGATOR]


@pytest.fixture
def here() -> tuple[Site, Team]:
    site, team = make_team(make_site("HERE"))
    open_screening(team[Role.COORDINATOR], site, initials="QAA")
    return site, team


@pytest.fixture
def there(here: tuple[Site, Team]) -> Screening:
    """An enrolled participant at another site: every walled table has a row of it that could leak."""
    site, team = make_team(make_site("THERE"))
    made = make_eligible(team, site, initials="WXL")
    sign(team[Role.INVESTIGATOR], made)
    enrol(team[Role.COORDINATOR], made)
    people.queried(team, made)
    make_lab_profiles(site, [{"test": "ANC", "unit": "10^9/L"}], by=team[Role.ADMINISTRATOR])
    return made


def site_of(row: Model) -> int | None:
    for step in ("site_id", "screening.site_id", "participant.site_id"):
        owner: object = row
        for name in step.split("."):
            owner = getattr(owner, name, None)
        if owner is not None:
            return owner  # type: ignore[return-value]
    return None


def test_every_table_with_a_participant_behind_it_has_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND EXISTS "
            "(SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'trialsite_site')"
        )
        behind = {name for (name,) in cursor.fetchall()}

    assert behind == {model._meta.db_table for model in WALLED}
    assert len(WALLED) >= 9


def test_where_nobody_is_announced_there_is_nothing(here: tuple[Site, Team], there: Screening) -> None:
    for model in WALLED:
        assert model.objects.exists(), model
        with seeing(None):
            assert not model.objects.exists(), model


@pytest.mark.parametrize("role", Role)
def test_without_any_filter_everybody_sees_their_own_site_only(
    here: tuple[Site, Team], there: Screening, role: Role
) -> None:
    site, team = here
    for model in WALLED:
        with seeing(team[role]):
            rows = list(model.objects.all())
        sites = {site_of(row) for row in rows} - {None}
        if model is Enrolment or (model is ParticipantIdentity and role not in CLINIC):
            assert rows == [], model
        assert sites <= {site.pk}, model
        assert there.site_id not in sites, model
    with seeing(team[role]):
        assert [each.number for each in Screening.objects.all()] != [there.number]
        assert FactChange.objects.count() > 0
        told = AuditEvent.objects.filter(table_name="screening_participantidentity").exists()
    assert told == (role in CLINIC)


def test_the_roles_that_see_identities_are_those_of_the_one_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'trialsite_clinic_sites'")
        source = cursor.fetchone()[0]

    reads = {Action.VIEW, Action.PRINT, Action.VIEW_LISTS, Action.VIEW_REPORTS, Action.EXPORT, Action.VIEW_TRAIL}
    beside_the_data = {*MONITOR_WRITES, Action.ASK_SPONSOR, Action.REMOVE_DEMO, Action.MANAGE_PROFILES}
    writes = [rule for action, rule in PERMISSIONS.items() if action not in reads | beside_the_data]
    everybody_who_writes = frozenset[Role]().union(*(rule.roles for rule in writes))
    assert {role for role in Role if f"'{role.value}'" in source} == everybody_who_writes
    assert PERMISSIONS[Action.VIEW_IDENTITY].roles == everybody_who_writes


@pytest.mark.parametrize("role", Role)
def test_nothing_is_written_past_the_wall(here: tuple[Site, Team], there: Screening, role: Role) -> None:
    _, team = here
    with seeing(team[role]):
        assert Screening.objects.filter(pk=there.pk).update(closing_reason="x") == 0
        assert Screening.objects.filter(pk=there.pk).select_for_update().first() is None
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            Participant.objects.create(site=there.site)


@pytest.mark.parametrize("role", [Role.MONITOR, Role.ADMINISTRATOR])
def test_who_only_reads_writes_nothing_even_at_the_own_site(here: tuple[Site, Team], role: Role) -> None:
    site, team = here
    mine = Screening.objects.get(site=site)
    with seeing(team[role]):
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            Screening.objects.filter(pk=mine.pk).update(section_marks={"review": {}})
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            Participant.objects.create(site=site)


@pytest.mark.parametrize("role", Role)
def test_profiles_of_the_laboratory_are_written_by_administrators_of_the_site(
    here: tuple[Site, Team], there: Screening, role: Role
) -> None:
    site, team = here
    with seeing(team[role]):
        for at in (site, there.site):
            row = LabProfile(site=at, test="PLT", unit="10^9/L", valid_from=TODAY, by=team[role])
            if role is Role.ADMINISTRATOR and at == site:
                row.save()
                continue
            with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
                row.save()
        assert LabProfile.objects.filter(site=there.site).update(retired_on=TODAY) == 0


def test_services_refuse_another_sites_screening_as_if_it_did_not_exist(
    here: tuple[Site, Team], there: Screening
) -> None:
    _, team = here
    with pytest.raises(PermissionRefused) as refused:
        enter(team[Role.COORDINATOR], there, {"weight_kg": "38.5"})
    assert refused.value.code == "other_site"


def test_a_key_that_another_site_used_is_refused_and_not_an_error(here: tuple[Site, Team], there: Screening) -> None:
    site, team = here
    key = "0b1f5ac4-0000-4000-8000-000000000001"
    _, others = make_team(there.site)
    open_screening(others[Role.COORDINATOR], there.site, idempotency_key=key)
    with pytest.raises(NotAllowedNow) as refused:
        screenings.open_screening(
            by=team[Role.COORDINATOR], site=site, birth_date="2014-09-17", sex="male", consent_date=TODAY.isoformat(),
            today=TODAY, idempotency_key=key,
        )  # fmt: skip
    assert refused.value.code == "key_used"


def test_what_crosses_sites_is_a_number(here: tuple[Site, Team], there: Screening) -> None:
    site, team = here
    with seeing(team[Role.MONITOR]):
        assert selectors.places().taken == 1
        assert Enrolment.objects.count() == 0
    mine = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], mine)
    assert enrol(team[Role.COORDINATOR], mine).subject_number == "S-002"


# --- at once, and never longer than a transaction ---------------------------------------------------------------------


@pytest.mark.parametrize("taken", ["role", "account"])
def test_what_is_taken_away_is_gone_with_the_next_statement(
    here: tuple[Site, Team], there: Screening, taken: str
) -> None:
    user = make_user(Role.INVESTIGATOR, there.site)
    with seeing(user):
        assert Screening.objects.count() == 1
        if taken == "role":
            Membership.objects.filter(user=user).update(active=False)
        else:
            User.objects.filter(pk=user.pk).update(is_active=False)
        assert Screening.objects.count() == 0


def test_one_inside_the_other_and_back_again(here: tuple[Site, Team], there: Screening) -> None:
    _, team = here

    def seen() -> int:
        return Screening.objects.count()

    with seeing(team[Role.MONITOR]):
        assert seen() == 1
        with seeing_everything():
            assert seen() == 2
            with seeing(None):
                assert seen() == 0
        assert seen() == 1


def test_a_savepoint_that_is_rolled_back_does_not_bring_back_the_one_before(
    here: tuple[Site, Team], there: Screening
) -> None:
    _, team = here
    assert Screening.objects.count() == 2
    savepoint = transaction.savepoint()
    with seeing(None):
        assert Screening.objects.count() == 0
        transaction.savepoint_rollback(savepoint)  # PostgreSQL's setting is now "everything" again
        assert Screening.objects.count() == 0
    with transaction.atomic(), seeing(team[Role.MONITOR]):
        assert Screening.objects.count() == 1
        transaction.set_rollback(True)
    assert Screening.objects.count() == 2


@pytest.fixture
def pooled(transactional_db: None) -> Iterator[DatabaseWrapper]:
    """A pool of one connection, as in production: whoever comes next gets the same."""
    settings = copy.deepcopy(connection.settings_dict)
    settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1, "timeout": 5}
    wrapper = DatabaseWrapper(settings, alias="pooled")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def ask(wrapper: DatabaseWrapper, sql: str) -> object:
    with wrapper.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


COUNT = "SELECT count(*) FROM screening_screening"
LEFT_OVER = "SELECT coalesce(current_setting('trialsite.viewer', true), '')"


def test_a_connection_goes_back_to_the_pool_with_nothing_left_on_it(
    pooled: DatabaseWrapper, transactional_db: None
) -> None:
    site, team = make_team()
    open_screening(team[Role.COORDINATOR], site)
    backends = set()
    for _ in range(3):
        with seeing(team[Role.MONITOR]):
            assert ask(pooled, COUNT) == 1  # outside a transaction
            pooled.set_autocommit(False)
            assert ask(pooled, COUNT) == 1  # inside one
            pooled.commit()
            pooled.set_autocommit(True)
            backends.add(ask(pooled, "SELECT pg_backend_pid()"))
        pooled.close()
        with seeing(None):
            assert ask(pooled, LEFT_OVER) == ""
            assert ask(pooled, COUNT) == 0
        pooled.close()
    assert len(backends) == 1


def test_every_kind_of_statement_outside_a_transaction_is_announced(
    pooled: DatabaseWrapper, transactional_db: None
) -> None:
    site, team = make_team()
    number = open_screening(team[Role.COORDINATOR], site).number
    with seeing(team[Role.COORDINATOR]):
        with pooled.chunked_cursor() as cursor:
            cursor.execute("SELECT number FROM screening_screening WHERE number LIKE %s", ["%"])
            assert cursor.fetchall() == [(number,)]
        with pooled.cursor() as cursor:
            cursor.execute("SELECT id FROM screening_screening WHERE number LIKE '%' FOR UPDATE")
            assert (cursor.rowcount, len(cursor.fetchall()), cursor.nextset()) == (1, 1, None)
            cursor.executemany("DELETE FROM django_session WHERE session_key = %s", [["none"], ["of these"]])
            with pytest.raises(DatabaseError):
                cursor.execute("SELECT 1 / count(*) FROM screening_screening WHERE number = %s", ["nobody's"])
        assert ask(pooled, COUNT) == 1
    assert ask(pooled, LEFT_OVER) == "*"  # the tests', and no longer the coordinator's
    with seeing(None):
        assert ask(pooled, LEFT_OVER) == ""


def test_the_next_request_on_the_same_connection_sees_its_own_site(client, transactional_db) -> None:
    teams = [make_team() for _ in range(2)]
    numbers = [open_screening(team[Role.COORDINATOR], site).number for site, team in teams]
    for _ in range(2):
        for (_site, team), number, other in zip(teams, numbers, reversed(numbers), strict=True):
            client.force_login(team[Role.MONITOR])
            text = client.get("/log/").text
            assert number in text
            assert other not in text


def test_a_thread_of_its_own_has_nobody_announced(transactional_db: None) -> None:
    site, team = make_team()
    open_screening(team[Role.COORDINATOR], site)
    seen = []

    def look() -> None:
        seen.append(Screening.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [0]


def test_whoever_signs_in_to_the_database_as_the_application_sees_nothing(
    app_database_url: str, transactional_db: None
) -> None:
    site, team = make_team()
    open_screening(team[Role.COORDINATOR], site)
    with psycopg.connect(app_database_url, autocommit=True) as application:
        assert application.execute(COUNT).fetchone() == (0,)
        with application.transaction():
            application.execute(f"SET LOCAL trialsite.viewer = '{team[Role.MONITOR].pk}'")
            assert application.execute(COUNT).fetchone() == (1,)
        assert application.execute(COUNT).fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("ALTER TABLE screening_screening DISABLE ROW LEVEL SECURITY")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DROP POLICY trialsite_site ON screening_screening")
        application.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REFUSED):
            application.execute(COUNT)


def test_the_owner_sees_all_for_migrations_and_backups(here: tuple[Site, Team], there: Screening) -> None:
    with as_owner(), seeing(None):
        assert Screening.objects.count() == 2
