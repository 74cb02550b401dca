"""Power series of a formula around a point, and what each function makes of them.

A series is in t, where x is the point + t, or the point + or - t**root to see one side alone.
Series of one side may begin with negative powers, as 1/x does at 0. Each function is written down
as textbooks define it; its higher terms follow from its differential equation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import NoReturn

from tests.truth.balls import ONE, ZERO, Arithmetic, Ball, Doubt, Number

HALF = Fraction(1, 2)
MOST_TERMS = 14  # a series of so many zeros is taken for 0
MOST_ROOT = 12
HULL_BITS = 2000  # from here on, a choice in doubt is taken both ways


class Undefined(Exception):
    """The formula has no real value there; the reason is domain, pole or logarithm."""


class Touched(Exception):
    """A switch or a root is exactly at its border: each side has to be seen for itself."""


class Unknown(Exception):
    """The truth is not found out."""


class MoreTerms(Exception):
    """The series is too short to tell."""


class Roots(Exception):
    """The series has fractional powers: t**root has to take the place of t."""


@dataclass(slots=True)
class Series:
    """The sum of terms[k]*t**(first + k), and beyond the last term nothing is known."""

    first: int
    terms: list[Number]

    @property
    def end(self) -> int:
        return self.first + len(self.terms)


@dataclass
class Frame:
    """Where a formula is looked at: around a point (side 0), on one side, or at it alone."""

    side: int = 0
    terms: int = 3
    root: int = 1
    alone: bool = False


class Calculus:
    """Functions of series in a frame, at so many bits."""

    def __init__(self, bits: int, frame: Frame) -> None:
        self.n, self.frame = Arithmetic(bits), frame
        self.choices: list[int] = []  # which way each switch went

    def constant(self, a: Number) -> Series:
        return Series(0, [a, *[ZERO] * (self.frame.terms - 1)])

    def variable(self, at: Fraction) -> Series:
        found = self.constant(at)
        if self.frame.root < self.frame.terms:
            found.terms[self.frame.root] = Fraction(self.frame.side or 1)
        return found

    def trimmed(self, a: Series) -> Series:
        """Return the series without the zeros that it begins with; empty if it has no more."""
        skip = 0
        while skip < len(a.terms) and a.terms[skip] == 0:
            skip += 1
        return Series(a.first + skip, a.terms[skip:]) if skip else a

    def sign(self, a: Series) -> int:
        """Return the sign just beside the point, or at it, where that is what is looked at."""
        if not self.frame.side:
            sign = self.n.sign(a.terms[0])
            if sign == 0 and not self.frame.alone:
                raise Touched
            return sign
        rest = self.trimmed(a).terms
        if not rest:
            if self.frame.terms < MOST_TERMS * self.frame.root:
                raise MoreTerms
            return 0
        return self.n.sign(rest[0])

    # Arithmetic

    def add(self, a: Series, b: Series) -> Series:
        first, end = min(a.first, b.first), min(a.end, b.end)
        if a.first == b.first:
            return Series(first, [self.n.add(*p) for p in zip(a.terms, b.terms, strict=False)])
        terms = [ZERO] * max(end - first, 0)
        found: list[Number] = list(terms)
        for series in (a, b):
            for place, term in enumerate(series.terms, series.first - first):
                if place < len(found):
                    found[place] = self.n.add(found[place], term)
        return Series(first, found)

    def scale(self, a: Series, by: Number) -> Series:
        return Series(a.first, [self.n.multiply(by, term) for term in a.terms])

    def negate(self, a: Series) -> Series:
        return Series(a.first, [self.n.negate(term) for term in a.terms])

    def subtract(self, a: Series, b: Series) -> Series:
        return self.add(a, self.negate(b))

    def plus(self, a: Series, number: Number) -> Series:
        long = [number, *[ZERO] * max(a.end - 1, 0)]
        return self.add(a, Series(0, long))

    def multiply(self, a: Series, b: Series) -> Series:
        if self.frame.side:
            a, b = self.known(a), self.known(b)
        count = min(len(a.terms), len(b.terms))
        return Series(
            a.first + b.first, [self.sum_of_products(a.terms, b.terms, k) for k in range(count)]
        )

    def known(self, a: Series) -> Series:
        """Begin with a term that is not 0, so that as much as can be is known of a product."""
        rest = self.trimmed(a)
        return rest if rest.terms else a

    def sum_of_products(self, a: list[Number], b: list[Number], k: int) -> Number:
        total: Number = ZERO
        for i in range(k + 1):
            total = self.n.add(total, self.n.multiply(a[i], b[k - i]))
        return total

    def divide(self, a: Series, b: Series) -> Series:
        if b.terms[0] == 0:
            if not self.frame.side:
                raise Undefined("pole")
            b = self.trimmed(b)
            if not b.terms:
                self.give_up_or_lengthen()
        inverse = self.n.inverse(b.terms[0])
        found: list[Number] = []
        for k in range(min(len(a.terms), len(b.terms))):
            rest = a.terms[k]
            for i in range(k):
                rest = self.n.subtract(rest, self.n.multiply(found[i], b.terms[k - i]))
            found.append(self.n.multiply(rest, inverse))
        return Series(a.first - b.first, found)

    def give_up_or_lengthen(self) -> NoReturn:
        raise MoreTerms if self.frame.terms < MOST_TERMS * self.frame.root else Unknown

    def regular(self, a: Series) -> Series:
        """Return the series from its constant term on; raises Unknown at a pole."""
        if a.first < 0:
            a = self.trimmed(a)
        if a.first < 0:
            raise Unknown("a pole inside a function")
        if not a.end:  # all that was known of it has cancelled
            if self.frame.terms < MOST_TERMS * self.frame.root:
                raise MoreTerms
            raise Unknown("no term of it is left")
        return Series(0, [*[ZERO] * a.first, *a.terms])

    def leans(self, a: Series) -> int:
        """Return the sign of a series where either sign will do if it is in doubt."""
        try:
            return self.n.sign((self.known(a) if self.frame.side else a).terms[0])
        except Doubt:
            return 1

    # Functions by their differential equations

    def steps(self, u: list[Number], slopes: list[Number], k: int) -> Number:
        """Return the k-th term of a function whose derivative in u has these terms."""
        total: Number = ZERO
        for i in range(1, k + 1):
            if u[i] != 0:
                product = self.n.multiply(u[i], slopes[k - i])
                total = self.n.add(total, self.n.multiply(Fraction(i), product))
        return self.n.multiply(Fraction(1, k), total)

    def integral(self, value: Number, u: Series, slope: Series) -> Series:
        count = min(len(u.terms), len(slope.terms) + 1)
        later = [self.steps(u.terms, slope.terms, k) for k in range(1, count)]
        return Series(0, [value, *later])

    def exp(self, a: Series) -> Series:
        if a.first < 0 and (a := self.trimmed(a)).first < 0:
            if self.n.sign(a.terms[0]) > 0:
                raise Unknown("an exponential with a pole")
            return self.constant(ZERO)
        u = self.regular(a)
        found = [self.n.exp(u.terms[0])]
        for k in range(1, len(u.terms)):
            found.append(self.steps(u.terms, found, k))
        return Series(0, found)

    def log(self, a: Series) -> Series:
        a = self.known(a) if self.frame.side else a
        sign = self.n.sign(a.terms[0])
        if sign < 0:
            raise Undefined("domain")
        if sign == 0 or a.first:
            if not self.frame.side:
                raise Undefined("logarithm")
            raise Unknown("a logarithm of 0 beside it")
        return self.integral(self.n.log(a.terms[0]), a, self.divide(self.constant(ONE), a))

    def expm1(self, a: Series) -> Series:
        found = self.exp(a)
        return self.tiny(a, self.plus(found, -ONE), found)

    def log1p(self, a: Series) -> Series:
        whole = self.plus(a, ONE)
        found = self.log(whole)
        return self.tiny(a, found, self.divide(self.constant(ONE), whole))

    def tiny(self, a: Series, found: Series, slope: Series) -> Series:
        """Return what is found of a function that is nearly a, where a is below the last bit."""
        value = a.terms[0]
        if a.first or not isinstance(value, Ball) or max(value.size, value.error) > -self.n.bits:
            return found
        error = max(value.error, 2 * value.size, 2 * value.error) + 2
        return self.integral(Ball(value.middle, error), a, slope)

    def wave(self, a: Series) -> tuple[Series, Series]:
        u = self.regular(a)
        cosine, sine = self.n.wave(u.terms[0])
        cosines, sines = [cosine], [sine]
        for k in range(1, len(u.terms)):
            minus = self.steps(u.terms, sines, k)
            sines.append(self.steps(u.terms, cosines, k))
            cosines.append(self.n.negate(minus))
        return Series(0, cosines), Series(0, sines)

    def arctan(self, a: Series) -> Series:
        if a.first < 0 and (a := self.trimmed(a)).first < 0:
            right = self.n.multiply(Fraction(self.n.sign(a.terms[0]), 2), self.n.pi())
            turned = self.arctan(self.divide(self.constant(ONE), a))
            return self.plus(self.negate(turned), right)
        u = self.regular(a)
        slope = self.divide(self.constant(ONE), self.plus(self.multiply(u, u), ONE))
        return self.integral(self.n.arctan(u.terms[0]), u, slope)

    def erf(self, a: Series, complement: bool = False) -> Series:
        if a.first < 0 and (a := self.trimmed(a)).first < 0:
            end = Fraction(self.n.sign(a.terms[0]))
            return self.constant(1 - end if complement else end)
        u = self.regular(a)
        root = self.n.power(self.n.pi(), -HALF)
        factor = self.n.multiply(Fraction(-2 if complement else 2), root)
        slope = self.scale(self.exp(self.negate(self.multiply(u, u))), factor)
        function = self.n.erfc if complement else self.n.erf
        return self.integral(function(u.terms[0]), u, slope)

    def power(self, a: Series, exponent: Fraction) -> Series:
        """Return a series to the power of a rational number."""
        if exponent == 0:
            return self.constant(ONE)
        whole = exponent.denominator == 1
        if whole and 0 < exponent <= 8:
            found = a
            for _ in range(int(exponent) - 1):
                found = self.multiply(found, a)
            return found
        if a.terms[0] == 0:
            return self.power_of_zero(a, exponent)
        if a.first and not whole and (a.first * exponent).denominator != 1:
            self.ask_for_root(exponent)
        if not whole and self.n.sign(a.terms[0]) < 0:
            raise Undefined("domain")
        found_terms = [self.n.power(a.terms[0], exponent)]
        if len(a.terms) > 1 and any(term != 0 for term in a.terms[1:]):
            inverse = self.n.inverse(a.terms[0])
            for k in range(1, len(a.terms)):
                total: Number = ZERO
                for i in range(1, k + 1):
                    factor = exponent * i - k + i
                    product = self.n.multiply(a.terms[i], found_terms[k - i])
                    total = self.n.add(total, self.n.multiply(factor, product))
                found_terms.append(self.n.multiply(self.n.multiply(total, inverse), Fraction(1, k)))
        else:
            found_terms += [ZERO] * (len(a.terms) - 1)
        return Series(int(a.first * exponent), found_terms)

    def power_of_zero(self, a: Series, exponent: Fraction) -> Series:
        if self.frame.side:
            rest = self.trimmed(a)
            if rest.terms:
                return self.power(rest, exponent)
            if self.frame.terms < MOST_TERMS * self.frame.root:
                raise MoreTerms
            return self.constant(ZERO)
        if exponent < 0:
            raise Undefined("pole")
        if not self.frame.alone and exponent.denominator != 1:
            raise Touched
        if exponent > self.frame.terms or self.frame.alone:
            return self.constant(ZERO)
        return self.multiply(self.power(a, exponent - 1), a)

    def ask_for_root(self, exponent: Fraction) -> None:
        root = self.frame.root * exponent.denominator
        if root > MOST_ROOT:
            raise Unknown("a high root of 0")
        raise Roots(root)

    def power_of(self, base: Series, exponent: Series) -> Series:
        """Return a series to the power of another, which moves with x or is irrational."""
        top = exponent.terms[0] if exponent.first == 0 else ZERO
        whole = isinstance(top, Fraction) and top.denominator == 1
        sign = self.sign(base)
        if sign > 0:
            found = self.exp(self.multiply(exponent, self.log(base)))
            if whole and isinstance(base.terms[0], Fraction) and base.first == 0 != base.terms[0]:
                assert isinstance(top, Fraction)
                found.terms[0] = self.n.power(base.terms[0], top)
            return found
        if not self.frame.alone:
            if sign == 0:
                raise Unknown("a power of 0")
            if whole and not self.frame.side:
                raise Touched
            raise Undefined("domain")
        if sign < 0:
            if not whole:
                raise Undefined("domain")
            raise Undefined("isolated")
        if self.n.sign(top) < 0:
            raise Undefined("pole")
        return self.constant(ONE if top == 0 else ZERO)

    # Choices

    def choose(self, which: Callable[[], int], *choices: Callable[[], Series]) -> Series:
        """Return the choice of this number; both, where many bits leave it in doubt."""
        try:
            number = which()
        except Doubt as doubt:
            if self.n.bits < HULL_BITS and not doubt.hopeless:
                raise
            try:
                first, *others = (choice() for choice in choices)
            except Undefined:
                raise doubt from None
            for other in others:
                if first.first != other.first:
                    raise
                pairs = zip(first.terms, other.terms, strict=False)
                first = Series(first.first, [self.n.hull(*pair) for pair in pairs])
            return first
        self.choices.append(int(number))
        return choices[number]()

    def least(self, a: Series, b: Series, sign: int = 1) -> Series:
        """Return the smaller one, or the larger one for a sign of -1."""
        difference = self.subtract(a, b)
        return self.choose(lambda: self.sign(difference) * sign > 0, lambda: a, lambda: b)

    def absolute(self, a: Series) -> Series:
        return self.choose(lambda: self.sign(a) < 0, lambda: a, lambda: self.negate(a))

    def sign_of(self, a: Series) -> Series:
        values = [partial(self.constant, Fraction(s)) for s in (0, 1, -1)]
        return self.choose(lambda: self.sign(a), *values)

    def floor(self, a: Series) -> Series:
        u = self.regular(a)
        low = self.n.floor(u.terms[0])
        rest = self.plus(u, -low)
        if rest.terms[0] == 0 and self.sign(rest) < 0:
            low -= 1
        self.choices.append(int(low))
        return self.constant(Fraction(low))
