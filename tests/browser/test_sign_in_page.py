"""The door, and proof that the watchers watch."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stranger_is_asked_to_sign_in(live_server, page, check_accessibility):
    page.goto(f"{live_server.url}/admin/")

    expect(page).to_have_url(re.compile(r"/accounts/login/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    check_accessibility(page)


def test_the_accessibility_check_finds_a_bad_page(page, check_accessibility):
    page.set_content('<html><body><img src="data:,"><button></button><p style="color:#aaa">pale</p></body></html>')

    with pytest.raises(AssertionError) as found:
        check_accessibility(page)

    for rule in ("image-alt", "button-name", "color-contrast"):
        assert rule in str(found.value)


def test_an_inline_script_is_refused_and_noticed(live_server, page, no_complaints):
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate(
        """() => { const script = document.createElement('script'); script.textContent = 'document.title = "broken in"';
                   document.head.append(script); }"""
    )

    assert page.title() != "broken in"
    assert any("Content Security Policy" in complaint for complaint in no_complaints)
    no_complaints.clear()
