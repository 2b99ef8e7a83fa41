"""Every page, for every role, in every state: it answers, and only to who may see it."""

import pytest

from screening.models import Role
from tests import factories, people

PAGES = ["verdict", "verdict/I7", "verdict/I12a", "verdict/E5", "history"]
LISTS = [
    "/worklist/",
    "/worklist/?show=all",
    "/log/",
    "/enrolments/",
    "/reports/",
    "/help/",
    "/accounts/profile/",
    "/accounts/password/",
]
pytestmark = pytest.mark.django_db
STATES = {
    "empty": people.opened,
    "filled": people.filled,
    "judged": people.judged,
    "signed": people.signed,
    "failed": people.failed,
    "enrolled": people.enrolled,
}


@pytest.mark.parametrize("state", STATES)
def test_every_role_of_the_site_reads_every_page(state, site, team, as_role):
    screening = STATES[state](team, site)

    for role in Role:
        client = as_role(role)
        for page in PAGES:
            assert client.get(f"/screenings/{screening.number}/{page}/").status_code == 200, (role, page)
        for page in LISTS:
            assert client.get(page).status_code == 200, (role, page)


def test_another_sites_screening_does_not_exist(site, team, client):
    screening = people.filled(team, site)
    _, others = factories.make_team()
    client.force_login(others[Role.INVESTIGATOR])

    pages = [*PAGES, "", "next", "judge", "sign", "enrol", "withdraw", "rescreen"]
    for page in pages:
        path = f"/screenings/{screening.number}/{page}/".replace("//", "/")
        assert client.get(path).status_code == 404, page
    for page in ["judge", "sign", "enrol", "withdraw", "rescreen"]:
        assert client.post(f"/screenings/{screening.number}/{page}/").status_code == 404, page
    assert screening.number not in client.get("/worklist/?show=all").text
    assert screening.number not in client.get("/log/").text


@pytest.mark.parametrize("page", ["judge", "sign", "enrol", "withdraw", "rescreen"])
@pytest.mark.parametrize("role", [Role.MONITOR, Role.ADMINISTRATOR])
def test_who_only_reads_is_told_which_role_is_needed(page, role, site, team, as_role):
    screening = people.signed(team, site)

    for answer in (
        as_role(role).get(f"/screenings/{screening.number}/{page}/"),
        as_role(role).post(f"/screenings/{screening.number}/{page}/", {"key": "0b1f5ac4-0000-4000-8000-000000000000"}),
    ):
        assert answer.status_code == 403
        assert f"Your role here is {role.label}" in answer.text
        assert "Investigator is needed" in answer.text


def test_a_screening_can_be_opened_only_by_who_works_with_participants(monitor, coordinator):
    assert monitor.get("/screenings/new/").status_code == 403
    assert coordinator.get("/screenings/new/").status_code == 200


def test_a_page_that_does_not_exist(coordinator, site, team):
    screening = people.opened(team, site)

    assert coordinator.get("/screenings/SCR-9999/verdict/").status_code == 404
    assert coordinator.get(f"/screenings/{screening.number}/verdict/I99/").status_code == 404
    assert coordinator.get("/exports/nothing.csv").status_code == 405
    assert coordinator.post("/exports/nothing.csv").status_code == 404


def test_somebody_without_a_role_is_told_so(client):
    client.force_login(factories.make_user())

    assert client.get("/").status_code == 200
    assert "No role yet" in client.get("/").text
    assert client.get("/worklist/").status_code == 200
