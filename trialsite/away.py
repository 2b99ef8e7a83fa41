"""When the database does not answer: 503, when to come back, and a page that carries what was typed.

Django asks `server_error` for the page of every error that nobody caught, in a view or in a middleware; the one that is
being handled says whether the fault is ours (500) or the database is away (503), which mends itself.
"""

import sys

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.views.defaults import server_error as our_fault

from trialsite.typed import carried

RETRY_AFTER = 5
# Not OperationalError by psycopg's reckoning, and no fault of ours: a server that only reads for now, and a transaction
# that the server ended because it stood still.
_AWAY = {"25006", "25P03"}


def server_error(request: HttpRequest) -> HttpResponse:
    if not is_away(sys.exc_info()[1]):
        return our_fault(request)
    try:
        typed = carried(request)
    except UnreadablePostError:  # whoever sent it has gone meanwhile
        typed = []
    answer = render(request, "503.html", {"carried": typed, "sends": request.method == "POST"}, status=503)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def is_away(error: BaseException | None) -> bool:
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, Error) and getattr(error.__cause__, "sqlstate", None) in _AWAY
