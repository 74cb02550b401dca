"""The options: one row for each that shapes a view, and what they accept.

In a row stand an option's name, its default, its help, how its text is read, which values it may
have, and how a value is written back into a command line. The command line, `actplot.plot` and
the command of a window follow; to add one, add a row, a field of `View` or `Look`, an argument of
`plot` and whatever obeys it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from actplot.basics.errors import ActplotError
from actplot.basics.figure_options import FIGURE_OPTIONS, PRESETS
from actplot.basics.option import CURVES, PICTURE, Option
from actplot.basics.typed_values import as_typed, number, numbers, one_of, places, shortest

DEFAULT_RANGE = (-5.0, 5.0)
DEFAULT_POINTS = 1001
DEFAULT_ORDER = 1
DEFAULT_SEED = 0
DEFAULT_DEPTH = 1
DEFAULT_SIZE = (15.0, 5.0)  # inches
ROW_HEIGHT = 2.3  # inches, of small multiples
FORMULA_HEIGHT = 0.4  # inches, of a row of formulas
ROW_OF_COLUMNS = 1.6  # inches, of a row with several curves
HEADS_HEIGHT = 1.0  # inches, above the first row and below the last
DEFAULT_DPI = 100
DEFAULT_THEME = "light"

LANGUAGES = ("numpy", "torch", "jax", "c", "javascript", "latex")
DTYPES = ("float64", "float32", "float16", "bfloat16")

FEWEST_POINTS, MOST_POINTS = 2, 10_000_000
HIGHEST_ORDER = 3
HIGHEST_ON_PAGE = 2  # derivatives that a page shows at a key, if the picture shows no more
DEEPEST = 64
LARGEST_SEED = 2**32 - 1
LOWEST_DPI, HIGHEST_DPI = 10, 2400
SMALLEST_SIDE, LARGEST_SIDE = 1.0, 200.0  # inches
MOST_PIXELS = 600_000_000  # of a picture; each takes four bytes of memory
LONGEST_TITLE = 1000  # letters; of what no figure has room for each takes its time
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


def usual_size(
    rows: int, each: bool, preset: str = "", formula_rows: int = 0, columns: int = 1
) -> tuple[float, float]:
    """Return width and height in inches of a figure whose size was not given.

    A preset's size is that of two panels side by side; rows make it higher, and so do formulas.
    """
    width, height = PRESETS[preset].size if preset else DEFAULT_SIZE
    share = height / DEFAULT_SIZE[1]
    if not each:
        most = LARGEST_SIDE / 4
        return width, round(min(height + formula_rows * FORMULA_HEIGHT * share, most), 2)
    shown = max(rows, 1)
    row_height = ROW_HEIGHT if columns == 1 else ROW_OF_COLUMNS
    row_height += FORMULA_HEIGHT if formula_rows else 0.0
    row = min(row_height * share, (LARGEST_SIDE - HEADS_HEIGHT) / shown)
    return width, round(HEADS_HEIGHT * share + shown * row, 1)


def checked_saturation(bound: float) -> float:
    """Return the size below which derivatives count as saturated, if it is one."""
    if not 0 < bound < math.inf:
        raise ActplotError(f"--saturation {bound:g}: a positive number is needed, such as 0.01")
    return bound


def checked_title(title: str) -> str:
    """Return the title if a figure may have it."""
    if len(title) > LONGEST_TITLE:
        raise ActplotError(
            f"--title of {len(title):,} letters: at most {LONGEST_TITLE:,} are drawn"
        )
    return title


def checked_hidden(places: Sequence[int], curves: int) -> frozenset[int]:
    """Return which curves, counted from 0, are hidden; the given numbers count from 1."""
    for place in places:
        if not 1 <= place <= curves:
            raise ActplotError(f"--hide {place}: the curves here have the numbers 1 to {curves}")
    return frozenset(int(place) - 1 for place in places)


def checked_language(name: str) -> str:
    """Return the name of a language in which functions are printed, if it is one."""
    return one_of("code", name, LANGUAGES, "the languages are")


def checked_dtype(name: str) -> str:
    """Return the name of a number format in which code is run, if it is one."""
    return one_of("dtype", name, DTYPES, "the number formats are")


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


# The table


def _pair_texts(pair: Sequence[float]) -> Iterable[str]:
    return map(shortest, pair)


def _depths(name: str, depth: int | Sequence[int]) -> tuple[int, ...]:
    return checked_depths(depth if isinstance(depth, Sequence) else [depth])


OPTIONS = (
    Option(
        "range",
        CURVES,
        "The x that is drawn; {:g} {:g} unless given.".format(*DEFAULT_RANGE),
        DEFAULT_RANGE,
        "LO HI",
        "-r",
        texts=2,
        field="interval",
        read=numbers,
        check=checked_interval,
        write=_pair_texts,
    ),
    Option(
        "points",
        CURVES,
        f"Samples of the uniform grid, {DEFAULT_POINTS} unless given.",
        DEFAULT_POINTS,
        "N",
        "-n",
        read=whole_number,
        check=lambda name, value: checked_points(value),
    ),
    Option(
        "order",
        CURVES,
        f"Highest derivative, 0 to 3, a panel each; {DEFAULT_ORDER} unless given.",
        DEFAULT_ORDER,
        "N",
        read=whole_number,
        check=lambda name, value: checked_order(value),
    ),
    Option(
        "depth",
        CURVES,
        "Compose each curve with itself, 1 to 64 times; several values are a sweep.",
        (DEFAULT_DEPTH,),
        "N[,N...]",
        field="depths",
        read=places,
        check=_depths,
        write=lambda depths: [",".join(map(str, depths))],
    ),
    Option(
        "seed",
        CURVES,
        f"For what is random, dropout and rrelu; {DEFAULT_SEED} unless given.",
        DEFAULT_SEED,
        "N",
        read=whole_number,
        check=lambda name, value: checked_seed(value),
    ),
    Option("each", PICTURE, "Small multiples: a row of panels a curve.", False),
    Option(
        "hide",
        PICTURE,
        "Curves, by number, that are not shown; the others keep their colors.",
        frozenset(),
        "N[,N...]",
        field="hidden",
        read=places,
        write=lambda hidden: [",".join(str(place + 1) for place in sorted(hidden))],
    ),
    Option(
        "title",
        PICTURE,
        "Above the panels.",
        "",
        "TEXT",
        read=lambda name, text: as_typed(text),
        check=lambda name, value: checked_title(value),
    ),
    Option(
        "size",
        PICTURE,
        "Inches; {:g} {:g} unless given.".format(*DEFAULT_SIZE),
        None,  # what is usual depends on how many rows there are
        "W H",
        texts=2,
        read=numbers,
        write=_pair_texts,
    ),
    Option(
        "dpi",
        PICTURE,
        f"Dots per inch, 10 to 2400; {DEFAULT_DPI} unless given.",
        DEFAULT_DPI,
        "N",
        read=whole_number,
        check=lambda name, value: checked_dpi(value),
    ),
    Option(
        "ylim",
        PICTURE,
        "Limits of the function's panel.",
        None,
        "LO HI",
        texts=2,
        read=numbers,
        check=checked_interval,
        write=_pair_texts,
    ),
    Option(
        "dylim",
        PICTURE,
        "Limits of the derivatives' panels.",
        None,
        "LO HI",
        texts=2,
        read=numbers,
        check=checked_interval,
        write=_pair_texts,
    ),
    Option(
        "theme",
        PICTURE,
        "light, dark, print or document; a matplotlib style; a .mplstyle file.",
        DEFAULT_THEME,
        "NAME",
        completed=True,
    ),
    Option("grid", PICTURE, "Grid lines, or none, whatever the theme.", None, negated=True),
    Option("formulas", PICTURE, "Each formula and its derivatives, under the panels.", False),
    Option(
        "saturation",
        PICTURE,
        "Shade where every derivative is below EPS in size.",
        None,
        "EPS",
        read=number,
        check=lambda name, value: checked_saturation(value),
        write=lambda bound: [shortest(bound)],
    ),
    Option("svg_text", PICTURE, "Keep the text of an SVG as text.", False),
    *FIGURE_OPTIONS,
)
