"""The second factor: switched on with a proof, asked for at the door, each code good once."""

import re
import threading
from datetime import timedelta

import pyotp
import pytest
from django.db import connection
from django.test import Client

from screening.clock import utc_now
from screening.errors import NotAllowedNow, WrongCode
from screening.models import AuditEvent, Role, SecondFactor
from screening.services import second_factor
from tests import factories
from tests.integration.accounts.conftest import move_clock, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(team):
    return team[Role.INVESTIGATOR]


@pytest.fixture
def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def offered(answer) -> dict[str, str]:
    return {
        "token": re.search(r'name="token" value="([^"]+)"', answer.text)[1],
        "secret": re.search(r'<code class="key">([A-Z2-7]+)</code>', answer.text)[1],
    }


def switch_on(client, **changes):
    offer = offered(client.get("/accounts/2fa/new/"))
    sent = {"token": offer["token"], "password": factories.PASSWORD, "code": pyotp.TOTP(offer["secret"]).now()}
    return offer, client.post("/accounts/2fa/new/", sent | changes)


def test_switched_on_with_the_password_and_a_code_of_the_app(signed_in, user):
    offer, answer = switch_on(signed_in)

    codes = re.findall(r"<li><code>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</code></li>", answer.text)
    assert (answer.status_code, len(set(codes))) == (200, 10)
    assert second_factor.is_on(user)
    stored = SecondFactor.objects.get(user=user)
    assert offer["secret"] not in stored.secret
    assert not any(code in str(stored.recovery) or code.replace("-", "") in str(stored.recovery) for code in codes)
    assert "10 recovery codes are left" in signed_in.get("/accounts/2fa/").text


def test_the_trail_says_that_it_is_on_and_not_the_secret(signed_in, user):
    switch_on(signed_in)

    event = AuditEvent.objects.get(verb="account.factor_on")
    assert (event.actor, event.table_name) == (user, "screening_secondfactor")
    assert event.changes["secret"] == event.changes["recovery"] == ["(not shown)", "(not shown)"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "not it"}, "This is not your password."),
        ({"code": "000000"}, "This is not the code that the app shows now."),
        ({"code": ""}, "Enter the code."),
    ],
)
def test_not_switched_on_without_both(changes, said, signed_in, user):
    offer, answer = switch_on(signed_in, **changes)

    assert answer.status_code == 422
    assert said in answer.text
    assert offered(answer) == offer  # the picture that has been scanned stays good
    assert not second_factor.is_on(user)


def test_a_secret_offered_to_somebody_else_is_not_taken(signed_in, team, user):
    foreign = second_factor.offer(team[Role.MONITOR])
    _, answer = switch_on(signed_in, token=foreign.token, code=pyotp.TOTP(foreign.secret).now())

    assert answer.status_code == 409
    assert not second_factor.is_on(user)


def test_a_get_keeps_nothing(signed_in):
    assert offered(signed_in.get("/accounts/2fa/new/")) != offered(signed_in.get("/accounts/2fa/new/"))
    assert not SecondFactor.objects.exists()


def test_it_cannot_be_switched_on_twice(signed_in, user, give_phone):
    give_phone(user)
    offer = second_factor.offer(user)

    assert signed_in.get("/accounts/2fa/new/").headers["Location"] == "/accounts/2fa/"
    with pytest.raises(NotAllowedNow):
        second_factor.switch_on(by=user, token=offer.token, code=pyotp.TOTP(offer.secret).now(), now=utc_now())


# --- the code itself --------------------------------------------------------------------------------------------------


def test_the_vectors_of_rfc_6238(user):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for at, code in [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]:
        assert pyotp.TOTP(secret).at(at) == code


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_half_a_minute_off_is_right(user, give_phone, steps):
    phone, now = give_phone(user), utc_now()

    assert second_factor.answers(user, phone.code(now, steps=steps), now=now)


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_minute_off_is_wrong(user, give_phone, steps):
    phone, now = give_phone(user), utc_now()

    assert not second_factor.answers(user, phone.code(now, steps=steps), now=now)


def test_a_code_is_right_once_and_none_before_it_ever_again(user, give_phone):
    phone, now = give_phone(user), utc_now()

    assert second_factor.answers(user, phone.code(now), now=now)
    assert not second_factor.answers(user, phone.code(now), now=now)
    assert not second_factor.answers(user, phone.code(now, steps=-1), now=now)
    assert second_factor.answers(user, phone.code(now, steps=1), now=now)


def test_the_code_that_switched_it_on_is_spent(user, give_phone):
    now = utc_now()
    phone = give_phone(user, now)

    assert not second_factor.answers(user, phone.code(now), now=now)


def test_a_recovery_code_is_right_once_however_it_is_typed(user, give_phone):
    phone, now = give_phone(user), utc_now()
    typed = phone.recovery[3].lower().replace("-", " ")

    assert second_factor.answers(user, typed, now=now)
    assert not second_factor.answers(user, phone.recovery[3], now=now)
    assert second_factor.answers(user, phone.recovery[4], now=now)
    assert second_factor.recovery_codes_left(user) == 8


def test_full_width_digits_and_blanks_do_not_matter(user, give_phone):
    phone, now = give_phone(user), utc_now()
    code = phone.code(now)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert second_factor.answers(user, f" {full_width[:3]} {full_width[3:]} ", now=now)


def test_codes_of_another_person_are_worth_nothing(team, give_phone):
    mine, theirs = team[Role.INVESTIGATOR], team[Role.COORDINATOR]
    give_phone(mine)
    phone, now = give_phone(theirs), utc_now()

    assert not second_factor.answers(mine, phone.code(now), now=now)
    assert not second_factor.answers(mine, phone.recovery[0], now=now)


@pytest.mark.parametrize("typed", ["", " ", "\0", "1", "12345", "1234567", "abcdef", "九八七六五四", "1e5", "A" * 4000])
def test_nonsense_is_wrong_and_no_error(user, give_phone, typed):
    give_phone(user)

    assert not second_factor.answers(user, typed, now=utc_now())


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_eight_times_at_once_is_right_once(user, give_phone):
    phone, now = give_phone(user), utc_now()
    start, right = threading.Barrier(8), []

    def send() -> None:
        start.wait()
        right.append(second_factor.answers(user, phone.code(now), now=now))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(right) == [False] * 7 + [True]


# --- at the door ------------------------------------------------------------------------------------------------------


def test_the_password_alone_lets_nobody_in(client, user, give_phone):
    give_phone(user)

    assert sign_in(client, user.username).headers["Location"] == "/accounts/login/code/"
    assert client.get("/worklist/").headers["Location"].startswith("/accounts/login/")
    assert not AuditEvent.objects.filter(verb="account.sign_in").exists()


def test_password_and_code_let_in_where_one_wanted_to_go(client, user, give_phone):
    phone = give_phone(user)
    before = client.session.session_key
    client.post("/accounts/login/", {"username": user.username, "password": factories.PASSWORD, "next": "/log/"})
    half_way = client.session.session_key

    assert client.get("/accounts/login/code/").status_code == 200
    assert client.post("/accounts/login/code/", {"code": phone.code()}).headers["Location"] == "/log/"
    assert client.get("/log/").status_code == 200
    assert len({before, half_way, client.session.session_key}) == 3
    assert "second_step" not in client.session
    assert AuditEvent.objects.filter(verb="account.sign_in", actor=user).count() == 1


def test_a_code_used_at_the_door_is_not_used_again(user, give_phone):
    phone = give_phone(user)
    code = phone.code()
    answers = []
    for _ in range(2):
        client = Client()
        sign_in(client, user.username)
        answers.append(client.post("/accounts/login/code/", {"code": code}))

    assert [answer.status_code for answer in answers] == [302, 200]
    assert "has been used" in answers[1].text


def test_the_second_step_wants_the_first(client):
    assert client.get("/accounts/login/code/").headers["Location"] == "/accounts/login/"
    assert client.post("/accounts/login/code/", {"code": "123456"}).headers["Location"] == "/accounts/login/"


@pytest.mark.parametrize("happened", ["time", "password", "closed"])
def test_the_second_step_ends(happened, client, user, give_phone):
    phone = give_phone(user)
    sign_in(client, user.username)
    if happened == "time":
        session = client.session
        session["second_step"] = {**session["second_step"], "at": session["second_step"]["at"] - 301}
        session.save()
    elif happened == "password":
        user.set_password("an entirely new sentence")
        user.save()
    else:
        user.is_active = False
        user.save()

    assert client.post("/accounts/login/code/", {"code": phone.code()}).headers["Location"] == "/accounts/login/"


# --- new codes, off, lost ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/accounts/2fa/codes/", "/accounts/2fa/off/"])
def test_an_open_screen_is_not_enough_to_change_it(page, signed_in, user, give_phone):
    phone = give_phone(user)
    before = SecondFactor.objects.get(user=user)
    wrong = [
        {"password": factories.PASSWORD, "code": phone.wrong()},
        {"password": "not it", "code": phone.code()},
        {"password": factories.PASSWORD, "code": ""},
    ]

    assert [signed_in.post(page, each).status_code for each in wrong] == [422, 422, 422]
    after = SecondFactor.objects.get(user=user)
    assert (after.secret, after.recovery) == (before.secret, before.recovery)


def test_new_recovery_codes_end_the_old_ones(signed_in, user, give_phone):
    phone = give_phone(user)
    answer = signed_in.post("/accounts/2fa/codes/", {"password": factories.PASSWORD, "code": phone.code()})

    new = re.findall(r"<li><code>([A-Z2-9-]{14})</code></li>", answer.text)
    assert len(new) == 10
    assert not second_factor.answers(user, phone.recovery[0], now=utc_now())
    assert second_factor.answers(user, new[0], now=utc_now())


def test_switched_off_it_is_asked_for_no_more(signed_in, user, give_phone):
    phone = give_phone(user)
    sent = {"password": factories.PASSWORD, "code": phone.code()}

    assert signed_in.post("/accounts/2fa/off/", sent).headers["Location"] == "/accounts/2fa/"
    assert sign_in(Client(), user.username).headers["Location"] == "/"
    assert SecondFactor.objects.get(user=user).secret == ""
    assert signed_in.post("/accounts/2fa/codes/", sent).status_code == 409


def test_switched_on_again_old_codes_stay_spent(user, give_phone):
    now = utc_now()
    first = give_phone(user, now - timedelta(hours=1))
    second_factor.switch_off(by=user, now=now)
    give_phone(user, now)

    assert not second_factor.answers(user, first.code(now, steps=1), now=now)
    assert not second_factor.answers(user, first.recovery[0], now=now)


# --- where a role needs it --------------------------------------------------------------------------------------------


def test_a_role_that_needs_it_gets_no_further_without(settings, client, user, team):
    settings.MFA_ROLES = frozenset({"investigator"})
    sign_in(client, user.username)

    for path in ("/worklist/", "/log/", "/accounts/password/", "/accounts/2fa/", "/screenings/SCR-0001/sign/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/new/", path
    assert client.post("/screenings/new/", {}).headers["Location"] == "/accounts/2fa/new/"
    _, answer = switch_on(client)
    assert answer.status_code == 200
    assert client.get("/worklist/").status_code == 200

    other = Client()
    sign_in(other, team[Role.COORDINATOR].username)
    assert other.get("/worklist/").status_code == 200


def test_who_needs_it_cannot_switch_it_off(settings, signed_in, user, give_phone):
    settings.MFA_ROLES = frozenset({"investigator"})
    phone = give_phone(user)

    answer = signed_in.post("/accounts/2fa/off/", {"password": factories.PASSWORD, "code": phone.code()})

    assert answer.status_code == 409
    assert second_factor.is_on(user)
    assert "cannot be switched off" in signed_in.get("/accounts/2fa/").text


def test_a_superuser_can_be_made_to_have_it(settings, client):
    settings.MFA_ROLES = frozenset({"superuser"})
    client.force_login(factories.make_user(username="root", is_superuser=True, is_staff=True))

    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/new/"


def test_a_secret_made_with_an_earlier_key_still_opens(settings, user, give_phone):
    phone, now = give_phone(user), utc_now()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "an entirely new key for the second half of this test, long enough"

    assert second_factor.answers(user, phone.code(now), now=now)
    assert second_factor.answers(user, phone.recovery[0], now=now)


def test_a_wrong_code_of_the_app_leaves_it_off(user):
    offer = second_factor.offer(user)
    with pytest.raises(WrongCode):
        second_factor.switch_on(by=user, token=offer.token, code="000000", now=utc_now() - timedelta(days=1))


def test_a_locked_session_is_asked_for_the_code_too(signed_in, user, give_phone):
    phone = give_phone(user)
    move_clock(signed_in, idle=1801)

    assert sign_in(signed_in, user.username).headers["Location"] == "/accounts/login/code/"
    assert signed_in.get("/worklist/").status_code == 302
    assert signed_in.post("/accounts/login/code/", {"code": phone.code()}).headers["Location"] == "/"
    assert signed_in.get("/worklist/").status_code == 200
