"""The first steps of somebody new, on the worklist until they are hidden."""

import pytest

from screening.models import Role
from tests import people

pytestmark = pytest.mark.django_db


def test_they_are_ticked_off_by_working_and_gone_when_hidden(coordinator, team, site):
    page = coordinator.get("/worklist/").text
    assert 'href="/screenings/new/">Start a screening</a></li>' in page
    assert "<s>" not in page

    people.judged(team, site)
    page = coordinator.get("/worklist/").text
    assert "<s>Start a screening</s>" in page
    assert "<s>Enter laboratory results</s>" in page
    assert "<s>Sign that" not in page

    assert coordinator.post("/accounts/first-steps/hide/", follow=True).redirect_chain == [("/worklist/", 302)]
    assert "Your first screening" not in coordinator.get("/worklist/").text


def test_each_role_has_its_own_and_who_only_reads_has_none(as_role):
    assert "Answer what only you may judge" in as_role(Role.INVESTIGATOR).get("/worklist/").text
    for reader in (Role.MONITOR, Role.ADMINISTRATOR):
        assert "Your first screening" not in as_role(reader).get("/worklist/").text
