"""What every address has to answer, to every method and everybody, made from the tables that the site itself asks.

A class of answers, not a number: whether a coordinator's POST is told 422 or 409 is for the tests of that page.
"""

from collections.abc import Iterator
from enum import Enum

from django.urls import URLPattern, URLResolver, get_resolver

from screening.doors import DOORS, SAFE_METHODS, Door, Whom, door
from screening.models import Role

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Answer(Enum):
    ANSWERED = frozenset({200, 302, 409, 422})  # the page, or its word about what was sent
    NO_SUCH_METHOD = frozenset({405})
    REFUSED = frozenset({403})
    ABSENT = frozenset({404})
    SIGN_IN = frozenset({302})  # to the door, and nothing else
    ADMIN_SHUT = frozenset({302, 403})


def addresses() -> list[str]:
    """The name of every address that the site resolves, with its namespace; the admin's all stand for one."""
    return sorted(set(_names(get_resolver().url_patterns, "")))


def _names(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns, f"{each.namespace}:" if each.namespace else namespace)
        else:
            # An address without a name could not have a row: it is shown by its pattern.
            yield f"{namespace}{each.name or each.pattern}"


# The arguments of the addresses that take some; the number of a screening is put in for each case.
ARGUMENTS: dict[str, dict[str, str]] = {
    "screening:query": {"number": "", "serial": "1"},
    "screening:query_close": {"number": "", "serial": "1"},
    "screening:export": {"name": "screening-log", "form": "csv"},
    "screening:report_export": {"name": "enrolment"},
    "screening:criterion": {"number": "", "code": "I07"},
    "screening:form": {"number": "", "section": "demographics"},
    "screening:autosave": {"number": "", "section": "demographics"},
    "screening:new_row": {"number": "", "section": "therapies", "name": "chemo"},
}


def arguments(name: str, number: str) -> dict[str, str]:
    given = ARGUMENTS.get(name, {"number": ""} if DOORS[name].whom is Whom.SCREENING else {})
    return {key: number if key == "number" else value for key, value in given.items()}


# Class-based views of Django's that answer OPTIONS, and HEAD where they answer GET.
_OPTIONS = {"login": (Answer.ANSWERED, Answer.ANSWERED), "logout": (Answer.NO_SUCH_METHOD, Answer.ANSWERED)}


def expected(name: str, method: str, who: Role | None, *, own_site: bool) -> Answer:
    """`who` None: nobody has signed in."""
    row = DOORS[name]
    if who is None and row.whom is not Whom.ANYBODY:
        return Answer.SIGN_IN
    if who is Role.MONITOR and method not in SAFE_METHODS and is_shut_to_readers(row):
        return Answer.REFUSED
    if name == "login" and who is not None:
        return Answer.ANSWERED  # on to where they wanted
    if not _answers_to(name, row, method):
        return Answer.NO_SUCH_METHOD
    if row.whom is Whom.SCREENING and not own_site:
        return Answer.ABSENT
    if who is not None and row.whom in {Whom.SCREENING, Whom.ROLE} and who not in row.roles(method):
        return Answer.REFUSED
    return Answer.ANSWERED


def is_shut_to_readers(row: Door) -> bool:
    """A monitor sends nothing here, whatever it is: neither their own account's nor words beside the data."""
    return not row.own and not row.takes_monitors_words and row.whom is not Whom.ANYBODY


def _answers_to(name: str, row: Door, method: str) -> bool:
    if name == "healthz":
        return True
    if method in {"HEAD", "OPTIONS"}:
        return name in _OPTIONS and _OPTIONS[name][method == "OPTIONS"] is Answer.ANSWERED
    return {"GET": row.reads, "POST": row.sends}.get(method, False)


def without_a_row() -> list[str]:
    return [name for name in addresses() if door(name) is None]
