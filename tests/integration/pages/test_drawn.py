"""A section that nothing has changed on is not drawn again, and one that anything has changed on is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from criteria.record import SECTIONS
from screening import clock, drawn
from screening.clock import utc_now
from screening.models import LabProfile, Role, Site, User
from tests import factories, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(drawn, "_kept", type(drawn._kept)())


@pytest.fixture
def screening(team, site):
    return people.judged(team, site)


def path_of(screening, section="demographics"):
    return f"/screenings/{screening.number}/form/{section}/"


def without_tokens(text):
    """What differs on each page anyhow: the token against forged forms, and the names of rows nobody has filled yet."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", text)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MONITOR])
@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_kept_as_it_was_drawn(section, role, as_role, screening):
    client = as_role(role)
    first = client.get(path_of(screening, section)).text

    assert len(drawn._kept) == 1, "the page asked the database for more while it was drawn"
    assert without_tokens(client.get(path_of(screening, section)).text) == without_tokens(first)
    assert len(drawn._kept) == 1


def test_a_kept_page_carries_a_good_token_of_its_own_answer(team, screening):
    client = Client(enforce_csrf_checks=True)
    client.force_login(team[Role.COORDINATOR])
    pages = [client.get(path_of(screening)).text for _ in range(2)]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)) for page in pages]

    assert [len(each) for each in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert drawn.TOKEN.decode() not in pages[1]
    sent = {"csrfmiddlewaretoken": tokens[1].pop(), "base_version": screening.version, "weight_kg": "31", "stay": "1"}
    assert client.post(path_of(screening), sent).status_code == 302


def test_a_message_is_said_once(coordinator, screening):
    coordinator.get(path_of(screening))
    coordinator.post(path_of(screening), {"base_version": screening.version, "weight_kg": "31", "stay": "1"})

    assert "Demographics is saved." in coordinator.get(path_of(screening)).text
    assert "Demographics is saved." not in coordinator.get(path_of(screening)).text


def changes(team, site, screening):
    """Everything that a section is drawn from, changed one after the other."""
    coordinator, investigator = team[Role.COORDINATOR], team[Role.INVESTIGATOR]
    today = people.today_at(site)
    yield "a fact", lambda: factories.enter(coordinator, screening, {"weight_kg": "33.5"}, today=today)
    yield "a judgement", lambda: factories.judge(investigator, screening, people.FAVOURABLE, today=today)
    yield "colours", lambda: User.objects.filter(pk=coordinator.pk).update(theme="dark")
    yield "the name", lambda: User.objects.filter(pk=coordinator.pk).update(full_name="Somebody Else")
    yield "the language", lambda: User.objects.filter(pk=coordinator.pk).update(language="zh-hans")
    yield "the site", lambda: Site.objects.filter(pk=site.pk).update(name="Another name")
    yield "the role", lambda: coordinator.memberships.update(role=Role.MONITOR)


def test_whatever_changes_the_page_shows(team, site, screening):
    client = Client()
    client.force_login(team[Role.COORDINATOR])
    for what, change in changes(team, site, screening):
        client.get(path_of(screening))
        change()
        shown = client.get(path_of(screening)).text
        drawn._kept.clear()
        assert without_tokens(shown) == without_tokens(client.get(path_of(screening)).text), what


def test_the_next_day_is_another_page(coordinator, team, screening):
    coordinator.get(path_of(screening))
    with clock.telling(utc_now() + timedelta(days=1)):
        coordinator.force_login(team[Role.COORDINATOR])
        coordinator.get(path_of(screening))
    assert len(drawn._kept) == 2


def test_a_kept_page_warns_by_the_clock_of_the_session_that_reads_it(coordinator, screening, settings):
    assert 'data-minutes="30"' in coordinator.get(path_of(screening)).text
    session = coordinator.session
    session["signed_in_at"] -= settings.SESSION_ABSOLUTE_SECONDS - 5 * 60 + 10
    session.save()
    assert 'data-minutes="5"' in coordinator.get(path_of(screening)).text


def test_a_new_profile_of_the_laboratory_is_filled_in(coordinator, team, site, screening):
    path = path_of(screening, "laboratory")
    before = without_tokens(coordinator.get(path).text)
    given = {"unit": "U/L", "upper_limit": "41.5", "valid_from": "2020-01-01", "by": team[Role.ADMINISTRATOR]}
    LabProfile.objects.create(site=site, test="ALT", **given)
    assert without_tokens(coordinator.get(path).text) != before


def test_a_kept_page_costs_no_more_than_reading_what_it_shows(coordinator, screening):
    coordinator.get(path_of(screening))
    with CaptureQueriesContext(connection) as asked:
        coordinator.get(path_of(screening))
    assert len(asked) <= 6, [each["sql"][:90] for each in asked]
