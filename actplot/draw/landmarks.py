"""Lines and points that were asked for: references with their value, zeros, extrema, kinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from actplot.basics import MARK_KINDS, shortest
from actplot.draw.covered import covered
from actplot.draw.curve_line import CurveLine
from actplot.draw.legend import LINE_HEIGHT, POINTS_PER_INCH, text_width
from actplot.draw.look import Look
from actplot.draw.round_numbers import MINUS
from actplot.draw.styles import axes_color, faded
from actplot.evaluate import Array
from actplot.sampling import Sampled, evaluate, zeros_of_order

ZEROS, EXTREMA, INFLECTIONS, KINKS = MARK_KINDS
SIGNS = {ZEROS: "o", EXTREMA: "^", INFLECTIONS: "s", KINKS: "D"}
REFERENCE_WIDTH, REFERENCE_FADE = 0.45, 0.2  # of the curves' width; of the color of the axes
MARK_SIZE = 0.75  # of the theme's marks
BESIDE = 1e-7  # of the range: so far from a point it is looked at whether a sign changes there
TOLD_DIGITS = 6
OUTSIDE, ON_ANOTHER = 1e9, 1e6  # how bad a place of a number is, in points of curves that it covers
NEAREST, FARTHEST = 0.7, 6.0  # of a number from its point, in letters
DIRECTIONS = ((0, 1), (1, 1), (-1, 1), (0, -1), (1, -1), (-1, -1), (1, 0), (-1, 0))


def draw_references(axes: Axes, look: Look, order: int) -> None:
    """Draw the lines at an x into every panel, those at a y into that of the function."""
    color = faded(axes_color(), REFERENCE_FADE)
    style: dict[str, Any] = {
        "color": color,
        "linewidth": REFERENCE_WIDTH * float(mpl.rcParams["lines.linewidth"]),
        "linestyle": (0, (6, 3)),
        "zorder": 1.5,
        "gid": "reference",
        "label": "_reference",
    }
    words: dict[str, Any] = {"color": mpl.rcParams["text.color"], "gid": "reference", "zorder": 4}
    words["bbox"] = {"facecolor": axes.get_facecolor(), "edgecolor": "none", "pad": 0.8}
    across, upright = axes.get_yaxis_transform(), axes.get_xaxis_transform()
    for y in look.hlines if order == 0 else ():
        axes.add_artist(Line2D([0, 1], [y, y], transform=across, **style))
        axes.text(0.99, y, _told(y), transform=across, ha="right", va="center", **words)
    for x in look.vlines:
        axes.add_artist(Line2D([x, x], [0, 1], transform=upright, **style))
        text = axes.text(x, 0.98, _told(x), transform=upright, ha="center", va="top", **words)
        text.set_clip_on(True)


def _told(number: float) -> str:
    return shortest(number).replace("-", MINUS)


# Landmarks


def draw_landmarks(axes: Axes, samples: Sequence[Sampled], kinds: Sequence[str]) -> None:
    """Mark these points of the curves in the function's panel, each with its x."""
    own = [line for line in axes.lines if isinstance(line, CurveLine) and line.get_gid() is None]
    told: set[tuple[str, float]] = set()
    for sampled, line in zip(samples, own[-len(samples) :], strict=True) if kinds else ():
        for kind in kinds:
            at = np.array(landmarks(sampled, kind))
            height = _heights(sampled, at)
            seen = np.isfinite(height)
            if not seen.any():
                continue
            marks = Line2D(at[seen], height[seen], linestyle="none", gid="mark", label="_mark")
            marks.set(
                marker=SIGNS[kind],
                markersize=MARK_SIZE * float(mpl.rcParams["lines.markersize"]),
                color=line.get_color(),
                zorder=line.get_zorder() + 1,
            )
            axes.add_artist(marks)
            for x, y in zip(at[seen].tolist(), height[seen].tolist(), strict=True):
                number = f"{x:.{TOLD_DIGITS}g}".replace("-", MINUS)
                if (number, round(y, TOLD_DIGITS)) in told:
                    continue
                told.add((number, round(y, TOLD_DIGITS)))
                axes.annotate(
                    number,
                    (x, y),
                    textcoords="offset points",
                    xytext=(0, float(mpl.rcParams["font.size"])),
                    ha="center",
                    va="center",
                    color=line.get_color(),
                    gid="mark",
                    zorder=5,
                )


def landmarks(sampled: Sampled, kind: str) -> list[float]:
    """Return the x of the zeros, extrema, inflections or kinks of a curve, to the last digit."""
    if kind == KINKS:
        return sorted({kink.x for kink in sampled.kinks if kink.order <= 1})
    order = (ZEROS, EXTREMA, INFLECTIONS).index(kind)
    lo, hi = float(sampled.x[0]), float(sampled.x[-1])
    curve, step = sampled.curve, BESIDE * (hi - lo)
    found = set(zeros_of_order(curve, order, lo, hi))
    if order:
        found |= {kink.x for kink in sampled.kinks}
    if kind == ZEROS:  # those at which the curve touches the axis are extrema
        touching = [x for x in landmarks(sampled, EXTREMA) if _at(sampled, x, 0) == 0]
        found |= set(touching)
        return sorted(x for x in found if all(_at(sampled, x + side, 0) for side in (-step, step)))
    return sorted(
        x for x in found if _at(sampled, x - step, order) * _at(sampled, x + step, order) < 0
    )


def _at(sampled: Sampled, x: float, order: int) -> float:
    return float(evaluate(sampled.curve, np.array([x]), order)[0])


def _heights(sampled: Sampled, at: Array) -> Array:
    return evaluate(sampled.curve, at, 0) if len(at) else at


def place_numbers(axes: Axes) -> None:
    """Move the numbers beside their marks to where they cover no curve and no other number."""
    found = [text for text in axes.texts if text.get_gid() == "mark"]
    figure = axes.get_figure(root=True)
    if not found or not figure:
        return
    font = float(mpl.rcParams["font.size"])
    em = font * figure.dpi / POINTS_PER_INCH
    points, taken = covered(axes, step=em / 4), list[Bbox]()
    for text in found:
        assert isinstance(text, Annotation)
        x, y = axes.transData.transform(text.xy)
        half = text_width(text.get_text()) * em / 2, LINE_HEIGHT * em / 2
        best: tuple[float, tuple[float, float], Bbox] | None = None
        for reach in np.linspace(NEAREST, FARTHEST, 9).tolist():
            for right, above in DIRECTIONS:
                dx = right * (half[0] + reach * em / 2)
                dy = above * (half[1] + reach * em / 2) if above else 0.0
                box = Bbox.from_extents(
                    x + dx - half[0], y + dy - half[1], x + dx + half[0], y + dy + half[1]
                )
                cost = _cost(box, axes.bbox, taken, points)
                if best is None or cost < best[0]:
                    best = cost, (dx, dy), box
            if best and best[0] == 0:
                break
        assert best
        scale = POINTS_PER_INCH / figure.dpi
        text.set_position((best[1][0] * scale, best[1][1] * scale))
        taken.append(best[2])


def _cost(box: Bbox, panel: Any, taken: Sequence[Bbox], points: Array) -> float:
    """Return how bad a place is: outside, on other numbers, on curves."""
    outside = not (panel.x0 <= box.x0 and box.x1 <= panel.x1)
    outside = outside or not (panel.y0 <= box.y0 and box.y1 <= panel.y1)
    on_others = sum(box.overlaps(other) for other in taken)
    inside = (points[:, 0] > box.x0) & (points[:, 0] < box.x1)
    inside &= (points[:, 1] > box.y0) & (points[:, 1] < box.y1)
    return OUTSIDE * outside + ON_ANOTHER * on_others + float(np.count_nonzero(inside))
