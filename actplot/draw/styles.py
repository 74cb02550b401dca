"""The styles of lines, and colors that stand out from the ground for every kind of color vision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb

# The first of these that is seen on the ground is the color of the axes; some themes have none.
AXES_COLORS = ("axes.edgecolor", "xtick.color", "axes.labelcolor", "text.color")
SEEN = 3.0  # contrast
# For a theme that tells curves apart by color only.
LINE_STYLES = ("-", "--", "-.", ":", (0, (6, 1)), (0, (4, 1, 1, 1, 1, 1)), (0, (2, 1)))


def contrast(color: Any, ground: Any) -> float:
    """Return the ratio of brightness of two colors: 1 is none, 21 that of black and white.

    It is that of the Web Content Accessibility Guidelines, which ask for 3 in graphics.
    """
    dark, bright = sorted((_luminance(color), _luminance(ground)))
    return (bright + 0.05) / (dark + 0.05)


def least_contrast(colors: Iterable[Any], ground: Any) -> float:
    """Return the contrast of the color that stands out least."""
    return min(contrast(color, ground) for color in colors)


def _luminance(color: Any) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def axes_color() -> Any:
    """Return a color of the theme that is seen on the ground of the panels."""
    settings: Any = mpl.rcParams
    ground = settings["axes.facecolor"]
    colors = [settings[key] for key in AXES_COLORS]
    return next((color for color in colors if contrast(color, ground) >= SEEN), colors[-1])


def faded(color: Any, share: float) -> str:
    """Return a color nearer to that of the ground; opaque, as eps needs it."""
    ground = to_rgb(mpl.rcParams["axes.facecolor"])
    red, green, blue = (a + share * (b - a) for a, b in zip(to_rgb(color), ground, strict=True))
    return to_hex((red, green, blue))


def line_styles(count: int) -> list[dict[str, Any]]:
    """Return the theme's cycle of line properties, with another dash on each further round."""
    cycle = [dict(properties) for properties in mpl.rcParams["axes.prop_cycle"]]
    dashes = [properties.get("linestyle") for properties in cycle]
    if None in dashes:
        dashes = [*LINE_STYLES]
    styles: list[dict[str, Any]] = []
    for place in range(count):
        properties = cycle[place % len(cycle)]
        shifted = (dashes[(place + step) % len(dashes)] for step in range(len(dashes)))
        fresh = [{**properties, "linestyle": dash} for dash in shifted]
        styles.append(next((style for style in fresh if style not in styles), fresh[0]))
    return styles
