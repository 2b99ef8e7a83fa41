"""From an empty record to a place in the trial, through the services alone."""

import pytest

from screening.models import AuditEvent, Enrolment, Role
from screening.states import Status
from tests.factories import enrol, make_eligible, make_team, open_screening, sign

pytestmark = pytest.mark.django_db


def test_a_child_who_may_enter_is_enrolled() -> None:
    site, team = make_team()
    screening = make_eligible(team, site)
    assert (screening.verdict, screening.status) == ("eligible", Status.IN_SCREENING)
    assert sum(screening.verdict_counts.values()) == 42

    signature = sign(team[Role.INVESTIGATOR], screening)
    enrolment = enrol(team[Role.COORDINATOR], screening)

    assert screening.status == Status.ENROLLED
    assert (enrolment.slot, enrolment.subject_number, enrolment.signature) == (1, "S-001", signature)
    assert Enrolment.objects.count() == 1
    verbs = set(AuditEvent.objects.filter(screening=screening).values_list("verb", flat=True))
    assert verbs >= {"screening.open", "record.change", "judgement.record", "signature.eligible", "enrolment.enrol"}


def test_an_empty_record_waits_for_data() -> None:
    site, team = make_team()

    screening = open_screening(team[Role.COORDINATOR], site)

    assert (screening.number, screening.status, screening.verdict) == ("SCR-0001", "in_screening", "missing")
    assert screening.facts == {"birth_date": "2014-09-17", "sex": "female", "icf": {"signed_date": "2026-05-08"}}
    assert screening.first_missing_section != ""
