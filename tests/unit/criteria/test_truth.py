"""The nine rows of AND and OR, the three of NOT, and what they come to as a verdict."""

import pytest

from criteria.truth import Kind, Overall, Truth, Verdict, overall_of, verdict_of

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

NINE_ROWS = [
    # a, b, a AND b, a OR b
    (T, T, T, T),
    (T, U, U, T),
    (T, F, F, T),
    (U, T, U, T),
    (U, U, U, U),
    (U, F, F, U),
    (F, T, F, T),
    (F, U, F, U),
    (F, F, F, F),
]


@pytest.mark.parametrize(("a", "b", "both", "either"), NINE_ROWS)
def test_and_is_the_minimum_and_or_the_maximum(a, b, both, either):
    assert min(a, b) is both
    assert max(a, b) is either


@pytest.mark.parametrize(("truth", "opposite"), [(T, F), (U, U), (F, T)])
def test_not_is_the_mirror(truth, opposite):
    assert ~truth is opposite


@pytest.mark.parametrize(("a", "b", "both", "either"), NINE_ROWS)
def test_de_morgan(a, b, both, either):
    assert ~both is max(~a, ~b)
    assert ~either is min(~a, ~b)


@pytest.mark.parametrize(
    ("kind", "truth", "awaits", "verdict"),
    [
        (Kind.INCLUSION, T, False, Verdict.MET),
        (Kind.INCLUSION, F, False, Verdict.NOT_MET),
        (Kind.INCLUSION, U, False, Verdict.UNKNOWN),
        (Kind.INCLUSION, U, True, Verdict.JUDGEMENT),
        (Kind.INCLUSION, T, True, Verdict.MET),
        (Kind.EXCLUSION, T, False, Verdict.PRESENT),
        (Kind.EXCLUSION, F, False, Verdict.ABSENT),
        (Kind.EXCLUSION, U, False, Verdict.UNKNOWN),
        (Kind.EXCLUSION, U, True, Verdict.JUDGEMENT),
        (Kind.EXCLUSION, F, True, Verdict.ABSENT),
    ],
)
def test_the_verdict_of_a_criterion(kind, truth, awaits, verdict):
    assert verdict_of(kind, truth, awaits_judgement=awaits) is verdict


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_passes_fails_or_is_open(verdict):
    assert [verdict.passes, verdict.fails, verdict.is_open].count(True) == 1


@pytest.mark.parametrize(
    ("verdicts", "overall"),
    [
        ([Verdict.MET, Verdict.ABSENT], Overall.ELIGIBLE),
        ([Verdict.MET, Verdict.UNKNOWN], Overall.PENDING),
        ([Verdict.MET, Verdict.JUDGEMENT], Overall.PENDING),
        ([Verdict.UNKNOWN, Verdict.NOT_MET], Overall.NOT_ELIGIBLE),
        ([Verdict.JUDGEMENT, Verdict.PRESENT, Verdict.MET], Overall.NOT_ELIGIBLE),
    ],
)
def test_one_failure_decides_and_anything_open_leaves_pending(verdicts, overall):
    assert overall_of(verdicts) is overall
