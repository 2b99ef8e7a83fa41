"""E14 Drug abuse, psychiatric disorder: (abuse AND unable to quit) OR psychiatric disorder."""

import pytest

from .support import judged, verdict, without


def psychiatric(abuse, unable, disorder):
    return {
        "psychiatric": {
            "psychotropic_abuse_history": abuse,
            "unable_to_quit": unable,
            "psychiatric_disorder": disorder,
        }
    }


@pytest.mark.parametrize(
    ("abuse", "unable", "no_disorder", "disorder_missing"),
    [
        (True, True, "PRESENT", "PRESENT"),
        (True, False, "ABSENT", "UNKNOWN"),
        (True, None, "UNKNOWN", "UNKNOWN"),
        (False, True, "ABSENT", "UNKNOWN"),
        (False, False, "ABSENT", "UNKNOWN"),
        (False, None, "ABSENT", "UNKNOWN"),
        (None, True, "UNKNOWN", "UNKNOWN"),
        (None, False, "ABSENT", "UNKNOWN"),
        (None, None, "UNKNOWN", "UNKNOWN"),
    ],
)
def test_table(abuse, unable, no_disorder, disorder_missing):
    assert verdict("E14", psychiatric(abuse, unable, True)) == "PRESENT"
    assert verdict("E14", psychiatric(abuse, unable, False)) == no_disorder
    assert verdict("E14", psychiatric(abuse, unable, None)) == disorder_missing


def test_nothing_recorded():
    assert verdict("E14", without("psychiatric")) == "UNKNOWN"


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ((True, None, False), ["psychiatric.unable_to_quit"]),
        ((False, None, None), ["psychiatric.psychiatric_disorder"]),
        ((None, None, True), []),
    ],
)
def test_missing(answers, missing):
    assert judged("E14", psychiatric(*answers))["missing"] == missing


@pytest.mark.parametrize(
    ("answers", "reading_dependent"),
    [
        ((False, None, True), True),
        ((False, False, True), True),
        ((True, True, False), False),
        ((True, False, True), False),
        ((False, False, False), False),
    ],
    ids=["disorder alone", "disorder alone, all answered", "abuse, cannot quit", "abuse and disorder", "nothing"],
)
def test_a_disorder_alone(answers, reading_dependent):
    assert judged("E14", psychiatric(*answers))["reading_dependent"] is reading_dependent
