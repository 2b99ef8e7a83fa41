"""/demo/: the demo loaded and removed in one action each."""

import pytest

from screening.demo.loading import Held, held
from screening.models import Role, Site, User
from tests.factories import make_site, make_user
from tests.integration.demo.support import begin

pytestmark = pytest.mark.django_db


def test_an_administrator_removes_it_and_is_signed_out(client):
    site = begin().site
    client.force_login(make_user(Role.ADMINISTRATOR, site, email="admin@demo.invalid"))
    assert "Remove the demo" in client.get("/demo/").text

    answer = client.post("/demo/remove/", follow=True)

    assert answer.redirect_chain == [("/demo/", 302)]
    assert "The demo is removed" in answer.text
    assert "Load the demo" in answer.text
    assert held() is Held.NOTHING
    assert not User.objects.exists()


def test_a_coordinator_does_not_remove_it(client):
    site = begin().site
    client.force_login(make_user(Role.COORDINATOR, site, email="other@demo.invalid"))

    assert client.post("/demo/remove/").status_code == 403
    assert client.post("/demo/").status_code == 409
    assert Site.objects.exists()


def test_beside_live_data_it_is_neither_loaded_nor_removed(client):
    site = make_site("REAL")
    client.force_login(make_user(Role.ADMINISTRATOR, site))

    assert "live data" in client.get("/demo/").text
    for path in ("/demo/", "/demo/remove/"):
        assert client.post(path).status_code == 409
    assert held() is Held.LIVE


def test_in_production_the_page_does_not_exist(client, settings):
    settings.PRODUCTION, settings.SECURE_SSL_REDIRECT = True, False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/").status_code == 404
    assert held() is Held.NOTHING
