"""The double of a window that runs elsewhere: where things stand in it, and what it should show."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton
from matplotlib.colors import to_rgb
from matplotlib.transforms import BboxBase
from numpy.typing import NDArray

from actplot.basics import DEFAULT_DPI
from actplot.window import view_changes as changes
from tests.draw.test_figure import curves
from tests.forked import forked
from tests.window.test_interact import Window

Pixels = NDArray[np.uint8]
Place = tuple[int, int]  # from the upper left corner
FULL = 255
JOURNEY = ("elu:alpha=1", "tanh", "sigmoid_cross_entropy")
KINKED, KINKED_LABEL = ("elu:alpha=2", *JOURNEY[1:]), "elu alpha=2"
STEPS = 31  # of the wheel, for a view that is a thousand times as narrow
KINK_NEAR, KINK_FAR = 10, 40  # pixels away from a kink
RATIO_PRECISION = 0.2


class Double(Window):
    """An Explorer of the same view and as many pixels, told of the same events."""

    def __init__(
        self, *texts: str, size: Place | None = None, ratio: float = 1.0, **more: Any
    ) -> None:
        super().__init__(*texts, **more)
        if size:
            self.canvas._set_device_pixel_ratio(ratio)
            dots = DEFAULT_DPI * ratio
            self.figure.set_size_inches(size[0] / dots, size[1] / dots)
            self.canvas.draw()

    def place(self, x: float, y: float, order: int = 0) -> Place:
        """Return where a point of a panel stands, to the nearest pixel."""
        return self._from_top(*self.panels[order].transData.transform((x, y)))

    def name(self, label: str) -> Place:
        """Return the middle of the name of a curve."""
        labels = self.figure.board.labels
        found = next(text for text in labels if text.get_text() == label)
        box = found.get_window_extent(self.canvas.get_renderer())
        return self._from_top((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)

    def track(self, name: str, share: float) -> Place:
        """Return the place at a share of the track of a slider."""
        sliders = self.figure.board.sliders
        box = next(each.ax.bbox for each in sliders if each.label.get_text() == name)
        return self._from_top(box.x0 + share * box.width, (box.y0 + box.y1) / 2)

    def _from_top(self, x: float, y: float) -> Place:
        return round(x), round(float(self.figure.bbox.height) - y)

    def at(self, name: str, place: Place, **more: Any) -> None:
        """Let the mouse do something at a place."""
        self.mouse(name, place[0], self.figure.bbox.height - place[1], **more)

    def move_to(self, place: Place) -> None:
        self.at("motion_notify_event", place)

    def click_at(self, place: Place) -> None:
        self.drag_to(place, place)

    def drag_to(self, start: Place, end: Place) -> None:
        """Press the left button, move and let go."""
        self.move_to(start)
        for name, place in (
            ("button_press_event", start),
            ("motion_notify_event", end),
            ("button_release_event", end),
        ):
            self.at(name, place, button=MouseButton.LEFT)

    def color(self, label: str) -> NDArray[np.int64]:
        """Return the color of a curve as pixels have it."""
        line = next(line for line in curves(self.panels[0]) if line.get_label() == label)
        return np.rint(np.multiply(to_rgb(line.get_color()), FULL)).astype(np.int64)

    def regions(self) -> dict[str, tuple[slice, slice]]:
        """Return rows and columns of each panel, and of the board's table below them."""
        boxes = {axes.get_title(): axes.bbox for axes in self.panels}
        found = {title: self._slices(box) for title, box in boxes.items()}
        bottom = max(rows.stop for rows, _ in found.values())
        found["board"] = slice(bottom, None), slice(None)
        return found

    def _slices(self, box: BboxBase) -> tuple[slice, slice]:
        (left, bottom), (right, top) = (
            self._from_top(box.x0, box.y0),
            self._from_top(box.x1, box.y1),
        )
        return slice(top, bottom), slice(left, right)


def changed(double: Double, before: Pixels, now: Pixels) -> set[str]:
    """Return the names of the regions in which pixels differ."""
    different = (before != now).any(axis=2)
    return {name for name, region in double.regions().items() if different[region].any()}


def has_color(pixels: Pixels, double: Double, axes: Axes, color: NDArray[np.int64]) -> bool:
    """Tell whether a curve of this color is seen in a panel."""
    region = double.regions()[axes.get_title()]
    return bool((pixels[region] == color).all(axis=2).any())


def kink_is_seen(pixels: Pixels, double: Double, label: str, at: Place, ratio: float) -> bool:
    """Tell whether a curve rises to the left of a place that many times as fast as to the right."""
    color = double.color(label)
    left, right = (_rise(pixels, color, at[0] + start) for start in (-KINK_FAR, KINK_NEAR))
    return bool(left and right and abs(left / right - ratio) < RATIO_PRECISION)


def _rise(pixels: Pixels, color: NDArray[np.int64], column: int) -> float | None:
    """Return by how many pixels a line of this color rises from a column on."""
    seen = (pixels[:, (column, column + KINK_FAR - KINK_NEAR)] == color).all(axis=2)
    if not seen.any(axis=0).all():
        return None
    first, last = (np.flatnonzero(column).mean() for column in seen.T)
    return float(first - last)


def assert_zoomed_in(command: str) -> None:
    """Assert that a command line is that of a view that was zoomed at 0."""
    words = shlex.split(command)
    low, high = map(float, words[words.index("--range") + 1 :][:2])
    assert low < 0 < high
    assert high - low == pytest.approx(10 * changes.WHEEL**STEPS, rel=1e-3)


def drawn_by(command: str, folder: Path) -> bytes:
    """Return the picture that a command line draws."""
    words = shlex.split(command)
    assert words[0] == "actplot"
    forked(folder, [*words[1:], "-o", "again.png"], os.environ).check_returncode()
    return (folder / "again.png").read_bytes()
