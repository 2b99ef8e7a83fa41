"""Argon2id, a few at a time: each hash takes 100 MB, and a storm of sign-ins must wait instead of taking them all at once."""

from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

_turns = BoundedSemaphore(settings.PASSWORD_HASHES_AT_ONCE)


class CappedArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's, with its parameters and its name for what is stored; every door hashes through it."""

    def encode(self, password: str, salt: str) -> str:
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turns:
            return super().verify(password, encoded)
