"""Sampled curves to a matplotlib Figure: a panel for the function and one for each derivative.

No pyplot, no files, and no names looked up: whoever has samples and a theme's settings can draw.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actplot.draw.axis_numbers import Numbers, scale
from actplot.draw.curve_line import CurveLine
from actplot.draw.fonts import fonts_for
from actplot.draw.layout import lay_out
from actplot.draw.legend import AnyFigure
from actplot.draw.look import Look
from actplot.draw.math_text import math_options
from actplot.draw.panel_content import (
    Points,
    jump_marks,
    legend_words,
    panel_title,
    stationary_points,
    x_label,
)
from actplot.draw.panel_limits import panel_limits
from actplot.draw.saturation_shade import STRIP, shade
from actplot.draw.styles import axes_color, checked_colors, faded, line_styles
from actplot.draw.theme import THEMES, theme_settings, written_settings
from actplot.sampling import Drawn, Sampled, saturated

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
ZERO_LINE: dict[str, Any] = {"linestyle": "-", "zorder": 1}
ZERO_LINE_WIDTH, ZERO_LINE_SHARE = 0.9, 0.5  # at most this, and this share of the curves' width
ZERO_LINE_FADE = 0.4  # from the color of the axes to that of the ground
BAND_FADE = 0.75  # from the color of a curve to that of the ground
SHADE_FADE, BOUNDARY_FADE = 0.9, 0.45  # from the color of letters to that of the ground
SAMPLE_FADE = 0.35
RIM = 0.75  # of a mark, relative to the width of its line
SMALLEST_MARK = 2.5  # relative to the width of a line
SAMPLE_SIZE = 0.5  # of a drawn point, relative to the theme's markers
MOST_SAMPLE_POINTS = 350  # of a random curve; more hide the band and the expectation


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
    in_points = [key for key in SCALED_IF_IN_POINTS if isinstance(settings[key], float | int)]
    for key in (*SCALED, *in_points):
        if key not in written:
            settings[key] *= scale
    if look.letters:
        settings["font.size"] = look.letters
    if look.theme in THEMES and (look.letters or scale < SMALL):
        settings["axes.titlesize"] = settings["figure.titlesize"] = "medium"
    if look.lines:
        settings["lines.linewidth"] = look.lines


def draw(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> Figure:
    """Return the figure: one panel an order of derivative, every curve in each.

    Curves at the places in `hidden` keep their styles and are not drawn.
    """
    labels = (sampled.curve.label for sampled in samples)
    with mpl.rc_context(look_settings(look, labels)):
        figure = Picture(look)
        panels = add_panels(figure, len(samples[0].values), look)
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
    for order, axes in enumerate(panels):
        for artist in (*axes.lines, *axes.collections, *axes.texts):
            artist.remove()
        drawn = [(samples[place], styles[place]) for place in shown]
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


# A panel


def draw_panel(
    axes: Axes,
    drawn: Sequence[tuple[Sampled, dict[str, Any]]],
    order: int,
    look: Look,
) -> None:
    """Draw every curve's derivative of this order, with zero lines and marks at jumps."""
    samples = [sampled for sampled, _ in drawn]
    # a place of its own spares matplotlib looking for one
    axes.set_title(panel_title(samples, order), y=1.0)
    name = look.xlabel or x_label(samples)
    axes.set_xlabel(name, **math_options(name))
    if beside := look.beside(order):
        axes.set_ylabel(beside, **math_options(beside))
    width = min(ZERO_LINE_WIDTH, ZERO_LINE_SHARE * mpl.rcParams["lines.linewidth"])
    color = faded(axes_color(), ZERO_LINE_FADE)
    across, upright = axes.get_yaxis_transform("grid"), axes.get_xaxis_transform("grid")
    for ends, transform in ((((0, 1), (0, 0)), across), (((0, 0), (0, 1)), upright)):
        zero = Line2D(*ends, gid="zero", label="_zero", color=color, linewidth=width, **ZERO_LINE)
        zero.set_transform(transform)
        axes.add_artist(zero)
    axes.set_autoscale_on(False)  # its arithmetic overflows where ours does not
    for sampled, style in drawn:
        label = sampled.curve.label
        if sampled.drawn:
            _draw_sample(axes, sampled, sampled.drawn, order, style)
            label = sampled.curve.expectation_label
        line = CurveLine(sampled.trace, order, label=label, **style)
        axes.add_artist(line)  # `plot` would work out limits that nobody asks for
        _mark_jumps(axes, line, sampled, order)
        _mark_stationary(axes, line, sampled, order)
    axes.set_ylim(*panel_limits(samples, order, look).ends)
    if look.saturation is not None:
        _shade(axes, samples, look.saturation)


def write_numbers(axes: Axes) -> None:
    """Let the axes write short numbers, and their names say what these leave out."""
    x, y = scale(*axes.get_xlim()), scale(*axes.get_ylim())
    axes.set_xlabel(x.name(axes.get_xlabel()))
    axes.set_title(y.name(axes.get_title()), y=1.0)
    axes.xaxis.set_major_formatter(Numbers(x))
    axes.yaxis.set_major_formatter(Numbers(y))


def _shade(axes: Axes, samples: Sequence[Sampled], bound: float) -> None:
    """Shade where the derivative of every curve is below the bound in size."""
    if not samples:
        return
    x = samples[0].x
    span = float(x[0]), float(x[-1])
    flat = saturated([sampled.curve for sampled in samples], span, bound)
    letters = mpl.rcParams["text.color"]
    shade(
        axes,
        flat,
        span,
        (faded(letters, SHADE_FADE), faded(letters, BOUNDARY_FADE)),
        legend_words(flat, bound, len(samples)),
    )


def _draw_sample(
    axes: Axes, sampled: Sampled, drawn: Drawn, order: int, style: dict[str, Any]
) -> None:
    """Draw a sample as points, and the band in which it lies."""
    x, y = sampled.x, drawn.values[order]
    color = style.get("color", mpl.rcParams["text.color"])
    if drawn.low:
        axes.fill_between(
            x, drawn.low[order], drawn.high[order], color=faded(color, BAND_FADE), linewidth=0
        )
    every = slice(None, None, -(-len(x) // MOST_SAMPLE_POINTS))
    axes.add_artist(
        Line2D(
            x[every],
            y[every],
            linestyle="none",
            marker="o",
            markersize=SAMPLE_SIZE * mpl.rcParams["lines.markersize"],
            markeredgewidth=0,
            color=faded(color, SAMPLE_FADE),
            label=sampled.curve.label,
        )
    )


def _mark_stationary(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark where the gradient of a loss is zero: the minimum, and the zero itself."""
    points = stationary_points(sampled, order)
    _mark(axes, line, points, "stationary", marker="D", color=line.get_color())


def _mark_jumps(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark jumps: an open circle is a limit that is not reached, a filled dot a value."""
    marks = jump_marks(sampled, order)
    grounds = (marks.limits, "limits", axes.get_facecolor()), (marks.values, "values", None)
    for points, name, ground in grounds:
        _mark(
            axes,
            line,
            points,
            name,
            marker="o",
            markerfacecolor=line.get_color() if ground is None else ground,
            markeredgecolor=line.get_color(),
            markeredgewidth=RIM * line.get_linewidth(),
        )


def _mark(axes: Axes, line: Line2D, points: Points, name: str, **style: Any) -> None:
    """Put marks above a line, of the theme's size or one that stands out from a thick line."""
    if not len(points[0]):
        return
    size = max(float(mpl.rcParams["lines.markersize"]), SMALLEST_MARK * line.get_linewidth())
    marks = Line2D(*points, linestyle="none", gid=name, label=f"_{name}", **style)
    marks.set(markersize=size, zorder=line.get_zorder() + 1)
    axes.add_artist(marks)
