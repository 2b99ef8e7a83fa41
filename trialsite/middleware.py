"""What every response carries, whoever made it: a page, an error, a static file."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from screening.doors import SAFE_METHODS, check_may_send
from screening.errors import PermissionRefused
from screening.services.audit import request_id
from screening.viewer import see_from_here, seeing

Answer = Callable[[HttpRequest], HttpResponse]

# Nothing here needs the device: the page may not ask for it, nor may anything it could be tricked into showing.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


def response_headers(get_response: Answer) -> Answer:
    """Permissions-Policy, and no copy in any cache unless the answer asked for one (static files do)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def request_identity(get_response: Answer) -> Answer:
    """A name for each request: the audit trail keeps it, the answer carries it, an error page can quote it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = uuid4().hex
        token = request_id.set(name)
        try:
            response = get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response

    return middleware


def no_nul(get_response: Answer) -> Answer:
    """An address with a NUL in it is nobody's: no text of ours has one, and the database takes none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("The address has a NUL in it.")
        return get_response(request)

    return middleware


class DatabaseViewer:
    """The database shows what exists for whoever sent this request, until it is answered (screening/viewer.py).

    Who that is, is looked up only for pages that somebody has to be signed in for: a probe must not need the database.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with seeing(None):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any) -> None:
        if getattr(view, "login_required", True):
            see_from_here(request.user)


class SignInFirst(LoginRequiredMiddleware):
    """Django's, which asks who is signed in also for pages that are open to anybody: a probe must not need that."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ReadersSendNothing:
    """A monitor's unsafe request ends here with 403, whatever page it is for, and whatever that page forgot to check."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any) -> HttpResponse | None:
        if request.method in SAFE_METHODS or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        try:
            check_may_send(request.user, request.resolver_match.view_name)
        except PermissionRefused as refused:
            return render(request, "403.html", {"sentence": refused.sentence}, status=403)
        return None
