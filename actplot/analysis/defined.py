"""Where a function has a value: stretches of the line between ends that its formula names."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from actplot.analysis.facts import Stretch
from actplot.analysis.landmarks import WINDOW, Line, is_zero_at
from actplot.evaluate import compiled
from actplot.formula import Comparison, Curve, Node, comparison_to_text, difference, needs, tree
from actplot.sampling import poles, zero_of_line

FAR = np.geomspace(WINDOW, 1e6, 1999)  # where waves are looked at, at many of their angles
EVERYWHERE = (Stretch(-math.inf, math.inf, False, False),)


def defined_for(curve: Curve, found: Line | None) -> tuple[Stretch, ...] | None:
    """Return the stretches on which a curve is defined, None where they have no end or are unknown.

    A stretch of one point has it as both ends.
    """
    formula = curve.bound()
    if not needs(formula) and not poles(formula):
        return EVERYWHERE
    if found is None or any(need.native for need in needs(formula)):
        return None
    if found.period:
        return EVERYWHERE if not found.holes and not math.isnan(found.value(0.0)) else None
    if found.angular and not _settles(formula):
        return None
    cuts = [-math.inf, *found.breaks, math.inf]
    inside = [_between(low, high) for low, high in pairwise(cuts)]
    has_value = ~np.isnan(compiled(formula)(np.array(inside)))
    at_cuts = [_has_value_at(formula, at) for at in found.breaks]
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


def condition(curve: Curve) -> str | None:
    """Return what must hold for a value as it is asked for, such as sin(x) >= 0, None for more."""
    formula = curve.bound()
    asked = [need.holds for need in needs(formula)]
    if any(need.assuming for need in needs(formula)) or any(
        isinstance(operand, tree.Where) for holds in asked for operand in holds.operands
    ):
        return None
    known = {operand for holds in asked for operand in holds.operands}
    asked += [
        Comparison((node, tree.ZERO), ("!=",)) for node in poles(formula) if node not in known
    ]
    texts = (comparison_to_text(holds).replace("!=", "other than") for holds in asked)
    return " and ".join(texts) or None


def _settles(formula: Node) -> bool:
    """Tell whether what must hold for a value is the same all the way out, waves or not."""
    asked = {need.holds for need in needs(formula)}
    asked |= {condition for need in needs(formula) for condition, _ in need.assuming}
    for left, _, right in (link for comparison in asked for link in comparison.links()):
        apart = difference(left, right)
        if apart is None:
            return False
        for side in (-FAR, FAR):
            if len(set(np.sign(compiled(apart)(side)).tolist())) > 1:
                return False
    known = {need.holds.operands[0] for need in needs(formula)}
    return all(node in known or zero_of_line(node) is not None for node in poles(formula))


def _has_value_at(formula: Node, at: float) -> bool:
    """Tell whether a formula has a value at a border, which float64 may hold but nearly."""
    return all(
        _holds_at(need.holds, at)
        for need in needs(formula)
        if all(_holds_at(condition, at) == holds for condition, holds in need.assuming)
    )


def _holds_at(comparison: Comparison, at: float) -> bool:
    """Tell whether a comparison holds at a point; what is zero at the point is zero."""
    for left, sign, right in comparison.links():
        apart = difference(left, right)
        if apart is None:
            return False
        size = 0.0 if is_zero_at(apart, at) else float(compiled(apart)(at))
        if not tree.COMPARE[sign](size, 0.0):
            return False
    return True


def _between(low: float, high: float) -> float:
    """Return a number inside an interval, near 0 where it has no end."""
    if math.isinf(low) and math.isinf(high):
        return 0.0
    if math.isinf(low):
        return high - max(1.0, abs(high))
    return low + max(1.0, abs(low)) if math.isinf(high) else low / 2 + high / 2
