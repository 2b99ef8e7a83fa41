"""Decimal arithmetic for the calculators: checked inputs, spare digits on the way, one rounding at the end.

Roots, powers and quotients have no last digit. They are computed with 50 significant digits and the result is rounded
once, half to even, to 28. No input of a clinic has more than a handful, so nobody sees the rounding; it only makes
the same numbers give the same answer on every machine, and exact results come out exact (the cube root of 0.729 is 0.9).
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal

RESULT_DIGITS = 28
_RESULT = Context(prec=RESULT_DIGITS, rounding=ROUND_HALF_EVEN)
# Generous for any quantity that is measured, and small enough that no power of it overflows.
_MOST_DIGITS = 30
_LARGEST_EXPONENT = 12

# A whole number is exact; a float is not, and is refused.
Exact = Decimal | int


def working_context() -> Context:
    """A context with spare digits; use it as ``with localcontext(working_context()):``."""
    return Context(prec=50, rounding=ROUND_HALF_EVEN)


def result(value: Decimal) -> Decimal:
    """``value`` rounded once, half to even, to 28 significant digits."""
    return _RESULT.plus(value)


def not_negative(name: str, value: Exact) -> Decimal:
    """``value`` as a Decimal. Raises ValueError, with the parameter's name, when it is below 0 or no usable number."""
    number = _number(name, value)
    if number < 0:
        raise ValueError(f"{name} is {value}; it must be 0 or more")
    return number


def positive(name: str, value: Exact) -> Decimal:
    """``value`` as a Decimal. Raises ValueError, with the parameter's name, when it is 0, below 0 or no usable number."""
    number = _number(name, value)
    if number <= 0:
        raise ValueError(f"{name} is {value}; it must be above 0")
    return number


def _number(name: str, value: Exact) -> Decimal:
    if isinstance(value, float):
        raise TypeError(f"{name} is the float {value}; pass the decimal as it was written, Decimal('{value}')")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{name} is {value}; it must be a finite number")
    if len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(f"{name} has a size or a number of digits that is never measured; check the value")
    return number
