"""Numbers that know how wrong they may be: exact fractions, or balls around an mpmath number.

What is exact stays exact as long as it is short, so a kink at a rational point is met exactly.
Everything else carries the logarithm of a bound of its error. A number too large to be written
down, such as exp(exp(1e20)), keeps its sign only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath import libmp, mp

LONGEST = 3000  # bits of a fraction; what grows longer becomes a ball
LARGEST_EXPONENT = 180  # of the argument of an exponential, which is huge beyond 2 to this power
VANISHING = -(2**170)  # logarithm of what an exponential is below
EXACT = -(2**400)  # logarithm of the error of a ball without error
ZERO, ONE = Fraction(0), Fraction(1)
MOST_ROOT = 12  # roots up to this one are tried to be exact


class Doubt(Exception):
    """More bits are needed, so many or twice as many; `hopeless` where no number would do."""

    def __init__(self, bits: int = 0, hopeless: bool = False) -> None:
        super().__init__(bits)
        self.bits, self.hopeless = bits, hopeless


@dataclass(slots=True)
class Ball:
    """A raw mpmath number and the logarithm to base 2 of a bound of its error."""

    middle: Any
    error: int

    @property
    def size(self) -> int:
        """The logarithm of a bound of the middle; that is at least half of it."""
        _, mantissa, exponent, bits = self.middle
        return int(exponent + bits) if mantissa else EXACT

    @property
    def certain(self) -> bool:
        """Whether the ball is clear of 0, by half of its middle at least."""
        return self.error < self.size - 2

    def __str__(self) -> str:
        return str(libmp.to_str(self.middle, 20))


@dataclass(slots=True)
class Huge:
    """A number beyond all that is written down, of this sign."""

    sign: int


Number = Fraction | Ball | Huge


class Arithmetic:
    """The operations at so many bits; `exponent` is the largest argument of an exponential."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.exponent = 0.0

    def ball(self, a: Fraction | Ball) -> Ball:
        if isinstance(a, Ball):
            return a
        if not a:
            return Ball(libmp.fzero, EXACT)
        middle = libmp.from_rational(a.numerator, a.denominator, self.bits, "n")
        return Ball(middle, middle[2] + middle[3] - self.bits)

    def rounded(self, middle: Any, *errors: int) -> Ball:
        """Return the ball of a result that was rounded and inherits these errors."""
        _, mantissa, exponent, bits = middle
        own = exponent + bits - self.bits if mantissa else EXACT
        return Ball(middle, max(own, *errors) + 2)

    def sign(self, a: Number) -> int:
        if isinstance(a, Fraction):
            return (a > 0) - (a < 0)
        if isinstance(a, Huge):
            return a.sign
        if a.certain:
            return -1 if a.middle[0] else 1
        raise Doubt(hopeless=a.error < -(2**20))

    def add(self, a: Number, b: Number) -> Number:
        if isinstance(a, Fraction):
            if not a:
                return b
            if isinstance(b, Fraction):
                return self.short(a + b)
        if isinstance(b, Fraction) and not b:
            return a
        if isinstance(a, Huge) or isinstance(b, Huge):
            signs = {n.sign for n in (a, b) if isinstance(n, Huge)}
            if len(signs) > 1:
                raise Doubt(hopeless=True)
            return Huge(signs.pop())
        a, b = self.ball(a), self.ball(b)
        return self.rounded(libmp.mpf_add(a.middle, b.middle, self.bits, "n"), a.error, b.error)

    def short(self, a: Fraction) -> Number:
        if a.numerator.bit_length() > LONGEST or a.denominator.bit_length() > LONGEST:
            return self.ball(a)
        return a

    def negate(self, a: Number) -> Number:
        if isinstance(a, Fraction):
            return -a
        return Huge(-a.sign) if isinstance(a, Huge) else Ball(libmp.mpf_neg(a.middle), a.error)

    def subtract(self, a: Number, b: Number) -> Number:
        return self.add(a, self.negate(b))

    def multiply(self, a: Number, b: Number) -> Number:
        if isinstance(a, Fraction):
            if not a:
                return ZERO
            if isinstance(b, Fraction):
                return self.short(a * b)
        if isinstance(b, Fraction) and not b:
            return ZERO
        if isinstance(a, Huge) or isinstance(b, Huge):
            for n in (a, b):
                if isinstance(n, Ball) and n.size < -(2**150):
                    raise Doubt(hopeless=True)
            return Huge(self.sign(a) * self.sign(b))
        a, b = self.ball(a), self.ball(b)
        middle = libmp.mpf_mul(a.middle, b.middle, self.bits, "n")
        return self.rounded(middle, a.size + b.error, b.size + a.error, a.error + b.error)

    def inverse(self, a: Number) -> Number:
        if isinstance(a, Fraction):
            return 1 / a
        if isinstance(a, Huge):
            return Ball(libmp.fzero, VANISHING // 2)
        if not a.certain:
            raise Doubt(hopeless=a.error < -(2**20))
        middle = libmp.mpf_div(libmp.fone, a.middle, self.bits, "n")
        return self.rounded(middle, a.error - 2 * (a.size - 2))

    def exp(self, a: Number) -> Number:
        if isinstance(a, Fraction) and not a:
            return ONE
        if not isinstance(a, Huge):
            a = self.ball(a)
            if a.certain:
                self.exponent = max(self.exponent, _float(a.middle))
        if isinstance(a, Huge) or a.size > LARGEST_EXPONENT:
            self.exponent = math.inf
            return Huge(1) if self.sign(a) > 0 else Ball(libmp.fzero, VANISHING)
        if a.error > -2:
            raise Doubt(self.bits + a.error + 64)
        middle = libmp.mpf_exp(a.middle, self.bits, "n")
        return self.rounded(middle, middle[2] + middle[3] + a.error + 1)

    def log(self, a: Number) -> Number:
        if isinstance(a, Huge):
            raise Doubt(hopeless=True)
        if a == 1:
            return ZERO
        if isinstance(a, Fraction) and abs(a - 1) < Fraction(1, 2 ** (self.bits // 2)):
            raise Doubt(2 * (self.bits + (a - 1).denominator.bit_length()))
        a = self.ball(a)
        if self.sign(a) < 0:
            raise ArithmeticError("log of a negative number")
        return self.rounded(libmp.mpf_log(a.middle, self.bits, "n"), a.error - a.size + 3)

    def wave(self, a: Number) -> tuple[Number, Number]:
        """Return cosine and sine."""
        if isinstance(a, Fraction) and not a:
            return ONE, ZERO
        anywhere = Ball(libmp.fzero, 1)
        if isinstance(a, Huge):
            return anywhere, anywhere
        a = self.ball(a)
        if a.error > 0:
            if a.error < 50_000:
                raise Doubt(self.bits + a.error + 64)
            return anywhere, anywhere
        cosine, sine = libmp.mpf_cos_sin(a.middle, self.bits, "n")
        return self.rounded(cosine, a.error), self.rounded(sine, a.error)

    def arctan(self, a: Number) -> Number:
        if isinstance(a, Huge):
            a = self.multiply(Fraction(a.sign, 2), self.pi())
            assert isinstance(a, Ball)
            return self.rounded(a.middle, a.error)
        if not a:
            return ZERO
        a = self.ball(a)
        return self.rounded(libmp.mpf_atan(a.middle, self.bits, "n"), a.error)

    def erf(self, a: Number) -> Number:
        if isinstance(a, Huge):
            return self.rounded(self.ball(Fraction(a.sign)).middle, VANISHING)
        if isinstance(a, Fraction) and not a:
            return ZERO
        a = self.ball(a)
        return self.rounded(libmp.mpf_erf(a.middle, self.bits + 30, "n"), a.error + 1)

    def erfc(self, a: Number) -> Number:
        """Return 1 - erf(a), with the digits of its tail."""
        if isinstance(a, Fraction) and not a:
            return ONE
        if isinstance(a, Huge) or a == 0 or self.sign(a) < 0:
            return self.subtract(ONE, self.erf(a))
        a = self.ball(a)
        if a.size > LARGEST_EXPONENT // 2:
            return Ball(libmp.fzero, VANISHING)
        if a.error + a.size > -4:
            raise Doubt(self.bits + a.error + a.size + 64)
        middle = libmp.mpf_erfc(a.middle, self.bits + 30, "n")
        return self.rounded(middle, middle[2] + middle[3] + max(a.size, 0) + a.error + 4)

    def floor(self, a: Number) -> Fraction:
        if isinstance(a, Fraction):
            return Fraction(math.floor(a))
        if isinstance(a, Huge) or a.size > LONGEST:
            raise Doubt(hopeless=True)
        if not a.certain:
            raise Doubt(self.bits + max(a.error, 0))
        if a.size < -LONGEST:
            return Fraction(-1 if a.middle[0] else 0)
        radius = libmp.mpf_shift(libmp.fone, max(a.error, -2 * self.bits - LONGEST))
        low, high = (
            libmp.to_int(libmp.mpf_floor(libmp.mpf_add(a.middle, shift)))
            for shift in (libmp.mpf_neg(radius), radius)
        )
        if low != high:
            raise Doubt(self.bits + max(a.error, 0))
        return Fraction(int(low))

    def power(self, a: Number, exponent: Fraction) -> Number:
        """Return a to an exponent that is no variable; a is not 0, and positive for a root."""
        if isinstance(a, Fraction):
            exact = _exact_power(a, exponent)
            if exact is not None:
                return self.short(exact)
        if exponent == Fraction(1, 2) and isinstance(a, Ball) and self.sign(a) > 0:
            middle = libmp.mpf_sqrt(a.middle, self.bits, "n")
            return self.rounded(middle, a.error - middle[2] - middle[3] + 2)
        if self.sign(a) < 0:
            odd = exponent.numerator % 2
            positive = self.power(self.negate(a), exponent)
            return self.negate(positive) if odd else positive
        if isinstance(a, Huge):
            return a if exponent > 0 else Ball(libmp.fzero, VANISHING // 4)
        return self.exp(self.multiply(exponent, self.log(a)))

    def pi(self) -> Number:
        return self.rounded(libmp.mpf_pi(self.bits), EXACT)

    def hull(self, a: Number, b: Number) -> Number:
        """Return a ball that holds both."""
        if a == b:
            return a
        if isinstance(a, Huge) or isinstance(b, Huge):
            raise Doubt(hopeless=True)
        difference = self.ball_of(self.subtract(a, b))
        a = self.ball(a)
        return Ball(a.middle, max(a.error, difference.size, difference.error) + 2)

    def ball_of(self, a: Number) -> Ball:
        if isinstance(a, Huge):
            raise Doubt(hopeless=True)
        return self.ball(a)


def _float(middle: Any) -> float:
    size = middle[2] + middle[3]
    return abs(float(libmp.to_float(middle))) if size < 1000 else math.inf


def _exact_power(a: Fraction, exponent: Fraction) -> Fraction | None:
    bits = max(a.numerator.bit_length(), a.denominator.bit_length())
    if bits * abs(exponent) > LONGEST:
        return None
    if exponent.denominator == 1:
        return Fraction(a**exponent.numerator)
    if a < 0 or exponent.denominator > MOST_ROOT:
        return None
    parts = [_exact_root(part, exponent.denominator) for part in (a.numerator, a.denominator)]
    if parts[0] is None or parts[1] is None:
        return None
    return Fraction(Fraction(parts[0], parts[1]) ** exponent.numerator)


def _exact_root(a: int, degree: int) -> int | None:
    if degree == 2:
        root = math.isqrt(a)
    else:
        with mp.workprec(a.bit_length() + 30):
            root = int(mp.nint(mp.root(a, degree)))
    return root if root**degree == a else None
