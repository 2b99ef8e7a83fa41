"""Signatures: by the right person, with the password, over what is true, bound to what was signed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from screening import photographs
from screening.errors import NotAllowedNow, PermissionRefused, WrongPassword
from screening.models import AuditEvent, Meaning, Role, Screening, Signature, User
from screening.selectors import changes_since, data_statement_on, decision_on, judgements_of, signatures_of
from screening.services import accounts
from screening.services.signing import photograph
from screening.states import Status
from tests.factories import (
    NOW,
    PASSWORD,
    TODAY,
    complete,
    enter,
    judge,
    make_eligible,
    make_team,
    make_user,
    open_screening,
    sign,
)

pytestmark = pytest.mark.django_db
Team = dict[Role, User]


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def eligible(team: Team) -> Screening:
    return make_eligible(team, team[Role.COORDINATOR].memberships.get().site)


@pytest.fixture
def fresh(team: Team) -> Screening:
    return open_screening(team[Role.COORDINATOR], team[Role.COORDINATOR].memberships.get().site)


def test_a_signature_says_who_what_and_when(team: Team, eligible: Screening) -> None:
    signature = sign(team[Role.INVESTIGATOR], eligible)

    assert eligible.status == Status.SIGNED_ELIGIBLE
    assert signature.printed_name == team[Role.INVESTIGATOR].full_name
    assert (signature.signed_at, signature.timezone, signature.role) == (NOW, "Asia/Shanghai", "investigator")
    assert signature.statement.startswith("I have reviewed all criteria")
    assert signature.payload["verdicts"]["I07"] == "MET"
    assert len(signature.payload["verdicts"]) == 42
    assert signature.payload["judgements"]["poor_compliance"]["answer"] is False
    assert signature.assessment.facts["birth_date"] == "2014-09-17"
    assert signature.assessment.facts["poor_compliance"] is False


def test_the_photograph_gives_the_same_answer_again(team: Team, eligible: Screening) -> None:
    signature = sign(team[Role.INVESTIGATOR], eligible)
    stored = Signature.objects.get(pk=signature.pk)

    assert photographs.problems_of(stored) == []
    assert photographs.says_the_same(stored.assessment)


@pytest.mark.parametrize(
    ("key", "value", "by_this_engine", "by_an_earlier_one"),
    [
        ("reason", "In other words.", False, True),
        ("verdict", "PRESENT", False, False),
        ("missing", ["weight_kg"], False, False),
    ],
)
def test_an_earlier_engine_may_have_used_other_words_and_decided_nothing_else(
    team: Team, eligible: Screening, key: str, value: object, by_this_engine: bool, by_an_earlier_one: bool
) -> None:
    picture = sign(team[Role.INVESTIGATOR], eligible).assessment
    picture.result["criteria"][0][key] = value

    assert photographs.says_the_same(picture) is by_this_engine
    picture.engine_version = "0"
    assert photographs.says_the_same(picture) is by_an_earlier_one


# --- what cannot be signed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("meaning", "code"), [("eligible", "not_eligible"), ("screen_failure", "no_failure")])
def test_an_undecided_screening_is_neither(team: Team, fresh: Screening, meaning: str, code: str) -> None:
    with pytest.raises(NotAllowedNow) as caught:
        sign(team[Role.INVESTIGATOR], fresh, meaning)
    assert caught.value.code == code
    assert not Signature.objects.exists()


def test_an_eligible_one_is_no_failure(team: Team, eligible: Screening) -> None:
    with pytest.raises(NotAllowedNow):
        sign(team[Role.INVESTIGATOR], eligible, Meaning.SCREEN_FAILURE)


def test_eligible_needs_every_criterion(team: Team, eligible: Screening) -> None:
    enter(team[Role.COORDINATOR], eligible, {"il2_contraindication": None})

    with pytest.raises(NotAllowedNow) as caught:
        sign(team[Role.INVESTIGATOR], eligible)
    assert caught.value.code == "not_eligible"


def test_a_day_later_may_be_too_late(team: Team, eligible: Screening) -> None:
    born_tomorrow_19_years_ago = (TODAY + timedelta(1)).replace(year=TODAY.year - 19).isoformat()
    enter(team[Role.COORDINATOR], eligible, {
        "birth_date": born_tomorrow_19_years_ago, "icf/signer": "participant", "performance/scale": "karnofsky",
        "assent/applicable": False,
    })  # fmt: skip
    assert eligible.verdict == "eligible"

    with pytest.raises(NotAllowedNow):
        sign(team[Role.INVESTIGATOR], eligible, today=TODAY + timedelta(1))


def test_a_screen_failure_with_open_items(team: Team, fresh: Screening) -> None:
    enter(team[Role.COORDINATOR], fresh, {"interstitial_lung_disease_ever": True})
    sign(team[Role.INVESTIGATOR], fresh, Meaning.SCREEN_FAILURE)

    assert fresh.status == Status.SIGNED_FAILURE


def test_the_data_statement_wants_complete_data(team: Team, fresh: Screening) -> None:
    with pytest.raises(NotAllowedNow) as caught:
        sign(team[Role.COORDINATOR], fresh, Meaning.DATA_COMPLETE)
    assert caught.value.code == "data_missing"

    complete(team[Role.COORDINATOR], fresh)  # the judgements are still open
    signature = sign(team[Role.COORDINATOR], fresh, Meaning.DATA_COMPLETE)
    assert (fresh.status, signature.is_decision) == (Status.IN_SCREENING, False)


@pytest.mark.parametrize(
    ("role", "meaning"),
    [(role, meaning) for role in Role for meaning in Meaning
     if (role is Role.INVESTIGATOR) != (meaning is not Meaning.DATA_COMPLETE)
     and (role, meaning) != (Role.COORDINATOR, Meaning.DATA_COMPLETE)],
)  # fmt: skip
def test_nobody_signs_for_another_role(team: Team, eligible: Screening, role: Role, meaning: Meaning) -> None:
    with pytest.raises(PermissionRefused):
        sign(team[role], eligible, meaning)
    assert not Signature.objects.exists()


def test_an_investigator_of_another_site_does_not_sign(eligible: Screening) -> None:
    with pytest.raises(PermissionRefused):
        sign(make_user(Role.INVESTIGATOR), eligible)


# --- the password again -----------------------------------------------------------------------------------------------


def test_a_wrong_password_signs_nothing_and_is_counted(team: Team, eligible: Screening) -> None:
    investigator = team[Role.INVESTIGATOR]
    for _ in range(2):
        with pytest.raises(WrongPassword):
            sign(investigator, eligible, password="not it")

    assert not Signature.objects.exists()
    tries = AuditEvent.objects.filter(verb=accounts.CONFIRM_FAILED, actor=investigator, screening=eligible)
    assert (tries.count(), accounts.failed_tries(investigator)) == (2, 2)

    sign(investigator, eligible)
    assert accounts.failed_tries(investigator) == 0


@pytest.mark.parametrize("password", ["", " ", PASSWORD + " ", PASSWORD.upper()])
def test_almost_the_password_is_not_the_password(team: Team, eligible: Screening, password: str) -> None:
    with pytest.raises(WrongPassword):
        sign(team[Role.INVESTIGATOR], eligible, password=password)


def test_a_closed_account_does_not_sign(team: Team, eligible: Screening) -> None:
    User.objects.filter(pk=team[Role.INVESTIGATOR].pk).update(is_active=False)

    with pytest.raises(PermissionRefused):
        sign(team[Role.INVESTIGATOR], eligible)


# --- twice, late, changed ---------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_signs_once(team: Team, eligible: Screening) -> None:
    key = uuid4()
    first = sign(team[Role.INVESTIGATOR], eligible, idempotency_key=key)
    again = sign(team[Role.INVESTIGATOR], eligible, idempotency_key=key)

    assert first == again
    assert Signature.objects.count() == 1


def test_a_key_is_good_for_one_thing(team: Team, eligible: Screening) -> None:
    key = uuid4()
    sign(team[Role.INVESTIGATOR], eligible, idempotency_key=key)

    with pytest.raises(NotAllowedNow) as caught:
        sign(team[Role.INVESTIGATOR], eligible, Meaning.SCREEN_FAILURE, idempotency_key=key)
    assert caught.value.code == "key_used"


def test_data_changed_while_the_signer_was_reading(team: Team, eligible: Screening) -> None:
    seen = eligible.version
    enter(team[Role.COORDINATOR], eligible, {"weight_kg": "39"})

    with pytest.raises(NotAllowedNow) as caught:
        sign(team[Role.INVESTIGATOR], eligible, base_version=seen)
    assert caught.value.code == "data_changed"


@pytest.mark.parametrize("change", ["fact", "judgement", "first dose"])
def test_any_change_afterwards_makes_it_stale(team: Team, eligible: Screening, change: str) -> None:
    signature = sign(team[Role.INVESTIGATOR], eligible)
    assert not decision_on(eligible).is_stale

    if change == "fact":
        enter(team[Role.COORDINATOR], eligible, {"weight_kg": "39"}, reason="weighed again")
        assert [each.path for each in changes_since(eligible, signature.version)] == ["weight_kg"]
    elif change == "judgement":
        judge(team[Role.INVESTIGATOR], eligible, {"poor_compliance": (False, "after a talk")})
    else:
        complete_dates(team[Role.COORDINATOR], eligible)

    assert eligible.status == Status.DATA_CHANGED
    assert decision_on(eligible).is_stale
    assert photographs.problems_of(decision_on(eligible)) == []  # stale, not broken

    sign(team[Role.INVESTIGATOR], eligible)
    assert (eligible.status, decision_on(eligible).is_stale) == (Status.SIGNED_ELIGIBLE, False)
    assert Signature.objects.count() == 2


def complete_dates(by: User, screening: Screening) -> None:
    from screening.services.records import set_dates

    set_dates(
        by=by, screening=screening, planned_first_dose=TODAY + timedelta(9), base_version=screening.version, today=TODAY,
        reason="ward is full",
    )  # fmt: skip
    screening.refresh_from_db()


# --- the seal ---------------------------------------------------------------------------------------------------------

TAMPERINGS: dict[str, Callable[[Signature, Signature], None]] = {
    "meaning": lambda mine, _: setattr(mine, "meaning", "screen_failure"),
    "statement": lambda mine, _: setattr(mine, "statement", "I have read nothing."),
    "printed name": lambda mine, _: setattr(mine, "printed_name", "Dr Who"),
    "signer": lambda mine, _: setattr(mine, "signer_id", mine.signer_id + 1),
    "role": lambda mine, _: setattr(mine, "role", "monitor"),
    "time": lambda mine, _: setattr(mine, "signed_at", mine.signed_at + timedelta(microseconds=1)),
    "zone": lambda mine, _: setattr(mine, "timezone", "UTC"),
    "version": lambda mine, _: setattr(mine, "version", mine.version + 1),
    "language": lambda mine, _: setattr(mine, "language", "zh-hans"),
    "payload": lambda mine, _: mine.payload.update(overall="NOT_ELIGIBLE"),
    "judgement in the payload": lambda mine, _: mine.payload["judgements"]["poor_compliance"].update(by=0),
    "seal": lambda mine, _: setattr(mine, "digest", mine.digest[:-1] + ("0" if mine.digest[-1] != "0" else "1")),
    "key": lambda mine, _: setattr(mine, "key_id", "another"),
    "moved to another screening": lambda mine, other: setattr(mine, "screening", other.screening),
    "another photograph": lambda mine, other: setattr(mine, "assessment", other.assessment),
    "a fact in the photograph": lambda mine, _: mine.assessment.facts.update(sex="male"),
    "a verdict in the photograph": lambda mine, _: mine.assessment.result["criteria"][0].update(verdict="NOT_MET"),
    "the protocol in the photograph": lambda mine, _: setattr(mine.assessment, "protocol_digest", "sha256:0"),
    "the day in the photograph": lambda mine, _: setattr(mine.assessment, "assessment_date", TODAY + timedelta(1)),
    "the photograph and its digest": lambda mine, _: _forge(mine.assessment),
}


def _forge(picture: Any) -> None:
    picture.facts.update(sex="male")
    picture.digest = photographs.sha256(photographs.content_of(picture))


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_whatever_is_altered_is_found(team: Team, eligible: Screening, tampering: str) -> None:
    mine = sign(team[Role.INVESTIGATOR], eligible)
    other = sign(team[Role.INVESTIGATOR], make_eligible(team, eligible.site))
    assert photographs.problems_of(mine) == photographs.problems_of(other) == []

    TAMPERINGS[tampering](mine, other)

    assert photographs.problems_of(mine) != []


def test_a_photograph_can_be_taken_without_a_decision(team: Team, fresh: Screening) -> None:
    picture = photograph(by=team[Role.COORDINATOR], screening=fresh, today=TODAY, now=NOW)

    assert (picture.purpose, picture.overall, picture.version) == ("on_demand", "PENDING", 1)


def test_statements_and_decisions_are_found_apart(team: Team, eligible: Screening) -> None:
    statement = sign(team[Role.COORDINATOR], eligible, Meaning.DATA_COMPLETE)
    decision = sign(team[Role.INVESTIGATOR], eligible)

    assert (data_statement_on(eligible), decision_on(eligible)) == (statement, decision)
    assert signatures_of(eligible) == [statement, decision]
    assert [each.path for each in judgements_of(eligible)] == [
        "ability_to_comply", "investigator_other_condition", "poor_compliance",
    ]  # fmt: skip


@override_settings(SIGNATURE_KEYS={})
def test_without_a_key_nothing_is_signed(team: Team, eligible: Screening) -> None:
    with pytest.raises(ImproperlyConfigured, match="SIGNATURE_KEYS"):
        sign(team[Role.INVESTIGATOR], eligible)


def test_a_note_for_the_investigator_makes_a_signature_stale_too(team: Team, eligible: Screening) -> None:
    sign(team[Role.INVESTIGATOR], eligible)
    enter(team[Role.COORDINATOR], eligible, {"notes/poor_compliance": "missed two visits"}, reason="heard today")

    assert decision_on(eligible).is_stale
