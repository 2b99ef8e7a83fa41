"""A signature asks for everything the signer has, each time, and takes no code twice."""

from uuid import uuid4

import pytest
from django.test import Client

from screening.clock import utc_now
from screening.errors import WrongCode, WrongPassword
from screening.models import AuditEvent, Role, Signature, TryCount
from screening.services import accounts, second_factor, signing
from tests import factories, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(team):
    return team[Role.INVESTIGATOR]


@pytest.fixture
def screening(team, site):
    return people.judged(team, site)


@pytest.fixture
def phone(user, give_phone):
    return give_phone(user)


@pytest.fixture
def sign(user, screening, site):
    def sign(**given):
        asked = {"by": user, "screening": screening, "meaning": "eligible", "password": factories.PASSWORD,
                 "today": people.today_at(site), "now": utc_now()}  # fmt: skip
        return signing.sign(**(asked | given))

    return sign


def test_password_and_code_sign(sign, phone, user):
    assert sign(code=phone.code()).signer == user


def test_a_recovery_code_signs(sign, phone, user):
    assert sign(code=phone.recovery[0]).signer == user
    assert second_factor.recovery_codes_left(user) == 9


def test_the_password_alone_signs_nothing(sign, phone, user):
    for code in ("", phone.wrong()):
        with pytest.raises(WrongCode):
            sign(code=code)

    assert not Signature.objects.exists()
    failed = AuditEvent.objects.filter(verb=accounts.CONFIRM_FAILED, actor=user)
    assert [event.changes for event in failed] == [{"wrong": "code"}] * 2
    assert accounts.failed_tries(user) == 2


def test_the_code_alone_signs_nothing_and_is_not_spent(sign, phone):
    with pytest.raises(WrongPassword) as refused:
        sign(password="wrong", code=phone.code())

    assert refused.value.code == "wrong_password"
    assert sign(code=phone.code())


def test_a_code_seen_at_the_door_does_not_sign(sign, phone, user):
    code = phone.code()
    second_factor.answers(user, code, now=utc_now())

    with pytest.raises(WrongCode):
        sign(code=code)


def test_one_code_signs_once(sign, phone, team, site):
    code = phone.code()
    sign(code=code, idempotency_key=uuid4())
    with pytest.raises(WrongCode):
        sign(code=code, idempotency_key=uuid4(), meaning="screen_failure")

    assert Signature.objects.count() == 1


def test_the_code_of_another_person_does_not_sign(sign, phone, team, give_phone):
    other = give_phone(team[Role.COORDINATOR])

    with pytest.raises(WrongCode):
        sign(code=other.code())


def test_a_form_sent_twice_is_signed_once_and_refused_never(sign, phone, user):
    key, code = uuid4(), phone.code()

    assert sign(code=code, idempotency_key=key) == sign(code=code, idempotency_key=key)
    assert Signature.objects.count() == 1
    assert accounts.failed_tries(user) == 0


def test_the_same_key_does_not_open_another_thing(sign, phone, team, site):
    key, code = uuid4(), phone.code()
    sign(code=code, idempotency_key=key)
    other = people.judged(team, site)

    with pytest.raises(WrongCode):
        sign(code=code, idempotency_key=key, screening=other)


def test_who_has_no_second_factor_signs_with_the_password(sign, user):
    assert sign().signer == user
    assert sign


def test_the_page_asks_for_what_the_signer_has(user, screening, give_phone):
    client = Client()
    client.force_login(user)
    page = f"/screenings/{screening.number}/sign/"
    assert 'name="code"' not in client.get(page).text
    phone = give_phone(user)
    text = client.get(page).text
    assert 'name="code"' in text
    assert "your password and a code" in text

    sent = {"meaning": "eligible", "base_version": screening.version, "key": str(uuid4()),
            "username": user.username, "password": factories.PASSWORD}  # fmt: skip
    assert "it is part of your signature" in client.post(page, sent).text
    wrong = client.post(page, sent | {"code": phone.wrong()})
    assert (wrong.status_code, "This code is not right" in wrong.text) == (422, True)
    assert client.post(page, sent | {"code": phone.code()}).status_code == 302
    assert Signature.objects.get().signer == user


def test_somebody_elses_name_over_a_signature_is_a_try_and_in_the_trail(user, screening):
    client = Client()
    client.force_login(user)
    page = f"/screenings/{screening.number}/sign/"
    sent = {"meaning": "eligible", "base_version": screening.version, "key": str(uuid4()),
            "username": "somebody-else", "password": factories.PASSWORD}  # fmt: skip

    assert "This is not the user name you are signed in with" in client.post(page, sent).text

    assert not Signature.objects.exists()
    event = AuditEvent.objects.get(verb="signature.password_failed")
    assert (event.actor, event.screening, event.changes) == (user, screening, {"wrong": "user name"})
    assert TryCount.objects.get(key=f"account:{user.pk}").wrong == 1
