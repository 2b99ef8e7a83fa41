"""A place in the trial: only signed, only on these data, only while it is still true, never beyond the cap."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings

from screening.errors import InvalidInput, NotAllowedNow, PermissionRefused
from screening.models import Enrolment, Purpose, Role, Screening, Trial, User
from screening.selectors import places
from screening.states import Status
from tests.factories import TODAY, enrol, enter, make_eligible, make_team, sign
from trialsite.pytest_postgres import as_owner

pytestmark = pytest.mark.django_db
Team = dict[Role, User]


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def eligible(team: Team) -> Screening:
    return make_eligible(team, team[Role.COORDINATOR].memberships.get().site)


@pytest.fixture
def signed(team: Team, eligible: Screening) -> Screening:
    sign(team[Role.INVESTIGATOR], eligible)
    return eligible


def refused(by: User, screening: Screening, **more: object) -> str:
    with pytest.raises(NotAllowedNow) as caught:
        enrol(by, screening, **more)
    assert not Enrolment.objects.exists()
    return caught.value.code


def test_an_enrolment_keeps_its_photograph(team: Team, signed: Screening) -> None:
    enrolment = enrol(team[Role.COORDINATOR], signed)

    picture = enrolment.assessment
    assert (picture.purpose, picture.overall, picture.enrolment_date) == (Purpose.ENROLMENT, "ELIGIBLE", TODAY)
    assert (enrolment.enrolled_on, enrolment.by) == (TODAY, team[Role.COORDINATOR])
    assert (places().taken, places().free) == (1, 39)


def test_without_a_signature(team: Team, eligible: Screening) -> None:
    assert refused(team[Role.COORDINATOR], eligible) == "status_enrol"


def test_changed_after_the_signature(team: Team, signed: Screening) -> None:
    enter(team[Role.COORDINATOR], signed, {"weight_kg": "39"}, reason="weighed again")

    assert signed.verdict == "eligible"  # still true, but not what was signed
    assert refused(team[Role.COORDINATOR], signed) == "status_enrol"


def test_no_longer_eligible_on_the_day(team: Team, eligible: Screening) -> None:
    birthday = TODAY + timedelta(1)
    enter(team[Role.COORDINATOR], eligible, {
        "birth_date": birthday.replace(year=birthday.year - 19).isoformat(), "icf/signer": "participant",
        "performance/scale": "karnofsky", "assent/applicable": False,
    })  # fmt: skip
    sign(team[Role.INVESTIGATOR], eligible)

    assert refused(team[Role.COORDINATOR], eligible, today=birthday) == "not_eligible_today"
    assert eligible.status == Status.SIGNED_ELIGIBLE
    assert enrol(team[Role.COORDINATOR], eligible, today=TODAY).slot == 1


def test_a_signature_whose_seal_does_not_hold(team: Team, signed: Screening) -> None:
    with override_settings(SIGNATURE_KEYS={"demo": "another key altogether, also long enough"}):
        assert refused(team[Role.COORDINATOR], signed) == "signature_damaged"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MONITOR])
def test_readers_enrol_nobody(team: Team, signed: Screening, role: Role) -> None:
    with pytest.raises(PermissionRefused):
        enrol(team[role], signed)


def test_the_same_form_sent_twice_takes_one_place(team: Team, signed: Screening) -> None:
    key = uuid4()
    first = enrol(team[Role.COORDINATOR], signed, idempotency_key=key)

    assert enrol(team[Role.COORDINATOR], signed, idempotency_key=key) == first
    with pytest.raises(NotAllowedNow):
        enrol(team[Role.COORDINATOR], signed)
    with pytest.raises(NotAllowedNow) as caught:
        enrol(team[Role.INVESTIGATOR], signed, idempotency_key=key)
    assert caught.value.code == "key_used"
    assert Enrolment.objects.count() == 1


def test_the_record_of_an_enrolled_participant_is_closed(team: Team, signed: Screening) -> None:
    enrol(team[Role.COORDINATOR], signed)

    with pytest.raises(NotAllowedNow) as caught:
        enter(team[Role.COORDINATOR], signed, {"weight_kg": "39"}, reason="late")
    assert caught.value.code == "status_edit"
    assert not isinstance(caught.value, InvalidInput)


def test_when_every_place_is_taken(team: Team, signed: Screening) -> None:
    other = make_eligible(team, signed.site)
    sign(team[Role.INVESTIGATOR], other)
    with as_owner():
        Trial.objects.update(cap=1)
    assert enrol(team[Role.COORDINATOR], signed).subject_number == "S-001"

    with pytest.raises(NotAllowedNow) as caught:
        enrol(team[Role.COORDINATOR], other)
    assert caught.value.code == "trial_full"
    assert Enrolment.objects.count() == 1


def test_numbers_follow_each_other(team: Team, signed: Screening) -> None:
    other = make_eligible(team, signed.site)
    sign(team[Role.INVESTIGATOR], other)

    assert [enrol(team[Role.COORDINATOR], each).subject_number for each in (other, signed)] == ["S-001", "S-002"]


# --- what the database would never let happen, done behind its back ---------------------------------------------------


def behind_the_guards(sql: str, *values: object) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE screening_screening DISABLE TRIGGER trialsite_guard")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE screening_screening ENABLE TRIGGER trialsite_guard")


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        (
            "UPDATE screening_screening SET facts = jsonb_set(facts, '{weight_kg}', '\"39\"') WHERE id = %s",
            "signature_damaged",
        ),
        ("UPDATE screening_screening SET version = version + 1 WHERE id = %s", "signature_stale"),
    ],
)
def test_data_altered_behind_the_applications_back(team: Team, signed: Screening, tampering: str, code: str) -> None:
    behind_the_guards(tampering, signed.pk)

    assert refused(team[Role.COORDINATOR], signed) == code


def test_a_status_set_behind_the_applications_back(team: Team, eligible: Screening) -> None:
    behind_the_guards("UPDATE screening_screening SET status = 'signed_eligible' WHERE id = %s", eligible.pk)

    assert refused(team[Role.COORDINATOR], eligible) == "not_signed"
