"""What the site's laboratory prints: kept by the administrator, filled in beside results, written into the record."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from screening.lab_profiles import SOURCE
from screening.models import LabProfile, Role, Screening, Site
from tests import factories, people
from tests.integration.forms.pages import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/manage/lab-profiles/"
ALT = {"test": "ALT", "unit": "U/L", "upper_limit": "40", "lower_limit": "", "sex": "", "age_from": "", "age_until": ""}


@pytest.fixture
def place(client: Client) -> tuple[Client, Site, dict[Role, Any]]:
    site, team = factories.make_team()
    client.force_login(team[Role.ADMINISTRATOR])
    return client, site, team


def laboratory(client: Client, screening: Screening) -> tuple[str, Page]:
    url = f"/screenings/{screening.number}/form/laboratory/"
    return url, Page(client.get(url).content.decode())


def type_alt(page: Page, value: str, **more: str) -> dict[str, list[str]]:
    """As somebody types who looks at the results only."""
    return page.filled(stay="1", **more) | {page.ids["id_labs-ALT-value"]["name"]: [value]}


# --- keeping them -----------------------------------------------------------------------------------------------------


def test_one_is_added_and_retired_and_both_are_in_the_trail(place) -> None:
    client, site, team = place
    assert client.post(ADDRESS, ALT | {"valid_from": "20260101"}).status_code == 302

    made = LabProfile.objects.get()
    assert (made.site, made.test, made.upper_limit, made.valid_from, made.by) == (
        site, "ALT", "40", date(2026, 1, 1), team[Role.ADMINISTRATOR],
    )  # fmt: skip
    assert client.post(ADDRESS, {"retire": str(made.pk)}).status_code == 302
    made.refresh_from_db()
    assert made.retired_on == people.today_at(site)
    assert client.post(ADDRESS, {"retire": "9999"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"unit": "mg/dL"}, "“mg/dL” can&#x27;t be converted for this test."),
        ({"upper_limit": "<40"}, "“&lt;40” is not a plain number like 40 or 1.2."),
        ({"upper_limit": "4,5"}, "“4,5” is not a plain number like 40 or 1.2."),
        ({"age_from": "12", "age_until": "6"}, "The ages run backwards: from 12, until before 6."),
        ({"valid_from": "2026-05"}, "Type the whole date, like 2026-11-20."),
    ],
)
def test_what_no_laboratory_prints_is_refused_with_what_to_do(place, wrong: dict[str, str], sentence: str) -> None:
    client, _site, _team = place
    answer = client.post(ADDRESS, ALT | {"valid_from": "2026-01-01"} | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not LabProfile.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INVESTIGATOR, Role.MONITOR])
def test_others_keep_none(place, role: Role) -> None:
    client, _site, team = place
    client.force_login(team[role])
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, ALT | {"valid_from": "2026-01-01"}).status_code == 403
    assert not LabProfile.objects.exists()


# --- filling in -------------------------------------------------------------------------------------------------------


def test_unit_and_limit_are_written_into_the_record_with_their_source(place) -> None:
    client, site, team = place
    factories.make_lab_profiles(site, [ALT | {"uln": "40"}], by=team[Role.ADMINISTRATOR])
    screening = people.opened(team, site)
    client.force_login(team[Role.COORDINATOR])
    url, page = laboratory(client, screening)
    day = (people.today_at(site) - timedelta(2)).isoformat()

    assert client.post(url, type_alt(page, "28", labs__sample_date=day)).status_code == 302

    screening.refresh_from_db()
    (result,) = screening.facts["labs"]
    del result["id"]
    assert result == {"test": "ALT", "value": "28", "unit": "U/L", "uln": "40", "date": day}
    sources = {
        one.path.rpartition("/")[2]: one.source for one in screening.fact_changes.filter(path__startswith="labs/")
    }
    assert sources == {"test": "typed", "value": "typed", "date": "typed", "unit": SOURCE, "uln": SOURCE}


def test_a_later_profile_changes_no_record(place) -> None:
    client, site, team = place
    factories.make_lab_profiles(site, [ALT | {"uln": "40"}], by=team[Role.ADMINISTRATOR])
    screening = people.filled(team, site)
    before = screening.facts
    factories.make_lab_profiles(site, [ALT | {"uln": "99"}], by=team[Role.ADMINISTRATOR], valid_from=date(2026, 2, 1))
    client.force_login(team[Role.COORDINATOR])
    url, page = laboratory(client, screening)

    client.post(url, page.filled(stay="1"))

    screening.refresh_from_db()
    assert screening.facts == before


def test_a_limit_that_the_reader_has_not_seen_is_never_stored(place) -> None:
    """The page shows today's profile; the sample is from before it: the row shows the other one first."""
    client, site, team = place
    today = people.today_at(site)
    by = team[Role.ADMINISTRATOR]
    factories.make_lab_profiles(site, [ALT | {"uln": "45"}], by=by)
    factories.make_lab_profiles(site, [ALT | {"uln": "40"}], by=by, valid_from=today)
    screening = people.opened(team, site)
    client.force_login(team[Role.COORDINATOR])
    url, page = laboratory(client, screening)
    assert page.sent[page.ids["id_labs-ALT-uln"]["name"]] == "40"

    answer = client.post(url, type_alt(page, "28", labs__sample_date=(today - timedelta(2)).isoformat()))

    assert answer.status_code == 422
    assert "another unit or limit" in answer.content.decode()
    screening.refresh_from_db()
    assert "labs" not in screening.facts
    again = Page(answer.content.decode())
    assert again.sent[again.ids["id_labs-ALT-uln"]["name"]] == "45"
    assert client.post(url, again.filled(stay="1")).status_code == 302
    screening.refresh_from_db()
    assert [one["uln"] for one in screening.facts["labs"]] == ["45"]


def test_what_is_typed_over_the_profile_stands(place) -> None:
    client, site, team = place
    factories.make_lab_profiles(site, [ALT | {"uln": "40"}], by=team[Role.ADMINISTRATOR])
    screening = people.opened(team, site)
    client.force_login(team[Role.COORDINATOR])
    url, page = laboratory(client, screening)
    typed = type_alt(page, "28", labs__sample_date="today") | {page.ids["id_labs-ALT-uln"]["name"]: ["50"]}

    client.post(url, typed)

    screening.refresh_from_db()
    assert screening.facts["labs"][0]["uln"] == "50"
    assert screening.fact_changes.get(path__endswith="/uln").source == "typed"
    assert screening.fact_changes.get(path__endswith="/unit").source == SOURCE


def test_limits_alone_are_no_result(place) -> None:
    client, site, team = place
    factories.make_lab_profiles(site, [ALT | {"uln": "40"}], by=team[Role.ADMINISTRATOR])
    screening = people.opened(team, site)
    client.force_login(team[Role.COORDINATOR])
    url, page = laboratory(client, screening)

    client.post(url, page.filled(stay="1"))

    screening.refresh_from_db()
    assert "labs" not in screening.facts
