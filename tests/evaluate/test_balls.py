"""Balls hold the true value, and what is given of them is right to the last bit or not given."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx, fmpq
from mpmath import mp, mpf

import actplot
from actplot.evaluate import sure_signs
from actplot.evaluate.array_types import Array
from actplot.evaluate.ball_functions import BALL_MEANING, UNDEFINED, Value
from actplot.evaluate.balls import in_balls, rounded, working_bits
from actplot.formula import parse
from tests.oracle import ulp_error

Reference = Callable[..., mpmath.mpf]

RANDOM = np.random.default_rng(20240607)
COUNT = 40
BITS, SPARE_BITS = 128, 60  # of a ball, and how many of them a function may lose at most


def signed(positive: Array) -> Array:
    """Give every other number a minus sign."""
    return positive * np.where(np.arange(positive.size) % 2, -1.0, 1.0)


UNIT = np.concatenate([RANDOM.uniform(-3.0, 3.0, COUNT), [-1.0, 1.0, -0.5, 0.5]])
LINE = RANDOM.uniform(-1e4, 1e4, COUNT)
TINY = signed(10.0 ** RANDOM.uniform(-300.0, -1.0, COUNT))
HUGE = signed(10.0 ** RANDOM.uniform(4.0, 15.0, COUNT))
FRACTIONS = RANDOM.uniform(-0.999, 1.0, COUNT)
REAL = np.concatenate([UNIT, LINE, TINY])
EVERYWHERE = np.concatenate([REAL, HUGE])
POSITIVE = np.abs(EVERYWHERE)
NEAR_ONE = 1.0 + signed(2.0 ** -RANDOM.uniform(1.0, 52.0, COUNT))

TABLE: dict[str, tuple[Reference, Array]] = {
    "abs": (abs, EVERYWHERE),
    "sign": (mp.sign, EVERYWHERE),
    "floor": (mp.floor, EVERYWHERE),
    "exp": (mp.exp, EVERYWHERE),
    "expm1": (mp.expm1, REAL),
    "log": (mp.log, np.concatenate([POSITIVE, NEAR_ONE])),
    "log1p": (mp.log1p, np.concatenate([POSITIVE, FRACTIONS, TINY])),
    "sin": (mp.sin, EVERYWHERE),
    "cos": (mp.cos, EVERYWHERE),
    "tan": (mp.tan, EVERYWHERE),
    "arctan": (mp.atan, EVERYWHERE),
    "arcsinh": (mp.asinh, EVERYWHERE),
    "arcsin": (mp.asin, FRACTIONS),
    "arccos": (mp.acos, FRACTIONS),
    "arccosh": (mp.acosh, 1 + POSITIVE),
    "arctanh": (mp.atanh, FRACTIONS[np.abs(FRACTIONS) < 1]),
    "erfc": (mp.erfc, REAL),
    "erf": (mp.erf, REAL),
    "sinh": (mp.sinh, REAL),
    "cosh": (mp.cosh, REAL),
    "tanh": (mp.tanh, REAL),
    "sech": (mp.sech, REAL),
    "logcosh": (lambda u: mp.log1p(2 * mp.sinh(u / 2) ** 2), np.concatenate([UNIT, LINE])),
    "sigmoid": (lambda u: 1 / (1 + mp.exp(-u)), EVERYWHERE),
    "softplus": (lambda u: mp.log1p(mp.exp(u)), REAL),
    "tanhshrink": (lambda u: u - mp.tanh(u), np.concatenate([UNIT, LINE])),
    "normal_cdf": (lambda u: mp.erfc(-u / mp.sqrt(2)) / 2, REAL),
    "normal_pdf": (mp.npdf, REAL),
}


def around(value: Value) -> tuple[mpf, mpf]:
    """Return both ends of a ball as mpmath numbers."""
    middle, radius = (
        mpf(int(mantissa)) * mpf(2) ** int(exponent)
        for mantissa, exponent in (part.man_exp() for part in (value.mid(), value.rad()))
    )
    return middle - radius, middle + radius


@pytest.mark.parametrize("name", TABLE)
def test_a_ball_holds_the_true_value(name: str) -> None:
    reference, arguments = TABLE[name]
    for at in arguments.tolist():
        with working_bits(BITS):
            value = BALL_MEANING[name](arb(at))
            assert value.rel_accuracy_bits() > BITS - SPARE_BITS or name == "floor"
        with working_bits(4 * BITS), mp.workprec(20 * BITS):
            low, high = around(value)
            assert low <= reference(mpf(at)) <= high


def test_each_function_has_a_reference() -> None:
    assert set(TABLE) == set(BALL_MEANING) - {"min", "max", "clip"}


def test_bits_are_given_back() -> None:
    before = ctx.prec
    with pytest.raises(ZeroDivisionError), working_bits(999):
        _ = 1 / (ctx.prec - 999)
    assert ctx.prec == before


@pytest.mark.parametrize(
    ("text", "x", "digits"),
    [
        ("exp(x)/(exp(x) + 1)", 1e16, "1"),
        ("exp(x)/(exp(x) + 1)", 1e300, "1"),
        ("sigmoid(x*x) - tanh(x)", 45.0, "1.638802524798103e-39"),
        ("log1p(tanh(3*x))", -20.0, "-119.30685281944005"),
        ("sin(x**4)", 612345678.91, "-0.7106497910666096"),
        ("exp(x) - 1 - x - x**2/2 - x**3/6", 1e-10, "4.1666666667500004e-42"),
        ("x - log(1 + exp(x))", 100.0, "-3.720075976020836e-44"),
        ("(1 + x**2) - 1", 1e-200, "0"),
        ("1 - cos(x)", 1e-160, "5e-321"),
        ("log(exp(x)) - x", 0.7, "0"),
        ("3*(x/10) - 3/10", 1.0, "0"),
        ("exp(exp(x))", 1e5, "inf"),
        ("-exp(exp(x))", 1e5, "-inf"),
        ("1/(1 + exp(exp(exp(x))))", 1e3, "0"),
    ],
)
def test_a_value_is_right_to_the_last_bit(text: str, x: float, digits: str) -> None:
    assert float(in_balls(parse(text), np.array(x))) == float(digits)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("log(x)", -1.0),
        ("log(x)", 0.0),
        ("log1p(x)", -1.0),
        ("sqrt(x)", -1e-300),
        ("1/x", 0.0),
        ("x**-2", 0.0),
        ("x**(-1/2)", 0.0),
        ("exp(-1/x**2)", 0.0),
        ("max(log(x), -2)", -1.0),
        ("min(1, sqrt(x))", -1.0),
        ("where(log(x) > 0, 1, 2)", -1.0),
        ("where(x > -2, sqrt(x), 1)", -1.0),
        ("x**x", -0.5),
        ("tanh(1/x)", 0.0),
    ],
)
def test_what_has_no_real_value_is_no_number(text: str, x: float) -> None:
    assert math.isnan(float(in_balls(parse(text), np.array(x))))


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("where(x > -2, 1, sqrt(x))", -1.0, 1.0),
        ("where(0 < x < 1, 1, log(x))", 0.5, 1.0),
        ("where(3*(x/10) < 3/10, 1, 2)", 1.0, 2.0),
        ("where(3*(x/10) <= 3/10, 1, 2)", 1.0, 1.0),
        # both branches agree where the condition cannot be told
        ("where(sin(x)**2 + cos(x)**2 > 1 + 0*x, x, abs(x))", 0.3, 0.3),
        ("x**x", -2.0, 0.25),
        ("x**x", 0.0, 1.0),
        ("(-8)**x", 3.0, -512.0),
        ("sqrt(x)", 0.0, 0.0),
        ("x**1.5", 0.0, 0.0),
        ("clip(x, -1, 1)", 7.0, 1.0),
        ("floor(10*x)", 0.3, 2.0),
        ("floor(x*10)", 0.5, 5.0),
    ],
)
def test_only_what_is_taken_counts(text: str, x: float, value: float) -> None:
    assert float(in_balls(parse(text), np.array(x))) == value


def test_what_no_number_of_bits_decides_is_not_guessed() -> None:
    undecided = parse("where(exp(log(2)*x) > 4, 1, 2)")
    assert math.isnan(float(in_balls(undecided, np.array(2.0))))
    assert in_balls(undecided, np.array([1.9, 2.1])).tolist() == [2.0, 1.0]


@pytest.mark.parametrize("name", TABLE)
def test_enormous_arguments_have_a_value(name: str) -> None:
    """Sines too; only the least and the largest numbers of float64 are asked for."""
    for at in (-1e300, -1e100, 1e100, 1e300, 5e-324, -5e-324):
        value = float(
            in_balls(parse(f"{name}(x)" if name != "tanhshrink" else "x-tanh(x)"), np.array(at))
        )
        outside = {
            "log": at < 0,
            "log1p": at < -1,
            "arccosh": at < 1,
            **dict.fromkeys(("arcsin", "arccos", "arctanh"), abs(at) > 1),
        }
        assert math.isnan(value) == outside.get(name, False), at


def test_rounding_is_to_the_nearest_also_among_subnormals() -> None:
    for _ in range(500):
        exponent = int(RANDOM.integers(-1110, 1030))
        value = Fraction(int(RANDOM.integers(1, 2**62)), 2**61) * Fraction(2) ** exponent
        try:
            truth = float(value)
        except OverflowError:
            truth = math.inf
        with working_bits(BITS):
            assert rounded(fmpq(value.numerator, value.denominator), BITS) == truth
    assert rounded(arb(1, 1e-3), BITS) is None
    assert math.isnan(rounded(UNDEFINED, BITS) or 0.0)


def test_signs_are_known_where_values_vanish() -> None:
    x = np.array([-1e4, 0.0, 1e4])
    assert sure_signs(parse("exp(-x**2)"), x).tolist() == [1, 1, 1]
    assert sure_signs(parse("x*exp(-x**2)"), x).tolist() == [-1, 0, 1]
    assert sure_signs(parse("x - x*sin(x)**2 - x*cos(x)**2"), x).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        ("exp(x)/(exp(x) + 1)", 0.0, 1.0),
        ("sqrt(x**2 + 1) - x", math.inf, 0.0),
        ("log(1 + exp(x))", 0.0, math.inf),
        ("x*exp(-x)", -math.inf, 0.0),
        ("log(log(x**2))", math.inf, math.inf),
        ("sin(x)", math.nan, math.nan),
        ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", -1.0, 1.0),
        ("exp(exp(x))", 1.0, math.inf),
        ("log(x)", math.nan, math.inf),
    ],
)
def test_limits_at_infinity(text: str, below: float, above: float) -> None:
    from actplot.evaluate import compiled

    got = compiled(parse(text))(np.array([-math.inf, math.inf]))
    np.testing.assert_array_equal(got, [below, above])


@pytest.mark.parametrize(
    ("text", "x", "order", "truth"),
    [
        ("where(x >= 1, abs(x)/x*x, x*x)", 1.0000000000000002, 1, 1.0),
        ("sqrt(erfc(x))", 28.235864733205773, 0, 1.062883530763075e-174),
        ("(x**x)**4", -0.5, 0, math.nan),
        ("relu(x) - relu(-x)", 0.0, 1, 1.0),
        ("min(x, 1)*max(x, 1)", 1.0, 1, 1.0),
        ("relu(x**2)", 0.0, 2, 2.0),
        ("sin(log(10) + x/(1 + abs(x)))", 0.0, 1, -0.6682015101903129),
        ("floor(x) - arctan(x)", -4784573270198229.0, 1, math.nan),
        ("normal_cdf(tan(-x))", -3.0, 2, -0.05626976205134801),
        ("sigmoid(floor(x))", -745.0, 1, math.nan),
        ("2**(exp(x) - 1 - x)", 200492.5511883417, 0, math.inf),
        ("relu(x - floor(x))", -4.8209144240355e17, 1, math.nan),
        ("sqrt(x**2*(1 - x))", 0.0, 1, math.nan),
        ("log(x)", -1.0, 1, math.nan),
        ("sqrt(x)**2", -1.0, 0, math.nan),
        ("sign(x)**4", 0.0, 0, 0.0),
        # the largest float64 has one neighbor
        ("x - floor(x)", 1.7976931348623157e308, 1, math.nan),
        ("max(floor(x), 3)", -1.7976931348623157e308, 0, 3.0),
        ("floor(x/3)*2", 1.7976931348623157e308, 1, 0.0),
        ("max(log(x), -2)", -1.0, 1, math.nan),
        ("log(x) - log(x)", -1.0, 0, math.nan),
        # powers that vanish leave their domain: of a negative base whole ones, of 0 none below 0
        ("x**x - x**x", -1.5, 0, math.nan),
        ("x**x - x**x", -2.0, 0, 0.0),
        ("0*(2*x + 1)**x", -2.0, 1, math.nan),
        ("0*(2*x + 1)**x", 2.0, 1, 0.0),
        ("0*x**(x - 2)", 0.0, 0, math.nan),
        ("0*x**(x + 2)", 0.0, 0, 0.0),
        # numbers alone decide, the first by less than the least float64
        ("where(1 - tanh(400) > 0, x, 2*x)", 1.0, 0, 1.0),
        ("x - log(1 - 1/(1 + exp(-1000)))", 0.0, 0, 1000.0),
        ("x/erf(x)", 5e-324, 0, 0.886226925452758),
        # 1 + x**2/2, whose last bit is the 2,149th
        ("min(cosh(x), 1)", 5e-324, 1, 0.0),
        ("(abs(x)/x)**3", 2.6, 1, 0.0),
        ("x/x", 0.0, 0, math.nan),
        # a branch that no x reaches divides by zero
        ("sqrt(where(x >= 0, where(x < 0, relu(x)**2, 4), -x))", -4.0, 1, -0.25),
        ("-log(1 - 1/(1 + exp(-x)))", 1000.0, 1, 1.0),
    ],
)
def test_a_curve_tells_the_truth(text: str, x: float, order: int, truth: float) -> None:
    got = float(actplot.curve(text).derivative(np.array(x), order))
    assert got == pytest.approx(truth, rel=1e-9, abs=0, nan_ok=True)


def test_a_formula_is_as_exact_as_mpmath() -> None:
    text = "log1p(x**2)*tanh(x)/(1 + exp(-x)) - x/7"
    x = RANDOM.uniform(-5, 5, 50)
    with mp.workdps(60):
        for at, got in zip(x.tolist(), in_balls(parse(text), x).tolist(), strict=True):
            u = mpf(at)
            truth = mp.log1p(u * u) * mp.tanh(u) / (1 + mp.exp(-u)) - u / 7
            assert ulp_error(got, truth) <= 0.5 + 1e-9
