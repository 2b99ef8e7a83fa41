"""Django's admin changes accounts, sites and memberships, with a name in the trail; nothing clinical, and shows nobody."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from screening.models import AuditEvent, Membership, ParticipantIdentity, Role, Screening, Site, User
from tests.factories import make_eligible, make_team, make_user, sign

pytestmark = pytest.mark.django_db
CLINICAL = ["screening", "factchange", "assessment", "judgement", "signature", "enrolment", "auditevent", "trial"]


@pytest.fixture
def signed() -> Screening:
    site, team = make_team()
    made = make_eligible(team, site, initials="WXL", name="Wang Xiaoli")
    sign(team[Role.INVESTIGATOR], made)
    return made


@pytest.fixture
def root(client: Client) -> User:
    user = User.objects.create_superuser("root", password="a long sentence for the root")
    client.force_login(user)
    return user


@pytest.mark.parametrize("table", CLINICAL)
def test_clinical_rows_can_be_looked_at_and_nothing_else(
    client: Client, root: User, signed: Screening, table: str
) -> None:
    model = next(each for each in admin.site._registry if each._meta.model_name == table)
    row = model.objects.first()
    before = list(model.objects.values())

    assert client.get(reverse(f"admin:screening_{table}_changelist")).status_code == 200
    if row is not None:
        page = reverse(f"admin:screening_{table}_change", args=[row.pk])
        assert client.get(page).status_code == 200
        assert client.post(page, {"status": "enrolled"}).status_code == 403
        assert (
            client.post(reverse(f"admin:screening_{table}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        )
    assert client.post(reverse(f"admin:screening_{table}_add"), {}).status_code == 403
    assert list(model.objects.values()) == before


def test_nobody_is_identified_here(client: Client, root: User, signed: Screening) -> None:
    assert ParticipantIdentity not in admin.site._registry
    for table in CLINICAL:
        model = next(each for each in admin.site._registry if each._meta.model_name == table)
        pages = [reverse(f"admin:screening_{table}_changelist")]
        pages += [reverse(f"admin:screening_{table}_change", args=[row.pk]) for row in model.objects.all()[:40]]
        for page in pages:
            assert "Wang Xiaoli" not in client.get(page).content.decode()


def test_staff_without_being_superuser_see_nothing(client: Client, signed: Screening) -> None:
    user = make_user(Role.INVESTIGATOR, signed.site, is_staff=True)
    client.force_login(user)

    assert client.get(reverse("admin:screening_screening_changelist"), follow=True).status_code == 403


def test_a_role_given_here_is_in_the_trail(client: Client, root: User) -> None:
    site = Site.objects.create(code="S01", name="One")
    user = make_user(username="newcomer")
    client.post(
        reverse("admin:screening_site_change", args=[site.pk]),
        {
            "code": "S01", "name": "One", "timezone": "Asia/Shanghai", "active": "on",
            "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
            "memberships-0-user": user.pk, "memberships-0-role": "monitor", "memberships-0-active": "on",
        },
    )  # fmt: skip

    assert Membership.objects.get(user=user).role == "monitor"
    event = AuditEvent.objects.get(table_name="screening_membership")
    assert (event.actor, event.verb, event.changes["role"]) == (root, "site.change", [None, "monitor"])


def test_a_time_zone_that_does_not_exist_is_refused(client: Client, root: User) -> None:
    answer = client.post(
        reverse("admin:screening_site_add"),
        {"code": "S02", "name": "Two", "timezone": "Asia/Nowhere", "active": "on",
         "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"},
    )  # fmt: skip

    assert "is not a time zone" in answer.content.decode()
    assert not Site.objects.filter(code="S02").exists()


def test_an_account_is_closed_and_never_removed(client: Client, root: User) -> None:
    user = make_user(username="leaver")

    assert client.post(reverse("admin:screening_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_a_password_set_here_is_in_the_trail_without_itself(client: Client, root: User) -> None:
    user = make_user(username="forgetful")
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    client.post(page, {"password1": "an entirely new sentence", "password2": "an entirely new sentence",
                       "usable_password": "true"})  # fmt: skip

    event = AuditEvent.objects.filter(table_name="screening_user").latest("pk")
    assert (event.actor, event.verb) == (root, "account.password_change")
    assert event.changes["password"] == ["(not shown)", "(not shown)"]
