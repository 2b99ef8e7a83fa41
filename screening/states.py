"""Where a screening can stand, what moves it, and the word the audit trail has for each move: three tables side by side.

The database holds the same tables as constraints (migrations/sql/); a test compares them.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    IN_SCREENING = "in_screening", _("In screening")
    SIGNED_ELIGIBLE = "signed_eligible", _("Signed eligible")
    SIGNED_FAILURE = "signed_failure", _("Signed screen failure")
    DATA_CHANGED = "data_changed", _("Signed, data changed since")
    ENROLLED = "enrolled", _("Enrolled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Move(TextChoices):
    """What can happen to a screening after it was opened."""

    EDIT = "edit", _("change a fact, a date or a judgement")
    SIGN_ELIGIBLE = "sign_eligible", _("sign eligible")
    SIGN_FAILURE = "sign_failure", _("sign screen failure")
    SIGN_DATA = "sign_data", _("sign that the data are complete")
    ENROL = "enrol", _("enrol")
    WITHDRAW = "withdraw", _("withdraw")


_S = Status

# Move -> status before -> status after. What does not stand here does not happen.
TRANSITIONS: dict[Move, dict[Status, Status]] = {
    Move.EDIT: {
        _S.IN_SCREENING: _S.IN_SCREENING,
        _S.SIGNED_ELIGIBLE: _S.DATA_CHANGED,
        _S.SIGNED_FAILURE: _S.DATA_CHANGED,
        _S.DATA_CHANGED: _S.DATA_CHANGED,
    },
    Move.SIGN_ELIGIBLE: {
        _S.IN_SCREENING: _S.SIGNED_ELIGIBLE,
        _S.DATA_CHANGED: _S.SIGNED_ELIGIBLE,
    },
    # From signed eligible too: a birthday can pass between the signature and the enrolment.
    Move.SIGN_FAILURE: {
        _S.IN_SCREENING: _S.SIGNED_FAILURE,
        _S.DATA_CHANGED: _S.SIGNED_FAILURE,
        _S.SIGNED_ELIGIBLE: _S.SIGNED_FAILURE,
    },
    Move.SIGN_DATA: {
        _S.IN_SCREENING: _S.IN_SCREENING,
        _S.DATA_CHANGED: _S.DATA_CHANGED,
    },
    Move.ENROL: {_S.SIGNED_ELIGIBLE: _S.ENROLLED},
    Move.WITHDRAW: {
        _S.IN_SCREENING: _S.WITHDRAWN,
        _S.SIGNED_ELIGIBLE: _S.WITHDRAWN,
        _S.DATA_CHANGED: _S.WITHDRAWN,
    },
}

# The word of the audit trail for each move; a new screening is "screening.open" or "screening.rescreen".
AUDIT_VERBS: dict[Move, str] = {
    Move.EDIT: "record.change",
    Move.SIGN_ELIGIBLE: "signature.eligible",
    Move.SIGN_FAILURE: "signature.screen_failure",
    Move.SIGN_DATA: "signature.data_complete",
    Move.ENROL: "enrolment.enrol",
    Move.WITHDRAW: "screening.withdraw",
}

# Somebody still works on these, and their verdict depends on the day.
OPEN = frozenset({_S.IN_SCREENING, _S.SIGNED_ELIGIBLE, _S.DATA_CHANGED})
# A participant is in at most one of these (a partial unique index holds it).
OCCUPYING = OPEN | {_S.ENROLLED}
# A new screening of the same participant may follow these.
CAN_BE_RESCREENED = frozenset({_S.SIGNED_FAILURE, _S.WITHDRAWN})


def status_after(move: Move, before: Status | str) -> Status | None:
    """Where this move leads from here, or None when it is not allowed here."""
    return TRANSITIONS[move].get(Status(before))


def allowed_pairs() -> set[tuple[Status, Status]]:
    """Every change of status that some move makes."""
    return {(a, b) for pairs in TRANSITIONS.values() for a, b in pairs.items() if a is not b}
