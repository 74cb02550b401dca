"""The picture as lines of text: Braille dots in a terminal, without matplotlib."""

from actplot.draw.terminal.picture import picture_lines
from actplot.draw.terminal.screen import Screen, screen

__all__ = ["Screen", "picture_lines", "screen"]
