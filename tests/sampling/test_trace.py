"""The trace of a curve: peaks narrower than a cell of the grid are in it, jumps are not joined."""

from __future__ import annotations

import math

import numpy as np
import pytest

import actplot
from actplot.sampling import Trace, grid, sample


def trace_of(
    text: str, interval: tuple[float, float] = (-5, 5), order: int = 1, points: int = 1001
) -> Trace:
    return sample(actplot.curve(text), grid(*interval, points), order).trace


# A peak of height h of the derivative of an order, however far out the range ends.
PEAKS = [
    ("tanh(k*x):k=300", (-5, 4.3), 1, 300.0),
    ("tanh(k*x):k=300", (-5, 4.3), 2, 4 / 3**1.5 * 300**2),
    ("sigmoid", (-10_000, 7_000), 1, 0.25),
    ("sigmoid", (-1e30, 7e29), 1, 0.25),
    ("sigmoid", (-37_616, 37_615), 1, 0.25),
    ("sigmoid(x - 1234.5)", (-1e5, 1e6), 1, 0.25),
    ("tanh", (-1e6, 1e7), 3, 2 / 3),
    ("exp(-((x - 1.2345)*20000)**2)", (-5, 5), 0, 1.0),
    ("x + exp(-((x - 1.2345)*1e9)**2)*100", (-5, 5), 0, 101.2345),
    ("1/(1e-8 + (x - 0.3)**2)", (-5, 5), 0, 1e8),
    ("tanh(1000*(x**2 - 2))", (-5, 5), 1, 2000 * math.sqrt(2)),
    ("sin(50*x)", (-5, 5), 1, 50.0),
    ("sin(2000*pi*x)", (-5, 5), 0, 1.0),  # which is 0 at every point of the grid
]


@pytest.mark.parametrize(("text", "interval", "order", "height"), PEAKS)
@pytest.mark.parametrize("points", [2, 1001])
def test_no_peak_falls_between_samples(
    text: str, interval: tuple[float, float], order: int, height: float, points: int
) -> None:
    found = trace_of(text, interval, max(order, 1), points).values[order]
    assert found.max() == pytest.approx(height, rel=1e-3)


def test_the_trace_holds_the_values_of_the_curve() -> None:
    curve = actplot.curve("elu:alpha=0.5")
    trace = trace_of("elu:alpha=0.5", order=2)
    smooth = trace.x != 0
    for order, y in enumerate(trace.values):
        np.testing.assert_array_equal(y[smooth], curve.derivative(trace.x[smooth], order))
    assert (np.diff(trace.x) >= 0).all()
    assert (trace.x[0], trace.x[-1]) == (-5, 5)


def test_a_break_is_there_twice_with_its_limits() -> None:
    trace = trace_of("elu:alpha=0.5")
    (first, second) = np.flatnonzero(trace.x == 0)
    assert second == first + 1
    assert trace.values[1][[first, second]].tolist() == [0.5, 1.0]
    x, y = trace.line(1)
    assert np.isnan(y).sum() == 1
    assert x[np.isnan(y)] == [0.0]
    assert not np.isnan(trace.line(0)[1]).any()


@pytest.mark.parametrize(
    ("text", "interval", "ends"),
    [
        ("tan(x)", (-1.57, 1.57), (True, True)),
        ("tan(x)", (-1.5, 1.57), (False, True)),
        ("1/x", (0, 5), (True, False)),
        ("1/x", (1e-3, 5), (True, False)),
        ("1/x", (0.1, 5), (False, False)),
        ("1/(1 + x**2)", (-5, 5), (False, False)),
        ("tanh", (-5, 5), (False, False)),
    ],
)
def test_a_pole_near_an_end_is_one(
    text: str, interval: tuple[float, float], ends: tuple[bool, bool]
) -> None:
    trace = trace_of(text, interval)
    assert trace.end_poles == (ends, ends)
    assert trace.has_pole(0) == any(ends)


def test_noise_is_not_looked_into() -> None:
    """The last digits of a number waver, and there is nothing between."""
    for text in ("sin(x)**2 + cos(x)**2", "1 + 1e-14*sin(x)", "3"):
        assert len(trace_of(text).x) < 5_000


def test_a_long_grid_is_taken_as_its_extremes() -> None:
    found = trace_of("sin(600*x)", points=80_000)
    assert len(found.x) < 40_000
    whole = actplot.curve("sin(600*x)").value(grid(-5, 5, 80_000))
    assert found.values[0].max() >= whole.max()
