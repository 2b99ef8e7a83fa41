"""What only an investigator decides: with reasons, latest first, nothing overwritten."""

from uuid import uuid4

import pytest

from screening.errors import Conflict, InvalidInput, PermissionRefused
from screening.facts import facts_of, judgement_facts
from screening.models import Judgement, Role, Screening, User
from screening.services.judgements import SPEAKS_AGAINST
from tests.factories import complete, enter, judge, make_team, make_user, open_screening

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> dict[Role, User]:
    return make_team()[1]


@pytest.fixture
def screening(team: dict[Role, User]) -> Screening:
    coordinator = team[Role.COORDINATOR]
    return open_screening(coordinator, coordinator.memberships.get().site)


def test_every_question_of_judgement_knows_which_answer_speaks_against() -> None:
    assert set(SPEAKS_AGAINST) == set(judgement_facts())


def test_an_answer_reaches_the_rules_with_who_and_when(team: dict[Role, User], screening: Screening) -> None:
    complete(team[Role.COORDINATOR], screening)
    assert screening.verdict == "judge"

    saved = judge(
        team[Role.INVESTIGATOR],
        screening,
        {"ability_to_comply": True, "investigator_other_condition": False, "poor_compliance": False},
    )

    assert saved.changed == ("ability_to_comply", "investigator_other_condition", "poor_compliance")
    assert screening.verdict == "eligible"
    answer = screening.judgements.get(path="poor_compliance")
    assert (answer.answer, answer.by, answer.version) == (False, team[Role.INVESTIGATOR], screening.version)
    assert "poor_compliance" not in screening.facts


def test_an_answer_against_the_participant_needs_a_reason(team: dict[Role, User], screening: Screening) -> None:
    with pytest.raises(InvalidInput) as caught:
        judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": True, "ability_to_comply": (False, "  ")})
    assert set(caught.value.fields) == {"poor_compliance", "ability_to_comply"}
    assert not screening.judgements.exists()

    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": (True, "missed five visits")})
    assert "E25" in screening.failing


def test_the_latest_answer_governs_and_the_earlier_stays(team: dict[Role, User], screening: Screening) -> None:
    for answer in (False, None):
        judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": answer})

    assert [each.answer for each in screening.judgements.order_by("pk")] == [False, None]
    assert "poor_compliance" not in facts_of(screening)


def test_the_same_answer_again_is_no_change(team: dict[Role, User], screening: Screening) -> None:
    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": False})

    assert judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": False}).changed == ()
    assert Judgement.objects.count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.MONITOR])
def test_nobody_else_judges(team: dict[Role, User], screening: Screening, role: Role) -> None:
    with pytest.raises(PermissionRefused) as caught:
        judge(team[role], screening, {"poor_compliance": False})
    assert "Investigator" in caught.value.sentence


def test_two_investigators_on_one_question(team: dict[Role, User], screening: Screening) -> None:
    other = make_user(Role.INVESTIGATOR, screening.site)
    judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": False}, base_version=1)

    judge(other, screening, {"ability_to_comply": True}, base_version=1)  # another question: both count
    with pytest.raises(Conflict) as caught:
        judge(other, screening, {"poor_compliance": (True, "known to me")}, base_version=1)

    clash = caught.value.fields["poor_compliance"]
    assert (clash.mine, clash.theirs, clash.who) == (True, False, team[Role.INVESTIGATOR].printed_name)


def test_a_question_about_a_row(team: dict[Role, User], screening: Screening) -> None:
    item = str(uuid4())
    path = f"wounds_fractures/{item}/long_term"
    with pytest.raises(InvalidInput):
        judge(team[Role.INVESTIGATOR], screening, {path: False})

    enter(team[Role.COORDINATOR], screening, {f"wounds_fractures/{item}/kind": "wound"})
    judge(team[Role.INVESTIGATOR], screening, {path: False})

    assert facts_of(screening)["wounds_fractures"] == [{"kind": "wound", "long_term": False}]


@pytest.mark.parametrize("path", ["sex", "icf/signed", "nothing", "effusion"])
def test_only_questions_of_judgement_are_judged(team: dict[Role, User], screening: Screening, path: str) -> None:
    with pytest.raises(InvalidInput):
        judge(team[Role.INVESTIGATOR], screening, {path: True})


@pytest.mark.parametrize("answer", ["yes", 1, 0, "false"])
def test_an_answer_is_yes_no_or_not_yet(team: dict[Role, User], screening: Screening, answer: object) -> None:
    with pytest.raises(InvalidInput):
        judge(team[Role.INVESTIGATOR], screening, {"poor_compliance": (answer, "because")})
