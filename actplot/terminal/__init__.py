"""The picture as lines of text: Braille dots in a terminal, without matplotlib."""

from actplot.terminal.picture import picture_lines
from actplot.terminal.screen import Screen, screen

__all__ = ["Screen", "picture_lines", "screen"]
