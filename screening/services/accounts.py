"""Who signs in, and who proves again that it is them: each try counted, recorded, and answered alike.

A wrong name, a wrong password, a closed account and a locked one get one sentence, after the same work: nobody learns
here who has an account. All doors share one counter for each account (services/tries.py).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from screening.demo.people import is_of_the_demo
from screening.errors import PermissionRefused, TooManyTries, WrongCode, WrongPassword
from screening.models import Screening, TryCount, User
from screening.models.user import name_key
from screening.services import second_factor, tries
from screening.services.audit import record_event

SIGNED_IN, SIGNED_OUT, SIGN_IN_FAILED = "account.sign_in", "account.sign_out", "account.sign_in_failed"
CONFIRMED, CONFIRM_FAILED = "signature.password", "signature.password_failed"


class Door(Enum):
    """Where somebody who is signed in proves it again: the words of the trail for right and wrong."""

    SIGNING = (CONFIRMED, CONFIRM_FAILED)
    SESSION = ("account.session_resumed", "account.session_resume_failed")
    PASSWORD = ("account.password_confirmed", "account.password_confirm_failed")
    SECOND_FACTOR = ("account.factor_confirmed", "account.factor_confirm_failed")


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody typed to prove who they are. `address`: where the request came from."""

    password: str
    code: str = ""
    address: str = ""


# --- signing in -------------------------------------------------------------------------------------------------------


def first_step(*, username: str, proof: Proof, now: datetime) -> User:
    """Name and password. The account may want a code still: ask second_factor.is_on before letting anybody in.

    Raises WrongPassword, or TooManyTries when its address tried so often that nothing from there is looked at.
    """
    user = User.objects.filter(name_key=name_key(username)).first()
    if user is not None and settings.PRODUCTION and is_of_the_demo(user):
        user = None  # everybody knows the password
    with _from_address(proof.address, now) as here:
        here.right = _try(tries.at_account(user, username), user, proof.password, now)
    if user is None or not here.right:
        _record_failed(user)
        raise WrongPassword(
            "sign_in",
            _("User name and password do not fit together. Check both; capital letters matter in the password."),
        )
    return user


def open_account(pk: int) -> User | None:
    """The person as they are now; None once the account is closed."""
    return User.objects.filter(pk=pk, is_active=True).first()


def second_step(*, user: User, proof: Proof, now: datetime) -> None:
    """The code, after a right password. Raises WrongCode or TooManyTries."""
    with _from_address(proof.address, now) as here:
        here.right = _try_code(user, proof.code, now)
    if not here.right:
        _record_failed(user)
        raise WrongCode("wrong_code", wrong_code_sentence())


def signed_in(*, user: User) -> None:
    """Every factor was right: earlier wrong tries are forgiven."""
    tries.forget(tries.at_account(user, ""))
    record_event(by=user, verb=SIGNED_IN)


def record_sign_out(*, user: User) -> None:
    record_event(by=user, verb=SIGNED_OUT)


def _record_failed(user: User | None) -> None:
    """A name that belongs to nobody is not kept: people type their password into that field."""
    record_event(by=user, verb=SIGN_IN_FAILED, details={"account": "known" if user else "unknown"})


# --- proving it again -------------------------------------------------------------------------------------------------


def confirm(
    *,
    by: User,
    proof: Proof,
    door: Door,
    now: datetime,
    screening: Screening | None = None,
    act: str = "",
) -> None:
    """Password and, where the person has one, the second factor. Raises WrongPassword after recording the try.

    `act` names what is being confirmed: the same code is right again for that same act alone, so that a form that was
    sent twice is done once instead of refused. Call it outside a transaction: a failed try is kept when nothing else is.
    """
    person = User.objects.filter(pk=by.pk, is_active=True).first()
    if person is None:
        raise PermissionRefused("account_closed", _("This account has been closed."))
    place = tries.at_account(person, "")
    wrong = _what_is_wrong(person, proof, place, now, act)
    verb = door.value[0] if not wrong else door.value[1]
    with transaction.atomic():
        record_event(by=person, verb=verb, screening=screening, details={"wrong": wrong} if wrong else None)
    if wrong == "code":
        raise WrongCode("wrong_code", wrong_code_sentence())
    if wrong:
        sentence = (
            _("This is not your password. Nothing has been signed.") if door is Door.SIGNING else _not_your_password()
        )
        raise WrongPassword("wrong_password", sentence)
    tries.forget(place)


def record_wrong_name(*, by: User, screening: Screening, now: datetime) -> None:
    """Somebody else's user name over a signature: a try like a wrong password (21 CFR 11.300(d))."""
    with suppress(tries.Locked), tries.one_try(tries.at_account(by, ""), now=now):
        pass  # nothing says that it was right
    record_event(by=by, verb=CONFIRM_FAILED, screening=screening, details={"wrong": "user name"})


def _what_is_wrong(person: User, proof: Proof, place: tries.Place, now: datetime, act: str) -> str:
    """Nothing (""), the password, the code, or too many tries."""
    try:
        with tries.one_try(place, now=now) as this:
            if not _matches(person, proof.password):
                return "password"
            # A code is spent only behind a right password.
            this.right = second_factor.answers(person, proof.code, now=now, act=act)
            return "" if this.right else "code"
    except tries.Locked:
        _matches(None, proof.password)
        return "locked"


def _not_your_password() -> str:
    return _("This is not your password. Type it again.")


def wrong_code_sentence() -> str:
    return _("This code is not right, or has been used. Wait for the next one, or use a recovery code.")


# --- one try ----------------------------------------------------------------------------------------------------------


class _from_address:  # noqa: N801  reads as words where it is used
    """A try from an address. Many people may share one, so its limit is wide, and its lock is no secret."""

    def __init__(self, address: str, now: datetime) -> None:
        self._counted = tries.one_try(tries.at_address(address), now=now)
        self._now = now

    def __enter__(self) -> tries.Try:
        try:
            return self._counted.__enter__()
        except tries.Locked as locked:
            seconds = 60 if locked.until is None else max(1, int((locked.until - self._now).total_seconds()))
            sentence = _("Too many wrong tries came from this network. Wait %(n)s minutes, then try again.")
            raise TooManyTries("address", sentence % {"n": -(-seconds // 60)}, seconds) from None

    def __exit__(self, *problem: object) -> None:
        self._counted.__exit__(*problem)  # type: ignore[arg-type]


def _try(place: tries.Place, user: User | None, password: str, now: datetime) -> bool:
    try:
        with tries.one_try(place, now=now) as this:
            this.right = _matches(user, password)
            return this.right
    except tries.Locked:
        _matches(None, password)
        return False


def _try_code(user: User, code: str, now: datetime) -> bool:
    try:
        with tries.one_try(tries.at_account(user, ""), now=now) as this:
            this.right = second_factor.answers(user, code, now=now)
            return this.right
    except tries.Locked:
        return False


def _matches(user: User | None, password: str) -> bool:
    """One hash, whoever it is: the time it takes says nothing."""
    if user is None:
        make_password(password)
        return False
    return check_password(password, user.password) and user.is_active


def failed_tries(user: User) -> int:
    """Wrong tries in a row, at all doors together."""
    return TryCount.objects.filter(key=tries.at_account(user, "").key).values_list("wrong", flat=True).first() or 0
