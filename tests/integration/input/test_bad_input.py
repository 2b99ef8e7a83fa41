"""Whatever is typed, pasted or sent: an answer, nothing half-written, and in the pages text, never markup.

Every field of every form is given strings that have broken others, and generated ones. `make test` sends every string to
every section of the form, and some to every field; `make prove` every string to every field of every form. Generated
values: 5,000 and 100,000.
"""

from html.parser import HTMLParser
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from criteria.record import SECTIONS
from screening.facts import record_of
from screening.models import Role, Screening, User
from tests import factories
from tests.integration.access.digest import database_digest, database_state
from tests.integration.forms.pages import Page
from tests.sizes import FULL, size, stride

from .nasty import COMPUTED, MARKER, NOT_TEXT, STRINGS, generated

pytestmark = pytest.mark.django_db

Team = dict[Role, User]
State = tuple[object, ...]
TURNS = size(full=420, quick=21)  # with some 240 fields in all: 100,000 generated values, or 5,000
KEPT = {"csrfmiddlewaretoken", "next", "base_version"}
ACKNOWLEDGED = {302}
REFUSED = {200, 400, 403, 404, 405, 409, 413, 422, 429}


class Reader(HTMLParser):
    """What a browser would make of a page: names of fields per form, and whether somebody's text became markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.foreign: list[str] = []
        self._form: dict[str, str] | None = None
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == MARKER or any(name.startswith("on") or MARKER in name for name in given):
            self.foreign.append(self.get_starttag_text() or tag)
        if any(given.get(name, "").lstrip().startswith("javascript:") for name in ("href", "src", "action")):
            self.foreign.append(self.get_starttag_text() or tag)
        if tag == "form":
            self._form = {}
            self.forms.append((given.get("action", ""), self._form))
        elif tag in {"input", "select", "textarea", "button"} and self._form is not None and given.get("name"):
            self._form.setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def fields(self, action: str = "") -> list[str]:
        return sorted(name for where, names in self.forms if where == action for name in names if name not in KEPT)


def check_page(answer: HttpResponse) -> None:
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode()
        assert Reader(page).foreign == []
        assert COMPUTED not in page  # nothing that was typed is computed
    for name, value in answer.headers.items():
        assert MARKER not in name.lower()
        assert "\n" not in value
        assert name == "Location" or MARKER not in value


def test_there_are_six_hundred_strings_and_the_reader_sees_a_payload_that_is_not_escaped():
    assert len(STRINGS) >= 600
    assert Reader(f"<p>{MARKER}</p><input name=a value='&lt;{MARKER}&gt;'>").foreign == []
    assert [
        bool(Reader(f"<p>{text}</p>").foreign) for text in (f"<{MARKER}>", "<img onerror=x>", "<a href=javascript:x>")
    ] == [True] * 3


@pytest.fixture
def team() -> Team:
    return factories.make_team()[1]


@pytest.fixture
def screening(team: Team) -> Screening:
    """With a row in every list."""
    site = team[Role.COORDINATOR].memberships.get().site
    full = factories.make_eligible(team, site)
    rows = {"chemo_acute_toxicities": {"term": "x"}, "other_anticancer": {"agent": "x"}, "sct": {"tbi": True}}
    rows |= {
        "thromboembolic_events": {"type": "x"},
        "wounds_fractures": {"treated": True},
        "abdominal_events": {"open": True},
    }
    rows |= {"other_trials": {"kind": "other"}, "vaccines": {"name": "x"}, "autoimmune": {"disease": "x"}}
    rows |= {"cardiac/other_cardiovascular_history": {"value": "x"}, "infection/therapy": {"agent": "x"}}
    changes: dict[str, Any] = {}
    for list_path, fields in rows.items():
        changes |= factories.row(list_path, **fields)
    factories.enter(team[Role.COORDINATOR], full, changes)
    return full


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def check_send(
    client: Client, url: str, values: dict[str, Any], screening: Screening, before: State = ()
) -> HttpResponse:
    """One request with an answer, and nothing written unless that is what the answer says; `before`, where it is known."""
    before = before or database_state()
    answer = client.post(url, values)
    assert answer.status_code in ACKNOWLEDGED | REFUSED, (answer.status_code, url)
    check_page(answer)
    if answer.status_code not in ACKNOWLEDGED:
        assert database_state() == before, f"half-written: {url} answered {answer.status_code}"
    else:
        screening.refresh_from_db()
        record_of(screening)  # what is stored is in the public format
    return answer


def fields_of(client: Client, url: str) -> list[str]:
    page = client.get(url)
    assert page.status_code == 200
    return Reader(page.content.decode()).fields()


def spread(fields: list[str], turn: int) -> dict[str, str]:
    """The next string in each field; after as many turns as there are strings every field has had every one."""
    return {field: STRINGS[(turn + index) % len(STRINGS)] for index, field in enumerate(fields)}


def turns(quick: int) -> range:
    """Every string in every field, or every string in the form: so many turns, each with other strings."""
    return range(0, len(STRINGS), 1 if FULL else -(-len(STRINGS) // quick))


class Sender:
    """Sends whole sections, and looks again which fields there are only where something was written."""

    def __init__(self, section: str, screening: Screening, by: User) -> None:
        self.client, self.screening = signed_in(by), screening
        self.state: State = ()
        self.url = f"/screenings/{screening.number}/form/{section}/"
        self.fields = fields_of(self.client, self.url)
        assert self.fields

    def send(self, values: dict[str, str]) -> None:
        sent = values | {"base_version": str(self.screening.version)}
        before = self.state or database_state()
        if check_send(self.client, self.url, sent, self.screening, before).status_code in ACKNOWLEDGED:
            self.state, self.fields = (), fields_of(self.client, self.url)
        else:
            self.state = before


# A section in several parts, so that no worker waits for the other at the end.
PARTS = size(full=4, quick=1)
in_parts = pytest.mark.parametrize("part", range(PARTS))


@in_parts
@pytest.mark.parametrize("section", SECTIONS)
def test_every_string_in_every_field_of_a_section(section, part, screening, team, proof):
    sender, sent, turn = Sender(section, screening, team[Role.COORDINATOR]), 0, part
    while turn < len(STRINGS):
        sender.send(spread(sender.fields, turn))
        sent += len(sender.fields)
        turn += PARTS if FULL else max(len(sender.fields), 1)
    how = "every one in every field" if FULL else "every one in the form"
    proof(
        10,
        f"nasty strings, {section}, {part + 1} of {PARTS}",
        f"{len(STRINGS)} strings, {how}: {sent:,} values, no 5xx",
    )


@in_parts
@pytest.mark.parametrize("section", SECTIONS)
def test_generated_values_in_every_field_of_a_section(section, part, screening, team, proof):
    sender, sent = Sender(section, screening, team[Role.COORDINATOR]), 0
    values = generated(SECTIONS.index(section) + 100 * part)
    for _turn in range(part, TURNS, PARTS):
        filled = dict(zip(sender.fields, islice(values, len(sender.fields)), strict=True))
        sender.send(filled)
        sent += len(filled)
    proof(10, f"generated values, {section}, {part + 1} of {PARTS}", f"{sent:,} values, no 5xx, nothing half-written")


@pytest.mark.parametrize(
    ("section", "field"), [("disease", "diagnosis__histology"), ("cardiac", "cardiac__qtc_formula")], ids=str
)
def test_what_is_kept_comes_back_as_text(section, field, screening, team):
    """Good answers beside one nasty text: it is saved, and every page that shows it shows text."""
    client, url = signed_in(team[Role.COORDINATOR]), f"/screenings/{screening.number}/form/{section}/"
    kept = 0
    for text in STRINGS[:: 4 if FULL else 41]:
        page = Page(client.get(url).content.decode())
        kept += check_send(client, url, page.filled(**{field: text}), screening).status_code in ACKNOWLEDGED
        for shown in (f"form/{section}", "verdict", "history"):
            check_page(client.get(f"/screenings/{screening.number}/{shown}/"))
    assert kept > 5


FORMS = [
    (Role.COORDINATOR, "/screenings/new/", ""),
    (Role.COORDINATOR, "/screenings/{number}/withdraw/", ""),
    (Role.INVESTIGATOR, "/screenings/{number}/judge/", ""),
    (Role.MONITOR, "/queries/{number}/new/?path=weight_kg", ""),
    (Role.INVESTIGATOR, "/screenings/{number}/sign/", ""),
    (Role.COORDINATOR, "/accounts/password/", ""),
    (Role.COORDINATOR, "/worklist/", "/worklist/"),
    (Role.COORDINATOR, "/worklist/", "/accounts/language/"),
    (None, "/accounts/login/", ""),
]


@pytest.mark.parametrize(("role", "page", "action"), FORMS, ids=str)
def test_every_string_in_every_field_of_the_other_forms(role, page, action, screening, team):
    where = page.format(number=screening.number)
    for turn in turns(quick=5):
        client = signed_in(team[role]) if role else Client()
        reader = Reader(client.get(where).content.decode())
        fields = [*reader.fields(action), "next", "base_version", "idempotency_key", "meaning"]
        assert turn or len(fields) > 4 or page.endswith("sign/")
        answer = client.post(action or where, spread(fields, turn))
        assert answer.status_code in ACKNOWLEDGED | REFUSED
        check_page(answer)
        location = answer.headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("path", ["judge", "sign", "enrol", "withdraw", "rescreen"])
def test_names_that_no_form_has_and_many_values_for_one_change_nothing(path, screening, team):
    role = Role.INVESTIGATOR if path in {"judge", "sign"} else Role.COORDINATOR
    client, url = signed_in(team[role]), f"/screenings/{screening.number}/{path}/"
    before = database_digest()
    for turn in turns(quick=4):
        name, value = STRINGS[turn], STRINGS[-turn - 1]
        answer = client.post(
            url, {name: value, "status": "enrolled", "site": "1", "verdict": "eligible", "base_version": [value, "1"]}
        )
        assert answer.status_code in ACKNOWLEDGED | REFUSED
        check_page(answer)
    screening.refresh_from_db()
    assert screening.status == "in_screening"
    assert database_digest() == before or path == "enrol"


@pytest.mark.parametrize("broken", NOT_TEXT)
def test_bytes_that_are_no_text_are_answered(broken, screening, team):
    client = signed_in(team[Role.COORDINATOR])
    rest = urlencode({"base_version": screening.version})
    for url, field in [
        (f"/screenings/{screening.number}/form/disease/", "diagnosis-histology"),
        ("/worklist/", "q"),
        ("/accounts/login/", "username"),
    ]:
        body = f"{field}={broken}&{broken}=1&{rest}"
        answer = client.post(url, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in ACKNOWLEDGED | REFUSED
        check_page(answer)
        check_page(client.get(f"{url}?q={broken}&page={broken}&site={broken}&status={broken}"))


def test_strings_in_the_address_are_answered(screening, team):
    client = signed_in(team[Role.COORDINATOR])
    before = database_digest()
    for text in STRINGS[:: stride(41)]:
        query = urlencode(
            {"q": text, "page": text, "sort": text, "site": text, "status": text, "next": text, "field": text}
        )
        for url in (
            "/worklist/",
            "/log/",
            "/screenings/new/",
            f"/screenings/{screening.number}/history/",
            "/accounts/login/",
        ):
            answer = client.get(f"{url}?{query}")
            assert answer.status_code in ACKNOWLEDGED | REFUSED
            check_page(answer)
    for text in STRINGS[:: stride(29)]:
        quoted = urlencode({"": text})[1:].replace("+", "%20")
        for url in (
            f"/screenings/{quoted}/",
            f"/screenings/{screening.number}/verdict/{quoted}/",
            f"/exports/{quoted}.csv",
        ):
            answer = client.get(url)
            assert answer.status_code in {*ACKNOWLEDGED, *REFUSED, 301}
            check_page(answer)
    assert database_digest() == before


def test_the_database_would_show_what_is_half_written(screening, team):
    """What this file trusts in sees a single changed column, and a single line about a change."""
    before = database_digest(), database_state()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE screening_screening SET version = version + 1 WHERE id = %s", [screening.pk])
    assert database_digest() != before[0]
    assert database_state() != before[1]

    screening.refresh_from_db()
    factories.enter(team[Role.COORDINATOR], screening, {"weight_kg": "40"})
    assert database_state()[-1] != before[1][-1]
