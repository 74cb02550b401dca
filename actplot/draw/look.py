"""How a figure looks, apart from what it shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from actplot.basics import DEFAULT_DPI, DEFAULT_SIZE, DEFAULT_THEME, PRESETS, SCALES

MOST_IN_A_COLUMN = 10  # curves, before there are more columns
MOST_PANELS_ACROSS = 8


@dataclass(frozen=True)
class Look:
    """How a figure looks: inches, dots per inch, a title, limits, and the theme's settings.

    `grid` is that of the theme if None. Where every derivative is below `saturation` in size the
    panels are shaded. `formulas` stand under the panels; `svg_text` keeps the letters of an SVG.
    `each` curve has a row of panels of its own. `font_size` and `line_width` are points, and
    overrule those of the `preset`. The `legend` is where the theme has it if None.
    """

    size: tuple[float, float] = DEFAULT_SIZE
    dpi: int = DEFAULT_DPI
    title: str = ""
    ylim: tuple[float, float] | None = None
    dylim: tuple[float, float] | None = None
    theme: str = DEFAULT_THEME
    grid: bool | None = None
    saturation: float | None = None
    formulas: bool = False
    svg_text: bool = False
    each: bool = False
    preset: str = ""
    font_size: float | None = None
    line_width: float | None = None
    legend: str | None = None
    xlabel: str = ""
    ylabel: str = ""
    dylabel: str = ""
    colors: tuple[str, ...] = ()
    overlay: bool = False
    xscale: str = SCALES[0]
    yscale: str = SCALES[0]
    dyscale: str = SCALES[0]
    hlines: tuple[float, ...] = ()
    vlines: tuple[float, ...] = ()
    mark: tuple[str, ...] = ()
    columns: int | None = None

    @property
    def letters(self) -> float | None:
        """The points of the letters that were asked for, None where the theme says it."""
        preset = PRESETS.get(self.preset)
        return self.font_size or (preset.font_size if preset else None)

    @property
    def lines(self) -> float | None:
        """The points of the lines that were asked for, None where the theme says it."""
        preset = PRESETS.get(self.preset)
        return self.line_width or (preset.line_width if preset else None)

    @property
    def words(self) -> tuple[str, ...]:
        """What is written besides the names of curves."""
        return self.title, self.xlabel, self.ylabel, self.dylabel

    def columns_for(self, curves: int, orders: int) -> int:
        """Return how many curves `each` puts side by side: many make a page, and no strip."""
        if self.columns:
            return min(self.columns, max(curves, 1))
        if not self.each or curves <= MOST_IN_A_COLUMN:
            return 1
        return max(1, min(math.ceil(curves / MOST_IN_A_COLUMN), MOST_PANELS_ACROSS // orders))

    def scale(self, order: int) -> str:
        """Return the scale of y in the panel of this order."""
        return self.dyscale if order and not self.overlay else self.yscale

    @property
    def is_linear(self) -> bool:
        """Whether every axis is linear, and those of further derivatives would be."""
        return {self.xscale, self.scale(0), self.scale(1)} == {SCALES[0]}

    def beside(self, order: int) -> str:
        """Return what stands beside the panel of this order."""
        return self.dylabel if order else self.ylabel

    def limits(self, order: int) -> tuple[float, float] | None:
        """Return the limits that were asked for in the panel of this order, None for automatic."""
        return self.dylim if order else self.ylim
