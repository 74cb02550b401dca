"""One panel as rows of text: its title, the curves in their frame, and the numbers around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from actplot.evaluate import Mask
from actplot.panels import Points, jump_limits, polyline, stationary_points
from actplot.sample import Sampled, evaluate
from actplot.terminal.dots import Codes, Frame, braille, cells, line_dots, point_dots, zero_dots
from actplot.terminal.text import BOLD, FAINT, Piece, Row, centered, columns, cut
from actplot.terminal.ticks import Ticks, choices

CIRCLE, DIAMOND = "o", "*"  # a limit that is not reached, a gradient of zero
LINE, SAMPLE, DOT = "*", "+", "."  # in place of dots of a line, a sample and zero lines
LETTER_SPACE = 2  # columns between the labels of the x axis
LETTER_ROWS = 2  # from a label of the y axis to the next
FREE = 6  # columns around a letter on a line, beyond which more space makes it no clearer
APART = 3  # columns at least from letter to letter


@dataclass(frozen=True)
class Pen:
    """How one curve is drawn: the letter that stands on its line, if any, and its color."""

    letter: str
    color: str


@dataclass(frozen=True)
class Drawing:
    """One curve in a panel: the cells that hold its line, those of its sample, and its marks."""

    pen: Pen
    dots: Mask
    lined: Mask
    marks: tuple[tuple[str, tuple[int, int]], ...]


@dataclass(frozen=True)
class Panel:
    """A panel to draw: what it shows, in which frame, with which numbers at the left."""

    title: str
    x_name: str
    named: bool  # in a row of its own, not among the numbers of the x axis
    order: int
    frame: Frame
    ticks: Ticks
    labels: int  # columns of the numbers at the left


def y_ticks(limits: tuple[float, float], rows: int) -> Ticks:
    """Return as many ticks for the y axis as leave their labels apart."""
    low, high = limits
    for ticks in choices(low, high):
        first, *others = ticks.places or (low,)
        if not others or (others[0] - first) / (high - low) * rows >= LETTER_ROWS:
            break
    return ticks


def panel_rows(panel: Panel, samples: Sequence[Sampled], pens: Sequence[Pen]) -> list[Row]:
    """Return the rows of a panel, all of the same width."""
    frame = panel.frame
    drawings = [
        _drawing(frame, sampled, panel.order, pen)
        for sampled, pen in zip(samples, pens, strict=True)
    ]
    left = zip(_left(panel), _inside(frame, drawings), strict=True)
    return [
        _title(panel),
        *([Piece(numbers), *row] for numbers, row in left),
        *([Piece(text)] for text in _below(panel)),
    ]


def _title(panel: Panel) -> Row:
    """Return the title over the middle of the frame, or of the panel if it is long."""
    frame, beside = panel.frame.columns, panel.labels + 1
    title = cut(panel.ticks.name(panel.title), beside + frame)
    if columns(title) > frame:
        return [Piece(centered(title, beside + frame), BOLD)]
    return [Piece(" " * beside), Piece(centered(title, frame), BOLD)]


def _left(panel: Panel) -> Iterator[str]:
    """Yield the y axis and its numbers, row by row."""
    frame = panel.frame
    edge, tick = ("│", "┤") if frame.down > 1 else ("|", "+")
    at: dict[int, str] = {}
    for place, label in zip(panel.ticks.places, panel.ticks.labels, strict=True):
        if cell := frame.cell(frame.x[0], place):
            at[cell[0]] = label
    for row in range(frame.rows):
        yield f"{at.get(row, ''):>{panel.labels}}{tick if row in at else edge}"


# The numbers below


def _below(panel: Panel) -> Iterator[str]:
    """Yield the x axis, its numbers and its name."""
    frame, width = panel.frame, panel.labels + 1 + panel.frame.columns
    for ticks in choices(*frame.x):
        placed = _placed(panel, ticks)
        if len(placed) == len(ticks.places):
            break
    corner, rule, tick = ("└", "─", "┬") if frame.down > 1 else ("+", "-", "+")
    axis = [" " * panel.labels + corner] + [rule] * frame.columns
    numbers = [" "] * width
    for cell, start, label in placed:
        axis[1 + cell] = tick
        numbers[start : start + len(label)] = label
    name = ticks.name(panel.x_name)
    if not panel.named:
        _name_axis(numbers, name)
    yield "".join(axis)
    yield "".join(numbers)
    if panel.named:
        yield " " * (panel.labels + 1) + centered(cut(name, frame.columns), frame.columns)


def _placed(panel: Panel, ticks: Ticks) -> list[tuple[int, int, str]]:
    """Return cell, first column and text of the labels that fit beside one another."""
    width = panel.labels + 1 + panel.frame.columns
    placed: list[tuple[int, int, str]] = []
    free = 0
    for place, label in zip(ticks.places, ticks.labels, strict=True):
        cell = panel.frame.cell(place, panel.frame.y[0])
        if cell is None:
            continue
        middle = panel.labels + 1 + cell[1] - len(label.lstrip("-")) // 2
        start = max(min(middle - label.count("-", 0, 1), width - len(label)), 0)
        if start >= free and start + len(label) <= width:
            placed.append((cell[1], start, label))
            free = start + len(label) + LETTER_SPACE
    return placed


def _name_axis(numbers: list[str], name: str) -> None:
    """Write the name of the x axis behind its numbers, or between the last two with space."""
    taken = [-1, *(place for place, letter in enumerate(numbers) if letter != " ")]
    room = LETTER_SPACE + len(name)
    if taken[-1] + room < len(numbers):
        numbers[-len(name) :] = name
        return
    for before, behind in reversed(list(pairwise(taken))):
        if before >= 0 and behind - before > room + LETTER_SPACE:
            start = (before + behind + 1 - len(name)) // 2
            numbers[start : start + len(name)] = name
            return


# The curves inside


def _drawing(frame: Frame, sampled: Sampled, order: int, pen: Pen) -> Drawing:
    """Evaluate a curve for the dots that there are, and set them."""
    steps = frame.steps()
    values = tuple(evaluate(sampled.curve, steps, n) for n in range(order + 1))
    lined = line_dots(frame, *polyline(replace(sampled, x=steps, values=values), order))
    dots = lined
    if sampled.drawn:
        every = slice(None, None, -(-len(sampled.x) // frame.shape[1]))
        dots = lined | point_dots(frame, sampled.x[every], sampled.drawn.values[order][every])
    marked = [
        *_marks(frame, CIRCLE, jump_limits(sampled, order)),
        *_marks(frame, DIAMOND, stationary_points(sampled, order)),
    ]
    return Drawing(pen, cells(frame, dots), _any(cells(frame, lined)), tuple(marked))


def _any(cell_dots: Mask) -> Mask:
    """Tell which cells have a dot."""
    return np.asarray(cell_dots.any(axis=(2, 3)), dtype=np.bool_)


def _marks(frame: Frame, sign: str, points: Points | None) -> Iterator[tuple[str, tuple[int, int]]]:
    for x, y in zip(*points, strict=True) if points else ():
        if cell := frame.cell(float(x), float(y)):
            yield sign, cell


def _inside(frame: Frame, drawings: Sequence[Drawing]) -> list[Row]:
    """Return the rows inside the frame: dots, zero lines where nothing else is, marks, letters."""
    counts = np.array([drawing.dots.sum(axis=(2, 3)) for drawing in drawings])
    owners = _owners(counts)
    zero = cells(frame, zero_dots(frame))
    dots = np.any([drawing.dots for drawing in drawings], axis=0)
    codes = braille(np.where(_any(dots)[:, :, None, None], dots, zero))
    inside: dict[tuple[int, int], Piece] = {}
    for row, column in np.argwhere(_any(zero) | (owners >= 0)).tolist():
        sign, owner = chr(codes[row, column]), owners[row, column]
        if owner < 0:
            inside[row, column] = Piece(sign if frame.down > 1 else DOT, FAINT)
            continue
        pen, lined = drawings[owner].pen, drawings[owner].lined[row, column]
        if frame.down == 1:
            sign = (pen.letter or LINE) if lined else SAMPLE
        inside[row, column] = Piece(sign, pen.color)
    for drawing in reversed(drawings):
        for sign, cell in drawing.marks:
            inside[cell] = Piece(sign, _bold(drawing.pen.color))
    if frame.down > 1:
        for pen, cell in _letter_cells(drawings, counts > 0):
            inside[cell] = Piece(pen.letter, _bold(pen.color))
    blank = Piece(" ")
    return [
        [inside.get((row, column), blank) for column in range(frame.columns)]
        for row in range(frame.rows)
    ]


def _bold(color: str) -> str:
    return f"{BOLD};{color}" if color else ""


def _owners(counts: Codes) -> Codes:
    """Return whose color each cell has: most dots decide, and those that have as many take turns.

    So two curves on the same dots are a line in both colors. Nobody's cells have -1.
    """
    owners = np.full(counts.shape[1:], -1, dtype=np.int64)
    best = counts == counts.max(axis=0)
    for row, column in np.argwhere(counts.any(axis=0)):
        equal = np.flatnonzero(best[:, row, column])
        owners[row, column] = equal[column % len(equal)]
    return owners


def _letter_cells(
    drawings: Sequence[Drawing], present: Mask
) -> Iterator[tuple[Pen, tuple[int, int]]]:
    """Yield for each curve the cell on its line where its letter is clearest.

    That is where no other curve is near, and if there are many such cells, at a place of its own.
    """
    marked = np.zeros(drawings[0].lined.shape, dtype=np.bool_)
    for drawing in drawings:
        for _, cell in drawing.marks:
            marked[cell] = True
    letters: list[tuple[int, int]] = []
    for number, drawing in enumerate(drawings):
        own = np.argwhere(drawing.lined & ~marked)
        if not drawing.pen.letter or not len(own):
            continue
        others = np.argwhere(np.delete(present, number, axis=0).any(axis=0) | marked)
        wanted = (number + 1) / (len(drawings) + 1) * (marked.shape[1] - 1)
        near = np.minimum(_distances(own, letters), APART)
        clear = np.minimum(_distances(own, others), FREE)
        best = np.lexsort((np.abs(own[:, 1] - wanted), -clear, -near))[0]
        letters.append((int(own[best, 0]), int(own[best, 1])))
        yield drawing.pen, letters[-1]


def _distances(places: Codes, others: Iterable[Sequence[int]]) -> Codes:
    """Return how far each place is from the nearest of the others: in columns, a row being two."""
    far = np.full(len(places), np.iinfo(np.int64).max)
    for row, column in others:
        away = np.maximum(2 * np.abs(places[:, 0] - row), np.abs(places[:, 1] - column))
        far = np.minimum(far, away)
    return far
