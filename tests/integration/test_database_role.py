"""Who the tests, and so the application, are inside PostgreSQL."""

import psycopg
import pytest
from django.db import connection

from trialsite.pytest_postgres import as_owner


def role() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()


@pytest.mark.django_db
def test_tests_act_as_the_application_and_the_owner_hands_back() -> None:
    assert role() == ("trialsite_app", False)
    with as_owner():
        owner, _ = role()

    assert owner != "trialsite_app"
    assert role() == ("trialsite_app", False)


@pytest.mark.django_db(transaction=True)
def test_so_do_transactional_tests_and_their_tables_are_emptied_all_the_same() -> None:
    assert role() == ("trialsite_app", False)


@pytest.mark.django_db(transaction=True)
def test_the_application_role_signs_in_and_owns_nothing(app_database_url: str) -> None:
    with psycopg.connect(app_database_url) as application:
        owned = application.execute(
            "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
        ).fetchone()
        name, *powers = application.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert name == "trialsite_app"
    assert powers == [False] * 4
    assert owned == (0,)
