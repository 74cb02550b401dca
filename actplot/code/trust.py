"""How far the printed form was found right, and what it gives at a kink."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from actplot.basics import shortest
from actplot.evaluate import Array, compiled
from actplot.formula import Curve, Node, number, substitute

PROMISED = 1e-12  # of the largest of 1 and the size of the value
REACHES = (1e6, 1e4, 1e3, 100.0, 10.0, 1.0)
SHARE = 500  # points of each sign, near 0 and far out
MOST_TOLD = 4
NEAR = 10.0
REACH = 100.0  # within which kinks are told


@cache
def points(reach: float) -> Array:
    """Return points that lie evenly near 0, and evenly in their logarithm up to a reach."""
    near = np.linspace(-min(NEAR, reach), min(NEAR, reach), 2 * SHARE + 1)
    far = np.geomspace(1e-3, reach, SHARE)
    return np.sort(np.concatenate([near + 1e-4, far, -far]))


def trust_line(curve: Curve, source: str, names: Sequence[str]) -> str:
    """Say for which x the functions of a source, one an order, were found right.

    They are held against the exact values, with the curve's parameters.
    """
    found: dict[str, Any] = {}
    exec(source, found)  # our own text, of numbers and names alone
    worst, reach = math.inf, 0.0
    for reach in REACHES:
        worst = max(_worst(curve, found[name], n, reach) for n, name in enumerate(names))
        if worst <= PROMISED:
            return (
                f"Trust: |x| <= {shortest(reach)} in float64, where the error is below "
                f"{PROMISED:g} * max(1, |value|)."
            )
    return f"Trust: the error is up to {worst:.0e} * max(1, |value|) on |x| <= {shortest(reach)}."


def _worst(curve: Curve, function: Callable[[Array], Array], order: int, reach: float) -> float:
    """Return the largest error at the points where the exact value is a number."""
    x = points(reach)
    truth = compiled(curve.bound(order))(x)
    with np.errstate(all="ignore"):
        error = np.abs(function(x) - truth) / np.maximum(1.0, np.abs(truth))
    error = error[np.isfinite(truth)]
    return float(np.max(np.where(np.isnan(error), np.inf, error), initial=0.0))


def kink_lines(curve: Curve, order: int, formulas: Sequence[Node]) -> Iterator[str]:
    """Yield, for each order that has kinks, what the printed form gives there."""
    if order == 0:
        return
    from actplot.sampling import kinks

    found = sorted({kink.x for kink in kinks(curve, -REACH, REACH, 1) if kink.order <= 1})
    if not found:
        return
    told = ", ".join(shortest(x) for x in found[:MOST_TOLD])
    told += ", ..." if len(found) > MOST_TOLD else ""
    values = {name: number(value) for name, value in curve.parameters.items()}
    given = compiled(substitute(formulas[1], values))(np.array(found[:MOST_TOLD]))
    yield (
        f"No derivative exists at the kink x = {told}; this code gives "
        f"{', '.join(shortest(value) for value in given.tolist())} there."
    )
