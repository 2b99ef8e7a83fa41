"""Opening, opening again, ending."""

from uuid import uuid4

import pytest

from criteria import load_protocol
from screening.errors import InvalidInput, NotAllowedNow, PermissionRefused
from screening.models import Meaning, Participant, Role, Screening, Site, Trial, User
from screening.selectors import possible_duplicates
from screening.services import identity, screenings
from screening.services.trials import set_up_newest
from screening.states import Status
from tests.factories import (
    TODAY,
    complete,
    enrol,
    enter,
    make_eligible,
    make_site,
    make_team,
    make_user,
    open_screening,
    row,
    sign,
)

pytestmark = pytest.mark.django_db
Team = dict[Role, User]


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def site(team: Team) -> Site:
    return team[Role.COORDINATOR].memberships.get().site


def test_numbers_are_given_out_without_a_gap(team: Team, site: Site) -> None:
    numbers = []
    for birth_date in ("2014-09-17", "2014-02-30", "2013"):
        try:
            numbers.append(open_screening(team[Role.COORDINATOR], site, birth_date=birth_date).number)
        except InvalidInput:
            continue

    assert numbers == ["SCR-0001", "SCR-0002"]


def test_all_that_is_wrong_on_the_first_page_is_said_by_its_field(team: Team, site: Site) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_screening(team[Role.COORDINATOR], site, birth_date="17/09/2014", sex="x", consent_date="2026-05-08")

    assert set(caught.value.fields) == {"birth_date", "sex"}
    assert not Participant.objects.exists()


def test_nothing_identifying_stands_in_the_facts(team: Team, site: Site) -> None:
    made = open_screening(team[Role.COORDINATOR], site, initials="WXL", hospital_number="H-4711", name="Wang Xiaoli")

    assert not {"WXL", "H-4711", "Wang Xiaoli"} & set(str(made.facts).replace("'", " ").split())
    seen = identity.read_identity(by=team[Role.COORDINATOR], screening=made)
    assert (seen.initials, seen.hospital_number, seen.name) == ("WXL", "H-4711", "Wang Xiaoli")


def test_the_same_form_sent_twice_opens_one(team: Team, site: Site) -> None:
    key = uuid4()
    first = open_screening(team[Role.COORDINATOR], site, idempotency_key=key)

    assert open_screening(team[Role.COORDINATOR], site, idempotency_key=key) == first
    assert Screening.objects.count() == Participant.objects.count() == 1
    with pytest.raises(NotAllowedNow):
        open_screening(team[Role.INVESTIGATOR], site, idempotency_key=key)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MONITOR])
def test_readers_open_nothing(team: Team, site: Site, role: Role) -> None:
    with pytest.raises(PermissionRefused):
        open_screening(team[role], site)


def test_a_site_that_is_not_released_opens_nothing(team: Team, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(active=False)
    with pytest.raises(NotAllowedNow) as caught:
        open_screening(team[Role.COORDINATOR], site)
    assert caught.value.code == "site_not_released"


# --- the same person twice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "asked", "found"),
    [
        ("WXL", "WXL", True),
        ("WXL", "wxl ", True),
        ("WXL", "ZZZ", False),
        ("WXL", "", True),
        ("", "WXL", True),
    ],
)
def test_somebody_like_this_is_here_already(team: Team, site: Site, there: str, asked: str, *, found: bool) -> None:
    made = open_screening(team[Role.COORDINATOR], site, initials=there)
    alike = possible_duplicates(
        by=team[Role.COORDINATOR], site=site, birth_date="2014-09-17", sex="female", initials=asked
    )

    assert alike == ([made] if found else [])


def test_another_site_or_birth_date_or_sex_is_somebody_else(team: Team, site: Site) -> None:
    open_screening(team[Role.COORDINATOR], site)
    elsewhere = make_user(Role.COORDINATOR)
    ask = {"by": team[Role.COORDINATOR], "site": site, "birth_date": "2014-09-17", "sex": "female"}

    assert len(possible_duplicates(**ask)) == 1
    assert possible_duplicates(**ask | {"sex": "male"}) == []
    assert possible_duplicates(**ask | {"birth_date": "2014-09-18"}) == []
    assert possible_duplicates(**ask | {"site": make_site()}) == []
    assert possible_duplicates(**ask | {"by": elsewhere}) == []


# --- again, and the end -----------------------------------------------------------------------------------------------


def failed(team: Team, site: Site) -> Screening:
    made = open_screening(team[Role.COORDINATOR], site)
    enter(team[Role.COORDINATOR], made, {"interstitial_lung_disease_ever": True, "weight_kg": "38.5", "sct": []})
    enter(team[Role.COORDINATOR], made, row("chemo", agent="vincristine", last_dose="2026-02-03"))
    sign(team[Role.INVESTIGATOR], made, Meaning.SCREEN_FAILURE)
    return made


def test_screened_again_keeps_what_stays_true(team: Team, site: Site) -> None:
    before = failed(team, site)
    key = uuid4()
    ask = {"by": team[Role.COORDINATOR], "screening": before, "consent_date": "2026-05-19", "today": TODAY}
    after = screenings.rescreen(**ask, idempotency_key=key)

    assert (after.participant, after.rescreening_of, after.status) == (before.participant, before, Status.IN_SCREENING)
    assert set(after.facts) == {"birth_date", "sex", "icf", "chemo"}
    assert after.facts["icf"] == {"signed_date": "2026-05-19"}
    assert after.facts["chemo"][0]["id"] != before.facts["chemo"][0]["id"]
    assert set(after.fact_changes.values_list("source", flat=True)) == {"copied from SCR-0001"}
    assert screenings.rescreen(**ask, idempotency_key=key) == after
    with pytest.raises(NotAllowedNow) as caught:
        screenings.rescreen(**ask)
    assert caught.value.code == "rescreened"


def test_the_screening_before_is_not_changed_any_more(team: Team, site: Site) -> None:
    before = failed(team, site)
    screenings.rescreen(by=team[Role.COORDINATOR], screening=before, consent_date=None, today=TODAY)

    with pytest.raises(NotAllowedNow) as caught:
        enter(team[Role.COORDINATOR], before, {"weight_kg": "39"}, reason="late")
    assert caught.value.code == "rescreened"


def test_an_open_screening_is_not_opened_again(team: Team, site: Site) -> None:
    made = open_screening(team[Role.COORDINATOR], site)
    with pytest.raises(NotAllowedNow):
        screenings.rescreen(by=team[Role.COORDINATOR], screening=made, consent_date=None, today=TODAY)


def test_withdrawn_for_a_reason(team: Team, site: Site) -> None:
    made = open_screening(team[Role.COORDINATOR], site)
    with pytest.raises(InvalidInput):
        screenings.withdraw(by=team[Role.COORDINATOR], screening=made, reason=" ")

    screenings.withdraw(by=team[Role.COORDINATOR], screening=made, reason="the family moves away")

    made.refresh_from_db()
    assert (made.status, made.closing_reason) == (Status.WITHDRAWN, "the family moves away")
    with pytest.raises(NotAllowedNow):
        enter(team[Role.COORDINATOR], made, {"weight_kg": "39"})


def test_the_enrolled_do_not_withdraw_from_screening(team: Team, site: Site) -> None:
    made = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], made)
    enrol(team[Role.COORDINATOR], made)
    with pytest.raises(NotAllowedNow):
        screenings.withdraw(by=team[Role.COORDINATOR], screening=made, reason="too late")


def test_a_record_from_a_file_is_entered_like_any_other(team: Team, site: Site) -> None:
    made = complete(team[Role.COORDINATOR], open_screening(team[Role.COORDINATOR], site), "EX4")

    assert made.verdict == "fail"


def test_the_trial_is_set_up_once(team: Team) -> None:
    set_up_newest(using="default")

    trial = Trial.objects.get()
    assert (str(trial), trial.cap) == (load_protocol().name, load_protocol().cap)
