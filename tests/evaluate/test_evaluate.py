"""Fast evaluation changes no digit that matters: cells, branches, buffers, faint numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mpmath import mp, mpf

import actplot
from actplot.evaluate.array_types import USUAL_REACH, Array
from actplot.evaluate.balls import in_balls
from actplot.evaluate.compiler import compiled
from actplot.evaluate.float64_functions import MEANING
from actplot.evaluate.program import BLOCK, MOST_VALUES
from actplot.evaluate.rewrite import steady
from actplot.formula import parse
from actplot.formula.derive import derivative
from tests.benchmarks.naive import NAIVE, central_difference
from tests.oracle import exponent_argument, ulp_error

RANDOM = np.random.default_rng(20250301)
# Doubtful at many points: all that cancels, and what cancels in one branch only.
CANCELLING = [
    "x*sigmoid(x) + 0.27*x",
    "sigmoid(x)*(1 + x*sigmoid(-x))",
    "normal_cdf(x) + x*normal_pdf(x)",
    "1 + sin(2*x)",
    "x**3 - 3*x + 1",
    "exp(x) - 1 - x",
    "where(x > 0.3, exp(x) - 2, cos(x) - x**2)",
    "max(x, 0) - exp(x) + 1",
    "abs(x - 1)*sin(x) - x",
    "log1p(x**2) - x",
    "arctan(x) - x/2",
]


@pytest.mark.parametrize("text", CANCELLING)
def test_doubtful_points_have_the_digits_of_balls(text: str) -> None:
    formula = steady(parse(text))
    x = np.concatenate(
        [RANDOM.uniform(-6, 6, 4000), RANDOM.uniform(-USUAL_REACH, USUAL_REACH, 1000)]
    )
    got, truth = compiled(formula)(x), in_balls(formula, x)
    np.testing.assert_allclose(got, truth, rtol=12 * np.finfo(float).eps, atol=1e-320)


@pytest.mark.parametrize("power", [100_000_000, 2_147_483_648, 2_199_023_255_552])
def test_limits_of_large_powers(power: int) -> None:
    ends = np.array([-math.inf, math.inf])
    assert compiled(parse(f"x**{power}"))(ends).tolist() == [math.inf, math.inf]
    assert compiled(parse(f"x**-{power}"))(ends).tolist() == [0.0, 0.0]


APART = 129 / 1024  # on no node of a cell


@pytest.mark.parametrize(
    "choice",
    [
        f"where(x > {APART}, 1, where(x < {APART}, 1, 1.001))",
        f"where({APART} <= x <= {APART}, 1.001, 1)",
        f"1.001 - abs(sign(x - {APART}))/1000",
    ],
)
def test_a_point_apart_keeps_its_own_value(choice: str) -> None:
    x = np.append(np.linspace(APART - 0.01, APART + 0.02, 2001), APART)
    got = actplot.curve(f"{choice} + cos(x) - 1.992").value(x)
    np.testing.assert_allclose(got, np.cos(x) - 0.992 + 0.001 * (x == APART), atol=1e-12)


@pytest.mark.parametrize(
    "condition",
    [
        f"{APART} < x < {APART + 0.0003}",
        f"{APART} < x + x**3 - x**3 < {APART + 0.0003}",
        f"-1 < floor(3000*(x - {APART})) < 1",
        f"(x - {APART})**2 > 0",
    ],
)
def test_what_is_narrower_than_a_cell_is_seen(condition: str) -> None:
    """Between two nodes of a cell another branch holds, or at one point."""
    x = np.append(np.linspace(APART - 0.02, APART + 0.02, 4001), APART)
    text = f"where({condition}, exp(x) - 1 - x, expm1(x) - x - x**2/2)"
    got, truth = actplot.curve(text).value(x), in_balls(parse(text), x)
    np.testing.assert_allclose(got, truth, rtol=1e-14)


@pytest.mark.parametrize(
    ("condition", "slope"),
    [
        ("0 < exp(-800) < x", 3.0),
        ("1e20 < 1e20 + 1 < x + 1e30", 3.0),
        ("tanh(40) < 1 <= x + 1", 3.0),
        ("1e186 - 1e16 < 1e186 - 2e16 < x", 1.0),
    ],
)
def test_a_doubt_about_constants_is_one_about_every_point(condition: str, slope: float) -> None:
    curve = actplot.curve(f"where({condition}, 3*x, x)")
    x = np.array([1.0, 2.0, 3.0, np.inf, np.nan])
    np.testing.assert_array_equal(curve.value(x), slope * x)
    np.testing.assert_array_equal(curve.derivative(x[:4]), [slope] * 4)


def test_what_is_faint_in_one_factor_counts_in_the_other() -> None:
    """exp(-x**2) underflows, but not so its product with a large number."""
    x = np.array([-27.2, 27.0, 27.2, 28.0, 39.0, 63.9])
    got = actplot.curve("1e150*x*exp(-x**2)*exp(x)").value(x)
    with mp.workdps(40):
        for at, value in zip(x.tolist(), got.tolist(), strict=True):
            truth = mpf("1e150") * at * mp.exp(-(mpf(at) ** 2) + at)
            if abs(truth) > 2.3e-308:
                assert ulp_error(value, truth) < 16 + 4 * at * at
            else:
                assert abs(value) < 2.3e-308


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("log(1 + x**2) - x", (1e-6, 0.5)),
        ("log(1 + x**2)", (-0.3, 0.3)),
        ("log(cosh(x))", (-0.5, 0.5)),
        ("log(x**2)", (0.8, 1.2)),
        ("log1p(x**3 - 1)", (0.01, 0.3)),
    ],
)
def test_a_logarithm_does_not_magnify_a_rounded_argument(
    text: str, between: tuple[float, float]
) -> None:
    formula = parse(text)
    x = RANDOM.uniform(*between, 1000)
    truth = in_balls(formula, x)
    np.testing.assert_allclose(compiled(formula)(x), truth, rtol=16 * np.finfo(float).eps, atol=0)


def test_a_sum_of_many_terms_is_doubted_for_all_of_them() -> None:
    """Four terms of gelu_tanh'' cancel here, none of them large beside the sum alone."""
    x = RANDOM.uniform(-1.34, -1.25, 10_000)
    formula = actplot.curve("gelu_tanh").bound(2)
    truth = in_balls(formula, x)
    allowed = [16 + 4 * exponent_argument("gelu_tanh", at) for at in x.tolist()]
    assert np.all(np.abs(compiled(formula)(x) - truth) <= allowed * np.spacing(np.abs(truth)))


def test_a_ratio_of_faint_tails_keeps_its_digits() -> None:
    """The ratio goes as -1/x; the terms of its second derivative cancel to 1/x**4 of their size."""
    curve, x = actplot.curve("normal_cdf(x)/normal_pdf(x)"), -68000.0
    with mp.workdps(60):
        ratio = mp.erfc(-mpf(x) / mp.sqrt(2)) / (2 * mp.npdf(x))
        slope = 1 + x * ratio
        truths = (ratio, slope, ratio + x * slope)
    for order, truth in enumerate(truths):
        assert float(curve.derivative(x, order)) == pytest.approx(float(truth), rel=1e-12, abs=0)


def test_a_faint_number_that_is_a_divisor_is_not_lost() -> None:
    x = np.array([-30.0, 30.0])
    got = actplot.curve("exp(-x**2 - 1)/exp(-x**2)").value(x)
    np.testing.assert_allclose(got, math.exp(-1), rtol=1e-12)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("text", ["xielu", "mish", "hard_swish", "where(x > 1, x, sin(3*x))"])
def test_order_and_blocks_change_no_bit(text: str, order: int) -> None:
    x = np.linspace(-5, 5, 2 * BLOCK + 77)
    mixed = RANDOM.permutation(len(x))
    curve = actplot.curve(text)
    sorted_bits = curve.derivative(x, order)[mixed]
    assert sorted_bits.tobytes() == curve.derivative(x[mixed], order).tobytes()


def test_a_long_program_takes_small_blocks() -> None:
    text = " + ".join(f"sin({n}*x)*exp(-x/{n})" for n in range(1, 30))
    formula = derivative(parse(text), 2)
    program = compiled(formula)
    assert len(program.steps) * BLOCK > MOST_VALUES
    x = np.linspace(0.5, 3, 5000)
    np.testing.assert_array_equal(program(x)[::7], program(x[::7]))


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("normal_cdf", mp.ncdf),
        ("normal_pdf", mp.npdf),
        ("sigmoid", lambda u: 1 / (1 + mp.exp(-u))),
        ("softplus", lambda u: mp.log1p(mp.exp(u))),
        ("logcosh", lambda u: mp.log1p(2 * mp.sinh(u / 2) ** 2)),
        ("tanhshrink", lambda u: u - mp.tanh(u)),
    ],
)
def test_primitives(name: str, reference: object) -> None:
    """In float64 alone, without any rescue."""
    u = np.concatenate([RANDOM.uniform(-3, 3, 300), RANDOM.uniform(-37, 37, 200), [-750.0, 1e5]])
    with np.errstate(all="ignore"):
        values = MEANING[name](u)
    with mp.workdps(60):
        for at, value in zip(u.tolist(), values.tolist(), strict=True):
            truth = reference(mpf(at))  # type: ignore[operator]
            assert abs(truth) < 2.3e-308 or ulp_error(value, truth) <= 12, at


@pytest.mark.parametrize("name", NAIVE)
def test_naive_forms_are_the_same_functions(name: str) -> None:
    """What the benchmarks compare with is what it says."""
    x: Array = np.linspace(-5, 5, 1000)  # no kink lies on it
    curve = actplot.curve(name)
    np.testing.assert_allclose(curve.value(x), NAIVE[name](x), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(curve.derivative(x), central_difference(NAIVE[name], x), atol=1e-6)
