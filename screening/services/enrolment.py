"""Taking a place in the trial. Everything is looked at again, today, behind the trial's lock."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

import criteria
from criteria import Overall
from screening import photographs, verdicts
from screening.errors import NotAllowedNow
from screening.models import DECISIONS, Enrolment, Meaning, Purpose, Screening, Signature, Trial, User
from screening.permissions import Action, check_role
from screening.selectors import last_place
from screening.services.audit import acting
from screening.services.common import as_of_now, key_used, lock_trial, locked, move, refuse_used_key
from screening.states import AUDIT_VERBS, Move


def enrol(
    *, by: User, screening: Screening, today: date, now: datetime, idempotency_key: UUID | None = None
) -> Enrolment:
    """Give the next place and subject number to a screening that is eligible today and signed so on these very data.

    Raises PermissionRefused, or NotAllowedNow with the code status_enrol, trial_full, not_signed, signature_stale,
    signature_damaged or not_eligible_today. The same key again answers with the place it took before.
    """
    with acting(by=by, verb=AUDIT_VERBS[Move.ENROL], screening=screening):
        by = as_of_now(by)
        check_role(by, Action.ENROL, screening)
        # The trial first, then the screening: always in this order, so that two enrolments never wait for each other.
        trial = lock_trial(pk=screening.trial_id)
        if (earlier := _enrolled_before(by, screening, idempotency_key)) is not None:
            return earlier
        screening = locked(screening, by=by, action=Action.ENROL)
        slot = _next_slot(trial)
        signature = _valid_signature(screening)
        assessed = verdicts.assess(screening, today=today, enrolment=today)
        if assessed.overall.verdict is not Overall.ELIGIBLE:
            raise NotAllowedNow("not_eligible_today", _not_today(assessed))
        picture = photographs.take(screening, assessed, by=by, at=now, purpose=Purpose.ENROLMENT)
        enrolment = Enrolment.objects.create(
            trial=trial,
            screening=screening,
            slot=slot,
            subject_number=f"S-{slot:03}",
            signature=signature,
            assessment=picture,
            enrolled_on=today,
            by=by,
            at=now,
            idempotency_key=idempotency_key or uuid4(),
        )
        move(screening, Move.ENROL)
        verdicts.write_summary(screening, assessed)
        screening.save(update_fields=["status", *verdicts.SUMMARY_COLUMNS])
        return enrolment


def _enrolled_before(by: User, screening: Screening, key: UUID | None) -> Enrolment | None:
    earlier = None if key is None else Enrolment.objects.filter(idempotency_key=key).first()
    if earlier is None:
        refuse_used_key(key)
    if earlier is not None and (earlier.screening_id, earlier.by_id) != (screening.pk, by.pk):
        raise key_used()
    return earlier


def latest_decision(screening: Screening) -> Signature | None:
    """The investigator's latest signature: the only one that counts."""
    return (
        Signature.objects.filter(screening=screening, meaning__in=DECISIONS)
        .select_related("assessment", "screening", "signer")
        .order_by("pk")
        .last()
    )


def _valid_signature(screening: Screening) -> Signature:
    signature = latest_decision(screening)
    if signature is None or signature.meaning != Meaning.ELIGIBLE:
        raise NotAllowedNow("not_signed", _("An investigator has to sign “eligible” first."))
    if signature.version != screening.version:
        raise NotAllowedNow(
            "signature_stale", _("The data were changed after the signature: it has to be signed again.")
        )
    if photographs.problems_of(signature) or signature.assessment.facts != verdicts.record_json(screening):
        raise NotAllowedNow(
            "signature_damaged",
            _("The stored signature does not fit the stored data. Do not enrol; tell the administrator."),
        )
    return signature


def _next_slot(trial: Trial) -> int:
    last = last_place(trial)
    if last >= trial.cap:
        raise NotAllowedNow("trial_full", _("All %(cap)s places of the trial are taken.") % {"cap": trial.cap})
    return last + 1


def _not_today(assessed: criteria.Assessment) -> str:
    stopping = [result.id for result in assessed.criteria if not result.verdict.passes]
    return _("Today the participant does not meet every criterion any more: %(which)s.") % {
        "which": ", ".join(stopping)
    }
