"""How a figure looks, apart from what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from actplot.basics import DEFAULT_DPI, DEFAULT_SIZE, DEFAULT_THEME


@dataclass(frozen=True)
class Look:
    """How a figure looks: inches, dots per inch, a title, limits, and the theme's settings.

    `grid` is that of the theme if None. Where every derivative is below `saturation` in size the
    panels are shaded. `formulas` stand under the panels; `svg_text` keeps the letters of an SVG.
    `each` curve has a row of panels of its own.
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

    def limits(self, order: int) -> tuple[float, float] | None:
        """Return the limits that were asked for in the panel of this order, None for automatic."""
        return self.dylim if order else self.ylim
