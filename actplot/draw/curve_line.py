"""The line of a curve in a panel, worked out anew for each size and limits in which it is drawn."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from actplot.draw.kink_dashes import KinkDashes
from actplot.draw.legend import POINTS_PER_INCH
from actplot.draw.page_curve import Band, Page, page_curve
from actplot.sampling import Trace

MOST_TOLD_APART = 64  # lines of a panel; among more nobody sees where a dash ends
MOST_IN_ONE_PATH = 1000  # points; of more, matplotlib draws a part that is in view by a new path


class CurveLine(Line2D):
    """A line that is as smooth as the page on which it is drawn, and its `bands`.

    Until it is drawn it has the points of the trace.
    """

    def __init__(self, trace: Trace, order: int, **style: Any) -> None:
        super().__init__(*trace.line(order), **style)
        self.trace, self.order = trace, order
        self.bands: tuple[Band, ...] = ()
        self._drawn_on: object = None
        self._dashes: list[KinkDashes] = []

    def get_path_effects(self) -> Any:
        """Return those of the theme, or while the line is drawn what fits its dashes to kinks."""
        return super().get_path_effects() or self._dashes

    def draw(self, renderer: RendererBase) -> None:
        """Draw the line, and bands where it wavers."""
        if isinstance(self.axes, Axes):
            self._fit(self.axes)
            self._dashes = self._fitted_dashes(self.axes)
        # our points are few already; matplotlib would leave out more than the eye does
        path = self.get_path()
        if len(np.asarray(path.vertices)) > MOST_IN_ONE_PATH:
            with mpl.rc_context({"path.simplify": False}):
                super().draw(renderer)
        else:  # other settings than this are many, and each is kept and restored
            path.should_simplify = False
            super().draw(renderer)
        self._dashes = []
        if self.bands and isinstance(self.axes, Axes):
            self._band(self.axes).draw(renderer)

    def _fit(self, axes: Axes) -> None:
        """Take the points that the panel shows, unless it is as it was."""
        figure = axes.get_figure(root=True)
        assert figure
        scale = POINTS_PER_INCH / figure.dpi
        box, limits = axes.bbox.bounds, (axes.get_xlim(), axes.get_ylim())
        left, bottom, width, height = (scale * side for side in box)
        place = (left, bottom, width, height, limits)
        if place == self._drawn_on or not width * height:
            return
        lo, hi = self.trace.interval
        x = max(lo, min(limits[0])), min(hi, max(limits[0]))
        page = Page(
            lambda points: np.asarray(axes.transData.transform(points)) * scale,
            x if x[0] < x[1] else (lo, hi),
            left,
            width,
            bottom,
            height,
            self.get_linewidth(),
        )
        curve = page_curve(self.trace, self.order, page)
        self.set_data(curve.x, curve.y)
        self.bands, self._drawn_on = curve.bands, place

    def _fitted_dashes(self, axes: Axes) -> list[KinkDashes]:
        """Return what puts a dash on each kink, if the line is dashed and has any."""
        if not self.is_dashed() or len(axes.lines) > MOST_TOLD_APART:
            return []
        xy = np.asarray(self.get_xydata(), float)
        breaks = np.isin(xy[:, 0], [found.x for found in self.trace.breaks[self.order]])
        if not breaks.any():
            return []
        with np.errstate(all="ignore"):
            points = np.asarray(axes.transData.transform(xy))
        return [KinkDashes(points, breaks, axes.bbox.frozen())]

    def _band(self, axes: Axes) -> PolyCollection:
        """Return the bands as one artist, with edges as wide as the line."""
        outlines = [
            np.column_stack([[*band.x, *band.x[::-1]], [*band.low, *band.high[::-1]]])
            for band in self.bands
        ]
        color = self.get_color()
        bands = PolyCollection(outlines, facecolor=color, edgecolor=color, joinstyle="round")
        bands.set(linewidth=self.get_linewidth(), clip_box=axes.bbox, transform=axes.transData)
        figure = axes.get_figure()
        assert figure
        bands.set_figure(figure)
        return bands
