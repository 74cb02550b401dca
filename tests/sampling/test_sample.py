"""Kinks, jumps and poles are found where they are and nowhere else, with one-sided limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mpmath import mp, mpf
from numpy.typing import NDArray

import actplot
from actplot.sampling.sample import Kink, grid, kinks, sample
from actplot.sampling.switches import every_crossing
from actplot.sampling.zeros import refine
from tests.each import each
from tests.oracle import exact
from tests.textbook import TEXTBOOK
from tests.textbook_functions import Points

Setting = dict[str, float]

LO, HI = -8.25, 8.25
BESIDE = 1e-12
SETTINGS = [(name, setting) for name, book in TEXTBOOK.items() for setting in book.settings]
for_every_setting = each(("name", "setting"), SETTINGS)


def entry_curve(name: str, setting: Setting) -> actplot.Curve:
    return actplot.curve(":".join([name, *(f"{key}={v!r}" for key, v in setting.items())]))


def spots(found: tuple[Kink, ...] | list[Kink]) -> list[tuple[float, int]]:
    return [(kink.x, kink.order) for kink in found]


def in_reach(kinks: Points) -> list[tuple[float, int]]:
    return sorted(kink for kink in kinks if LO < kink[0] < HI)


WHOLE_LINE = (-math.inf, math.inf)


def around(points: list[float], inside: tuple[float, float] = WHOLE_LINE) -> NDArray[np.float64]:
    """A grid in an open interval that hits the points, and their neighbors on both sides."""
    beside = [np.nextafter(at, side) for at in points for side in (-math.inf, math.inf)]
    found = np.unique(np.concatenate([np.linspace(LO, HI, 111), points, beside]))
    return found[(inside[0] < found) & (found < inside[1])]


# The catalogue against the oracle


@for_every_setting
def test_kinks_are_those_of_the_oracle(name: str, setting: Setting) -> None:
    one = entry_curve(name, setting)
    expected = in_reach(TEXTBOOK[name].kinks(*setting.values()))
    assert spots(kinks(one, LO, HI, 2)) == expected
    assert spots(one.kinks(LO, HI)) == [kink for kink in expected if kink[1] <= 1]
    assert spots(one.kinks(LO, HI, order=0)) == [kink for kink in expected if kink[1] == 0]


@for_every_setting
def test_one_sided_limits_are_those_of_the_oracle(name: str, setting: Setting) -> None:
    """Of every order, at each kink."""
    one = entry_curve(name, setting)
    found = sample(one, grid(LO, HI, 3), 2)
    at_kinks = [at for at, _ in in_reach(TEXTBOOK[name].kinks(*setting.values()))]
    for order, breaks in enumerate(found.breaks):
        known = {each.x: each for each in breaks}
        for at in at_kinks:
            sides = [float(exact(name, order, at + side * BESIDE, setting)) for side in (-1, 1)]
            assert [known[at].left, known[at].right] == pytest.approx(sides, rel=1e-10, abs=1e-9)
            assert known[at].jumps == (abs(sides[1] - sides[0]) > 1e-9)
            assert not known[at].pole
    for kink in found.kinks:
        here = next(each for each in found.breaks[kink.order] if each.x == kink.x)
        assert (kink.left, kink.right) == (here.left, here.right)


@for_every_setting
def test_a_derivative_is_nan_exactly_at_kinks(name: str, setting: Setting) -> None:
    """Also where no other point of the grid is near, and never at the next float64."""
    one = entry_curve(name, setting)
    every = in_reach(TEXTBOOK[name].kinks(*setting.values()))
    x = around([at for at, _ in every], TEXTBOOK[name].domain(*setting.values()))
    found = sample(one, x, 2)
    for order in (1, 2):
        expected = [at for at, lowest in sorted(every) if lowest <= order]
        assert x[np.isnan(one.derivative(x, order))].tolist() == expected
        assert x[np.isnan(found.values[order])].tolist() == expected
        for at in expected:
            assert math.isnan(float(one.derivative(at, order)))
    assert not np.isnan(one.value(x)).any()


@pytest.mark.parametrize("alpha", [0.3, 1.0, 1.7, 25.0])
def test_celu_is_smooth_for_every_alpha_and_elu_for_one(alpha: float) -> None:
    assert actplot.curve(f"celu:alpha={alpha}").kinks(-1, 1) == []
    found = actplot.curve(f"elu:alpha={alpha}").kinks(-1, 1)
    assert found == ([] if alpha == 1 else [Kink(0.0, 1, alpha, 1.0)])


# Settings at the edge


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hardshrink:lambda=1e-9", [Kink(-1e-9, 0, -1e-9, 0.0), Kink(1e-9, 0, 0.0, 1e-9)]),
        ("softshrink:lambda=1e-9", [Kink(-1e-9, 1, 1.0, 0.0), Kink(1e-9, 1, 0.0, 1.0)]),
        ("hardshrink:lambda=0", []),
        ("softshrink:lambda=0", []),
        ("leaky_relu:alpha=1", []),
        ("leaky_relu:alpha=0.999", [Kink(0.0, 1, 0.999, 1.0)]),
        ("threshold:threshold=0.1:value=0.1", [Kink(0.1, 1, 0.0, 1.0)]),
        ("thresholded_relu:theta=0", [Kink(0.0, 1, 0.0, 1.0)]),
        ("thresholded_relu:theta=0.7", [Kink(0.7, 0, 0.0, 0.7)]),
        ("elu:alpha=0", [Kink(0.0, 1, 0.0, 1.0)]),
        ("step", [Kink(0.0, 0, 0.0, 1.0)]),
        ("hard_swish", [Kink(-3.0, 1, 0.0, -0.5), Kink(3.0, 1, 1.5, 1.0)]),
        ("softsign", []),
        ("relu2", []),
    ],
)
def test_kinks_of_entries(text: str, expected: list[Kink]) -> None:
    assert actplot.curve(text).kinks(-5, 5) == expected


def test_kinks_at_the_ends_are_not_inside() -> None:
    relu6 = actplot.curve("relu6")
    assert spots(relu6.kinks(0, 6)) == []
    assert spots(relu6.kinks(-1e-300, 6)) == [(0.0, 1)]
    assert spots(relu6.kinks(1, 6.5)) == [(6.0, 1)]
    for order in (1, 2):
        ends = sample(relu6, grid(0, 6, 7), order).values[order]
        np.testing.assert_array_equal(np.isnan(ends), [True, *[False] * 5, True])


def test_limits_do_not_depend_on_the_interval() -> None:
    for lo, hi in [(-1e-6, 1e-6), (-3.7, 11.1), (-1e100, 1e100)]:
        assert actplot.curve("selu").kinks(lo, hi) == [
            Kink(0.0, 1, 1.7580993408473768, 1.0507009873554805)
        ]


# Formulas

ROOT2 = math.sqrt(2)
# Kinks that no float64 is equal to: the derivative exists at the float beside them.
BETWEEN_FLOATS = (ROOT2, math.pi, math.log(2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(sin(x))", [(-math.pi, 1, -1, 1), (0, 1, -1, 1), (math.pi, 1, -1, 1)]),
        ("where(x**2 > 2, 1, x)", [(-ROOT2, 0, 1, -ROOT2), (ROOT2, 0, ROOT2, 1)]),
        ("abs(x**2 - 2)", [(-ROOT2, 1, -2 * ROOT2, 2 * ROOT2), (ROOT2, 1, -2 * ROOT2, 2 * ROOT2)]),
        ("abs(abs(x) - 1)", [(-1, 1, -1, 1), (0, 1, 1, -1), (1, 1, -1, 1)]),
        ("where(x >= 1, x, -x)", [(1, 0, -1, 1)]),
        ("where(0 < x < 1, x, 0)", [(0, 1, 0, 1), (1, 0, 1, 0)]),
        ("where(x > 1, x, where(x > 0, 1, 0))", [(0, 0, 0, 1), (1, 1, 0, 1)]),
        ("clip(x**3, -1, 1)", [(-1, 1, 0, 3), (1, 1, 3, 0)]),
        ("min(x**2, 1)", [(-1, 1, 0, -2), (1, 1, 2, 0)]),
        ("max(x, 2*x + 1)", [(-1, 1, 1, 2)]),
        ("abs(x - 0.1) + abs(x + 0.3)", [(-0.3, 1, -2, 0), (0.1, 1, 0, 2)]),
        ("abs(exp(x) - 2)", [(math.log(2), 1, -2, 2)]),
        ("relu6(2*x - 1)", [(0.5, 1, 0, 2), (3.5, 1, 2, 0)]),
        ("sign(x)", [(0, 0, -1, 1)]),
        ("abs(x)/x", [(0, 0, -1, 1)]),
        ("sign(sin(x))", [(-math.pi, 0, 1, -1), (0, 0, -1, 1), (math.pi, 0, 1, -1)]),
        ("sigmoid(x) + max(x, 0)", [(0, 1, 0.25, 1.25)]),
        ("sign(1/x)", [(0, 0, -1, 1)]),
        ("x*sign(1/x)", [(0, 1, -1, 1)]),
        # the formula switches, but nothing jumps
        ("x*abs(x)", []),
        ("abs(x)**3", []),
        ("abs(x**2)", []),
        ("max(x, x)", []),
        ("where(x > 0, x, x)", []),
        ("where(x > 0, sin(x), x)", []),
        ("where(x > 1, x, where(x > -1, (x + 1)**2/4, 0))", []),
        ("relu(x) - relu(-x)", []),
        ("max(x**3, 0)", []),
        ("abs(x) - max(x, -x) + x", []),
        ("abs(x**2 + 1)", []),
    ],
)
def test_kinks_of_formulas(text: str, expected: list[tuple[float, int, float, float]]) -> None:
    one = actplot.curve(text)
    found = one.kinks(-4, 4)
    assert [kink.order for kink in found] == [order for _, order, *_ in expected]
    assert [kink.x for kink in found] == pytest.approx([at for at, *_ in expected], rel=4e-16)
    limits = [(kink.left, kink.right) for kink in found]
    assert limits == [pytest.approx(sides, rel=1e-12, abs=1e-12) for _, _, *sides in expected]
    x = around([kink.x for kink in found])
    held = [at for at, *_ in expected if abs(at) not in BETWEEN_FLOATS]
    assert x[np.isnan(one.derivative(x))].tolist() == held


@pytest.mark.parametrize(
    ("text", "order", "at", "left", "right"),
    [
        ("1/x", 0, 0.0, -math.inf, math.inf),
        ("1/x", 1, 0.0, -math.inf, -math.inf),
        ("1/(x - 1)**2", 0, 1.0, math.inf, math.inf),
        ("where(x > 0, 1/x, 0)", 0, 0.0, 0.0, math.inf),
        ("where(x > 0, log(x), 0)", 0, 0.0, 0.0, -math.inf),
        ("tan(x)", 0, math.pi / 2, math.inf, -math.inf),
        ("abs(tan(x))", 0, math.pi / 2, math.inf, math.inf),
        ("1/(x - 0.1)", 0, 0.1, -math.inf, math.inf),
        ("sqrt(abs(x))", 1, 0.0, -math.inf, math.inf),
    ],
)
def test_poles_break_the_line_but_are_no_kinks(
    text: str, order: int, at: float, left: float, right: float
) -> None:
    one = actplot.curve(text)
    found = sample(one, grid(-1.5, 2.5, 41), max(order, 1))
    (here,) = [each for each in found.breaks[order] if each.jumps and abs(each.x - at) < 1e-9]
    assert here.x == pytest.approx(at, rel=4e-16)
    assert (here.left, here.right, here.pole) == (left, right, True)
    assert at not in [kink.x for kink in found.kinks]


@pytest.mark.parametrize(
    ("text", "limit"),
    [("sin(x)/x", 1.0), ("expm1(x)/x", 1.0), ("(x**2 - 1)/(x - 1)", 2.0), ("x/tan(x)", 1.0)],
)
def test_a_hole_in_the_domain_is_no_pole(text: str, limit: float) -> None:
    """The function goes to a number on both sides, as sin(x)/x to 1."""
    found = sample(actplot.curve(text), grid(-1.5, 1.5, 7), 1)
    assert not [each for each in found.breaks[0] if each.pole]
    assert found.kinks == ()
    beside = actplot.curve(text).value([1e-9] if "1)" not in text else [1 + 1e-9])
    assert float(beside[0]) == pytest.approx(limit, rel=1e-8)


def test_a_formula_that_switches_too_often_has_no_kinks() -> None:
    one = actplot.curve("abs(sin(1000*x))")
    assert kinks(one, -5, 5) == ()
    assert sample(one, grid(-5, 5, 7)).switches_too_often
    assert not sample(one, grid(-0.5, 0.5, 7)).switches_too_often
    assert np.isfinite(one.value(grid(-5, 5, 1001))).all()


def test_a_zero_at_a_pole_of_another_branch_is_a_kink() -> None:
    """Both branches of abs(1/tan(x)) come to 0 there, as near as pi/2 is to a float."""
    (kink,) = actplot.curve("abs(1/tan(x))").kinks(1, 2)
    assert kink.x == pytest.approx(math.pi / 2, rel=4e-16)
    assert kink.order == 1
    assert (kink.left, kink.right) == pytest.approx((-1, 1))


def test_a_level_stretch_holds_no_kinks_but_its_ends() -> None:
    """Where max(x, 1) is x their difference is 0 at every point."""
    one = actplot.curve("max(max(x, 1), x)")
    assert spots(one.kinks(-4, 4)) == [(1.0, 1)]
    slopes = one.derivative([0.5, 1.0, 1.5, 2.0])
    np.testing.assert_array_equal(slopes, [0.0, math.nan, 1.0, 1.0])


@pytest.mark.parametrize(
    ("text", "lo", "hi", "expected"),
    [
        ("abs(exp(-x) - 0.5)", 0, 1e13, [math.log(2)]),
        ("abs(x**3 - 8)", -1e100, 1e101, [2.0]),
        ("min(exp(x), 2)", -1e307, 1e307, [math.log(2)]),
        ("abs(log(x) - 369)", 1e160, 1e161, [float(mp.exp(369))]),
        ("relu(x**9 - 1e-250)", -5, 5, [float(mpf("1e-250") ** (mpf(1) / 9))]),
    ],
)
def test_crossings_of_the_widest_ranges(
    text: str, lo: float, hi: float, expected: list[float]
) -> None:
    assert every_crossing(actplot.curve(text).bound(), lo, hi) == pytest.approx(expected, rel=4e-16)


def test_many_cells_are_refined_in_few_steps() -> None:
    """Also those in which there is a pole, and no chord is of use."""
    asked: list[int] = []

    def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
        asked.append(x.size)
        with np.errstate(divide="ignore"):
            return 1 / x

    found = refine(function, np.full(700, -1.0), np.full(700, 2.0))
    assert np.array_equal(found, np.zeros(700))
    assert len(asked) < 100


def test_kinks_between_the_points_are_found() -> None:
    found = sample(actplot.curve("abs(x - 0.123)"), grid(-5, 5, 2))
    assert spots(found.kinks) == [(0.123, 1)]
    assert np.isfinite(found.values[1]).all()


# The grid and the sampled arrays


@pytest.mark.parametrize(
    ("lo", "hi", "points"),
    [(-5, 5, 1001), (-5, 5, 2), (0, 1e-300, 11), (-1e308, 0.7e308, 7), (0.1, 0.7, 100_000)],
)
def test_grid_is_linspace(lo: float, hi: float, points: int) -> None:
    assert grid(lo, hi, points).tobytes() == np.linspace(lo, hi, points).tobytes()


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("text", ["gelu", "selu", "hardshrink", "x*abs(sin(x))"])
def test_samples_are_what_the_curve_says(text: str, order: int) -> None:
    one = actplot.curve(text)
    x = grid(-2, 2, 401)
    found = sample(one, x, order)
    assert found.x.tobytes() == x.tobytes()
    assert len(found.values) == len(found.breaks) == order + 1
    for number, values in enumerate(found.values):
        np.testing.assert_array_equal(values, one.derivative(x, number))
    assert list(found.kinks) == one.kinks(-2, 2, order)


def test_crossings_are_sorted_and_in_the_closed_interval() -> None:
    found = every_crossing(actplot.curve("abs(x - 1)*abs(x + 1)/x").bound(), -1, 4)
    assert found == (-1.0, 0.0, 1.0)


@pytest.mark.parametrize("text", ["relu", "elu:alpha=2", "hard_swish"])
def test_a_million_points_on_one_kink(text: str) -> None:
    slopes = actplot.curve(text).derivative(np.zeros(1_000_000))
    assert np.isnan(slopes).all() == bool(actplot.curve(text).kinks(-1, 1))


def test_a_kink_may_be_small_beside_its_slope() -> None:
    one = actplot.curve("clip(x, 0, 6) + x - x*expm1(3*x)")
    (kink,) = kinks(one, 1, 10)
    assert kink.x == 6
    assert kink.left - kink.right == pytest.approx(1, rel=1e-6)
    assert np.isnan(one.derivative(6.0))
