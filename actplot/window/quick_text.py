"""Short words and numbers that change at every move, put together from letters that were drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from numpy.typing import NDArray

SPACE_AROUND = 2  # pixels around a letter, for what stands out of its box
FULL = 255
WIDTH_OF = 16  # letters in a row, of which the mean width is taken
FONTS_KEPT = 4

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Letter:
    """How much it covers of each pixel, from below, and how many pixels on the next one stands."""

    covered: Pixels
    advance: float


class Letters:
    """The letters of one font at one resolution, each drawn once, in one color.

    Laying out and drawing words of numbers takes matplotlib longer than all else in a move of the
    mouse. Here letters stand on whole pixels, and are not drawn nearer to each other in pairs.
    """

    def __init__(self, font: FontProperties, dpi: float, color: Any) -> None:
        self.font, self.dpi = font, dpi
        self.color = to_rgb(color)
        self.known: dict[str, Letter] = {}
        measure = self._renderer(1, 1)
        _, height, descent = measure.get_text_width_height_descent("|jg0", font, False)
        self.descent = math.ceil(descent) + SPACE_AROUND
        self.height = math.ceil(height - descent) + SPACE_AROUND + self.descent
        self.measure = measure
        usual = Text(0, 0, "0", fontproperties=font, figure=Figure(dpi=dpi))
        self.middle = float(usual.get_window_extent(measure).get_points()[:, 1].mean())

    def _renderer(self, width: int, height: int) -> Any:
        agg: Any = RendererAgg
        return agg(width, height, self.dpi)

    def draw(self, renderer: Any, x: float, y: float, line: str) -> None:
        """Draw a line that begins at x and has its middle at y, from below."""
        letters = [self._letter(each) for each in line]
        if not letters:
            return
        ends = np.cumsum([0.0, *(each.advance for each in letters)])
        starts = np.rint(ends[:-1]).astype(int)
        width = max(s + each.covered.shape[1] for s, each in zip(starts, letters, strict=True))
        image = np.zeros((self.height, width, 4), dtype=np.uint8)
        image[..., :3] = np.rint(np.multiply(self.color, FULL))
        for start, each in zip(starts, letters, strict=True):
            part = image[:, start : start + each.covered.shape[1], 3]
            np.maximum(part, each.covered, out=part)
        bottom = round(y - self.middle) - self.descent
        gc = renderer.new_gc()
        renderer.draw_image(gc, round(x) - SPACE_AROUND, bottom, image)
        gc.restore()

    def _letter(self, letter: str) -> Letter:
        found = self.known.get(letter)
        if found is None:
            found = self.known[letter] = self._drawn(letter)
        return found

    def _drawn(self, letter: str) -> Letter:
        width, _, _ = self.measure.get_text_width_height_descent(letter, self.font, False)
        row, _, _ = self.measure.get_text_width_height_descent(letter * WIDTH_OF, self.font, False)
        renderer = self._renderer(math.ceil(width) + 2 * SPACE_AROUND, self.height)
        gc = renderer.new_gc()
        gc.set_foreground("black")
        baseline = self.height - self.descent
        renderer.draw_text(gc, SPACE_AROUND, baseline, letter, self.font, 0)
        return Letter(np.array(renderer.buffer_rgba())[::-1, :, 3], row / WIDTH_OF)


@lru_cache(maxsize=FONTS_KEPT)
def letters_of(families: tuple[str, ...], size: float, dpi: float, color: Any) -> Letters:
    """Return the letters of a font, those that were drawn before with it."""
    return Letters(FontProperties(family=list(families), size=size), dpi, color)
