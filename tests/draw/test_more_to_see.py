"""One panel for all orders, scales that are not linear, lines and points that were asked for."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

import actplot
from actplot import plot
from actplot.draw.landmarks import landmarks
from actplot.sampling import grid, sample
from tests.draw.test_figure import TWENTY_FIVE, collisions, curves, drawn, overlap


def with_gid(figure: Figure, gid: str) -> list[Line2D]:
    return [line for line in figure.axes[0].lines if line.get_gid() == gid]


def test_an_overlay_has_all_orders_in_one_panel_thinner_and_in_their_colors() -> None:
    figure = plot("tanh", "relu", order=2, overlay=True)
    (axes,) = figure.axes
    functions, derivatives = curves(axes), with_gid(figure, "derivative")
    assert len(functions) == 2
    assert len(derivatives) == 4
    assert {line.get_color() for line in functions} == {line.get_color() for line in derivatives}
    assert all(line.get_linewidth() < functions[0].get_linewidth() for line in derivatives)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["tanh", "relu"]
    low, high = axes.get_ylim()
    assert low < -1
    assert high > 5
    assert not collisions(figure)


@pytest.mark.parametrize("preset", ["column", "page"])
def test_a_log_axis_shows_what_is_above_0_and_its_powers_of_ten(preset: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = plot("tanh", "-x", range=(-20, 20), dyscale="log", preset=preset)
        drawn(figure)
    axes = figure.axes[1]
    assert axes.get_yscale() == "log"
    assert 0 < axes.get_ylim()[0] < 1e-10
    assert figure.axes[0].get_yscale() == "linear"
    assert len([tick for tick in axes.get_yticks() if 1e-12 <= tick <= 1]) >= 2
    assert not collisions(figure)


def test_a_curve_is_straight_on_axes_on_which_it_is() -> None:
    figure = plot("x**2", range=(1e-3, 1e3), xscale="log", yscale="log")
    drawn(figure)
    line = curves(figure.axes[0])[0]
    at = figure.axes[0].transData.transform(np.asarray(line.get_xydata()))
    slopes = np.diff(at[:, 1]) / np.diff(at[:, 0])
    assert slopes == pytest.approx(slopes[0], rel=1e-3)


def test_scales_that_do_not_go_with_their_limits_are_refused() -> None:
    for given in ({"xscale": "log"}, {"yscale": "log", "ylim": (0.0, 1.0)}):
        with pytest.raises(actplot.ActplotError, match=r"log goes with a --\w+ above 0; symlog"):
            plot("tanh", **given)
    with pytest.raises(actplot.ActplotError, match=r"--yscale lgo: .*log"):
        plot("tanh", yscale="lgo")


def test_reference_lines_have_their_value_and_no_name_in_the_legend() -> None:
    figure = plot("tanh", hline=[-1.5, 0.25], vline=2)
    assert len(with_gid(figure, "reference")) == 3
    for axes, values in zip(figure.axes, ({"−1.5", "0.25", "2"}, {"2"}), strict=True):
        told = {text.get_text() for text in axes.texts if text.get_gid() == "reference"}
        assert told == values
    assert figure.axes[0].get_ylim()[0] <= -1.5
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["tanh"]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("x**3 - 2*x + 1", "zeros", [-(1 + math.sqrt(5)) / 2, (math.sqrt(5) - 1) / 2, 1]),
        ("x**3 - 2*x + 1", "extrema", [-math.sqrt(2 / 3), math.sqrt(2 / 3)]),
        ("gelu", "inflections", [-math.sqrt(2), math.sqrt(2)]),
        ("x**2", "zeros", [0]),
        ("relu", "zeros", []),
        ("relu", "extrema", []),
        ("abs(x)", "extrema", [0]),
        ("relu6 - 1", "kinks", [0]),
        ("tanh", "extrema", []),
    ],
)
def test_points_are_marked_where_they_are_to_the_last_digits(
    text: str, kind: str, wanted: list[float]
) -> None:
    sampled = sample(actplot.curve(text), grid(-3, 3, 101), 1)
    assert landmarks(sampled, kind) == pytest.approx(wanted, abs=1e-14)


def test_numbers_beside_marks_stand_on_no_other_number() -> None:
    figure = plot("x**3-2*x+1", "gelu", "mish", range=(-4, 2), mark="zeros,extrema,inflections")
    renderer = drawn(figure)
    told = [text for text in figure.axes[0].texts if text.get_gid() == "mark"]
    assert {"0.618034", "−0.751792", "1.41421"} <= {text.get_text() for text in told}
    boxes = [text.get_window_extent(renderer) for text in told]
    assert not any(overlap(a, b) for n, a in enumerate(boxes) for b in boxes[:n])
    with pytest.raises(actplot.ActplotError, match=r"--mark zeroes: .*zeros"):
        plot("tanh", mark="zeroes")


@pytest.mark.parametrize(("count", "columns"), [(3, None), (13, None), (5, 2)])
def test_many_curves_of_each_stand_side_by_side_in_reading_order(
    count: int, columns: int | None
) -> None:
    names = TWENTY_FIVE[:count]
    figure = plot(*names, each=True, columns=columns)
    firsts = figure.axes[::2]
    assert [axes.get_title(loc="left") for axes in firsts] == [*names]
    places = [(-axes.bbox.y0, axes.bbox.x0) for axes in firsts]
    assert places == sorted(places)
    across = len({round(axes.bbox.x0) for axes in firsts})
    assert across == (columns or {3: 1, 13: 2}[count])
    labelled = [axes for axes in firsts if axes.get_xlabel()]
    assert len(labelled) == across
    assert not collisions(figure)


def test_formulas_of_each_stand_above_their_panels() -> None:
    figure = plot("tanh", "selu", "elu", each=True, formulas=True, columns=2)
    renderer = drawn(figure)
    texts = [text for text in figure.texts if text.get_gid() == "formula"]
    assert len(texts) == len(figure.axes)
    for text, axes in zip(texts, figure.axes, strict=True):
        box = text.get_window_extent(renderer)
        assert axes.bbox.y1 <= box.y0
        assert axes.bbox.x0 - 1 <= box.x0 <= box.x1 <= axes.bbox.x1 + 1
    boxes = [text.get_window_extent(renderer) for text in (*texts, *figure.texts)]
    lefts = [axes._left_title.get_window_extent(renderer) for axes in figure.axes[::2]]  # type: ignore[attr-defined]
    assert not any(overlap(left, box) for left in lefts for box in boxes)


def test_points_of_a_chain_are_marked_where_its_slope_says() -> None:
    axes = plot("silu", depth=(1, 3), mark=("extrema", "inflections"), points=201).axes[0]
    marks = [line for line in axes.lines if line.get_gid() == "mark"]
    chain = actplot.curve("silu")

    def slope(x: float) -> float:
        at, product = x, 1.0
        for _ in range(3):
            product *= float(chain.derivative(at))
            at = float(chain.value(at))
        return product

    deep = np.asarray(marks[2].get_xdata(), dtype=float)
    assert len(deep) >= 1
    assert all(slope(x - 1e-6) * slope(x + 1e-6) < 0 for x in deep)
