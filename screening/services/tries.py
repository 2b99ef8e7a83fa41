"""How often somebody may try, whatever the door: sign-in, second factor, signing, signing in again, a new password.

A try is counted before it is looked at and taken back when it was right, in one statement of the database each: of any
number of tries at once no more than TRIES_ALLOWED are ever looked at, and one that is broken off stays counted.
An account is its row, not the way its name is typed. Names of nobody are counted the same way, so that being locked
gives no name away. An address is the one that TRIALSITE's own proxy saw, never what a client wrote into a header.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from screening.models import TryCount, User
from screening.models.user import name_key
from screening.sealing import digest
from screening.services.audit import record_event

LOCKED, ADDRESS_SLOWED = "account.locked", "address.slowed"
_BUCKETS = 1 << 16

# One row, one statement: whoever comes second waits for the first and sees its number. Times come from the caller.
_COUNT = """
INSERT INTO screening_trycount AS c (key, tries, wrong, since) VALUES (%(key)s, 1, 0, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN c.locked_until > %(now)s THEN c.tries WHEN c.locked_until IS NOT NULL OR c.since <= %(begin)s THEN 1
                 ELSE c.tries + 1 END,
    wrong = CASE WHEN c.locked_until > %(now)s OR (c.locked_until IS NULL AND c.since > %(begin)s) THEN c.wrong ELSE 0 END,
    since = CASE WHEN c.locked_until > %(now)s OR (c.locked_until IS NULL AND c.since > %(begin)s) THEN c.since
                 ELSE %(now)s END,
    locked_until = CASE WHEN c.locked_until > %(now)s THEN c.locked_until END
RETURNING tries, locked_until
"""
_WRONG = """
UPDATE screening_trycount SET wrong = wrong + 1,
    locked_until = CASE WHEN wrong + 1 >= %(allowed)s THEN %(until)s ELSE locked_until END
WHERE key = %(key)s AND (locked_until IS NULL OR locked_until <= %(now)s)
RETURNING locked_until IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What is counted: one row of the counter. `user` is whose account it is, if anybody's."""

    key: str
    allowed: int
    user: User | None = None


class Locked(Exception):
    """No more tries here before this instant; None: too many at the same moment."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(until)
        self.until = until


def at_account(user: User | None, username: str) -> Place:
    key = f"name:{_bucket(name_key(username))}" if user is None else f"account:{user.pk}"
    return Place(key, settings.TRIES_ALLOWED, user)


def at_address(address: str) -> Place:
    return Place(f"address:{_bucket(address)}", settings.TRIES_ALLOWED_PER_ADDRESS)


def _bucket(text: str) -> str:
    return f"{int(digest(text, purpose='tries')[:8], 16) % _BUCKETS:04x}"


def count(place: Place, *, now: datetime, patience: float = 5.0) -> None:
    """Count one more try. Raises Locked when there have been too many; then it must not be looked at.

    Tries that are being looked at count too. Where only those fill the number, this one waits a little for its turn.
    """
    give_up = time.monotonic() + patience
    while True:
        tries, locked_until = _counted(place, now)
        if locked_until is not None:
            raise Locked(locked_until)
        if tries <= place.allowed:
            return
        take_back(place)
        if time.monotonic() > give_up:
            raise Locked(None)
        time.sleep(0.05)


def _counted(place: Place, now: datetime) -> tuple[int, datetime | None]:
    values: dict[str, Any] = {"key": place.key, "now": now, "begin": now - timedelta(seconds=settings.TRIES_WINDOW)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        return cursor.fetchone()  # type: ignore[no-any-return]


def take_back(place: Place) -> None:
    """The try was right, or was not looked at."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE screening_trycount SET tries = greatest(tries - 1, 0) WHERE key = %s", [place.key])


def forget(place: Place) -> None:
    """Everything was right, to the last factor: the wrong ones before are forgiven."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE screening_trycount SET tries = 0, wrong = 0 WHERE key = %s AND locked_until IS NULL", [place.key]
        )


def failed(place: Place, *, now: datetime) -> bool:
    """A try was wrong: its number stays. Locks the place, and says so once, when that was the last one allowed."""
    until = now + timedelta(seconds=settings.TRIES_LOCK)
    values: dict[str, Any] = {"key": place.key, "now": now, "until": until, "allowed": place.allowed}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WRONG, values)
        locked_now = bool(cursor.fetchone() == (True,))
        if locked_now:
            _alert(place, until)
    return locked_now


def _alert(place: Place, until: datetime) -> None:
    if place.user is not None:
        record_event(by=place.user, verb=LOCKED, details={"until": f"{until:%Y-%m-%dT%H:%M:%SZ}"})
    elif place.key.startswith("address:"):
        record_event(by=None, verb=ADDRESS_SLOWED, details={"until": f"{until:%Y-%m-%dT%H:%M:%SZ}"})


@contextmanager
def one_try(place: Place, *, now: datetime) -> Iterator["Try"]:
    """Counted on the way in; on the way out taken back if it was marked right, and otherwise kept."""
    count(place, now=now)
    this = Try()
    try:
        yield this
    finally:
        if this.right:
            take_back(place)
        else:
            failed(place, now=now)


@dataclass(slots=True)
class Try:
    right: bool = False


def locked_accounts(now: datetime) -> list[tuple[User, datetime]]:
    """Whose account is locked at this instant, and until when."""
    until = {
        int(row.key.removeprefix("account:")): row.locked_until
        for row in TryCount.objects.filter(key__startswith="account:", locked_until__gt=now)
        if row.locked_until is not None
    }
    return [(user, until[user.pk]) for user in User.objects.filter(pk__in=until).order_by("username")]


def unlock(user: User) -> bool:
    """Let the account try again at once; whether it was locked."""
    return bool(TryCount.objects.filter(key=f"account:{user.pk}").update(tries=0, wrong=0, locked_until=None))
