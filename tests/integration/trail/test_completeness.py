"""Every table through every door: what changes is in the trail exactly once, or it is refused and nothing changes.

Doors: save, update(), bulk_create, bulk_update, raw SQL, delete, the admin, a migration. The application's role and the
tables' owner, who runs migrations, are asked separately.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError
from django.db.models.sql import InsertQuery

from screening.clock import utc_now
from screening.models import (
    Assessment,
    AuditEvent,
    Enrolment,
    FactChange,
    Judgement,
    LabProfile,
    Membership,
    Participant,
    ParticipantIdentity,
    Purpose,
    Query,
    QueryEntry,
    QueryKind,
    Role,
    Screening,
    SecondFactor,
    Signature,
    Site,
    SourceCheck,
    Step,
    Trial,
    User,
)
from screening.services import identity
from tests import people
from tests.factories import NOW, TODAY, enrol, make_eligible, make_lab_profiles, make_team, open_screening, sign
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db

# A table without a trigger and without a reason here fails the build.
NOT_AUDITED = {
    "public.screening_auditevent": "the trail itself",
    "public.screening_auditlink": "its chain",
    "public.screening_demonstration": "one row, that everything here is made up; only loading and removing the demo writes it",
    "public.screening_trycount": "a counter; each try is an event, and so is a lock",
    "public.screening_user_groups": "not used",
    "public.screening_user_user_permissions": "not used",
    "public.auth_group": "not used",
    "public.auth_group_permissions": "not used",
    "public.auth_permission": "the program's own",
    "public.django_content_type": "the program's own",
    "public.django_migrations": "the program's own",
    "public.django_admin_log": "says again what the trail says of the admin's changes",
    "public.django_session": "sign-in and sign-out are events",
}
# A column of each table that says something, and another value of it.
CHANGES: dict[type[Model], tuple[str, Any]] = {
    User: ("full_name", "Somebody Else"),
    SecondFactor: ("changed_at", NOW),
    Site: ("name", "Renamed"),
    Membership: ("active", False),
    Trial: ("cap", 39),
    Participant: ("created_at", NOW),
    ParticipantIdentity: ("name", "Somebody Else"),
    Screening: ("closing_reason", "other"),
    FactChange: ("reason", "other"),
    Assessment: ("engine_version", "other"),
    Judgement: ("reason", "other"),
    LabProfile: ("retired_on", TODAY),
    Signature: ("printed_name", "Somebody Else"),
    Enrolment: ("subject_number", "S-999"),
    Query: ("text", "other"),
    QueryEntry: ("text", "other"),
    SourceCheck: ("agrees", False),
}
APPLICATION_UPDATES = {User, SecondFactor, Site, Membership, ParticipantIdentity, Screening, LabProfile}
OWNER_UPDATES = APPLICATION_UPDATES | {Trial, Participant}
APPLICATION_INSERTS = set(CHANGES) - {Trial}


@pytest.fixture
def story() -> dict[str, Any]:
    """A row in every table; `signed` and `begun` are screenings on which more can be written."""
    site, team = make_team()
    by = team[Role.COORDINATOR]
    done, signed, begun = make_eligible(team, site), make_eligible(team, site), open_screening(by, site)
    identity.save_identity(by=by, screening=done, initials="W", hospital_number="", name="", reason="asked")
    sign(team[Role.INVESTIGATOR], done)
    enrol(by, done)
    asked = people.queried(team, done)
    sign(team[Role.INVESTIGATOR], signed)
    SecondFactor.objects.create(user=by, changed_at=utc_now())
    make_lab_profiles(site, [{"test": "ANC", "unit": "10^9/L"}], by=team[Role.ADMINISTRATOR])
    return {"site": site, "team": team, "by": by, "signed": signed, "begun": begun, "asked": asked}


def table_of(model: type[Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relname = %s", [plain(model)])
        return str(cursor.fetchone()[0])


def plain(model: type[Model]) -> str:
    return model._meta.db_table.replace('"', "").rpartition(".")[2]


def snapshot(model: type[Model]) -> dict[str, Any]:
    return {str(each["pk"]): each for each in model._default_manager.order_by("pk").values("pk", *columns(model))}


def columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


# --- no table is forgotten --------------------------------------------------------------------------------------------


def test_every_table_has_its_trigger_or_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname || '.' || c.relname, EXISTS (SELECT FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid = c.oid AND p.proname = 'trialsite_audit_row' AND t.tgenabled = 'O' "
            "AND t.tgtype = 29 AND t.tgqual IS NULL AND t.tgattr = '') "  # after each row's insert, update and delete
            "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f') "
            "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
        )
        found = dict(cursor.fetchall())

    assert {table for table, audited in found.items() if not audited} == set(NOT_AUDITED)
    assert {table.rpartition(".")[2] for table, audited in found.items() if audited} == {
        plain(each) for each in CHANGES
    }


def test_every_model_is_in_this_table() -> None:
    ours = {
        model for model in apps.get_app_config("screening").get_models() if f"public.{plain(model)}" not in NOT_AUDITED
    }

    assert ours == set(CHANGES)


# --- doors ------------------------------------------------------------------------------------------------------------


def save(model: type[Model], field: str, value: Any) -> None:
    row = model._default_manager.order_by("pk").last()
    setattr(row, field, value)
    row.save(update_fields=[field])


def update(model: type[Model], field: str, value: Any) -> None:
    last = model._default_manager.order_by("pk").last()
    model._default_manager.filter(pk=last.pk).update(**{field: value})


def bulk_update(model: type[Model], field: str, value: Any) -> None:
    row = model._default_manager.order_by("pk").last()
    setattr(row, field, value)
    model._default_manager.bulk_update([row], [field])


def raw_update(model: type[Model], field: str, value: Any) -> None:
    key, table = model._meta.pk.column, table_of(model)
    newest_row = f"{key} = (SELECT max({key}) FROM {table})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {field} = %s WHERE {newest_row}", [value])  # noqa: S608


UPDATES = [save, update, bulk_update, raw_update]


def attempt(act: Callable[[], object]) -> bool:
    """Was it done? A refusal leaves the transaction usable."""
    try:
        with transaction.atomic():
            act()
    except (DatabaseError, ProtectedError):
        return False
    return True


@pytest.mark.parametrize("owner", [False, True], ids=["application", "migration"])
@pytest.mark.parametrize("door", UPDATES)
def test_updates(story: dict[str, Any], door: Any, *, owner: bool) -> None:
    done = set()
    for model, (field, value) in CHANGES.items():
        before, start = snapshot(model), newest()
        with as_owner() if owner else nullcontext():
            worked = attempt(lambda m=model, f=field, v=value: door(m, f, v))
        events, after = since(start), snapshot(model)
        if not worked:
            assert (after, events) == (before, []), model
            continue
        done.add(model)
        (changed,) = (key for key in after if after[key] != before[key])
        (event,) = events
        assert (event.table_name, event.row_id, event.action) == (plain(model), changed, "update")
        assert list(event.changes) == [field]
        assert event.row_digest
    assert done == (OWNER_UPDATES if owner else APPLICATION_UPDATES)


def new_rows(story: dict[str, Any]) -> dict[type[Model], Callable[[], Model]]:
    """A row that could be added, for each table."""
    by, signed, begun, site, asked = (story[name] for name in ("by", "signed", "begun", "site", "asked"))

    def photograph(**changes: Any) -> Assessment:
        values = {name: getattr(signed.signatures.get().assessment, name) for name in columns(Assessment)}
        return Assessment(**values | {"id": None} | changes)

    def signature() -> Signature:
        picture = photograph()
        picture.save()
        values = {name: getattr(signed.signatures.get(), name) for name in columns(Signature)}
        return Signature(**values | {"id": None, "idempotency_key": uuid4(), "assessment_id": picture.pk})

    def place() -> Enrolment:
        picture = photograph(purpose=Purpose.ENROLMENT, enrolment_date=TODAY)
        picture.save()
        latest = signed.signatures.order_by("pk").last()
        return Enrolment(
            trial=signed.trial, screening=signed, slot=2, subject_number="S-002", signature=latest, assessment=picture,
            enrolled_on=TODAY, by=by, at=NOW, idempotency_key=uuid4(),
        )  # fmt: skip

    def participant() -> Participant:
        made = Participant(site=site)
        made.save()
        return made

    def user() -> User:
        made = User(username=f"new{uuid4().hex[:8]}")
        made.set_unusable_password()
        if hasattr(made, "name_key"):
            made.name_key = made.username
        return made

    def membership() -> Membership:
        made = user()
        made.save()
        return Membership(user=made, site=site, role="monitor")

    def factor() -> SecondFactor:
        made = user()
        made.save()
        return SecondFactor(user=made, changed_at=utc_now())

    def screening() -> Screening:
        return Screening(
            number=f"SCR-{uuid4().hex[:6]}", trial=begun.trial, site=site, participant=participant(), opened_by=by,
            protocol_slug=begun.protocol_slug, protocol_version=begun.protocol_version, changed_by=by,
        )  # fmt: skip

    entry = {"screening": begun, "by": by, "version": begun.version}
    return {
        User: user, SecondFactor: factor, Membership: membership, Screening: screening, Signature: signature,
        Site: lambda: Site(code=uuid4().hex[:8], name="New"), Participant: lambda: Participant(site=site),
        Trial: lambda: Trial(slug="x", protocol_version="1", cap=1),
        ParticipantIdentity: lambda: ParticipantIdentity(participant=participant(), initials="N"),
        FactChange: lambda: FactChange(**entry, path="weight_kg", new="40", base_version=1),
        Judgement: lambda: Judgement(**entry, path="poor_compliance", answer=False),
        Assessment: photograph, Enrolment: place,
        LabProfile: lambda: LabProfile(site=site, test="PLT", unit="10^9/L", valid_from=TODAY, by=by),
        Query: lambda: Query(screening=begun, serial=1, kind=QueryKind.SITE, path="weight_kg", text="x", by=by),
        QueryEntry: lambda: QueryEntry(
            query=asked, screening=asked.screening, step=Step.SAID, text="x", role=Role.COORDINATOR, by=by
        ),
        SourceCheck: lambda: SourceCheck(**entry, path="weight_kg", agrees=True),
    }  # fmt: skip


def save_new(row: Model) -> None:
    row.save(force_insert=True)


def bulk_create(row: Model) -> None:
    type(row)._default_manager.bulk_create([row])


def raw_insert(row: Model) -> None:
    """The statement as text and values, past every method of the model."""
    query = InsertQuery(type(row))
    fields = [each for each in row._meta.concrete_fields if not (each.primary_key and row.pk is None)]
    query.insert_values(fields, [row])
    with connection.cursor() as cursor:
        for statement, values in query.get_compiler(connection=connection).as_sql():
            cursor.execute(statement, values)


@pytest.mark.parametrize("owner", [False, True], ids=["application", "migration"])
@pytest.mark.parametrize("door", [save_new, bulk_create, raw_insert])
def test_inserts(story: dict[str, Any], door: Any, *, owner: bool) -> None:
    done = set()
    for model, make in new_rows(story).items():
        with transaction.atomic():  # each alone: one enrolment would forbid the next signature
            row = make()
            before, start = snapshot(model), newest()
            with as_owner() if owner else nullcontext():
                worked = attempt(lambda r=row: door(r))
            events, after = since(start), snapshot(model)
            if worked:
                done.add(model)
                (added,) = set(after) - set(before)
                (event,) = events
                assert (event.table_name, event.row_id, event.action) == (plain(model), added, "insert")
                assert event.row_digest
            else:
                assert (after, events) == (before, []), model
            transaction.set_rollback(True)
    assert done == (set(CHANGES) if owner else APPLICATION_INSERTS)


def delete(model: type[Model]) -> None:
    model._default_manager.all().delete()


def delete_one(model: type[Model]) -> None:
    model._default_manager.order_by("pk").last().delete()


def raw_delete(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table_of(model)}")  # noqa: S608


@pytest.mark.parametrize("owner", [False, True], ids=["application", "migration"])
@pytest.mark.parametrize("door", [delete, delete_one, raw_delete])
def test_nothing_is_deleted(story: dict[str, Any], door: Any, *, owner: bool) -> None:
    for model in CHANGES:
        before, start = snapshot(model), newest()
        assert before, model
        with as_owner() if owner else nullcontext():
            assert not attempt(lambda m=model: door(m)), model
        assert (snapshot(model), since(start)) == (before, []), model


def newest() -> int:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(start: int) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(pk__gt=start).order_by("pk"))


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert any(words in str(caught.value) for words in ("permission denied", "must be owner"))


# --- the trail itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {key} = {key}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} ADD COLUMN x int",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE {table}",
        "LOCK TABLE {table} IN EXCLUSIVE MODE",
        "DROP TRIGGER trialsite_only_added ON {table}",
        "INSERT INTO {table} SELECT * FROM {table} LIMIT 1",
    ],
)
@pytest.mark.parametrize("table", ["screening_auditevent", "screening_auditlink"])
def test_the_application_reads_the_trail_and_no_more(table: str, statement: str) -> None:
    make_team()
    key = {"screening_auditevent": "id", "screening_auditlink": "seq"}[table]
    before = newest()

    refused(statement.format(table=table, key=key))
    assert newest() == before


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT trialsite_take_stock('screening_site')",
        "SELECT trialsite_audit_table('django_session', '', '', '')",
        "DROP TRIGGER trialsite_chain ON screening_auditevent",
        "ALTER FUNCTION trialsite_chain() OWNER TO CURRENT_USER",
        "ALTER TABLE screening_auditlink ALTER COLUMN hash DROP NOT NULL",
    ],
)
def test_the_application_does_not_rule_the_trail(statement: str) -> None:
    refused(statement)


@pytest.mark.django_db(transaction=True)
def test_without_its_link_nothing_is_changed() -> None:
    """The chain is made as the transaction is committed: if it cannot be, nothing is."""
    site = make_team()[0]
    before = newest()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE screening_auditlink RENAME TO gone")
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            Site.objects.filter(pk=site.pk).update(name="Renamed")
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO screening_auditlink")

    site.refresh_from_db()
    assert site.name != "Renamed"
    assert newest() == before


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_changes_columns_takes_stock() -> None:
    from screening.services.integrity import verify

    make_team()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE screening_site ADD COLUMN later integer NOT NULL DEFAULT 7")
    try:
        assert {each.where.split()[0] for each in verify().problems} == {"screening_site"}
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT trialsite_take_stock('screening_site')")
        assert verify().problems == []
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE screening_site DROP COLUMN later")
