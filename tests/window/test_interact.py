"""The window without a screen: events on an Agg canvas, and what the figure shows after them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backend_bases import KeyEvent, MouseButton, MouseEvent
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from actplot import curve
from actplot.entries import CATALOGUE
from actplot.entries import read as spec
from actplot.entries.entry import Parameter
from actplot.window.cursor import SNAP_PIXELS, Hover, tangents
from actplot.window.explorer import Explorer
from actplot.window.overlay import Words, hover_artists
from actplot.write import View
from actplot.write.slider_track import track
from tests.draw.test_figure import circles, curves, xy
from tests.each import each

THREE = ("elu:alpha=1", "tanh", "sigmoid_cross_entropy")


class Window:
    """A figure on a canvas without a screen, driven by events."""

    def __init__(self, *texts: str, **more: Any) -> None:
        self.said: list[str] = []
        view = View(tuple(spec.curves(texts or THREE)), more.pop("interval", (-5.0, 5.0)), **more)
        self.figure = Explorer(view, self.said.append)
        canvas: Any = FigureCanvasAgg(self.figure)
        canvas.draw()
        self.canvas = canvas
        self.figure.opened()

    @property
    def view(self) -> View:
        return self.figure.view

    @property
    def panels(self) -> Sequence[Axes]:
        return self.figure.panels

    def mouse(self, name: str, x: Any, y: Any, **more: Any) -> None:
        event = MouseEvent(name, self.canvas, x, y, **more)
        self.canvas.callbacks.process(name, event)

    def move(self, x: float, y: float, order: int = 0) -> Hover:
        """Move to a point of a panel, in its data; return what is read there."""
        at_x, at_y = self.panels[order].transData.transform((x, y))
        self.mouse("motion_notify_event", at_x, at_y)
        found = self.figure.hovered()
        assert found
        return found

    def scroll(self, x: float, y: float, step: float, order: int = 0) -> None:
        at_x, at_y = self.panels[order].transData.transform((x, y))
        self.mouse("scroll_event", at_x, at_y, step=step)

    def drag(self, start: Sequence[float], end: Sequence[float]) -> None:
        """Press the left button at a pixel, move to another, and let go."""
        self.mouse("button_press_event", *start, button=MouseButton.LEFT)
        self.mouse("motion_notify_event", *end, button=MouseButton.LEFT)
        self.mouse("button_release_event", *end, button=MouseButton.LEFT)

    def click(self, label: str, button: MouseButton = MouseButton.LEFT) -> None:
        """Click the name of a curve."""
        found = [text for text in self.figure.board.labels if text.get_text() == label]
        box = found[0].get_window_extent(self.canvas.get_renderer())
        at = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        self.mouse("button_press_event", *at, button=button)
        self.mouse("button_release_event", *at, button=button)

    def slide(self, name: str, share: float) -> None:
        """Drag the slider of this name to a share of its track."""
        board = self.figure.board
        slider = next(each for each in board.sliders if each.label.get_text() == name)
        box = slider.ax.bbox
        middle = (box.y0 + box.y1) / 2
        half = (box.x0 + box.x1) / 2
        self.drag((half, middle), (box.x0 + share * box.width, middle))

    def press(self, key: str) -> None:
        event = KeyEvent("key_press_event", self.canvas, key)
        self.canvas.callbacks.process("key_press_event", event)

    def pixels(self) -> NDArray[np.uint8]:
        return np.array(self.canvas.buffer_rgba())[..., :3]

    def labels(self, order: int = 0) -> list[str]:
        return [str(line.get_label()) for line in curves(self.panels[order])]

    def message(self) -> str:
        return str(self.figure.board.message.get_text())


# Hover


def test_hover_reads_every_curve_at_the_cursor() -> None:
    window = Window()
    found = window.move(1.2, 0.9)
    assert abs(found.x - 1.2) < 10 / window.panels[0].bbox.width
    assert len(f"{found.x:.17g}".rstrip("0")) < 20
    for text, reading in zip(THREE, found.readings, strict=True):
        one = curve(text)
        expected = (float(one.value(found.x)), float(one.derivative(found.x)))
        assert reading.values == expected
        assert not reading.sides


def test_the_x_that_is_read_can_be_typed() -> None:
    window = Window()
    for x in np.linspace(-4.9, 4.9, 40):
        read = window.move(float(x), 0.0).x
        assert f"{read:.10g}" == repr(read).removesuffix(".0") or abs(read) in (0.0, 1.0)


def test_numbers_on_the_board_are_those_of_the_curves() -> None:
    window = Window("tanh", "gelu")
    found = window.move(0.7, 0.5)
    written = {
        line
        for artist in hover_artists(window.figure.stage, found)
        if isinstance(artist, Words)
        for _, line in artist.lines
    }
    for name in ("tanh", "gelu"):
        one = curve(name)
        assert f"{float(one.value(found.x)):.10g}" in written
        assert f"{float(one.derivative(found.x)):.10g}" in written
    assert f"x = {found.x:.10g}" in written


def test_a_line_stands_at_the_cursor_in_every_panel() -> None:
    window = Window("tanh", order=2)
    before = window.pixels()
    found = window.move(-2.5, 0.5, order=1)
    changed = (window.pixels() != before).any(axis=2)
    for axes in window.panels:
        x = axes.transData.transform((found.x, 0.0))[0]
        rows = slice(*(round(changed.shape[0] - y) for y in (axes.bbox.y1 - 2, axes.bbox.y0 + 2)))
        column = changed[rows, round(x) - 1 : round(x) + 2].any(axis=1)
        assert column.mean() > 0.9


def test_the_tangent_touches_and_has_the_slope_of_the_derivative() -> None:
    window = Window("tanh", "relu")
    found = window.move(0.5, 0.4)
    assert found.nearest == 0
    lines = [
        artist
        for artist in hover_artists(window.figure.stage, found)
        if isinstance(artist, Line2D)
        and artist.get_transform() == window.panels[0].transData
        and len(xy(artist)) == 2
    ]
    assert len(lines) == 2  # one piece to either side
    one = curve("tanh")
    for line in lines:
        (x0, y0), (x1, y1) = xy(line)
        assert (x0, y0) == (found.x, float(one.value(found.x)))
        assert (y1 - y0) / (x1 - x0) == pytest.approx(float(one.derivative(found.x)), rel=1e-12)


def test_the_curve_under_the_cursor_is_found_in_both_panels() -> None:
    window = Window("tanh", "relu", "softplus")
    assert window.move(3.0, 2.7).nearest == 1
    assert window.move(3.0, 3.4).nearest == 2
    assert window.move(3.0, 0.0, order=1).nearest == 0


def test_the_cursor_is_drawn_to_a_kink_and_reads_both_limits() -> None:
    window = Window("elu:alpha=2", "tanh")
    pixel = 10 / window.panels[0].bbox.width
    found = window.move(pixel * (SNAP_PIXELS - 1), 0.0)
    assert found.x == 0.0
    elu, tanh = found.readings
    assert math.isnan(elu.values[1])
    assert elu.limits(1) == (2.0, 1.0)
    assert not tanh.sides
    left, right = tangents(elu, 0.0, 1.0)
    assert (left.end, right.end) == ((-1.0, -2.0), (1.0, 1.0))
    assert window.move(pixel * (SNAP_PIXELS + 2), 0.0).x != 0.0


def test_the_cursor_is_drawn_to_a_zero_of_the_derivative() -> None:
    window = Window("silu")
    found = window.move(-1.27, -0.2)
    assert found.x == pytest.approx(-1.2784645427610738, rel=1e-14)
    assert abs(found.readings[0].values[1]) < 1e-15


def test_moves_draw_no_figure() -> None:
    window = Window("tanh", "relu")
    draws: list[object] = []
    window.canvas.mpl_connect("draw_event", draws.append)
    for x in np.linspace(-4, 4, 30):
        window.move(float(x), 0.0)
    assert not draws


def test_leaving_takes_everything_away_again() -> None:
    window = Window("tanh")
    before = window.pixels()
    window.move(1.0, 0.0)
    assert (window.pixels() != before).any()
    window.mouse("figure_leave_event", -5, -5)
    assert (window.pixels() == before).all()


def test_a_pole_and_an_infinite_slope_are_read_without_a_tangent() -> None:
    window = Window("1/x", "sqrt(abs(x))")
    for reading in window.move(0.0, 0.0).readings:
        assert not [piece for piece in tangents(reading, 0.0, 1.0) if math.isnan(piece.end[1])]


# The legend


def test_a_click_on_a_name_hides_the_curve_everywhere_and_keeps_colors() -> None:
    window = Window("tanh", "relu", "softplus")
    colors = {str(line.get_label()): line.get_color() for line in curves(window.panels[0])}
    window.click("relu")
    for axes in window.panels:
        assert [str(line.get_label()) for line in curves(axes)] == ["tanh", "softplus"]
        assert all(colors[str(line.get_label())] == line.get_color() for line in curves(axes))
        assert not circles(axes)
    assert {reading.place for reading in window.move(1.0, 0.0).readings} == {0, 2}
    window.click("relu")
    assert window.labels() == ["tanh", "relu", "softplus"]


def test_a_right_click_shows_a_curve_alone_and_again_all() -> None:
    window = Window("tanh", "relu", "softplus")
    window.click("relu", MouseButton.RIGHT)
    assert window.labels() == window.labels(1) == ["relu"]
    window.click("relu", MouseButton.RIGHT)
    assert len(window.labels()) == 3


def test_the_key_a_shows_the_curve_under_the_cursor_alone() -> None:
    window = Window("tanh", "softplus")
    window.move(3.0, 3.0)
    window.press("a")
    assert window.labels() == ["softplus"]


def test_all_curves_may_be_hidden() -> None:
    window = Window("tanh")
    window.click("tanh")
    assert window.labels() == []
    assert window.move(0.0, 0.0).nearest is None


# Sliders


def test_a_slider_changes_curve_label_kink_and_limits() -> None:
    window = Window("elu:alpha=1", "tanh")
    low = window.panels[0].get_ylim()[0]
    window.slide("elu alpha", 0.9)
    alpha = window.view.curves[0].parameters["alpha"]
    assert alpha == pytest.approx(0.9 * 4, abs=0.05)
    label = f"elu alpha={alpha:g}"
    assert window.labels() == [label, "tanh"]
    assert window.figure.board.labels[0].get_text() == label
    assert circles(window.panels[1]) == {(0.0, alpha), (0.0, 1.0)}
    assert window.panels[0].get_ylim()[0] < low - 1
    x, y = xy(curves(window.panels[0])[0]).T
    assert y == pytest.approx(curve(f"elu:alpha={alpha!r}").value(x))


def test_reset_brings_the_parameters_back() -> None:
    window = Window("elu", "softmax")
    first = window.view.curves
    window.slide("elu alpha", 0.7)
    window.slide("softmax classes", 0.8)
    assert window.view.curves != first
    window.press("d")
    assert window.view.curves == first
    window.slide("elu alpha", 0.7)
    box = window.figure.board.reset.ax.bbox
    at = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    window.drag(at, at)
    assert window.view.curves == first
    assert window.figure.board.sliders[0].val == 1.0


def test_classes_move_in_whole_steps() -> None:
    window = Window("softmax")
    for share in (0.1, 0.37, 0.93):
        window.slide("softmax classes", share)
        classes = window.view.curves[0].parameters["classes"]
        assert classes == int(classes) >= 2


def test_a_value_that_is_not_allowed_is_said_and_not_taken() -> None:
    window = Window("sparse_softmax_cross_entropy:label=1:classes=3")
    name = next(
        handle.name for handle in window.figure.board.known if handle.name.endswith("label")
    )
    window.slide(name, 0.9)
    assert window.view.curves[0].parameters["label"] == 1
    assert "label" in window.message()
    slider = window.figure.board.sliders[0]
    assert slider.val == 1


def test_the_slider_for_x_changes_the_interval() -> None:
    window = Window("tanh")
    box = window.figure.board.interval.ax.bbox
    middle = (box.y0 + box.y1) / 2
    span = window.figure.board.span
    from_, to = (
        box.x0 + box.width * (end - span.low) / (span.high - span.low) for end in (5.0, 10.0)
    )
    window.drag((from_, middle), (to, middle))
    assert window.view.interval == pytest.approx((-5.0, 10.0), abs=0.3)
    assert all(axes.get_xlim() == window.view.interval for axes in window.panels)


@each("name", sorted(CATALOGUE))
def test_every_position_of_every_track_is_allowed(name: str) -> None:
    for key, parameter in spec.adjustable(spec.curves([name])[0]).items():
        found = track(parameter)
        assert found.value(found.position(parameter.default)) == pytest.approx(
            parameter.default, abs=found.step or 1e-2 * parameter.default
        ), key
        low, high = found.ends
        for position in np.linspace(low, high, 101):
            assert parameter.allows(found.value(float(position)))


def test_positive_parameters_have_a_logarithmic_track() -> None:
    found = track(Parameter(2.0, "", above=0))
    assert found.logarithmic
    assert found.value(found.position(0.02)) == 0.02
    assert not track(Parameter(0.5, "", low=0, high=1)).logarithmic


def test_curves_of_a_sweep_have_a_slider_each() -> None:
    window = Window("elu:alpha=0.5,1")
    assert [handle.name for handle in window.figure.board.known] == [
        "elu alpha (1)",
        "elu alpha (2)",
    ]
    window.slide("elu alpha (2)", 0.75)
    assert window.view.curves[0].parameters["alpha"] == 0.5
    assert window.view.curves[1].parameters["alpha"] == pytest.approx(3.0, abs=0.05)
