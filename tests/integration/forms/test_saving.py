"""Saving a section: what is typed is understood, what cannot be read is kept and named, and nothing is stored half."""

import pytest

from screening.models import FactChange, Role
from tests.factories import enter, row
from tests.integration.forms.conftest import Desk
from tests.integration.forms.pages import Page

pytestmark = pytest.mark.django_db


def test_a_section_is_saved_and_leads_to_the_next(desk: Desk) -> None:
    page = desk.read("demographics")

    response = desk.send(
        "demographics",
        page,
        birth_date="17 Sep 2014",
        performance__scale="lansky",
        performance__score="８０",
        performance__date="2026年5月12日",
        weight_kg="38.5",
    )

    assert (response.status_code, response["Location"]) == (302, f"{desk.url('consent')}#questions")
    assert desk.facts() == {
        "birth_date": "2014-09-17",
        "sex": "female",
        "icf": {"signed_date": "2026-05-08"},
        "performance": {"scale": "lansky", "score": 80, "date": "2026-05-12"},
        "weight_kg": "38.5",
    }
    written = FactChange.objects.filter(screening=desk.screening, version=desk.screening.version)
    assert {change.path for change in written} == {
        "performance/scale",
        "performance/score",
        "performance/date",
        "weight_kg",
    }


def test_save_and_stay_stays(desk: Desk) -> None:
    response = desk.send("demographics", desk.read("demographics"), press="stay", weight_kg="38.5")

    assert response["Location"] == desk.url("demographics")


def test_the_last_section_leads_back_to_itself(desk: Desk) -> None:
    response = desk.send("review", desk.read("review"), planned_first_dose="20260522")

    assert response["Location"] == desk.url("review")
    desk.screening.refresh_from_db()
    assert str(desk.screening.planned_first_dose) == "2026-05-22"


def test_a_planned_first_dose_needs_its_day(desk: Desk) -> None:
    response = desk.send("review", desk.read("review"), planned_first_dose="2026-05")

    assert response.status_code == 422
    assert "“2026-05” has no day. Type the whole date, like 2026-11-20." in response.content.decode()


def test_bad_input_stores_nothing_and_keeps_everything_typed(desk: Desk) -> None:
    page = desk.read("demographics")
    before = desk.facts()

    response = desk.send(
        "demographics",
        page,
        birth_date="5/11/14",
        performance__score="eighty",
        performance__scale="lansky",
        height_cm="147",
    )

    again = Page(response.content.decode())
    assert response.status_code == 422
    assert desk.facts() == before
    assert " ".join(again.title.split()).startswith("Error: Demographics")
    kept = {name: again.sent[name] for name in ("birth_date", "performance-score", "performance-scale", "height_cm")}
    assert kept == {
        "birth_date": "5/11/14",
        "performance-score": "eighty",
        "performance-scale": "lansky",
        "height_cm": "147",
    }


def test_each_line_of_the_summary_leads_to_its_input_and_the_input_names_its_message(desk: Desk) -> None:
    response = desk.send("demographics", desk.read("demographics"), birth_date="5/11/14", performance__score="eighty")

    again = Page(response.content.decode())
    lines = [link for link in again.links if link.startswith("#id_")]
    assert lines == ["#id_birth_date", "#id_performance-score"]
    for line in lines:
        given = again.ids[line[1:]]
        assert given["tag"] == "input"
        assert given["aria-invalid"] == "true"
        assert f"{line[1:]}_error" in given["aria-describedby"].split()
        assert f"{line[1:]}_error" in again.ids


def test_a_value_that_is_not_plausible_is_saved_and_questioned(desk: Desk) -> None:
    response = desk.send("cardiac", desk.read("cardiac"), press="stay", cardiac__lvef_percent="0.55")

    assert response.status_code == 302
    assert desk.facts()["cardiac"]["lvef_percent"] == "0.55"
    shown = desk.client.get(desk.url("cardiac")).content.decode()
    assert "Not counted until checked." in shown


def test_not_known_clears_an_answer(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, {"bleeding_tendency": True})

    desk.send("history", desk.read("history"), bleeding_tendency="unknown")

    assert "bleeding_tendency" not in desk.facts()


def test_none_of_these_is_an_answer_and_nothing_ticked_is_not(desk: Desk) -> None:
    desk.send("disease", desk.read("disease"), diagnosis__prior_treatment=["none"])
    assert desk.facts()["diagnosis"]["prior_treatment"] == []

    page = desk.read("disease")
    assert page.sent.getlist("diagnosis-prior_treatment") == ["", "none"]  # the first says that it was shown

    desk.send("disease", page, diagnosis__prior_treatment=["surgery", "sct"])
    assert desk.facts()["diagnosis"]["prior_treatment"] == ["surgery", "sct"]

    refused = desk.send("disease", desk.read("disease"), diagnosis__prior_treatment=["none", "surgery"])
    assert refused.status_code == 422
    assert desk.facts()["diagnosis"]["prior_treatment"] == ["surgery", "sct"]


def test_a_range_of_weeks_and_a_comma_are_stored_as_typed(desk: Desk) -> None:
    desk.send("disease", desk.read("disease"), estimated_survival_weeks="8-16")
    desk.send("demographics", desk.read("demographics"), weight_kg="38,5")

    assert desk.facts()["estimated_survival_weeks"] == {"low": "8", "high": "16"}
    assert desk.facts()["weight_kg"] == "38,5"
    assert desk.read("disease").sent["estimated_survival_weeks"] == "8-16"


def test_a_date_may_be_a_word_where_the_fact_allows_it(desk: Desk) -> None:
    desk.send("consent", desk.read("consent"), first_protocol_procedure_date="尚未")

    assert desk.facts()["first_protocol_procedure_date"] == "none_yet"
    assert desk.read("consent").sent["first_protocol_procedure_date"] == "none yet"


def test_a_forged_choice_is_refused_with_what_to_do(desk: Desk) -> None:
    response = desk.send("demographics", desk.read("demographics"), sex="dragon")

    assert response.status_code == 422
    assert "“dragon” is not one of the answers. Choose one from the list." in response.content.decode()
    assert desk.facts()["sex"] == "female"


def test_what_is_typed_is_text_on_the_page_and_never_markup(desk: Desk) -> None:
    attack = '"><script>alert(1)</script>'

    response = desk.send(
        "disease", desk.read("disease"), press="stay", diagnosis__histology=attack, brain__stable_since=attack
    )

    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()


def test_after_a_signature_a_change_needs_a_reason(desk: Desk) -> None:
    from screening.models import Screening

    Screening.objects.filter(pk=desk.screening.pk).update(section_marks={"demographics": {"name": "Dr A"}})
    page = desk.read("demographics")
    assert "reason" in page.sent

    refused = desk.send("demographics", page, weight_kg="38.5")
    assert refused.status_code == 422
    assert "#id_reason" in Page(refused.content.decode()).links
    assert "weight_kg" not in desk.facts()

    assert desk.send("demographics", page, weight_kg="38.5", reason="typing error").status_code == 302
    assert FactChange.objects.get(path="weight_kg").reason == "typing error"


def test_a_page_from_a_version_that_never_was_keeps_what_was_typed(desk: Desk) -> None:
    response = desk.send("demographics", desk.read("demographics"), base_version="99", weight_kg="38.5")

    assert response.status_code == 409
    assert Page(response.content.decode()).sent["weight_kg"] == "38.5"
    assert "weight_kg" not in desk.facts()


def test_a_note_for_the_investigator_is_stored_beside_the_record(desk: Desk) -> None:
    page = desk.read("judgement")

    desk.send("judgement", page, notes__poor_compliance="Missed two visits last year")

    assert desk.facts()["notes"] == {"poor_compliance": "Missed two visits last year"}
    assert desk.read("judgement").sent["notes-poor_compliance"] == "Missed two visits last year"


def test_a_note_on_a_row_belongs_to_the_row(desk: Desk) -> None:
    enter(desk.team[Role.COORDINATOR], desk.screening, row("wounds_fractures", kind="wound", unhealed=True))
    item = desk.facts()["wounds_fractures"][0]["id"]
    page = desk.read("judgement")
    name = f"notes-wounds_fractures.{item}.long_term"

    desk.client.post(desk.url("judgement"), page.filled() | {name: ["since March"]})

    assert desk.facts()["notes"] == {f"wounds_fractures.{item}.long_term": "since March"}


def test_a_field_that_is_not_sent_is_left_alone_and_an_empty_one_is_cleared(desk: Desk) -> None:
    coordinator = desk.team[Role.COORDINATOR]
    prior = ["surgery", "chemotherapy"]
    enter(coordinator, desk.screening, {"weight_kg": "38.5", "diagnosis/prior_treatment": prior, "height_cm": "147"})
    enter(coordinator, desk.screening, first := row("chemo", agent="vincristine", last_dose="2026-02"))

    for section, answers in (
        ("demographics", {"height_cm": ""}),
        ("disease", {"diagnosis-histology": "rhabdomyosarcoma"}),
        ("therapies", {"nitrosourea_ever": "no"}),
    ):
        desk.screening.refresh_from_db()
        sent = {"base_version": desk.screening.version} | answers
        assert desk.client.post(desk.url(section), sent).status_code == 302
    facts = desk.facts()
    assert (facts["weight_kg"], facts.get("height_cm")) == ("38.5", None)
    assert facts["diagnosis"] == {"prior_treatment": prior, "histology": "rhabdomyosarcoma"}
    assert (facts["nitrosourea_ever"], facts["chemo"][0]["agent"]) == (False, first[next(iter(first))])

    boxes = {"base_version": desk.screening.version, "diagnosis-prior_treatment": [""]}
    assert desk.client.post(desk.url("disease"), boxes).status_code == 302
    assert desk.facts()["diagnosis"] == {"histology": "rhabdomyosarcoma"}


def test_an_old_page_that_leaves_the_planned_day_as_it_was_changes_nothing(desk: Desk) -> None:
    page = desk.read("review")
    desk.send("review", page, planned_first_dose="2026-05-22")

    assert desk.send("review", page).status_code == 302
    desk.screening.refresh_from_db()
    assert str(desk.screening.planned_first_dose) == "2026-05-22"
