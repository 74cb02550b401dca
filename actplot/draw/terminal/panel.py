"""One panel as rows of text: its title, the curves in their frame, and the numbers around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from actplot.draw.terminal.dots import Frame
from actplot.draw.terminal.panel_inside import Pen, draw_curve, inside_rows
from actplot.draw.terminal.styled_text import BOLD, Piece, Row, centered, columns, cut
from actplot.draw.terminal.ticks import Ticks, choices
from actplot.sampling import Sampled, Trace

LETTER_SPACE = 2  # columns between the labels of the x axis
LETTER_ROWS = 2  # from a label of the y axis to the next


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


def y_ticks(frame: Frame) -> Ticks:
    """Return as many ticks for the y axis as leave their labels apart."""
    for ticks in choices(*frame.y):
        rows = [row for row, _ in _tick_rows(frame, ticks)]
        if all(below - above >= LETTER_ROWS for below, above in pairwise(rows)):
            break
    return ticks


def _tick_rows(frame: Frame, ticks: Ticks) -> Iterator[tuple[int, str]]:
    """Yield in which row each label of the y axis stands, from the lowest."""
    for place, label in zip(ticks.places, ticks.labels, strict=True):
        if cell := frame.cell(frame.x[0], place):
            yield cell[0], label


def panel_rows(
    panel: Panel, samples: Sequence[Sampled], fine: Sequence[Trace], pens: Sequence[Pen]
) -> list[Row]:
    """Return the rows of a panel, all of the same width, with lines as fine as its dots."""
    frame = panel.frame
    drawings = [
        draw_curve(frame, sampled, finely, panel.order, pen)
        for sampled, finely, pen in zip(samples, fine, pens, strict=True)
    ]
    left = zip(_left(panel), inside_rows(frame, drawings), strict=True)
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
    at = dict(_tick_rows(frame, panel.ticks))
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
