"""Django's admin is for superusers only."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


def person(**powers):
    return get_user_model().objects.create_user(username="somebody", password="a long enough phrase", **powers)


@pytest.mark.parametrize(
    ("powers", "status"),
    [({}, 403), ({"is_staff": True}, 403), ({"is_staff": True, "is_superuser": True}, 200)],
)
def test_the_admin_opens_for_a_superuser_only(client, powers, status):
    client.force_login(person(**powers))

    assert client.get("/admin/", follow=True).status_code == status


def test_a_stranger_goes_through_the_one_door(client):
    response = client.get("/admin/login/?next=/admin/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/admin/login/")
