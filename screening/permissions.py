"""Who may do what, where, and when: one table. Checks, buttons and the documentation are made from it.

`check_user_can_x(user, at)` raises PermissionRefused (wrong role) or NotAllowedNow (wrong state), each with a code and a
sentence; `user_can_x(user, at)` is the same as a bool. `at` is a Screening, or a Site for what has no screening yet.
Another site's screenings do not exist for a user: selectors do not show them, and here every action is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from screening.errors import NotAllowedNow, PermissionRefused, Refusal
from screening.models import Role, Screening, Site, User
from screening.states import CAN_BE_RESCREENED, TRANSITIONS, Move, Status


class Action(TextChoices):
    VIEW = "view", gettext_lazy("see this screening")
    VIEW_IDENTITY = "view_identity", gettext_lazy("see who the participant is")
    EDIT_IDENTITY = "edit_identity", gettext_lazy("change who the participant is")
    OPEN = "open", gettext_lazy("open a screening")
    EDIT = "edit", gettext_lazy("enter or change data")
    JUDGE = "judge", gettext_lazy("record a judgement")
    SIGN_ELIGIBLE = "sign_eligible", gettext_lazy("sign that the participant is eligible")
    SIGN_FAILURE = "sign_failure", gettext_lazy("sign a screen failure")
    SIGN_DATA = "sign_data", gettext_lazy("sign that the data are complete")
    ENROL = "enrol", gettext_lazy("enrol the participant")
    WITHDRAW = "withdraw", gettext_lazy("withdraw the participant")
    RESCREEN = "rescreen", gettext_lazy("screen the participant again")
    PRINT = "print", gettext_lazy("take the checklist out on paper")
    RAISE_QUERY = "raise_query", gettext_lazy("raise a query to the site")
    ASK_SPONSOR = "ask_sponsor", gettext_lazy("ask the sponsor about a criterion")
    ANSWER_QUERY = "answer_query", gettext_lazy("answer a query")
    CLOSE_QUERY = "close_query", gettext_lazy("close a query")
    CHECK_SOURCE = "check_source", gettext_lazy("tick what agrees with the source documents")
    VIEW_LISTS = "view_lists", gettext_lazy("see the trial's lists")
    VIEW_REPORTS = "view_reports", gettext_lazy("see the trial's reports")
    EXPORT = "export", gettext_lazy("download the trial's lists")
    VIEW_TRAIL = "view_trail", gettext_lazy("review the site's audit trail")
    MANAGE_PROFILES = "manage_profiles", gettext_lazy("keep the laboratory profiles of the site")
    REMOVE_DEMO = "remove_demo", gettext_lazy("remove the demo")


_COORDINATOR, _INVESTIGATOR = Role.COORDINATOR, Role.INVESTIGATOR
_CLINIC = frozenset({_COORDINATOR, _INVESTIGATOR})
_EVERYBODY = frozenset(Role)
_ALWAYS = frozenset(Status)


@dataclass(frozen=True, slots=True)
class Rule:
    """Roles at the screening's own site, and the statuses in which the action makes sense."""

    roles: frozenset[Role]
    statuses: frozenset[Status] = _ALWAYS


def _when(move: Move) -> frozenset[Status]:
    return frozenset(TRANSITIONS[move])


PERMISSIONS: dict[Action, Rule] = {
    Action.VIEW: Rule(_EVERYBODY),
    Action.VIEW_IDENTITY: Rule(_CLINIC),
    Action.EDIT_IDENTITY: Rule(_CLINIC),
    Action.OPEN: Rule(_CLINIC),
    Action.EDIT: Rule(_CLINIC, _when(Move.EDIT)),
    Action.JUDGE: Rule(frozenset({_INVESTIGATOR}), _when(Move.EDIT)),
    Action.SIGN_ELIGIBLE: Rule(frozenset({_INVESTIGATOR}), _when(Move.SIGN_ELIGIBLE)),
    Action.SIGN_FAILURE: Rule(frozenset({_INVESTIGATOR}), _when(Move.SIGN_FAILURE)),
    Action.SIGN_DATA: Rule(frozenset({_COORDINATOR}), _when(Move.SIGN_DATA)),
    Action.ENROL: Rule(_CLINIC, _when(Move.ENROL)),
    Action.WITHDRAW: Rule(_CLINIC, _when(Move.WITHDRAW)),
    Action.RESCREEN: Rule(_CLINIC, CAN_BE_RESCREENED),
    # It shows no more than the verdict page; that it left is written down.
    Action.PRINT: Rule(_EVERYBODY),
    # Words beside the data, in any state; who asked closes (services/queries.py).
    Action.RAISE_QUERY: Rule(frozenset({Role.MONITOR})),
    Action.ASK_SPONSOR: Rule(frozenset({_INVESTIGATOR})),
    Action.ANSWER_QUERY: Rule(_CLINIC | {Role.MONITOR}),
    Action.CLOSE_QUERY: Rule(frozenset({_INVESTIGATOR, Role.MONITOR})),
    Action.CHECK_SOURCE: Rule(frozenset({Role.MONITOR})),
    Action.VIEW_LISTS: Rule(_EVERYBODY),
    Action.VIEW_REPORTS: Rule(_EVERYBODY),
    # The investigator too: a site can always take out its own data without asking anybody.
    Action.EXPORT: Rule(frozenset({Role.ADMINISTRATOR, _INVESTIGATOR})),
    # Who enters data does not review the entering.
    Action.VIEW_TRAIL: Rule(frozenset({_INVESTIGATOR, Role.ADMINISTRATOR, Role.MONITOR})),
    Action.MANAGE_PROFILES: Rule(frozenset({Role.ADMINISTRATOR})),
    # Where the database holds the demo and nothing else: it looks itself.
    Action.REMOVE_DEMO: Rule(frozenset({Role.ADMINISTRATOR})),
}

# All that a monitor ever writes; the rest of what they may do is reading (docs/adr/, the monitor's pen).
MONITOR_WRITES = frozenset({Action.RAISE_QUERY, Action.ANSWER_QUERY, Action.CLOSE_QUERY, Action.CHECK_SOURCE})

# These begin work at a site, so the site must have been released for it.
_NEEDS_ACTIVE_SITE = frozenset({Action.OPEN, Action.RESCREEN, Action.ENROL})

Where = Screening | Site


def role_at(user: User, at: Where) -> Role | None:
    site_id = at.pk if isinstance(at, Site) else at.site_id
    role = user.roles.get(site_id)
    return None if role is None else Role(role)


def wrong_role(user: User, action: Action, at: Where) -> PermissionRefused | None:
    """Why somebody in this person's role never may, whatever the state."""
    role = role_at(user, at)
    if role is None:
        return PermissionRefused("other_site", _("You have no role at this site."))
    return None if role in PERMISSIONS[action].roles else role_needed(role, action)


def refusal(user: User, action: Action, at: Where) -> Refusal | None:
    """Why not, or None when the person may, here and now."""
    if (wrong := wrong_role(user, action, at)) is not None:
        return wrong
    rule = PERMISSIONS[action]
    if action in _NEEDS_ACTIVE_SITE and not _site(at).active:
        return NotAllowedNow("site_not_released", _("This site has not been released for screening."))
    if isinstance(at, Screening) and Status(at.status) not in rule.statuses:
        return NotAllowedNow(
            f"status_{action.value}",
            _("%(number)s is “%(status)s”. You can %(action)s only while it is: %(needed)s.")
            % {
                "number": at.number,
                "status": Status(at.status).label,
                "action": action.label,
                "needed": ", ".join(str(each.label) for each in Status if each in rule.statuses),
            },
        )
    return None


def role_needed(role: Role, action: Action) -> PermissionRefused:
    return PermissionRefused(
        f"role_{action.value}",
        _("Your role here is %(role)s. To %(action)s, the role %(needed)s is needed.")
        % {"role": role.label, "action": action.label, "needed": _names(PERMISSIONS[action].roles)},
    )


def _names(roles: frozenset[Role]) -> str:
    return _(" or ").join(str(each.label) for each in Role if each in roles)


def _site(at: Where) -> Site:
    return at if isinstance(at, Site) else at.site


def check(user: User, action: Action, at: Where) -> None:
    if (refused := refusal(user, action, at)) is not None:
        raise refused


def check_role(user: User, action: Action, at: Where) -> None:
    """The half of `check` that comes before a form that was sent twice is answered with its first result."""
    if (refused := wrong_role(user, action, at)) is not None:
        raise refused


def can(user: User, action: Action, at: Where) -> bool:
    return refusal(user, action, at) is None


def why_not(user: User, action: Action | str, at: Where) -> str:
    """The sentence beside a disabled button; empty when the button works."""
    refused = refusal(user, Action(action), at)
    return "" if refused is None else refused.sentence


def sites_where(user: User, action: Action) -> list[int]:
    """The sites at which the user's role allows this, whatever the status."""
    return [site for site, role in user.roles.items() if role in PERMISSIONS[action].roles]


def check_somewhere(user: User, action: Action) -> None:
    """Raises PermissionRefused for somebody whose role allows this at no site."""
    if not sites_where(user, action):
        raise PermissionRefused(
            f"role_{action.value}",
            _("To %(action)s, the role %(needed)s is needed.")
            % {"action": action.label, "needed": _names(PERMISSIONS[action].roles)},
        )


def _pair(action: Action) -> tuple[Callable[[User, Where], None], Callable[[User, Where], bool]]:
    def check_user_can(user: User, at: Where) -> None:
        check(user, action, at)

    def user_can(user: User, at: Where) -> bool:
        return can(user, action, at)

    return check_user_can, user_can


check_user_can_view, user_can_view = _pair(Action.VIEW)
check_user_can_view_identity, user_can_view_identity = _pair(Action.VIEW_IDENTITY)
check_user_can_edit_identity, user_can_edit_identity = _pair(Action.EDIT_IDENTITY)
check_user_can_open, user_can_open = _pair(Action.OPEN)
check_user_can_edit, user_can_edit = _pair(Action.EDIT)
check_user_can_judge, user_can_judge = _pair(Action.JUDGE)
check_user_can_sign_eligible, user_can_sign_eligible = _pair(Action.SIGN_ELIGIBLE)
check_user_can_sign_failure, user_can_sign_failure = _pair(Action.SIGN_FAILURE)
check_user_can_sign_data, user_can_sign_data = _pair(Action.SIGN_DATA)
check_user_can_enrol, user_can_enrol = _pair(Action.ENROL)
check_user_can_withdraw, user_can_withdraw = _pair(Action.WITHDRAW)
check_user_can_rescreen, user_can_rescreen = _pair(Action.RESCREEN)
check_user_can_print, user_can_print = _pair(Action.PRINT)
check_user_can_view_lists, user_can_view_lists = _pair(Action.VIEW_LISTS)
check_user_can_view_reports, user_can_view_reports = _pair(Action.VIEW_REPORTS)
check_user_can_export, user_can_export = _pair(Action.EXPORT)
check_user_can_view_trail, user_can_view_trail = _pair(Action.VIEW_TRAIL)
check_user_can_raise_query, user_can_raise_query = _pair(Action.RAISE_QUERY)
check_user_can_ask_sponsor, user_can_ask_sponsor = _pair(Action.ASK_SPONSOR)
check_user_can_answer_query, user_can_answer_query = _pair(Action.ANSWER_QUERY)
check_user_can_close_query, user_can_close_query = _pair(Action.CLOSE_QUERY)
check_user_can_check_source, user_can_check_source = _pair(Action.CHECK_SOURCE)
check_user_can_manage_profiles, user_can_manage_profiles = _pair(Action.MANAGE_PROFILES)
check_user_can_remove_demo, user_can_remove_demo = _pair(Action.REMOVE_DEMO)
