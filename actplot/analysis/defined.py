"""Where a function has a value: stretches of the line between ends that its formula names."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from actplot.analysis.facts import Stretch
from actplot.analysis.landmarks import Line
from actplot.evaluate import compiled
from actplot.formula import Curve, needs
from actplot.sampling import poles

EVERYWHERE = (Stretch(-math.inf, math.inf, False, False),)


def defined_for(curve: Curve, found: Line | None) -> tuple[Stretch, ...] | None:
    """Return the stretches on which a curve is defined, None where they have no end or are unknown.

    A stretch of one point has it as both ends.
    """
    formula = curve.bound()
    if not needs(formula) and not poles(formula):
        return EVERYWHERE
    if found is None or found.period:
        return None
    cuts = [-math.inf, *found.breaks, math.inf]
    inside = [_between(low, high) for low, high in pairwise(cuts)]
    has_value = ~np.isnan(compiled(formula)(np.array(inside)))
    at_cuts = [not math.isnan(found.value(at)) for at in found.breaks]
    stretches: list[Stretch] = []
    for n, (low, high) in enumerate(pairwise(cuts)):
        starts, ends = n > 0 and at_cuts[n - 1], n < len(at_cuts) and at_cuts[n]
        if not has_value[n]:
            if starts and not (n and has_value[n - 1]):
                stretches.append(Stretch(low, low, True, True))
            continue
        if starts and stretches and stretches[-1].high == low and stretches[-1].high_closed:
            before = stretches.pop()
            stretches.append(Stretch(before.low, high, before.low_closed, ends))
        else:
            stretches.append(Stretch(low, high, starts, ends))
    return tuple(stretches)


def _between(low: float, high: float) -> float:
    """Return a number inside an interval, near 0 where it has no end."""
    if math.isinf(low) and math.isinf(high):
        return 0.0
    if math.isinf(low):
        return high - max(1.0, abs(high))
    return low + max(1.0, abs(low)) if math.isinf(high) else low / 2 + high / 2
