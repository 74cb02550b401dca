"""What standard output can show: how many letters, which ones, and in which colors."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO

DEFAULT_COLUMNS = 80  # where no terminal says how wide it is
PROMPT = 1  # line left for it
ALL_DOTS = "\u28ff"
NO_TERMINALS = ("dumb", "unknown")

# Select Graphic Rendition, in the order of hues of the light theme; every color can be read on
# black and on white. The first row is for terminals of 256 colors, the second for those of 16.
PALETTE_256 = tuple(f"38;5;{n}" for n in (32, 160, 172, 134, 138, 202, 244, 37, 100, 205))
PALETTE_16 = ("94", "31", "33", "35", "32", "91", "36", "95", "34", "96")


@dataclass(frozen=True)
class Screen:
    """What a picture may take and use: columns, rows or None for any number, Braille, colors."""

    columns: int = DEFAULT_COLUMNS
    rows: int | None = None
    braille: bool = True
    palette: tuple[str, ...] = ()

    def color(self, place: int) -> str:
        """Return the color of a curve by its place; empty where there are no colors."""
        return self.palette[place % len(self.palette)] if self.palette else ""


def screen() -> Screen:
    """Return what standard output can show."""
    columns, lines = shutil.get_terminal_size((DEFAULT_COLUMNS, 0))
    rows = max(lines - PROMPT, 1) if lines else None
    return Screen(columns, rows, _has_braille(sys.stdout), _palette(sys.stdout))


def _has_braille(stream: TextIO | None) -> bool:
    """Tell whether a stream can hold Braille; where ASCII is asked for, Python may still not."""
    asked = os.environ.get("LC_ALL") in ("C", "POSIX") and not os.environ.get("PYTHONIOENCODING")
    try:
        ALL_DOTS.encode(getattr(stream, "encoding", None) or "ascii")
    except UnicodeError:
        return False
    return not asked


def _palette(stream: TextIO | None) -> tuple[str, ...]:
    """Return the colors of a stream: NO_COLOR and FORCE_COLOR have the last word."""
    terminal = os.environ.get("TERM", "")
    if os.environ.get("NO_COLOR") or terminal in NO_TERMINALS:
        return ()
    if not os.environ.get("FORCE_COLOR"):
        old_windows = sys.platform == "win32" and "WT_SESSION" not in os.environ
        if old_windows or stream is None or not stream.isatty():
            return ()
    many = "256color" in terminal or os.environ.get("COLORTERM") in ("truecolor", "24bit")
    return PALETTE_256 if many else PALETTE_16
