"""E25 Poor compliance: the investigator's judgement."""

import pytest

from .support import checks, judged, outcome, without

FACT = "poor_compliance"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (True, ("PRESENT", None, None)),
        (False, ("ABSENT", None, None)),
        (None, ("JUDGEMENT", None, None)),
    ],
    ids=["poor", "not poor", "not judged"],
)
def test_judgement(answer, expected):
    assert outcome("E25", {FACT: answer}) == expected


def test_missing():
    assert judged("E25", without(FACT))["missing"] == [FACT]


@pytest.mark.parametrize(
    ("able", "poor", "conflict"),
    [(True, True, True), (False, False, True), (True, False, False), (False, True, False)],
)
def test_conflict_with_the_ability_to_comply_is_flagged(able, poor, conflict):
    assert ("Q43" in checks({"ability_to_comply": able, FACT: poor})) is conflict
