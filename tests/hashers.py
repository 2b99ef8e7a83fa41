"""A password hasher that says how often it was asked: one hash at the door, whoever knocks."""

import threading

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Counts for the whole process; a test sets the numbers to zero."""

    lock = threading.Lock()
    encoded = verified = 0

    @classmethod
    def reset(cls) -> None:
        with cls.lock:
            CountingHasher.encoded = CountingHasher.verified = 0

    def encode(self, password, salt):
        with self.lock:
            CountingHasher.encoded += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        with self.lock:
            CountingHasher.verified += 1
            CountingHasher.encoded -= 1  # MD5 verifies by encoding once more
        return super().verify(password, encoded)
