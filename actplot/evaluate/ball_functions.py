"""The primitives in balls: enclosures of the true value, in as many bits as are asked for.

A ball is a number with a bound of its error, as FLINT's `arb` holds it; the bits of new ones are
those of `flint.ctx.prec`. Values are balls, or exact fractions (`fmpq`) as long as a formula is
rational, so that 3*(1/10) < 3/10 is decided. What has no real value is UNDEFINED, and so is all
that is made of it; what cannot be told in so many bits is a ball that holds no number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

Value = Any  # arb, fmpq or UNDEFINED
Truth = Any  # True, False, None where it cannot be told, or UNDEFINED

MOST_EXACT_BITS = 20_000  # of a fraction that is raised to a power
# From here on a few terms of a series of erfc have as many bits as its exponent asks for.
LARGE, ERFC_TERMS = 1 << 24, 12
NARROW = 8  # bits of a ball that is not as wide as a stretch of the line
SATURATED = arb((1, 1100))  # the exponential of it is beyond all that can be worked out


class Undefined:
    """What has no real value; every operation and method hands it on."""

    def _itself(self, *others: object) -> Undefined:
        return self

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __neg__ = __abs__ = _itself
    __lt__ = __le__ = __gt__ = __ge__ = __pow__ = _itself

    def __getattr__(self, name: str) -> Callable[..., Undefined]:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._itself


UNDEFINED = Undefined()
NO_NUMBER = arb("nan")
ZERO = fmpq(0)


def ball(value: Value) -> Value:
    """Return an exact fraction as a ball."""
    return arb(value) if type(value) is fmpq else value


def holds(left: Value, operator: str, right: Value) -> Truth:
    """Tell whether left < right, or so; None where the balls overlap."""
    if operator in (">", ">="):
        left, right, operator = right, left, "<" if operator == ">" else "<="
    if operator == "!=":
        apart = holds(left, "<", right)
        return apart if apart or apart is UNDEFINED else _either(apart, holds(right, "<", left))
    yes, no = (left < right, left >= right) if operator == "<" else (left <= right, left > right)
    if yes is UNDEFINED:
        return UNDEFINED
    return True if yes else False if no else None


def _either(first: Truth, second: Truth) -> Truth:
    return second if second or first is False else None


def both(first: Truth, second: Truth) -> Truth:
    """Tell whether both hold."""
    if first is UNDEFINED or second is UNDEFINED:
        return UNDEFINED
    if first is False or second is False:
        return False
    return True if first and second else None


def choose(condition: Truth, then: Value, otherwise: Value) -> Value:
    """Return the branch that is taken, or a ball around both where that cannot be told."""
    if condition is None:
        if then is UNDEFINED or otherwise is UNDEFINED:
            return NO_NUMBER
        return ball(then).union(ball(otherwise))
    return UNDEFINED if condition is UNDEFINED else then if condition else otherwise


def integer_power(base: Value, exponent: int) -> Value:
    """Return base**exponent; 0 has no negative power."""
    if exponent < 0 and base == 0:
        return UNDEFINED
    if type(base) is fmpq and _bits(base) * abs(exponent) > MOST_EXACT_BITS:
        base = arb(base)
    if type(base) is arb and exponent > 0 and base.contains(0) and not base.is_exact():
        largest = base.abs_upper() ** exponent
        return (-largest if exponent % 2 else arb(0)).union(largest)
    return base**exponent


def _bits(value: fmpq) -> int:
    return int(value.p.bit_length() + value.q.bit_length())


def power(base: Value, exponent: Value) -> Value:
    """Return base**exponent: of what is negative for whole exponents alone, of 0 for others."""
    if base is UNDEFINED or exponent is UNDEFINED:
        return UNDEFINED
    if base > 0:
        value = ball(base) ** ball(exponent)
        return value if value.is_finite() else exp(exponent * ball(base).log())
    if abs(exponent) > SATURATED:  # an integer that would fill the memory
        return NO_NUMBER
    whole = ball(exponent).unique_fmpz() if ball(exponent).is_exact() else None
    if whole is not None and exponent == whole:
        return integer_power(base, int(whole))
    if base == 0:
        return ZERO if exponent > 0 else UNDEFINED if exponent < 0 else NO_NUMBER
    if base < 0 and not ball(exponent).contains_integer():
        return UNDEFINED
    return NO_NUMBER


def root_power(base: Value, exponent: fmpq) -> Value:
    """Return base**exponent for an exponent that is no integer."""
    if base < 0 or (base == 0 and exponent < 0):
        return UNDEFINED
    if base == 0:
        return ZERO
    if type(base) is arb and base.contains(0) and exponent > 0:
        # callers that are not sure that it is not negative ask for that too
        return arb(0).union(base.upper() ** arb(exponent))
    if type(base) is fmpq and (root := _exact_root(base, int(exponent.q))) is not None:
        return integer_power(root, int(exponent.p))
    if exponent.q == 2:
        return integer_power(ball(base).sqrt(), int(exponent.p))
    return ball(base) ** arb(exponent)


def _exact_root(base: fmpq, degree: int) -> fmpq | None:
    """Return the root of a positive fraction if it is one itself, so that floor(8**(1/3)) is 2."""
    if degree > _bits(base):
        return None
    root = fmpq(base.p.root(degree), base.q.root(degree))
    return root if root**degree == base else None


def _within(function: Callable[[Value], Value], least: int) -> Callable[[Value], Value]:
    """Return a function that is defined above `least` alone."""

    def defined(u: Value) -> Value:
        return UNDEFINED if u <= least else function(ball(u))

    return defined


def _up_to_one(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """Return a function that is defined where |u| <= 1 alone."""
    return lambda u: UNDEFINED if abs(u) > 1 else function(u)


def by_ends(rising: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """Return a monotone function that stays close to its range over a ball as wide as a stretch."""

    def meaning(u: Value) -> Value:
        u = ball(u)
        if u is not UNDEFINED and u.rel_accuracy_bits() < NARROW and u.is_finite():
            ends = rising(u.lower()), rising(u.upper())
            return NO_NUMBER if UNDEFINED in ends else ball(ends[0]).union(ball(ends[1]))
        return rising(u)

    return meaning


@by_ends
def exp(u: Value) -> Value:
    """Return exp(u), infinite or 0 where even its exponent has no end."""
    value = ball(u).exp()
    if value is UNDEFINED or value.is_finite():
        return value
    return arb.pos_inf() if u > SATURATED else ZERO if u < -SATURATED else value


def expm1(u: Value) -> Value:
    """Return exp(u) - 1, infinite or -1 where even the exponent has no end."""
    value = ball(u).expm1()
    return value if value is UNDEFINED or value.is_finite() else exp(u) - 1


def erfc(u: Value) -> Value:
    """Return erfc(u), for large u as exp(-u**2)/(u sqrt(pi)) times 1 - 1/(2 u**2) + ...

    The terms are (-1)**n (2n - 1)!!/(2 u**2)**n; what is left out is less than the last.
    """
    u = ball(u)
    if not u > LARGE or u is UNDEFINED:
        return u.erfc()
    term = total = arb(1)
    for n in range(1, ERFC_TERMS):
        term *= -(2 * n - 1) / (2 * u * u)
        total += term
    return exp(-u * u) / (u * arb.pi().sqrt()) * (total + arb(0, 1) * term)


def sign(u: Value) -> Value:
    """Return -1, 0 or 1, or a ball around what it may be."""
    return ball(u).sgn()


def floor(u: Value) -> Value:
    """Return the largest integer that is not above u."""
    return u.floor() if type(u) is arb else fmpq(u.floor()) if u is not UNDEFINED else u


def sigmoid(u: Value) -> Value:
    """Return 1/(1 + exp(-u))."""
    return 1 / (1 + exp(-ball(u))) if u is not UNDEFINED else u


def softplus(u: Value) -> Value:
    """Return log(1 + exp(u)) = u + log1p(exp(-u))."""
    u = ball(u)
    if u is UNDEFINED or not u > 0:
        return exp(u).log1p()
    return u + exp(-u).log1p()


def sech(u: Value) -> Value:
    """Return 2 exp(-|u|)/(1 + exp(-2|u|))."""
    if u is UNDEFINED:
        return u
    decay = exp(-abs(ball(u)))
    return 2 * decay / (1 + decay * decay)


def cosh(u: Value) -> Value:
    """Return (exp(u) + exp(-u))/2."""
    return (exp(ball(u)) + exp(-ball(u))) * fmpq(1, 2)


def sinh(u: Value) -> Value:
    """Return sinh(u), far out by its larger exponential."""
    value = ball(u).sinh()
    if value is UNDEFINED or value.is_finite():
        return value
    return (exp(ball(u)) - exp(-ball(u))) * fmpq(1, 2)


def logcosh(u: Value) -> Value:
    """Return |u| - log 2 + log1p(exp(-2|u|))."""
    if u is UNDEFINED or u == 0:
        return u
    size = abs(ball(u))
    return size - arb.const_log2() + exp(-2 * size).log1p()


def normal_cdf(u: Value) -> Value:
    """Return erfc(-u/sqrt(2))/2."""
    return erfc(-ball(u) * arb(fmpq(1, 2)).sqrt()) * fmpq(1, 2)


def normal_pdf(u: Value) -> Value:
    """Return exp(-u**2/2)/sqrt(2 pi)."""
    if u is UNDEFINED:
        return u
    return exp(-u * u * fmpq(1, 2)) / (2 * arb.pi()).sqrt()


def minimum(a: Value, b: Value) -> Value:
    """Return the smaller of the two."""
    if type(a) is arb and type(b) is arb:
        return a.min(b)
    return choose(holds(a, "<=", b), a, b)


def maximum(a: Value, b: Value) -> Value:
    """Return the larger of the two."""
    if type(a) is arb and type(b) is arb:
        return a.max(b)
    return choose(holds(a, ">=", b), a, b)


BALL_MEANING: dict[str, Callable[..., Value]] = {
    "exp": exp,
    "expm1": by_ends(expm1),
    "log": _within(by_ends(lambda u: u.log()), 0),
    "log1p": _within(by_ends(lambda u: u.log1p()), -1),
    "abs": abs,
    "sign": sign,
    "floor": floor,
    "sin": lambda u: ball(u).sin(),
    "cos": lambda u: ball(u).cos(),
    "tan": lambda u: ball(u).tan(),
    "arctan": by_ends(lambda u: u.atan()),
    "sinh": by_ends(sinh),
    "cosh": cosh,
    "arcsinh": by_ends(lambda u: u.asinh()),
    "arcsin": _up_to_one(by_ends(lambda u: u.asin())),
    "arccos": _up_to_one(by_ends(lambda u: u.acos())),
    "arccosh": by_ends(lambda u: UNDEFINED if u < 1 else u.acosh()),
    "arctanh": by_ends(lambda u: UNDEFINED if abs(u) >= 1 else u.atanh()),
    "tanh": by_ends(lambda u: u.tanh()),
    "sech": sech,
    "logcosh": logcosh,
    "erf": by_ends(lambda u: u.erf()),
    "erfc": by_ends(erfc),
    "sigmoid": by_ends(sigmoid),
    "softplus": by_ends(softplus),
    "tanhshrink": by_ends(lambda u: u - u.tanh()),
    "normal_cdf": by_ends(normal_cdf),
    "normal_pdf": normal_pdf,
    "min": minimum,
    "max": maximum,
    "clip": lambda u, low, high: minimum(maximum(u, low), high),
}
