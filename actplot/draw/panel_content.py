"""What a panel shows, whether matplotlib or the terminal draws it: words, lines, marks, extents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from actplot.evaluate import Array
from actplot.sampling import LOSS, SAME_LIMIT, Break, Interval, Sampled, evaluate

LOSS_TITLES = ("loss", "gradient", "second derivative", "third derivative")
TITLES = ("function", "derivative", "second derivative", "third derivative")
PRIME = "\N{PRIME}"
TYPED_DIGITS = 12
MOST_CIRCLES = 60  # of a curve; a formula with more jumps is clearer without

MOST_TOLD = 4  # intervals that a sentence tells
SHOWN_DIGITS = 3  # of the width of the range, in a boundary that is written
NOTHING = 1e-12  # a boundary below this share of the width is 0
MOST_TOLD_DECIMALS, MOST_PLACES = 6, 7  # of a number that is written without an exponent

Points = tuple[Array, Array]  # the x and the y of as many points


def panel_title(samples: Sequence[Sampled], order: int) -> str:
    """Return what the panel of this order is called."""
    kinds = {sampled.curve.kind for sampled in samples}
    return (LOSS_TITLES if kinds == {LOSS} else TITLES)[order]


def overlay_title(samples: Sequence[Sampled], orders: int) -> str:
    """Return what one panel of so many orders is called."""
    first, *others = [panel_title(samples, order) for order in range(orders)]
    if not others:
        return first
    also = others[0] if len(others) == 1 else f"{TITLES[1]}s"
    return f"{first}, and thinner its {also}"


def in_signs(title: str) -> str:
    """Return the title of a panel in signs, f'(x) for a derivative; another one as it is."""
    for titles in (LOSS_TITLES, TITLES):
        for order, words in enumerate(titles):
            if title == words or title.startswith(f"{words} "):
                return f"f{PRIME * order}(x){title.removeprefix(words)}"
    return title


def x_label(samples: Sequence[Sampled]) -> str:
    """Return what the x axis is called."""
    found = {sampled.curve.takes or "x" for sampled in samples}
    return found.pop() if len(found) == 1 else "x"


@dataclass(frozen=True)
class Marks:
    """The marks at the jumps of a line: limits that are not reached, and values that are there."""

    limits: Points
    values: Points


def jump_marks(sampled: Sampled, order: int) -> Marks:
    """Return the marks of one order at its jumps and those of lower ones; none if too many to see.

    A limit that the function takes at the very point is a value; there is no slope at such a point,
    although the float64 beside it may have one.
    """
    trace = sampled.trace
    at = np.flatnonzero(trace.parted(order))
    limits: list[tuple[float, float]] = []
    values: list[tuple[float, float]] = []
    for place in at.tolist() if len(at) <= MOST_CIRCLES else ():
        found = trace.breaks[order][place]
        if math.isnan(found.left) != math.isnan(found.right) and not _is_exact(found.x):
            continue  # whether the border of a domain belongs to it, floats beside it cannot tell
        value = math.nan if order else float(trace.there[0][place])
        sides = {height for height in _sides(found, trace.interval) if math.isfinite(height)}
        limits += [(found.x, height) for height in sides if not _is_same(height, value)]
        # the float64 beside a pole of both sides has a value, far outside
        if math.isfinite(value) and sides:
            values.append((found.x, value))
    return Marks(_columns(limits), _columns(values))


def _is_exact(x: float) -> bool:
    """Tell whether a point is a number that can be typed, and not the float beside a zero."""
    return float(f"{x:.{TYPED_DIGITS}g}") == x


def _sides(found: Break, interval: Interval) -> list[float]:
    """Return the limits of a break inside an interval."""
    sides = (found.left, interval[0]), (found.right, interval[1])
    return [limit for limit, end in sides if found.x != end]


def _is_same(limit: float, value: float) -> bool:
    """Tell a limit from a value: limits are known to a few units in the last place."""
    return math.isclose(limit, value, rel_tol=SAME_LIMIT, abs_tol=SAME_LIMIT * abs(value))


def _columns(points: Sequence[tuple[float, float]]) -> Points:
    return np.array([x for x, _ in points]), np.array([y for _, y in points])


def stationary_points(sampled: Sampled, order: int) -> Points:
    """Return where the gradient of a loss is zero: the minimum, and the zero itself."""
    if order > 1:
        return _columns([])
    at = np.array(sampled.stationary)
    return at, evaluate(sampled.curve, at) if order == 0 else np.zeros(len(at))


# Where derivatives are small, in words


def boundary_texts(flat: Interval, interval: Interval) -> tuple[str, str]:
    """Return both ends of a flat interval, in digits enough to tell them apart on the axis."""
    width = interval[1] - interval[0]
    decimals = SHOWN_DIGITS - round(math.log10(width))
    decimals = max(decimals, math.ceil(math.log10(2) - math.log10(flat[1] - flat[0])))
    low, high = (0.0 if abs(end) <= NOTHING * width else end for end in flat)
    return _decimal(low, decimals), _decimal(high, decimals)


def _decimal(x: float, decimals: int) -> str:
    if decimals > MOST_TOLD_DECIMALS or abs(x) >= 10**MOST_PLACES:
        return f"{x:.{SHOWN_DIGITS}g}"
    text = f"{x:.{max(decimals, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def legend_words(flat: Sequence[Interval], bound: float, count: int) -> str:
    """Return what a legend calls the intervals where each of so many derivatives is small."""
    words = f"{'every derivative' if count > 1 else 'derivative'} below {bound:g}"
    return words if flat else f"{words}: nowhere here"


def sentence(flat: Sequence[Interval], interval: Interval, bound: float, count: int, x: str) -> str:
    """Say in one line for which x each of so many derivatives is small."""
    subject = "every derivative" if count > 1 else "the derivative"
    if not flat:
        return f"{subject} is below {bound:g} nowhere in this range"
    told = [_stretch(one, interval, x) for one in flat[:MOST_TOLD]]
    if len(flat) > MOST_TOLD:
        told.append(f"{len(flat) - MOST_TOLD} more stretches")
    listed = ", ".join(told[:-1]) + " and " + told[-1] if told[1:] else told[0]
    return f"{subject} is below {bound:g} for {listed}"


def _stretch(flat: Interval, interval: Interval, x: str) -> str:
    low, high = boundary_texts(flat, interval)
    from_start, to_end = flat[0] == interval[0], flat[1] == interval[1]
    if from_start and to_end:
        return f"all {x} in this range"
    if from_start:
        return f"{x} < {high}"
    return f"{x} > {low}" if to_end else f"{low} < {x} < {high}"
