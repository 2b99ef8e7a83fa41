"""An error inside a rule: what was typed is kept, the item stays open, and nobody signs or enrols on it."""

import logging

import pytest

from criteria.evaluate import _MEANING
from criteria.nodes import Elapsed
from screening.errors import NotAllowedNow
from screening.models import Assessment, Enrolment, Meaning, Role, Signature
from screening.services import signing
from tests import factories

pytestmark = pytest.mark.django_db


class Breakdown(Exception):
    pass


def breaks(*_arguments):
    raise Breakdown("2014-09-17")  # a message may hold anything; it goes nowhere


@pytest.fixture
def site_and_team():
    return factories.make_team()


@pytest.fixture
def broken(monkeypatch):
    return lambda: monkeypatch.setitem(_MEANING, Elapsed, breaks)


def test_what_was_typed_is_kept_and_the_verdict_is_open(site_and_team, broken):
    site, team = site_and_team
    screening = factories.make_eligible(team, site)
    assert screening.verdict == "eligible"
    broken()

    factories.enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"})

    screening.refresh_from_db()
    assert screening.facts["weight_kg"] == "39"
    assert screening.verdict == "missing"
    assert screening.earliest_if_resolved
    assert screening.verdict_counts["missing"] > 0


@pytest.mark.parametrize("meaning", list(Meaning))
def test_nothing_is_signed(meaning, site_and_team, broken):
    site, team = site_and_team
    screening = factories.make_eligible(team, site)
    if meaning is Meaning.SCREEN_FAILURE:
        factories.enter(team[Role.COORDINATOR], screening, factories.row("allogeneic_transplants", kind="solid_organ"))
    broken()

    signer = team[Role.COORDINATOR if meaning is Meaning.DATA_COMPLETE else Role.INVESTIGATOR]
    with pytest.raises(NotAllowedNow) as refused:
        factories.sign(signer, screening, meaning)
    assert refused.value.code == "not_computed"
    assert not Signature.objects.exists()


def test_nobody_is_enrolled_on_a_signature_from_before(site_and_team, broken):
    site, team = site_and_team
    screening = factories.make_eligible(team, site)
    factories.sign(team[Role.INVESTIGATOR], screening)
    broken()

    with pytest.raises(NotAllowedNow) as refused:
        factories.enrol(team[Role.COORDINATOR], screening)
    assert refused.value.code == "not_eligible_today"
    assert not Enrolment.objects.exists()


def test_no_photograph_is_kept_of_it(site_and_team, broken):
    site, team = site_and_team
    screening = factories.make_eligible(team, site)
    broken()
    with pytest.raises(NotAllowedNow):
        signing.photograph(by=team[Role.COORDINATOR], screening=screening, today=factories.TODAY, now=factories.NOW)
    assert not Assessment.objects.exists()


def test_the_log_names_the_item_and_the_kind_of_error_and_no_value(site_and_team, broken, caplog):
    site, team = site_and_team
    screening = factories.make_eligible(team, site)
    broken()
    with caplog.at_level(logging.DEBUG):
        factories.enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"})
    said = [record.getMessage() for record in caplog.records if record.name == "screening.verdicts"]
    assert f"{screening.number}: I07 could not be computed and stays open (Breakdown)" in said
    assert "2014-09-17" not in caplog.text
