"""How well a color stands out from the ground, for every kind of color vision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.colors import to_rgb


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
