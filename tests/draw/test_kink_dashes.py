"""A dash on each kink and at each end of a dashed line, at every size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from actplot import plot

Array = NDArray[np.float64]
Drawn = list[tuple[Array, Array, float]]  # points in pixels, dashes in points, and where they begin

SIZES = (3.5, 2), (10, 5), (15, 5)
KINKS = {"relu": [0.0], "abs(x)": [0.0], "hard_tanh": [-1.0, 1.0], "leaky_relu": [0.0]}
STRETCHED = 0.1  # of a period at most, for stretches of some periods


def dashed(
    monkeypatch: pytest.MonkeyPatch, order: int, *curves: str, **options: Any
) -> tuple[Drawn, Line2D, Figure]:
    """Return what is drawn of the second curve, its line and the figure; lengths in pixels."""
    figure = plot("identity", *curves, **options)
    line = next(line for line in figure.axes[order].lines if line.get_label() == curves[-1])
    found: Drawn = []
    draw: Any = RendererAgg.draw_path

    def draw_path(self: RendererAgg, gc: Any, path: Any, affine: Any, *rest: Any) -> None:
        if gc.get_rgb()[:3] == pytest.approx(wanted[:3]) and line.stale:
            offset, dashes = gc.get_dashes()
            points = np.asarray(affine.transform(path.vertices))
            found.append((points, np.array([] if dashes is None else dashes), offset or 0.0))
        draw(self, gc, path, affine, *rest)

    gc: Any = GraphicsContextBase()
    gc.set_foreground(line.get_color())
    wanted = gc.get_rgb()
    canvas: Any = FigureCanvasAgg(figure)
    with monkeypatch.context() as patched:
        patched.setattr(RendererAgg, "draw_path", draw_path)
        line.set_zorder(line.get_zorder())
        canvas.draw()
    return found, line, figure


def pattern(line: Line2D) -> Array:
    return np.array(vars(line)["_dash_pattern"][1])


def length(points: Array) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


@pytest.mark.parametrize(
    ("curve", "size"),
    [*(("hard_tanh", size) for size in SIZES), *zip(KINKS, (*SIZES, SIZES[0]), strict=True)],
)
def test_a_dash_lies_on_each_kink(
    monkeypatch: pytest.MonkeyPatch, curve: str, size: tuple[float, float]
) -> None:
    pieces, line, figure = dashed(monkeypatch, 0, curve, size=size)
    axes, points = figure.axes[0], figure.dpi / 72
    solid = [path for path, dashes, _ in pieces if not len(dashes)]
    for x in KINKS[curve]:
        y = np.interp(x, *np.asarray(line.get_xydata(), float).T)
        kink = axes.transData.transform((x, y))
        on = [path for path in solid if np.hypot(*(path - kink).T).min() < 1e-6]
        assert len(on) == 1
        assert length(on[0]) == pytest.approx(pattern(line)[0] * points, rel=STRETCHED)
    for path, dashes, offset in pieces:
        if len(dashes):
            assert dashes == pytest.approx(pattern(line), rel=STRETCHED)
            assert offset == pytest.approx(dashes[0])  # it goes on with a gap
            periods = (length(path) / points + dashes[0]) / dashes.sum()
            assert periods == pytest.approx(round(periods), abs=1e-6)


def test_a_line_that_ends_at_a_jump_ends_on_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces, line, figure = dashed(monkeypatch, 1, "relu", size=(6, 3))
    limits = [figure.axes[1].transData.transform(at) for at in ((0, 0), (0, 1))]
    solid = [path for path, dashes, _ in pieces if not len(dashes)]
    for limit in limits:
        (on,) = (path for path in solid if np.hypot(*(path - limit).T).min() < 1e-6)
        whole = pattern(line)[0] * figure.dpi / 72
        assert length(on) == pytest.approx(whole, rel=STRETCHED)


def test_dashes_of_a_line_that_leaves_its_panel_come_from_the_kink(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces, _, figure = dashed(monkeypatch, 0, "abs(x)", ylim=(-0.1, 0.4))
    kink = figure.axes[0].transData.transform((0, 0))
    away = [path for path, dashes, _ in pieces if len(dashes)]
    assert len(away) == 2
    for path in away:
        assert np.hypot(*(path[0] - kink)) < np.hypot(*(path[-1] - kink))


def test_lines_without_kinks_are_drawn_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces, line, _ = dashed(monkeypatch, 0, "tanh")
    assert len(pieces) == 1
    assert pieces[0][1] == pytest.approx(pattern(line))
