"""What stands around the lines of a verdict: the banner, its one button, the signatures, the place in the trial."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria import Assessment
from screening import wording
from screening.models import Enrolment, Screening, User
from screening.permissions import Action, can, why_not
from screening.presenters import Link, overall_key
from screening.rows.signatures import SignatureRow, SignButton, sign_buttons, signature_rows
from screening.rows.verdict import Banner, Line, banner
from screening.states import Status
from screening.wording import ChipKey


@dataclass(frozen=True, slots=True)
class Desk:
    """`main` is the one button of the banner; without one, `why_no_button` says why (it may be empty too)."""

    banner: Banner
    main: Link | None
    why_no_button: str
    signatures: tuple[SignatureRow, ...]
    buttons: tuple[SignButton, ...]
    more: tuple[Link, ...]
    enrolment: Enrolment | None
    closing_reason: str


def desk(user: User, screening: Screening, assessment: Assessment, lines: Iterable[Line]) -> Desk:
    lines = tuple(lines)
    enrolment = Enrolment.objects.filter(screening=screening).select_related("by").first()
    words = status_words(screening, enrolment, overall_key(assessment))
    main, why = main_button(user, screening, assessment, lines)
    return Desk(
        banner=banner(assessment, lines, words),
        main=main,
        why_no_button=why,
        signatures=signature_rows(screening, assessment),
        buttons=sign_buttons(user, screening, assessment) if screening.status in _SIGNABLE else (),
        more=tuple(_more(user, screening)),
        enrolment=enrolment,
        closing_reason=screening.closing_reason,
    )


_SIGNABLE = frozenset({Status.IN_SCREENING, Status.DATA_CHANGED, Status.SIGNED_ELIGIBLE})


def status_words(screening: Screening, enrolment: Enrolment | None, key: ChipKey) -> str:
    """What was signed or done, as long as the verdict of the day still bears it out; else empty."""
    if enrolment is not None:
        return _("Enrolled %(number)s") % {"number": enrolment.subject_number}
    if screening.status == Status.WITHDRAWN:
        return str(wording.WITHDRAWN)
    if screening.status == Status.SIGNED_FAILURE:
        return str(wording.SIGNED_SCREEN_FAILURE)
    if screening.status == Status.SIGNED_ELIGIBLE and key == "pass":
        return str(wording.SIGNED_ELIGIBLE)
    return ""


def main_button(
    user: User, screening: Screening, assessment: Assessment, lines: Iterable[Line]
) -> tuple[Link | None, str]:
    """The step that brings this screening on, for who may take it; else why this reader has none."""
    counted = Counter(line.key for line in lines)
    steps = list(_steps(user, screening, overall_key(assessment), counted))
    for action, link in steps:
        if can(user, action, screening):
            return link, ""
    return None, why_not(user, steps[0][0], screening) if steps else ""


def _steps(user: User, screening: Screening, key: ChipKey, counted: Counter[ChipKey]) -> Iterable[tuple[Action, Link]]:
    """The useful steps here, the most useful first."""
    number = [screening.number]
    if screening.status not in _SIGNABLE:
        return
    if screening.status == Status.SIGNED_ELIGIBLE and key == "pass":
        yield Action.ENROL, Link(_("Enrol"), reverse("screening:enrol", args=number))
    elif key == "fail":
        yield Action.SIGN_FAILURE, Link(_("Sign screen failure"), reverse("screening:sign", args=number))
    elif key == "pass":
        yield Action.SIGN_ELIGIBLE, Link(_("Sign"), reverse("screening:sign", args=number))
    else:
        yield from _open_steps(counted, number)


def _open_steps(counted: Counter[ChipKey], number: list[str]) -> Iterable[tuple[Action, Link]]:
    judged = counted["judge"]
    if judged:
        words = ngettext("Judge %(n)s item", "Judge %(n)s items", judged) % {"n": judged}
        yield Action.JUDGE, Link(words, reverse("screening:judge", args=number))
    if counted["missing"]:
        yield Action.EDIT, Link(_("Enter missing"), reverse("screening:next", args=number))


def _more(user: User, screening: Screening) -> Iterable[Link]:
    """The rare ways on, at the end of the page."""
    checklist = reverse("screening:checklist", args=[screening.number])
    yield Link(_("Checklist as PDF"), checklist)
    yield Link(_("Checklist as PDF, English and Chinese"), f"{checklist}?lang=both")
    if can(user, Action.WITHDRAW, screening):
        yield Link(_("End this screening: withdrawal"), reverse("screening:withdraw", args=[screening.number]))
    if can(user, Action.RESCREEN, screening):
        yield Link(_("Screen this participant again"), reverse("screening:rescreen", args=[screening.number]))
