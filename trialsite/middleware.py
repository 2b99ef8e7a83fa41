"""What every response carries, whoever made it: a page, an error, a static file."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from screening.services.audit import request_id

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
