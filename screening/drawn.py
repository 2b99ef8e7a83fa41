"""Pages that are shown again unchanged: what was drawn from the same values is not drawn again.

The key holds every value that a page is drawn from, each row as it stands in the database, so a page can't be older than
its data. A page that asked the database for more while it was drawn is not kept: its key would not be the whole truth.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256
from http import HTTPStatus
from threading import Lock
from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.db.models import ForeignKey, Model
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from screening.models import User
from screening.session import minutes_left

MOST_PAGES = 100
# Stands in a kept page where the token against forged forms of each answer goes.
TOKEN = b"token-of-this-answer"

_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def drawn(
    request: HttpRequest, user: User, values: Iterable[object], draw: Callable[[dict[str, str]], HttpResponse]
) -> HttpResponse:
    """The page that `draw` makes of `values` (rows and plain values) for this reader at this address.

    `draw` takes what its template's context has to hold besides. Only an answer of 200 is kept, and none while a message
    waits to be said once.
    """
    if len(get_messages(request)):
        return draw({})
    key = _key(request, user, values)
    body = _recalled(key)
    if body is None:
        asked = _Asked()
        with connection.execute_wrapper(asked):
            answer = draw({"csrf_token": TOKEN.decode()})
        body = answer.content
        if answer.status_code != HTTPStatus.OK:
            return HttpResponse(_with_token(body, request), status=answer.status_code)
        if not asked.anything:
            _keep(key, body)
    return HttpResponse(_with_token(body, request))


def _with_token(body: bytes, request: HttpRequest) -> bytes:
    return body.replace(TOKEN, get_token(request).encode())


def _key(request: HttpRequest, user: User, values: Iterable[object]) -> str:
    reader = (_row(user), sorted(user.roles.items()), get_language(), minutes_left(request.session))
    address = (request.get_host(), request.get_full_path())
    told = repr((reader, address, [_row(each) if isinstance(each, Model) else each for each in values]))
    return sha256(told.encode()).hexdigest()


def _row(of: Model) -> tuple[object, ...]:
    """Every column, and the rows that came with it."""
    fields = of._meta.concrete_fields  # noqa: SLF001  Django's documented way to ask a model for its columns
    columns = [getattr(of, field.attname) for field in fields]
    links = (field for field in fields if isinstance(field, ForeignKey) and field.is_cached(of))
    beside = [_row(one) for field in links if (one := getattr(of, field.name)) is not None]
    return (type(of).__name__, columns, beside)


def _recalled(key: str) -> bytes | None:
    with _lock:
        body = _kept.get(key)
        if body is not None:
            _kept.move_to_end(key)
        return body


def _keep(key: str, body: bytes) -> None:
    with _lock:
        _kept[key] = body
        while len(_kept) > MOST_PAGES:
            _kept.popitem(last=False)


class _Asked:
    """Notes whether a statement went to the database."""

    def __init__(self) -> None:
        self.anything = False

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.anything = True
        return execute(*statement)
