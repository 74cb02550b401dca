"""Scales of axes that are not linear: their ticks, few enough to stand apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.ticker import (
    FuncFormatter,
    LogFormatterSciNotation,
    LogLocator,
    NullFormatter,
    SymmetricalLogLocator,
)

from actplot.basics import SCALES
from actplot.draw.look import Look
from actplot.draw.panel_limits import panel_limits
from actplot.sampling import Sampled

LINEAR, LOG, SYMLOG = SCALES
LINEAR_SHARE = 100.0  # a symlog axis is linear up to its largest number divided by this
LABEL_WIDTH, LABEL_HEIGHT = 2.2, 1.6  # of a power of ten, in letters, with space around it
FEW_DECADES = 1.5  # over fewer, powers of ten alone would be too few


def set_scales(axes: Axes, samples: Sequence[Sampled], order: int, look: Look) -> None:
    """Set the scales of a panel; linear ones are those that it has."""
    if look.xscale != LINEAR and samples:
        x = samples[0].x
        axes.set_xscale(look.xscale, **_options(look.xscale, (float(x[0]), float(x[-1]))))
    if look.scale(order) != LINEAR:
        ends = panel_limits(samples, order, look).ends
        axes.set_yscale(look.scale(order), **_options(look.scale(order), ends))


def _options(kind: str, ends: tuple[float, float]) -> dict[str, Any]:
    if kind == LOG:
        return {"nonpositive": "mask"}
    largest = max(map(abs, ends)) or 1.0
    return {"linthresh": 10.0 ** math.floor(math.log10(largest / LINEAR_SHARE))}


def set_log_ticks(axis: Axis, kind: str, ends: tuple[float, float], length: float) -> None:
    """Take ticks for an axis of this length, in letters, that is no linear one."""
    room = LABEL_WIDTH if isinstance(axis, XAxis) else LABEL_HEIGHT
    count = max(2, int(length / room))
    axis.set_minor_formatter(NullFormatter())
    if kind == SYMLOG:
        transform: Any = axis.get_transform()
        locator = SymmetricalLogLocator(transform)
        locator.set_params(numticks=min(count, 9))
        axis.set_major_locator(locator)
        axis.set_major_formatter(
            LogFormatterSciNotation(linthresh=transform.linthresh, labelOnlyBase=True)
        )
        return
    decades = math.log10(ends[1] / ends[0])
    if decades < FEW_DECADES:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=count))
        axis.set_major_formatter(FuncFormatter(lambda number, place: f"{number:g}"))
        return
    axis.set_major_locator(LogLocator(numticks=min(count, 9)))
    axis.set_major_formatter(LogFormatterSciNotation())
