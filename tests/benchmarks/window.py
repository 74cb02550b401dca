"""The window: how long a move of the mouse, of the view and of a slider takes, drawn with Agg."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any

from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.backends.backend_agg import FigureCanvasAgg

from actplot.entries import read as spec
from actplot.window.explorer import Explorer
from actplot.write import View

CURVES = ("sigmoid", "tanh", "silu", "softplus", "elu")
MOVES = 120


def opened() -> tuple[Explorer, Any]:
    """Return the figure of a window, drawn once, and its canvas."""
    figure = Explorer(View(tuple(spec.curves(CURVES)), (-5.0, 5.0)), say=lambda line: None)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return figure, canvas


def mouse(canvas: Any, name: str, *place: Any) -> None:
    """Let the canvas tell of the mouse."""
    canvas.callbacks.process(name, MouseEvent(name, canvas, *place))


def milliseconds(moves: Iterator[Callable[[], None]]) -> float:
    """Return the median time of the moves; the first few do not count."""
    times = []
    for number, move in zip(range(MOVES + 10), moves, strict=False):
        start = time.perf_counter()
        move()
        if number >= 10:
            times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def hover_moves() -> Iterator[Callable[[], None]]:
    """Yield moves of the mouse over both panels."""
    figure, canvas = opened()
    for step in cycle(range(1, 100)):
        axes = figure.panels[step % 2]
        x = axes.bbox.x0 + axes.bbox.width * step / 100
        y = axes.bbox.y0 + axes.bbox.height / 3
        yield partial(mouse, canvas, "motion_notify_event", x, y)


def slider_moves() -> Iterator[Callable[[], None]]:
    """Yield moves of the slider of elu's alpha, which change the limits of both panels too."""
    figure, canvas = opened()
    slider = next(
        slider for slider in figure.board.sliders if slider.label.get_text() == "elu alpha"
    )
    box = slider.ax.bbox
    middle = (box.y0 + box.y1) / 2
    mouse(canvas, "button_press_event", box.x0 + 1, middle, MouseButton.LEFT)
    for step in cycle(range(20, 90)):
        x = box.x0 + box.width * step / 100
        yield partial(mouse, canvas, "motion_notify_event", x, middle, MouseButton.LEFT)


def wheel_moves() -> Iterator[Callable[[], None]]:
    """Yield turns of the wheel over the function, in and out again."""
    figure, canvas = opened()
    for turn in cycle([1] * 6 + [-1] * 6):
        box = figure.panels[0].bbox
        place = box.x0 + 0.6 * box.width, box.y0 + 0.5 * box.height
        yield partial(turned, canvas, place, turn)


def turned(canvas: Any, place: Any, step: int) -> None:
    """Let the canvas tell of the wheel."""
    event = MouseEvent("scroll_event", canvas, place[0], place[1], step=step)
    canvas.callbacks.process("scroll_event", event)


def pans() -> Iterator[Callable[[], None]]:
    """Yield moves of the view that is dragged."""
    figure, canvas = opened()
    box = figure.panels[0].bbox
    x, y = box.x0 + box.width / 2, box.y0 + box.height / 2
    mouse(canvas, "button_press_event", x, y, MouseButton.LEFT)
    for step in cycle(range(60)):
        place = x + step - 30, y + step / 3 - 10
        yield partial(mouse, canvas, "motion_notify_event", *place, MouseButton.LEFT)


def report() -> None:
    """Print the medians."""
    print(f"hover, {len(CURVES)} curves, a move             {milliseconds(hover_moves()):6.1f} ms")
    print(f"wheel, {len(CURVES)} curves, a turn             {milliseconds(wheel_moves()):6.1f} ms")
    print(f"drag, {len(CURVES)} curves, a move              {milliseconds(pans()):6.1f} ms")
    print(f"slider, {len(CURVES)} curves, a move            {milliseconds(slider_moves()):6.1f} ms")
