"""Queries and source verification: who asks, who answers, who closes, how old, and what a tick is about."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from screening import queries as reads
from screening.errors import InvalidInput, NotAllowedNow, PermissionRefused
from screening.models import AuditEvent, Query, QueryEntry, QueryKind, Role, Screening, Site, SourceCheck, Step, User
from screening.queries import Standing, Target, thread_for, threads_for, ticks_of
from screening.services import queries
from screening.viewer import seeing
from tests import people
from tests.factories import (
    NOW,
    TODAY,
    complete,
    enrol,
    enter,
    judge,
    make_eligible,
    make_team,
    open_screening,
    row,
    sign,
)

pytestmark = pytest.mark.django_db
Team = dict[Role, User]
WEIGHT, I07, I12A = Target(path="weight_kg"), Target(criterion="I07"), Target(criterion="I12a")


@pytest.fixture
def here() -> tuple[Site, Team]:
    return make_team()


@pytest.fixture
def team(here: tuple[Site, Team]) -> Team:
    return here[1]


@pytest.fixture
def screening(here: tuple[Site, Team]) -> Screening:
    site, team = here
    return complete(team[Role.COORDINATOR], open_screening(team[Role.COORDINATOR], site))


def ask(team: Team, screening: Screening, target: Target = WEIGHT, **more: object) -> Query:
    given = {"kind": QueryKind.SITE, "text": "Which scale?"} | more
    by = team[Role.INVESTIGATOR if given["kind"] is QueryKind.SPONSOR else Role.MONITOR]
    return queries.raise_query(by=by, screening=screening, target=target, **given)


def standing(team: Team, query: Query) -> Standing:
    return thread_for(team[Role.MONITOR], query.screening.number, query.serial, now=NOW).standing


# --- asking and answering ---------------------------------------------------------------------------------------------


def test_asked_answered_asked_again_and_closed(team: Team, screening: Screening) -> None:
    query = ask(team, screening)
    assert (query.serial, standing(team, query)) == (1, Standing.OPEN)

    queries.answer(by=team[Role.COORDINATOR], query=query, text="The one of the ward.")
    assert standing(team, query) is Standing.ANSWERED
    queries.answer(by=team[Role.MONITOR], query=query, text="Which ward?")
    assert standing(team, query) is Standing.OPEN
    queries.answer(by=team[Role.INVESTIGATOR], query=query, text="Three.")
    queries.close(by=team[Role.MONITOR], query=query)

    assert standing(team, query) is Standing.CLOSED
    assert [(entry.step, entry.text, entry.role) for entry in query.entries.all()] == [
        ("said", "The one of the ward.", "coordinator"), ("said", "Which ward?", "monitor"),
        ("said", "Three.", "investigator"), ("closed", "", "monitor"),
    ]  # fmt: skip
    verbs = AuditEvent.objects.filter(table_name__startswith="screening_query").order_by("pk")
    assert [event.verb for event in verbs] == ["query.raise", *["query.answer"] * 3, "query.close"]
    assert {event.screening for event in verbs} == {screening}


def test_whose_turn_it_is(team: Team, screening: Screening) -> None:
    def waits(query: Query) -> set[Role]:
        thread = thread_for(team[Role.MONITOR], screening.number, query.serial, now=NOW)
        return {role for role in Role if thread.waits_for(team[role])}

    site, sponsor = ask(team, screening), ask(team, screening, I07, kind=QueryKind.SPONSOR)
    assert (waits(site), waits(sponsor)) == ({Role.COORDINATOR, Role.INVESTIGATOR}, {Role.MONITOR})

    queries.answer(by=team[Role.COORDINATOR], query=site, text="so")
    queries.answer(by=team[Role.MONITOR], query=sponsor, text="so")
    assert (waits(site), waits(sponsor)) == ({Role.MONITOR}, {Role.INVESTIGATOR})

    queries.close(by=team[Role.MONITOR], query=site)
    queries.close(by=team[Role.INVESTIGATOR], query=sponsor)
    assert waits(site) == waits(sponsor) == set()


@pytest.mark.parametrize("role", Role)
def test_who_asks_whom(team: Team, screening: Screening, role: Role) -> None:
    for kind, asks in ((QueryKind.SITE, Role.MONITOR), (QueryKind.SPONSOR, Role.INVESTIGATOR)):
        given = {"by": team[role], "screening": screening, "kind": kind, "target": I07, "text": "Why?"}
        if role is asks:
            assert queries.raise_query(**given).by == team[role]
        else:
            with pytest.raises(PermissionRefused):
                queries.raise_query(**given)


def test_only_the_side_that_asked_closes(team: Team, screening: Screening) -> None:
    site, sponsor = ask(team, screening), ask(team, screening, I07, kind=QueryKind.SPONSOR)
    for query, other in ((site, Role.INVESTIGATOR), (sponsor, Role.MONITOR)):
        with pytest.raises(NotAllowedNow) as refused:
            queries.close(by=team[other], query=query)
        assert refused.value.code == "close_other_side"
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        with pytest.raises(PermissionRefused):
            queries.close(by=team[role], query=site)
    with pytest.raises(PermissionRefused):
        queries.answer(by=team[Role.ADMINISTRATOR], query=site, text="x")


def test_a_closed_query_stays_closed(team: Team, screening: Screening) -> None:
    query = ask(team, screening)
    first = queries.close(by=team[Role.MONITOR], query=query)
    assert queries.close(by=team[Role.MONITOR], query=query) == first

    with pytest.raises(NotAllowedNow) as refused:
        queries.answer(by=team[Role.COORDINATOR], query=query, text="late")
    assert refused.value.code == "query_closed"
    late = {"query": query, "screening": screening, "by": team[Role.COORDINATOR], "role": Role.COORDINATOR}
    for step in Step.values:
        with pytest.raises(DatabaseError, match="has been closed"), transaction.atomic():
            QueryEntry.objects.create(**late, step=step, text="late")


@pytest.mark.parametrize(
    "target",
    [
        Target(),
        Target("weight_kg", "I07"),
        Target(path="weight"),
        Target(criterion="I99"),
        Target(path="chemo/x/agent"),
    ],
)
def test_it_is_about_something_that_is_there(team: Team, screening: Screening, target: Target) -> None:
    with pytest.raises(InvalidInput):
        ask(team, screening, target)
    with pytest.raises(InvalidInput):
        queries.check_source(by=team[Role.MONITOR], screening=screening, target=target, agrees=True)
    assert not Query.objects.exists()


def test_the_sponsor_is_asked_about_a_criterion(team: Team, screening: Screening) -> None:
    with pytest.raises(InvalidInput):
        ask(team, screening, WEIGHT, kind=QueryKind.SPONSOR)


@pytest.mark.parametrize("text", ["", "  \0 ", "x" * 1001])
def test_something_is_said(team: Team, screening: Screening, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(team, screening, text=text)
    assert set(refused.value.fields) == {"text"}
    with pytest.raises(InvalidInput):
        queries.answer(by=team[Role.COORDINATOR], query=ask(team, screening), text=text)


def test_the_same_form_sent_twice_asks_and_answers_once(team: Team, screening: Screening) -> None:
    key = uuid4()
    query = ask(team, screening, idempotency_key=key)
    assert ask(team, screening, idempotency_key=key) == query
    given = {"by": team[Role.COORDINATOR], "text": "so", "idempotency_key": uuid4()}
    said = queries.answer(query=query, **given)
    assert queries.answer(query=query, **given) == said
    assert (Query.objects.count(), QueryEntry.objects.count()) == (1, 1)

    other = ask(team, screening)
    for used in (given["idempotency_key"], key):
        with pytest.raises(NotAllowedNow):
            queries.answer(query=other, **given | {"idempotency_key": used})
    site, others = make_team()
    elsewhere = open_screening(others[Role.COORDINATOR], site)
    with pytest.raises(NotAllowedNow):
        ask(others, elsewhere, idempotency_key=key)


def test_oldest_first_with_their_age_in_days_of_the_site(team: Team, screening: Screening) -> None:
    ask(team, screening)
    ask(team, screening, I07)
    now = Query.objects.get(serial=2).at + timedelta(days=3)

    threads = threads_for(team[Role.COORDINATOR], now=now)
    assert [(thread.query.serial, thread.age) for thread in threads] == [(1, 3), (2, 3)]
    queries.close(by=team[Role.MONITOR], query=threads[0].query)
    assert [thread.query.serial for thread in threads_for(team[Role.MONITOR], now=now, closed=False)] == [2]
    assert [thread.query.serial for thread in threads_for(team[Role.MONITOR], now=now, closed=True)] == [1]
    assert reads.open_on(screening) == 1


def test_another_sites_queries_do_not_exist(team: Team, screening: Screening) -> None:
    query = people.queried(team, screening)
    _, others = make_team()

    assert threads_for(others[Role.MONITOR], now=NOW) == []
    with pytest.raises(Query.DoesNotExist):
        thread_for(others[Role.MONITOR], screening.number, query.serial, now=NOW)
    with pytest.raises(PermissionRefused):
        queries.answer(by=others[Role.COORDINATOR], query=query, text="x")
    with pytest.raises(PermissionRefused):
        queries.check_source(by=others[Role.MONITOR], screening=screening, target=WEIGHT, agrees=True)


# --- held against the source ------------------------------------------------------------------------------------------


def tick(team: Team, screening: Screening, target: Target, *, agrees: bool = True) -> SourceCheck:
    return queries.check_source(by=team[Role.MONITOR], screening=screening, target=target, agrees=agrees)


def test_a_tick_counts_until_its_value_changes(team: Team, screening: Screening) -> None:
    tick(team, screening, WEIGHT)
    assert ticks_of(screening)[WEIGHT].counts

    enter(team[Role.COORDINATOR], screening, {"height_cm": "141"})
    assert ticks_of(screening)[WEIGHT].counts
    enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"})
    assert not ticks_of(screening)[WEIGHT].counts
    assert ticks_of(screening)[WEIGHT].changed

    tick(team, screening, WEIGHT)
    assert ticks_of(screening)[WEIGHT].counts
    assert SourceCheck.objects.count() == 2  # both are kept


def test_a_criterion_is_about_all_that_its_rule_reads(team: Team, screening: Screening) -> None:
    criteria = [I07, I12A, Target(criterion="E24")]
    for target in criteria:
        tick(team, screening, target)

    def counting() -> list[bool]:
        return [ticks_of(screening)[target].counts for target in criteria]

    enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"})
    assert counting() == [True, True, True]
    enter(team[Role.COORDINATOR], screening, row("labs", test="ANC", value="2.1", unit="10*9/L", date="2026-05-19"))
    assert counting() == [True, False, True]
    agent = screening.facts["chemo"][0]["id"]
    enter(team[Role.COORDINATOR], screening, {f"chemo/{agent}/last_dose": "2026-04-01"})
    assert counting() == [False, False, True]


def test_a_judgement_is_a_change_too(team: Team, screening: Screening) -> None:
    target = Target(criterion="E25")
    tick(team, screening, target)
    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": (True, "missed visits"),
                                              "investigator_other_condition": (True, "see notes")})  # fmt: skip
    assert ticks_of(screening)[target].changed


def test_the_same_tick_again_is_one_and_it_can_be_taken_back(team: Team, screening: Screening) -> None:
    first = tick(team, screening, I07)
    assert tick(team, screening, I07) == first
    tick(team, screening, I07, agrees=False)
    tick(team, screening, I07, agrees=False)

    assert not ticks_of(screening)[I07].counts
    assert [check.agrees for check in SourceCheck.objects.order_by("pk")] == [True, False]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INVESTIGATOR, Role.ADMINISTRATOR])
def test_nobody_else_ticks(team: Team, screening: Screening, role: Role) -> None:
    with pytest.raises(PermissionRefused):
        queries.check_source(by=team[role], screening=screening, target=I07, agrees=True)


def test_the_columns_of_the_worklist(
    here: tuple[Site, Team], screening: Screening, django_assert_num_queries: object
) -> None:
    site, team = here
    untouched = open_screening(team[Role.COORDINATOR], site)
    people.queried(team, screening)
    now = Query.objects.get(serial=1).at + timedelta(days=2)
    with django_assert_num_queries(7):
        columns = reads.columns_for(team[Role.MONITOR], [screening.number, untouched.number], now=now)

    assert columns[screening.number] == reads.Columns(open=2, oldest=2, verified=1, criteria=42)
    assert columns[untouched.number] == reads.Columns(open=0, oldest=0, verified=0, criteria=42)


# --- beside the data --------------------------------------------------------------------------------------------------


def test_open_queries_are_in_the_way_of_nothing(here: tuple[Site, Team]) -> None:
    site, team = here
    screening = make_eligible(team, site)
    version = screening.version
    people.queried(team, screening)

    screening.refresh_from_db()
    assert screening.version == version
    assert not sign(team[Role.INVESTIGATOR], screening).is_stale
    assert enrol(team[Role.COORDINATOR], screening).enrolled_on == TODAY
    ask(team, screening)  # and of an enrolled participant it can be asked still


def test_the_database_lets_each_role_write_its_own(team: Team, screening: Screening) -> None:
    """Past services and views: the wall of each table."""
    asked = people.queried(team, screening)
    by = {"by": team[Role.MONITOR], "screening": screening}
    rows = {
        Query: lambda: Query.objects.create(**by, serial=9, kind=QueryKind.SITE, path="weight_kg", text="x"),
        QueryEntry: lambda: QueryEntry.objects.create(**by, query=asked, step=Step.SAID, text="x", role=Role.MONITOR),
        SourceCheck: lambda: SourceCheck.objects.create(**by, path="weight_kg", agrees=True, version=screening.version),
    }
    wrote = {role: set() for role in Role}
    for role in Role:
        for model, create in rows.items():
            with seeing(team[role]), transaction.atomic():
                try:
                    with transaction.atomic():
                        create()
                except DatabaseError as refused:
                    assert "row-level security" in str(refused)  # noqa: PT017  which wall it was
                else:
                    wrote[role].add(model)
                transaction.set_rollback(True)
    assert wrote == {
        Role.MONITOR: {Query, QueryEntry, SourceCheck}, Role.INVESTIGATOR: {Query, QueryEntry},
        Role.COORDINATOR: {QueryEntry}, Role.ADMINISTRATOR: set(),
    }  # fmt: skip


def test_an_entry_belongs_to_a_query_of_its_screening(here: tuple[Site, Team], screening: Screening) -> None:
    site, team = here
    other = open_screening(team[Role.COORDINATOR], site)
    query = ask(team, screening)
    with pytest.raises(DatabaseError, match="another screening"), transaction.atomic():
        QueryEntry.objects.create(
            query=query, screening=other, step=Step.SAID, text="x", role=Role.MONITOR, by=team[Role.MONITOR]
        )
    with pytest.raises(DatabaseError, match="not the current one"), transaction.atomic():
        SourceCheck.objects.create(
            screening=screening, path="weight_kg", agrees=True, version=screening.version + 1, by=team[Role.MONITOR]
        )
