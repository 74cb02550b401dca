"""The options for a figure that goes to print or to a wall: letters, lines, and presets of both."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from actplot.basics.errors import ActplotError
from actplot.basics.option import PICTURE, Option
from actplot.basics.typed_values import as_typed, number, one_of, shortest

LEGEND_PLACES = ("below", "right", "inside", "ends", "none")
SCALES = ("linear", "log", "symlog")
MARK_KINDS = ("zeros", "extrema", "inflections", "kinks")
SMALLEST_LETTERS, LARGEST_LETTERS = 1.0, 200.0  # points
MOST_COLUMNS = 20
LONGEST_WORDS = 300  # letters of a label
THINNEST_LINE, THICKEST_LINE = 0.1, 100.0  # points


@dataclass(frozen=True)
class Preset:
    """What a place asks of a figure: its size in inches, letters and lines in points."""

    size: tuple[float, float]
    font_size: float
    line_width: float


PRESETS = {
    "column": Preset((3.4, 1.7), 8.0, 1.2),
    "page": Preset((7.0, 2.6), 9.0, 1.4),
    "slide": Preset((13.33, 7.5), 24.0, 4.0),
}


def checked_preset(name: str) -> str:
    """Return the name of a preset if there is one, nothing for none."""
    return name and one_of("preset", name, PRESETS, "the presets are")


def checked_legend(place: str | None) -> str | None:
    """Return where a legend stands, if it is a place; None is where the theme has it."""
    return None if place is None else one_of("legend", place, LEGEND_PLACES, "the places are")


def checked_words(option: str, text: str) -> str:
    """Return words of a figure if it may have them."""
    if len(text) > LONGEST_WORDS:
        raise ActplotError(
            f"--{option} of {len(text):,} letters: at most {LONGEST_WORDS:,} are drawn"
        )
    return text


def _all_words(option: str, texts: str | Sequence[str]) -> tuple[str, ...]:
    given = [texts] if isinstance(texts, str) else texts
    return tuple(checked_words(option, text) for text in given)


def _words(name: str, help: str) -> Option:
    return Option(
        name,
        PICTURE,
        help,
        "",
        "TEXT",
        read=lambda option, text: as_typed(text),
        check=checked_words,
    )


def _in_points(option: str, value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        flag = option.replace("_", "-")
        raise ActplotError(
            f"--{flag} {value:g}: a number of points from {least:g} to {most:g} is needed"
        )
    return float(value)


def _colors(name: str, given: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names of colors; whether they are some, the room that draws knows."""
    words = _parted(given) if isinstance(given, str) else given
    if not all(str(word).strip() for word in words):
        raise ActplotError(f"--{name}: a color behind each comma is needed, such as red,C0,#1f77b4")
    return tuple(str(word).strip() for word in words)


def _parted(text: str) -> list[str]:
    """Return what stands between commas, of which those in parentheses part nothing."""
    return re.split(r",(?![^(]*\))", text)


def _marks(name: str, given: str | Sequence[str]) -> tuple[str, ...]:
    words = given.split(",") if isinstance(given, str) else given
    return tuple(dict.fromkeys(one_of(name, word.strip(), MARK_KINDS) for word in words))


def _finite(name: str, given: float | Sequence[float]) -> tuple[float, ...]:
    values = [given] if isinstance(given, int | float) else given
    for value in values:
        if not math.isfinite(value):
            raise ActplotError(f"--{name} {value:g}: a finite number is needed")
    return tuple(map(float, values))


def _scale(name: str, of: str) -> Option:
    return Option(
        name,
        PICTURE,
        f"The scale of {of}: {' '.join(SCALES)}.",
        SCALES[0],
        "SCALE",
        check=lambda option, value: one_of(option, value, SCALES),
    )


def _columns(name: str, value: float) -> int:
    if not 1 <= value <= MOST_COLUMNS or value != int(value):
        raise ActplotError(f"--{name} {value:g}: a whole number from 1 to {MOST_COLUMNS} is needed")
    return int(value)


def _lines(name: str, metavar: str, help: str) -> Option:
    return Option(
        name,
        PICTURE,
        help,
        (),
        metavar,
        repeated=True,
        field=f"{name}s",
        read=lambda option, texts: [number(option, text) for text in texts],
        check=_finite,
        write=lambda value: [shortest(value)],
    )


FIGURE_OPTIONS = (
    Option(
        "preset",
        PICTURE,
        "column, page or slide: size, letters and lines for it.",
        "",
        "NAME",
        check=lambda name, value: checked_preset(value),
    ),
    Option(
        "font_size",
        PICTURE,
        "Points of the letters, exact at any size.",
        None,
        "PT",
        read=number,
        check=lambda name, value: _in_points(name, value, SMALLEST_LETTERS, LARGEST_LETTERS),
        write=lambda value: [shortest(value)],
    ),
    Option(
        "line_width",
        PICTURE,
        "Points of the curves' lines, exact at any size.",
        None,
        "PT",
        read=number,
        check=lambda name, value: _in_points(name, value, THINNEST_LINE, THICKEST_LINE),
        write=lambda value: [shortest(value)],
    ),
    Option(
        "legend",
        PICTURE,
        f"Where the names stand: {' '.join(LEGEND_PLACES)}.",
        None,
        "PLACE",
        check=lambda name, value: checked_legend(value),
    ),
    Option(
        "label",
        PICTURE,
        "A curve's name in place of the typed word; repeatable, $math$ too.",
        (),
        "TEXT",
        repeated=True,
        field="labels",
        read=lambda name, texts: [as_typed(text) for text in texts],
        check=_all_words,
    ),
    _words("xlabel", "Below the x axes."),
    _words("ylabel", "Beside the function's panel."),
    _words("dylabel", "Beside the derivatives' panels."),
    Option(
        "colors",
        PICTURE,
        "A color for each curve, as matplotlib names them.",
        (),
        "C[,C...]",
        check=_colors,
        write=lambda colors: [",".join(colors)],
    ),
    Option("overlay", PICTURE, "Derivatives in the function's panel, thinner.", False),
    Option(
        "columns",
        PICTURE,
        "Curves side by side with --each; as many as make a page unless given.",
        None,
        "N",
        read=number,
        check=_columns,
        write=lambda columns: [str(columns)],
    ),
    _scale("xscale", "x"),
    _scale("yscale", "the function's panel"),
    _scale("dyscale", "the derivatives' panels"),
    _lines("hline", "Y", "A thin line at this value of the functions; repeatable."),
    _lines("vline", "X", "A thin line at this x; repeatable."),
    Option(
        "mark",
        PICTURE,
        f"Points with their exact x: {' '.join(MARK_KINDS)}.",
        (),
        "KIND[,KIND]",
        check=_marks,
        write=lambda kinds: [",".join(kinds)],
    ),
)
