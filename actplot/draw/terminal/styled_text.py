"""Rows of text with styles: as wide as they look, also with letters that take two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

ESCAPE, RESET = "\x1b[", "\x1b[0m"
BOLD, FAINT = "1", "2"  # Select Graphic Rendition
DOTS = "..."  # the rest of a text that was cut


@dataclass(frozen=True)
class Piece:
    """Text in one style, the parameters of Select Graphic Rendition."""

    text: str
    style: str = ""


Row = Sequence[Piece]


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_letter_columns, text))


def _letter_columns(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, width: int) -> str:
    """Return the text, its end left out where it is wider than that."""
    if columns(text) <= width:
        return text
    room = max(width - len(DOTS), 0)
    while columns(text) > room:
        text = text[:-1]
    return text + DOTS[:width]


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most this width: between words, or in them if it must be."""
    lines = [""]
    for word in text.split():
        rest = word
        if lines[-1] and columns(f"{lines[-1]} {word}") > width:
            lines.append("")
        elif lines[-1]:
            rest = f" {word}"
        for letter in rest:
            if lines[-1] and columns(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def centered(text: str, width: int) -> str:
    """Return the text in the middle of that many columns."""
    free = max(width - columns(text), 0)
    return " " * (free // 2) + text + " " * (free - free // 2)


def row_columns(row: Row) -> int:
    """Return how many columns the pieces take."""
    return sum(columns(piece.text) for piece in row)


def side_by_side(blocks: Iterable[Sequence[Row]], gap: int) -> list[Row]:
    """Join blocks of equally many rows; each row of a block has the same width."""
    rows = zip(*blocks, strict=True)
    return [[piece for row in line for piece in (*row, Piece(" " * gap))] for line in rows]


def line(row: Row, styled: bool) -> str:
    """Return a row as a line of text, without blanks at its end."""
    letters = [(letter, piece.style) for piece in row for letter in piece.text]
    while letters and letters[-1][0] == " ":
        letters.pop()
    if not styled:
        return "".join(letter for letter, _ in letters)
    runs = groupby(letters, key=lambda pair: pair[1])
    return "".join(_styled("".join(letter for letter, _ in run), style) for style, run in runs)


def _styled(text: str, style: str) -> str:
    return f"{ESCAPE}{style}m{text}{RESET}" if style else text
