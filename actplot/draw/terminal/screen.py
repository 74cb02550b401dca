"""What standard output can show: how many letters, which ones, and in which colors."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO

DEFAULT_COLUMNS = 80  # where no terminal says how wide it is
MOST_COLUMNS, MOST_ROWS = 1000, 1000  # of a picture; no terminal is larger, but COLUMNS may be
PROMPT = 1  # line left for it
ALL_DOTS = "\u28ff"
NO_TERMINALS = ("dumb", "unknown")
PLAIN_LOCALES = ("C", "POSIX")

# Select Graphic Rendition, in the order of hues of the light theme; every color can be read on
# black and on white. The first row is for terminals of 256 colors, the second for those of 16.
PALETTE_256 = tuple(f"38;5;{n}" for n in (32, 160, 172, 134, 138, 202, 244, 37, 100, 205))
PALETTE_16 = ("94", "31", "33", "35", "32", "91", "36", "95", "34", "96")


@dataclass(frozen=True)
class Screen:
    """What a picture may take and use: columns, rows or None for any number, letters, colors."""

    columns: int = DEFAULT_COLUMNS
    rows: int | None = None
    encoding: str = "utf-8"
    palette: tuple[str, ...] = ()

    @property
    def braille(self) -> bool:
        """Tell whether there are letters of dots, and lines to go with them."""
        try:
            ALL_DOTS.encode(self.encoding)
        except UnicodeError:
            return False
        return True

    def color(self, place: int) -> str:
        """Return the color of a curve by its place; empty where there are no colors."""
        return self.palette[place % len(self.palette)] if self.palette else ""

    def words(self, text: str) -> str:
        """Return a text on one line, a question mark for what cannot be shown."""
        line = "".join(letter if letter.isprintable() else " " for letter in text).strip()
        return line.encode(self.encoding, "replace").decode(self.encoding)


def screen() -> Screen:
    """Return what standard output can show."""
    columns, lines = shutil.get_terminal_size((DEFAULT_COLUMNS, 0))
    rows = min(max(lines - PROMPT, 1), MOST_ROWS) if lines else None
    return Screen(min(columns, MOST_COLUMNS), rows, _encoding(sys.stdout), _palette(sys.stdout))


def _encoding(stream: TextIO | None) -> str:
    """Return the encoding of a stream; where ASCII is asked for, Python may still write UTF-8."""
    if os.environ.get("LC_ALL") in PLAIN_LOCALES and not os.environ.get("PYTHONIOENCODING"):
        return "ascii"
    return getattr(stream, "encoding", None) or "ascii"


def _palette(stream: TextIO | None) -> tuple[str, ...]:
    """Return the colors of a stream: NO_COLOR and FORCE_COLOR have the last word."""
    terminal, forced = os.environ.get("TERM", ""), os.environ.get("FORCE_COLOR")
    if os.environ.get("NO_COLOR") or terminal in NO_TERMINALS or forced == "":
        return ()
    if not forced:
        old_windows = sys.platform == "win32" and "WT_SESSION" not in os.environ
        if old_windows or stream is None or not stream.isatty():
            return ()
    many = "256color" in terminal or os.environ.get("COLORTERM") in ("truecolor", "24bit")
    return PALETTE_256 if many else PALETTE_16
