"""For every test: nothing here knows a trial or a table; fixtures of a kind stand in that kind's folder."""

import contextlib
import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from screening.viewer import seeing_everything
from tests.sizes import FULL, SAMPLE, size
from trialsite.pytest_postgres import as_in_production

pytest_plugins = ["tests.proofs"]
ROOT = Path(__file__).resolve().parent.parent
_LONG = {"test_backup.py", "test_completeness.py"}
# What `make test` has a sample of: the races, the kills and the alterations. The rest is for `make faults`.
_SAMPLED = {"test_cap.py", "test_lost_updates.py", "test_crash.py", "test_tampering.py"}
# What has a full size, for `make prove`; what has only one is for `make faults`.
_SIZED = _SAMPLED | {
    "test_replays.py", "test_workflow.py", "test_bad_input.py", "test_fail_open.py", "test_writers.py", "test_storm.py",
}  # fmt: skip

# A generated test is a proof only if it can be repeated: the same examples on every machine, no clock in the verdict.
settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("searching", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the proofs, and puts the dearest of them first, so that what is left for the end is short.

    They are the modules that ask how much they shall do, and those in which a server is killed or cut off, or people race.
    """
    for item in items:
        sized = isinstance(item, pytest.Function) and getattr(item.module, "size", None) is size
        if sized or item.path.name in _LONG or item.path.parent.name == "faults":
            item.add_marker(pytest.mark.prove)
    if SAMPLE or FULL:
        items[:] = [item for item in items if item.path.name in (_SAMPLED if SAMPLE else _SIZED)]
    items.sort(key=lambda item: item.get_closest_marker("dear") is None)


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the collector has no more to look at than what a test leaves."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """pytest-django's, and then as in production: the tests act as the application's role.

    A test looks on from outside, at all sites; requests and services announce their own person, and see only theirs.
    """
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(as_in_production(request.config.getini("database_role")))
        stack.enter_context(seeing_everything())
        yield
