"""Where the board below the panels stands: a row a curve with its numbers, sliders, and a line.

Lengths are in units of the font size, from the lower left corner of the figure. Nothing here knows
of artists.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actplot.draw import EDGE, HANDLE, HANDLE_GAP, shown_label, text_width

LETTER_SIZES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4)  # sizes tried in turn, relative to the font size
ROW = 1.7  # height of a row
POINTER_WIDTH = 1.0  # width of the mark before the row of the curve under the cursor
CELL = 11.5  # width of a number, or of two limits
COLUMN_SPACE = 2.0  # between columns
FEW, WORTH_OF_FEW, WORTH = 2, 4, 2  # of large letters beside a low board, more for few curves
LABEL_STEP = 4.0  # widths of labels are rounded up to this, so that columns stand while one grows
LONGEST_SHOWN = 28  # letters of a label on the board
TRACK = 9.0  # shortest track of a slider; the longest is twice that
TRACK_GAP = 0.8
SLIDER_VALUE = 11.0  # width of what stands behind a track: two numbers for x
SLIDER_HEIGHT = 0.7
RESET_WIDTH, RESET_HEIGHT = 4.5, 1.5
TALLEST = 17.0  # board, in units of the font size
MOST_SLIDERS = 12
MOST_COLUMNS = 6

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, width, height


@dataclass(frozen=True)
class Plan:
    """Places on the board: `letters` is the size of its letters relative to the font size.

    `rows` are the left middles of the rows of the curves, as many as there is room for; `heads`
    those of the rows above them. `label` and `cells` count from there. `sliders` are the tracks as
    left, bottom, width and height, `gap` is the space before and behind a track. `line` is the left
    middle of the last line, and `reset` the button at its right end.
    """

    letters: float
    height: float
    heads: tuple[Point, ...]
    rows: tuple[Point, ...]
    row_width: float
    label: float
    cells: tuple[float, ...]
    sliders: tuple[Box, ...]
    gap: float
    line: Point
    reset: Box

    def row_at(self, x: float, y: float) -> int | None:
        """Return the row at a point, None where there is none."""
        half = ROW * self.letters / 2
        for place, (left, middle) in enumerate(self.rows):
            if left <= x <= left + self.label + self.row_width and abs(y - middle) <= half:
                return place
        return None


def clipped(label: str, behind: str = "") -> str:
    """Return a label that is not too long for the board; what stands behind it stays whole."""
    return shown_label(label, max(3, LONGEST_SHOWN - len(behind))) + behind


def plan(labels: Sequence[str], orders: int, sliders: Sequence[str], width: float) -> Plan:
    """Return the places for these labels, numbers of so many orders, and names of sliders.

    Of all sizes of letters and numbers of columns that fit, the one is taken that gives large
    letters on a low board; a little larger letters are worth a line more.
    """
    tries = [
        _try(labels, orders, sliders, letters, width / letters, columns)
        for letters in LETTER_SIZES
        for columns in range(1, min(MOST_COLUMNS, len(labels)) + 1)
    ]
    fitting = [each for each in tries if each.fits] or tries[-1:]
    worth = WORTH_OF_FEW if len(labels) <= FEW else WORTH
    return _placed(min(fitting, key=lambda each: each.height / each.letters**worth))


@dataclass(frozen=True)
class _Try:
    """One way to share the board, in units of its letters."""

    letters: float
    room: float
    labels: int
    label: float
    cells: int
    columns: int
    lines: int
    slider_columns: int
    sliders: int
    slider_label: float
    track: float
    beside: bool

    @property
    def column(self) -> float:
        return POINTER_WIDTH + HANDLE + HANDLE_GAP + self.label + self.cells * CELL + COLUMN_SPACE

    @property
    def table(self) -> float:
        return self.columns * self.column

    @property
    def slider(self) -> float:
        return self.slider_label + TRACK_GAP + self.track + TRACK_GAP + SLIDER_VALUE + COLUMN_SPACE

    @property
    def width(self) -> float:
        sliders = self.slider * self.slider_columns
        return 2 * EDGE + (self.table + sliders if self.beside else max(self.table, sliders))

    @property
    def fits(self) -> bool:
        return self.width <= self.room and self.height * self.letters <= TALLEST

    @property
    def slider_lines(self) -> int:
        return math.ceil(self.sliders / self.slider_columns)

    @property
    def height(self) -> float:
        table, sliders = self.lines + 1, self.slider_lines
        lines = max(table, sliders) if self.beside else table + sliders
        return EDGE + (lines + 1) * ROW


def _try(
    labels: Sequence[str],
    orders: int,
    sliders: Sequence[str],
    letters: float,
    width: float,
    columns: int,
) -> _Try:
    """Return how the board is shared with so many columns of curves."""
    widest = max(text_width(clipped(label)) for label in labels)
    label = LABEL_STEP * math.ceil(widest / LABEL_STEP)
    table = columns * (POINTER_WIDTH + HANDLE + HANDLE_GAP + label + orders * CELL + COLUMN_SPACE)
    shown = sliders[:MOST_SLIDERS]
    name = max(map(text_width, shown))
    least = name + 2 * TRACK_GAP + TRACK + SLIDER_VALUE + COLUMN_SPACE
    free = width - 2 * EDGE - table
    beside = free >= least
    room = free if beside else width - 2 * EDGE
    lines = math.ceil(len(labels) / columns)
    fitting = max(1, min(len(shown), int(room / least)))
    # beside the table, sliders fill its height before they take a second column
    slider_columns = min(fitting, math.ceil(len(shown) / (lines + 1))) if beside else fitting
    track = min(2 * TRACK, TRACK + max(0.0, room / slider_columns - least))
    return _Try(
        letters=letters,
        room=width,
        labels=len(labels),
        label=label,
        cells=orders,
        columns=columns,
        lines=lines,
        slider_columns=slider_columns,
        sliders=len(shown),
        slider_label=name,
        track=track,
        beside=beside,
    )


def _placed(chosen: _Try) -> Plan:
    """Return the places in units of the font size; rows that find no room have none."""
    letters = chosen.letters
    height = min(chosen.height, TALLEST / letters)
    others = 2 if chosen.beside else 2 + chosen.slider_lines
    lines = min(chosen.lines, max(1, round((height - EDGE) / ROW) - others))
    top = height - ROW / 2

    def place(x: float, y: float) -> Point:
        return x * letters, y * letters

    def box(x: float, y: float, w: float, h: float) -> Box:
        return x * letters, y * letters, w * letters, h * letters

    heads = [(EDGE + column * chosen.column, top) for column in range(chosen.columns)]
    rows = [
        (heads[column][0], top - (line + 1) * ROW)
        for column in range(chosen.columns)
        for line in range(lines)
    ]
    label = POINTER_WIDTH + HANDLE + HANDLE_GAP
    left = EDGE + chosen.table if chosen.beside else EDGE
    first = top if chosen.beside else top - (lines + 1) * ROW
    tracks = []
    for number in range(chosen.sliders):
        column, line = divmod(number, chosen.slider_lines)
        x = left + column * chosen.slider + chosen.slider_label + TRACK_GAP
        y = first - line * ROW - SLIDER_HEIGHT / 2
        tracks.append((x, y, chosen.track, SLIDER_HEIGHT))
    last = EDGE / 2 + ROW / 2
    reset = chosen.room - EDGE - RESET_WIDTH, last - RESET_HEIGHT / 2, RESET_WIDTH, RESET_HEIGHT
    return Plan(
        letters=letters,
        height=height * letters,
        heads=tuple(place(*each) for each in heads),
        rows=tuple(place(*each) for each in rows[: chosen.labels]),
        row_width=(chosen.label + COLUMN_SPACE / 2) * letters,
        label=label * letters,
        cells=tuple((label + chosen.label + n * CELL) * letters for n in range(chosen.cells)),
        sliders=tuple(box(*each) for each in tracks),
        gap=TRACK_GAP * letters,
        line=place(EDGE, last),
        reset=box(*reset),
    )
