"""`manage.py demo`: what it does to which database."""

import pytest
from django.core.management import CommandError

from screening.demo.people import accounts
from screening.models import User
from tests.factories import make_site, make_user
from tests.integration.demo.support import run, whole_database

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
    make_user(username="left", email="left@demo.invalid")
    assert accounts() == []


@pytest.mark.parametrize("instant", ["2026-05-20T12:00", "2999-01-01T00:00+00:00"], ids=["no offset", "future"])
def test_the_instant_to_load_at_is_one_of_the_past(instant):
    with pytest.raises(CommandError, match="instant of the past"):
        run("--as-of", instant)
    assert not User.objects.exists()
