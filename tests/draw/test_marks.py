"""Marks at jumps: an open circle is a limit that is not reached, a filled dot a value."""

from __future__ import annotations

import numpy as np
import pytest

import actplot
from actplot import plot
from actplot.draw.panel_content import jump_marks
from actplot.sampling import grid, sample
from tests.draw.test_figure import curves, joined, marked
from tests.draw.test_terminal import panels

Marked = set[tuple[float, float]]

# What is open and what is filled in the panels of function and derivative.
JUMPS: dict[str, tuple[Marked, Marked, Marked]] = {
    "step": ({(0, 1)}, {(0, 0)}, {(0, 0)}),
    "where(x >= 0, 1, 0)": ({(0, 0)}, {(0, 1)}, {(0, 0)}),
    "where(x <= 0, 1, 2)": ({(0, 2)}, {(0, 1)}, {(0, 0)}),
    "sign(x)": ({(0, -1), (0, 1)}, {(0, 0)}, {(0, 0)}),
    "where(x < 0, x, 1 + 2*x)": ({(0, 0)}, {(0, 1)}, {(0, 1), (0, 2)}),
    "where(x > 0, 1/x, 3)": (set(), {(0, 3)}, {(0, 0)}),
    "relu": (set(), set(), {(0, 0), (0, 1)}),
    "sin(x)/x": ({(0, 1)}, set(), {(0, 0)}),
    "1/x": (set(), set(), set()),
    "tan(x)": (set(), set(), set()),
    "tanh": (set(), set(), set()),
}


@pytest.mark.parametrize("text", JUMPS)
def test_open_and_filled_marks_of_the_figure(text: str) -> None:
    limits, values, of_slope = JUMPS[text]
    function, derivative = plot(text).axes
    assert marked(function, is_open=True) == limits
    assert marked(function, is_open=False) == values
    assert marked(derivative, is_open=True) == of_slope
    assert marked(derivative, is_open=False) == set()


@pytest.mark.parametrize("text", JUMPS)
def test_open_and_filled_marks_of_the_terminal(text: str) -> None:
    limits, values, of_slope = JUMPS[text]
    function, derivative = panels(text)
    # as many as there are; at one place the open circle is below
    assert len(function.places("o")) == len(limits)
    assert len(function.places("●")) == len(values)
    assert len(derivative.places("o")) == len(of_slope)
    assert not derivative.places("●")


@pytest.mark.parametrize(("interval", "open_", "filled"), [((0, 5), 1, 0), ((-5, 0), 0, 1)])
def test_only_the_side_inside_the_range_has_a_limit(
    interval: tuple[float, float], open_: int, filled: int
) -> None:
    function = plot("step", range=interval).axes[0]
    assert len(marked(function, is_open=True)) == open_
    assert (0.0, 0.0) in marked(function, is_open=False)
    assert len(marked(function, is_open=False)) == 1


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_jump_of_the_function_parts_every_derivative(order: int) -> None:
    axes = plot("where(x < 0, x**3, x**3 + 1)", order=3).axes[order]
    (line,) = curves(axes)
    assert not [(a, b) for a, b in joined(line) if a[0] < 0 < b[0]]
    assert {x for x, _ in marked(axes, is_open=True)} == {0.0}


def test_no_slope_is_filled_where_floats_miss_the_kink() -> None:
    """At the float64 beside pi there is a slope, and in the picture there is none."""
    axes = plot("abs(sin(x))").axes[1]
    assert marked(axes, is_open=False) == set()
    assert {round(y, 6) for _, y in marked(axes, is_open=True)} == {-1.0, 1.0}


def test_a_border_of_the_domain_is_open_or_filled() -> None:
    """A line that begins at a point where it has a value, and one that only comes to a limit."""
    for text, at, is_open in (("sqrt(1 - x**2)", {-1, 1}, False), ("x*log(x)", {0}, True)):
        function = plot(text).axes[0]
        assert marked(function, is_open) == {(x, 0) for x in at}
        assert marked(function, not is_open) == set()


def test_a_border_between_floats_has_no_mark() -> None:
    """Of the floats around pi some are in the domain of sqrt(sin(x)) and some are not."""
    function = plot("sqrt(sin(x))").axes[0]
    assert marked(function, True) | marked(function, False) == {(0.0, 0.0)}


def test_too_many_jumps_are_clearer_without_marks() -> None:
    found = sample(actplot.curve("sign(sin(30*x))"), grid(-5, 5, 1001), 0)
    assert len(found.kinks) > 60
    assert not len(jump_marks(found, 0).limits[0])
    assert np.isnan(found.trace.line(0)[1]).sum() == len(found.kinks)
