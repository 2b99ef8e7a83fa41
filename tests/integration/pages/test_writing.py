"""What is sent from the pages: opened once, refused with a sentence, nothing lost."""

import re
from uuid import uuid4

import pytest

from screening.clock import utc_now
from screening.models import AuditEvent, Enrolment, Judgement, Role, Screening, Signature, Trial, User
from screening.states import Status
from tests import factories, people
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db


def new(site, **more):
    return {
        "key": uuid4(),
        "site": site.pk,
        "birth_date": "2015-06-01",
        "sex": "female",
        "consent_date": "today",
        "initials": "AB",
    } | more


def test_a_screening_is_opened_once_however_often_it_is_sent(site, team, coordinator):
    sent = new(site)

    first = coordinator.post("/screenings/new/", sent)
    again = coordinator.post("/screenings/new/", sent | {"ignore": "on"})

    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert Screening.objects.get().facts["icf"]["signed_date"] == people.today_at(site).isoformat()


def test_somebody_alike_is_shown_before_anything_is_opened(site, team, coordinator):
    coordinator.post("/screenings/new/", new(site))

    shown = coordinator.post("/screenings/new/", new(site))
    assert shown.status_code == 200
    assert "Screened before?" in shown.text
    assert "SCR-0001" in shown.text
    assert Screening.objects.count() == 1

    assert coordinator.post("/screenings/new/", new(site, ignore="on")).status_code == 302
    assert Screening.objects.count() == 2


def test_somebody_whose_screening_ended_can_be_screened_again(site, team, coordinator):
    coordinator.post("/screenings/new/", new(site))
    ended = coordinator.post("/screenings/SCR-0001/withdraw/", {"reason": "the family moved away"})
    assert ended.status_code == 302
    assert Screening.objects.get().status == Status.WITHDRAWN

    assert "/screenings/SCR-0001/rescreen/" in coordinator.post("/screenings/new/", new(site)).text
    answer = coordinator.post("/screenings/SCR-0001/rescreen/", {"key": uuid4(), "consent_date": "today"})

    assert answer.headers["Location"] == "/screenings/SCR-0002/form/demographics/#questions"
    assert Screening.objects.get(number="SCR-0002").rescreening_of.number == "SCR-0001"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"birth_date": ""}, "Enter the date of birth."),
        ({"birth_date": "2015-02-30"}, "is not in the calendar"),
        ({"birth_date": "2015-06"}, "Type the whole date, like 2026-11-20."),
        ({"sex": ""}, "Choose the sex."),
        ({"consent_date": "soon"}, "is not a date"),
    ],
)
def test_a_refused_page_keeps_what_was_typed_and_links_to_the_field(wrong, sentence, site, team, coordinator):
    answer = coordinator.post("/screenings/new/", new(site, **wrong))

    assert answer.status_code == 422
    assert "<title>Error: New screening" in answer.text
    summary = re.search(r'<div class="errors".*?</div>', answer.text, re.DOTALL)[0]
    assert sentence in summary
    target = re.search(r'href="#([\w-]+)"', summary)[1]
    assert f'id="{target}"' in answer.text
    assert 'value="AB"' in answer.text
    assert not Screening.objects.exists()


def test_another_sites_number_cannot_be_chosen(site, team, coordinator):
    other = factories.make_site()

    assert coordinator.post("/screenings/new/", new(other)).status_code == 422
    assert not Screening.objects.exists()


def judgement(screening, **answers):
    sent = {"base_version": screening.version}
    for path, (answer, reason) in answers.items():
        sent |= {f"{path}-answer": answer, f"{path}-reason": reason}
    return sent


def test_an_answer_against_the_participant_needs_a_reason(site, team, investigator):
    screening = people.filled(team, site)
    url = f"/screenings/{screening.number}/judge/"

    refused = investigator.post(url, judgement(screening, poor_compliance=("yes", ""), ability_to_comply=("yes", "")))
    assert refused.status_code == 422
    assert "Say why: this answer speaks against the participant." in refused.text
    assert not Judgement.objects.exists()

    given = investigator.post(url, judgement(screening, poor_compliance=("yes", "missed both visits")))
    assert given.status_code == 302
    assert "Fail" in investigator.get(f"/screenings/{screening.number}/verdict/E25/").text


def test_each_answer_says_which_way_it_goes(site, team, investigator):
    screening = people.filled(team, site, wounds_fractures=[{"kind": "wound", "unhealed": True, "treated": False}])

    text = investigator.get(f"/screenings/{screening.number}/judge/").text
    words = re.findall(r'value="(yes|no|undecided)"[^>]*>\s*<label[^>]*>([^<]+)</label>', text)

    # ability to comply, then E7, E22 and E25, for which yes speaks against the participant
    against = [("yes", "Yes, fails"), ("no", "No, passes"), ("undecided", "Can&#x27;t decide yet")]
    favour = [("yes", "Yes, passes"), ("no", "No, fails"), ("undecided", "Can&#x27;t decide yet")]
    assert words == [*favour, *against, *against, *against]
    assert "checked" not in text


def test_two_investigators_at_one_question(site, team, investigator):
    screening = people.filled(team, site)
    before = screening.version
    colleague = factories.make_user(Role.INVESTIGATOR, site)
    factories.judge(colleague, screening, {"poor_compliance": (True, "missed visits")}, today=people.today_at(site))

    sent = judgement(screening, poor_compliance=("no", "")) | {"base_version": before}
    answer = investigator.post(f"/screenings/{screening.number}/judge/", sent)

    assert answer.status_code == 409
    assert colleague.printed_name in answer.text
    assert "Yours, not saved" in answer.text
    assert Judgement.objects.count() == 1


def signature(screening, meaning="eligible", by=Role.INVESTIGATOR, **more):
    """As the page sends it that asks for all parts: the first of a sitting."""
    signer = User.objects.get(memberships__site=screening.site, memberships__role=by)
    return {
        "key": uuid4(),
        "meaning": meaning,
        "base_version": screening.version,
        "username": signer.username,
        "password": factories.PASSWORD,
    } | more


def test_signing_with_a_wrong_password_signs_nothing_and_is_recorded(site, team, investigator):
    screening = people.judged(team, site)

    answer = investigator.post(f"/screenings/{screening.number}/sign/", signature(screening, password="guess"))

    assert answer.status_code == 422
    assert "This is not your password. Nothing has been signed." in answer.text
    assert "guess" not in answer.text
    assert not Signature.objects.exists()
    assert AuditEvent.objects.filter(verb="signature.password_failed").count() == 1


def test_the_first_signature_of_a_sitting_takes_the_user_name_too(site, team, investigator):
    first, second = people.judged(team, site), people.judged(team, site)
    url = "/screenings/{}/sign/".format

    assert 'autocomplete="username"' in investigator.get(url(first.number)).text
    for username, sentence in (
        ("", "Enter your user name: it is part of your signature."),
        (team[Role.COORDINATOR].username, "This is not the user name you are signed in with."),
    ):
        refused = investigator.post(url(first.number), signature(first, username=username))
        assert refused.status_code == 422
        assert sentence in refused.text
    assert not Signature.objects.exists()

    # A name is the same in capitals, as at the door.
    sent = signature(first)
    assert investigator.post(url(first.number), sent | {"username": sent["username"].upper()}).status_code == 302
    assert "Your user name" not in investigator.get(url(second.number)).text
    password_alone = {name: value for name, value in signature(second).items() if name != "username"}
    assert investigator.post(url(second.number), password_alone).status_code == 302


def test_another_sitting_begins_with_all_parts_again(site, team, investigator):
    first, second = people.judged(team, site), people.judged(team, site)
    investigator.post(f"/screenings/{first.number}/sign/", signature(first))
    investigator.force_login(team[Role.INVESTIGATOR])

    assert "Your user name" in investigator.get(f"/screenings/{second.number}/sign/").text


def test_what_the_verdict_does_not_bear_out_is_not_signed(site, team, investigator):
    eligible, waiting = people.judged(team, site), people.filled(team, site)

    for screening, meaning in ((eligible, "screen_failure"), (waiting, "eligible"), (waiting, "screen_failure")):
        answer = investigator.post(f"/screenings/{screening.number}/sign/", signature(screening, meaning))
        assert answer.status_code == 409, meaning
        assert "Nothing was changed." in answer.text
    assert not Signature.objects.exists()


def test_what_changed_after_the_page_was_opened_is_not_signed_unseen(site, team, investigator):
    screening = people.judged(team, site)
    sent = signature(screening)
    factories.enter(team[Role.COORDINATOR], screening, {"weight_kg": "41"}, today=people.today_at(site))

    answer = investigator.post(f"/screenings/{screening.number}/sign/", sent)

    assert answer.status_code == 409
    assert "The data were changed after this page was opened." in answer.text
    assert not Signature.objects.exists()


def test_signing_and_enrolling_twice_happens_once(site, team, investigator, coordinator):
    screening = people.judged(team, site)
    signed, enrolled = signature(screening), {"key": uuid4()}

    for _ in range(2):
        assert investigator.post(f"/screenings/{screening.number}/sign/", signed).status_code == 302
    for _ in range(2):
        assert coordinator.post(f"/screenings/{screening.number}/enrol/", enrolled).status_code == 302

    assert Signature.objects.count() == Enrolment.objects.count() == 1


def test_a_coordinator_signs_the_data_and_not_the_decision(site, team, coordinator):
    screening = people.judged(team, site)
    url = f"/screenings/{screening.number}/sign/"

    assert coordinator.post(url, signature(screening, "eligible", Role.COORDINATOR)).status_code == 403
    assert coordinator.post(url, signature(screening, "data_complete", Role.COORDINATOR)).status_code == 302
    assert Signature.objects.get().meaning == "data_complete"


def test_a_full_trial_enrols_nobody(site, team, coordinator):
    with as_owner():
        Trial.objects.update(cap=2)  # all forty: tests/faults/test_cap.py
    for _ in range(2):
        people.enrolled(team, site)
    screening = people.signed(team, site)

    assert "All 2 places of the trial are taken." in coordinator.get(f"/screenings/{screening.number}/enrol/").text
    answer = coordinator.post(f"/screenings/{screening.number}/enrol/", {"key": uuid4()})

    assert answer.status_code == 409
    assert Enrolment.objects.count() == 2


def test_the_history_says_who_changed_what_when_and_why(site, team, monitor):
    screening = people.filled(team, site)
    factories.enter(
        team[Role.COORDINATOR],
        screening,
        {"weight_kg": "41"},
        today=people.today_at(site),
        reason="read from the scale",
    )

    text = monitor.get(f"/screenings/{screening.number}/history/?field=weight_kg").text
    rows = re.findall(r"<tr>\s*<td class=\"nowrap\">.*?</tr>", text, re.DOTALL)

    assert len(rows) == 2
    assert team[Role.COORDINATOR].printed_name in rows[0]
    assert "<s>38.5 kg</s> → 41 kg" in rows[0]
    assert "read from the scale" in rows[0]
    assert f"{utc_now():%Y-%m-%d}" in rows[0]
