"""The numbers of a formula: exact fractions, rounded only where they would be very long."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

from actplot.basics import NumberError

LARGEST_FLOAT = Fraction(1.7976931348623157e308)
# A fraction p/q is kept exactly while both are below this: a coefficient that was rounded would
# show where terms cancel. There is room for the third derivative, with its powers of parameters.
LARGEST_EXACT_PART = 2**1024
# It is printed exactly while both are below this.
LARGEST_PRINTED_PART = 10**9
# Numbers raised to higher powers than this are refused before they fill the memory.
LARGEST_FOLDED_EXPONENT = 1100
LONGEST_POWER = 2**14  # bits that a power of numbers takes, up to which it is worked out exactly
POWER_DIGITS = 40  # of the others
ONE_HALF = Fraction(1, 2)


def held(value: Fraction | int | float | str) -> Fraction:
    """Return a finite number as a formula holds it; raise NumberError beyond 1.8e308."""
    fraction = Fraction(value)
    if abs(fraction) > LARGEST_FLOAT:
        raise NumberError("a number is beyond 1.8e308, the largest that fits")
    exact = max(abs(fraction.numerator), fraction.denominator) < LARGEST_EXACT_PART
    return fraction if exact else printed(fraction)


def printed(value: Fraction) -> Fraction:
    """Return a number as it is printed: where it is long, rounded to a float's decimal digits."""
    short = max(abs(value.numerator), value.denominator) < LARGEST_PRINTED_PART
    if short or Fraction(float(value)) == value:
        return value
    return Fraction(repr(float(value)))


def power_of_numbers(value: Fraction, n: Fraction) -> Fraction | None:
    """Return value**n where that is a fraction, None where it stays a power, as 2**(1/2) does."""
    if value == 0 and n < 0:
        raise NumberError("it divides by zero")
    if n.denominator == 1:
        size = float(n) * _log2(abs(value)) if value else 0.0
        if abs(size) > LARGEST_FOLDED_EXPONENT:
            bound = "beyond 1.8e308" if size > 0 else "below 5e-324"
            raise NumberError(f"a power of numbers is {bound}, the end of what floats hold")
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        is_long = bits * abs(n) > LONGEST_POWER
        return _rounded_power(value, int(n)) if is_long else value ** int(n)
    if n.denominator == 2 and value > 0:
        top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if top * top == value.numerator and bottom * bottom == value.denominator:
            return power_of_numbers(Fraction(top, bottom), Fraction(n.numerator))
    return None


def _log2(value: Fraction) -> float:
    """Return the logarithm to base 2, which near 1 is that of what a float of the value loses."""
    beyond_one = value - 1
    if abs(beyond_one) < ONE_HALF:
        return math.log1p(float(beyond_one)) / math.log(2)
    return math.log2(value)


def _rounded_power(value: Fraction, n: int) -> Fraction:
    """Return value**n to more digits than a float has, for an n that may have hundreds."""
    with localcontext() as context:
        context.prec = POWER_DIGITS + len(str(abs(n)))
        return Fraction((Decimal(value.numerator) / value.denominator) ** n)
