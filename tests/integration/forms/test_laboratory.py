"""The laboratory table: one sample, a newer one, doubts, and how results stand against the limits."""

import re

import pytest

from screening.links import field_url
from screening.models import Role
from tests.factories import enter, row
from tests.integration.forms.conftest import Desk
from tests.integration.forms.pages import Page

pytestmark = pytest.mark.django_db


def name_of(page: Page, test: str, column: str) -> str:
    return page.ids[f"id_labs-{test}-{column}"]["name"]


def typed(page: Page, **results: dict[str, str]) -> dict[str, list[str]]:
    """What is sent after typing {test: {column: text}}."""
    return {name_of(page, test, column): [text] for test, given in results.items() for column, text in given.items()}


def results(desk: Desk) -> list[dict[str, str]]:
    return [{key: value for key, value in item.items() if key != "id"} for item in desk.facts().get("labs", [])]


def standing(desk: Desk, test: str) -> str:
    shown = desk.client.get(desk.url("laboratory")).content.decode()
    cell = shown.partition(f'id="standing-{test}"')[2].partition("</td>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", cell.partition(">")[2]).split())


def test_one_date_for_the_whole_sample(desk: Desk) -> None:
    page = desk.read("laboratory")
    sent = typed(page, ANC={"value": "1.4", "unit": "10^9/L"}, ALT={"value": "44", "unit": "U/L", "uln": "40"})

    desk.client.post(
        desk.url("laboratory"), page.filled(labs__sample_date="12 May 2026", labs__sample_lab="Central") | sent
    )

    assert results(desk) == [
        {"test": "ANC", "value": "1.4", "unit": "10^9/L", "date": "2026-05-12", "lab_name": "Central"},
        {"test": "ALT", "value": "44", "unit": "U/L", "uln": "40", "date": "2026-05-12", "lab_name": "Central"},
    ]
    again = desk.read("laboratory")
    assert again.sent["labs-sample_date"] == "2026-05-12"
    assert again.sent[name_of(again, "ANC", "date")] == ""


def test_a_row_may_have_a_date_of_its_own(desk: Desk) -> None:
    page = desk.read("laboratory")
    sent = typed(page, ANC={"value": "1.4"}, PLT={"value": "112", "date": "2026-05-10"})

    desk.client.post(desk.url("laboratory"), page.filled(labs__sample_date="2026-05-12") | sent)

    assert {one["test"]: one["date"] for one in results(desk)} == {"ANC": "2026-05-12", "PLT": "2026-05-10"}
    again = desk.read("laboratory")
    assert again.sent["labs-sample_date"] == ""
    assert [again.sent[name_of(again, test, "date")] for test in ("ANC", "PLT")] == ["2026-05-12", "2026-05-10"]


def test_saving_never_gives_a_date_to_a_result_that_has_none(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    enter(coordinator, desk.screening, row("labs", test="ANC", value="1.4", unit="10^9/L", date="2026-05-12"))
    enter(coordinator, desk.screening, row("labs", test="PLT", value="112", unit="10^9/L"))
    before = desk.facts()

    desk.send("laboratory", desk.read("laboratory"))

    assert desk.facts() == before


def test_a_changed_sample_date_changes_every_row_that_follows_it(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    for test in ("ANC", "PLT"):
        enter(coordinator, desk.screening, row("labs", test=test, value="100", unit="10^9/L", date="2026-05-12"))

    desk.send("laboratory", desk.read("laboratory"), labs__sample_date="2026-05-13")

    assert [one["date"] for one in results(desk)] == ["2026-05-13", "2026-05-13"]


def test_a_unit_alone_is_no_result(desk: Desk) -> None:
    page = desk.read("laboratory")

    desk.client.post(
        desk.url("laboratory"), page.filled(labs__sample_date="2026-05-12") | typed(page, ANC={"unit": "10^9/L"})
    )

    assert "labs" not in desk.facts()


def test_a_new_sample_stands_in_the_rows_and_the_old_one_under_them(desk: Desk) -> None:
    page = desk.read("laboratory")
    sent = page.filled(labs__sample_date="2026-05-10") | typed(page, ANC={"value": "0.9", "unit": "10^9/L"})

    fresh = Page(desk.client.post(desk.url("laboratory"), sent | {"add_sample": ["1"]}).content.decode())
    assert "labs" not in desk.facts()
    assert fresh.sent[name_of(fresh, "ANC", "value")] == ""

    sent = fresh.filled(labs__sample_date="2026-05-14") | typed(fresh, ANC={"value": "1.4", "unit": "10^9/L"})
    assert desk.client.post(desk.url("laboratory"), sent).status_code == 302

    assert sorted((one["date"], one["value"]) for one in results(desk)) == [
        ("2026-05-10", "0.9"),
        ("2026-05-14", "1.4"),
    ]
    again = desk.read("laboratory")
    assert again.sent[name_of(again, "ANC", "value")] == "1.4"
    assert "1 older result" in desk.client.get(desk.url("laboratory")).content.decode()


def test_an_older_result_is_removed_with_a_reason(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    enter(coordinator, desk.screening, row("labs", test="ANC", value="0.9", unit="10^9/L", date="2026-05-10"))
    enter(coordinator, desk.screening, row("labs", test="ANC", value="1.4", unit="10^9/L", date="2026-05-14"))
    old = desk.facts()["labs"][0]["id"]

    question = Page(
        desk.send("laboratory", desk.read("laboratory"), press="remove", value=f"labs {old}").content.decode()
    )
    desk.send("laboratory", question, press="confirm_remove", value=f"labs {old}", remove_reason="another patient's")

    assert [one["value"] for one in results(desk)] == ["1.4"]


def test_an_implausible_unit_is_saved_questioned_and_not_counted(desk: Desk) -> None:
    page = desk.read("laboratory")
    sent = typed(page, CREATININE={"value": "0.54", "unit": "umol/L", "uln": "62"})

    assert (
        desk.client.post(desk.url("laboratory"), page.filled(labs__sample_date="2026-05-12") | sent).status_code == 302
    )

    shown = desk.client.get(desk.url("laboratory")).content.decode()
    assert "Not counted until checked." in shown
    assert standing(desk, "CREATININE") == "Missing data Not counted until checked"


def test_a_comma_is_kept_and_doubted(desk: Desk) -> None:
    page = desk.read("laboratory")

    desk.client.post(
        desk.url("laboratory"),
        page.filled(labs__sample_date="2026-05-12") | typed(page, ANC={"value": "1,500", "unit": "10^9/L"}),
    )

    assert results(desk)[0]["value"] == "1,500"
    assert standing(desk, "ANC").startswith("Missing data")


def test_a_result_that_is_no_number_is_named_with_its_test(desk: Desk) -> None:
    page = desk.read("laboratory")

    response = desk.client.post(desk.url("laboratory"), page.filled() | typed(page, ALT={"value": "high"}))

    again = Page(response.content.decode())
    assert response.status_code == 422
    assert "#id_labs-ALT-value" in again.links
    assert "ALT, Result: “high” is not a number like 0.9, &lt;20 or &gt;75." in response.content.decode()
    assert "labs" not in desk.facts()


def test_a_unit_the_table_does_not_know_is_kept(desk: Desk) -> None:
    enter(
        desk.team[Role.COORDINATOR],
        desk.screening,
        row("labs", test="CREATININE", value="0.54", unit="mg%", uln="1.2", date="2026-05-12"),
    )

    desk.send("laboratory", desk.read("laboratory"))

    assert results(desk)[0]["unit"] == "mg%"


def test_how_a_result_stands_against_the_limit(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    facts = {"bone_marrow_involvement": False, "liver_metastasis": False, "screening_start": "2026-05-08"}
    enter(coordinator, desk.screening, facts)
    for test, value, unit, uln in (
        ("ANC", "1.4", "10^9/L", None),
        ("PLT", "60", "10^9/L", None),
        ("ALT", "100", "U/L", "40"),
        ("AST", "200", "U/L", "40"),
        ("CREATININE", "50", "umol/L", None),
    ):
        enter(coordinator, desk.screening, row("labs", test=test, value=value, unit=unit, uln=uln, date="2026-05-12"))

    assert {test: standing(desk, test) for test in ("ANC", "PLT", "ALT", "AST", "CREATININE", "APTT")} == {
        "ANC": "Pass 1.4",
        "PLT": "Fail 60",
        "ALT": "Pass 2.5 × ULN",
        "AST": "Fail 5 × ULN",
        "CREATININE": "Missing data Not entered: Creatinine, upper limit of normal (ULN)",
        "APTT": "",
    }


def test_a_limit_that_depends_on_another_answer_is_said_so(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    enter(coordinator, desk.screening, {"screening_start": "2026-05-08"})
    enter(coordinator, desk.screening, row("labs", test="ALT", value="160", unit="U/L", uln="40", date="2026-05-12"))

    assert standing(desk, "ALT") == "Missing data 4 × ULN: another answer decides which limit holds"


def test_the_limits_stand_under_the_names_of_the_tests(desk: Desk) -> None:
    shown = desk.client.get(desk.url("laboratory")).content.decode()

    assert re.findall(r'<span class="limit">(.*?)</span>', shown) == [
        "≥ 0.5 or 1 ×10⁹/L",
        "≥ 20 or 75 ×10⁹/L",
        "≤ 1.5 × ULN",
        "≤ 1.5 × ULN",
        "≤ 5 or 3 × ULN",
        "≤ 5 or 3 × ULN",
        "≤ 1.5",
        "≤ ULN + 4 s",
        "≤ 1.5 × ULN",
        "≤ 1.5 × ULN",  # direct bilirubin, among the results that not everybody needs
    ]


def test_links_to_results_find_their_inputs(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    enter(coordinator, desk.screening, row("labs", test="ANC", value="0.9", unit="10^9/L", date="2026-05-10"))
    enter(coordinator, desk.screening, row("labs", test="ANC", value="1.4", unit="10^9/L", date="2026-05-14"))
    desk.screening.refresh_from_db()
    older = desk.facts()["labs"][0]["id"]
    page = desk.read("laboratory")

    targets = {
        path: field_url(desk.screening, path, test=test).partition("#")[2]
        for path, test in (
            ("labs[1].uln", None),
            ("labs[1].value", None),
            ("labs[0].date", None),
            ("labs", "PLT"),
            ("labs", None),
        )
    }

    assert targets == {
        "labs[1].uln": "id_labs-ANC-uln",
        "labs[1].value": "id_labs-ANC-value",
        "labs[0].date": f"id_labs-{older}-date",
        "labs": "id_labs-sample_date",
    }
    assert {"id_labs-ANC-value", f"id_labs-{older}-date", "id_labs-PLT-value", "id_labs-sample_date"} <= set(page.ids)
