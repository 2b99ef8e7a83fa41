"""What holds for all eleven sections alike."""

import pytest

from criteria.record import SECTIONS, vocabulary
from screening.forms import FORMS
from screening.forms.questions import OPTIONAL, columns_of, lists_of, scalars_of
from screening.models import FactChange, Role
from tests.factories import enter, example, make_user, row, storage_changes
from tests.integration.forms.conftest import Desk

pytestmark = pytest.mark.django_db


def test_every_fact_of_the_vocabulary_is_asked_for_in_exactly_one_section() -> None:
    asked = [
        path
        for section in SECTIONS
        for info in (*scalars_of(section), *lists_of(section))
        for path in (info.path, *(column.path for column in columns_of(info.path) if info.kind == "list"))
    ]
    groups = {info.path for info in vocabulary().values() if info.kind == "group"}
    judged = {info.path for info in vocabulary().values() if info.judgement}
    labs = {path for path in vocabulary() if path.startswith("labs[]")}

    assert len(asked) == len(set(asked))
    assert set(asked) == set(vocabulary()) - groups - judged - labs


def test_there_is_a_form_for_every_section_in_the_order_of_the_vocabulary() -> None:
    assert tuple(FORMS) == SECTIONS


def test_what_is_optional_is_in_the_vocabulary() -> None:
    assert set(vocabulary()) >= OPTIONAL


@pytest.mark.parametrize("section", SECTIONS)
def test_saving_a_full_page_untouched_changes_nothing(desk: Desk, section: str) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    enter(coordinator, desk.screening, storage_changes(example()["facts"]))
    enter(coordinator, desk.screening, row("labs", test="ANC", value="0.9", unit="10^9/L", date="2026-05-09"))
    enter(coordinator, desk.screening, row("wounds_fractures", kind="wound", unhealed=True))
    before, changes = desk.facts(), FactChange.objects.count()

    response = desk.send(section, desk.read(section), press="stay")

    assert response.status_code == 302
    assert desk.facts() == before
    assert FactChange.objects.count() == changes


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_of_a_form_is_on_its_page(desk: Desk, section: str) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, storage_changes(example()["facts"]))
    page = desk.read(section)
    form = FORMS[section](desk.facts(), today=desk.screening.opened_at.date())
    named = {given.get("name") for given in page.ids.values()}

    blank_rows = {name for rows in form.rows.values() for one in rows if not one.stored for name in one.names}
    assert {name for name in form.fields if name not in blank_rows and not name.startswith("labs-")} <= named


@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_is_preselected_on_an_empty_page(desk: Desk, section: str) -> None:
    sent = desk.read(section).sent

    given = {"birth_date", "sex", "icf-signed_date", "csrfmiddlewaretoken", "base_version"}
    rows = {name for name in sent if name.endswith("-row")}
    assert {name: value for name, value in sent.lists() if name not in given | rows and any(value)} == {}


@pytest.mark.parametrize("section", SECTIONS)
def test_hints_and_messages_are_tied_to_inputs_that_exist(desk: Desk, section: str) -> None:
    page = desk.read(section)

    tied = [part for given in page.ids.values() for part in (given.get("aria-describedby") or "").split()]
    assert [part for part in tied if part not in page.ids] == []
    assert [link for link in page.links if link.startswith("#") and link[1:] not in page.ids] == []


@pytest.mark.parametrize("role", [Role.MONITOR, Role.ADMINISTRATOR])
def test_who_only_reads_sees_the_page_without_a_way_to_save(desk: Desk, role: Role) -> None:
    desk.client.force_login(desk.team[role])

    page = desk.read("demographics")

    assert "disabled" in page.ids["id_birth_date"]
    assert [button for button in page.buttons if button.get("name") == "stay"] == []


def test_who_only_reads_cannot_post(desk: Desk) -> None:
    page = desk.read("demographics")
    desk.client.force_login(desk.team[Role.MONITOR])

    response = desk.send("demographics", page, weight_kg="40")

    assert response.status_code == 403
    assert "weight_kg" not in desk.facts()


def test_a_screening_of_another_site_does_not_exist(desk: Desk) -> None:
    desk.client.force_login(make_user(Role.COORDINATOR))

    assert desk.client.get(desk.url("demographics")).status_code == 404
    assert desk.client.post(desk.url("demographics"), {"weight_kg": "40"}).status_code == 404


def test_there_is_no_twelfth_section(desk: Desk) -> None:
    assert desk.client.get(desk.url("astrology")).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_record(desk: Desk, django_assert_num_queries) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    enter(coordinator, desk.screening, row("chemo", agent="vincristine"))
    desk.read("therapies")
    with django_assert_num_queries(6):
        desk.read("therapies")
    for number in range(5):
        enter(coordinator, desk.screening, row("chemo", agent=f"drug {number}"))

    with django_assert_num_queries(6):
        desk.read("therapies")
