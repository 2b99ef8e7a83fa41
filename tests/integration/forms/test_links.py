"""A link to any fact opens the page on which its input stands."""

import pytest

from criteria.record import vocabulary
from screening.links import field_url
from screening.models import Role
from tests.factories import enter, example, storage_changes
from tests.integration.forms.conftest import Desk

pytestmark = pytest.mark.django_db


def test_every_single_fact_and_every_list_has_an_input_at_the_end_of_its_link(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, {"effusion/present": True})
    desk.screening.refresh_from_db()
    paths = [info.path for info in vocabulary().values() if "[]." not in info.path and info.kind != "group"]
    pages = {section: desk.read(section) for section in {info.section for info in vocabulary().values()}}

    lost = []
    for path in paths:
        url, _, target = field_url(desk.screening, path.removesuffix("[]")).partition("#")
        if target not in pages[url.rstrip("/").rpartition("/")[2]].ids:
            lost.append((path, target))
    assert lost == []


def test_a_fact_of_a_row_is_found_by_its_place(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, storage_changes(example()["facts"]))
    desk.screening.refresh_from_db()
    item = desk.screening.facts["chemo"][0]["id"]

    url = field_url(desk.screening, "chemo[0].last_dose")

    assert url == f"{desk.url('therapies')}#id_chemo-{item}-last_dose"
    assert f"id_chemo-{item}-last_dose" in desk.read("therapies").ids


def test_a_row_that_is_gone_leads_to_its_list(desk: Desk) -> None:
    assert field_url(desk.screening, "chemo[7].last_dose") == f"{desk.url('therapies')}#id_chemo-reviewed"


def test_the_planned_first_dose_stands_in_the_review(desk: Desk) -> None:
    url = field_url(desk.screening, "planned_first_dose_date")

    assert url == f"{desk.url('review')}#id_planned_first_dose"
    assert "id_planned_first_dose" in desk.read("review").ids


def test_what_is_no_fact_is_an_error() -> None:
    with pytest.raises(ValueError, match="'shoe_size' is not a fact of the vocabulary"):
        field_url(None, "shoe_size")  # type: ignore[arg-type]


def test_every_link_of_the_panel_and_the_review_ends_at_an_input(desk: Desk) -> None:
    page = desk.read("review")
    pages = {}
    lost = []
    for link in page.links:
        url, _, target = link.partition("#")
        if "/form/" in url and target:
            section = url.rstrip("/").rpartition("/")[2]
            pages[section] = pages.get(section) or desk.read(section)
            if target not in pages[section].ids:
                lost.append(link)
    assert lost == []
