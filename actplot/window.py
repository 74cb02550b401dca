"""The matplotlib window: whether there can be one, and showing a figure in it."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from matplotlib.figure import Figure

from actplot.interrupts import held_interrupts

NO_WINDOW = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})  # backends
LOOK_FOR_INTERRUPT = 100  # milliseconds


def has_display() -> bool:
    """Tell whether a window can be expected to open here."""
    if os.environ.get("MPLBACKEND", "").lower() in NO_WINDOW:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show(figure: Figure) -> bool:
    """Show the figure until its window is closed; tell whether there was a window at all."""
    try:
        import matplotlib.pyplot as plt

        plt.switch_backend(plt.get_backend())
    except ImportError:
        return False  # a backend, or its toolkit, that is not installed
    if plt.get_backend().lower() in NO_WINDOW:
        return False
    gc.enable()  # a window lives long
    # a toolkit swallows exceptions of what it calls, so an interrupt is looked for instead
    with held_interrupts() as held:
        plt.figure(figure)
        timer = figure.canvas.new_timer(interval=LOOK_FOR_INTERRUPT)
        timer.add_callback(lambda: plt.close(figure) if held else None)
        timer.start()
        try:
            plt.show()
        finally:
            with suppress(Exception):  # of a toolkit whose window was taken away under it
                plt.close(figure)
    return True
