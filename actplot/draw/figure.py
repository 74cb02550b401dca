"""Sampled curves to a matplotlib Figure: a panel for the function and one for each derivative.

No pyplot, no files, and no names looked up: whoever has samples and a theme's settings can draw.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.draw.fonts import fonts_for
from actplot.draw.layout import lay_out
from actplot.draw.legend import AnyFigure
from actplot.draw.look import Look
from actplot.draw.math_text import math_options
from actplot.draw.panel import draw_overlay, draw_panel, write_numbers
from actplot.draw.saturation_shade import STRIP
from actplot.draw.styles import checked_colors, line_styles
from actplot.draw.theme import THEMES, theme_settings, written_settings
from actplot.sampling import Sampled

FULL_SIZE = 15.0 * 5.0  # square inches at which the theme's font size holds
SMALLEST_SCALE = 0.55
SCALED = (
    *("font.size", "lines.linewidth", "lines.markersize", "axes.linewidth", "grid.linewidth"),
    *("axes.titlepad", "xtick.major.size", "xtick.major.pad", "ytick.major.size"),
    "ytick.major.pad",
)
SMALL = 0.8  # of full size; in smaller figures titles are no larger than other words
SCALED_IF_IN_POINTS = (  # others are relative to the font size
    *("axes.titlesize", "axes.labelsize", "xtick.labelsize", "ytick.labelsize"),
    *("legend.fontsize", "figure.titlesize"),
)


class Picture(Figure):
    """A figure that a notebook shows as it is, and that keeps the letters of an SVG if asked to."""

    def __init__(self, look: Look) -> None:
        super().__init__(figsize=look.size, dpi=look.dpi)
        self._svg_text = look.svg_text

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save the figure, as matplotlib does."""
        with mpl.rc_context({"svg.fonttype": "none"} if self._svg_text else {}):
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self.savefig(png, format="png", facecolor=self.get_facecolor())
        return png.getvalue()


def look_settings(look: Look, labels: Iterable[str] = ()) -> Any:
    """Return the rcParams under which a figure of this look is drawn and saved.

    Drawn with curves of these labels: fonts are found for letters that the theme's font lacks.
    """
    checked_colors(look.colors)
    settings = theme_settings(look.theme)
    settings["font.family"] = [*fonts_for((*look.words, *labels), settings).families]
    _set_sizes(settings, look)
    if look.grid is not None:
        settings["axes.grid"] = look.grid
    if look.saturation is not None:
        settings["axes.titlepad"] += STRIP * settings["font.size"]
    return settings


def _set_sizes(settings: dict[str, Any], look: Look) -> None:
    """Set the sizes of letters and lines: those that were asked for, the others in proportion.

    Options come before what a style file says, and that before the size of the figure.
    """
    written = written_settings(look.theme)
    scale = _scale(look.size)
    if look.letters:
        scale = look.letters / settings["font.size"]
    settings.update(enlarged({k: v for k, v in settings.items() if k not in written}, scale))
    if look.letters:
        settings["font.size"] = look.letters
    if look.theme in THEMES and (look.letters or scale < SMALL):
        settings["axes.titlesize"] = settings["figure.titlesize"] = "medium"
    if look.lines:
        settings["lines.linewidth"] = look.lines


def enlarged(settings: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """Return settings with letters, lines and marks so many times as large."""
    points = {key for key in SCALED_IF_IN_POINTS if isinstance(settings.get(key), float | int)}
    scaled = points | set(SCALED)
    return {key: value * scale if key in scaled else value for key, value in settings.items()}


def draw(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> Figure:
    """Return the figure: one panel an order of derivative, every curve in each.

    Curves at the places in `hidden` keep their styles and are not drawn.
    """
    labels = (sampled.curve.label for sampled in samples)
    with mpl.rc_context(look_settings(look, labels)):
        figure = Picture(look)
        panels = add_panels(figure, 1 if look.overlay else len(samples[0].values), look)
        fill(panels, samples, look, hidden)
        shown = [sampled for place, sampled in enumerate(samples) if place not in hidden]
        lay_out(figure, panels, look, samples=shown if look.formulas else ())
    return figure


def add_panels(figure: AnyFigure, count: int, look: Look) -> list[Axes]:
    """Put empty panels that share their x, and the title, into an empty figure."""
    add_heading(figure, look.title)
    return list(figure.subplots(1, count, sharex=True, squeeze=False)[0])


def fill(
    panels: Sequence[Axes], samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()
) -> None:
    """Draw into each panel the derivative of its order, in place of what is there."""
    styles = line_styles(len(samples), look.colors)
    shown = [place for place in range(len(samples)) if place not in hidden]
    drawn = [(samples[place], styles[place]) for place in shown]
    for order, axes in enumerate(panels):
        for artist in (*axes.lines, *axes.collections, *axes.texts):
            artist.remove()
        if look.overlay:
            draw_overlay(axes, drawn, len(samples[0].values), look)
        else:
            draw_panel(axes, drawn, order, look)
        axes.set_xlim(float(samples[0].x[0]), float(samples[0].x[-1]))
        write_numbers(axes)


def _scale(size: tuple[float, float]) -> float:
    """Return how much smaller lines and letters are than at full size."""
    return max(SMALLEST_SCALE, min(1.0, math.sqrt(size[0] * size[1] / FULL_SIZE)))


def add_heading(figure: AnyFigure, title: str) -> None:
    """Give the figure a title, if there is one."""
    if title:
        figure.suptitle(title, **math_options(title))
