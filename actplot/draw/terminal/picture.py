"""The whole picture: how many panels stand side by side, how high they are, and the legend."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from actplot.draw.look import Look
from actplot.draw.panel_content import (
    panel_title,
    sentence,
    x_label,
)
from actplot.draw.panel_limits import panel_limits
from actplot.draw.terminal.dots import Frame
from actplot.draw.terminal.panel import Panel, panel_rows, y_ticks
from actplot.draw.terminal.panel_inside import LINE_SIGN, SAMPLE_SIGN, Pen
from actplot.draw.terminal.screen import Screen
from actplot.draw.terminal.styled_text import (
    BOLD,
    Piece,
    Row,
    centered,
    columns,
    cut,
    line,
    row_columns,
    side_by_side,
    wrapped,
)
from actplot.draw.terminal.ticks import choices
from actplot.sampling import Sampled, saturated

BRAILLE, ASCII = (2, 4), (1, 1)  # dots of a letter, across and down
GAP = 2  # columns between panels, and between the entries of the legend
NARROWEST_PANEL = 25  # columns of a panel beside another
FEWEST_COLUMNS, FEWEST_ROWS = 4, 4  # of the inside of a panel
AROUND = 3  # rows of a panel for its title, its x axis and the numbers there
SHAPE = 0.45  # rows of a panel for each of its columns, at most
TALLEST_PANEL = 20  # rows of a panel where no terminal says how high it is
# Without those that look like a circle of a jump, or like another.
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ123456789"
LINE_DOTS, LETTERED, SAMPLE_DOTS = "⠒⠒⠒", "⠒{}⠒", "⠐⡀⠂"  # in the legend


def picture_lines(
    samples: Sequence[Sampled], look: Look, screen: Screen, hidden: Container[int] = ()
) -> list[str]:
    """Return the curves and their derivatives as lines of text that fit the screen.

    Curves at the places in `hidden` keep their letters and are not drawn.
    """
    several = len(samples) > 1
    shown = {
        place: Pen(LETTERS[place % len(LETTERS)] if several else "", screen.color(place))
        for place in range(len(samples))
        if place not in hidden
    }
    drawn, pens = [samples[place] for place in shown], list(shown.values())
    heading = wrapped(screen.words(look.title), screen.columns)
    legend = _legend(drawn, pens, screen)
    rows: list[Row] = [[Piece(centered(text, screen.columns), BOLD)] for text in heading]
    below = [*legend, *_flat_rows(drawn, look, screen)]
    rows += _panels(samples[0], drawn, pens, look, screen, len(heading) + len(below))
    return [line(row, bool(screen.palette)) for row in [*rows, *below]]


def _panels(
    first: Sampled,
    samples: Sequence[Sampled],
    pens: Sequence[Pen],
    look: Look,
    screen: Screen,
    taken: int,
) -> Iterator[Row]:
    """Yield the rows of all panels, as many side by side as the screen is wide.

    `first` tells the interval and the orders, whether it is drawn or hidden.
    """
    count = len(first.values)
    beside = max(1, min(count, (screen.columns + GAP) // (NARROWEST_PANEL + GAP)))
    x, name = (float(first.x[0]), float(first.x[-1])), look.xlabel or x_label(samples)
    named = name != "x" or bool(next(choices(*x)).base)
    room = TALLEST_PANEL
    if screen.rows is not None:
        room = (screen.rows - taken) // math.ceil(count / beside) - AROUND - named
    rows = max(min(room, int(screen.columns // beside * SHAPE)), FEWEST_ROWS)
    across, down = BRAILLE if screen.braille else ASCII
    narrow = [
        Frame(x, panel_limits(samples, order, look).ends, 1, rows, across, down)
        for order in range(count)
    ]
    ticks = [y_ticks(frame) for frame in narrow]
    labels = [
        max(len(label) for each in ticks[place::beside] for label in (*each.labels, ""))
        for place in range(beside)
    ]
    free = screen.columns - sum(labels) - beside - GAP * (beside - 1)
    width = max(free // beside, FEWEST_COLUMNS)
    frames = [replace(frame, columns=width) for frame in narrow]
    fine = [sampled.trace.with_points(frames[0].steps()) for sampled in samples]
    blocks = [
        panel_rows(
            Panel(
                title=panel_title(samples, order),
                x_name=name,
                named=named,
                order=order,
                frame=frames[order],
                ticks=ticks[order],
                labels=labels[order % beside],
            ),
            samples,
            fine,
            pens,
        )
        for order in range(count)
    ]
    for start in range(0, count, beside):
        yield from side_by_side(blocks[start : start + beside], GAP)


def _flat_rows(samples: Sequence[Sampled], look: Look, screen: Screen) -> list[Row]:
    """Say for which x the curves are flat, where that is asked for."""
    if look.saturation is None or not samples:
        return []
    x = samples[0].x
    span = float(x[0]), float(x[-1])
    flat = saturated([sampled.curve for sampled in samples], span, look.saturation)
    told = sentence(flat, span, look.saturation, len(samples), look.xlabel or x_label(samples))
    return [[Piece(centered(text, screen.columns))] for text in wrapped(told, screen.columns)]


# The legend


def _legend(samples: Sequence[Sampled], pens: Sequence[Pen], screen: Screen) -> list[Row]:
    """Return the rows of the legend, in columns and in the middle."""
    entries = [
        entry
        for sampled, pen in zip(samples, pens, strict=True)
        for entry in _entries(sampled, pen, screen)
    ]
    if not entries:
        return []
    across, widths = _legend_columns([row_columns(entry) for entry in entries], screen.columns)
    indent = " " * max((screen.columns - sum(widths) - GAP * (across - 1)) // 2, 0)
    rows: list[Row] = []
    for start in range(0, len(entries), across):
        row = [Piece(indent)]
        for entry, width in zip(entries[start : start + across], widths, strict=False):
            row += [*entry, Piece(" " * (width - row_columns(entry) + GAP))]
        rows.append(row)
    return rows


def _legend_columns(widths: Sequence[int], room: int) -> tuple[int, list[int]]:
    """Return how many entries stand side by side, and the widths of their columns."""
    for across in range(len(widths), 0, -1):
        needed = [max(widths[place::across]) for place in range(across)]
        if sum(needed) + GAP * (across - 1) <= room:
            break
    return across, needed


def _entries(sampled: Sampled, pen: Pen, screen: Screen) -> Iterator[Row]:
    """Yield what the legend says of a curve, and of its sample where it is random."""
    curve = sampled.curve
    if screen.braille:
        handle, sample = LETTERED.format(pen.letter) if pen.letter else LINE_DOTS, SAMPLE_DOTS
    else:
        handle, sample = pen.letter or LINE_SIGN, SAMPLE_SIGN
    label = curve.expectation_label if sampled.drawn else curve.label
    for sign, words in ((handle, label), (sample, curve.label if sampled.drawn else "")):
        if words:
            shown = cut(screen.words(words), max(screen.columns - columns(sign) - 1, 1))
            yield [Piece(sign, pen.color), Piece(f" {shown}")]
