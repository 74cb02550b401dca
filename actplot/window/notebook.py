"""Figures in a notebook: where its front end lets a person act on them, they can be explored."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.figure import Figure

from actplot.write import View

# what `%matplotlib widget` sets, with older and newer versions of ipympl
EXPLORABLE = frozenset({"widget", "ipympl", "module://ipympl.backend_nbagg"})


def is_explorable() -> bool:
    """Tell whether figures here are widgets of a notebook."""
    backend = mpl.get_backend(auto_select=False)
    return backend is not None and backend.lower() in EXPLORABLE


def explored(view: View) -> Figure:
    """Return a figure that answers to the mouse and the keys, and is shown by the notebook."""
    import matplotlib.pyplot as plt

    from actplot.window.explorer import Explorer

    figure = Explorer(view)
    plt.figure(figure)
    figure.opened()
    return figure
