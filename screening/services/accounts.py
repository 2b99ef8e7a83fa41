"""Who signed in, who tried to, and the password again where something is signed."""

from django.db import transaction
from django.utils.translation import gettext as _

from screening.errors import PermissionRefused, WrongPassword
from screening.models import AuditEvent, Screening, User
from screening.services.audit import record_event

SIGNED_IN, SIGNED_OUT, SIGN_IN_FAILED = "account.sign_in", "account.sign_out", "account.sign_in_failed"
CONFIRMED, CONFIRM_FAILED = "signature.password", "signature.password_failed"
_SUCCEEDED, _FAILED = (SIGNED_IN, CONFIRMED), (SIGN_IN_FAILED, CONFIRM_FAILED)


def record_sign_in(*, user: User) -> None:
    record_event(by=user, verb=SIGNED_IN)


def record_sign_out(*, user: User) -> None:
    record_event(by=user, verb=SIGNED_OUT)


def record_failed_sign_in(*, username: str) -> None:
    """A name that belongs to nobody is not kept: people type their password into that field."""
    user = User.objects.filter(username__iexact=username).first() if "\x00" not in username else None
    record_event(by=user, verb=SIGN_IN_FAILED, details={"account": "known" if user else "unknown"})


def confirm_password(*, by: User, password: str, screening: Screening) -> None:
    """The second look before a signature. Raises WrongPassword after recording the try, whatever comes of it."""
    person = User.objects.filter(pk=by.pk, is_active=True).first()
    if person is None:
        raise PermissionRefused("account_closed", _("This account has been closed."))
    right = person.check_password(password)
    with transaction.atomic():
        record_event(by=person, verb=CONFIRMED if right else CONFIRM_FAILED, screening=screening)
    if not right:
        raise WrongPassword("wrong_password", _("This is not your password. Nothing has been signed."))


def failed_tries(user: User) -> int:
    """Wrong passwords in a row, at the door and at signatures together."""
    tries = AuditEvent.objects.filter(actor=user)
    last_right = tries.filter(verb__in=_SUCCEEDED).order_by("-pk").values_list("pk", flat=True).first() or 0
    return tries.filter(verb__in=_FAILED, pk__gt=last_right).count()
