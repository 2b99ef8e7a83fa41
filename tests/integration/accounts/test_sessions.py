"""How long a sign-in lasts, what ends it, and that a form sent after its end loses nothing that was typed."""

import re
from html import unescape

import pytest
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.test import Client

from screening.models import AuditEvent, Membership, Role, Screening, User
from tests import factories, people
from tests.integration.accounts.conftest import move_clock, sign_in

pytestmark = pytest.mark.django_db
IDLE, ABSOLUTE = 30 * 60, 12 * 3600
NEW = {
    "birth_date": "2014-09-17",
    "sex": "female",
    "consent_date": "today",
    "initials": "“<b>Ä & 王",
    "key": "7b7a1a2c-3a7e-4f43-9a0c-0d3e5a9f7a01",
}


@pytest.fixture
def user(team):
    return team[Role.COORDINATOR]


@pytest.fixture
def inside(user):
    """A window of somebody who is signed in, with the check against forged forms in force."""
    client = Client(enforce_csrf_checks=True)
    page = client.get("/accounts/login/").text
    client.post(
        "/accounts/login/",
        {"username": user.username, "password": factories.PASSWORD, "csrfmiddlewaretoken": token(page)},
    )
    return client


def token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def hidden(page: str) -> list[tuple[str, str]]:
    form = page.rsplit('<form method="post" action=', maxsplit=1)[-1]
    assert 'name="resume-username"' in form
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return [(name, unescape(value)) for name, value in found]


def is_in(client) -> bool:
    return client.get("/worklist/").status_code == 200


# --- the clocks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gone", "still_in"),
    [
        ({"idle": IDLE - 60}, True),
        ({"idle": IDLE + 1}, False),
        ({"age": ABSOLUTE - 60}, True),
        ({"age": ABSOLUTE + 1}, False),
    ],
)
def test_half_an_hour_idle_and_twelve_hours_at_most(gone, still_in, inside):
    move_clock(inside, **gone)

    assert is_in(inside) is still_in


def test_who_works_stays_in_and_reading_is_noted_once_a_minute(inside):
    for _ in range(3):
        move_clock(inside, idle=IDLE - 60)
        assert is_in(inside)
    before = inside.session["seen_at"]
    assert is_in(inside)
    assert inside.session["seen_at"] == before


def test_a_session_without_clocks_lets_nobody_in(inside):
    session = inside.session
    del session["seen_at"]
    session.save()

    assert not is_in(inside)


def test_once_over_it_stays_over(inside):
    move_clock(inside, idle=IDLE + 1)
    assert not is_in(inside)
    session = inside.session
    session["seen_at"] = session["signed_in_at"] = 10**11
    session.save()

    assert not is_in(inside)


def test_the_limits_are_settings(inside, settings):
    settings.SESSION_IDLE_SECONDS = 60
    move_clock(inside, idle=90)

    assert not is_in(inside)


def test_a_page_that_does_not_exist_names_nobody_whose_session_is_over(inside, user):
    assert user.printed_name in inside.get("/no-such-page").text
    move_clock(inside, idle=IDLE + 1)

    assert user.printed_name not in inside.get("/no-such-page").text


# --- what ends it -----------------------------------------------------------------------------------------------------


def test_signing_in_gives_the_session_a_new_name(client, user):
    client.post("/accounts/login/", {"username": user.username, "password": "wrong"})
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client, user.username)

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_cookie_from_before_signing_out_is_worth_nothing(client, user):
    sign_in(client, user.username)
    cookie = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[site_settings.SESSION_COOKIE_NAME] = cookie

    assert not is_in(thief)
    assert not Session.objects.filter(session_key=cookie).exists()


def test_a_new_password_ends_every_other_session(user):
    here, elsewhere = Client(), Client()
    for each in (here, elsewhere):
        sign_in(each, user.username)
    new = "four words in a row"
    sent = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/accounts/password/", sent).status_code == 302

    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_wrong_old_password_changes_nothing(client, user):
    sign_in(client, user.username)
    new = "four words in a row"
    answer = client.post("/accounts/password/", {"old_password": "wrong", "new_password1": new, "new_password2": new})

    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    assert User.objects.get(pk=user.pk).check_password(factories.PASSWORD)


def test_a_closed_account_is_out_with_its_next_request(inside, user):
    assert is_in(inside)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(inside)


def test_a_role_taken_away_is_gone_with_the_next_request(inside, user, site):
    assert inside.get("/screenings/new/").status_code == 200
    Membership.objects.filter(user=user, site=site).update(role=Role.MONITOR)
    assert inside.get("/screenings/new/").status_code == 403
    Membership.objects.filter(user=user, site=site).update(active=False)

    assert "No role yet" in inside.get("/").text


def test_signing_out_of_a_session_that_is_over_leaves_nothing(client, user):
    sign_in(client, user.username)
    move_clock(client, idle=IDLE + 1)
    answer = client.post("/accounts/logout/")

    assert "storage" in answer.headers["Clear-Site-Data"]
    assert "_auth_user_id" not in client.session
    assert AuditEvent.objects.filter(verb="account.sign_out", actor=user).count() == 1


# --- signing in again, in place ---------------------------------------------------------------------------------------


def post_late(client, site, **changes):
    """A form is opened in time and sent after the session is over."""
    page = client.get("/screenings/new/").text
    move_clock(client, idle=IDLE + 1)
    sent = NEW | {"site": site.pk, "csrfmiddlewaretoken": token(page)} | changes
    return client.post("/screenings/new/?from=worklist", sent)


def again(client, page, **typed):
    sent = dict(hidden(page)) | {f"resume-{name}": value for name, value in typed.items()}
    return client.post("/screenings/new/?from=worklist", sent)


def test_a_form_sent_too_late_comes_back_whole(inside, site, user):
    answer = post_late(inside, site)

    assert answer.status_code == 403
    assert 'action="/screenings/new/?from=worklist"' in answer.text
    carried = dict(hidden(answer.text))
    assert {name: carried[name] for name in NEW} == NEW
    assert f'value="{user.username}"' in answer.text
    assert not Screening.objects.exists()


def test_with_the_password_it_goes_through_as_if_nothing_had_happened(inside, site, user):
    page = post_late(inside, site).text
    before = inside.session.session_key
    answer = again(inside, page, username=user.username, password=factories.PASSWORD)

    screening = Screening.objects.get()
    assert answer.headers["Location"].startswith(f"/screenings/{screening.number}/")
    assert screening.opened_by == user
    assert inside.session.session_key != before
    assert is_in(inside)
    assert AuditEvent.objects.filter(verb="account.session_resumed", actor=user).count() == 1


def test_another_window_s_form_still_fits_afterwards(inside, site, user):
    other_window = inside.get("/accounts/password/").text
    page = post_late(inside, site).text
    again(inside, page, username=user.username, password=factories.PASSWORD)
    answer = inside.post("/accounts/language/", {"language": "en", "csrfmiddlewaretoken": token(other_window)})

    assert answer.status_code == 302


def test_signed_in_again_at_the_door_the_open_form_still_fits(inside, site, user):
    page = inside.get("/screenings/new/").text
    move_clock(inside, idle=IDLE + 1)
    door = inside.get("/screenings/new/", follow=True).text
    inside.post(
        "/accounts/login/",
        {"username": user.username, "password": factories.PASSWORD, "csrfmiddlewaretoken": token(door)},
    )
    answer = inside.post("/screenings/new/", NEW | {"site": site.pk, "csrfmiddlewaretoken": token(page)})

    assert answer.status_code == 302
    assert Screening.objects.count() == 1


def test_a_wrong_password_keeps_what_was_typed(inside, site, user):
    page = post_late(inside, site).text
    answer = again(inside, page, username=user.username, password="wrong")

    assert answer.status_code == 403
    assert "This is not your password." in answer.text
    assert {name: dict(hidden(answer.text))[name] for name in NEW} == NEW
    assert not Screening.objects.exists()
    assert not is_in(inside)


def test_it_asks_for_the_second_factor_too(inside, site, user, give_phone):
    phone = give_phone(user)
    page = post_late(inside, site).text
    assert 'name="resume-code"' in page
    page = again(inside, page, username=user.username, password=factories.PASSWORD, code=phone.wrong()).text
    assert not Screening.objects.exists()
    again(inside, page, username=user.username, password=factories.PASSWORD, code=phone.code())

    assert Screening.objects.count() == 1


def test_somebody_else_goes_to_their_own_worklist_and_the_entries_are_left_behind(inside, site, team):
    page = post_late(inside, site).text
    other = team[Role.INVESTIGATOR]
    answer = again(inside, page, username=other.username, password=factories.PASSWORD)

    assert answer.headers["Location"] == "/worklist/"
    assert not Screening.objects.exists()
    landed = inside.get("/worklist/").text
    assert other.printed_name in landed
    assert "was not sent" in landed


def test_somebody_else_needs_their_own_second_factor(inside, site, team, give_phone):
    other = team[Role.INVESTIGATOR]
    give_phone(other)
    page = post_late(inside, site).text

    answer = again(inside, page, username=other.username, password=factories.PASSWORD)

    assert answer.headers["Location"] == "/accounts/login/code/"
    assert not is_in(inside)


def test_somebody_unknown_gets_no_further(inside, site):
    page = post_late(inside, site).text
    answer = again(inside, page, username="nobody-here", password="wrong")

    assert answer.status_code == 403
    assert "do not fit together" in answer.text
    assert {name: dict(hidden(answer.text))[name] for name in NEW} == NEW


def test_a_double_click_on_the_page_does_it_once_and_signs_nobody_out(inside, site, user, give_phone):
    """The second click leaves with the cookie from before the first was answered."""
    phone = give_phone(user)
    page = post_late(inside, site).text
    second = Client()
    for name, cookie in inside.cookies.items():
        second.cookies[name] = cookie.value
    typed = {"username": user.username, "password": factories.PASSWORD, "code": phone.code()}

    answers = [again(each, page, **typed) for each in (inside, second)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Screening.objects.count() == 1
    assert is_in(second)


def test_a_ticket_does_not_let_somebody_else_send_the_entries(inside, site, team):
    page = post_late(inside, site).text
    inside.post("/accounts/logout/", {"csrfmiddlewaretoken": token(page)})
    other = team[Role.INVESTIGATOR]
    answer = again(inside, page, username=other.username, password=factories.PASSWORD)

    assert answer.headers["Location"] == "/worklist/"
    assert not Screening.objects.exists()


@pytest.mark.parametrize("ticket", ["", "forged", "gAAAAABm"])
def test_without_a_session_a_forged_ticket_is_nobody_s(ticket, client, site, user):
    sent = NEW | {"site": site.pk, "resume-ticket": ticket, "resume-username": user.username,
                  "resume-password": factories.PASSWORD}  # fmt: skip

    assert client.post("/screenings/new/", sent).headers["Location"].startswith("/accounts/login/")
    assert not Screening.objects.exists()


def test_a_forged_form_is_refused_before_anything_is_asked(inside, site):
    inside.get("/screenings/new/")
    move_clock(inside, idle=IDLE + 1)

    answer = inside.post("/screenings/new/", NEW | {"site": site.pk})

    assert answer.status_code == 403
    assert "resume-password" not in answer.text


def test_passwords_and_codes_are_never_carried(site, team):
    user = team[Role.INVESTIGATOR]
    client = Client()
    client.force_login(user)
    screening = people.judged(team, site)
    move_clock(client, idle=IDLE + 1)
    sent = {"meaning": "eligible", "base_version": screening.version, "key": NEW["key"], "password": "my secret",
            "code": "123456"}  # fmt: skip
    text = client.post(f"/screenings/{screening.number}/sign/", sent).text

    assert "my secret" not in text
    assert "123456" not in text
    assert dict(hidden(text))["key"] == NEW["key"]


def test_a_whole_section_comes_back_field_by_field(site, team):
    """Many fields, several with one name: each arrives as it was sent."""
    user, screening = team[Role.COORDINATOR], people.opened(team, site)
    client = Client()
    client.force_login(user)
    sent = {f"field-{number}": f"value {number}\nsecond line" for number in range(200)} | {"many": ["a", "b", ""]}
    move_clock(client, idle=IDLE + 1)
    text = client.post(f"/screenings/{screening.number}/form/consent/", sent).text

    flat = [
        (name, value) for name, values in sent.items() for value in (values if isinstance(values, list) else [values])
    ]
    assert [pair for pair in hidden(text) if pair[0] not in {"csrfmiddlewaretoken", "resume-ticket"}] == flat


def test_after_signing_out_there_is_nothing_to_resume(client, site, user):
    sign_in(client, user.username)
    client.post("/accounts/logout/")
    answer = client.post("/screenings/new/", NEW | {"site": site.pk})

    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_locked_account_cannot_resume(inside, site, user):
    page = post_late(inside, site).text
    for _ in range(10):
        page = again(inside, page, username=user.username, password="wrong").text

    answer = again(inside, page, username=user.username, password=factories.PASSWORD)
    assert answer.status_code == 403
    assert not Screening.objects.exists()


def test_a_probe_needs_no_database_whoever_asks(client, inside, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
        assert inside.get("/healthz").status_code == 200
