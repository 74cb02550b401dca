"""The inside of a panel: dots of curves, zero lines where nothing else is, marks and letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from actplot.draw.panel_content import Points, jump_marks, stationary_points
from actplot.draw.terminal.dots import (
    Codes,
    Frame,
    braille,
    cells,
    line_dots,
    point_dots,
    zero_dots,
)
from actplot.draw.terminal.styled_text import BOLD, FAINT, Piece, Row
from actplot.evaluate import Mask
from actplot.sampling import Sampled, Trace

LIMIT_SIGN, STATIONARY_SIGN = "o", "*"  # a limit that is not reached, a gradient of zero
VALUE_SIGN, PLAIN_VALUE_SIGN = "●", "@"  # a value at a jump, and where Braille cannot be shown
# In place of dots of a line, a sample and zero lines.
LINE_SIGN, SAMPLE_SIGN, ZERO_SIGN = "#", "+", "."
FREE = 4  # columns around a letter on a line, beyond which more space makes it no clearer
LETTERS_APART = 3  # columns at least from letter to letter


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


def draw_curve(frame: Frame, sampled: Sampled, fine: Trace, order: int, pen: Pen) -> Drawing:
    """Set the dots of a curve; its line is that of `fine`, which has points enough for them."""
    lined = line_dots(frame, *fine.line(order))
    dots = lined
    if sampled.drawn:
        every = slice(None, None, -(-len(sampled.x) // frame.shape[1]))
        dots = lined | point_dots(frame, sampled.x[every], sampled.drawn.values[order][every])
    at_jumps = jump_marks(sampled, order)
    marked = [
        *_marks(frame, LIMIT_SIGN, at_jumps.limits),
        *_marks(frame, VALUE_SIGN if frame.down > 1 else PLAIN_VALUE_SIGN, at_jumps.values),
        *_marks(frame, STATIONARY_SIGN, stationary_points(sampled, order)),
    ]
    return Drawing(pen, cells(frame, dots), _any(cells(frame, lined)), tuple(marked))


def _any(cell_dots: Mask) -> Mask:
    """Tell which cells have a dot."""
    return np.asarray(cell_dots.any(axis=(2, 3)), dtype=np.bool_)


def _marks(frame: Frame, sign: str, points: Points) -> Iterator[tuple[str, tuple[int, int]]]:
    for x, y in zip(*points, strict=True):
        if cell := frame.cell(float(x), float(y)):
            yield sign, cell


def inside_rows(frame: Frame, drawings: Sequence[Drawing]) -> list[Row]:
    """Return the rows inside the frame: dots, zero lines where nothing else is, marks, letters."""
    counts = np.array([drawing.dots.sum(axis=(2, 3)) for drawing in drawings])
    owners = _owners(counts)
    zero = cells(frame, zero_dots(frame))
    dots = np.any([drawing.dots for drawing in drawings], axis=0)
    codes = braille(np.where(_any(dots)[:, :, None, None], dots, zero))
    pieces: dict[tuple[int, int], Piece] = {}
    for row, column in np.argwhere(_any(zero) | (owners >= 0)).tolist():
        sign, owner = chr(codes[row, column]), owners[row, column]
        if owner < 0:
            pieces[row, column] = Piece(sign if frame.down > 1 else ZERO_SIGN, FAINT)
            continue
        pen, lined = drawings[owner].pen, drawings[owner].lined[row, column]
        if frame.down == 1:
            sign = (pen.letter or LINE_SIGN) if lined else SAMPLE_SIGN
        pieces[row, column] = Piece(sign, pen.color)
    for drawing in reversed(drawings):
        for sign, cell in drawing.marks:
            pieces[cell] = Piece(sign, _bold(drawing.pen.color))
    if frame.down > 1:
        for pen, cell in _letter_cells(frame, drawings, counts):
            pieces[cell] = Piece(pen.letter, _bold(pen.color))
    blank = Piece(" ")
    return [
        [pieces.get((row, column), blank) for column in range(frame.columns)]
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
    frame: Frame, drawings: Sequence[Drawing], counts: Codes
) -> Iterator[tuple[Pen, tuple[int, int]]]:
    """Yield for each curve the cell on its line where its letter is clearest.

    That is where no other curve is near, and if there are many such cells, at a place of its own.
    """
    marked = np.zeros((frame.rows, frame.columns), dtype=np.bool_)
    for drawing in drawings:
        for _, cell in drawing.marks:
            marked[cell] = True
    letters: list[tuple[int, int]] = []
    for number, drawing in enumerate(drawings):
        own = np.argwhere(drawing.lined & ~marked)
        if not drawing.pen.letter or not len(own):
            continue
        others = np.argwhere((counts.sum(axis=0) > counts[number]) | marked)
        wanted = (number + 1) / (len(drawings) + 1) * (frame.columns - 1)
        near = np.minimum(_distances(own, letters), LETTERS_APART)
        clear = np.minimum(_distances(own, others), FREE)
        ranked = zip(-near, -clear, np.abs(own[:, 1] - wanted), own.tolist(), strict=True)
        *_, (row, column) = min(ranked)
        letters.append((row, column))
        yield drawing.pen, letters[-1]


def _distances(places: Codes, others: Iterable[Sequence[int]]) -> Codes:
    """Return how far each place is from the nearest of the others: in columns, a row being two."""
    far = np.full(len(places), np.iinfo(np.int64).max)
    for row, column in others:
        away = np.maximum(2 * np.abs(places[:, 0] - row), np.abs(places[:, 1] - column))
        far = np.minimum(far, away)
    return far
