"""Taking a DATABASE_URL apart, and saying what is wrong with it without repeating its password."""

import pytest

from trialsite.database import Address, DatabaseProblem


def test_every_part_is_found():
    address = Address.parse("postgresql://ann:p%40ss%2Fword@db.example:5433/trial?sslmode=require")

    assert address == Address(
        name="trial",
        user="ann",
        password="p@ss/word",
        host="db.example",
        port="5433",
        options={"sslmode": "require"},
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:p%40ss@db.example:5433/trial?sslmode=require",
        "postgresql://ann@/trial?host=/run/postgresql",
        "postgresql://ann:%E5%AF%86@[::1]:5432/trial",
        "postgres:///trial",
    ],
)
def test_an_address_written_again_is_the_same_address(url):
    address = Address.parse(url)

    assert Address.parse(address.url()) == address


def test_another_role_takes_the_place_of_the_first():
    address = Address.parse("postgresql://ann:secret@db.example/trial")

    assert Address.parse(address.url(user="bob", password="b:c")) == Address(
        name="trial", user="bob", password="b:c", host="db.example", port="", options={}
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://ann:secret@db.example/trial", "is not a PostgreSQL address"),
        ("db.example/trial?password=secret", "is not a PostgreSQL address"),
        ("postgresql://ann:secret@db.example", "names no database"),
        ("postgresql://ann:secret@[::1/trial", "cannot be read"),
        ("postgresql://ann:secret%zz@db.example/trial", "cannot be read"),
        ("postgresql://ann:secret@db.example/trial?nonsense=1", "cannot be read"),
    ],
)
def test_a_bad_address_is_named_and_its_password_is_not(url, sentence):
    with pytest.raises(DatabaseProblem) as problem:
        Address.parse(url)

    assert str(problem.value).startswith("DATABASE_URL ")
    assert sentence in str(problem.value)
    assert "postgresql://user:password@host:5432/database" in str(problem.value)
    assert "secret" not in str(problem.value)
