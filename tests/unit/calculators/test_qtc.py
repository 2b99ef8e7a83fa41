"""QTc by four methods against published examples."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.calculators.qtc import bazett, framingham, fridericia, hodges

METHODS: list[Callable[..., Decimal]] = [bazett, fridericia, framingham, hodges]
QT = st.integers(min_value=200, max_value=700)


@pytest.mark.parametrize(
    ("method", "qt_ms", "rr_ms", "qtc_ms"),
    [
        # admiral's worked examples
        (bazett, 370, 710, "439.11"),
        (fridericia, 370, 710, "414.75"),
        (framingham, 370, 710, "414.66"),
        (bazett, 480, 842, "523.10"),
        (fridericia, 480, 842, "508.32"),
        (framingham, 480, 842, "504.33"),
        # by hand: 60,000 / 750 = 80 bpm, 350 + 1.75 x 20
        (hodges, 350, 750, "385.00"),
        (hodges, 400, 1200, "382.50"),
        # 0.729 is the cube of 0.9, 0.81 the square
        (fridericia, 450, 729, "500.00"),
        (bazett, 450, 810, "500.00"),
    ],
)
def test_published_examples(method: Callable[..., Decimal], qt_ms: int, rr_ms: int, qtc_ms: str) -> None:
    assert method(qt_ms, rr_ms=rr_ms).quantize(Decimal("0.01")) == Decimal(qtc_ms)


def test_exact_roots_are_exact() -> None:
    # A limit of 450 ms must not be missed by a last digit.
    assert fridericia(405, rr_ms=729) == 450
    assert bazett(405, rr_ms=810) == 450
    assert fridericia(Decimal("404.9"), rr_ms=729) < 450


@pytest.mark.parametrize("method", METHODS)
def test_at_60_beats_nothing_is_corrected(method: Callable[..., Decimal]) -> None:
    assert method(Decimal("401.5"), heart_rate_bpm=60) == Decimal("401.5")
    assert method(Decimal("401.5"), rr_ms=1000) == Decimal("401.5")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("heart_rate_bpm", "rr_ms"), [(75, 800), (120, 500), (Decimal("62.5"), 960)])
def test_rate_and_interval_are_the_same_input(
    method: Callable[..., Decimal], heart_rate_bpm: int | Decimal, rr_ms: int
) -> None:
    assert method(380, heart_rate_bpm=heart_rate_bpm) == method(380, rr_ms=rr_ms)


@pytest.mark.parametrize("method", METHODS)
@given(qt_ms=QT, rate=st.integers(min_value=30, max_value=220))
def test_a_faster_heart_gives_a_longer_qtc(method: Callable[..., Decimal], qt_ms: int, rate: int) -> None:
    assert method(qt_ms, heart_rate_bpm=rate + 1) > method(qt_ms, heart_rate_bpm=rate)


@given(qt_ms=QT, rate=st.integers(min_value=61, max_value=220))
def test_bazett_corrects_more_than_fridericia_in_a_fast_heart(qt_ms: int, rate: int) -> None:
    assert bazett(qt_ms, heart_rate_bpm=rate) > fridericia(qt_ms, heart_rate_bpm=rate) > qt_ms


@pytest.mark.parametrize("method", METHODS)
def test_the_rate_is_needed_exactly_once(method: Callable[..., Decimal]) -> None:
    with pytest.raises(ValueError, match=r"heart_rate_bpm is None and rr_ms is None; give exactly one"):
        method(400)
    with pytest.raises(ValueError, match=r"heart_rate_bpm is 60 and rr_ms is 1000; give exactly one"):
        method(400, heart_rate_bpm=60, rr_ms=1000)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"qt_ms": 0, "rr_ms": 1000}, r"qt_ms is 0; it must be above 0"),
        ({"qt_ms": -400, "rr_ms": 1000}, r"qt_ms is -400; it must be above 0"),
        ({"qt_ms": 400, "rr_ms": 0}, r"rr_ms is 0; it must be above 0"),
        ({"qt_ms": 400, "heart_rate_bpm": 0}, r"heart_rate_bpm is 0; it must be above 0"),
        ({"qt_ms": Decimal("NaN"), "rr_ms": 1000}, r"qt_ms is NaN; it must be a finite number"),
        ({"qt_ms": Decimal("sNaN"), "rr_ms": 1000}, r"qt_ms is sNaN; it must be a finite number"),
    ],
)
def test_impossible_input_is_refused_by_name(
    method: Callable[..., Decimal], arguments: dict[str, Decimal | int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        method(**arguments)
