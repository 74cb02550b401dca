"""What is worked out about functions: against known values, and against a grid in mpmath."""

from __future__ import annotations

import math
import warnings
from functools import cache

import numpy as np
import pytest

from actplot.analysis import properties
from actplot.analysis.facts import Properties
from actplot.entries.read import curves
from actplot.evaluate.compiler import compiled
from actplot.formula import derive
from tests.each import each
from tests.oracle import exact
from tests.textbook import TEXTBOOK
from tests.textbook_functions import on_whole_line

INF = math.inf
SELU_LOW = 1.0507009873554804934 * 1.6732632423543772848
# Of these the card leaves a range, a slope or a direction open: waves without end, terms that grow
# against each other; and of a percentage the grid is too coarse to come near the least value.
OPEN = {
    *("stair", "sinc", "poisson_nll", "soft_plus_plus", "hard_elish", "atanu"),
    "percentage_error",
}
ORACLE = sorted(name for name, book in TEXTBOOK.items() if on_whole_line(book) and name not in OPEN)
GRID = [*np.linspace(-12.03, 12.07, 60), -0.001, 0.001, -700.0, -60.0, 60.0, 700.0]


@cache
def known(text: str) -> Properties:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return properties(curves([text])[0])


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-12, abs=1e-12)


# Ranges: low, high, and whether each is a value

RANGES = {
    "identity": (-INF, INF, False, False),
    "step": (0, 1, True, True),
    "sigmoid": (0, 1, False, False),
    "log_sigmoid": (-INF, 0, False, False),
    "hard_sigmoid": (0, 1, True, True),
    "tanh": (-1, 1, False, False),
    "hard_tanh": (-1, 1, True, True),
    "softsign": (-1, 1, False, False),
    "relu": (0, INF, True, False),
    "relu6": (0, 6, True, True),
    "leaky_relu": (-INF, INF, False, False),
    "relu2": (0, INF, True, False),
    "elu": (-1, INF, False, False),
    "elu:alpha=2": (-2, INF, False, False),
    "selu": (-SELU_LOW, INF, False, False),
    "softplus": (0, INF, False, False),
    "squareplus": (0, INF, False, False),
    "silu": (-0.2784645427610738, INF, True, False),
    "hard_swish": (-0.375, INF, True, False),
    "gelu": (-0.16997120747990369, INF, True, False),
    "mish": (-0.3088434130172504, INF, True, False),
    "tanhshrink": (-INF, INF, False, False),
    "sparse_plus": (0, INF, True, False),
    "lisht": (0, INF, True, False),
    "logcosh": (0, INF, True, False),
    "laplace": (0, 1, False, False),
    "sqrt_softplus": (0, INF, False, False),
    "exponential": (0, INF, False, False),
    "gaussian": (0, 1, False, True),
    "sine": (-1, 1, True, True),
    "snake": (-INF, INF, False, False),
    "bent_identity": (-INF, INF, False, False),
    "arctan": (-math.pi / 2, math.pi / 2, False, False),
    "x*sin(x)": (-INF, INF, False, False),
    "log(x)*sin(x)": (-INF, INF, False, False),
    "sin(1/x)": (-1, 1, True, True),
    "sin(x**2)": (-1, 1, True, True),
    "sin(x)/x": (-0.21723362821122166, 1, True, False),
    "exp(-x**2)*cos(5*x)": (-0.6936548586928319, 1, True, True),
    "sin(x)+sin(3*x)": (-8 / 27 * math.sqrt(27), 8 / 27 * math.sqrt(27), True, True),
    "tan(x)": (-INF, INF, False, False),
    "1/(1-cos(x))": (0.5, INF, True, False),
    "1/(2+cos(x))": (1 / 3, 1, True, True),
    "abs(sin(x))": (0, 1, True, True),
    "tanh(tan(x))": (-1, 1, False, False),
    "arctan(1/x)": (-math.pi / 2, math.pi / 2, False, False),
    "1/x**2": (0, INF, False, False),
    "1/(x**2-2*x+1)": (0, INF, False, False),
    "exp(1/x)": (0, INF, False, False),
    "log(x)": (-INF, INF, False, False),
    "log(x)/x": (-INF, math.exp(-1), False, True),
    "x*log(x)": (-math.exp(-1), INF, True, False),
    "sqrt(x)": (0, INF, True, False),
    "sqrt(1-x**2)": (0, 1, True, True),
    "x**4": (0, INF, True, False),
    "5": (5, 5, True, True),
    "where(0<=x<=0, 5, tanh(x))": (-1, 5, False, True),
    "exp(-(1000*(x-0.3))**2)": (0, 1, False, True),
    "exp(-x**2+600*x-90000)": (0, 1, False, True),
    "where(x>100,1,0)": (0, 1, True, True),
    "min(max(x, -1000), 1000)": (-1000, 1000, True, True),
    "max(min(x, 1e20), min(-x, 500))": (0, 1e20, True, True),
    "abs(abs(x - 300) - 2000) - 7": (-7, INF, True, False),
    "sinc": (-0.21723362821122164, 1, True, True),
    "exp(x) - x/2 - 1/2 - log(2)/2": (0, INF, True, False),  # at log(1/2), which no float is
}


@each("text", RANGES)
def test_value_range(text: str) -> None:
    low, high, low_attained, high_attained = RANGES[text]
    found = known(text).value_range
    assert (found.low, found.high) == (near(low), near(high))
    assert (found.low_attained, found.high_attained) == (low_attained, high_attained)


# The steepest slope: how steep, where, and whether only from one side

STEEPEST = {
    "sigmoid": (0.25, 0, 0),
    "tanh": (1, 0, 0),
    "softsign": (1, 0, 0),
    "hard_swish": (1.5, 3, -1),
    "elu:alpha=2": (2, 0, -1),
    "selu": (SELU_LOW, 0, -1),
    "gelu": (1.1289041451851549, math.sqrt(2), 0),
    "silu": (1.0998393201288672, 2.399357280515468, 0),
    "gaussian": (math.sqrt(2 / math.e), math.sqrt(0.5), 0),
    "softplus": (1, INF, -1),
    "log_sigmoid": (1, -INF, 1),
    "bent_identity": (1.5, INF, -1),
    "exponential": (INF, INF, -1),
    "relu2": (INF, INF, -1),
    "snake": (2, math.pi / 4, 0),
    "sine:w0=30": (30, 0, 0),
    "log(x)": (INF, 0, 1),
    "sqrt(abs(x))": (INF, 0, -1),
    "sigmoid(1000000*(x-0.3))": (250000, 0.3, 0),
    "sigmoid(x-200)": (0.25, 200, 0),
}


@each("text", STEEPEST)
def test_steepest(text: str) -> None:
    found = known(text).steepest
    assert found
    slope, at, side = STEEPEST[text]
    assert (found.slope, found.at, found.side) == (near(slope), near(at), side)
    assert found.over is None


@each(
    ("text", "slope", "over"),
    [
        ("identity", 1, (-INF, INF)),
        ("relu", 1, (0, INF)),
        ("hard_sigmoid", 1 / 6, (-3, 3)),
        ("hard_tanh", 1, (-1, 1)),
        ("elu", 1, (0, INF)),
        ("step", 0, (-INF, 0)),
        ("-3*x", 3, (-INF, INF)),
    ],
)
def test_steepest_on_an_interval(text: str, slope: float, over: tuple[float, float]) -> None:
    found = known(text).steepest
    assert found
    assert (found.slope, found.over) == (near(slope), over)
    assert found.side == 0


STATIONARY: dict[str, list[float]] = {
    "sigmoid": [],
    "relu": [],
    "relu2": [],
    "exponential": [],
    "silu": [-1.278464542761074],
    "hard_swish": [-1.5],
    "gelu": [-0.7517915246935645],
    "mish": [-1.192431214515495],
    "tanhshrink": [0],
    "logcosh": [0],
    "gaussian": [0],
    "x**3": [0],
    "abs(x)": [],
    "abs(x)**3": [0],
    "(x-0.3)**5": [0.3],
    "(x-1)**2*(x+2)**2": [-2, -0.5, 1],
    "x**3 + 1e-9*x": [],
    "1/x**2": [],
    "1/(x**2-2*x+1)": [],
}


@each("text", STATIONARY)
def test_stationary(text: str) -> None:
    assert known(text).stationary == near(tuple(STATIONARY[text]))  # type: ignore[arg-type]
    assert known(text).stationary_count == len(STATIONARY[text])


@pytest.mark.parametrize(
    ("text", "period", "nearest"),
    [
        ("sine", 2 * math.pi, [-1.5 * math.pi, -math.pi / 2, math.pi / 2, 1.5 * math.pi]),
        ("sine:w0=30", math.pi / 15, [n * math.pi / 60 for n in (-3, -1, 1, 3)]),
        ("snake", math.pi, [-math.pi / 4, 3 * math.pi / 4]),
        ("x + sin(x)", 2 * math.pi, [-math.pi, math.pi]),
    ],
)
def test_stationary_points_of_a_periodic_slope(
    text: str, period: float, nearest: list[float]
) -> None:
    found = known(text)
    assert found.period == near(period)
    assert found.stationary == pytest.approx(nearest, rel=1e-12)
    assert found.stationary_count is None


def test_many_stationary_points_are_counted() -> None:
    found = known("x*sin(x)")  # tan(x) = -x has one solution in each half turn
    assert found.stationary_count == 33
    assert len(found.stationary) == 8
    assert 2.028757838110434 in found.stationary


@each(
    ("text", "flat"),
    [
        ("relu", [(-INF, 0)]),
        ("hard_tanh", [(-INF, -1), (1, INF)]),
        ("hardshrink", [(-0.5, 0.5)]),
        ("step", [(-INF, 0), (0, INF)]),
        ("hard_swish", [(-INF, -3)]),
        ("sigmoid", []),
        ("gaussian", []),
        ("5", [(-INF, INF)]),
        ("where(x>0, exp(-1/x), 0)", [(-INF, 0)]),
        # choices inside choices, far out
        ("min(max(x, -1000), 3e30)", [(-INF, -1000), (3e30, INF)]),
        ("min(max(2*x, x + 500), 3000)", [(1500, INF)]),
        ("max(min(x**2 - 1e8, 0), -19999)", [(-INF, -1e4), (-9999, 9999), (1e4, INF)]),
    ],
)
def test_flat(text: str, flat: list[tuple[float, float]]) -> None:
    assert list(known(text).flat) == flat


SIGMOID_EDGE = 2 * math.acosh(10)  # sech(x/2)**2 = 1/100
SATURATES: dict[str, tuple[float | None, float | None]] = {
    "sigmoid": (-SIGMOID_EDGE, SIGMOID_EDGE),
    "tanh": (-SIGMOID_EDGE / 2, SIGMOID_EDGE / 2),
    "softsign": (-9, 9),
    "arctan": (-math.sqrt(99), math.sqrt(99)),
    "relu": (0, None),
    "relu6": (0, 6),
    "hard_sigmoid": (-3, 3),
    "elu": (math.log(0.01), None),
    "softplus": (-math.log(99), None),
    "sparse_plus": (-0.98, None),
    "leaky_relu": (None, None),
    "leaky_relu:alpha=0.009": (0, None),
    "exponential": (None, None),
    "sine": (None, None),
    "identity": (None, None),
    "5": (None, None),
    "x*sin(x)": (None, None),
    "sigmoid(x-200)": (200 - SIGMOID_EDGE, 200 + SIGMOID_EDGE),
}


@each("text", SATURATES)
def test_saturates(text: str) -> None:
    found = known(text)
    for at, expected in zip(
        (found.saturates_left, found.saturates_right), SATURATES[text], strict=True
    ):
        assert at == (None if expected is None else near(expected))


MONOTONE = {
    "increasing": "identity sigmoid log_sigmoid tanh softsign leaky_relu elu elu:alpha=2 selu "
    "softplus squareplus tanhshrink laplace exponential snake bent_identity arctan x**3 x+sin(x) "
    "log(x) sqrt(x) where(x>0,x+1,x)",
    "non-decreasing": "step hard_sigmoid hard_tanh relu relu6 thresholded_relu relu2 softshrink "
    "hardshrink sparse_plus sparse_sigmoid 1e-20*step(x)",
    "decreasing": "-x exp(-x) sigmoid(-x)",
    "non-increasing": "-relu(x)",
    "constant": "5 0*x",
    "no": "silu hard_swish gelu mish lisht logcosh gaussian sine x*sin(x) 1/x tan(x) x+2*sin(x) "
    "exp(1/x) sqrt(x**2-1) where(x>0,x-1,x) where(0<=x<=0,5,x)",
}


@each(("way", "text"), [(way, text) for way, texts in MONOTONE.items() for text in texts.split()])
def test_monotone(way: str, text: str) -> None:
    assert known(text).monotone == way


SYMMETRY = {
    "odd": "identity tanh hard_tanh softsign tanhshrink softshrink hardshrink sine arctan x**3 "
    "x/(1+abs(x)) sign(x) 1/x tan(x) x*abs(x) arctan(1/x)",
    "even": "lisht logcosh gaussian abs(x) cos(x) x*sin(x) log(abs(x)) 5 0*x",
    "neither": "step sigmoid relu gelu snake exponential log(x) laplace x+1 x**3+1e-20 "
    "exp(-x**2+600*x-90000)",
}


@each(
    ("kind", "text"), [(kind, text) for kind, texts in SYMMETRY.items() for text in texts.split()]
)
def test_symmetry(kind: str, text: str) -> None:
    assert known(text).symmetry == kind


SMOOTHNESS = {
    -1: "step thresholded_relu hardshrink 1/x tan(x) log(abs(x)) exp(1/x) 1/(x**2-2*x+1) sign(x) "
    "where(0<=x<=0,5,x)",
    0: "relu relu6 hard_tanh hard_sigmoid leaky_relu elu:alpha=2 selu hard_swish softshrink abs(x) "
    "abs(sin(x)) sqrt(abs(x)) threshold:threshold=0.5:value=0.5",
    1: "relu2 elu celu celu:alpha=2 sparse_plus softsign xielu x*abs(x)",
    2: "abs(x)**3 max(x,sin(x))",
    INF: "identity sigmoid tanh softplus silu gelu mish gaussian exponential sine snake sqrt(x) "
    "log(x) where(x>=0,1/(1+exp(-x)),exp(x)/(1+exp(x)))",
}


@each(("order", "text"), [(n, text) for n, texts in SMOOTHNESS.items() for text in texts.split()])
def test_smoothness(order: float, text: str) -> None:
    assert known(text).smoothness == order


def test_kinks_have_one_sided_limits() -> None:
    found = known("hard_swish").kinks
    assert [(kink.x, kink.order, kink.left, kink.right) for kink in found] == [
        (-3, 1, 0, -0.5),
        (3, 1, 1.5, 1),
    ]
    assert [kink.order for kink in known("step").kinks] == [0]


# What cannot be decided, and what is nowhere defined


@pytest.mark.parametrize("text", ["log(-1-x**2)", "sqrt(-1-x**2)", "sqrt(-x**2)"])
def test_nothing_is_claimed_where_nothing_is_defined(text: str) -> None:
    found = known(text)
    assert (found.value_range.low, found.value_range.high) == (None, None)
    assert (found.steepest, found.monotone, found.symmetry, found.smoothness) == (None,) * 4


def test_a_bound_that_no_grid_can_reach_is_not_claimed() -> None:
    found = known("sin(x) + sin(1.4142135623*x)")  # its supremum, 2, is only approached
    assert (found.value_range.low, found.value_range.high) == (None, None)
    assert found.monotone == "no"


def test_waves_too_fast_for_the_grid_hide_stationary_points() -> None:
    assert known("sin(1/x)").stationary_count is None
    assert known("sin(x**2)").stationary_count is None


def test_smoothness_beyond_the_third_derivative_is_not_claimed() -> None:
    assert known("abs(x)**5").smoothness is None


def test_a_derivative_that_is_too_long_leaves_the_symmetry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(derive, "LARGEST_DERIVATIVE", 10)
    found = known("sin(x*tanh(x)*erf(x))*gaussian(x/7)")
    assert (found.value_range.low, found.steepest, found.monotone) == (None,) * 3
    assert found.symmetry == "odd"


@pytest.mark.parametrize(
    "text",
    [
        "x**x",
        "exp(exp(x))",
        "1/sin(x**2)",
        "x**2*sin(1/x)",
        "max(x, 1/x)",
        "sin(exp(x))",
        "where(x<-3, 10000*x, cos(x))",
        "log(log(log(x)))",
        "1/0.0001*x",
        "x**101",
    ],
)
def test_no_formula_is_too_strange(text: str) -> None:
    found = known(text)
    low, high = found.value_range.low, found.value_range.high
    values = compiled(curves([text])[0].bound())(np.array(GRID))
    values = values[np.isfinite(values)]
    assert low is None or low <= values.min()
    assert high is None or high >= values.max()


# Every entry of the catalogue against mpmath


@cache
def brute(name: str, order: int) -> list[float]:
    """The values of the textbook formula on the grid, NaN at kinks."""
    return [float(exact(name, order, float(x))) for x in GRID]


@each("name", ORACLE)
def test_no_value_lies_outside_the_range(name: str) -> None:
    found = known(name).value_range
    assert found.low is not None
    assert found.high is not None
    slack = 1e-14 * max(1, *(abs(v) if math.isfinite(v) else 0 for v in (found.low, found.high)))
    assert all(found.low - slack <= value <= found.high + slack for value in brute(name, 0))
    if math.isfinite(found.high):
        assert max(brute(name, 0)) > found.high - 0.1
    if math.isfinite(found.low):
        assert min(brute(name, 0)) < found.low + 0.1


@each("name", ORACLE)
def test_no_slope_is_steeper(name: str) -> None:
    found = known(name).steepest
    assert found
    steepest = np.nanmax(np.abs(brute(name, 1)))
    assert steepest <= found.slope * (1 + 1e-14)
    assert math.isinf(found.slope) or steepest >= 0.9 * found.slope


@each("name", ORACLE)
def test_slopes_have_the_sign_that_monotone_tells(name: str) -> None:
    slopes = [slope for slope in brute(name, 1) if not math.isnan(slope)]
    signs = {bool(slope > 0) - bool(slope < 0) for slope in slopes}
    assert (
        signs
        in {
            "increasing": ({1}, {0, 1}),  # 0 where it underflows
            "non-decreasing": ({0, 1}, {0}),
            "decreasing": ({-1}, {-1, 0}),
            "non-increasing": ({-1, 0}, {0}),
            "constant": ({0},),
            "no": ({-1, 1}, {-1, 0, 1}),
        }[known(name).monotone or ""]
    )


@each("name", ORACLE)
def test_slopes_vanish_where_they_are_said_to(name: str) -> None:
    for low, high in known(name).flat:
        inside = [s for x, s in zip(GRID, brute(name, 1), strict=True) if low < x < high]
        assert not any(inside)
    for at in known(name).stationary:
        assert abs(float(exact(name, 1, at))) < 1e-14


@each("name", ORACLE)
def test_slopes_stay_small_beyond_saturation(name: str) -> None:
    found = known(name)
    assert found.steepest
    least = 0.01 * found.steepest.slope
    slopes = list(zip(GRID, brute(name, 1), strict=True))
    if found.saturates_left is not None:
        assert not any(abs(slope) > least for x, slope in slopes if x < found.saturates_left)
        assert abs(float(exact(name, 1, found.saturates_left + 1e-6))) >= least * 0.99
    if found.saturates_right is not None:
        assert not any(abs(slope) > least for x, slope in slopes if x > found.saturates_right)
        assert abs(float(exact(name, 1, found.saturates_right - 1e-6))) >= least * 0.99
