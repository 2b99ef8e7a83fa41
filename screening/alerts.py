"""What an administrator must know at once (21 CFR 11.300(d)): accounts of their sites that somebody tries to get into."""

from dataclasses import dataclass
from datetime import datetime

from screening.models import Membership, Role, User
from screening.services import tries


@dataclass(frozen=True, slots=True)
class LockedAccount:
    username: str
    printed_name: str
    until: datetime


def locked_accounts(viewer: User, *, now: datetime) -> tuple[LockedAccount, ...]:
    """For administrators the accounts with a role at their sites, for superusers all; nobody else is told."""
    sites = [site for site, role in viewer.roles.items() if role == Role.ADMINISTRATOR]
    if not sites and not viewer.is_superuser:
        return ()
    locked = tries.locked_accounts(now)
    if not viewer.is_superuser:
        here = set(Membership.objects.filter(site__in=sites, active=True).values_list("user_id", flat=True))
        locked = [(user, until) for user, until in locked if user.pk in here]
    return tuple(LockedAccount(user.username, user.printed_name, until) for user, until in locked)
