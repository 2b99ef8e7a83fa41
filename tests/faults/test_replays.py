"""A form that is sent again, by a double click, the back button or a resend after an answer that never came.

Once is enough: the first result comes back, and there is no second of anything. Sent again by somebody who waited for
the answer, and by eight at the same moment.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from screening.models import Enrolment, FactChange, Judgement, Participant, Role, Screening, Signature, Site, User
from tests import people
from tests.factories import PASSWORD, make_team
from tests.faults.web import Answer, Caller
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
REPLAYS = size(full=5000, quick=16)
AT_ONCE = 8
Team = Mapping[Role, User]


@dataclass
class Form:
    """What is sent, by whom, and what there is once of afterwards."""

    role: Role
    path: str
    fields: dict[str, Any]
    once: Callable[[], int]


def new_screening(site: Site, team: Team) -> Form:
    today = people.today_at(site).isoformat()
    fields = {"key": uuid4(), "site": site.pk, "birth_date": "2014-03-08", "sex": "male", "consent_date": today}
    return Form(Role.COORDINATOR, "/screenings/new/", fields | {"initials": "ABC"}, counted(Screening, Participant))


def section(site: Site, team: Team) -> Form:
    screening = people.opened(team, site)
    fields = {"base_version": 1, "weight_kg": "38.5"}
    changes = FactChange.objects.filter(screening=screening, path="weight_kg")
    return Form(Role.COORDINATOR, f"/screenings/{screening.number}/form/demographics/", fields, changes.count)


def a_new_row(site: Site, team: Team) -> Form:
    """The row's identifier was made with the page: it is the key."""
    screening, item = people.opened(team, site), uuid4()
    fields = {
        "base_version": 1,
        "chemo-row": item,
        "chemo-reviewed": "listed",
        f"chemo-{item}-agent": "vincristine",
        f"chemo-{item}-last_dose": "2026-02",
    }
    changes = FactChange.objects.filter(screening=screening, path=f"chemo/{item}/agent")
    return Form(Role.COORDINATOR, f"/screenings/{screening.number}/form/therapies/", fields, changes.count)


def judgement(site: Site, team: Team) -> Form:
    screening = people.filled(team, site)
    fields = {"base_version": screening.version, "poor_compliance-answer": "no", "poor_compliance-reason": "known well"}
    return Form(Role.INVESTIGATOR, f"/screenings/{screening.number}/judge/", fields, counted(Judgement))


def signature(site: Site, team: Team) -> Form:
    screening = people.judged(team, site)
    fields = {"key": uuid4(), "meaning": "eligible", "base_version": screening.version, "password": PASSWORD,
              "username": team[Role.INVESTIGATOR].username}  # fmt: skip
    return Form(Role.INVESTIGATOR, f"/screenings/{screening.number}/sign/", fields, counted(Signature))


def enrolment(site: Site, team: Team) -> Form:
    screening = people.signed(team, site)
    return Form(Role.COORDINATOR, f"/screenings/{screening.number}/enrol/", {"key": uuid4()}, counted(Enrolment))


def rescreening(site: Site, team: Team) -> Form:
    screening = people.failed(team, site)
    fields = {"key": uuid4(), "consent_date": people.today_at(site).isoformat()}
    again = Screening.objects.filter(rescreening_of=screening)
    return Form(Role.COORDINATOR, f"/screenings/{screening.number}/rescreen/", fields, again.count)


def withdrawal(site: Site, team: Team) -> Form:
    screening = people.opened(team, site)
    withdrawn = Screening.objects.filter(status="withdrawn", pk=screening.pk)
    fields = {"reason": "The family moves away."}
    return Form(Role.COORDINATOR, f"/screenings/{screening.number}/withdraw/", fields, withdrawn.count)


def counted(*models: Any) -> Callable[[], int]:
    def count() -> int:
        (number,) = {model.objects.count() for model in models}
        return number

    return count


FORMS = [new_screening, section, a_new_row, judgement, signature, enrolment, rescreening, withdrawal]


@pytest.fixture
def call_as(caller: Callable[[User], Caller]) -> Callable[[User], list[Caller]]:
    return lambda user: [caller(user) for _ in range(AT_ONCE)]


def at_once(callers: list[Caller], form: Form) -> list[Answer]:
    barrier = Barrier(len(callers))

    def send(caller: Caller) -> Answer:
        barrier.wait(timeout=60)
        return caller.post(form.path, form.fields)

    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(send, callers))


def test_every_form_that_makes_something(call_as: Callable[[User], list[Caller]]) -> None:
    site, team = make_team()
    for make in FORMS:
        form = make(site, team)
        callers = call_as(team[form.role])
        first = at_once(callers, form)
        rounds = [callers[0].post(form.path, form.fields)]
        rounds += [answer for _ in range(REPLAYS // AT_ONCE) for answer in at_once(callers, form)]

        assert {(each.status, each.location) for each in [*first, *rounds]} == {(302, first[0].location)}, make.__name__
        assert form.once() == 1, make.__name__
        connections.close_all()
