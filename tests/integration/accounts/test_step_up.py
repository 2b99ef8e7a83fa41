"""What takes data out or changes accounts asks for the password again, unless it was given a short while ago."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.http import HttpResponse
from django.test import Client

from screening.models import AuditEvent, Membership, Role, User
from screening.session import PROVED_AT
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ROOT = "a long sentence for the root"
LIST = "/exports/screening-log.csv"


def confirmed(client: Client, asked: HttpResponse, path: str, password: str, user: User, **more: Any) -> HttpResponse:
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked.text)
    form: dict[str, Any] = {name: unescape(value) for name, value in hidden}
    return client.post(path, form | {"resume-username": user.username, "resume-password": password} | more)


def later(client: Client) -> None:
    session = client.session
    session[PROVED_AT] -= site_settings.STEP_UP_SECONDS + 1
    session.save()


@pytest.fixture
def investigator(client: Client, team: dict[Role, User]) -> User:
    client.force_login(team[Role.INVESTIGATOR])
    return team[Role.INVESTIGATOR]


@pytest.mark.parametrize("path", [LIST, "/audit/export/"])
def test_a_download_soon_after_signing_in_is_given_and_later_after_the_password(
    path: str, client: Client, investigator: User
) -> None:
    assert client.post(path).headers["Content-Type"].startswith("text/csv")
    later(client)

    asked = client.post(path)
    assert (asked.status_code, "Confirm that it is you" in asked.text) == (403, True)
    assert AuditEvent.objects.filter(verb="export.download").count() == 1
    wrong = confirmed(client, asked, path, "something else", investigator)
    assert (wrong.status_code, AuditEvent.objects.filter(verb="export.download").count()) == (403, 1)
    assert AuditEvent.objects.filter(verb="account.password_confirm_failed").exists()

    given = confirmed(client, wrong, path, PASSWORD, investigator)
    assert given.headers["Content-Type"].startswith("text/csv")
    assert client.post(path).headers["Content-Type"].startswith("text/csv")  # once is enough for a while


def test_a_role_changes_in_the_admin_only_behind_the_password(client: Client, team: dict[Role, User]) -> None:
    root = User.objects.create_superuser("root", password=ROOT)
    client.force_login(root)
    user = team[Role.MONITOR]
    held = user.memberships.get()
    path = f"/admin/screening/user/{user.pk}/change/"
    form = {
        "full_name": "Dr M", "language": "", "timezone": "", "is_active": "on",
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1, "memberships-0-id": held.pk,
        "memberships-0-user": user.pk, "memberships-0-site": held.site_id, "memberships-0-role": "coordinator",
        "memberships-0-active": "on",
    }  # fmt: skip
    later(client)

    assert client.get(path).status_code == 200  # looking is free
    asked = client.post(path, form)
    assert (asked.status_code, Membership.objects.get(pk=held.pk).role) == (403, "monitor")
    assert confirmed(client, asked, path, ROOT, root).status_code == 302
    assert Membership.objects.get(pk=held.pk).role == "coordinator"


def test_new_passwords_are_not_carried_through_the_page(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root", password=ROOT))
    later(client)

    asked = client.post(
        "/admin/screening/user/add/", {"username": "newcomer", "password1": "QQXX", "password2": "QQXX"}
    )
    assert ("newcomer" in asked.text, "QQXX" in asked.text) == (True, False)


def test_entering_data_and_leaving_ask_for_nothing(client: Client, team: dict[Role, User]) -> None:
    client.force_login(team[Role.COORDINATOR])
    later(client)
    assert client.post("/screenings/new/", {"sex": "female"}).status_code == 422
    assert client.post("/worklist/", {"q": "SCR"}).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
