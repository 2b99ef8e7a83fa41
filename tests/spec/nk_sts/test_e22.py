"""E22 Other conditions: only the investigator can say."""

import pytest

from .support import judged, outcome, without

FACT = "investigator_other_condition"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (True, ("PRESENT", None, None)),
        (False, ("ABSENT", None, None)),
        (None, ("JUDGEMENT", None, None)),
    ],
    ids=["a condition", "none", "not judged"],
)
def test_judgement(answer, expected):
    assert outcome("E22", {FACT: answer}) == expected


def test_missing():
    assert judged("E22", without(FACT))["missing"] == [FACT]
