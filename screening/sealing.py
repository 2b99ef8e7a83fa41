"""What is kept so that the database alone gives nothing away: encrypted, or as a keyed digest. The keys stay outside.

Both are made from SECRET_KEY. A new one takes over without a break while the old one stands in SECRET_KEY_FALLBACKS.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotBeRead(Exception):
    """Not made here, altered, too old, or made with a key that is gone."""


def encrypt(text: str, *, purpose: str) -> str:
    return _boxes(purpose).encrypt(text.encode()).decode()


def decrypt(token: str, *, purpose: str, older_than: int | None = None) -> str:
    """Raises CannotBeRead. `older_than`: seconds after which it is refused."""
    try:
        return _boxes(purpose).decrypt(token.encode(), ttl=older_than).decode()
    except (InvalidToken, ValueError) as problem:
        raise CannotBeRead(purpose) from problem


def digest(text: str, *, purpose: str) -> str:
    return _digest(settings.SECRET_KEY, text, purpose)


def digests(text: str, *, purpose: str) -> list[str]:
    """With every key that counts, the present one first: what was kept may be older than it."""
    return [_digest(key, text, purpose) for key in _keys()]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def _digest(key: str, text: str, purpose: str) -> str:
    return hmac.new(_derived(key, purpose), text.encode(), hashlib.sha256).hexdigest()


def _boxes(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key, purpose))) for key in _keys()])


def _derived(key: str, purpose: str) -> bytes:
    """One key for each purpose: what was made for one thing cannot be shown for another."""
    return hmac.new(key.encode(), f"trialsite.{purpose}".encode(), hashlib.sha256).digest()
