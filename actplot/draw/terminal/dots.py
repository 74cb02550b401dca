"""Lines as dots: which dots of a panel a curve passes, and what a cell with dots looks like.

The outermost dots stand on the limits. A column of dots is what lies nearest to it: a dot is set
where the curve comes to its height there, and the one that is nearest to the curve in the middle
of the column, and where the curve turns. So a line has no holes, however steep it is, and a peak
its top, however narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actplot.evaluate import Array, Mask

Codes = NDArray[np.int64]

STEPS_BETWEEN = 16  # of the curve from column to column; even, so that columns meet at a step
IN_THE_MIDDLE = 1e-6  # of a column
BLANK_BRAILLE = 0x2800
# What each dot of a cell adds to the number of its character.
DOT_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])


@dataclass(frozen=True)
class Frame:
    """The rectangle of a panel: limits, letters, and the dots in a letter across and down."""

    x: tuple[float, float]
    y: tuple[float, float]
    columns: int
    rows: int
    across: int
    down: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of dots: an odd number of columns has one in the middle, for zero."""
        return self.rows * self.down, self.columns * self.across - (self.across - 1)

    def column(self, x: Array) -> Array:
        """Return in which column of dots x lies; 0 is the first, and between two is a fraction."""
        low, high = self.x
        return (x - low) / (high - low) * (self.shape[1] - 1)

    def row(self, y: Array) -> Array:
        """Return in which row of dots y lies, from the top; far outside is just outside."""
        low, high = self.y
        dots = self.shape[0]
        with np.errstate(over="ignore"):
            return np.clip((high - y) / (high - low) * (dots - 1), -1, dots)

    def steps(self) -> Array:
        """Return the x at which a curve is evaluated."""
        return np.linspace(*self.x, max(self.shape[1] - 1, 1) * STEPS_BETWEEN + 1)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column of the letter nearest to a point; None outside the panel."""
        row, column = (nearest(at) for at in (self.row(np.array([y])), self.column(np.array([x]))))
        inside = 0 <= row[0] < self.shape[0] and 0 <= column[0] < self.shape[1]
        return (int(row[0]) // self.down, int(column[0]) // self.across) if inside else None


def nearest(place: Array) -> Codes:
    """Return the nearest row or column of dots."""
    return np.floor(place + 0.5).astype(np.int64)


def line_dots(frame: Frame, x: Array, y: Array) -> Mask:
    """Return the dots of a line through these points, which are those of `steps` and corners."""
    dots = np.zeros(frame.shape, dtype=np.bool_)
    rows, columns = frame.row(y), frame.column(x)
    joined = np.isfinite(rows[:-1]) & np.isfinite(rows[1:])
    ends = np.sort(np.stack([rows[:-1][joined], rows[1:][joined]]), axis=0)
    first = np.maximum(np.ceil(ends[0]), 0).astype(np.int64)
    last = np.minimum(np.floor(ends[1]), frame.shape[0] - 1).astype(np.int64)
    counts = np.maximum(last - first + 1, 0)
    between = nearest((columns[:-1][joined] + columns[1:][joined]) / 2)
    starts = np.repeat(first - np.cumsum(counts) + counts, counts)
    dots[starts + np.arange(counts.sum()), np.repeat(between, counts)] = True
    marked = np.abs(columns - np.round(columns)) < IN_THE_MIDDLE
    with np.errstate(invalid="ignore"):  # at gaps
        rise = np.diff(rows)
        turns = np.sign(rise[:-1]) * np.sign(rise[1:]) <= 0
        marked[1:-1] |= turns & (rise[:-1] != rise[1:])
    return dots | point_dots(frame, x[marked], y[marked])


def point_dots(frame: Frame, x: Array, y: Array) -> Mask:
    """Return the dots nearest to points; those outside have none."""
    dots = np.zeros(frame.shape, dtype=np.bool_)
    seen = np.isfinite(y)
    rows, columns = nearest(frame.row(y[seen])), nearest(frame.column(x[seen]))
    inside = (rows >= 0) & (rows < frame.shape[0])
    dots[rows[inside], columns[inside]] = True
    return dots


def zero_dots(frame: Frame) -> Mask:
    """Return the dots of the zero lines, every other one."""
    dots = np.zeros(frame.shape, dtype=np.bool_)
    if frame.y[0] <= 0 <= frame.y[1]:
        dots[nearest(frame.row(np.zeros(1))), :: frame.across] = True
    if frame.x[0] <= 0 <= frame.x[1]:
        dots[:: max(frame.down // 2, 1), nearest(frame.column(np.zeros(1)))] = True
    return dots


def cells(frame: Frame, dots: Mask) -> NDArray[np.bool_]:
    """Return the dots by letter: row, column, and the dots inside."""
    rows, columns = frame.rows, frame.columns
    padded = np.zeros((rows * frame.down, columns * frame.across), dtype=np.bool_)
    padded[:, : frame.shape[1]] = dots
    return padded.reshape(rows, frame.down, columns, frame.across).swapaxes(1, 2)


def braille(cell_dots: NDArray[np.bool_]) -> Codes:
    """Return the number of the Braille character of each letter."""
    codes: Codes = (cell_dots * DOT_BITS).sum(axis=(2, 3)) + BLANK_BRAILLE
    return codes
