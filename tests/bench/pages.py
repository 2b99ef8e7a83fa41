"""The two pages that are open all day, with 1,000 screenings in the database: how long, and how many queries."""

import os
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.clock import utc_now
from screening.models import Role, Screening, User
from screening.services.reassessment import reassess_all
from tests.bench.figures import Figure, duration, report
from tests.factories import complete, make_team, open_screening

pytestmark = pytest.mark.django_db

SCREENINGS = int(os.environ.get("BENCH_SCREENINGS", "1000"))
EXAMPLES = ("EX1", "EX2", "EX3", "EX4")
VERDICT_MS, WORKLIST_MS = 100, 150


@pytest.fixture
def reader() -> tuple[Client, User]:
    coordinator = make_team()[1][Role.COORDINATOR]
    client = Client()
    client.force_login(coordinator)
    return client, coordinator


def screen(by: User, many: int) -> None:
    """So many candidates with whole records, as the services write them, and the night's reassessment."""
    site = by.memberships.get().site
    for name in islice(cycle(EXAMPLES), many):
        complete(by, open_screening(by, site), name)
    reassess_all(now=utc_now())


def queries(work: Callable[[], Any]) -> int:
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_the_pages_that_are_open_all_day(reader: tuple[Client, User]) -> None:
    client, coordinator = reader

    def page(name: str, *arguments: str) -> Callable[[], None]:
        def get() -> None:
            answer = client.get(reverse(f"screening:{name}", args=arguments))
            assert answer.status_code == 200, answer.status_code

        return get

    screen(coordinator, len(EXAMPLES))
    numbers = list(Screening.objects.order_by("pk").values_list("number", flat=True))
    few = {"worklist": queries(page("worklist")), "verdict": queries(page("verdict", numbers[0]))}
    screen(coordinator, SCREENINGS - len(EXAMPLES))
    many = {"worklist": queries(page("worklist")), "verdict": queries(page("verdict", numbers[0]))}
    figures = [duration("worklist", page("worklist"), limit=WORKLIST_MS, times=15)]
    figures += [
        duration(f"verdict page of {name}", page("verdict", number), limit=VERDICT_MS, times=15)
        for name, number in zip(EXAMPLES, numbers, strict=True)
    ]
    figures += [Figure(f"queries of the {name}", many[name], few[name], "queries") for name in many]
    report(f"Pages, {SCREENINGS} screenings in the database", figures)
