"""From one view to the next: what a click, a key, a slider or the toolbar changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from actplot.basics import (
    DEFAULT_THEME,
    HIGHEST_ORDER,
    LARGEST_SEED,
    MARK_KINDS,
    SCALES,
    ActplotError,
)
from actplot.draw import THEMES
from actplot.entries import adjusted
from actplot.tracing import curves
from actplot.write import View, rounded, with_part

Interval = tuple[float, float]
Limits = tuple[tuple[Interval, Interval], ...]  # of x and of y, for each panel

LOG = SCALES[1]
LIMITS_OF = {"yscale": "ylim", "dyscale": "dylim"}
WHEEL = 0.8  # of the width stays, at each step of the wheel
TOLD_APART = 10_000  # places along an interval: more than any screen has
NARROWEST_SHARE = 1e-12  # of where an interval is: about 4,000 numbers of the machine
SMALLEST_WIDTH, LARGEST_WIDTH = 1e-300, 1e300  # widths of an interval


def toggled(view: View, place: int) -> View:
    """Hide a curve, or show it again."""
    return replace(view, hidden=view.hidden ^ {place})


def alone(view: View, place: int) -> View:
    """Show one curve and hide all the others; all again if it was alone."""
    others = frozenset(range(len(view.drawn))) - {place}
    return replace(view, hidden=frozenset() if view.hidden == others else others)


def with_parameter(view: View, place: int, key: str, value: float) -> View:
    """Set a parameter of one curve. Raises ActplotError for a value that is not allowed."""
    changed = adjusted(view.curves[place], key, value, view.seed)
    return replace(view, curves=(*view.curves[:place], changed, *view.curves[place + 1 :]))


def with_first_parameters(view: View, home: View) -> View:
    """Return the view with the parameters and the seed that it began with."""
    return replace(view, curves=home.curves, seed=home.seed)


def with_next_seed(view: View) -> View:
    """Draw anew what is random."""
    seed = view.seed + 1 if view.seed < LARGEST_SEED else 0
    texts = [curve.text for curve in view.curves]
    return replace(view, seed=seed, curves=tuple(curves(texts, seed)))


def with_order(view: View, order: int) -> View:
    """Show derivatives up to this order; if they are shown already, up to the one before."""
    wanted = order - 1 if view.order == order else order
    return replace(view, order=max(0, min(wanted, HIGHEST_ORDER)))


def with_next_theme(view: View, first: str) -> View:
    """Take the next theme; `first` is the one of the command line, which may be any."""
    themes = list(dict.fromkeys([first, DEFAULT_THEME, *THEMES]))
    following = themes[(themes.index(view.look.theme) + 1) % len(themes)]
    return replace(view, look=replace(view.look, theme=following))


def with_grid(view: View, grid: bool) -> View:
    """Show a grid or none, whatever the theme says."""
    return replace(view, look=replace(view.look, grid=grid))


def with_overlay(view: View) -> View:
    """Show function and derivatives in one panel, or each in its own again."""
    return replace(view, look=replace(view.look, overlay=not view.look.overlay))


def with_next_scale(view: View, axis: str) -> View:
    """Take the next scale of `xscale`, `yscale` or `dyscale` that the view can have.

    Limits of y that a logarithm has not are let go.
    """
    place = SCALES.index(getattr(view.look, axis))
    free: dict[str, Any] = {LIMITS_OF[axis]: None} if axis in LIMITS_OF else {}
    for scale in (*SCALES[place + 1 :], *SCALES[:place]):
        scaled: dict[str, Any] = {axis: scale}
        for changed in (scaled, scaled | free):
            with suppress(ActplotError):
                return replace(view, look=replace(view.look, **changed))
    return view


def with_next_marks(view: View) -> View:
    """Mark the next kind of points, then all kinds, then none."""
    marked = [(), *((kind,) for kind in MARK_KINDS), MARK_KINDS]
    at = marked.index(view.look.mark) if view.look.mark in marked else len(marked) - 1
    return replace(view, look=replace(view.look, mark=marked[(at + 1) % len(marked)]))


def with_interval(view: View, interval: Interval) -> View:
    """Show another interval of x, if floating-point numbers can tell its points apart."""
    lo, hi = interval
    narrow = NARROWEST_SHARE * max(abs(lo), abs(hi))
    if not max(SMALLEST_WIDTH, narrow) <= hi - lo <= LARGEST_WIDTH:
        return view
    return replace(view, interval=(lo, hi))


def looked(view: View, before: Limits, now: Limits) -> View:
    """Take over the limits of the panels that somebody else has changed.

    Derivative panels have their limits in common, as they have on the command line. Rows of a
    curve each have their x in common, and always limits of y that show it.
    """
    look = view.look
    for order, ((x_before, y_before), (x, y)) in enumerate(zip(before, now, strict=True)):
        if x != x_before:
            view = with_interval(view, _short(x, look.xscale))
        if y != y_before and all(map(math.isfinite, y)) and not look.each:
            limits = _short(y, look.scale(order))
            look = replace(look, dylim=limits) if order else replace(look, ylim=limits)
    return replace(view, look=look)


def _short(ends: Interval, scale: str) -> Interval:
    """Return increasing ends with no more digits than can be seen, as a person would type them."""
    width = abs(ends[1] - ends[0])
    if scale == LOG:
        low, high = (rounded(end, end / TOLD_APART) for end in sorted(ends))
        return low, high
    if not SMALLEST_WIDTH <= width <= LARGEST_WIDTH:
        return min(ends), max(ends)
    return rounded(min(ends), width / TOLD_APART), rounded(max(ends), width / TOLD_APART)


def wheeled(ends: Interval, under: float, at: float, steps: float) -> Interval:
    """Return an interval that is narrower by steps of the wheel, `at` in the place of `under`."""
    share = WHEEL**steps
    return at + (ends[0] - under) * share, at + (ends[1] - under) * share


def same_limits(view: View, seen: Mapping[Limits, View], now: Limits) -> View | None:
    """Return the view that had these very limits, so that home brings back automatic ones."""
    earlier = seen.get(now)
    if earlier is None or earlier.order != view.order:
        return None
    return at_home(view, earlier)


def at_home(view: View, home: View) -> View:
    """Return the view over the interval and with the limits of the first one.

    Where the scales of now cannot show these, it has the scales of then too.
    """
    look = replace(view.look, ylim=home.look.ylim, dylim=home.look.dylim)
    first: dict[str, Any] = {
        axis: getattr(home.look, axis) for axis in ("xscale", "yscale", "dyscale")
    }
    try:
        return replace(view, interval=home.interval, look=look)
    except ActplotError:
        return replace(view, interval=home.interval, look=replace(look, **first))


def merged(whole: View, start: int, shown: View) -> View:
    """Return the view of all pages with what has been done to one of them."""
    if shown.seed != whole.seed:
        texts = [curve.text for curve in whole.curves]
        whole = replace(whole, seed=shown.seed, curves=tuple(curves(texts, shown.seed)))
    return with_part(whole, start, shown)
