"""Who a participant is stands in the pages of those who may know it, and nowhere else.

One journey with values that occur nowhere else, through every kind of answer: the pages, a refusal of what was typed, a
clash, a page that does not exist, a forbidden one, an error of the program and a database that is away.
"""

import io
import logging
from collections.abc import Iterator
from typing import Self

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client

from screening.models import Role
from tests import factories
from trialsite.logs import WithoutValues

pytestmark = pytest.mark.django_db

INITIALS, HOSPITAL_NUMBER, BIRTH_DATE = "QZXJ", "HN-90417-K", "2013-11-29"
CANARIES = (INITIALS, HOSPITAL_NUMBER, BIRTH_DATE, "29.11.2013", "20131129")


class Log:
    """Everything that is logged, at every level, as the server would write it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(WithoutValues("%(levelname)s %(name)s %(message)s %(args)s"))
        self.loggers = [logging.getLogger(name) for name in ("", "django", "screening", "trialsite")]
        self.levels = [logger.level for logger in self.loggers]

    def __enter__(self) -> Self:
        for logger in self.loggers:
            logger.addHandler(self.handler)
            logger.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_problem: object) -> None:
        for logger, level in zip(self.loggers, self.levels, strict=True):
            logger.removeHandler(self.handler)
            logger.setLevel(level)


@pytest.fixture
def log() -> Iterator[Log]:
    with Log() as log:
        yield log


def found_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def check_envelope(answer: HttpResponse) -> None:
    """Not in an address, a file's name, a cookie or any other header."""
    assert found_in(str(answer.request["PATH_INFO"]) + str(answer.request["QUERY_STRING"])) == []
    assert found_in("\n".join(f"{name}: {value}" for name, value in answer.headers.items())) == []
    assert found_in(answer.cookies.output()) == []
    if answer.status_code >= 400 and answer.status_code not in {409, 422}:  # those two are pages with the form again
        assert found_in(answer.content.decode()) == []


def answers_of(client: Client, number: str) -> Iterator[HttpResponse]:
    page, form = f"/screenings/{number}/", f"/screenings/{number}/form/demographics/"
    for path in (
        "",
        "verdict/",
        "verdict/I2/",
        "history/",
        "form/demographics/",
        "sign/",
        "enrol/",
        "withdraw/",
        "next/",
    ):
        yield client.get(page + path)
    yield client.post("/worklist/", {"q": INITIALS})
    yield client.post("/worklist/", {"q": BIRTH_DATE})
    yield client.post(form, {"birth_date": BIRTH_DATE, "sex": HOSPITAL_NUMBER, "base_version": "1"})
    yield client.post(form, {"birth_date": f"{BIRTH_DATE} {INITIALS}", "base_version": "999"})
    yield client.post(page + "enrol/", {"key": INITIALS})
    yield client.post(page + "withdraw/", {"reason": ""})
    yield client.post("/screenings/new/", {"initials": INITIALS, "birth_date": BIRTH_DATE, "sex": INITIALS})
    yield client.post("/accounts/login/", {"username": HOSPITAL_NUMBER, "password": INITIALS})
    yield client.get("/screenings/SCR-9999/")
    for name in ("screening-log.csv", "enrolments.csv", "screening-log.xlsx", "screening_log.csv", "audit.csv"):
        yield client.get(f"/exports/{name}")


def test_a_journey_leaves_no_trace_of_who_it_was_about(log):
    site, team = factories.make_team()
    screening = factories.open_screening(
        team[Role.COORDINATOR], site, initials=INITIALS, hospital_number=HOSPITAL_NUMBER, birth_date=BIRTH_DATE
    )
    seen, codes = "", set()
    for role in Role:
        client = Client()
        client.force_login(team[role])
        for answer in answers_of(client, screening.number):
            check_envelope(answer)
            codes.add(answer.status_code)
            if role is Role.COORDINATOR and answer.headers.get("Content-Type", "").startswith("text/html"):
                seen += answer.content.decode()

    assert {200, 302, 403, 404, 409} <= codes
    assert INITIALS in seen  # it was there to be leaked
    assert log.stream.getvalue()
    assert found_in(log.stream.getvalue()) == []


ERRORS = (
    IntegrityError(f"duplicate key: Key (initials)=({INITIALS}) already exists"),
    ValidationError(f"{BIRTH_DATE} is no date"),
    KeyError(HOSPITAL_NUMBER),
    OperationalError(f"connection lost while sending {INITIALS}"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_of_the_program_is_logged_by_its_place_and_answered_without_its_words(error, log, monkeypatch):
    site, team = factories.make_team()
    screening = factories.open_screening(team[Role.COORDINATOR], site, initials=INITIALS, birth_date=BIRTH_DATE)
    client = Client(raise_request_exception=False)
    client.force_login(team[Role.COORDINATOR])

    def breaks(*_arguments: object, **_more: object) -> None:
        local = BIRTH_DATE  # what stands in a frame goes nowhere either
        raise error from ValueError(local)

    monkeypatch.setattr("screening.verdicts.assessed", breaks)
    answer = client.get(f"/screenings/{screening.number}/verdict/")

    assert answer.status_code in {500, 503}
    check_envelope(answer)
    written = log.stream.getvalue()
    assert found_in(written) == []
    assert "test_nobodys_data_leaks.py" in written or answer.status_code == 503


def test_the_server_writes_its_log_without_the_words_of_errors(settings):
    """And the ordinary way would have told: the canary is in the error, and in its cause."""
    try:
        try:
            raise KeyError(HOSPITAL_NUMBER)  # noqa: TRY301  a chain of two
        except KeyError:
            raise ValueError(INITIALS) from None
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "broken", None, (ValueError, error, error.__traceback__)
        )
    assert found_in(logging.Formatter().format(record)) == [INITIALS]
    record.exc_text = None
    assert found_in(WithoutValues().format(record)) == []
    assert WithoutValues().format(record).endswith("builtins.ValueError")
    used = {handler.get("formatter") for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["()"] for name in used} == {"trialsite.logs.WithoutValues"}
