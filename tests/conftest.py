"""For every test: nothing here knows a trial or a table; fixtures of a kind stand in that kind's folder."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# A generated test is a proof only if it can be repeated: the same examples on every machine, no clock in the verdict.
settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("searching", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT
