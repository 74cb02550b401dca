"""A view worked out and drawn: its curves on their grid, and the figure of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actplot.sampling import Sampled, grid, sample
from actplot.write.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def sampled(view: View) -> list[Sampled]:
    """Return every curve of the view, hidden ones too, on its grid."""
    x = grid(*view.interval, view.points)
    return [sample(curve, x, view.order) for curve in view.drawn]


def picture(view: View, samples: Sequence[Sampled] | None = None) -> Figure:
    """Return the figure of a view; `samples` are those of `sampled`, if they are there already."""
    from actplot import draw

    draw_curves = draw.draw_each if view.look.each else draw.draw
    return draw_curves(samples or sampled(view), view.look, view.hidden)
