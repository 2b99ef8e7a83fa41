"""QT interval corrected for heart rate, in ms, by four methods.

The methods differ by more than the distance between a normal and a prolonged value, Bazett over-corrects at the fast
rates of children, and the protocol names none: a QTc is only meaningful with its method beside it.

Give the rate either as ``heart_rate_bpm`` or as ``rr_ms`` (the RR interval, 60,000 / rate), not both.
"""

from decimal import Decimal, localcontext

from criteria.calculators.exact import Exact, positive, result, working_context

MS_PER_MINUTE = 60_000
MS_PER_SECOND = 1000


def bazett(qt_ms: Exact, *, heart_rate_bpm: Exact | None = None, rr_ms: Exact | None = None) -> Decimal:
    """QT / square root of RR in seconds. Source: Bazett HC. Heart 1920;7:353-70."""
    qt, rr = _qt_ms(qt_ms), _rr_ms(heart_rate_bpm, rr_ms)
    with localcontext(working_context()):
        return result(qt / (rr / MS_PER_SECOND).sqrt())


def fridericia(qt_ms: Exact, *, heart_rate_bpm: Exact | None = None, rr_ms: Exact | None = None) -> Decimal:
    """QT / cube root of RR in seconds. Source: Fridericia LS. Acta Med Scand 1920;53:469-86."""
    qt, rr = _qt_ms(qt_ms), _rr_ms(heart_rate_bpm, rr_ms)
    with localcontext(working_context()):
        return result(qt / (rr / MS_PER_SECOND) ** (Decimal(1) / 3))


def framingham(qt_ms: Exact, *, heart_rate_bpm: Exact | None = None, rr_ms: Exact | None = None) -> Decimal:
    """QT + 154 x (1 - RR in seconds). Source: Sagie A et al. Am J Cardiol 1992;70:797-801."""
    qt, rr = _qt_ms(qt_ms), _rr_ms(heart_rate_bpm, rr_ms)
    with localcontext(working_context()):
        return result(qt + 154 * (1 - rr / MS_PER_SECOND))


def hodges(qt_ms: Exact, *, heart_rate_bpm: Exact | None = None, rr_ms: Exact | None = None) -> Decimal:
    """QT + 1.75 x (heart rate - 60). Source: Hodges M et al. J Am Coll Cardiol 1983;1:694."""
    qt, rr = _qt_ms(qt_ms), _rr_ms(heart_rate_bpm, rr_ms)
    with localcontext(working_context()):
        return result(qt + Decimal("1.75") * (MS_PER_MINUTE / rr - 60))


def _qt_ms(qt_ms: Exact) -> Decimal:
    return positive("qt_ms", qt_ms)


def _rr_ms(heart_rate_bpm: Exact | None, rr_ms: Exact | None) -> Decimal:
    if rr_ms is not None and heart_rate_bpm is None:
        return positive("rr_ms", rr_ms)
    if heart_rate_bpm is not None and rr_ms is None:
        rate = positive("heart_rate_bpm", heart_rate_bpm)
        with localcontext(working_context()):
            return MS_PER_MINUTE / rate
    raise ValueError(f"heart_rate_bpm is {heart_rate_bpm} and rr_ms is {rr_ms}; give exactly one of them")
