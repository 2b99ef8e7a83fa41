"""Two people in one section: different fields merge, the same field is asked about, and nothing typed is lost."""

import pytest

from screening.models import FactChange, Role, User
from tests.factories import enter, make_user, row
from tests.integration.forms.conftest import Desk
from tests.integration.forms.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(desk: Desk) -> User:
    return make_user(Role.COORDINATOR, desk.screening.site, full_name="Li Wei")


def test_other_fields_merge(desk: Desk, colleague: User) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"height_cm": "147"})

    response = desk.send("demographics", page, weight_kg="38.5")

    assert response.status_code == 302
    assert (desk.facts()["height_cm"], desk.facts()["weight_kg"]) == ("147", "38.5")


def test_the_same_field_is_asked_about_with_both_values_above_it(desk: Desk, colleague: User) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"weight_kg": "41", "height_cm": "147"})

    response = desk.send("demographics", page, weight_kg="38.5", performance__score="80")

    again = Page(response.content.decode())
    shown = response.content.decode()
    assert response.status_code == 409
    assert shown.index('id="conflict-weight_kg"') < shown.index('id="id_weight_kg"')
    assert "Li Wei" in shown
    assert [again.sent[name] for name in ("weight_kg", "performance-score", "height_cm")] == ["38.5", "80", "147"]
    assert again.sent["base_version"] == str(desk.screening.version)
    assert desk.facts()["weight_kg"] == "41"
    assert "performance" not in desk.facts()


@pytest.mark.parametrize(("choice", "stands"), [("mine", "38.5"), ("theirs", "41")])
def test_one_press_settles_it_and_saves_the_rest(desk: Desk, colleague: User, choice: str, stands: str) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"weight_kg": "41"})
    asked = Page(desk.send("demographics", page, weight_kg="38.5", performance__score="80").content.decode())

    response = desk.send("demographics", asked, press="use", value=f"{choice} weight_kg")

    assert response.status_code == 302
    assert desk.facts()["weight_kg"] == stands
    assert desk.facts()["performance"] == {"score": 80}


def test_two_questions_are_settled_one_by_one(desk: Desk, colleague: User) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"weight_kg": "41", "height_cm": "150"})
    asked = Page(desk.send("demographics", page, weight_kg="38.5", height_cm="147").content.decode())

    half = desk.send("demographics", asked, press="use", value="theirs weight_kg")
    again = Page(half.content.decode())
    assert half.status_code == 409
    assert again.sent.getlist("conflict") == ["height_cm"]
    assert [again.sent[name] for name in ("weight_kg", "height_cm")] == ["41", "147"]

    assert desk.send("demographics", again, press="use", value="mine height_cm").status_code == 302
    assert [desk.facts()[name] for name in ("weight_kg", "height_cm")] == ["41", "147"]


def test_saving_without_choosing_asks_again(desk: Desk, colleague: User) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"weight_kg": "41"})
    asked = Page(desk.send("demographics", page, weight_kg="38.5").content.decode())

    response = desk.send("demographics", asked)

    assert response.status_code == 409
    assert desk.facts()["weight_kg"] == "41"


def test_a_third_change_in_between_is_noticed_too(desk: Desk, colleague: User) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"weight_kg": "41"})
    asked = Page(desk.send("demographics", page, weight_kg="38.5").content.decode())
    enter(colleague, desk.screening, {"weight_kg": "42"})

    response = desk.send("demographics", asked, press="use", value="mine weight_kg")

    assert response.status_code == 409
    assert "42" in response.content.decode()
    assert desk.facts()["weight_kg"] == "42"


def test_the_same_change_twice_is_no_conflict_and_one_line_of_history(desk: Desk, colleague: User) -> None:
    page = desk.read("demographics")
    enter(colleague, desk.screening, {"weight_kg": "38.5"})

    assert desk.send("demographics", page, weight_kg="38.5").status_code == 302
    assert FactChange.objects.filter(path="weight_kg").count() == 1


def test_rows_of_both_stay(desk: Desk, colleague: User) -> None:
    page = desk.read("therapies")
    (item,) = page.sent.getlist("chemo-row")
    enter(colleague, desk.screening, row("chemo", agent="dacarbazine"))

    response = desk.client.post(desk.url("therapies"), page.filled() | {f"chemo-{item}-agent": ["irinotecan"]})

    assert response.status_code == 302
    assert {one["agent"] for one in desk.facts()["chemo"]} == {"dacarbazine", "irinotecan"}


def test_a_row_of_a_colleague_appears_where_a_conflict_is_asked_about(desk: Desk, colleague: User) -> None:
    page = desk.read("therapies")
    enter(colleague, desk.screening, row("chemo", agent="dacarbazine") | {"nitrosourea_ever": True})

    response = desk.send("therapies", page, nitrosourea_ever="no")

    again = Page(response.content.decode())
    theirs = desk.facts()["chemo"][0]["id"]
    assert response.status_code == 409
    assert again.sent[f"chemo-{theirs}-agent"] == "dacarbazine"


def test_a_row_changed_by_a_colleague_is_not_removed_unseen(desk: Desk, colleague: User) -> None:
    enter(colleague, desk.screening, row("chemo", agent="irinotecan"))
    item = desk.facts()["chemo"][0]["id"]
    question = Page(
        desk.send("therapies", desk.read("therapies"), press="remove", value=f"chemo {item}").content.decode()
    )
    enter(colleague, desk.screening, {f"chemo/{item}/last_dose": "2026-05-01"})

    response = desk.send("therapies", question, press="confirm_remove", value=f"chemo {item}", remove_reason="twice")

    assert response.status_code == 422
    assert "Li Wei changed this row after you opened the page." in response.content.decode()
    assert len(desk.facts()["chemo"]) == 1


def test_a_planned_first_dose_of_two_people(desk: Desk, colleague: User) -> None:
    from datetime import date

    from screening.services import records

    page = desk.read("review")
    records.set_dates(
        by=colleague,
        screening=desk.screening,
        planned_first_dose=date(2026, 6, 1),
        base_version=desk.screening.version,
        today=date(2026, 5, 20),
    )

    asked = desk.send("review", page, planned_first_dose="2026-05-28")
    assert asked.status_code == 409

    assert (
        desk.send("review", Page(asked.content.decode()), press="use", value="mine planned_first_dose").status_code
        == 302
    )
    desk.screening.refresh_from_db()
    assert str(desk.screening.planned_first_dose) == "2026-05-28"
