"""A user name is one person's for ever, however it is written."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from screening.models import User
from screening.models.user import name_key
from tests import factories

pytestmark = pytest.mark.django_db
LONG = "an entirely new sentence"
SAME = ["wang.li", "Wang.Li", "WANG.LI", "ｗａｎｇ.li", "wang.li\u200b", "wang\x00.li", " wang.li ", "𝐰𝐚𝐧𝐠.li"]


@pytest.fixture
def taken():
    return factories.make_user(username="wang.li", is_active=False)  # closed long ago, and still theirs


@pytest.mark.parametrize("name", SAME)
def test_every_way_to_write_it_is_the_same_name(name):
    assert name_key(name) == "wang.li"


def test_folding_twice_changes_nothing():
    for name in ["ẞ", "ﬀ", "K", "ſ", "İ", "ͅ", "ΰ", "ﷺ", "①"]:
        assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize("name", [name for name in SAME if "\x00" not in name])
def test_nobody_else_gets_it(name, taken):
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create_user(name, password=LONG)


@pytest.mark.parametrize("name", ["wang.li", "Wang.Li", "ｗａｎｇ.li", "strasse"])
def test_the_page_for_accounts_says_so(name, taken):
    factories.make_user(username="Straße")
    root = Client()
    root.force_login(User.objects.create_superuser("root", password=LONG))
    answer = root.post(
        reverse("admin:screening_user_add"),
        {"username": name, "password1": LONG, "password2": LONG, "usable_password": "true",
         "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"},
    )  # fmt: skip

    assert answer.status_code == 200
    assert "belongs to somebody already" in answer.text or "already exists" in answer.text
    assert User.objects.count() == 3


def test_a_new_account_is_made_there(taken):
    root = Client()
    root.force_login(User.objects.create_superuser("root", password=LONG))
    answer = root.post(
        reverse("admin:screening_user_add"),
        {"username": "wang.ming", "password1": LONG, "password2": LONG, "usable_password": "true",
         "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert User.objects.get(username="wang.ming").name_key == "wang.ming"


@pytest.mark.parametrize("change", [{"username": "other"}, {"name_key": "other"}])
def test_a_name_never_changes(change, taken):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        User.objects.filter(pk=taken.pk).update(**change)


def test_the_page_for_accounts_does_not_offer_to_change_it(taken):
    root = Client()
    root.force_login(User.objects.create_superuser("root", password=LONG))
    page = root.get(reverse("admin:screening_user_change", args=[taken.pk])).text

    assert 'name="username"' not in page
    assert "wang.li" in page


def test_an_account_is_never_removed(taken):
    with pytest.raises(DatabaseError), transaction.atomic():
        taken.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM screening_user WHERE id = %s", [taken.pk])
    assert User.objects.filter(pk=taken.pk).exists()


def test_a_row_around_the_model_is_refused():
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.bulk_create([User(username="around")])
