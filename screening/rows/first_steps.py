"""The way through the first screening, for people who have just got their account: on the worklist until they hide it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from screening.models import FactChange, Judgement, Meaning, Role, Screening, Signature, User


@dataclass(frozen=True, slots=True)
class FirstStep:
    label: str | Promise
    done: bool
    href: str


_ME = OuterRef("pk")
_DONE = {
    "opened": Exists(Screening.objects.filter(opened_by=_ME)),
    "results": Exists(FactChange.objects.filter(by=_ME, path__startswith="labs/")),
    "checked": Exists(Signature.objects.filter(signer=_ME, meaning=Meaning.DATA_COMPLETE)),
    "judged": Exists(Judgement.objects.filter(by=_ME)),
    "decided": Exists(Signature.objects.filter(~Q(meaning=Meaning.DATA_COMPLETE), signer=_ME)),
}
_STEPS: dict[Role, tuple[tuple[str, str | Promise, str], ...]] = {
    Role.COORDINATOR: (
        ("opened", _("Start a screening"), "screening:new"),
        ("results", _("Enter laboratory results"), "screening:worklist"),
        ("checked", _("Sign that the data are complete and checked against the source"), "screening:worklist"),
    ),
    Role.INVESTIGATOR: (
        ("opened", _("Start a screening, or open one from the worklist"), "screening:new"),
        ("judged", _("Answer what only you may judge"), "screening:worklist"),
        ("decided", _("Sign “eligible” or a screen failure"), "screening:worklist"),
    ),
}


def first_steps(user: User) -> list[FirstStep]:
    """In the order of the work. Nothing for who hid them, and for roles that only read."""
    steps = [step for role in Role if role in user.roles.values() for step in _STEPS.get(role, ())]
    if not user.shows_first_steps or not steps:
        return []
    done = User.objects.filter(pk=user.pk).annotate(**_DONE).values(*_DONE).get()
    return [FirstStep(label, done[key], reverse(name)) for key, label, name in steps]
