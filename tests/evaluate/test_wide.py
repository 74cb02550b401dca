"""Wide numbers agree with mpmath wherever float64 overflows, underflows or cancels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from mpmath import mp

from actplot.evaluate import wide, wide_functions
from actplot.evaluate.arrays import Array
from actplot.evaluate.wide import Wide

Reference = Callable[..., mpmath.mpf]

RANDOM = np.random.default_rng(20240607)
COUNT = 40
BITS = 85  # accuracy promised up to arguments of 1e4


def signed(positive: Array) -> Array:
    """Give every other number a minus sign."""
    return positive * np.where(np.arange(positive.size) % 2, -1.0, 1.0)


UNIT = np.concatenate([RANDOM.uniform(-3.0, 3.0, COUNT), [-1.0, 1.0, -0.5, 0.5]])
LINE = RANDOM.uniform(-1e4, 1e4, COUNT)
TINY = signed(10.0 ** RANDOM.uniform(-300.0, -1.0, COUNT))
HUGE = signed(10.0 ** RANDOM.uniform(4.0, 300.0, COUNT))
FRACTIONS = RANDOM.uniform(-0.999, 1.0, COUNT)
EVERYWHERE = np.concatenate([UNIT, LINE, TINY, HUGE])
REAL = np.concatenate([UNIT, LINE, TINY])
POSITIVE = np.abs(EVERYWHERE)
NEAR_ONE = 1.0 + signed(2.0 ** -RANDOM.uniform(1.0, 52.0, COUNT))
PERIODS = np.arange(-40, 40) * (math.pi / 4)
SEAMS = signed(np.concatenate([np.linspace(0.99, 1.01, COUNT), np.linspace(8.7, 9.1, COUNT)]))

TABLE: dict[str, tuple[Reference, Array]] = {
    "negate": (lambda x: -x, EVERYWHERE),
    "absolute": (abs, EVERYWHERE),
    "sqrt": (mp.sqrt, POSITIVE),
    "exp": (mp.exp, REAL),
    "expm1": (mp.expm1, REAL),
    "log": (mp.log, np.concatenate([POSITIVE, NEAR_ONE])),
    "log1p": (mp.log1p, np.concatenate([POSITIVE, FRACTIONS, TINY])),
    "sin": (mp.sin, REAL),
    "cos": (mp.cos, REAL),
    "tan": (mp.tan, REAL),
    "arctan": (mp.atan, np.concatenate([EVERYWHERE, SEAMS])),
    "arcsinh": (mp.asinh, np.concatenate([EVERYWHERE, SEAMS])),
    "erfc": (mp.erfc, np.concatenate([UNIT, TINY, SEAMS])),
    "sinh": (mp.sinh, REAL),
    "cosh": (mp.cosh, REAL),
    "tanh": (mp.tanh, REAL),
    "sech": (mp.sech, REAL),
    "logcosh": (lambda u: mp.log1p(2 * mp.sinh(u / 2) ** 2), np.concatenate([REAL, SEAMS])),
    "sigmoid": (lambda u: 1 / (1 + mp.exp(-u)), REAL),
    "softplus": (lambda u: mp.log1p(mp.exp(u)), REAL),
    "erf": (mp.erf, np.concatenate([UNIT, TINY, SEAMS, HUGE])),
    "normal_cdf": (mp.ncdf, np.concatenate([REAL / 40, SEAMS * math.sqrt(2.0)])),
    "normal_pdf": (mp.npdf, REAL / 40),
}

TAILS: list[tuple[str, float, int]] = [
    ("exp", 1e9, 100),
    ("exp", -1e9, 100),
    ("exp", -700.0, BITS),
    ("expm1", -800.0, BITS),
    ("sigmoid", -800.0, BITS),
    ("sigmoid", 800.0, BITS),
    ("sech", 900.0, BITS),
    ("sinh", -1e5, BITS),
    ("tanh", 1e-300, BITS),
    ("softplus", -2000.0, BITS),
    ("softplus", 1e5, BITS),
    ("logcosh", 1e5, BITS),
    ("normal_cdf", -60.0, BITS),
    ("normal_cdf", -1e4, 100),
    ("normal_cdf", -68000.0, 100),
    ("normal_pdf", 1e5, 100),
    ("sin", 1e-300, BITS),
    ("sin", 1e12, BITS),
    ("cos", -3e14, BITS),
]


@pytest.fixture(autouse=True)
def quiet_and_exact() -> Iterator[None]:
    """Hold the error state that `wide` asks of its callers, and mpmath at 400 bits."""
    with np.errstate(all="ignore"), mp.workprec(400):
        yield


def exact(w: Wide) -> list[mpmath.mpf]:
    """The elements of w as mpmath numbers."""
    rows = zip(np.ravel(w.high), np.ravel(w.low), np.ravel(w.exponent), strict=True)
    return [mp.ldexp(mp.mpf(float(h)) + mp.mpf(float(low)), int(e)) for h, low, e in rows]


def wide_near(x: Array) -> Wide:
    """x, with further digits below the last bit of float64."""
    further = wide.from_float(RANDOM.uniform(-1.0, 1.0, x.shape) * 2.0**-53)
    return wide.multiply(wide.from_float(x), wide.add(wide.ONE, further))


def error_bits(actual: Wide, expected: list[mpmath.mpf]) -> float:
    """Return -log2 of the largest relative error, after checking that w is normalised."""
    size = np.abs(actual.high)
    zero = (size == 0.0) & (actual.low == 0.0) & (actual.exponent == 0.0)
    assert np.all(zero | (size >= 0.5) & (size < 1.0) & (np.abs(actual.low) <= 2.0**-54))
    worst = mp.mpf(2) ** -200
    for got, want in zip(exact(actual), expected, strict=True):
        worst = max(worst, abs(got - want) / abs(want) if want else abs(got))
    return float(-mp.log(worst, 2))


def wide_of(name: str, *arguments: Wide) -> Wide:
    """The function or operation `name` of wide numbers."""
    result = getattr(wide_functions, name)(*arguments)
    assert isinstance(result, Wide)
    return result


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("digits", [wide.from_float, wide_near])
def test_function(name: str, digits: Callable[[Array], Wide]) -> None:
    """Every function is accurate over the line and at tiny arguments."""
    reference, arguments = TABLE[name]
    u = digits(arguments)
    assert error_bits(wide_of(name, u), [reference(x) for x in exact(u)]) > BITS


@pytest.mark.parametrize(("name", "argument", "bits"), TAILS)
def test_tail(name: str, argument: float, bits: int) -> None:
    """Far tails and large arguments keep the digits that their argument has."""
    u = wide.from_float(np.array([argument]))
    assert error_bits(wide_of(name, u), [TABLE[name][0](x) for x in exact(u)]) > bits


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("add", lambda a, b: a + b),
        ("subtract", lambda a, b: a - b),
        ("multiply", lambda a, b: a * b),
        ("divide", lambda a, b: a / b),
    ],
)
def test_operation(name: str, reference: Reference) -> None:
    """Operations round to about 104 bits whatever the sizes."""
    for left, right in [(UNIT, UNIT[::-1]), (TINY, HUGE), (HUGE, HUGE[::-1]), (TINY, TINY[::-1])]:
        a, b = wide_near(left), wide_near(right)
        expected = [reference(x, y) for x, y in zip(exact(a), exact(b), strict=True)]
        assert error_bits(wide_of(name, a, b), expected) > 100


def test_add_keeps_what_cancellation_leaves() -> None:
    """x - x(1 + tiny) keeps a full mantissa."""
    x = wide_near(EVERYWHERE)
    tiny = 2.0 ** -RANDOM.uniform(1.0, 100.0, EVERYWHERE.size)
    nearly = wide.multiply(x, wide.add(wide.ONE, wide.from_float(tiny)))
    expected = [a - b for a, b in zip(exact(x), exact(nearly), strict=True)]
    assert error_bits(wide.add(x, wide.negate(nearly)), expected) > 100


def test_adding_zero_changes_nothing() -> None:
    """Zero's exponent never shifts the other number."""
    x = wide.from_float(np.array([1e-300, 0.0, -3.0]))
    for total in (wide.add(x, wide.ZERO), wide.subtract(x, wide.ZERO), wide.add(wide.ZERO, x)):
        assert exact(total) == exact(x)
    gone = wide.subtract(x, x)
    assert not np.any([gone.high, gone.low, gone.exponent])


@pytest.mark.parametrize("n", [0, 1, 2, 3, -1, -7, 100, -1001])
def test_integer_power(n: int) -> None:
    """w**n for n of both signs."""
    x = wide_near(EVERYWHERE)
    assert error_bits(wide.integer_power(x, n), [v**n for v in exact(x)]) > BITS


def test_power() -> None:
    """a**b for a >= 0, and NaN for a < 0."""
    base = wide_near(np.concatenate([np.abs(UNIT), np.abs(TINY)]))
    exponent = wide_near(RANDOM.uniform(-12.0, 12.0, base.high.size))
    expected = [a**b for a, b in zip(exact(base), exact(exponent), strict=True)]
    assert error_bits(wide_functions.power(base, exponent), expected) > BITS
    zeros = wide.from_float(np.zeros(3))
    at_zero = wide.to_float(
        wide_functions.power(zeros, wide.from_float(np.array([2.5, 0.0, -1.0])))
    )
    np.testing.assert_array_equal(at_zero, [0.0, 1.0, np.nan])
    assert np.isnan(wide.to_float(wide_functions.power(wide.negate(wide.ONE), wide.TWO)))


@pytest.mark.parametrize(("name", "reference"), [("sin", mp.sin), ("cos", mp.cos)])
def test_sine_at_its_zeros_and_far_away(name: str, reference: Reference) -> None:
    """Near k pi/4 and for huge arguments the absolute error is small."""
    for arguments, bits in [(PERIODS, BITS), (PERIODS * 1e4, BITS), (HUGE, 51)]:
        u = wide_near(np.asarray(arguments, dtype=np.float64))
        pairs = zip(exact(wide_of(name, u)), exact(u), strict=True)
        with mp.workprec(1500):
            assert max(abs(got - reference(x)) for got, x in pairs) < mp.mpf(2) ** -bits


@pytest.mark.parametrize(
    ("name", "at_minus", "at_plus"),
    [
        ("exp", 0.0, np.inf),
        ("expm1", -1.0, np.inf),
        ("sinh", -np.inf, np.inf),
        ("cosh", np.inf, np.inf),
        ("tanh", -1.0, 1.0),
        ("sech", 0.0, 0.0),
        ("logcosh", 1e200, 1e200),
        ("sigmoid", 0.0, 1.0),
        ("softplus", 0.0, 1e200),
        ("arctan", -math.pi / 2, math.pi / 2),
        ("erf", -1.0, 1.0),
        ("normal_cdf", 0.0, 1.0),
        ("normal_pdf", 0.0, 0.0),
    ],
)
def test_enormous_arguments_go_the_right_way(name: str, at_minus: float, at_plus: float) -> None:
    """Limits at -1e200 and 1e200."""
    values = wide.to_float(wide_of(name, wide.from_float(np.array([-1e200, 1e200]))))
    np.testing.assert_array_equal(values, [at_minus, at_plus])


def test_enormous_exponents_never_make_nan() -> None:
    """exp(1e300) and its inverse go through everything."""
    big = wide_functions.exp(wide.from_float(np.array([1e200, 1e300, 1.7e308])))
    small = wide.divide(wide.ONE, big)
    for name in TABLE:
        for w in (big, small):
            assert not np.any(np.isnan(wide.to_float(wide_of(name, w)))), name
    for name in ("add", "subtract", "multiply", "divide"):
        assert not np.any(np.isnan(wide.to_float(wide_of(name, big, small)))), name
    np.testing.assert_array_equal(wide.to_float(wide_functions.log(big))[:2], [1e200, 1e300])
    np.testing.assert_array_equal(wide.to_float(small), np.zeros(3))


def test_nan_propagates() -> None:
    """NaN, and an infinity, become NaN."""
    bad = wide.from_float(np.array([np.nan, np.inf, -np.inf]))
    for name in TABLE:
        assert np.all(np.isnan(wide.to_float(wide_of(name, bad)))), name
    for name in ("add", "subtract", "multiply", "divide", "power"):
        assert np.all(np.isnan(wide.to_float(wide_of(name, bad, wide.TWO)))), name
        assert np.all(np.isnan(wide.to_float(wide_of(name, wide.TWO, bad)))), name
    assert np.all(np.isnan(wide.sign(bad)))


@pytest.mark.parametrize(
    ("name", "outside"),
    [("sqrt", -1.0), ("log", -1.0), ("log", 0.0), ("log1p", -1.0), ("log1p", -5.0)],
)
def test_outside_the_domain_is_nan(name: str, outside: float) -> None:
    """Roots and logarithms are NaN where they are not real."""
    assert np.isnan(wide.to_float(wide_of(name, wide.from_float(np.array(outside)))))


@pytest.mark.parametrize("name", TABLE)
def test_zero(name: str) -> None:
    """Every function is exact to float64 at 0."""
    if name != "log":
        value = wide.to_float(wide_of(name, wide.from_float(np.zeros(1))))
        assert value[0] == float(TABLE[name][0](mp.mpf(0)))


@pytest.mark.parametrize(
    "f",
    [
        Fraction(0),
        Fraction(-1, 3),
        Fraction(10**400, 7),
        Fraction(-7, 10**400),
        Fraction(2**300 + 1, 2**300),
        Fraction(2**200 - 1, 2**100),
        Fraction(math.pi) + Fraction(1, 3**70),
    ],
)
def test_from_fraction(f: Fraction) -> None:
    """Fractions of any size are rounded to 106 bits or better."""
    got = wide.from_fraction(f)
    with mp.workprec(3000):
        assert error_bits(got, [mp.mpf(f.numerator) / f.denominator]) >= 106
    assert got.high.shape == ()
    spread = wide.add(got, wide.from_float(np.zeros(3)))
    assert exact(spread) == exact(got) * 3


def test_constants() -> None:
    """pi, e and log 2."""
    for constant, expected in [(wide.PI, mp.pi), (wide.E, mp.e), (wide.LN2, mp.ln2)]:
        assert error_bits(constant, [+expected]) > 106


def test_to_float_rounds_once() -> None:
    """The nearest float64, also between subnormals."""
    for x in np.concatenate([EVERYWHERE, [5e-324, -1e-310, 2.0**-1022, 1.7976931348623157e308]]):
        assert wide.to_float(wide.from_float(x)) == x
    # a nudge of 2**-60 decides every tie between two subnormals, and leaves the rest alone
    steps = np.array([1.5, 2.5, 0.5, -0.5, -2.5, 7.0, 2.0**51 + 0.5])
    for nudge in (-1.0, 0.0, 1.0):
        nudged = wide.add(wide.from_float(steps), wide.from_float(np.full(7, nudge * 2.0**-60)))
        got = wide.to_float(Wide(nudged.high, nudged.low, nudged.exponent - 1074.0))
        fractions = [Fraction(s) + Fraction(nudge) / 2**60 for s in steps]
        np.testing.assert_array_equal(got, [float(f / 2**1074) for f in fractions])


def test_to_float_overflows_and_underflows() -> None:
    """Infinity above the range of float64, 0 below it."""
    half = wide.from_float(np.array([0.5, -0.5]))
    for exponent, expected in [(1024.0, 2.0**1023), (1025.0, np.inf), (1e300, np.inf)]:
        got = wide.to_float(Wide(half.high, half.low, np.full(2, exponent)))
        np.testing.assert_array_equal(got, [expected, -expected])
    for exponent, expected in [(-1073.0, 5e-324), (-1074.0, 0.0), (-1e300, 0.0)]:
        got = wide.to_float(Wide(half.high, half.low, np.full(2, exponent)))
        np.testing.assert_array_equal(got, [expected, -expected])


def test_sign_and_select() -> None:
    """Signs of all kinds, and a choice between an array and a constant."""
    x = wide_near(np.array([-2.0, 0.0, 1e-300, np.nan]))
    np.testing.assert_array_equal(wide.sign(x), [-1.0, 0.0, 1.0, np.nan])
    chosen = wide.select(x.high > 0.0, x, wide.PI)
    assert exact(chosen) == [exact(wide.PI)[0], exact(wide.PI)[0], exact(x)[2], exact(wide.PI)[0]]
