"""Who may do what: the table, written a second time as a person would read it."""

import pytest

from screening import permissions
from screening.errors import NotAllowedNow, PermissionRefused
from screening.models import Role, Screening, Site, User
from screening.permissions import MONITOR_WRITES, PERMISSIONS, Action, can, check, role_at, sites_where, why_not
from screening.states import Status

C, I, A, M = Role.COORDINATOR, Role.INVESTIGATOR, Role.ADMINISTRATOR, Role.MONITOR  # noqa: E741
NEW, ELIGIBLE, FAILURE, CHANGED, ENROLLED, WITHDRAWN = Status
EDITABLE = {NEW, ELIGIBLE, FAILURE, CHANGED}

EXPECTED: dict[Action, tuple[set[Role], set[Status]]] = {
    Action.VIEW: ({C, I, A, M}, set(Status)),
    Action.VIEW_IDENTITY: ({C, I}, set(Status)),
    Action.EDIT_IDENTITY: ({C, I}, set(Status)),
    Action.OPEN: ({C, I}, set(Status)),
    Action.EDIT: ({C, I}, EDITABLE),
    Action.JUDGE: ({I}, EDITABLE),
    Action.SIGN_ELIGIBLE: ({I}, {NEW, CHANGED}),
    Action.SIGN_FAILURE: ({I}, {NEW, CHANGED, ELIGIBLE}),
    Action.SIGN_DATA: ({C}, {NEW, CHANGED}),
    Action.ENROL: ({C, I}, {ELIGIBLE}),
    Action.WITHDRAW: ({C, I}, {NEW, ELIGIBLE, CHANGED}),
    Action.RESCREEN: ({C, I}, {FAILURE, WITHDRAWN}),
    Action.PRINT: ({C, I, A, M}, set(Status)),
    Action.RAISE_QUERY: ({M}, set(Status)),
    Action.ASK_SPONSOR: ({I}, set(Status)),
    Action.ANSWER_QUERY: ({C, I, M}, set(Status)),
    Action.CLOSE_QUERY: ({I, M}, set(Status)),
    Action.CHECK_SOURCE: ({M}, set(Status)),
    Action.VIEW_LISTS: ({C, I, A, M}, set(Status)),
    Action.VIEW_REPORTS: ({C, I, A, M}, set(Status)),
    Action.EXPORT: ({I, A}, set(Status)),
    Action.VIEW_TRAIL: ({I, A, M}, set(Status)),
    Action.MANAGE_PROFILES: ({A}, set(Status)),
    Action.REMOVE_DEMO: ({A}, set(Status)),
}
READS = {Action.VIEW, Action.PRINT, Action.VIEW_LISTS, Action.VIEW_REPORTS, Action.VIEW_TRAIL}
HERE = Site(pk=1, code="S01")


def person(role: Role | None, site: int = 1) -> User:
    user = User(username="somebody")
    user.__dict__["roles"] = {} if role is None else {site: role.value}
    return user


def screening(status: Status = NEW) -> Screening:
    return Screening(number="SCR-0001", site=HERE, status=status)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", Status)
def test_the_table(action: Action, role: Role, status: Status) -> None:
    roles, statuses = EXPECTED[action]

    assert can(person(role), action, screening(status)) == (role in roles and status in statuses)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_nothing_at_another_site(action: Action, role: Role) -> None:
    for status in Status:
        with pytest.raises(PermissionRefused) as caught:
            check(person(role, site=2), action, screening(status))
        assert caught.value.code == "other_site"


def test_the_monitor_reads_and_writes_beside_the_data_only() -> None:
    assert {action for action in Action if M in PERMISSIONS[action].roles} == READS | MONITOR_WRITES
    assert {Action.RAISE_QUERY, Action.ANSWER_QUERY, Action.CLOSE_QUERY, Action.CHECK_SOURCE} == MONITOR_WRITES


def test_the_administrator_changes_nothing_clinical() -> None:
    assert {action for action in Action if A in PERMISSIONS[action].roles} == READS | {
        Action.EXPORT,
        Action.REMOVE_DEMO,
        Action.MANAGE_PROFILES,
    }


def test_a_wrong_role_is_told_which_is_needed() -> None:
    with pytest.raises(PermissionRefused) as caught:
        permissions.check_user_can_sign_eligible(person(C), screening())

    assert caught.value.code == "role_sign_eligible"
    assert caught.value.sentence == (
        "Your role here is Coordinator. To sign that the participant is eligible, the role Investigator is needed."
    )


def test_a_wrong_state_is_told_which_is_needed() -> None:
    with pytest.raises(NotAllowedNow) as caught:
        permissions.check_user_can_enrol(person(C), screening())

    assert caught.value.code == "status_enrol"
    assert caught.value.sentence == (
        "SCR-0001 is “In screening”. You can enrol the participant only while it is: Signed eligible."
    )


def test_a_button_says_why_it_does_not_work() -> None:
    assert why_not(person(C), "enrol", screening(ELIGIBLE)) == ""
    assert why_not(person(M), "enrol", screening(ELIGIBLE)).startswith("Your role here is Monitor.")


def test_a_site_that_is_not_released_begins_nothing() -> None:
    closed = Site(pk=1, active=False)
    for action in (Action.OPEN, Action.RESCREEN, Action.ENROL):
        with pytest.raises(NotAllowedNow) as caught:
            check(person(C), action, closed)
        assert caught.value.code == "site_not_released"
    assert can(person(C), Action.VIEW, closed)


def test_checks_and_questions_come_in_pairs() -> None:
    for action in Action:
        asks = getattr(permissions, f"user_can_{action.value}")
        raises = getattr(permissions, f"check_user_can_{action.value}")
        for role in Role:
            if asks(person(role), screening(ELIGIBLE)):
                assert raises(person(role), screening(ELIGIBLE)) is None
            else:
                with pytest.raises((PermissionRefused, NotAllowedNow)):
                    raises(person(role), screening(ELIGIBLE))


def test_sites_where() -> None:
    user = person(None)
    user.__dict__["roles"] = {1: "monitor", 2: "investigator", 3: "administrator"}

    assert sites_where(user, Action.EXPORT) == [2, 3]
    assert sites_where(user, Action.JUDGE) == [2]
    assert role_at(user, HERE) == M
