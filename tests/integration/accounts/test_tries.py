"""How often somebody may try: one counter whatever the door and the spelling, no way around it, and an alert."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from screening.clock import utc_now
from screening.errors import WrongPassword
from screening.models import AuditEvent, Role, Signature, TryCount
from screening.services import accounts, signing, tries
from screening.services.accounts import Door, Proof
from tests import factories, people
from tests.hashers import CountingHasher
from tests.integration.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db
WRONG = "User name and password do not fit together."


@pytest.fixture
def user(team):
    return team[Role.INVESTIGATOR]


def is_in(client) -> bool:
    return client.get("/worklist/").status_code == 200


def fail(user, times: int = 10, now=None, name: str = "") -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            accounts.first_step(username=name or user.username, proof=Proof("wrong"), now=now or utc_now())


def test_nine_wrong_tries_are_forgiven_by_a_right_one(client, user):
    fail(user, 9)
    sign_in(client, user.username)

    assert is_in(client)
    assert accounts.failed_tries(user) == 0


def test_after_ten_the_right_password_is_refused_in_the_same_words(client, user):
    answers = [sign_in(client, user.username, "wrong") for _ in range(10)]
    locked = sign_in(client, user.username)

    assert {each.status_code for each in [*answers, locked]} == {200}
    assert all(WRONG in each.text for each in [*answers, locked])
    assert not is_in(client)


def test_a_quarter_of_an_hour_later_it_is_open_again(user):
    now = utc_now()
    fail(user, now=now)
    with pytest.raises(WrongPassword):
        accounts.first_step(username=user.username, proof=Proof(factories.PASSWORD), now=now + timedelta(minutes=14))

    later = now + timedelta(minutes=15, seconds=1)
    assert accounts.first_step(username=user.username, proof=Proof(factories.PASSWORD), now=later) == user
    fail(user, 9, now=later)
    assert not tries.locked_accounts(later)


def test_slow_tries_do_not_add_up_for_ever(user):
    now = utc_now()
    fail(user, 9, now=now)
    fail(user, 9, now=now + timedelta(minutes=16))

    assert not tries.locked_accounts(now + timedelta(minutes=16))


@pytest.mark.parametrize(
    "spelling",
    [
        str.upper,
        lambda name: f" {name} ",
        lambda name: f"{name[:3]}\0{name[3:]}",
        lambda name: "".join(chr(ord(each) + 0xFEE0) for each in name),  # full width
        lambda name: f"{name}\u200b",
    ],
)
def test_another_spelling_is_the_same_account(spelling, client, user):
    for _ in range(10):
        sign_in(client, spelling(user.username), "wrong")

    assert accounts.failed_tries(user) == 10
    sign_in(client, user.username)
    assert not is_in(client)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP"])
def test_a_header_changes_nothing(header, user):
    for number in range(10):
        sign_in(Client(), user.username, "wrong", headers={header: f"10.0.0.{number}"}, REMOTE_ADDR=f"192.0.2.{number}")
    client = Client()
    sign_in(client, user.username)

    assert not is_in(client)


def test_every_door_counts_into_one_number(site, team, user, give_phone, client):
    phone, screening = give_phone(user), people.judged(team, site)
    inside = Client()
    inside.force_login(user)
    page = f"/screenings/{screening.number}/sign/"
    for _ in range(3):
        sign_in(client, user.username, "wrong")
    for _ in range(2):
        sign_in(client, user.username)
        client.post("/accounts/login/code/", {"code": phone.wrong()})
    for _ in range(2):
        with pytest.raises(WrongPassword):
            accounts.confirm(by=user, proof=Proof("wrong"), door=Door.SIGNING, now=utc_now(), screening=screening)
    inside.post("/accounts/2fa/off/", {"password": factories.PASSWORD, "code": phone.wrong()})
    inside.post("/accounts/password/", {"old_password": "wrong", "code": phone.code(), "new_password1": "four words in a row",
                                        "new_password2": "four words in a row"})  # fmt: skip
    assert accounts.failed_tries(user) == 9
    inside.post("/accounts/2fa/codes/", {"password": "wrong", "code": phone.code()})

    assert [locked for locked, _ in tries.locked_accounts(utc_now())] == [user]
    sent = {"meaning": "eligible", "base_version": screening.version, "key": "8f7e8a3e-2b55-4a0a-b0a4-6f8b9a1f0a11",
            "username": user.username, "password": factories.PASSWORD, "code": phone.code()}  # fmt: skip
    assert "This is not your password. Nothing has been signed." in inside.post(page, sent).text
    assert not Signature.objects.exists()


def test_a_right_password_does_not_wipe_out_wrong_codes(client, user, give_phone):
    phone = give_phone(user)
    for _ in range(10):
        sign_in(client, user.username)
        client.post("/accounts/login/code/", {"code": phone.wrong()})
    sign_in(client, user.username)

    assert client.post("/accounts/login/code/", {"code": phone.code()}).headers.get("Location") != "/"
    assert not is_in(client)


def test_names_of_nobody_are_locked_alike_and_not_kept(client):
    answers = [sign_in(client, "my-secret-password", "x") for _ in range(12)]

    assert {each.status_code for each in answers} == {200}
    assert TryCount.objects.filter(key__startswith="name:", locked_until__isnull=False).count() == 1
    assert "my-secret" not in str(list(TryCount.objects.values())) + str(list(AuditEvent.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_of_forty_tries_at_once_ten_are_looked_at(user, settings):
    """The right password among them would be no more than one of the ten."""
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
    user.set_password(factories.PASSWORD)
    user.save()
    CountingHasher.reset()
    start, now = threading.Barrier(8), utc_now()

    def knock() -> None:
        start.wait()
        for _ in range(5):
            with pytest.raises(WrongPassword):
                accounts.first_step(username=user.username, proof=Proof("wrong"), now=now)
        connection.close()

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert CountingHasher.verified == 10
    assert AuditEvent.objects.filter(verb="account.sign_in_failed", actor=user).count() == 40
    assert AuditEvent.objects.filter(verb=tries.LOCKED, actor=user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_right_sign_ins_at_once_lock_nobody_out(user):
    start, now, right = threading.Barrier(24), utc_now(), []

    def knock() -> None:
        start.wait()
        right.append(accounts.first_step(username=user.username, proof=Proof(factories.PASSWORD), now=now))
        connection.close()

    threads = [threading.Thread(target=knock) for _ in range(24)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert right == [user] * 24
    assert set(TryCount.objects.values_list("tries", "wrong")) == {(0, 0)}


def test_a_try_that_is_broken_off_stays_counted(user):
    place, now = tries.at_account(user, ""), utc_now()
    for _ in range(10):
        with pytest.raises(ZeroDivisionError), tries.one_try(place, now=now):
            raise ZeroDivisionError

    with pytest.raises(tries.Locked):
        tries.count(place, now=now)


# --- from one address -------------------------------------------------------------------------------------------------


def test_a_hundred_wrong_tries_from_one_address_slow_it_down(client, team, settings):
    settings.TRIES_ALLOWED_PER_ADDRESS = 12
    for number in range(12):
        sign_in(client, f"guess{number}", "x")
    slowed = sign_in(client, team[Role.MONITOR].username)

    assert slowed.status_code == 429
    assert 0 < int(slowed.headers["Retry-After"]) <= 900
    assert not is_in(client)
    assert AuditEvent.objects.filter(verb=tries.ADDRESS_SLOWED).count() == 1
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(elsewhere, team[Role.MONITOR].username)
    assert is_in(elsewhere)


def test_behind_our_proxy_the_address_is_the_one_the_proxy_saw(client, settings):
    settings.TRIES_ALLOWED_PER_ADDRESS, settings.BEHIND_PROXY = 3, True
    answers = [
        sign_in(client, f"guess{number}", "x", headers={"X-Forwarded-For": f"10.9.8.{number}, 203.0.113.5"})
        for number in range(4)
    ]
    other = sign_in(client, "guess", "x", headers={"X-Forwarded-For": "203.0.113.5, 203.0.113.6"})

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert other.status_code == 200


def test_without_a_proxy_the_header_is_not_believed(client, settings):
    settings.TRIES_ALLOWED_PER_ADDRESS = 3
    answers = [
        sign_in(client, f"guess{number}", "x", headers={"X-Forwarded-For": f"10.9.8.{number}"}) for number in range(4)
    ]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]


# --- the same work for everybody --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["right", "wrong", "nobody", "closed", "locked"])
def test_one_hash_whoever_knocks(who, client, user, settings):
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
    closed = factories.make_user(Role.MONITOR, username="closed", is_active=False)
    user.set_password(factories.PASSWORD)
    user.save()
    if who == "locked":
        fail(user)
    name = {"nobody": "nobody-here", "closed": closed.username}.get(who, user.username)
    CountingHasher.reset()
    sign_in(client, name, "wrong" if who == "wrong" else factories.PASSWORD)

    assert CountingHasher.verified + CountingHasher.encoded == 1


# --- the alert, and the way back --------------------------------------------------------------------------------------


def test_administrators_of_the_site_are_told(user, team):
    elsewhere = factories.make_user(Role.ADMINISTRATOR)
    fail(user)

    def told(who) -> bool:
        client = Client()
        client.force_login(who)
        return f"{user.printed_name} ({user.username}): locked" in client.get("/worklist/").text

    assert told(team[Role.ADMINISTRATOR])
    assert not any(told(each) for each in (elsewhere, team[Role.COORDINATOR], team[Role.MONITOR]))
    event = AuditEvent.objects.get(verb=tries.LOCKED)
    assert (event.actor, list(event.changes)) == (user, ["until"])


def test_the_operator_unlocks(user, client, capsys):
    fail(user)
    call_command("unlock", user.username.upper())
    sign_in(client, user.username)

    assert is_in(client)
    assert f"{user.username} can try again." in capsys.readouterr().out
    event = AuditEvent.objects.get(verb="account.unlocked")
    assert event.changes == {"account": user.username, "was_locked": True}
    assert event.actor is None


def test_the_operator_helps_who_has_lost_the_phone(user, client, give_phone, capsys):
    give_phone(user)
    call_command("unlock", user.username, "--remove-second-factor")

    assert sign_in(client, user.username).headers["Location"] == "/"
    assert capsys.readouterr().out == f"{user.username} was not locked.\nThe second factor is off.\n"
    assert AuditEvent.objects.filter(verb="account.factor_removed").exists()


def test_unlocking_nobody_is_one_sentence():
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        call_command("unlock", "nobody")


# --- signing ----------------------------------------------------------------------------------------------------------


def test_a_locked_account_does_not_sign(site, team, user):
    screening = people.judged(team, site)
    fail(user)

    with pytest.raises(WrongPassword):
        signing.sign(by=user, screening=screening, meaning="eligible", password=factories.PASSWORD,
                     today=people.today_at(site), now=utc_now())  # fmt: skip
    assert not Signature.objects.exists()
    assert AuditEvent.objects.get(verb=accounts.CONFIRM_FAILED).changes == {"wrong": "locked"}
