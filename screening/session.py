"""The clocks of a sign-in: when it began, when the person was last here, and whether it is locked."""

import math

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from screening.clock import utc_now
from screening.models import User

SIGNED_IN_AT, SEEN_AT, LOCKED, HAS_SIGNED = "signed_in_at", "seen_at", "locked", "has_signed"
PROVED_AT = "proved_at"
# Noted once a minute, so that reading pages does not write to the database each time.
_PRECISION = 60


def begin(request: HttpRequest) -> None:
    """Every way of signing in starts both clocks: apps.py ties this to Django's signal."""
    _start(request.session)


def resume(request: HttpRequest) -> None:
    """The same person has proved it again: a new name for the session, while the tokens of open forms stay valid."""
    request.session.cycle_key()
    _start(request.session)


def _start(session: SessionBase) -> None:
    session[SIGNED_IN_AT] = session[SEEN_AT] = session[PROVED_AT] = seconds()
    session.pop(LOCKED, None)
    session.pop(HAS_SIGNED, None)


def prove(request: HttpRequest) -> None:
    """Somebody who is signed in has proved again that it is them."""
    request.session[PROVED_AT] = seconds()


def is_proof_old(session: SessionBase) -> bool:
    """Too old for what asks for the password again: exports, and everything in the admin."""
    return bool(seconds() - session.get(PROVED_AT, 0) > settings.STEP_UP_SECONDS)


def seconds() -> int:
    return int(utc_now().timestamp())


def is_over(session: SessionBase) -> bool:
    """Idle too long, too old, or without clocks at all."""
    if session.get(LOCKED) or SEEN_AT not in session or SIGNED_IN_AT not in session:
        return True
    idle, age = seconds() - session[SEEN_AT], seconds() - session[SIGNED_IN_AT]
    return bool(idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_ABSOLUTE_SECONDS)


def left(session: SessionBase) -> int:
    """Seconds until it is over; none for one that is."""
    if is_over(session):
        return 0
    idle, age = seconds() - session[SEEN_AT], seconds() - session[SIGNED_IN_AT]
    return int(max(1, min(settings.SESSION_IDLE_SECONDS - idle, settings.SESSION_ABSOLUTE_SECONDS - age)))


def minutes_left(session: SessionBase) -> int:
    """Begun minutes, for the script that warns before the end: two pages made one after the other are the same."""
    return math.ceil(left(session) / 60)


def lock(session: SessionBase) -> None:
    """It lets nobody in from here on, but remembers whose it was."""
    if not session.get(LOCKED):
        session[LOCKED] = True


def touch(session: SessionBase) -> None:
    if seconds() - session[SEEN_AT] >= _PRECISION:
        session[SEEN_AT] = seconds()


def has_signed(session: SessionBase) -> bool:
    """In this sitting, without a break: the next signature needs the password alone (21 CFR 11.200)."""
    return bool(session.get(HAS_SIGNED))


def note_signature(session: SessionBase) -> None:
    session[HAS_SIGNED] = True


def whose(request: HttpRequest) -> User | None:
    """Whose locked session came with this request, if one did; known once the user has been looked up."""
    if request.user.is_authenticated:
        return None
    return getattr(request, "was", None)
