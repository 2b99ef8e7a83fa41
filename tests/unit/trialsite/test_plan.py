"""TRIALSITE_PLAN is read whole, or the program does not start."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from trialsite.plan import planned


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", None),
        ("2026-05-01/24", (date(2026, 5, 1), 24)),
        (" /8 ", (None, 8)),
        ("2026-05-01/999", (date(2026, 5, 1), 999)),
    ],
)
def test_what_can_be_written(given, read):
    assert planned(given) == read


@pytest.mark.parametrize(
    "given", ["24", "2026-05-01", "2026-05-01/", "2026-05-01/0", "/", "2026-13-01/24", "1.5.2026/24", "/x"]
)
def test_what_cannot_be_read_stops_the_program(given):
    with pytest.raises(ImproperlyConfigured, match="TRIALSITE_PLAN is"):
        planned(given)
