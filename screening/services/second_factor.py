"""The second factor: codes from an app (RFC 6238: SHA-1, six digits, thirty seconds) and recovery codes on paper.

Secrets are encrypted and recovery codes kept as keyed digests, with keys that are not in the database. Every code counts
once: its time step has to be later than the last one used, under the lock of the row, whichever process asks.
"""

import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp
import segno
from django.conf import settings
from django.utils.translation import gettext as _

from screening import sealing
from screening.errors import NotAllowedNow, WrongCode
from screening.models import Role, SecondFactor, User
from screening.services.audit import acting
from screening.services.common import as_of_now

STEP = 30
_DRIFT = (0, -1, 1)  # a phone's clock may be half a minute off
_SECRET, _RECOVERY, _OFFER, _ACT = "factor.secret", "factor.recovery", "factor.offer", "factor.act"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another
RECOVERY_CODES, _LENGTH = 10, 12
_OFFER_HOLDS = 15 * 60


def is_on(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exclude(secret="").exists()


def recovery_codes_left(user: User) -> int:
    factor = SecondFactor.objects.filter(user=user).first()
    return 0 if factor is None else len(factor.recovery)


def is_required(user: User) -> bool:
    """By a setting, for some roles: whoever has one of them somewhere needs it everywhere."""
    if not settings.MFA_ROLES:
        return False
    held = {Role(role).value for role in user.roles.values()} | ({"superuser"} if user.is_superuser else set())
    return not held.isdisjoint(settings.MFA_ROLES)


# --- the code ---------------------------------------------------------------------------------------------------------


def answers(user: User, code: str, *, now: datetime, act: str = "") -> bool:
    """Whether this code proves the person now; it is spent by that. True for somebody who has no second factor.

    The same code again is right for the same `act` alone: a double click, not a replay.
    """
    with acting(by=user, verb="account.code_used"):
        factor = SecondFactor.objects.select_for_update().filter(user=user).exclude(secret="").first()
        if factor is None:
            return True
        typed = _plain(code)
        if act and factor.last_use == _use(act, typed):
            return True
        if not (_step_used(factor, typed, now) or _recovery_used(factor, typed)):
            return False
        factor.last_use = _use(act, typed) if act else ""
        factor.save(update_fields=["last_step", "last_use", "recovery"])
        return True


def _plain(code: str) -> str:
    """As it was meant: full-width digits, blanks and hyphens do not matter."""
    return "".join(each for each in unicodedata.normalize("NFKC", code).upper() if each.isalnum() and each.isascii())


def _use(act: str, typed: str) -> str:
    return sealing.digest(f"{act}\n{typed}", purpose=_ACT)


def _step_used(factor: SecondFactor, typed: str, now: datetime) -> bool:
    step = _step_of(sealing.decrypt(factor.secret, purpose=_SECRET), typed, now)
    if step is None or step <= factor.last_step:
        return False
    factor.last_step = step
    return True


def _step_of(secret: str, typed: str, now: datetime) -> int | None:
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = [present + drift for drift in _DRIFT if compare_digest(totp.generate_otp(present + drift), typed)]
    return fitting[0] if fitting else None


def _recovery_used(factor: SecondFactor, typed: str) -> bool:
    mine = set(sealing.digests(typed, purpose=f"{_RECOVERY}.{factor.user_id}"))
    left = [kept for kept in factor.recovery if kept not in mine]
    found = len(left) < len(factor.recovery)
    factor.recovery = left
    return found


# --- on, off, new codes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret shown to one person for a quarter of an hour; nothing is kept until a code of it comes back."""

    token: str
    secret: str
    picture: str
    size: int


def offer(user: User, token: str = "") -> Offer:
    """A new secret, or the one of this token again, while it holds."""
    kept = _offered(user, token)
    secret = kept or pyotp.random_base32()
    code = segno.make(
        pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="Trialsite"), error="m", micro=False
    )
    rows = tuple(code.matrix_iter(border=4))
    picture = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )  # a path of squares: an attribute, which a template can escape
    fresh = sealing.encrypt(json.dumps([user.pk, secret]), purpose=_OFFER)
    return Offer(token if kept else fresh, secret, picture, len(rows))


def _offered(user: User, token: str) -> str:
    try:
        owner, secret = json.loads(sealing.decrypt(token, purpose=_OFFER, older_than=_OFFER_HOLDS))
    except sealing.CannotBeRead:
        return ""
    return str(secret) if owner == user.pk else ""


def switch_on(*, by: User, token: str, code: str, now: datetime) -> tuple[str, ...]:
    """From here on codes of this secret are asked for; the recovery codes, shown this once.

    The person has confirmed their password before (accounts.confirm). Raises WrongCode, NotAllowedNow.
    """
    with acting(by=by, verb="account.factor_on"):
        by = User.objects.select_for_update(no_key=True).get(pk=as_of_now(by).pk)
        secret = _offered(by, token)
        if not secret:
            raise NotAllowedNow("offer_gone", _("This page was open too long. Open it again and scan the new picture."))
        if is_on(by):
            raise NotAllowedNow("factor_on", _("A second factor is on already."))
        step = _step_of(secret, _plain(code), now)
        if step is None:
            raise WrongCode("wrong_code", _("This is not the code that the app shows now. Type the newest one."))
        codes = _new_codes()
        SecondFactor.objects.update_or_create(
            user=by,
            defaults={
                "secret": sealing.encrypt(secret, purpose=_SECRET),
                "recovery": _kept(by, codes),
                "last_step": step,
                "last_use": "",
                "changed_at": now,
            },
        )
        return codes


def switch_off(*, by: User, now: datetime) -> None:
    """The person has confirmed with password and code before."""
    if is_required(by):
        raise NotAllowedNow("factor_required", _("Your role needs a second factor, so it cannot be switched off."))
    with acting(by=by, verb="account.factor_off"):
        _clear(as_of_now(by), now)


def remove_lost(*, of: User, now: datetime) -> bool:
    """For the operator, when phone and recovery codes are gone; whether there was one."""
    with acting(by=None, verb="account.factor_removed", reason="lost"):
        return _clear(of, now)


def _clear(user: User, now: datetime) -> bool:
    # update() would pass by the row's lock; the trail would not mind, a code just being checked would.
    factor = SecondFactor.objects.select_for_update().filter(user=user).exclude(secret="").first()
    if factor is None:
        return False
    factor.secret, factor.recovery, factor.last_use, factor.changed_at = "", [], "", now
    factor.save()
    return True


def new_recovery_codes(*, by: User, now: datetime) -> tuple[str, ...]:
    """Ten new ones; those before are worth nothing. The person has confirmed with password and code before."""
    with acting(by=by, verb="account.recovery_codes"):
        by = as_of_now(by)
        factor = SecondFactor.objects.select_for_update().filter(user=by).exclude(secret="").first()
        if factor is None:
            raise NotAllowedNow("factor_off", _("There is no second factor to recover."))
        codes = _new_codes()
        factor.recovery, factor.changed_at = _kept(by, codes), now
        factor.save(update_fields=["recovery", "changed_at"])
        return codes


def _new_codes() -> tuple[str, ...]:
    def one() -> str:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        return "-".join(letters[start : start + 4] for start in range(0, _LENGTH, 4))

    return tuple(one() for _ in range(RECOVERY_CODES))


def _kept(user: User, codes: tuple[str, ...]) -> list[str]:
    return [sealing.digest(_plain(code), purpose=f"{_RECOVERY}.{user.pk}") for code in codes]
