"""Every request has a name: in the answer, and on the rows of the audit trail that it wrote."""

import pytest

from screening.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_answers_carry_different_names(client):
    first, second = (client.get("/accounts/login/").headers["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second


def test_the_trail_keeps_the_name(client):
    answer = client.post("/accounts/login/", {"username": "nobody-here", "password": "wrong"})

    event = AuditEvent.objects.latest("pk")
    assert event.request_id == answer.headers["X-Request-ID"]
