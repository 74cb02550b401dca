"""Formulas below the panels, a row a curve beside a sample of its line: this is the legend too.

Each order stands under its panel, or below the one before where that is too narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import matplotlib as mpl
from matplotlib.lines import Line2D

from actplot.draw.legend import CHARACTER, EDGE, HANDLE, HANDLE_GAP, AnyFigure, Entries, text_width
from actplot.draw.math_text import math_options
from actplot.draw.typeset import Cell, cell, parts_of_all
from actplot.formula import FORMULA, Curve, Node
from actplot.sampling import Sampled

# Lengths are in units of the font size.
SIZES = (1.0, 0.9, 0.8, 0.7, 0.62, 0.55)  # of letters, tried in turn
READABLE = 5.5  # points of the smallest letters
FORMULA_GAP = 0.45
ASCENT, DEPTH = 0.85, 0.3  # of a row without fractions
MIDDLE = 0.3  # of a line sample above the base line
NAME_GAP = 1.2  # behind a name
BLOCK_SHARE = 0.52  # of the height that panels and formulas share, for all formulas
BLOCK_SHARE_AT_LAST = 0.68  # for those in the smallest letters
NARROW = 20.0  # a column in which neither name nor line sample stand before a formula
WIDEST_NAME = 0.36  # of the width of a column
LEFT_OUT = "no room for the formulas: a larger --size has it"
DOTS = "..."

Column = tuple[float, float]  # from where to where formulas may stand


@dataclass(frozen=True)
class Formulas:
    """What one entry of the legend says: a name, and for each order the parts of its formula.

    An entry that is no curve has no formulas.
    """

    name: str
    orders: tuple[tuple[str, ...], ...] = ()


def formulas(samples: Sequence[Sampled], labels: Sequence[str]) -> list[Formulas]:
    """Return the formulas beside each label of the legend, which names curves in this order.

    Curves of one formula, as those of a sweep, have it beside the first of them.
    """
    families: dict[Node, list[Curve]] = {}
    for sampled in samples:
        families.setdefault(sampled.curve.tree, []).append(sampled.curve)
    found: list[Formulas] = []
    for sampled in samples:
        curve = sampled.curve
        family = families[curve.tree]
        name = _name(curve, curve.label) if len(family) == 1 else curve.label
        if sampled.drawn:
            found.append(Formulas(name))
            name = name.replace(curve.label, curve.expectation_label)
            name = _name(curve, curve.expectation_label) if len(family) == 1 else name
        orders: tuple[tuple[str, ...], ...] = ()
        if curve is family[0]:
            shared = _shared(family)
            orders = parts_of_all(shared, len(sampled.values))
        found.append(Formulas(name, orders))
    return found + [Formulas(label) for label in labels[len(found) :]]


def _shared(family: Sequence[Curve]) -> Curve:
    """Return the curve of one formula with the parameters that all have, and the most layers."""
    first = family[0]
    same = {
        key: value
        for key, value in first.parameters.items()
        if all(each.parameters[key] == value for each in family)
    }
    return replace(first, parameters=same, depth=max(each.depth for each in family))


def _name(curve: Curve, label: str) -> str:
    """Return a label without what the formula says itself: parameters, or the whole formula."""
    told = {f"{key}={value:.12g}" for key, value in curve.parameters.items()}
    name = " ".join(word for word in label.split(" ") if word not in told)
    typed = curve.text.partition(":")[0].strip()
    return "" if curve.kind == FORMULA and name == typed else name


@dataclass(frozen=True)
class _Row:
    """Formulas side by side, each with its left edge, behind the name of an entry if there is one.

    `place` is that of the entry whose line they belong to.
    """

    place: int
    name: str
    cells: tuple[tuple[float, Cell], ...]
    samples: tuple[float, ...]
    ascent: float
    depth: float


@dataclass(frozen=True)
class FormulaBlock:
    """Formulas in their places: rows from above, the size of letters, and the height."""

    rows: tuple[_Row, ...]
    letters: float
    height: float

    @property
    def left_out(self) -> int:
        """How many formulas are only named."""
        return sum(not each.whole for row in self.rows for _, each in row.cells)


def formula_block(
    entries: Sequence[Formulas], columns: Sequence[Column], height: float
) -> FormulaBlock | None:
    """Return the formulas below panels with these columns, which share that height with them.

    Where they do not fit side by side the orders stand below one another. None if there is no room.
    """
    below = [(columns[0][0], columns[-1][1])]
    found = [_largest(entries, each, height) for each in (columns, below)]
    fitting = [block for block in found if block]
    return min(fitting, key=lambda block: block.left_out, default=None)


def _largest(
    entries: Sequence[Formulas], columns: Sequence[Column], height: float
) -> FormulaBlock | None:
    """Return the formulas in the largest letters that leave the panels their height."""
    least = max(SIZES[-1], min(READABLE / float(mpl.rcParams["font.size"]), 1.0))
    larger = [each for each in SIZES if each > least]
    for letters, share in (*((each, BLOCK_SHARE) for each in larger), (least, BLOCK_SHARE_AT_LAST)):
        rows = tuple(
            row for n in range(len(entries)) for row in _rows(entries, n, columns, letters, least)
        )
        taken = sum(row.ascent + row.depth + FORMULA_GAP * letters for row in rows)
        if taken <= share * height:
            return FormulaBlock(rows, letters, taken)
    return None


def _rows(
    entries: Sequence[Formulas],
    place: int,
    columns: Sequence[Column],
    letters: float,
    least: float,
) -> Iterator[_Row]:
    """Yield the rows of one entry.

    Several columns are one for each order, below the name where they are narrow. In a single one
    each order has a row.
    """
    entry, start = entries[place], letters * (HANDLE + HANDLE_GAP)
    lefts = [column[0] for column in columns]
    if not entry.orders or (len(columns) > 1 and _room(columns[0]) < NARROW):
        name = _cut(entry.name, (columns[-1][1] - lefts[0] - start) / letters)
        yield _row(place, name, [], lefts[:1], letters)
        if entry.orders:
            yield _row(place, "", _cells(entry, columns, letters, least), [], letters)
        return
    widest = max(text_width(each.name) for each in entries if each.orders)
    names = min(letters * (widest + NAME_GAP * bool(widest)), WIDEST_NAME * _room(columns[0]))
    name = _cut(entry.name, names / letters)
    narrowed = [(left + start + names * (left == lefts[0]), end) for left, end in columns]
    if len(columns) > 1:
        yield _row(place, name, _cells(entry, narrowed, letters, least), lefts, letters)
        return
    cells = _cells(entry, narrowed * len(entry.orders), letters, least)
    for n, found in enumerate(cells):
        yield _row(place, "" if n else name, [found], [] if n else lefts, letters)


def _cells(
    entry: Formulas, columns: Sequence[Column], letters: float, least: float
) -> list[tuple[float, Cell]]:
    """Return the formula of each order in its column, with its left edge."""
    return [
        (left, cell(parts, end - left, letters, least))
        for (left, end), parts in zip(columns, entry.orders, strict=True)
    ]


def _row(
    place: int,
    name: str,
    cells: Sequence[tuple[float, Cell]],
    samples: Sequence[float],
    letters: float,
) -> _Row:
    ascent = max([ASCENT * letters, *(each.ascent for _, each in cells)])
    depth = max([DEPTH * letters, *(each.depth for _, each in cells)])
    return _Row(place, name, tuple(cells), tuple(samples), ascent, depth)


def _room(column: Column) -> float:
    return column[1] - column[0]


def _cut(name: str, room: float) -> str:
    """Return a name, its end left out where it is too wide."""
    if text_width(name) <= room:
        return name
    return name[: max(int(room / CHARACTER) - len(DOTS), 1)] + DOTS


def place_formulas(
    figure: AnyFigure, entries: Entries, block: FormulaBlock, size: tuple[float, float]
) -> None:
    """Write the formulas at the bottom of a figure of this size."""
    width, height = size
    font = float(mpl.rcParams["font.size"])
    y = EDGE + block.height
    for row in block.rows:
        y -= row.ascent
        for left in row.samples:
            ends = [left / width, (left + HANDLE * block.letters) / width]
            _add_sample(figure, entries.handles[row.place], ends, y + MIDDLE * block.letters, size)
        if row.name:
            left = row.samples[0] + (HANDLE + HANDLE_GAP) * block.letters
            figure.text(
                left / width,
                y / height,
                row.name,
                fontsize=block.letters * font,
                va="baseline",
                **math_options(row.name),
            )
        for left, formula in row.cells:
            write_formula(figure, formula, (left, y), size)
        y -= row.depth + FORMULA_GAP * block.letters


def _add_sample(
    figure: AnyFigure, line: Line2D, ends: Sequence[float], y: float, size: tuple[float, float]
) -> None:
    """Draw a sample of a line, or one point of one that is drawn as points."""
    lined = line.get_linestyle() != "None"
    x = ends if lined else [sum(ends) / 2]
    sample = Line2D(x, [y / size[1]] * len(x))
    sample.update_from(line)
    sample.set_transform(figure.transFigure)
    sample.set_clip_on(False)
    sample.set_gid("sample")
    figure.add_artist(sample)


def write_formula(
    figure: AnyFigure, formula: Cell, at: tuple[float, float], size: tuple[float, float]
) -> None:
    """Write a formula, its first line at this place in a figure of this size."""
    (x, y), (width, height) = at, size
    for step, line in zip((0.0, *formula.steps), formula.lines, strict=True):
        y -= formula.letters * step
        figure.text(
            x / width,
            y / height,
            f"${line.text}$",
            fontsize=formula.letters * float(mpl.rcParams["font.size"]),
            va="baseline",
            parse_math=True,
            gid="formula",
        )
