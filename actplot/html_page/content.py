"""What a page shows: curves, the panels of their picture, colors, sliders and cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actplot.formula import Curve
from actplot.sampling import Sampled

Field = tuple[str, Sequence[str]]
Scale = tuple[str] | tuple[str, float]  # its kind, and up to where a symlog one is linear


@dataclass(frozen=True)
class Slider:
    """Which values of a parameter are offered; `bounds` are those that it may have at all."""

    low: float
    high: float
    step: float
    logarithmic: bool
    bounds: tuple[float | None, float | None]


@dataclass(frozen=True)
class Style:
    """The color of a curve on light and on dark ground, and its dashes in widths of the line."""

    light: str
    dark: str
    dashes: tuple[float, ...]


@dataclass(frozen=True)
class Panel:
    """A panel of the picture: order of derivative, title, label of x, limits and scale of y.

    `row` is the curve that it shows alone, -1 if it shows all.
    """

    order: int
    title: str
    label: str
    limits: tuple[float, float]
    row: int
    scale: Scale = ("linear",)


@dataclass(frozen=True)
class Card:
    """What is known of a curve: a line about it, and fields of lines."""

    heading: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Script:
    """What makes the script of a page: curves, the highest order, and which modules it needs.

    It is linear if every axis is, and those of further derivatives would be.
    """

    curves: Sequence[Curve]
    order: int
    is_linear: bool
    has_landmarks: bool


@dataclass(frozen=True)
class Page:
    """Everything that a page holds.

    `picture` is the SVG of the figure. `sliders` has one mapping a curve, from the name of a
    parameter. `theme` is `light`, `dark` or empty, where the reader's preference decides. `options`
    are those of the command line that are neither curves nor the range.
    `across` is the scale of x, `slopes` the kind of those of derivatives.
    With `overlay` function and derivatives share a panel.
    `hlines` and `vlines` are lines of reference, `marks` the kinds of points that have their x.
    """

    title: str
    script: Script
    picture: str
    samples: Sequence[Sampled]
    hidden: frozenset[int]
    panels: Sequence[Panel]
    styles: Sequence[Style]
    sliders: Sequence[Mapping[str, Slider]]
    cards: Sequence[Card]
    theme: str
    grid: bool
    saturation: float | None
    options: Sequence[str]
    across: Scale = ("linear",)
    slopes: str = "linear"
    overlay: bool = False
    hlines: tuple[float, ...] = ()
    vlines: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of x."""
        x: Any = self.samples[0].x
        return float(x[0]), float(x[-1])

    @property
    def order(self) -> int:
        """The highest order of derivative that the picture shows."""
        return len(self.samples[0].values) - 1
