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

from screening.models import (
    Enrolment,
    FactChange,
    Judgement,
    Participant,
    Query,
    QueryEntry,
    Role,
    Screening,
    Signature,
    Site,
    User,
)
from tests import people
from tests.factories import PASSWORD, make_team
from tests.faults.conftest import Calling
from tests.faults.web import Caller
from tests.proofs import Say
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)
REPLAYS = size(full=5000, quick=500)
CHANGES = {"section", "withdrawal"}  # which make nothing new: a tenth will do
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


def query(site: Site, team: Team) -> Form:
    screening = people.opened(team, site)
    fields = {"key": uuid4(), "text": "Which scale?"}
    return Form(Role.MONITOR, f"/queries/{screening.number}/new/?path=weight_kg", fields, counted(Query))


def answer(site: Site, team: Team) -> Form:
    screening = people.opened(team, site)
    number = people.queried(team, screening).screening.number
    fields = {"key": uuid4(), "text": "The ward's."}
    said = QueryEntry.objects.filter(text=fields["text"])
    return Form(Role.COORDINATOR, f"/queries/{number}/1/", fields, said.count)


def counted(*models: Any) -> Callable[[], int]:
    def count() -> int:
        (number,) = {model.objects.count() for model in models}
        return number

    return count


FORMS = [new_screening, section, a_new_row, judgement, signature, enrolment, rescreening, withdrawal, query, answer]


def sent_at_once(callers: list[Caller], form: Form, times: int) -> set[tuple[int, str]]:
    """The different answers to so many times the same, from each of the callers behind one barrier."""
    barrier = Barrier(len(callers))

    def send(caller: Caller) -> set[tuple[int, str]]:
        barrier.wait(timeout=60)
        answers = [caller.post(form.path, form.fields) for _ in range(times)]
        return {(each.status, each.location) for each in answers}

    with ThreadPoolExecutor(len(callers)) as pool:
        return set().union(*pool.map(send, callers))


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_a_form_that_makes_something(make: Callable[[Site, Team], Form], caller: Calling, proof: Say) -> None:
    site, team = make_team()
    form = make(site, team)
    callers = [caller(team[form.role]) for _ in range(AT_ONCE)]
    first = sent_at_once(callers, form, 1)
    assert form.once() == 1
    replays = -(-REPLAYS // 10) if make.__name__ in CHANGES else REPLAYS
    again = sent_at_once(callers, form, -(-replays // AT_ONCE))

    assert len(first) == 1
    assert again == first
    assert {status for status, _ in first} == {302}
    assert form.once() == 1
    connections.close_all()
    proof(3, f"replays, {make.__name__}", f"sent by {AT_ONCE} at once and {replays:,} times again: one of it")
