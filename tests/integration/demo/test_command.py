"""`manage.py demo`: what it does to which database."""

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction

from screening.demo.loading import Held, held
from screening.demo.people import accounts
from screening.models import User
from screening.services.integrity import verify
from tests.factories import PASSWORD, make_site, make_user
from tests.integration.demo.support import begin, run, whole_database

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: make_site("REAL"), "the site REAL"),
        (lambda: make_user(username="somebody"), "the account somebody"),
    ],
    ids=["site", "account"],
)
def test_it_never_mixes_with_what_is_not_of_the_demo(make, named):
    make()
    before = whole_database()

    with pytest.raises(CommandError, match=named):
        run()
    assert run("--if-empty") == ""
    assert run("--accounts") == ""

    assert whole_database() == before


def test_production_gets_no_account_with_a_known_password(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        run("--if-empty")

    assert not User.objects.exists()


def test_in_production_a_demo_that_is_there_opens_nothing(settings, client):
    settings.PRODUCTION = False
    begin()
    make_user(username="left", email="left@demo.invalid")
    sent = {"username": "left", "password": PASSWORD}
    assert client.post("/accounts/login/", sent).status_code == 302
    client.logout()

    settings.PRODUCTION = True
    assert accounts() == []
    assert client.post("/accounts/login/", sent).status_code == 200


def test_the_demo_can_be_removed_and_begun_again():
    assert begin().number == "SCR-0001"

    assert run("--remove") == "The demo is removed, with its accounts and its trail.\n"

    assert whole_database() == [[], [], [], 2]  # the trail begins with the trial as it stands, and the removal
    assert verify().problems == []
    assert begin().number == "SCR-0001"
    assert verify().problems == []


def test_live_data_is_never_removed():
    make_site("REAL")
    before = whole_database()

    with pytest.raises(CommandError, match="does not hold the demo"):
        run("--remove")
    with (
        pytest.raises(DatabaseError, match="does not hold the demo"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT trialsite_remove_demo()")

    assert whole_database() == before


@pytest.mark.parametrize("statement", [
    "INSERT INTO screening_demonstration (began_at) VALUES (now())",
    "SELECT trialsite_begin_demo()",
    "INSERT INTO screening_site (code, name, timezone, active) VALUES ('X', 'Demo: x', 'UTC', true)",
])  # fmt: skip
def test_a_live_database_is_not_made_a_demo_by_hand(statement):
    make_site("REAL")
    refused = pytest.raises(DatabaseError, match=r"permission denied|empty database|only by loading")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert held() is Held.LIVE


def test_beside_the_demo_no_live_site_or_account_is_made():
    begin()
    for make in (lambda: make_site("REAL"), lambda: make_user(username="somebody")):
        with pytest.raises(DatabaseError, match="holds the demo"), transaction.atomic():
            make()


@pytest.mark.parametrize("instant", ["2026-05-20T12:00", "2999-01-01T00:00+00:00"], ids=["no offset", "future"])
def test_the_instant_to_load_at_is_one_of_the_past(instant):
    with pytest.raises(CommandError, match="instant of the past"):
        run("--as-of", instant)
    assert not User.objects.exists()
