"""What every service does first: the person as they are now, the screening locked, the right to do it checked."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from screening.clock import utc_now
from screening.errors import InvalidInput, NotAllowedNow, PermissionRefused
from screening.models import Screening, Trial, User
from screening.permissions import Action, check
from screening.states import Move, Status, status_after
from screening.verdicts import SUMMARY_COLUMNS, assess, write_summary

LONGEST_REASON = 400


def as_of_now(by: User) -> User:
    """The person anew from the database: a role taken away or an account closed a moment ago counts."""
    person = User.objects.filter(pk=by.pk, is_active=True).first()
    if person is None:
        raise PermissionRefused("account_closed", _("This account has been closed."))
    return person


def locked(screening: Screening, *, by: User, action: Action) -> Screening:
    """The screening as it stands, locked until the end of the transaction, after checking that `by` may do this."""
    current = lock_screening(screening)
    check(by, action, current)
    return current


def lock_screening(screening: Screening) -> Screening:
    """Wait until nobody else is writing to it.

    NO KEY, here and for the trial: a row that somebody adds under it meanwhile (a foreign key) has no reason to wait,
    and waiting for it while holding another lock would be a deadlock.
    """
    rows = Screening.objects.select_for_update(of=("self",), no_key=True).select_related("site")
    found = rows.filter(pk=screening.pk).first()
    if found is None:  # the database shows nobody another site's rows
        raise PermissionRefused("other_site", _("You have no role at this site."))
    return found


def lock_trial(**which: int) -> Trial:
    """Screening numbers and places are given out one after the other. Always taken before a screening's lock."""
    trial = Trial.objects.select_for_update(no_key=True).filter(**which).first()
    if trial is None:
        raise NotAllowedNow("no_trial", _("No trial has been set up: run manage.py migrate."))
    return trial


def move(screening: Screening, step: Move) -> None:
    """Set the status that this step leads to; the caller saves it."""
    after = status_after(step, screening.status)
    if after is None:
        raise NotAllowedNow(
            f"status_{step.value}",
            _("%(number)s is “%(status)s”: this step does not follow.")
            % {"number": screening.number, "status": Status(screening.status).label},
        )
    screening.status = after


def next_version(screening: Screening, *, by: User) -> None:
    """Save changed data as the next version: signatures on the one before are stale from here on."""
    if rescreened := Screening.objects.filter(rescreening_of=screening).values_list("number", flat=True).first():
        raise NotAllowedNow(
            "rescreened",
            _("%(number)s has been followed by %(next)s: enter the data there.")
            % {"number": screening.number, "next": rescreened},
        )
    move(screening, Move.EDIT)
    screening.version += 1
    screening.changed_by, screening.changed_at = by, utc_now()
    screening.save(update_fields=["facts", "planned_first_dose", "status", "version", "changed_by", "changed_at"])


def store_verdict(screening: Screening, *, today: date) -> None:
    """Assess anew and keep the summary, for the lists."""
    write_summary(screening, assess(screening, today=today))
    screening.save(update_fields=list(SUMMARY_COLUMNS))


def clean_reason(reason: str, *, field: str = "reason", required: str = "") -> str:
    """A trimmed reason. `required` is the sentence for an empty one."""
    reason = reason.replace("\0", "").strip()  # which the database takes in no text
    if required and not reason:
        raise InvalidInput({field: required})
    if len(reason) > LONGEST_REASON:
        raise InvalidInput({field: _("Shorten the reason to %(n)s characters.") % {"n": LONGEST_REASON}})
    return reason


def refuse_used_key(key: UUID | None) -> None:
    """A key that came with something of another site, which this person cannot see."""
    if key is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT trialsite_key_used(%s)", [key])
        if cursor.fetchone()[0]:
            raise key_used()


def key_used() -> NotAllowedNow:
    """A form's key that comes back belongs to the same person and the same thing; anything else is somebody else's."""
    return NotAllowedNow("key_used", _("This form has been sent before for something else. Open the page again."))
