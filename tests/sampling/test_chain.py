"""Curves composed with themselves: values, derivatives and kinks against Taylor arithmetic."""

from __future__ import annotations

import csv
import json
import math
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

import actplot
from actplot import ActplotError, plot
from actplot.entries import read as spec
from actplot.formula.curve import Curve, at_depths
from actplot.sampling import depth as chain
from actplot.sampling.depth import jet, stationary
from actplot.sampling.sample import Kink, Sampled, evaluate, jump_at, kinks, sample
from actplot.write import command
from tests.command.test_cli import Run, run
from tests.draw.test_figure import circles, curves, joined, legends, xy
from tests.oracle import exponent_argument
from tests.textbook import TEXTBOOK
from tests.textbook_functions import Textbook, on_whole_line
from tests.window.test_interact import Window

__all__ = ["run"]  # the fixture

Number = Any  # an mpf: mpmath brings no type stubs

ULP = mpf(2) ** -52
DEPTHS = (2, 7, 20)
POINTS = (-2.2, -0.31, 0.93, 3.7)
NAMES = [
    name
    for name, entry in actplot.catalogue.items()
    if not entry.noise and on_whole_line(TEXTBOOK[name])
]
# Beyond these a layer is not held against the oracle, which needs as many bits as numbers span.
TINY, HUGE = 1e-200, 1e50
LARGEST = 1e300
ROUNDING = 1e-15  # of points as near to a kink as numbers are
NEAR_KINK = 1e-6
UNDERFLOW = 1e-280


def deep(text: str, depth: int) -> Curve:
    (curve,) = at_depths(spec.curves([text]), [depth])
    return curve


def sampled(text: str, depth: int, order: int = 1, points: int = 1001) -> Sampled:
    return sample(deep(text, depth), np.linspace(-5, 5, points), order)


# The oracle: truncated Taylor series, each coefficient with a bound of the error of float64


@dataclass(frozen=True)
class Ball:
    """A number, and how far from it the one that float64 finds may be."""

    value: Number
    radius: Number

    def __add__(self, other: Ball) -> Ball:
        value = self.value + other.value
        return Ball(value, self.radius + other.radius + ULP * abs(value))

    def __mul__(self, other: Ball) -> Ball:
        value = self.value * other.value
        spread = abs(self.value) * other.radius + abs(other.value) * self.radius
        return Ball(value, spread + self.radius * other.radius + ULP * abs(value))


ZERO = Ball(mpf(0), mpf(0))


def layer(name: str, y: Ball) -> list[Ball]:
    """Return the Taylor coefficients of one layer at its input, to the third.

    Each is off by what DESIGN.md promises of one evaluation, and by its slope times what its input
    is off: the error grows by the size of the slope at each layer, and no faster.
    """
    book = TEXTBOOK[name]
    values = [mpf(value) for value in book.settings[0].values()]
    argument = exponent_argument(name, float(y.value))
    found = []
    with mp.workprec(240 + 3 * abs(math.frexp(float(y.value))[1])):
        orders = derivatives(book, y.value, values)
        for n in range(4):
            own = (16 + 4 * argument) * ULP * abs(orders[n])
            radius = own + 2 * abs(orders[n + 1]) * y.radius
            found.append(Ball(orders[n] / mp.factorial(n), radius / mp.factorial(n)))
    return found


def derivatives(book: Textbook, y: Number, values: Sequence[Number]) -> list[Number]:
    """Return a textbook formula and its derivatives at y, to the fourth."""
    second = book.orders[2]
    orders = [mpf(formula(y, *values)) for formula in book.orders]
    return [*orders, *(mp.diff(lambda x: mpf(second(x, *values)), y, n) for n in (1, 2))]


def composed(outer: Sequence[Ball], inner: Sequence[Ball]) -> list[Ball]:
    """Return the series of outer(inner(x)): Horner's rule on truncated polynomials."""
    step = [ZERO, *inner[1:]]
    result = [outer[-1], ZERO, ZERO, ZERO]
    for coefficient in reversed(outer[:-1]):
        product = [ZERO] * 4
        for i, a in enumerate(result):
            for j, b in enumerate(step[: 4 - i]):
                product[i + j] = product[i + j] + a * b
        result = [product[0] + coefficient, *product[1:]]
    return result


def chains(name: str, x: float) -> Iterator[tuple[int, list[Ball]]]:
    """Yield the value and three derivatives of each depth, as long as they are ordinary numbers."""
    kinks = [at for at, _ in TEXTBOOK[name].kinks(*TEXTBOOK[name].settings[0].values())]
    series = [Ball(mpf(x), mpf(0)), Ball(mpf(1), mpf(0)), ZERO, ZERO]
    for depth in range(1, max(DEPTHS) + 1):
        y = series[0].value
        if abs(y) > HUGE or 0 < abs(y) < TINY or any(abs(y - at) < NEAR_KINK for at in kinks):
            return
        series = composed(layer(name, series[0]), series)
        orders = [
            Ball(each.value * mp.factorial(n), each.radius * mp.factorial(n))
            for n, each in enumerate(series)
        ]
        if any(abs(each.value) > LARGEST for each in orders):
            return
        yield depth, orders


@pytest.mark.parametrize(("name", "turn"), [(name, n % 4) for n, name in enumerate(NAMES)])
def test_value_and_derivatives_are_those_of_the_chain(name: str, turn: int) -> None:
    """At one of the points, by turns, or the next one where its layers meet a kink too soon."""
    for x in (*POINTS[turn:], *POINTS[:turn]):
        known = {depth: orders for depth, orders in chains(name, x) if depth in DEPTHS}
        for depth, orders in known.items():
            found = jet(deep(name, depth), np.array([x]), 3)
            for order, ((got,), ball) in enumerate(zip(found, orders, strict=True)):
                where = f"depth {depth}, order {order} at {x}: {got!r}, not {ball.value}"
                assert abs(float(got) - ball.value) <= ball.radius + UNDERFLOW, where
        if known:
            return
    raise AssertionError("at no point is anything known")


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "elu", "softplus", "gelu", "silu"])
def test_twenty_layers_lose_no_more_than_four_digits(name: str) -> None:
    """The bounds above are no excuse: of what people draw, twelve digits are right."""
    for place, x in enumerate(POINTS):
        for depth, orders in chains(name, x):
            if depth in DEPTHS:
                found = jet(deep(name, depth), np.array(POINTS), 1)
                for got, ball in zip(found, orders[:2], strict=True):
                    assert abs(float(got[place]) - ball.value) <= 1e-12 * abs(ball.value)


def test_many_points_go_through_the_layers_as_few_do(monkeypatch: pytest.MonkeyPatch) -> None:
    curve, x = deep("mish", 20), np.linspace(-5, 5, 300)
    together = jet(curve, x, 3)
    monkeypatch.setattr(chain, "MOST_TOGETHER", 3 * len(x))
    for got, expected in zip(jet(curve, x, 3), together, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


# Kinks, held against exact arithmetic on piecewise linear functions

Line = Callable[[Fraction], Fraction]

LEAK, SLOPE = Fraction(0.01), Fraction(0.25)
PIECES: dict[str, Line] = {
    "relu": lambda x: max(x, Fraction(0)),
    "leaky_relu": lambda x: x if x > 0 else LEAK * x,
    "prelu": lambda x: x if x > 0 else SLOPE * x,
    "hard_tanh": lambda x: min(max(x, Fraction(-1)), Fraction(1)),
    "relu6": lambda x: min(max(x, Fraction(0)), Fraction(6)),
    "softshrink": lambda x: x - min(max(x, Fraction(-1, 2)), Fraction(1, 2)),
    "hardshrink": lambda x: x if abs(x) > Fraction(1, 2) else Fraction(0),
    "hard_sigmoid": lambda x: min(max((x + 3) / 6, Fraction(0)), Fraction(1)),
    "step": lambda x: Fraction(x > 0),
    "abs(x) - 1": lambda x: abs(x) - 1,
    "2*abs(x) - 3": lambda x: 2 * abs(x) - 3,
    "where(x > 1, 3 - x, x + 1)": lambda x: 3 - x if x > 1 else x + 1,
    "max(min(x, 2), -x)": lambda x: max(min(x, Fraction(2)), -x),
}
BESIDE = Fraction(1, 10**9)
ENDS = (-7, 7)


@lru_cache(4)  # each is asked for as a value, and for a slope
def lines(name: str, depth: int, x: Fraction) -> Fraction:
    for _ in range(depth):
        x = PIECES[name](x)
    return x


def slope(name: str, depth: int, x: Fraction, side: int) -> Fraction:
    """Return the slope just beside x; between two points of a straight line."""
    near, far = (lines(name, depth, x + side * n * BESIDE) for n in (1, 2))
    return side * (far - near) / BESIDE


def jumps(name: str, depth: int) -> Iterator[Kink]:
    """Yield the kinks; all of these functions have theirs at multiples of 2**-depth."""
    step = Fraction(1, 2**depth)
    for n in range(round(ENDS[0] / step) + 1, round(ENDS[1] / step)):
        x = n * step
        left, right = (lines(name, depth, x + side * BESIDE) for side in (-1, 1))
        slopes = [slope(name, depth, x, side) for side in (-1, 1)]
        if abs(left - right) > 100 * 2**depth * BESIDE:
            heights = (lines(name, depth, x - BESIDE), lines(name, depth, x + BESIDE))
            at = [h + BESIDE * s for h, s in zip(heights, (slopes[0], -slopes[1]), strict=True)]
            yield Kink(float(x), 0, *map(float, at))
        elif slopes[0] != slopes[1]:
            yield Kink(float(x), 1, *map(float, slopes))


@pytest.mark.parametrize("depth", [2, 6])
@pytest.mark.parametrize("name", PIECES)
def test_kinks_are_where_they_are_and_have_the_limits_of_exact_arithmetic(
    name: str, depth: int
) -> None:
    expected = list(jumps(name, depth))
    x = np.linspace(*ENDS, 14 * 64 + 1)  # a grid that holds many of them
    found = sample(deep(name, depth), x)
    assert [(kink.x, kink.order) for kink in found.kinks] == [
        (kink.x, kink.order) for kink in expected
    ]
    for mine, exact in zip(found.kinks, expected, strict=True):
        assert (mine.left, mine.right) == pytest.approx((exact.left, exact.right), rel=1e-14)
    ends = [
        end
        for end in ENDS
        if slope(name, depth, Fraction(end), -1) != slope(name, depth, Fraction(end), 1)
    ]
    undefined = {float(at) for at in x[np.isnan(found.values[1])]}
    assert undefined == {float(at) for at in x} & {kink.x for kink in expected} | set(ends)


@pytest.mark.parametrize("depth", [2, 20, 64])
def test_slopes_multiply_at_a_kink(depth: int) -> None:
    for name, left in (("relu", 0.0), ("leaky_relu", 0.01**depth), ("elu:alpha=2", 2.0**depth)):
        (kink,) = kinks(deep(name, depth), -5, 5)
        assert (kink.x, kink.order, kink.right) == (0.0, 1, 1.0)
        assert kink.left == pytest.approx(left, rel=1e-13)


def test_a_curve_that_stands_still_on_a_kink_has_a_slope_there() -> None:
    """hard_tanh is 1 from 1 on, and 1 is where the next hard_tanh has its kink."""
    for order in (1, 2, 3):
        assert evaluate(deep("hard_tanh", 5), np.array([1.5, -7.0, 3.0]), order).tolist() == [0] * 3


def test_a_kink_that_is_only_touched_is_none() -> None:
    """The next layer has its kink at the top of the parabola, and sees one side of it only."""
    curve = deep("where(x < 1, 1 - x**2, 3 + x)", 2)
    assert kinks(curve, -0.5, 0.5) == ()
    assert evaluate(curve, np.array([0.0, 0.25]), 1).tolist() == pytest.approx(
        [0, 0.9375], rel=1e-9
    )


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("text", ["step", "hardshrink", "abs(x) - 1", "softshrink"])
def test_no_line_joins_the_sides_of_a_jump(text: str, order: int) -> None:
    (line,) = curves(plot(text, depth=4, range=(-3, 3), points=997).axes[order])
    assert all(abs(b[1] - a[1]) <= 1.01 * (b[0] - a[0]) + ROUNDING for a, b in joined(line))


def test_open_circles_stand_at_both_limits() -> None:
    assert circles(plot("elu:alpha=2", depth=5).axes[1]) == {(0.0, 32.0), (0.0, 1.0)}
    assert circles(plot("softshrink", depth=4).axes[1]) == {
        (x, y) for x in (-2.0, 2.0) for y in (0.0, 1.0)
    }


def test_more_kinks_than_anybody_can_see_are_left_out() -> None:
    assert kinks(deep("1 - 2*abs(x)", 20), -1, 1) == ()


@pytest.mark.parametrize("text", ["1/x", "tan(x)", "log(x)", "sqrt(x)", "sin(9*x)"])
@pytest.mark.parametrize("depth", [2, 9, 64])
def test_poles_and_holes_are_silent(text: str, depth: int) -> None:
    found = sampled(text, depth, order=3, points=201)
    assert all(values.shape == (201,) for values in found.values)


@pytest.mark.parametrize("text", ["exponential", "xielu", "x**3", "relu2"])
def test_overflow_is_silent_and_infinite(text: str) -> None:
    found = sampled(text, 12, order=3)
    for order in (0, 1):
        assert math.isinf(found.values[order][-1])
        assert not np.isnan(found.values[order]).any()
    beside_zero = sampled(text, 2, order=3).values
    assert all(np.isfinite(values[480]) for values in beside_zero)


@pytest.mark.parametrize("shape", [(), (1,), (2, 2), (0, 3)])
@pytest.mark.parametrize("text", ["relu", "gelu"])
def test_shape_stays(text: str, shape: tuple[int, ...]) -> None:
    for order in range(4):
        found = evaluate(deep(text, 3), np.zeros(shape), order)
        assert found.shape == shape
        assert np.isnan(found).all() == (text == "relu" and order > 0) or not found.size


def test_nan_and_infinities_pass_through() -> None:
    x = np.array([-math.inf, math.nan, math.inf])
    np.testing.assert_array_equal(evaluate(deep("relu", 4), x, 0), [0, math.nan, math.inf])
    np.testing.assert_array_equal(evaluate(deep("relu", 4), x, 1), [0, math.nan, 1])


def test_points_where_the_slope_is_zero() -> None:
    (at,) = stationary(deep("x**2 - 1", 1), -0.5, 0.7)
    assert at == 0.0
    found = stationary(deep("x**2 - 1", 2), -3, 3)
    assert sorted(found) == pytest.approx([-1, 0, 1], abs=1e-12)
    for depth in (1, 4):  # a slope that is 0 for a stretch has no sign to change
        assert stationary(deep("softshrink", depth), -5, 5) == ()


def test_limits_where_a_layer_goes_to_infinity() -> None:
    """1/(1/x) comes to 0, and abs(log(y)) grows where y = abs(log(x)) comes down to 0."""
    assert jump_at(deep("1/x", 2), 0.0, 0) == ()
    (value, first) = jump_at(deep("abs(log(x))", 2), 1.0, 1)
    assert (value.left, value.right) == (math.inf, math.inf)
    assert (first.left, first.right) == (math.inf, -math.inf)


def test_jump_is_found_at_a_point_that_is_typed() -> None:
    curve = deep("softshrink:lambda=0.1", 7)
    for kink in kinks(curve, -5, 5):
        (value, first) = jump_at(curve, round(kink.x, 10), 1)
        assert (value.jumps, first.jumps) == (False, True)
        assert {first.left, first.right} == {0.0, 1.0}
    assert jump_at(curve, 0.69, 1) == ()


# The command line, files, Python, the window


def test_labels_name_the_depth() -> None:
    figure = plot("sigmoid", "elu:alpha=2", depth=[1, 5])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "sigmoid, depth 1",
        "sigmoid, depth 5",
        "elu alpha=2, depth 1",
        "elu alpha=2, depth 5",
    ]
    assert [text.get_text() for text in plot("sigmoid", depth=1).legends[0].get_texts()] == [
        "sigmoid"
    ]


def test_depth_of_numpy_is_a_number() -> None:
    three: Any = np.int64(3)
    assert len(curves(plot("tanh", depth=three).axes[0])) == 1


def test_picture_of_the_vanishing_gradient(run: Run, tmp_path: Path) -> None:
    given = ("sigmoid", "relu", "--depth", "1,2,5,20", "-n", "11")
    assert run(*given, "-o", "v.csv", "-o", "v.png").out == "v.csv\nv.png\n"
    rows = list(csv.DictReader((tmp_path / "v.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 8 * 11
    known = {x: dict(chains("sigmoid", x)) for x in np.linspace(-5, 5, 11).tolist()}
    for row in rows:
        name, _, depth = row["curve"].partition(", depth ")
        x = float(row["x"])
        if name == "relu":
            assert float(row["value"]) == max(x, 0)
            assert row["derivative"] == ("1.0" if x > 0 else "0.0" if x else "")
            continue
        orders = known[x][int(depth)]
        for key, ball in zip(("value", "derivative"), orders[:2], strict=True):
            assert float(row[key]) == pytest.approx(float(ball.value), rel=1e-12)
    steepest = [
        max(float(row["derivative"]) for row in rows if row["curve"] == f"sigmoid, depth {depth}")
        for depth in (1, 2, 5, 20)
    ]
    assert steepest[0] == 0.25
    assert steepest[-1] < 1e-12


def test_json_tells_the_depth(run: Run, tmp_path: Path) -> None:
    run("tanh", "--depth", "1,3", "-n", "3", "-o", "a.json")
    found = json.loads((tmp_path / "a.json").read_text())["curves"]
    assert [one["label"] for one in found] == ["tanh, depth 1", "tanh, depth 3"]
    assert "depth" not in found[0]
    assert found[1]["depth"] == 3
    assert found[1]["value"][2] == math.tanh(math.tanh(math.tanh(5.0)))


def test_values_at_points_have_both_sides_of_a_kink(run: Run) -> None:
    found = run("elu:alpha=2", "--depth", "3", "--at", "0,1").out.splitlines()
    assert [line.split() for line in found[1:]] == [
        ["x", "f(x)", "f'(x)"],
        ["0-", "0", "8"],
        ["0", "0", "undefined"],
        ["0+", "0", "1"],
        ["1", "1", "1"],
    ]
    assert found[0].split() == ["elu", "alpha=2,", "depth", "3"]


def test_terminal_draws_every_depth(run: Run) -> None:
    out = run("sigmoid", "--depth", "1,4", "--terminal").out
    assert "a⠒ sigmoid, depth 1" in out
    assert "b" in out
    assert "sigmoid, depth 4" in out


@pytest.mark.parametrize("text", ["dropout", "rrelu"])
def test_random_curves_are_refused_in_one_line(run: Run, tmp_path: Path, text: str) -> None:
    done = run("tanh", text, "--depth", "2", "-o", "a.png")
    assert done.status == 2
    assert done.out == ""
    assert text in done.err
    assert "--depth" in done.err
    assert done.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", ["0", "65", "-1", "1.5", "a", "", "1,,2", "1,99", "nan"])
def test_wrong_depths_are_refused_in_one_line(run: Run, given: str) -> None:
    done = run("tanh", "--depth", given, "-o", "a.png")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("actplot: --depth ")
    with pytest.raises(ActplotError):
        plot("tanh", depth=[])


def test_overflow_is_silent_on_the_command_line(run: Run) -> None:
    done = run("exponential", "--depth", "5", "--order", "3", "-o", "a.png", "-o", "a.csv")
    assert (done.status, done.err) == (0, "")


def test_slider_acts_on_every_depth_of_its_curve() -> None:
    window = Window("elu:alpha=1", "tanh", depths=(1, 3))
    window.slide("elu alpha", 0.5)
    alpha = window.view.curves[0].parameters["alpha"]
    assert alpha != 1.0
    window.canvas.draw()
    lines = curves(window.panels[1])
    assert [str(line.get_label()) for line in lines] == [
        f"elu alpha={alpha:g}, depth 1",
        f"elu alpha={alpha:g}, depth 3",
        "tanh, depth 1",
        "tanh, depth 3",
    ]
    for line, depth in zip(lines, (1, 3), strict=False):
        below = {float(y) for x, y in xy(line) if x == 0 and not math.isnan(y)}
        assert max(below) == pytest.approx(max(alpha**depth, 1), rel=1e-12)


def test_hover_reads_every_depth_and_snaps_to_their_kinks() -> None:
    window = Window("softshrink", "tanh", depths=(1, 4))
    found = window.move(0.8, 0.3)
    once, four = (reading.values[0] for reading in found.readings[2:])
    assert once == pytest.approx(math.tanh(found.x), rel=1e-15)
    assert four == pytest.approx(math.tanh(math.tanh(math.tanh(once))), rel=1e-15)
    found = window.move(2.001, 0.0)
    assert found.x == 2.0
    assert found.readings[1].limits(1) == (0.0, 1.0)
    assert not found.readings[0].sides


def test_hiding_a_depth_hides_that_one_only() -> None:
    window = Window("tanh", depths=(1, 3))
    window.click("tanh, depth 1")
    window.canvas.draw()
    assert window.labels() == ["tanh, depth 3"]


def test_command_of_a_view_holds_the_depths(run: Run, tmp_path: Path) -> None:
    window = Window("elu:alpha=1", depths=(1, 3))
    window.slide("elu alpha", 0.5)
    window.click(window.figure.board.labels[0].get_text())
    window.canvas.draw()
    line = command(window.view)
    assert "--depth 1,3" in line
    assert run(*shlex.split(line)[1:], "-o", "a.csv").status == 0
    labels = {row.split('"')[1] for row in (tmp_path / "a.csv").read_text().splitlines()[1:]}
    assert labels == set(window.labels())


def test_curve_in_the_legend_is_read_as_it_is() -> None:
    names = [text.get_text() for text in legends(plot("x**2", depth=2))[0].get_texts()]
    assert names == ["x**2, depth 2"]
