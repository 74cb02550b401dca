"""The options: their defaults, what they accept, and the messages when it is something else."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actplot.errors import ActplotError

DEFAULT_RANGE = (-5.0, 5.0)
DEFAULT_POINTS = 1001
DEFAULT_ORDER = 1
DEFAULT_SEED = 0
DEFAULT_DEPTH = 1
DEFAULT_SIZE = (15.0, 5.0)  # inches
ROW_HEIGHT = 2.3  # inches, of small multiples
DEFAULT_DPI = 100
DEFAULT_THEME = "light"

FEWEST_POINTS, MOST_POINTS = 2, 10_000_000
HIGHEST_ORDER = 3
DEEPEST = 64
LARGEST_SEED = 2**32 - 1
LOWEST_DPI, HIGHEST_DPI = 10, 2400
SMALLEST_SIDE, LARGEST_SIDE = 1.0, 200.0  # inches
MOST_PIXELS = 600_000_000  # of a picture; each takes four bytes of memory
LONGEST_SIDE_IN_PIXELS = 65_535  # the most that matplotlib's renderer takes


def checked_interval(option: str, given: Sequence[float]) -> tuple[float, float]:
    """Return (LO, HI) if both are finite and LO < HI."""
    lo, hi = _pair(option, given)
    if not (math.isfinite(lo) and math.isfinite(hi)):
        raise ActplotError(f"--{option} {lo:g} {hi:g}: both ends must be finite numbers")
    if not lo < hi:
        raise ActplotError(f"--{option} {lo:g} {hi:g}: the first must be less than the second")
    if not math.isfinite(hi - lo):
        raise ActplotError(f"--{option} {lo:g} {hi:g}: the interval is wider than 1.8e308")
    return lo, hi


def _pair(option: str, given: Sequence[float]) -> tuple[float, float]:
    try:
        first, second = map(float, given)
    except (TypeError, ValueError):
        raise ActplotError(f"--{option} {given}: two numbers are needed") from None
    return first, second


def checked_points(points: int) -> int:
    """Return the number of samples if it is allowed."""
    return _within("points", points, FEWEST_POINTS, MOST_POINTS)


def checked_order(order: int) -> int:
    """Return the order of derivative if it is allowed."""
    return _within("order", order, 0, HIGHEST_ORDER)


def checked_depths(depths: Sequence[int]) -> tuple[int, ...]:
    """Return the depths to which curves are composed, each once, if they are allowed."""
    if not depths:
        raise ActplotError("--depth needs a number, such as 10, or several, such as 1,3,10")
    return tuple(dict.fromkeys(_within("depth", depth, 1, DEEPEST) for depth in depths))


def checked_seed(seed: int) -> int:
    """Return the seed if it is allowed."""
    return _within("seed", seed, 0, LARGEST_SEED)


def checked_dpi(dpi: int) -> int:
    """Return the dots per inch if they are allowed."""
    return _within("dpi", dpi, LOWEST_DPI, HIGHEST_DPI)


def checked_size(size: Sequence[float], dpi: int = LOWEST_DPI) -> tuple[float, float]:
    """Return (W, H) in inches if they are allowed, and so are the pixels that they make."""
    width, height = _pair("size", size)
    given = f"--size {width:g} {height:g}"
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)):
        raise ActplotError(
            f"{given}: each side is a number of inches from {SMALLEST_SIDE:g} to {LARGEST_SIDE:g}"
        )
    if max(width, height) * dpi > LONGEST_SIDE_IN_PIXELS or width * height * dpi**2 > MOST_PIXELS:
        raise ActplotError(
            f"{given} at {dpi} dpi is too large a picture: at most {MOST_PIXELS:,} pixels, "
            f"{LONGEST_SIDE_IN_PIXELS:,} a side"
        )
    return width, height


def usual_size(rows: int, each: bool) -> tuple[float, float]:
    """Return width and height in inches of a figure whose size was not given."""
    if not each:
        return DEFAULT_SIZE
    row = min(ROW_HEIGHT, (LARGEST_SIDE - ROW_HEIGHT) / rows)
    return DEFAULT_SIZE[0], round(1.0 + rows * row, 1)


def checked_saturation(bound: float) -> float:
    """Return the size below which derivatives count as saturated, if it is one."""
    if not 0 < bound < math.inf:
        raise ActplotError(f"--saturation {bound:g}: a positive number is needed, such as 0.01")
    return bound


def checked_hidden(places: Sequence[int], curves: int) -> frozenset[int]:
    """Return which curves, counted from 0, are hidden; the given numbers count from 1."""
    for place in places:
        if not 1 <= place <= curves:
            raise ActplotError(f"--hide {place}: the curves here have the numbers 1 to {curves}")
    hidden = frozenset(int(place) - 1 for place in places)
    if len(hidden) == curves:
        raise ActplotError("--hide takes every curve away; leave one that is drawn")
    return hidden


def numbers(option: str, texts: Sequence[str]) -> list[float]:
    """Return the numbers that were typed behind an option."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        raise ActplotError(f"--{option} {' '.join(texts)}: two numbers are needed") from None


def shortest(value: float) -> str:
    """Return the shortest text that is read as this very number."""
    return repr(float(value)).removesuffix(".0")


def points_at(text: str) -> list[float]:
    """Return the x of `--at X[,X...]`; infinities are allowed, for the limits there."""
    points = []
    for word in text.split(","):
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if math.isnan(value):
            raise ActplotError(f"--at {text}: {word.strip() or 'nothing'} is not a number")
        points.append(value)
    return points


def number(option: str, text: str) -> float:
    """Return the number that was typed behind an option."""
    try:
        return float(text)
    except ValueError:
        raise ActplotError(f"--{option} {text}: a number is needed") from None


def places(option: str, text: str) -> list[int]:
    """Return the whole numbers, separated by commas, that were typed behind an option."""
    try:
        return [int(word) for word in text.split(",")]
    except ValueError:
        raise ActplotError(f"--{option} {text}: whole numbers are needed, such as 1,3") from None


def whole_number(option: str, text: str) -> int:
    """Return the whole number that was typed, also as 1e6."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not value.is_integer():
        raise ActplotError(f"--{option} {text}: {_meaning(option)}")
    return int(value) if abs(value) > 2**53 or "e" in text.lower() or "." in text else int(text)


BOUNDS = {
    "points": (FEWEST_POINTS, MOST_POINTS),
    "seed": (0, LARGEST_SEED),
    "order": (0, HIGHEST_ORDER),
    "depth": (1, DEEPEST),
    "dpi": (LOWEST_DPI, HIGHEST_DPI),
}


def _meaning(option: str) -> str:
    low, high = BOUNDS[option]
    return f"a whole number from {low:,} to {high:,} is needed"


def _within(option: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high or value != int(value):
        raise ActplotError(f"--{option} {value:.12g}: {_meaning(option)}")
    return int(value)
