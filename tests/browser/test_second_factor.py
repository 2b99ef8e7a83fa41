"""The second factor and the end of a session, as they are met at a desk."""

import re

import pyotp
import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from screening.models import Role, Screening
from tests import factories
from tests.browser.desk import sign_in, sign_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_switched_on_with_an_app_and_asked_for_at_the_door(live_server, page, team, check_accessibility):
    user = team[Role.INVESTIGATOR]
    sign_in(page, live_server.url, user)

    # She looks for it under her account, scans the picture, and types what the app shows.
    page.goto(f"{live_server.url}/accounts/profile/")
    page.get_by_role("link", name="Second factor").click()
    check_accessibility(page)
    page.get_by_role("link", name="Switch it on").click()
    expect(page.get_by_role("img", name="QR code of the key below")).to_be_visible()
    check_accessibility(page)
    app = pyotp.TOTP(page.locator("code.key").inner_text())
    page.get_by_label("Your password").fill("wrong")
    page.get_by_label("Code that the app shows now").fill(app.now())
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".errors")).to_contain_text("This is not your password")
    check_accessibility(page)
    page.get_by_label("Your password").fill(factories.PASSWORD)
    page.get_by_label("Code that the app shows now").fill(app.now())
    page.get_by_role("button", name="Switch it on").click()

    # The recovery codes are shown once.
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator(".codes li").all_inner_texts()
    assert len(recovery) == 10
    check_accessibility(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    check_accessibility(page)
    for name in ("Make new recovery codes", "Switch the second factor off"):
        page.get_by_role("link", name=name).click()
        check_accessibility(page)
        page.get_by_role("link", name="Back").click()

    # From now on the door asks for more than the password.
    sign_out(page)
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    check_accessibility(page)
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".errors")).to_contain_text("This code is not right")
    check_accessibility(page)
    page.get_by_label("Code from your app").fill(recovery[0].lower())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worklist")


def leave_alone(page) -> None:
    """As if nobody had touched this window for an hour."""
    name = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(name)
    session["seen_at"] -= 3600
    session.save()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_was_typed_before_the_break_is_sent_after_it(scripts, live_server, new_page, team, check_accessibility):
    page = new_page(java_script_enabled=scripts)
    sign_in(page, live_server.url, team[Role.COORDINATOR])
    page.get_by_role("link", name="Start a screening").first.click()
    page.get_by_label("Date of birth").fill("2014-09-17")
    page.get_by_label("Female").check()
    page.get_by_label("Date the consent form was signed").fill("today")
    page.get_by_label("Initials").fill("ÄB")

    leave_alone(page)
    page.get_by_role("button", name="Start screening").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again")
    if scripts:
        check_accessibility(page)
    expect(page.get_by_label("User name")).to_have_value(team[Role.COORDINATOR].username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in and send").click()

    expect(page).to_have_url(re.compile(r"/screenings/SCR-0001/"))
    screening = Screening.objects.get()
    assert screening.participant.identity.initials == "ÄB"


def test_an_administrator_sees_who_is_locked(live_server, new_page, team, check_accessibility):
    stranger = new_page()
    for _ in range(10):
        stranger.goto(f"{live_server.url}/accounts/login/")
        stranger.get_by_label("User name").fill(team[Role.INVESTIGATOR].username)
        stranger.get_by_label("Password").fill("a guess")
        stranger.get_by_role("button", name="Sign in").click()
        expect(stranger.locator(".errors")).to_contain_text("do not fit together")

    desk = new_page()
    sign_in(desk, live_server.url, team[Role.ADMINISTRATOR])
    expect(desk.get_by_role("alert")).to_contain_text("locked after too many wrong tries")
    check_accessibility(desk)


def test_in_chinese(live_server, new_page, team, check_accessibility):
    page = new_page(locale="zh-CN")
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("用户名").fill(team[Role.MONITOR].username)
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"{live_server.url}/accounts/2fa/new/")

    expect(page.get_by_role("heading", level=1)).to_have_text("开启第二重验证")
    check_accessibility(page)
