"""What can be worked out about a function from its formula: range, slope, saturation, kinks.

Extrema are zeros of exact derivatives, one-sided limits where the formula switches, and limits at
the infinities; values on a grid only tell between which points to look. What cannot be decided is
None.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from actplot.analysis.curve_study import Study
from actplot.analysis.facts import UNDECIDED, Properties
from actplot.analysis.landmarks import WINDOW, Line, line
from actplot.analysis.pieces import SAME, cut
from actplot.basics import ActplotError
from actplot.evaluate import compiled
from actplot.formula import Curve, tree
from actplot.sampling import kinks

MOST_STATIONARY = 8  # are listed, those nearest to 0
# Where a function is held against its mirror image.
MIRRORED = np.concatenate([np.geomspace(1e-30, 1e30, 61), np.linspace(0.137, 40.91, 301)])


def properties(curve: Curve) -> Properties:
    """Return what can be worked out about a curve."""
    with np.errstate(all="ignore"):
        return _properties(curve)


def _properties(curve: Curve) -> Properties:
    try:
        curve.bound(2)
        found = line(curve, curve.bound(1))
        pieces = cut(found, 2) if found else ()
    except ActplotError:  # a derivative is too long
        found, pieces = None, ()
    symmetry = _symmetry(curve, found)
    if not found or not pieces:
        return replace(UNDECIDED, symmetry=symmetry)
    study = Study(found, pieces)
    steepest = study.steepest()
    left, right = study.saturation(steepest)
    stationary = study.stationary()
    return Properties(
        value_range=study.value_range(),
        steepest=steepest,
        stationary=tuple(sorted(sorted(stationary, key=abs)[:MOST_STATIONARY])),
        stationary_count=study.count(),
        flat=study.flat(),
        period=found.period,
        saturates_left=left,
        saturates_right=right,
        monotone=study.monotone(),
        symmetry=symmetry,
        smoothness=study.smoothness(),
        kinks=kinks(curve, -WINDOW, WINDOW),
    )


def _symmetry(curve: Curve, found: Line | None) -> str | None:
    """Hold the function against its mirror image, where float64 does not underflow."""
    function = compiled(curve.bound())
    x = np.concatenate([MIRRORED, np.abs(found.x)]) if found else MIRRORED
    ahead, behind = function(x), function(-x)
    at_zero = found.value(0.0) if found else float(function(0.0))
    telling = ~(np.isnan(ahead) & np.isnan(behind)) & ~((ahead == 0) & (behind == 0))
    if not telling.any() and tree.depends_on_x(curve.bound()):
        return None
    if np.allclose(ahead, behind, rtol=SAME, atol=0, equal_nan=True):
        return "even"
    odd = np.allclose(ahead, -behind, rtol=SAME, atol=0, equal_nan=True)
    return "odd" if odd and (at_zero == 0 or math.isnan(at_zero)) else "neither"
