"""E03 Interstitial lung disease, ever."""

import pytest

from .support import judged, outcome, without

FACT = "interstitial_lung_disease_ever"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (True, ("PRESENT", None, None)),
        (False, ("ABSENT", None, None)),
        (None, ("UNKNOWN", None, None)),
    ],
    ids=["ever", "never", "missing"],
)
def test_ever(answer, expected):
    assert outcome("E03", {FACT: answer}) == expected


def test_missing():
    assert judged("E03", without(FACT))["missing"] == [FACT]
