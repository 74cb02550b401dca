"""Formulas to samples: where they switch, what they do there, and their numbers on a grid.

In comes a formula or a `Curve`; out goes a `Sampled`: x, an array for each order of derivative,
what happens at breaks, and kinks. The room may use evaluate, formula and options, and knows no
names.
"""

from actplot.sampling.breaks import SAME_LIMIT, Break, Side, branch_beside, breaks
from actplot.sampling.depth import crossings, curve_breaks, stationary, zeros_of_order
from actplot.sampling.sample import (
    LOSS,
    Drawn,
    Kink,
    Sampled,
    evaluate,
    every_kink,
    grid,
    jump_at,
    kinks,
    sample,
)
from actplot.sampling.saturation import Interval, saturated
from actplot.sampling.switches import poles, radicands, switches, switches_and_poles
from actplot.sampling.trace import Trace
from actplot.sampling.zeros import refine, zero_of_line, zeros

__all__ = [
    "LOSS",
    "SAME_LIMIT",
    "Break",
    "Drawn",
    "Interval",
    "Kink",
    "Sampled",
    "Side",
    "Trace",
    "branch_beside",
    "breaks",
    "crossings",
    "curve_breaks",
    "evaluate",
    "every_kink",
    "grid",
    "jump_at",
    "kinks",
    "poles",
    "radicands",
    "refine",
    "sample",
    "saturated",
    "stationary",
    "switches",
    "switches_and_poles",
    "zero_of_line",
    "zeros",
    "zeros_of_order",
]
