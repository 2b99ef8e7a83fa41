"""What every answer carries."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("path", ["/accounts/login/", "/no-such-page", "/healthz", "/static/admin/css/base.css"])
def test_every_response_carries_the_security_headers(client: Client, path: str) -> None:
    response = client.get(path)
    response.close()
    headers = response.headers

    assert sorted(headers["Content-Security-Policy"].split("; ")) == sorted(CSP.split("; "))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_is_never_stored(client: Client) -> None:
    assert "no-store" in client.get("/accounts/login/").headers["Cache-Control"]


def test_a_page_is_sent_small_and_never_twice_in_the_same_size(client: Client) -> None:
    """The size of what is compressed must not tell what is in it (BREACH)."""
    answers = [client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"}) for _ in range(20)]

    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.content) for answer in answers}) > 3


def test_a_page_wants_a_signed_in_person(client: Client) -> None:
    response = client.get("/admin/")

    assert response.status_code == 302
