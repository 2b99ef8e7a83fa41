"""Judging: in a line of the verdict or all at once, with a reason where the answer is not the coordinator's."""

import re
from datetime import timedelta

import pytest

from screening.models import Judgement, Role
from screening.noted import noted_answer
from screening.services import records
from tests import factories, people

pytestmark = pytest.mark.django_db


def noted(team, site, **notes):
    """Everything entered, and a note of the coordinator for some questions."""
    screening = people.filled(team, site)
    changes = {f"notes/{path}": note for path, note in notes.items()}
    factories.enter(team[Role.COORDINATOR], screening, changes, today=people.today_at(site))
    return screening


def answers(screening, **given):
    """{path: answer} or {path: (answer, reason)} as the form sends them."""
    sent = {"base_version": screening.version}
    for path, each in given.items():
        answer, reason = each if isinstance(each, tuple) else (each, "")
        sent |= {f"{path}-answer": answer, f"{path}-reason": reason}
    return sent


@pytest.mark.parametrize(
    ("note", "answer"),
    [
        ("yes", True), ("Yes, seen on two visits", True), ("是。", True), ("否，", False), ("No", False), ("no - none", False),
        ("no concerns", None), ("> 6 months", None), ("", None), ("无", None), ("yesterday", None), ("是否存在", None),
    ],
)  # fmt: skip
def test_what_a_note_says(note, answer):
    assert noted_answer({"notes": {"ability_to_comply": note}}, "ability_to_comply") is answer
    assert noted_answer({}, "ability_to_comply") is None


def test_an_answer_unlike_the_note_needs_a_reason(site, team, investigator):
    screening = noted(team, site, poor_compliance="yes, missed two visits", ability_to_comply="Yes.")
    url = f"/screenings/{screening.number}/judge/"

    assert "Needed for each answer: the coordinator noted one" in investigator.get(url).text
    refused = investigator.post(url, answers(screening, poor_compliance="no", ability_to_comply="yes"))
    assert refused.status_code == 422
    assert "Say why: the coordinator noted another answer." in refused.text
    undecided = investigator.post(url, answers(screening, ability_to_comply="undecided"))
    assert "Say why: the coordinator noted another answer." in undecided.text
    assert not Judgement.objects.exists()

    sent = answers(screening, poor_compliance=("no", "both were excused"), ability_to_comply="yes")
    assert investigator.post(url, sent).status_code == 302
    assert Judgement.objects.count() == 2


def test_a_line_is_judged_where_it_stands(site, team, investigator, coordinator):
    screening = people.filled(team, site)
    page = f"/screenings/{screening.number}/verdict/"
    text = investigator.get(page).text

    forms = re.findall(r'<details class="judge-here.*?</details>', text, re.DOTALL)
    assert [re.search(r'name="here" value="(\w+)"', form)[1] for form in forms] == ["I13", "E22", "E25"]
    assert all(form.count('type="radio"') == 3 for form in forms)
    assert 'class="judge-here' not in coordinator.get(page).text

    sent = answers(screening, poor_compliance="no") | {"here": "E25"}
    answer = investigator.post(f"/screenings/{screening.number}/judge/", sent)
    assert answer.headers["Location"] == f"{page}#line-E25"
    assert 'id="line-E25"' in text
    assert [(each.path, each.answer) for each in Judgement.objects.all()] == [("poor_compliance", False)]


def test_after_the_last_judgement_comes_the_signature(site, team, investigator):
    screening = people.filled(team, site)
    url = f"/screenings/{screening.number}/judge/"

    some = investigator.post(url, answers(screening, poor_compliance="no"))
    assert some.headers["Location"] == f"/screenings/{screening.number}/verdict/"
    screening.refresh_from_db()
    rest = investigator.post(url, answers(screening, ability_to_comply="yes", investigator_other_condition="no"))
    assert rest.headers["Location"] == f"/screenings/{screening.number}/sign/"


def test_a_judgement_that_fails_leads_to_the_screen_failure(site, team, investigator):
    screening = people.filled(team, site)

    sent = answers(screening, poor_compliance=("yes", "missed every visit"))
    answer = investigator.post(f"/screenings/{screening.number}/judge/", sent)

    assert answer.headers["Location"] == f"/screenings/{screening.number}/sign/"
    assert "judge this participant not eligible: screen failure" in investigator.get(answer.headers["Location"]).text


def test_questions_where_no_first_dose_is_planned(site, team, investigator):
    """The washout then waits for that day, which is missing like a fact and is none."""
    today = people.today_at(site)
    screening = people.filled(team, site, chemo=[{"agent": "vincristine", "last_dose": str(today - timedelta(10))}])
    by = team[Role.COORDINATOR]
    records.set_dates(
        by=by, screening=screening, planned_first_dose=None, base_version=screening.version, today=today, reason="moved"
    )

    answer = investigator.get(f"/screenings/{screening.number}/judge/")

    assert answer.status_code == 200
    assert re.findall(r'name="(\w+)-reason"', answer.text) == [
        "ability_to_comply", "investigator_other_condition", "poor_compliance",
    ]  # fmt: skip
