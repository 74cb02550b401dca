"""The window without a screen: events on an Agg canvas, and what the figure shows after them."""

from __future__ import annotations

import math
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backend_bases import KeyEvent, MouseButton, MouseEvent, NavigationToolbar2
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

import actplot
from actplot import curve
from actplot.draw.look import Look
from actplot.entries import CATALOGUE
from actplot.entries import read as spec
from actplot.entries.entry import Parameter
from actplot.view import View, command
from actplot.window import edits as changes
from actplot.window import keys
from actplot.window.board_plan import TALLEST, plan
from actplot.window.explorer import Explorer
from actplot.window.overlay import Words, box_artist, hover_artists
from actplot.window.pointer import SNAP_PIXELS, Hover, tangents
from actplot.window.slider_track import track
from tests.draw.test_figure import circles, curves, cut, overlap, words, xy

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


@pytest.mark.parametrize("name", sorted(CATALOGUE))
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


# Zoom and pan


def test_zoom_at_a_kink_stays_sharp_and_true() -> None:
    window = Window("elu:alpha=2")
    while window.view.interval[1] > 5e-6:
        window.scroll(0.0, 0.0, step=4)
    lo, hi = window.view.interval
    x, y = xy(curves(window.panels[0])[0]).T
    assert (x[0], x[-1]) == (lo, hi)
    assert len(x) > window.panels[0].bbox.width
    assert 0.0 in x
    assert y == pytest.approx(curve("elu:alpha=2").value(x), rel=1e-15)
    assert circles(window.panels[1]) == {(0.0, 2.0), (0.0, 1.0)}


def test_a_far_tail_is_drawn_true() -> None:
    window = Window("gelu", interval=(-30.0, -29.0))
    x, y = xy(curves(window.panels[0])[0]).T
    assert (y < 0).all()
    assert y == pytest.approx(curve("gelu").value(x), rel=1e-13)


def test_the_point_under_the_cursor_stays_under_it() -> None:
    window = Window("tanh")
    before = window.panels[1].transData.transform((2.0, 0.5))
    window.scroll(2.0, 0.5, step=3, order=1)
    after = window.panels[1].transData.transform((2.0, 0.5))
    assert after == pytest.approx(before, abs=1.0)
    assert window.view.look.dylim
    assert window.view.look.ylim is None


@pytest.mark.parametrize("off", [0.4, -4.5])
def test_what_is_zoomed_at_stays_under_a_mouse_that_is_not_quite_there(off: float) -> None:
    window = Window("elu:alpha=2", "tanh")
    x, y = window.panels[0].transData.transform((0.0, 0.0))
    for _ in range(62):
        window.mouse("scroll_event", x + off, y + off, step=1)
        assert window.panels[0].transData.transform((0.0, 0.0)) == pytest.approx((x, y), abs=8)
    lo, hi = window.view.interval
    assert (hi - lo) == pytest.approx(10 * changes.WHEEL**62, rel=1e-2)


def test_a_key_pressed_before_the_wheel_is_drawn_knows_of_it(monkeypatch: Any) -> None:
    window = Window("tanh")
    monkeypatch.setattr(window.canvas, "draw_idle", lambda: None)
    window.scroll(0.0, 0.0, step=5)
    window.press("enter")
    assert window.said == [command(window.view)]
    lo, hi = window.view.interval
    assert hi - lo == pytest.approx(10 * changes.WHEEL**5, abs=1e-3)
    window.press("h")
    window.canvas.draw()
    assert window.view == window.figure.home


def test_dragging_moves_the_view_and_home_goes_back() -> None:
    window = Window("tanh", "elu")
    axes = window.panels[0]
    start = axes.transData.transform((0.0, 0.0)).tolist()
    window.drag(start, (start[0] - 100, start[1]))
    moved = 100 * 10 / axes.bbox.width
    assert window.view.interval == pytest.approx((-5 + moved, 5 + moved), abs=0.02)
    assert axes.get_xlim() == window.view.interval
    window.press("h")
    assert window.view == window.figure.home


def test_the_toolbar_goes_back_and_home() -> None:
    window = Window("tanh", "elu")
    toolbar = NavigationToolbar2(window.canvas)
    window.figure.opened()
    window.scroll(1.0, 0.5, step=5)
    once = window.view
    window.scroll(1.0, 0.5, step=5)
    assert window.view.interval != once.interval
    toolbar.back()
    window.canvas.draw()
    assert (window.view.interval, window.view.look) == (once.interval, once.look)
    toolbar.home()
    window.canvas.draw()
    assert window.view == window.figure.home
    window.press("2")
    window.scroll(1.0, 0.5, step=5)
    toolbar.home()
    window.canvas.draw()
    assert window.view == changes.with_order(window.figure.home, 2)


def test_an_interval_too_narrow_for_numbers_is_not_taken() -> None:
    window = Window("tanh", interval=(1e6, 1e6 + 1))
    for _ in range(60):
        window.scroll(1e6 + 0.5, 1.0, step=5)
    lo, hi = window.view.interval
    assert hi > lo
    assert window.panels[0].get_xlim() == (lo, hi)
    assert len(np.unique(xy(curves(window.panels[0])[0])[:, 0])) > 500


# Keys


def test_every_key_of_the_help_does_something(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    for key in keys.KEYS:
        window = Window("tanh", "dropout")
        window.press("3" if key.action == "close" else "x")
        window.move(1.0, 0.5)
        before = window.pixels()
        if key.action in ("home", "reset", "close"):
            continue
        window.press(key.keys[0])
        assert (window.pixels() != before).any() or window.said, key


def test_help_names_every_key() -> None:
    text = keys.help_text()
    for key in keys.KEYS:
        assert key.shown in text
        assert key.help in text
    window = Window("tanh")
    before = window.pixels()
    window.press("?")
    assert (window.pixels() != before).mean() > 0.05
    window.press("escape")
    assert (window.pixels() == before).all()


def test_orders_are_switched_on_and_off() -> None:
    window = Window("tanh")
    window.press("2")
    assert [axes.get_title() for axes in window.panels][-1] == "second derivative"
    assert len(window.panels) == 3
    window.press("3")
    assert len(window.panels) == 4
    window.press("3")
    window.press("2")
    assert len(window.panels) == 2
    assert window.labels() == ["tanh"]


def test_theme_and_grid_change_the_look() -> None:
    window = Window("tanh")
    light = window.figure.get_facecolor()
    window.press("t")
    assert window.view.look.theme == "dark"
    assert window.figure.get_facecolor() != light
    window.press("g")
    assert window.view.look.grid is False
    window.press("g")
    assert window.view.look.grid is True
    for _ in range(3):
        window.press("t")
    assert window.figure.get_facecolor() == light


def test_the_next_seed_draws_anew() -> None:
    window = Window("dropout")
    window.press("n")
    assert window.view.seed == 1
    assert window.view.curves[0].label == "dropout seed=1"


def test_the_key_for_the_command_says_it() -> None:
    window = Window("elu:alpha=2", "tanh")
    window.click("tanh")
    window.press("enter")
    assert window.said == [command(window.view)]


def test_keys_that_would_break_the_panels_do_nothing() -> None:
    window = Window("tanh")
    for key in ("k", "l", "G", "L"):
        window.press(key)
    assert all(axes.get_yscale() == axes.get_xscale() == "linear" for axes in window.panels)


# What it looks like

MANY = [name for name, entry in CATALOGUE.items() if not entry.noise]


@pytest.mark.parametrize(
    ("texts", "size", "order"),
    [
        (THREE, (15.0, 5.0), 1),
        (THREE, (15.0, 5.0), 3),
        (("weighted_cross_entropy", "softmax_cross_entropy", "xielu"), (15.0, 5.0), 2),
        (MANY[:12], (15.0, 5.0), 1),
        (MANY, (15.0, 5.0), 1),
        (("elu:alpha=0.5,1,2",), (9.0, 4.0), 1),
        (("x*tanh(softplus(x))*sigmoid(3*x) + exp(-x**2)*0.001 + sin(x)*cos(x)",), (15.0, 5.0), 1),
    ],
)
def test_nothing_overlaps_and_nothing_is_cut(
    texts: Sequence[str], size: tuple[float, float], order: int
) -> None:
    assert_all_is_legible(Window(*texts, order=order, look=Look(size=size)))


@pytest.mark.parametrize("size", [(7.0, 3.2), (9.0, 4.5), (12.8, 5.7), (19.2, 10.0)])
@pytest.mark.parametrize("order", [1, 2])
def test_a_window_of_another_size_is_legible(size: tuple[float, float], order: int) -> None:
    window = Window(order=order)
    window.figure.set_size_inches(size)
    window.canvas.draw()
    assert_all_is_legible(window)
    assert all(axes.bbox.height > 0.4 * window.figure.bbox.height for axes in window.panels)
    with mpl.rc_context(window.figure._settings):
        box = box_artist(window.figure.stage, keys.help_text())
        assert not cut(box.get_window_extent(window.canvas.get_renderer()), window.figure)


def assert_all_is_legible(window: Window) -> None:
    """Assert that no two of all texts and sliders overlap, and that none is cut."""
    found = window.move(0.5, 0.5)
    renderer = window.canvas.get_renderer()
    shown = [text for text in words(window.figure) if text.get_text() and text.get_visible()]
    for axes in window.figure.axes:
        shown += [text for text in axes.texts if text.get_text() and axes.get_visible()]
    for artist in hover_artists(window.figure.stage, found):
        if isinstance(artist, Words):
            shown += [as_text(artist, *at, line) for at, line in artist.lines]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    boxes += [
        (f"slider {axes.get_label()}", Bbox(axes.bbox.get_points()))
        for axes in window.figure.board.axes
        if axes.get_visible()
    ]
    assert not [words for words, box in boxes if cut(box, window.figure)]
    assert not [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if overlap(a, b)]


def as_text(words: Words, x: float, y: float, line: str) -> Text:
    """Return one of the lines that are drawn together as a text that has an extent."""
    text = Text(x, y, line, va="center", fontproperties=words.font, parse_math=False)
    figure: Any = words.get_figure()
    text.set_figure(figure)
    text.set_transform(figure.transFigure)
    return text


def test_words_stand_where_texts_would() -> None:
    window = Window()
    found = window.move(0.5, 0.5)
    artist = next(a for a in hover_artists(window.figure.stage, found) if isinstance(a, Words))
    pictures = []
    agg: Any = RendererAgg
    for drawn in ([artist], [as_text(artist, *at, line) for at, line in artist.lines]):
        renderer: Any = agg(*window.canvas.get_width_height(), window.figure.dpi)
        for each in drawn:
            each.draw(renderer)
        pictures.append(np.array(renderer.buffer_rgba())[..., 3])
    assert np.array_equal(pictures[0], pictures[1])


SLIDERS = (
    *("leaky_relu", "prelu", "thresholded_relu", "celu", "softplus", "squareplus", "silu"),
    *("softshrink", "hardshrink", "laplace", "tanh"),
)
STYLES = {
    "thick.mplstyle": "lines.linewidth: 8",
    "marked.mplstyle": "lines.marker: X\nlines.markersize: 20\naxes.linewidth: 6",
    "shaken.mplstyle": "path.sketch: 6, 20, 2",
}


@pytest.mark.parametrize(
    ("others", "look", "ratio"),
    [
        (THREE[1:], Look(), 1),
        (THREE[1:], Look(), 2),
        (THREE[1:], Look(), 3),
        (("tanh", "mish", "relu", "sigmoid", "celu", "hardshrink", "silu"), Look(), 1),
        (SLIDERS, Look(size=(6, 3)), 1),
        (SLIDERS, Look(size=(6, 3)), 3),
        *((THREE[1:], Look(theme=style), 1) for style in STYLES),
        (SLIDERS, Look(size=(6, 3), theme="thick.mplstyle"), 2),
    ],
)
def test_kept_pictures_of_the_board_are_those_it_would_draw(
    others: Sequence[str], look: Look, ratio: int, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for style, text in STYLES.items():
        Path(style).write_text(text, encoding="utf-8")
    window = Window("elu:alpha=1", *others, look=look)
    window.canvas._set_device_pixel_ratio(ratio)  # as a canvas on a fine screen does
    window.canvas.draw()
    changes: list[Callable[[], object]] = [
        lambda: window.slide("elu alpha", 0.7),
        lambda: window.slide("elu alpha", 0.3),
        lambda: window.click(window.figure.board.labels[1].get_text()),
        lambda: window.press("2"),
        lambda: window.scroll(0.0, 0.0, 3),
        lambda: window.press("s"),
        lambda: window.figure.set_size_inches(*(0.6 * window.figure.get_size_inches())),
        lambda: window.slide("elu alpha", 0.5),
        lambda: window.press("d"),
        lambda: window.press("t"),
        lambda: window.slide("elu alpha", 0.9),
    ]
    for change in changes:
        change()
        window.canvas.draw()
        seen = window.pixels()
        for stamp in window.figure.board.stamps.parts:
            stamp.kept = None
        window.canvas.draw()
        assert np.array_equal(seen, window.pixels())


def test_another_size_of_the_window_is_laid_out_anew() -> None:
    window = Window()
    window.figure.set_size_inches(10, 8)
    window.canvas.draw()
    boxes = [axes.get_window_extent() for axes in window.panels]
    assert boxes[-1].x1 < 1000
    assert boxes[0].height > 450
    assert not [
        text for text in words(window.figure) if cut(text.get_window_extent(), window.figure)
    ]


@pytest.mark.parametrize("count", [1, 3, 8, 20, 60, 500])
@pytest.mark.parametrize("width", [25.0, 60.0, 83.0, 200.0])
def test_rows_of_the_board_stand_apart(count: int, width: float) -> None:
    names = [f"curve number {n}" for n in range(count)]
    found = plan(names, 2, ["x", "alpha", "beta"], width)
    assert found.height <= TALLEST + 1e-9
    assert 1 <= len(found.rows) <= count
    for place, (x, y) in enumerate(found.rows):
        assert found.row_at(x + found.label, y) == place
    tops = [y for _, y, _, _ in found.sliders]
    assert min(tops) > found.line[1]


# Saving


def test_saving_the_figure_saves_the_picture_without_the_board(tmp_path: Path) -> None:
    from PIL import Image

    window = Window("tanh")
    window.figure.savefig(tmp_path / "shown.png")
    with Image.open(tmp_path / "shown.png") as image:
        assert image.size == (1500, 500)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_saved_picture_is_that_of_the_command(
    theme: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    window = Window("elu:alpha=2", "tanh", "dropout", "x*sigmoid(b*x):b=1/3", order=2)
    window.click("tanh")
    window.slide("elu alpha", 0.83)
    window.scroll(0.1, 0.2, step=12)
    window.scroll(0.1, 0.2, step=3, order=1)
    window.press("n")
    window.press("g")
    if theme == "dark":
        window.press("t")
    window.press("s")
    window.press("enter")
    saved, line = window.said
    assert str(saved).startswith("figures/elu_alpha=")
    words = shlex.split(line)
    assert words[0] == "actplot"
    again = [sys.executable, "-m", "actplot", *words[1:], "-o", "again.png"]
    subprocess.run(again, cwd=tmp_path, check=True, capture_output=True)
    assert Path("again.png").read_bytes() == Path(saved).read_bytes()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    Path("figures").write_text("a file")
    window = Window("tanh")
    window.press("s")
    assert "cannot write figures/tanh.png" in window.message()
    assert not window.said


# In a notebook

NOTEBOOK = """
import warnings

warnings.simplefilter("ignore")  # of the widgets, not of actplot
import matplotlib
matplotlib.use("module://ipympl.backend_nbagg")
import matplotlib.pyplot as plt
from matplotlib.backend_bases import MouseEvent
warnings.simplefilter("error")
warnings.filterwarnings("ignore", category=DeprecationWarning, module="ipympl|traitlets|ipywidgets")

import actplot

figure = actplot.plot("elu:alpha=2", "tanh")
figure.canvas.draw()
x, y = figure.panels[0].transData.transform((0.0, 0.0))
event = MouseEvent("motion_notify_event", figure.canvas, x, y)
figure.canvas.callbacks.process(event.name, event)
print(figure.hovered().readings[0].limits(1), plt.fignum_exists(1))
"""


def test_a_widget_of_a_notebook_can_be_explored(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", NOTEBOOK], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("(2.0, 1.0) True\n", "")


def test_a_notebook_shows_the_figure() -> None:
    from PIL import Image

    shown: Any = actplot.plot("tanh", theme="dark")
    with Image.open(BytesIO(shown._repr_png_())) as image:
        assert image.size == (1500, 500)
        assert image.convert("RGB").getpixel((2, 2)) == (0x16, 0x18, 0x1D)
