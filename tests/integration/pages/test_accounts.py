"""The door: what is written down, what is not given away, and the language that stays."""

import re

import pytest

from screening.models import AuditEvent, Role
from tests import factories

pytestmark = pytest.mark.django_db
WRONG = "User name and password do not fit together."


def sign_in(client, username, password, **more):
    return client.post("/accounts/login/", {"username": username, "password": password}, **more)


def test_a_sign_in_and_a_sign_out_are_in_the_trail(client, team):
    user = team[Role.MONITOR]

    assert sign_in(client, user.username, factories.PASSWORD).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/queries/"
    out = client.post("/accounts/logout/")

    assert out.status_code == 302
    assert "storage" in out.headers["Clear-Site-Data"]
    events = AuditEvent.objects.filter(actor=user, verb__startswith="account.").order_by("pk")
    assert [event.verb for event in events] == ["account.sign_in", "account.sign_out"]


def test_unknown_wrong_and_closed_accounts_get_one_answer(client, team):
    closed = factories.make_user(Role.MONITOR, username="closed", is_active=False)
    tries = [("nobody-here", "x"), (team[Role.MONITOR].username, "x"), (closed.username, factories.PASSWORD)]

    answers = [sign_in(client, *each) for each in tries]

    assert {answer.status_code for answer in answers} == {200}
    bodies = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(bodies) == 1
    assert WRONG in bodies.pop()
    assert AuditEvent.objects.filter(verb="account.sign_in_failed").count() == 3
    assert "nobody-here" not in str(list(AuditEvent.objects.values_list("actor_name", "changes")))


def test_a_name_with_a_zero_byte_is_counted_and_not_an_error(client, team):
    assert sign_in(client, "a\0b", "x").status_code == 200
    assert AuditEvent.objects.filter(verb="account.sign_in_failed").count() == 1


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(elsewhere, client, team):
    answer = client.post(
        "/accounts/login/",
        {"username": team[Role.MONITOR].username, "password": factories.PASSWORD, "next": elsewhere},
    )

    assert answer.headers["Location"] == "/"


def test_fields_can_be_filled_by_a_password_manager(client):
    text = client.get("/accounts/login/").text

    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    assert "onpaste" not in text


def test_the_language_stays_with_the_account(client, team):
    user = team[Role.COORDINATOR]
    client.force_login(user)

    answer = client.post("/accounts/language/", {"language": "zh-hans", "next": "/log/"})
    assert answer.headers["Location"] == "/log/"
    assert "筛选登记表" in client.get("/log/").text
    user.refresh_from_db()
    assert user.language == "zh-hans"

    client.logout()
    client.cookies.clear()
    sign_in(client, user.username, factories.PASSWORD)
    assert "工作列表" in client.get("/worklist/").text


def test_a_language_that_does_not_exist_changes_nothing(client, team):
    client.force_login(team[Role.MONITOR])

    assert client.post("/accounts/language/", {"language": "xx"}).status_code == 302
    assert client.get("/accounts/language/").status_code == 405
    assert "Screening log" in client.get("/log/").text


def test_a_new_password_needs_the_old_one_and_is_in_the_trail_without_its_text(client, team):
    user = team[Role.MONITOR]
    client.force_login(user)
    new = "four words in a row"
    sent = {"old_password": "wrong", "new_password1": new, "new_password2": new}

    assert client.post("/accounts/password/", sent).status_code == 422
    assert client.post("/accounts/password/", sent | {"old_password": factories.PASSWORD}).status_code == 302
    assert client.get("/worklist/").status_code == 200  # still signed in
    user.refresh_from_db()
    assert user.check_password(new)
    event = AuditEvent.objects.get(verb="account.password_change")
    assert event.changes == {"password": ["(not shown)", "(not shown)"]}


def test_settings_stay_with_the_account_and_reach_the_page(client, team):
    user = team[Role.MONITOR]
    client.force_login(user)
    assert "data-bs-theme" not in client.get("/accounts/profile/").text

    answer = client.post("/accounts/profile/", {"language": "zh-hans", "theme": "dark", "keypad_enter": "on"})

    assert answer.headers["Location"] == "/accounts/profile/"
    user.refresh_from_db()
    assert (user.language, user.theme, user.keyboard_shortcuts, user.keypad_enter) == ("zh-hans", "dark", False, True)
    page = client.get("/accounts/profile/").text
    assert 'data-bs-theme="dark"' in page
    assert "您的设置已保存。" in page
    event = AuditEvent.objects.get(verb="account.profile")
    assert event.changes == {
        "theme": ["", "dark"], "language": ["", "zh-hans"], "keyboard_shortcuts": [True, False],
    }  # fmt: skip


def test_a_setting_that_does_not_exist_is_named_and_changes_nothing(client, team):
    client.force_login(team[Role.MONITOR])

    answer = client.post("/accounts/profile/", {"language": "en", "theme": "pink"})

    assert answer.status_code == 422
    assert "pink" in answer.text
    assert not AuditEvent.objects.filter(verb="account.profile").exists()
