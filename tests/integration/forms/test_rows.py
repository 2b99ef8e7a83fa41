"""Lists: reviewed or not, rows that come and go, all by plain posting."""

import pytest

from screening.models import FactChange, Role
from tests.factories import enter, row
from tests.integration.forms.conftest import Desk
from tests.integration.forms.pages import Page

pytestmark = pytest.mark.django_db


def only_row(page: Page, name: str = "chemo") -> str:
    (item,) = page.sent.getlist(f"{name}-row")
    return item


def test_none_is_an_answer_of_its_own(desk: Desk) -> None:
    assert "chemo" not in desk.facts()

    desk.send("therapies", desk.read("therapies"), chemo__reviewed="none")
    assert desk.facts()["chemo"] == []

    desk.send("therapies", desk.read("therapies"), chemo__reviewed="unknown")
    assert "chemo" not in desk.facts()


def test_a_row_is_stored_under_the_identifier_the_page_gave_it(desk: Desk) -> None:
    page = desk.read("therapies")
    item = only_row(page)

    desk.client.post(
        desk.url("therapies"),
        page.filled(chemo__reviewed="listed")
        | {
            f"chemo-{item}-agent": ["irinotecan"],
            f"chemo-{item}-myelosuppressive": ["yes"],
            f"chemo-{item}-last_dose": ["2026-05"],
        },
    )

    assert desk.facts()["chemo"] == [
        {"id": item, "agent": "irinotecan", "myelosuppressive": True, "last_dose": "2026-05"}
    ]


def test_typing_a_row_is_enough_to_list_it(desk: Desk) -> None:
    page = desk.read("therapies")
    item = only_row(page)

    desk.client.post(desk.url("therapies"), page.filled() | {f"chemo-{item}-last_dose": ["至今"]})

    assert desk.facts()["chemo"] == [{"id": item, "last_dose": "ongoing"}]


def test_adding_a_row_keeps_what_is_typed_and_stores_nothing(desk: Desk) -> None:
    page = desk.read("therapies")
    item = only_row(page)
    before = desk.facts()

    response = desk.client.post(
        desk.url("therapies"),
        page.filled(nitrosourea_ever="no") | {f"chemo-{item}-agent": ["half a na"], "add": ["chemo"]},
    )

    again = Page(response.content.decode())
    assert response.status_code == 200
    assert desk.facts() == before
    assert len(again.sent.getlist("chemo-row")) == 2
    assert again.sent[f"chemo-{item}-agent"] == "half a na"
    assert again.sent["nitrosourea_ever"] == "no"
    assert again.sent["chemo-reviewed"] == "listed"


def test_a_row_that_was_never_stored_goes_without_a_question(desk: Desk) -> None:
    page = desk.read("therapies")
    response = desk.send("therapies", page, press="add", value="chemo")
    first, second = Page(response.content.decode()).sent.getlist("chemo-row")

    response = desk.send("therapies", Page(response.content.decode()), press="remove", value=f"chemo {second}")

    assert Page(response.content.decode()).sent.getlist("chemo-row") == [first]


def test_a_stored_row_goes_with_a_reason_and_stays_in_the_history(desk: Desk) -> None:
    enter(
        desk.team[Role.COORDINATOR],
        desk.screening,
        row("chemo", agent="irinotecan") | row("chemo", agent="dacarbazine"),
    )
    first, second = (item["id"] for item in desk.facts()["chemo"])
    page = desk.read("therapies")

    asked = desk.send("therapies", page, press="remove", value=f"chemo {first}", nitrosourea_ever="no")
    question = Page(asked.content.decode())
    assert "id_remove_reason" in question.ids
    assert len(desk.facts()["chemo"]) == 2

    refused = desk.send("therapies", question, press="confirm_remove", value=f"chemo {first}")
    assert refused.status_code == 422
    assert Page(refused.content.decode()).ids["id_remove_reason"]["aria-invalid"] == "true"
    assert len(desk.facts()["chemo"]) == 2

    done = desk.send(
        "therapies", question, press="confirm_remove", value=f"chemo {first}", remove_reason="wrong patient"
    )
    after = Page(done.content.decode())
    assert [item["id"] for item in desk.facts()["chemo"]] == [second]
    assert after.sent["nitrosourea_ever"] == "no"
    assert FactChange.objects.get(path=f"chemo/{first}").reason == "wrong patient"

    assert desk.send("therapies", after, press="stay").status_code == 302
    assert desk.facts()["nitrosourea_ever"] is False


def test_keeping_a_row_after_all_changes_nothing(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, row("chemo", agent="irinotecan"))
    page = desk.read("therapies")
    item = only_row(page)
    question = Page(desk.send("therapies", page, press="remove", value=f"chemo {item}").content.decode())

    kept = Page(desk.send("therapies", question, press="keep_row", value=f"chemo {item}").content.decode())

    assert "id_remove_reason" not in kept.ids
    assert kept.sent[f"chemo-{item}-agent"] == "irinotecan"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("none", "“None” is chosen, but rows are listed."),
        ("unknown", "“Not reviewed yet” is chosen, but rows are listed."),
    ],
)
def test_rows_and_no_rows_at_once_is_a_contradiction(desk: Desk, state: str, sentence: str) -> None:
    page = desk.read("therapies")
    item = only_row(page)

    response = desk.client.post(
        desk.url("therapies"), page.filled(chemo__reviewed=state) | {f"chemo-{item}-agent": ["irinotecan"]}
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "chemo" not in desk.facts()


def test_as_listed_without_a_row_is_a_contradiction(desk: Desk) -> None:
    response = desk.send("therapies", desk.read("therapies"), chemo__reviewed="listed")

    assert response.status_code == 422
    assert "“As listed below” is chosen, but no row is filled." in response.content.decode()


def test_an_emptied_row_is_not_stored_half(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, row("chemo", agent="irinotecan"))
    page = desk.read("therapies")

    response = desk.client.post(desk.url("therapies"), page.filled() | {f"chemo-{only_row(page)}-agent": [""]})

    assert response.status_code == 422
    assert desk.facts()["chemo"][0]["agent"] == "irinotecan"


def test_an_error_in_a_row_names_the_row(desk: Desk) -> None:
    page = desk.read("therapies")

    response = desk.client.post(
        desk.url("therapies"), page.filled() | {f"chemo-{only_row(page)}-last_dose": ["1/2/26"]}
    )

    assert "Last dose, row 1: “1/2/26” has a year of two digits." in response.content.decode()
    assert "chemo" not in desk.facts()


def test_a_list_of_plain_texts(desk: Desk) -> None:
    page = desk.read("cardiac")
    item = only_row(page, "cardiac-other_cardiovascular_history")

    desk.client.post(
        desk.url("cardiac"),
        page.filled() | {f"cardiac-other_cardiovascular_history-{item}-value": ["bicuspid valve"]},
    )

    assert desk.facts()["cardiac"]["other_cardiovascular_history"] == [{"id": item, "value": "bicuspid valve"}]
    assert only_row(desk.read("cardiac"), "cardiac-other_cardiovascular_history") == item


def test_a_list_inside_a_group(desk: Desk) -> None:
    page = desk.read("infection")
    item = only_row(page, "infection-therapy")

    desk.client.post(
        desk.url("infection"),
        page.filled(infection__active="no")
        | {f"infection-therapy-{item}-agent": ["entecavir"], f"infection-therapy-{item}-class": ["antiviral"]},
    )

    assert desk.facts()["infection"] == {
        "active": False,
        "therapy": [{"id": item, "agent": "entecavir", "class": "antiviral"}],
    }


def test_a_row_with_a_forged_identifier_is_not_made(desk: Desk) -> None:
    page = desk.read("therapies")

    desk.client.post(
        desk.url("therapies"), page.filled() | {"chemo-row": ["../../sex"], "chemo-../../sex-agent": ["x"]}
    )

    assert "chemo" not in desk.facts()
