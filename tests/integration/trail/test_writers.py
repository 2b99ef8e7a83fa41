"""Many writers at once, and somebody who verifies meanwhile: one chain, no fork, no false alarm. And how long it takes."""

import time
from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, connections

from screening.models import AuditEvent, AuditLink, Role, Screening
from screening.services import records
from screening.services.integrity import current_head, verify
from tests.factories import TODAY, make_team, open_screening
from tests.proofs import Say
from tests.sizes import size
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 16
SAVES = size(full=50, quick=6)
ROWS = size(full=100_000, quick=10_000)
SECONDS = 10.0


def in_threads(*acts: Callable[[], None]) -> list[BaseException]:
    errors: list[BaseException] = []

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001  the test looks at it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert not any(thread.is_alive() for thread in threads), "stuck"
    return errors


def writer(by: object, screening: Screening, together: Barrier) -> Callable[[], None]:
    def act() -> None:
        together.wait(timeout=60)
        version = screening.version
        for number in range(SAVES):
            changes = {"weight_kg": f"{20 + number}", "height_cm": f"{100 + number}"}
            saved = records.save_facts(by=by, screening=screening, changes=changes, base_version=version, today=TODAY)
            version = saved.version

    return act


def test_sixteen_writers_make_one_chain() -> None:
    site, team = make_team()
    by = team[Role.COORDINATOR]
    mine = [open_screening(by, site) for _ in range(WRITERS)]
    before, together, done = AuditLink.objects.count(), Barrier(WRITERS), Event()
    seen: list[int] = []

    def verifier() -> None:
        while not done.is_set():
            report = verify()
            assert report.problems == []
            seen.append(report.head.seq)

    def all_writers() -> None:
        try:
            assert in_threads(*(writer(by, each, together) for each in mine)) == []
        finally:
            done.set()

    assert in_threads(all_writers, verifier) == []

    links = list(AuditLink.objects.values_list("seq", "prev_hash"))
    assert [seq for seq, _ in links] == list(range(1, len(links) + 1))
    assert len({before for _, before in links}) == len(links)
    # Each save: the screening, and two changes of facts; no verdict changed its word.
    assert len(links) - before == WRITERS * SAVES * 3 == AuditEvent.objects.filter(verb="record.change").count()
    assert seen == sorted(seen)
    assert verify([current_head()]).problems == []


def test_the_order_of_the_chain_is_the_order_of_the_commits() -> None:
    """Who wrote first and committed last comes last."""
    site = make_team()[0]
    other = make_team()[0]
    wrote, committed = Event(), Event()

    def slow() -> None:
        from django.db import transaction

        with transaction.atomic():
            type(site).objects.filter(pk=site.pk).update(name="first to write")
            wrote.set()
            assert committed.wait(timeout=20), "a writer waits for one who is still at work"

    def quick() -> None:
        assert wrote.wait(timeout=20)
        type(other).objects.filter(pk=other.pk).update(name="first to commit")
        committed.set()

    assert in_threads(slow, quick) == []

    names = [each.event.changes["name"][1] for each in AuditLink.objects.select_related("event").order_by("-seq")[:2]]
    assert names == ["first to write", "first to commit"]
    assert list(AuditLink.objects.order_by("-seq").values_list("event_id", flat=True)[:2]) == sorted(
        AuditLink.objects.order_by("-seq").values_list("event_id", flat=True)[:2]
    ), "the slower one has the smaller number and the later place"


def test_a_long_trail_is_verified_in_time(proof: Say) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(trialsite_audit_event('account.sign_in', jsonb_build_object('n', n, 'words', repeat('患者 ', 20)))) "
            "FROM generate_series(1, %s) AS n", [ROWS],
        )  # fmt: skip
    started = time.perf_counter()
    report = verify([current_head()])
    seconds = time.perf_counter() - started

    assert report.problems == []
    assert report.looked_at["audit trail"] >= ROWS
    assert seconds <= SECONDS
    proof(7, "clean trail", f"{report.looked_at['audit trail']:,} rows verified in {seconds:.1f} s, no false alarm")
