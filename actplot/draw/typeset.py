"""Formulas as mathtext that fits a width: in smaller letters, on several lines, or only named.

Lengths are in units of the letters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

from actplot.basics import ActplotError
from actplot.formula import Curve, derivative, symbol_to_mathtext, to_mathtext

CONDITION = r" \quad "  # stands before the condition of a choice
LETTERS_SHRINK = 0.75  # letters may, before a formula is broken into lines
INDENT = 2.0  # of the further lines of a formula
LINE_GAP = 0.2
MOST_LINES = 4
BROKEN_SHARE = 0.8  # of the width of a formula that all its lines have at least
MOST_SIGNS = 2500  # of the mathtext of a formula; more takes too long to typeset
# Of all derivatives of a curve, with what is typeset once more, and again, to align its choices.
MOST_SIGNS_OF_ALL = 5000
LONG_NUMBER = re.compile(r"(\d+\.\d{4})\d{3,}")  # is cut, and dots say so
EXACT_DIGITS = 6  # of a parameter
ONE_LAYER = r"\mathrm{one\ layer{:}}\; "
TOO_LONG = r"\mathrm{too\ long\ to\ show\ here}"
BRACES = r"\genfrac{}{}{0}{0}"  # the two rows of a choice
TOKENS = re.compile(r"\\(?:left|right)(?:\\[{}]|.)|\\[{}]|\\frac|[{}]| [+-] |.", re.DOTALL)
PLAIN_PARENTHESES = {r"\left(": "(", r"\right)": ")"}
MEASURED_AT = 10.0  # points
SAFE = 1.03  # times what the measure of a formula says: letters are moved onto whole pixels


# From a curve to mathtext


def formula_parts(curve: Curve, order: int) -> tuple[str, ...]:
    """Return a derivative in parts, behind the function the values of its parameters.

    A line may be broken between two parts. Of a composition it is the formula of one layer.
    """
    return _parts(curve, order, _mathtext(curve, order))


def parts_of_all(curve: Curve, count: int) -> tuple[tuple[str, ...], ...]:
    """Return the first so many derivatives in parts; what would take too long is only named."""
    found, left = [], MOST_SIGNS_OF_ALL
    for order in range(count):
        text = _mathtext(curve, order)
        signs = len(text) + _aligned_signs(text)
        if signs > left:
            text = TOO_LONG
        else:
            left -= signs
        found.append(_parts(curve, order, text))
    return tuple(found)


def _mathtext(curve: Curve, order: int) -> str:
    try:
        text = to_mathtext(derivative(curve.tree, order) if order else curve.tree)
    except ActplotError:  # the derivative is too long
        return TOO_LONG
    text = LONG_NUMBER.sub(r"\1\\ldots", text)
    return _displayed(text) if len(text) <= MOST_SIGNS else TOO_LONG


def _parts(curve: Curve, order: int, text: str) -> tuple[str, ...]:
    layer = ONE_LAYER if curve.depth > 1 else ""
    first = f"{layer}f{chr(39) * order}(x) = {aligned(text)}"
    values = [] if order else [_value(key, value) for key, value in curve.parameters.items()]
    told = ",\\; ".join(values)
    return (first, rf" \quad ({told})") if values else (first,)


def _value(name: str, value: float) -> str:
    written = f"{value:.{EXACT_DIGITS}g}"
    digits, _, exponent = written.partition("e")
    power = rf" \cdot 10^{{{int(exponent)}}}" if exponent else ""
    equals = "=" if float(written) == value else r"\approx"
    return f"{symbol_to_mathtext(name)} {equals} {digits}{power}"


def _displayed(text: str) -> str:
    """Return mathtext whose outermost fractions are in full letters."""
    depth, words = 0, []
    for token in TOKENS.findall(text):
        depth += {"{": 1, "}": -1}.get(token, 0)
        words.append(r"\dfrac" if token == r"\frac" and not depth else token)
    return "".join(words)


def aligned(text: str) -> str:
    """Return mathtext in which choices begin at the left, conditions stand below one another."""
    start = text.find(BRACES)
    if start < 0:
        return text
    first, middle = _group(text, start + len(BRACES))
    second, end = _group(text, middle)
    rows = [aligned(first).rpartition(CONDITION), aligned(second).rpartition(CONDITION)]
    if all(sign for _, sign, _ in rows):
        values = _same_width([value for value, _, _ in rows])
        joined = [value + sign + rest for value, (_, sign, rest) in zip(values, rows, strict=True)]
    else:
        joined = ["".join(row) for row in rows]
    both = "".join(f"{{{row}}}" for row in _same_width(joined))
    return f"{text[:start]}{BRACES}{both}{aligned(text[end:])}"


def _aligned_signs(text: str) -> int:
    """Return how many signs are measured to align the choices: what stands in each, twice."""
    start = text.find(BRACES)
    if start < 0:
        return 0
    first, middle = _group(text, start + len(BRACES))
    second, end = _group(text, middle)
    inside = sum(2 * len(row) + _aligned_signs(row) for row in (first, second))
    return inside + _aligned_signs(text[end:])


def _group(text: str, start: int) -> tuple[str, int]:
    """Return what stands between the brace at the start and its partner, and where that ends."""
    depth = 0
    for token in TOKENS.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return text[start + 1 : token.start()], token.end()
    raise AssertionError(f"a brace of {text} has no partner")


def _same_width(rows: list[str]) -> list[str]:
    """Return the rows with space behind the narrower ones."""
    widths = [_line(row).width / SAFE for row in rows]
    most = max(widths)
    return [
        rf"{row} \hspace{{{most - width:.3f}}}" if width < most < math.inf else row
        for row, width in zip(rows, widths, strict=True)
    ]


# To a width


@dataclass(frozen=True)
class Line:
    """A line of mathtext and what it takes, in units of the letters."""

    text: str
    width: float
    ascent: float
    depth: float


@dataclass(frozen=True)
class Cell:
    """A formula in its place: its lines, the size of its letters, and whether it is all there."""

    lines: tuple[Line, ...]
    letters: float
    whole: bool = True

    @property
    def ascent(self) -> float:
        """Return what it takes above the base line of its first line."""
        return self.letters * self.lines[0].ascent

    @property
    def depth(self) -> float:
        """Return what it takes below the base line of its first line."""
        return self.letters * (sum(self.steps) + self.lines[-1].depth)

    @property
    def steps(self) -> list[float]:
        """Return how far below the base line before it each further line stands."""
        return [above.depth + LINE_GAP + line.ascent for above, line in pairwise(self.lines)]


def cell(parts: tuple[str, ...], room: float, letters: float, least: float) -> Cell:
    """Return a formula that fits: in smaller letters, on more lines, or only named."""
    (whole,) = _filled(_all_pieces(parts, inside=False), math.inf)
    for smallest in (max(LETTERS_SHRINK * letters, least), least):
        if whole.width * smallest <= room:
            return Cell((whole,), min(letters, room / whole.width))
        fits = whole.width * smallest * BROKEN_SHARE <= room * MOST_LINES
        lines = _broken(parts, room / smallest) if fits else []
        if lines:
            widest = max(line.width for line in lines)
            return Cell(tuple(lines), min(letters, room / widest))
    head = parts[0].partition(" = ")[0]
    named = _fitting(rf"{head}:\; {TOO_LONG}", room / least) or _line(rf"{head} = \ldots")
    return Cell((named,), min(letters, room / named.width), whole=False)


def _broken(parts: tuple[str, ...], room: float) -> list[Line]:
    """Break a formula into lines between its terms, in parentheses only if it must be."""
    for inside in (False, True):
        if lines := _filled(_all_pieces(parts, inside), room):
            return lines
    return []


def _all_pieces(parts: tuple[str, ...], inside: bool) -> list[str]:
    return [piece for part in parts for piece in _pieces(part, inside)]


def _filled(pieces: Sequence[str], room: float) -> list[Line]:
    """Return lines that hold as many pieces as there is room for; none if that are too many.

    Pieces are measured one by one: all that a line may be would take far longer.
    """
    lines: list[Line] = []
    for piece in pieces:
        # an empty group before a sign makes it one between two terms
        found = _line(f"{{}}{piece}" if lines else piece)
        if lines and lines[-1].width + found.width <= room:
            lines[-1] = _behind(lines[-1], found, piece)
            continue
        if lines:
            indent = Line(rf"\hspace{{{INDENT}}} ", INDENT, 0.0, 0.0)
            found = _behind(indent, found, found.text)
        if found.width > room or len(lines) == MOST_LINES:
            return []
        lines.append(found)
    return lines


def _behind(line: Line, piece: Line, text: str) -> Line:
    """Return a line with a piece behind it, which is written as this text there."""
    return Line(
        line.text + text,
        line.width + piece.width,
        max(line.ascent, piece.ascent),
        max(line.depth, piece.depth),
    )


def _fitting(text: str, room: float) -> Line | None:
    line = _line(text)
    return line if line.width <= room else None


def _pieces(text: str, inside: bool) -> Iterator[str]:
    """Yield what stands between signs, each piece with its sign; braces are left whole.

    With signs `inside` parentheses, those that were made as high as what they enclose become plain
    ones, for they may end on another line.
    """
    depth, piece = 0, ""
    for token in TOKENS.findall(text):
        if depth == 0 and token in (" + ", " - "):
            yield piece
            piece = token
            continue
        if depth == 0 and inside and token in PLAIN_PARENTHESES:
            piece += PLAIN_PARENTHESES[token]
            continue
        if token == "{" or token.startswith(r"\left"):
            depth += 1
        if token == "}" or token.startswith(r"\right"):
            depth -= 1
        piece += token
    yield piece


def _line(text: str) -> Line:
    """Return a line of mathtext and its size, infinite for what cannot be typeset."""
    return _measured(text, str(mpl.rcParams["mathtext.fontset"]))


@lru_cache(maxsize=1024)
def _measured(text: str, fontset: str) -> Line:
    letters = FontProperties(size=MEASURED_AT)
    try:
        found = MathTextParser("path").parse(f"${text}$", prop=letters)  # in points
    except (ValueError, RecursionError):
        return Line(text, math.inf, 0.0, 0.0)
    width, height, depth = (float(each) / MEASURED_AT for each in found[:3])
    return Line(text, SAFE * width, height - depth, depth)
