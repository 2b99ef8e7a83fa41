"""Who a participant is. Looking at it is an event of the audit trail, and changing it is one too."""

from screening.models import ParticipantIdentity, Screening, User
from screening.permissions import Action, check
from screening.services.audit import acting, record_event
from screening.services.common import as_of_now, clean_reason


def read_identity(*, by: User, screening: Screening) -> ParticipantIdentity:
    """The identifying data, for somebody who may see them; that they were seen is written down."""
    by = as_of_now(by)
    check(by, Action.VIEW_IDENTITY, screening)
    record_event(by=by, verb="identity.view", screening=screening)
    return ParticipantIdentity.objects.get(participant_id=screening.participant_id)


def save_identity(
    *, by: User, screening: Screening, initials: str, hospital_number: str, name: str, reason: str
) -> ParticipantIdentity:
    with acting(by=by, verb="identity.change", screening=screening, reason=reason):
        by = as_of_now(by)
        check(by, Action.EDIT_IDENTITY, screening)
        identity = ParticipantIdentity.objects.select_for_update(no_key=True).get(
            participant_id=screening.participant_id
        )
        clean_reason(reason)
        identity.initials, identity.hospital_number, identity.name = (
            initials.strip(),
            hospital_number.strip(),
            name.strip(),
        )
        identity.save(update_fields=["initials", "hospital_number", "name"])
        return identity
