"""Where the ways to a screening lead: to the next field for who enters data, to the verdict for everybody else."""

import pytest

from screening.models import Role
from tests import factories, people

pytestmark = pytest.mark.django_db


def goes_to(client, screening, page=""):
    return client.get(f"/screenings/{screening.number}/{page}").headers["Location"]


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.MONITOR, Role.ADMINISTRATOR])
def test_everybody_else_comes_to_the_verdict(role, site, team, as_role):
    screening = people.opened(team, site)

    assert goes_to(as_role(role), screening) == f"/screenings/{screening.number}/verdict/"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.COORDINATOR, "/worklist/"),
        (Role.INVESTIGATOR, "/worklist/"),
        (Role.ADMINISTRATOR, "/worklist/"),
        (Role.MONITOR, "/queries/"),
    ],
)
def test_the_first_page_of_each_role(role, home, as_role):
    assert as_role(role).get("/").headers["Location"] == home


def test_a_coordinator_comes_to_the_first_unfinished_section(site, team, coordinator):
    screening = people.opened(team, site)
    form = f"/screenings/{screening.number}/form"

    # The protocol asks for the consent first; the form begins with demographics.
    assert goes_to(coordinator, screening) == f"/screenings/{screening.number}/next/"
    assert goes_to(coordinator, screening, "next/").startswith(f"{form}/demographics/#id_")
    factories.enter(
        team[Role.COORDINATOR], screening,
        {"performance/scale": "lansky", "performance/score": 80, "performance/date": people.today_at(site).isoformat()},
        today=people.today_at(site),
    )  # fmt: skip
    assert goes_to(coordinator, screening, "next/").startswith(f"{form}/consent/#id_")


def test_the_planned_first_dose_is_asked_last(site, team, coordinator):
    recent = {"agent": "irinotecan", "myelosuppressive": True, "last_dose": people.today_at(site).isoformat()}
    screening = people.filled(team, site, chemo=[recent])
    factories.records.set_dates(
        by=team[Role.COORDINATOR], screening=screening, base_version=screening.version, today=people.today_at(site),
        planned_first_dose=None,
    )  # fmt: skip

    assert (
        goes_to(coordinator, screening, "next/") == f"/screenings/{screening.number}/form/review/#id_planned_first_dose"
    )


def test_with_nothing_missing_the_verdict_is_next(site, team, coordinator):
    screening = people.filled(team, site)

    assert goes_to(coordinator, screening) == f"/screenings/{screening.number}/verdict/"
    assert goes_to(coordinator, screening, "next/") == f"/screenings/{screening.number}/verdict/"


def test_the_worklist_says_by_when_and_why(site, team, coordinator):
    screening = people.filled(team, site)

    text = coordinator.get("/worklist/").text

    dose = screening.planned_first_dose
    assert f'<time datetime="{dose}">{dose}</time> <span class="muted small">planned first dose</span>' in text
