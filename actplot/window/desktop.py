"""The matplotlib window: whether there can be one, and showing a figure in it."""

from __future__ import annotations

import gc
import os
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from matplotlib.figure import Figure

from actplot.basics import held_interrupts
from actplot.draw import legend_entries

Shown = TypeVar("Shown", bound=Figure)
# backends
NO_WINDOW = frozenset(["agg", "cairo", "nbagg", "pdf", "pgf", "ps", "svg", "template", "webagg"])
LOOK_FOR_INTERRUPT = 100  # milliseconds
BARS = 60  # pixels above and below a window: its title, and the bars of the desktop
LONGEST_TITLE = 80  # letters


def can_show() -> bool:
    """Tell whether a window can open here: a display, and a toolkit that is installed."""
    if not has_display():
        return False
    try:
        with held_interrupts():
            import matplotlib.pyplot as plt

            backend = plt.get_backend()
            if backend.lower() not in NO_WINDOW:
                plt.switch_backend(backend)
                return True
    except ImportError:
        pass
    return False


def has_display() -> bool:
    """Tell whether there is a display, and nothing that forbids its use."""
    if os.environ.get("MPLBACKEND", "").lower() in NO_WINDOW:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show(figure: Shown, prepare: Callable[[Shown], None]) -> None:
    """Show the figure until its window is closed, where `can_show` has said that it can be.

    `prepare` is called once the figure has the canvas and the manager of its window.
    """
    import matplotlib.pyplot as plt

    gc.enable()  # a window lives long
    # a toolkit swallows exceptions of what it calls, so an interrupt is looked for instead
    with held_interrupts() as held:
        plt.figure(figure)
        if figure.canvas.manager:
            figure.canvas.manager.set_window_title(title(figure))
            _fit_to_screen(figure.canvas)
        prepare(figure)
        timer = figure.canvas.new_timer(interval=LOOK_FOR_INTERRUPT)
        timer.add_callback(lambda: plt.close(figure) if held else None)
        timer.start()
        try:
            plt.show()
        finally:
            with suppress(Exception):  # of a toolkit whose window was taken away under it
                plt.close(figure)


def _fit_to_screen(canvas: Any) -> None:
    """Make a window of Tk no larger than its screen; other toolkits see to that themselves."""
    if not hasattr(canvas, "get_tk_widget"):
        return
    window = canvas.manager.window

    def fit(event: object) -> None:
        width, height = canvas.get_width_height(physical=True)
        height += canvas.toolbar.winfo_reqheight()
        most = window.winfo_screenwidth(), window.winfo_screenheight() - BARS
        if width > most[0] or height > most[1]:
            window.geometry(f"{min(width, most[0])}x{min(height, most[1])}")

    # when it appears the canvas takes the size that the figure has on this screen
    canvas.get_tk_widget().bind("<Map>", fit, add="+")


def title(figure: Figure) -> str:
    """Return what the window of a figure is called: by its own title, or by its curves."""
    curves = str(figure.get_label()) or ", ".join(legend_entries(figure.axes[0]).labels)
    words = figure.get_suptitle() or curves
    return f"{textwrap.shorten(words, LONGEST_TITLE, placeholder='...')} - actplot"
