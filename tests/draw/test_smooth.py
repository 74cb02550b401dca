"""Lines as smooth as their page: close to the function as printed, and bands where it wavers."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

import actplot
from actplot import plot
from actplot.draw.curve_line import CurveLine
from tests.draw.test_figure import drawn

Array = NDArray[np.float64]

PAGE = 0.05  # points of the page, which nobody sees
BETWEEN = np.linspace(0.0, 1.0, 21)[1:-1, None]


def lines(figure: Figure, order: int = 0) -> list[CurveLine]:
    """Return the lines of the curves of a panel, as they are drawn."""
    drawn(figure)
    return [line for line in figure.axes[order].lines if isinstance(line, CurveLine)]


def on_page(axes: Axes, x: Array, y: Array) -> tuple[Array, Array]:
    """Return x and y in points of the page, up to a panel's height outside of it."""
    figure = axes.get_figure(root=True)
    assert figure
    low, high = axes.get_ylim()
    inside = np.clip(y, 2 * low - high, 2 * high - low)
    at = axes.transData.transform(np.column_stack([x, inside])) * 72 / figure.dpi
    return at[:, 0], at[:, 1]


def farthest(axes: Axes, corners: Array, curve: actplot.Curve, order: int) -> float:
    """Return how far, in points, a polyline is from the function where that is in its panel."""
    with np.errstate(invalid="ignore"):
        x = (corners[:-1, 0] + np.diff(corners[:, 0]) * BETWEEN).T
        y = (corners[:-1, 1] + np.diff(corners[:, 1]) * BETWEEN).T
        joined = np.isfinite(y).all(axis=1) & (np.diff(corners[:, 0]) > 0)
    x, y = x[joined], y[joined]
    true = curve.derivative(x, order)
    width, height = (np.diff(on_page(axes, *ends)[n])[0] for n, ends in enumerate(_sides(axes)))
    slope = np.diff(y[:, [0, -1]])[:, 0] / height_unit(axes, height)
    slope /= np.diff(x[:, [0, -1]])[:, 0] / (np.diff(axes.get_xlim())[0] / width)
    off = np.abs(true - y) / height_unit(axes, height) / np.hypot(1.0, slope)[:, None]
    low, high = axes.get_ylim()
    return float(np.nanmax(np.where((low <= true) & (true <= high), off, 0.0)))


def height_unit(axes: Axes, height: float) -> float:
    """Return what a point of the page is in the numbers of the y axis."""
    low, high = axes.get_ylim()
    return (high - low) / height


def _sides(axes: Axes) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    x, y = np.array(axes.get_xlim()), np.array(axes.get_ylim())
    return (x, np.repeat(y[0], 2)), (np.repeat(x[0], 2), y)


SMOOTH = ["gelu", "mish", "tanh(k*x):k=300", "elu:alpha=0.5", "softplus(20*x)", "tan(x)", "1/x"]


WAVES = ["sin(20*x)", "abs(sin(5*x))", "exp(-x**2*1000)"]
SIZES = [(3.5, 1.5), (15.0, 5.0), (60.0, 20.0)]


# the smallest size for all, and one of the larger for each
@pytest.mark.parametrize(
    ("text", "size"),
    [
        *((text, SIZES[0]) for text in (*SMOOTH, *WAVES)),
        *((text, SIZES[1 + place % 2]) for place, text in enumerate((*SMOOTH, *WAVES))),
    ],
)
def test_a_line_is_as_near_as_its_page_shows(text: str, size: tuple[float, float]) -> None:
    figure = plot(text, order=2, size=size)
    for order, axes in enumerate(figure.axes):
        (line,) = lines(figure, order)
        corners = np.asarray(line.get_xydata(), dtype=np.float64)
        assert farthest(axes, corners, actplot.curve(text), order) <= PAGE
        assert len(corners) < 3000


@pytest.mark.parametrize("points", [2, 50, 100_000])
def test_smoothness_does_not_depend_on_the_grid(points: int) -> None:
    figure = plot("gelu", points=points)
    (line,) = lines(figure, 1)
    corners = np.asarray(line.get_xydata(), dtype=np.float64)
    assert farthest(figure.axes[1], corners, actplot.curve("gelu"), 1) <= PAGE
    assert len(corners) < 200


def test_an_svg_holds_all_the_points_of_a_line() -> None:
    """The writer leaves none out that the curve needs."""
    figure = plot("gelu", size=(3.5, 1.5))
    file = io.StringIO()
    figure.savefig(file, format="svg")
    paths = re.findall(r'd="([^"]*)"', file.getvalue())
    for order in (0, 1):
        (line,) = lines(figure, order)
        corners = np.asarray(line.get_xydata(), dtype=np.float64)
        x, _ = on_page(figure.axes[order], *corners.T)
        found = [np.array(re.findall(r"[ML] (\S+) ", path), dtype=float) for path in paths]
        assert any(len(each) == len(x) and np.allclose(each, x, atol=1e-3) for each in found)


def test_a_line_follows_the_size_and_the_limits_of_its_panel() -> None:
    figure = plot("sin(3*x)")
    (line,) = lines(figure)
    before = len(np.asarray(line.get_xydata()))
    figure.set_size_inches(60, 20)
    drawn(figure)
    assert len(np.asarray(line.get_xydata())) > 1.3 * before
    figure.axes[0].set(xlim=(0, 0.01), ylim=(0, 0.03))
    drawn(figure)
    corners = np.asarray(line.get_xydata(), dtype=np.float64)
    assert farthest(figure.axes[0], corners, actplot.curve("sin(3*x)"), 0) <= PAGE


# Bands


@pytest.mark.parametrize(
    ("text", "envelope"),
    [
        ("sin(2000*x)", np.ones_like),
        ("sin(2000*pi*x)", np.ones_like),
        ("x*sin(3000*x)", np.abs),
        ("sin(1e9*x)", np.ones_like),
        ("erf(sin(1e15*x))", lambda x: np.full_like(x, math.erf(1))),  # not all can be asked of it
    ],
)
def test_oscillation_finer_than_the_page_is_the_band_that_it_fills(
    text: str, envelope: Callable[[Array], Array]
) -> None:
    (line,) = lines(plot(text))
    low = np.concatenate([band.low for band in line.bands])
    high = np.concatenate([band.high for band in line.bands])
    x = np.concatenate([band.x for band in line.bands])
    np.testing.assert_allclose(high, envelope(x), rtol=0.05, atol=0.1)
    np.testing.assert_allclose(low, -envelope(x), rtol=0.05, atol=0.1)
    assert sum(band.x[-1] - band.x[0] for band in line.bands) > 9.8
    assert np.isnan(np.asarray(line.get_xydata())[:, 1]).any()


def test_a_band_and_its_line_meet() -> None:
    (line,) = lines(plot("sin(1/x)"))
    (band,) = line.bands
    assert -0.2 < band.x[0] < 0 < band.x[-1] < 0.2
    assert (band.low.min(), band.high.max()) == pytest.approx((-1, 1), abs=1e-3)
    x, y = np.asarray(line.get_xydata(), dtype=np.float64).T
    beside = x[np.isfinite(y)]
    assert not ((band.x[0] < beside) & (beside < band.x[-1])).any()
    gaps = band.x[0] - beside[beside <= band.x[0]].max(), beside[beside >= band.x[-1]].min()
    assert max(gaps[0], gaps[1] - band.x[-1]) < 0.02


@pytest.mark.parametrize("text", [*SMOOTH, "sin(20*x)", "exp(-((x - 1)*20000)**2)", "step"])
def test_other_lines_have_no_band(text: str) -> None:
    figure = plot(text)
    assert not any(line.bands for order in (0, 1) for line in lines(figure, order))


def test_a_band_is_drawn_in_the_color_of_its_line() -> None:
    figure = plot("sin(2000*x)", theme="print", order=0)
    file = io.BytesIO()
    figure.savefig(file, format="rgba")
    width, height = (round(side) for side in figure.bbox.size)
    pixels = np.frombuffer(file.getvalue(), np.uint8).reshape(height, width, 4)
    box = figure.axes[0].bbox
    inside = pixels[height // 2, round(box.x0) + 5 : round(box.x1) - 5, :3]
    assert all((a == b).all() for a, b in pairwise(inside))
    assert inside[0].max() < 200
