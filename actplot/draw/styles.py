"""The styles of lines, and colors that stand out from the ground for every kind of color vision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.colors import CSS4_COLORS, is_color_like, to_hex, to_rgb

from actplot.basics import ActplotError, did_you_mean

# The first of these that is seen on the ground is the color of the axes; some themes have none.
AXES_COLORS = ("axes.edgecolor", "xtick.color", "axes.labelcolor", "text.color")
SEEN = 3.0  # contrast
# For a theme that tells curves apart by color only.
LINE_STYLES = (
    "-",
    (0, (5, 2)),
    (0, (7, 1.8, 1.2, 1.8)),
    (0, (1.2, 1.4)),
    (0, (10, 2.5)),
    (0, (6, 1.5, 1.2, 1.5, 1.2, 1.5)),
    (0, (2.6, 1.6)),
    (0, (8, 1.5, 3, 1.5)),
)


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


def checked_colors(colors: Sequence[str]) -> None:
    """Raise ActplotError for a color that matplotlib does not know."""
    for color in colors:
        if not is_color_like(color):
            hint = did_you_mean(color, [*CSS4_COLORS, *(f"C{n}" for n in range(10))])
            raise ActplotError(
                f"--colors {color}: not a color; write one as red, C0, 0.5 or #1f77b4{hint}"
            )


def line_styles(count: int, colors: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the theme's cycle of line properties, with another dash on each further round.

    The first curves have the `colors`, where some are given.
    """
    styles = _of_theme(count)
    for style, color in zip(styles, colors, strict=False):
        style["color"] = color
    return styles


def _of_theme(count: int) -> list[dict[str, Any]]:
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
