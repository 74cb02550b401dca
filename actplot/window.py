"""The matplotlib window: whether there can be one, and showing a figure in it."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from matplotlib.figure import Figure

NO_WINDOW = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})  # backends


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
    plt.figure(figure)
    try:
        plt.show()
    finally:
        with suppress(Exception):  # of a toolkit whose window was taken away under it
            plt.close(figure)
    return True
