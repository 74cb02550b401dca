"""A view worked out and drawn: its curves on their grid, and the figure of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actplot.basics import ActplotError, shortest
from actplot.sampling import Sampled, grid, sample
from actplot.write.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# The axes that matplotlib can draw: beyond, its arithmetic overflows or takes a width for none.
FARTHEST, NARROWEST, NARROWEST_SHARE = 1e300, 1e-300, 1e-14


def refuse_undrawable(view: View) -> None:
    """Raise ActplotError for an interval that no picture can show, though numbers know it."""
    given = {"range": view.interval, "ylim": view.look.ylim, "dylim": view.look.dylim}
    for option, interval in given.items():
        low, high = interval or (0.0, 1.0)
        largest = max(abs(low), abs(high))
        lacks = ""
        if largest > FARTHEST:
            lacks = f"reaches beyond {FARTHEST:g}"
        elif high - low < max(NARROWEST, NARROWEST_SHARE * largest):
            lacks = f"is shorter than {NARROWEST:g}, or {NARROWEST_SHARE:g} of its numbers"
        if lacks:
            raise ActplotError(
                f"--{option} {shortest(low)} {shortest(high)}: no axis of a picture {lacks}; "
                "data, tables and --terminal know no such bounds"
            )


def sampled(view: View) -> list[Sampled]:
    """Return every curve of the view, hidden ones too, on its grid."""
    x = grid(*view.interval, view.points)
    return [sample(curve, x, view.order) for curve in view.drawn]


def picture(view: View, samples: Sequence[Sampled] | None = None) -> Figure:
    """Return the figure of a view; `samples` are those of `sampled`, if they are there already."""
    from actplot import draw

    refuse_undrawable(view)
    draw_curves = draw.draw_each if view.look.each and not view.shows_nothing else draw.draw
    return draw_curves(samples or sampled(view), view.look, view.hidden)
