"""Signing: the password again, the meaning in words, and the photograph that is signed."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

import criteria
from criteria import Overall
from screening import photographs, verdicts
from screening.errors import NotAllowedNow
from screening.facts import governing
from screening.models import Assessment, Meaning, Purpose, Role, Screening, Signature, User
from screening.permissions import Action, check_role, role_at
from screening.services.accounts import Door, Proof, confirm
from screening.services.audit import acting
from screening.services.common import as_of_now, key_used, lock_screening, locked, move, refuse_used_key
from screening.states import AUDIT_VERBS, Move

STATEMENTS = {
    Meaning.ELIGIBLE: _(
        "I have reviewed all criteria and the source documents, and I judge this participant eligible for the trial."
    ),
    Meaning.SCREEN_FAILURE: _(
        "I have reviewed the criteria and the source documents, and I judge this participant not eligible: screen failure."
    ),
    Meaning.DATA_COMPLETE: _("The data are complete, and I have checked them against the source documents."),
}
_ACTIONS = {
    Meaning.ELIGIBLE: Action.SIGN_ELIGIBLE,
    Meaning.SCREEN_FAILURE: Action.SIGN_FAILURE,
    Meaning.DATA_COMPLETE: Action.SIGN_DATA,
}
_MOVES = {
    Meaning.ELIGIBLE: Move.SIGN_ELIGIBLE,
    Meaning.SCREEN_FAILURE: Move.SIGN_FAILURE,
    Meaning.DATA_COMPLETE: Move.SIGN_DATA,
}


def action_for(meaning: Meaning | str) -> Action:
    """The permission that a meaning asks for."""
    return _ACTIONS[Meaning(meaning)]


def sign(
    *,
    by: User,
    screening: Screening,
    meaning: Meaning | str,
    password: str,
    today: date,
    now: datetime,
    base_version: int | None = None,
    idempotency_key: UUID | None = None,
    code: str = "",
) -> Signature:
    """Sign the screening as it stands. `base_version`: what the signer was shown; another one now is refused.

    `code`: of the second factor, where the signer has one. Raises WrongPassword or WrongCode (recorded in the trail,
    counted), PermissionRefused, NotAllowedNow. The same key again answers with the signature it made before, and takes
    the code that made it. Call it outside a transaction: a failed try must be kept when nothing else is.
    """
    meaning = Meaning(meaning)
    act = f"sign {screening.pk} {meaning} {idempotency_key}" if idempotency_key else ""
    confirm(by=by, proof=Proof(password, code), door=Door.SIGNING, now=now, screening=screening, act=act)
    with acting(by=by, verb=AUDIT_VERBS[_MOVES[meaning]], screening=screening):
        by = as_of_now(by)
        check_role(by, _ACTIONS[meaning], screening)
        key = idempotency_key or uuid4()
        # Locked before looking for an earlier one: of two clicks at once the second waits, and then finds the first's.
        lock_screening(screening)
        if (earlier := _signed_before(by, screening, meaning, key)) is not None:
            return earlier
        screening = locked(screening, by=by, action=_ACTIONS[meaning])
        _refuse_other_version(screening, base_version)
        assessed = verdicts.assess(screening, today=today)
        _refuse_unfounded(meaning, assessed)
        signature = _signature(screening, assessed, by=by, meaning=meaning, now=now, key=key)
        move(screening, _MOVES[meaning])
        verdicts.write_summary(screening, assessed)
        screening.save(update_fields=["status", *verdicts.SUMMARY_COLUMNS])
        return signature


def is_sent_again(*, by: User, screening: Screening, key: UUID) -> bool:
    """Has this person signed this screening with this very form? Then it has a first result, whatever came after."""
    return Signature.objects.filter(idempotency_key=key, signer=by, screening=screening).exists()


def _signed_before(by: User, screening: Screening, meaning: Meaning, key: UUID) -> Signature | None:
    earlier = Signature.objects.filter(idempotency_key=key).select_related("screening", "assessment").first()
    if earlier is None:
        refuse_used_key(key)
        return None
    if (earlier.signer_id, earlier.screening_id, earlier.meaning) != (by.pk, screening.pk, meaning):
        raise key_used()
    return earlier


def _refuse_other_version(screening: Screening, base_version: int | None) -> None:
    if base_version is not None and base_version != screening.version:
        raise NotAllowedNow(
            "data_changed",
            gettext("The data were changed after this page was opened. Read it again, then sign."),
        )


def _refuse_unfounded(meaning: Meaning, assessed: criteria.Assessment) -> None:
    _refuse_uncomputed(assessed)
    overall = assessed.overall.verdict
    if meaning is Meaning.ELIGIBLE and overall is not Overall.ELIGIBLE:
        raise NotAllowedNow("not_eligible", gettext("“Eligible” can be signed only when every criterion passes."))
    if meaning is Meaning.SCREEN_FAILURE and overall is not Overall.NOT_ELIGIBLE:
        raise NotAllowedNow(
            "no_failure", gettext("A screen failure can be signed only when at least one criterion definitely fails.")
        )
    if meaning is Meaning.DATA_COMPLETE and (missing := verdicts.missing_paths(assessed)):
        raise NotAllowedNow(
            "data_missing",
            gettext("The data are not complete: %(count)s values are missing.") % {"count": len(missing)},
        )


def _refuse_uncomputed(assessed: criteria.Assessment) -> None:
    """What an error in the program left open is no photograph to keep: the mended program would say otherwise."""
    if not verdicts.is_computed(assessed):
        raise NotAllowedNow(
            "not_computed",
            gettext("The program could not work out every criterion. Nothing is lost; tell the administrator."),
        )


def _signature(
    screening: Screening, assessed: criteria.Assessment, *, by: User, meaning: Meaning, now: datetime, key: UUID
) -> Signature:
    picture = photographs.take(screening, assessed, by=by, at=now, purpose=Purpose.SIGNING)
    signature = Signature(
        screening=screening,
        assessment=picture,
        meaning=meaning,
        statement=str(STATEMENTS[meaning]),
        language=get_language() or "en",
        signer=by,
        printed_name=by.printed_name,
        role=role_at(by, screening) or Role.MONITOR,
        signed_at=now,
        timezone=screening.site.timezone,
        version=screening.version,
        idempotency_key=key,
    )
    signature.payload = photographs.payload_of(signature, governing(screening.judgements.all()))
    signature.digest, signature.key_id = photographs.seal(signature.payload)
    signature.save(force_insert=True)
    return signature


def photograph(*, by: User, screening: Screening, today: date, now: datetime) -> Assessment:
    """Keep the assessment of today on request, outside any decision."""
    with acting(by=by, verb="assessment.keep", screening=screening):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.EDIT)
        assessed = verdicts.assess(screening, today=today)
        _refuse_uncomputed(assessed)
        return photographs.take(screening, assessed, by=by, at=now, purpose=Purpose.ON_DEMAND)
