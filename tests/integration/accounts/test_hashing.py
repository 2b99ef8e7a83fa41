"""Argon2id as in production: its parameters, and no more at once than memory allows."""

import threading
import time

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from trialsite import hashing
from trialsite.hashing import CappedArgon2PasswordHasher

PRODUCTION = ["trialsite.hashing.CappedArgon2PasswordHasher"]


def test_argon2id_with_more_memory_than_asvs_asks_for(settings):
    settings.PASSWORD_HASHERS = PRODUCTION
    stored = make_password("four words in a row")
    found = identify_hasher(stored).decode(stored)

    assert (found["algorithm"], found["variety"]) == ("argon2", "argon2id")
    assert found["memory_cost"] >= 47104
    assert check_password("four words in a row", stored)
    assert not check_password("four words in a raw", stored)


@pytest.mark.parametrize("work", ["encode", "verify"])
def test_no_more_than_the_cap_at_the_same_time(work, monkeypatch, settings):
    """Fifteen at once; what is watched is Django's hasher, below the cap."""
    at_work, most, guard = 0, 0, threading.Lock()

    def watched(self, *arguments: str) -> bool:
        nonlocal at_work, most
        with guard:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.02)
        with guard:
            at_work -= 1
        return True

    monkeypatch.setattr(hashing.Argon2PasswordHasher, work, watched)
    hasher = CappedArgon2PasswordHasher()
    threads = [threading.Thread(target=getattr(hasher, work), args=("x", "y")) for _ in range(15)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert most == settings.PASSWORD_HASHES_AT_ONCE
