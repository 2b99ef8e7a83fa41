"""Opening a screening, opening another one of the same participant, and ending one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from screening import verdicts
from screening.errors import InvalidInput, NotAllowedNow
from screening.facts import as_stored, leaves, place_of, put
from screening.models import FactChange, Participant, ParticipantIdentity, Screening, Site, Trial, User
from screening.permissions import Action, check, check_role
from screening.services.audit import acting
from screening.services.common import (
    as_of_now,
    clean_reason,
    key_used,
    lock_screening,
    lock_trial,
    locked,
    move,
    refuse_used_key,
    store_verdict,
)
from screening.states import AUDIT_VERBS, Move, Status

# What stays true from one screening to the next; everything else is asked anew. Lists that were "reviewed, none" are
# asked anew too: there may be something to enter by now.
STABLE_FACTS = (
    "birth_date",
    "sex",
    "diagnosis",
    "chemo",
    "nitrosourea_ever",
    "other_anticancer",
    "radiotherapy",
    "sct",
    "allogeneic_transplants",
)


def open_screening(
    *,
    by: User,
    site: Site,
    birth_date: str | date | None,
    sex: str | None,
    consent_date: str | date | None,
    today: date,
    initials: str = "",
    hospital_number: str = "",
    name: str = "",
    planned_first_dose: date | None = None,
    idempotency_key: UUID | None = None,
) -> Screening:
    """A participant and their first screening. The same key again answers with the screening it made before."""
    with acting(by=by, verb="screening.open", site=site):
        by = as_of_now(by)
        site = Site.objects.get(pk=site.pk)
        check_role(by, Action.OPEN, site)
        trial = lock_trial()
        if (earlier := _made_before(by, site, idempotency_key)) is not None:
            return earlier
        check(by, Action.OPEN, site)
        facts = _first_facts(birth_date=birth_date, sex=sex, consent_date=consent_date)
        participant = Participant.objects.create(site=site)
        ParticipantIdentity.objects.create(
            participant=participant,
            initials=initials.strip(),
            hospital_number=hospital_number.strip(),
            name=name.strip(),
        )
        return _open(
            trial,
            participant,
            by=by,
            facts=facts,
            today=today,
            source="typed",
            key=idempotency_key,
            planned_first_dose=planned_first_dose,
        )


def rescreen(
    *, by: User, screening: Screening, consent_date: str | date | None, today: date, idempotency_key: UUID | None = None
) -> Screening:
    """A new screening of the same participant after a screen failure or a withdrawal, with what stays true copied."""
    with acting(by=by, verb="screening.rescreen", screening=screening):
        by = as_of_now(by)
        check_role(by, Action.RESCREEN, screening)
        trial = lock_trial()
        if (earlier := _made_before(by, screening.site, idempotency_key, after=screening)) is not None:
            return earlier
        before = locked(screening, by=by, action=Action.RESCREEN)
        if Screening.objects.filter(rescreening_of=before).exists():
            raise NotAllowedNow(
                "rescreened",
                _("%(number)s has been followed by another screening already.") % {"number": before.number},
            )
        facts = _copied(before.facts) | _first_facts(consent_date=consent_date)
        return _open(
            trial,
            before.participant,
            by=by,
            facts=facts,
            today=today,
            source=f"copied from {before.number}",
            key=idempotency_key,
            rescreening_of=before,
        )


def withdraw(*, by: User, screening: Screening, reason: str) -> Screening:
    """End a screening because the participant or the family withdraws, or the site stops it; for a reason, for good.

    The same reason again, for one that ended so, is the same form sent twice: it changes nothing, and is no mistake.
    """
    with acting(by=by, verb=AUDIT_VERBS[Move.WITHDRAW], screening=screening, reason=reason):
        by = as_of_now(by)
        check_role(by, Action.WITHDRAW, screening)
        ended = lock_screening(screening)
        if (ended.status, ended.closing_reason) == (Status.WITHDRAWN, reason.strip()):
            return ended
        screening = locked(screening, by=by, action=Action.WITHDRAW)
        screening.closing_reason = clean_reason(reason, required=_("Say why the screening ends."))
        move(screening, Move.WITHDRAW)
        screening.save(update_fields=["status", "closing_reason"])
        return screening


# --- opening ----------------------------------------------------------------------------------------------------------


def _made_before(by: User, site: Site, key: UUID | None, after: Screening | None = None) -> Screening | None:
    """What this very form made, sent by this very person: a first screening at the site, or the one `after` another."""
    earlier = None if key is None else Screening.objects.filter(idempotency_key=key).first()
    if earlier is None:
        refuse_used_key(key)
        return None
    wanted = (by.pk, site.pk, None if after is None else after.pk)
    if (earlier.opened_by_id, earlier.site_id, earlier.rescreening_of_id) != wanted:
        raise key_used()
    return earlier


def _first_facts(**values: Any) -> dict[str, Any]:
    """The facts asked on the first page; all that is wrong at once, under the names of that page."""
    paths = {"birth_date": "birth_date", "sex": "sex", "consent_date": "icf/signed_date"}
    facts: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in values.items():
        try:
            typed = value.isoformat() if isinstance(value, date) else value
            stored = as_stored(place_of(paths[name]), typed)
        except InvalidInput as invalid:
            wrong[name] = next(iter(invalid.fields.values()))
        else:
            if stored is not None:
                put(facts, paths[name], stored)
    if wrong:
        raise InvalidInput(wrong)
    return facts


def _copied(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Rows get identifiers of their own: they are other rows, of another screening."""
    kept = {key: facts[key] for key in STABLE_FACTS if facts.get(key) not in (None, [])}
    return {
        key: [row | {"id": str(uuid4())} for row in each] if isinstance(each, list) else each
        for key, each in kept.items()
    }


def _open(
    trial: Trial,
    participant: Participant,
    *,
    by: User,
    facts: dict[str, Any],
    today: date,
    source: str,
    key: UUID | None,
    planned_first_dose: date | None = None,
    rescreening_of: Screening | None = None,
) -> Screening:
    protocol = verdicts.protocol(str(trial))
    trial.last_screening_number += 1
    trial.save(update_fields=["last_screening_number"])
    screening = Screening.objects.create(
        number=f"SCR-{trial.last_screening_number:04}",
        trial=trial,
        site=participant.site,
        participant=participant,
        rescreening_of=rescreening_of,
        protocol_slug=protocol.slug,
        protocol_version=protocol.version,
        facts=facts,
        planned_first_dose=planned_first_dose,
        opened_by=by,
        changed_by=by,
        idempotency_key=key,
    )
    FactChange.objects.bulk_create(_first_changes(screening, by=by, source=source))
    store_verdict(screening, today=today)
    return screening


def _first_changes(screening: Screening, *, by: User, source: str) -> Iterator[FactChange]:
    first = [*leaves(screening.facts)]
    if screening.planned_first_dose is not None:
        first.append(("planned_first_dose", screening.planned_first_dose.isoformat()))
    for path, value in first:
        yield FactChange(
            screening=screening,
            path=path,
            old=None,
            new=value,
            source=source,
            by=by,
            base_version=1,
            version=screening.version,
        )
