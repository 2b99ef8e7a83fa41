"""Every address of the site: what it wants from who comes, and what it does. Middleware, docs and tests read this table.

Which role may do an action, and when, stands in screening/permissions.py; here stands which action an address is. An
address without a row fails the tests (tests/integration/access/), which try each one with every method and every role.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _

from screening.errors import PermissionRefused
from screening.models import Role, User
from screening.permissions import MONITOR_WRITES, PERMISSIONS, Action, role_needed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Whom(Enum):
    """Who gets as far as the page."""

    ANYBODY = "anybody, signed in or not"
    SIGNED_IN = "everybody who is signed in"
    LIST = "everybody who is signed in; shows their own sites"
    ROLE = "a role at some site"
    SCREENING = "a role at the screening's site; for others it does not exist"
    SUPERUSER = "superusers"


@dataclass(frozen=True, slots=True)
class Door:
    """One address. `read` and `send` are the actions of which one has to be allowed, for a GET and for a POST.

    `reads`, `sends`: does it answer to GET, to POST? `own`: a POST changes nothing but the person's own account or
    session, or changes nothing at all (a search); it is open to who otherwise only reads. `noted`: that it was read is
    itself an event of the audit trail, the only thing that a GET ever writes.
    """

    whom: Whom
    does: str
    read: tuple[Action, ...] = ()
    send: tuple[Action, ...] = ()
    reads: bool = True
    sends: bool = False
    own: bool = False
    noted: bool = False

    def roles(self, method: str) -> frozenset[Role]:
        """The roles whose holders get an answer to this method, at the site it is about."""
        actions = self.read if method in SAFE_METHODS else self.send
        return (
            frozenset[Role]().union(*(PERMISSIONS[action].roles for action in actions)) if actions else frozenset(Role)
        )

    @property
    def asks_again(self) -> bool:
        """Taking data out, and all that is done in the admin, needs a password that was given a short while ago."""
        return self.whom is Whom.SUPERUSER or Action.EXPORT in self.send

    @property
    def takes_monitors_words(self) -> bool:
        """Is what is sent here one of the few things that a monitor writes?"""
        return any(action in MONITOR_WRITES for action in self.send)


def _page(does: str, action: Action, *, send: Action | None = None) -> Door:
    return Door(Whom.SCREENING, does, (action,), () if send is None else (send,), sends=send is not None)


_SIGNING = (Action.SIGN_ELIGIBLE, Action.SIGN_FAILURE, Action.SIGN_DATA)
_ASKING = (Action.RAISE_QUERY, Action.ASK_SPONSOR)

DOORS: dict[str, Door] = {
    "healthz": Door(Whom.ANYBODY, "says that the site answers"),
    "login": Door(Whom.ANYBODY, "signs in", sends=True, own=True),
    "sign_in_code": Door(Whom.ANYBODY, "asks for the second factor", sends=True, own=True),
    "reauth": Door(Whom.ANYBODY, "asks for the password again in an open page", sends=True, own=True),
    "logout": Door(Whom.ANYBODY, "signs out", reads=False, sends=True, own=True),
    "set_language": Door(Whom.ANYBODY, "chooses the language", reads=False, sends=True, own=True),
    "profile": Door(Whom.SIGNED_IN, "chooses language, colours and keys", sends=True, own=True),
    "first_steps_hide": Door(Whom.SIGNED_IN, "hides the first steps", reads=False, sends=True, own=True),
    "password": Door(Whom.SIGNED_IN, "changes the own password", sends=True, own=True),
    "second_factor": Door(Whom.SIGNED_IN, "shows the own second factor"),
    "second_factor_new": Door(Whom.SIGNED_IN, "sets up the own second factor", sends=True, own=True),
    "recovery_codes": Door(Whom.SIGNED_IN, "makes new recovery codes", sends=True, own=True),
    "second_factor_off": Door(Whom.SIGNED_IN, "switches the own second factor off", sends=True, own=True),
    "screening:home": Door(Whom.SIGNED_IN, "leads to the first page"),
    # Into an empty database only, where there is nobody yet and nothing to change.
    "screening:demo": Door(Whom.ANYBODY, "shows the demo's accounts; loads it", sends=True, own=True),
    "screening:demo_remove": Door(Whom.ROLE, "removes the demo", send=(Action.REMOVE_DEMO,), reads=False, sends=True),
    "screening:help": Door(Whom.SIGNED_IN, "help"),
    "screening:shortcuts": Door(Whom.SIGNED_IN, "lists the keys"),
    "screening:lab_profiles": Door(
        Whom.ROLE,
        "units and limits of a site's laboratory",
        (Action.MANAGE_PROFILES,),
        (Action.MANAGE_PROFILES,),
        sends=True,
    ),
    "screening:worksheet": Door(Whom.SIGNED_IN, "the form on paper, empty"),
    "screening:worklist": Door(
        Whom.LIST, "worklist; a POST searches", (Action.VIEW,), (Action.VIEW,), sends=True, own=True
    ),
    "screening:log": Door(Whom.LIST, "screening log", (Action.VIEW_LISTS,)),
    "screening:enrolments": Door(Whom.LIST, "enrolment list", (Action.VIEW_LISTS,)),
    "screening:export": Door(Whom.ROLE, "downloads a list", send=(Action.EXPORT,), reads=False, sends=True),
    "screening:reports": Door(Whom.LIST, "the trial in figures", (Action.VIEW_REPORTS,)),
    "screening:report_export": Door(
        Whom.ROLE, "downloads a report's table", send=(Action.EXPORT,), reads=False, sends=True
    ),
    "screening:audit": Door(Whom.ROLE, "audit trail of a site", (Action.VIEW_TRAIL,)),
    "screening:audit_export": Door(
        Whom.ROLE, "downloads the audit trail", send=(Action.EXPORT,), reads=False, sends=True
    ),
    "screening:new": Door(Whom.ROLE, "opens a screening", (Action.OPEN,), (Action.OPEN,), sends=True),
    "screening:screening": _page("leads to the next field or the verdict", Action.VIEW),
    "screening:next": _page("leads to the next missing field", Action.VIEW),
    "screening:verdict": _page("verdict with its evidence", Action.VIEW),
    "screening:criterion": _page("one criterion with its evidence", Action.VIEW),
    "screening:history": _page("audit trail of the screening", Action.VIEW),
    "screening:checklist": Door(Whom.SCREENING, "the checklist on paper", (Action.PRINT,), noted=True),
    "screening:form": _page("a section of the form", Action.VIEW, send=Action.EDIT),
    "screening:new_row": _page("a blank row of the form", Action.EDIT),
    "screening:presence": _page("says who else is filling in the form", Action.VIEW),
    "screening:autosave": Door(
        Whom.SCREENING, "saves one answer of the form as it is given", send=(Action.EDIT,), reads=False, sends=True
    ),
    "screening:judge": _page("records judgements", Action.JUDGE, send=Action.JUDGE),
    "screening:sign": Door(Whom.SCREENING, "signs", _SIGNING, _SIGNING, sends=True),
    "screening:enrol": _page("enrols", Action.ENROL, send=Action.ENROL),
    "screening:withdraw": _page("ends the screening", Action.WITHDRAW, send=Action.WITHDRAW),
    "screening:rescreen": _page("screens the participant again", Action.RESCREEN, send=Action.RESCREEN),
    # The monitor's pen: words beside the data, and the only doors that take a POST of theirs (docs/adr/).
    "screening:queries": Door(Whom.LIST, "queries by age", (Action.VIEW,)),
    "screening:source": _page("ticks what agrees with the source", Action.VIEW, send=Action.CHECK_SOURCE),
    "screening:query_new": Door(Whom.SCREENING, "raises a query", _ASKING, _ASKING, sends=True),
    "screening:query": _page("a query; answers it", Action.VIEW, send=Action.ANSWER_QUERY),
    "screening:query_close": Door(
        Whom.SCREENING, "closes a query", send=(Action.CLOSE_QUERY,), reads=False, sends=True
    ),
    # Django's admin, all of it: accounts, sites and roles; clinical rows can be looked at.
    "admin:*": Door(Whom.SUPERUSER, "accounts, sites, roles", sends=True),
}


def door(name: str) -> Door | None:
    """By the name of the address, with its namespace."""
    return DOORS.get(name) or DOORS.get(f"{name.partition(':')[0]}:*")


def only_reads(user: User) -> bool:
    """A monitor and nothing else: at each of their sites they read everything, and write to queries only."""
    return bool(user.roles) and set(user.roles.values()) == {Role.MONITOR.value} and not user.is_superuser


def check_may_send(user: User, name: str) -> None:
    """Before any page is asked: who only reads sends nothing but queries, whatever the page would have said."""
    known = door(name)
    if not only_reads(user) or (known is not None and (known.own or known.takes_monitors_words)):
        return
    if known is not None and known.send:
        raise role_needed(Role.MONITOR, known.send[0])
    raise PermissionRefused("role_monitor", _("Your role is Monitor: you read everything and change nothing."))
