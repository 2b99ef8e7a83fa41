"""A form that comes again after the world has moved on: its first result to who sent it, and the role is asked first."""

from uuid import uuid4

import pytest
from django.test import Client

from screening.clock import utc_now
from screening.errors import NotAllowedNow, PermissionRefused
from screening.models import Membership, Role, Screening, Signature, Site, User
from screening.services import enrolment, screenings, signing
from tests import people
from tests.factories import NOW, PASSWORD, TODAY, make_eligible, make_team, open_screening, sign

pytestmark = pytest.mark.django_db


def signing_form(by: User, screening: Screening, meaning: str) -> dict[str, object]:
    proof = {"username": by.username, "password": PASSWORD}
    return {"key": uuid4(), "meaning": meaning, "base_version": screening.version} | proof


def test_a_signature_sent_again_after_the_enrolment_is_the_first_one(client: Client) -> None:
    site, team = make_team()
    screening = people.judged(team, site)
    form, path = signing_form(team[Role.INVESTIGATOR], screening, "eligible"), f"/screenings/{screening.number}/sign/"
    client.force_login(team[Role.INVESTIGATOR])
    assert client.post(path, form).status_code == 302
    people.factories.enrol(team[Role.COORDINATOR], screening, today=people.today_at(site), now=utc_now())

    assert client.post(path, form).status_code == 302
    assert Signature.objects.count() == 1


def test_a_signed_screen_failure_sent_again_is_the_first_one_and_a_new_form_is_refused(client: Client) -> None:
    site, team = make_team()
    screening = people.judged(team, site, allogeneic_transplants=[{"kind": "solid_organ"}])
    form, path = (
        signing_form(team[Role.INVESTIGATOR], screening, "screen_failure"),
        f"/screenings/{screening.number}/sign/",
    )
    client.force_login(team[Role.INVESTIGATOR])
    assert client.post(path, form).status_code == 302

    assert client.post(path, form).status_code == 302
    assert client.post(path, form | {"key": uuid4()}).status_code == 409
    assert client.post(path, form | {"password": "something else"}).status_code == 422
    assert Signature.objects.count() == 1


def test_an_enrolment_sent_again_after_the_site_closed_is_the_first_one() -> None:
    site, team = make_team()
    screening = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], screening)
    again = {
        "by": team[Role.COORDINATOR],
        "screening": screening,
        "today": TODAY,
        "now": NOW,
        "idempotency_key": uuid4(),
    }
    first = enrolment.enrol(**again)
    Site.objects.update(active=False)

    assert enrolment.enrol(**again) == first


def test_a_screening_sent_again_after_the_site_closed_is_the_first_one() -> None:
    site, team = make_team()
    key = uuid4()
    first = open_screening(team[Role.COORDINATOR], site, idempotency_key=key)
    Site.objects.update(active=False)

    assert open_screening(team[Role.COORDINATOR], site, idempotency_key=key) == first


def test_a_key_belongs_to_the_page_that_made_it() -> None:
    site, team = make_team()
    by, key = team[Role.COORDINATOR], uuid4()
    open_screening(by, site, idempotency_key=key)
    ended = open_screening(by, site, birth_date="2015-01-02")
    screenings.withdraw(by=by, screening=ended, reason="moved away")

    with pytest.raises(NotAllowedNow) as refused:
        screenings.rescreen(by=by, screening=ended, consent_date="2026-05-12", today=TODAY, idempotency_key=key)
    assert refused.value.code == "key_used"


@pytest.mark.parametrize("role", [Role.MONITOR, None])
def test_who_may_not_do_it_any_more_gets_no_first_result(role: Role | None) -> None:
    site, team = make_team()
    by, key = team[Role.COORDINATOR], uuid4()
    screening = make_eligible(team, site, idempotency_key=key)
    sign(team[Role.INVESTIGATOR], screening)
    enrolled = {"by": by, "screening": screening, "today": TODAY, "now": NOW, "idempotency_key": uuid4()}
    enrolment.enrol(**enrolled)
    ended = open_screening(by, site, birth_date="2015-01-02")
    screenings.withdraw(by=by, screening=ended, reason="moved away")
    again = {"by": by, "screening": ended, "consent_date": "2026-05-12", "today": TODAY, "idempotency_key": uuid4()}
    screenings.rescreen(**again)
    Membership.objects.filter(user=by).update(active=role is not None, role=role or Role.COORDINATOR)

    for attempt in (
        lambda: enrolment.enrol(**enrolled),
        lambda: screenings.withdraw(by=by, screening=ended, reason="moved away"),
        lambda: screenings.rescreen(**again),
        lambda: open_screening(by, site, idempotency_key=key),
        lambda: signing.sign(
            by=by, screening=screening, meaning="data_complete", password=PASSWORD, today=TODAY, now=NOW
        ),
    ):
        with pytest.raises(PermissionRefused):
            attempt()
