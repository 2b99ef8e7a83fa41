"""The signatures of a screening, and the buttons beside them with the reason where one does not work."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria import Assessment, Overall
from screening import selectors
from screening.clock import site_clock
from screening.models import DECISIONS, Meaning, Role, Screening, Signature, User
from screening.permissions import why_not
from screening.presenters import display_code, overall_key
from screening.rows.history import Change, path_label, value_words
from screening.services.signing import STATEMENTS, action_for
from screening.verdicts import word_of


@dataclass(frozen=True, slots=True)
class SignatureRow:
    meaning: str
    statement: str
    language: str
    printed_name: str
    role: str
    at: datetime
    local: str
    zone: str
    digest: str
    protocol: str
    version: int
    stale: bool
    changes: tuple[Change, ...] = ()
    flipped: tuple[str, ...] = ()


def signature_rows(screening: Screening, assessment: Assessment) -> tuple[SignatureRow, ...]:
    """Oldest first. A stale one lists what was written after it, and the criteria whose verdict is another one now."""
    return tuple(_row(screening, assessment, each) for each in selectors.signatures_of(screening))


def _row(screening: Screening, assessment: Assessment, signature: Signature) -> SignatureRow:
    stale = signature.is_stale
    return SignatureRow(
        meaning=str(Meaning(signature.meaning).label),
        statement=signature.statement,
        language=signature.language,
        printed_name=signature.printed_name,
        role=str(Role(signature.role).label),
        at=signature.signed_at,
        local=site_clock(screening.site, signature.signed_at),
        zone=signature.timezone,
        digest=signature.digest,
        protocol=f"{signature.assessment.protocol_slug}@{signature.assessment.protocol_version}",
        version=signature.version,
        stale=stale,
        changes=_changes(screening, signature) if stale else (),
        flipped=_flipped(signature, assessment) if stale else (),
    )


def _changes(screening: Screening, signature: Signature) -> tuple[Change, ...]:
    return tuple(
        Change(
            each.path,
            path_label(screening, each.path),
            value_words(each.path, each.old),
            value_words(each.path, each.new),
        )
        for each in selectors.changes_since(screening, signature.version)
    )


def _flipped(signature: Signature, assessment: Assessment) -> tuple[str, ...]:
    before = {each["id"]: each["verdict"] for each in signature.assessment.result["criteria"]}
    return tuple(display_code(now.id) for now in assessment.criteria if before.get(now.id) != now.verdict.value)


@dataclass(frozen=True, slots=True)
class SignButton:
    """`why_not` empty: it works."""

    meaning: Meaning
    label: str
    statement: str
    why_not: str
    url: str
    called_for: bool


def sign_buttons(user: User, screening: Screening, assessment: Assessment) -> tuple[SignButton, ...]:
    """Both decisions for everybody, so that a reader sees what is still to come; the data statement for its signers."""
    role = user.roles.get(screening.site_id)
    meanings = (*DECISIONS, Meaning.DATA_COMPLETE) if role == Role.COORDINATOR else DECISIONS
    return tuple(
        SignButton(
            meaning=meaning,
            label=str(_LABELS[meaning]()),
            statement=str(STATEMENTS[meaning]),
            why_not=why_not(user, action_for(meaning), screening) or verdict_forbids(assessment, meaning),
            url=f"{reverse('screening:sign', args=[screening.number])}?meaning={meaning.value}",
            called_for=_CALLED_FOR.get(meaning) == overall_key(assessment),
        )
        for meaning in meanings
    )


# The verdict that calls for a signature; others may be given, and are not put forward.
_CALLED_FOR = {Meaning.ELIGIBLE: "pass", Meaning.SCREEN_FAILURE: "fail"}
_LABELS = {
    Meaning.ELIGIBLE: lambda: _("Sign as eligible"),
    Meaning.SCREEN_FAILURE: lambda: _("Sign as screen failure"),
    Meaning.DATA_COMPLETE: lambda: _("Sign that the data are complete"),
}


def verdict_forbids(assessment: Assessment, meaning: Meaning) -> str:
    """Why the verdict does not carry this signature; empty where it does."""
    if meaning is Meaning.SCREEN_FAILURE and assessment.overall.verdict is not Overall.NOT_ELIGIBLE:
        return _("You can't sign a screen failure while no criterion definitely fails.")
    if meaning is Meaning.ELIGIBLE and assessment.overall.verdict is not Overall.ELIGIBLE:
        return _why_not_eligible(assessment)
    return ""


def _why_not_eligible(assessment: Assessment) -> str:
    counted = Counter(word_of(result) for result in assessment.criteria)
    stopping = sum(counted[key] for key in ("fail", "missing", "judge", "notyet"))
    sentence = ngettext(
        "You can't sign “eligible” while %(n)s criterion is open.",
        "You can't sign “eligible” while %(n)s criteria are open.",
        stopping,
    ) % {"n": stopping}
    if assessment.overall.verdict is Overall.NOT_ELIGIBLE:
        possible = _("You can sign a screen failure.")
        return f"{sentence} {possible}"
    return sentence
