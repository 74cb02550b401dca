"""What the code itself gives in a number format: values, gradient, and what it warns of.

This runs in the child process. The gradient is that of torch's autograd or of jax; of code in
numpy it is a function beside it, named `<name>_derivative`, `d<name>` or `grad_<name>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from actplot.evaluate import NUMBER_FORMATS, Array, kind_of
from actplot.tracing.in_format import Given, Sides, one_by_one, placed, sides, together

MOST_SINGLE = 4000  # points, of code that takes one number at a time


@dataclass(frozen=True)
class Measured:
    """What code gave for its value and for its gradient, None where it has none, and at which x.

    `framework` is what the code is made of, `gradient_of` what the gradient comes from or would
    be called.
    """

    x: Array
    value: Given
    gradient: Given | None
    framework: str
    gradient_of: str


def measured(
    where: str, name: str, choices: Sequence[dict[str, Any]], format: str, x: Array
) -> Measured:
    """Return what code gives at x in a number format, and on both sides of every edge there.

    The x are fewer where it takes one number at a time.
    """
    code = sides(where, name, choices[0], format)
    found = _run(code, x)
    edges = NUMBER_FORMATS[format].edges(found.x, lambda at: _kinds(_run(code, at)))
    beside = np.setdiff1d(edges, found.x)
    found = _run(code, np.union1d(found.x, beside)) if len(beside) else found
    value = placed(code.value, found.value, found.x, NUMBER_FORMATS[format])
    gradient = found.gradient
    if gradient and code.gradient:
        gradient = placed(code.gradient, gradient, found.x, NUMBER_FORMATS[format])
    return replace(found, value=value, gradient=gradient)


def _run(code: Sides, x: Array) -> Measured:
    given: list[Given] = []
    for side in filter(None, (code.value, code.gradient)):
        found = together(side, x)
        if not found and len(x) > MOST_SINGLE:
            return _run(code, x[:: -(-len(x) // MOST_SINGLE)])
        given.append(found or one_by_one(side, x))
    value, gradient = (*given, None)[:2]
    assert value
    return Measured(x, value, gradient, code.framework, code.gradient_of)


def _kinds(found: Measured) -> Array:
    """Return a number for each x that tells which kind of number value and gradient are."""
    kinds = [kind_of(each.values) for each in (found.value, found.gradient) if each]
    # six of a kind: -2 to 3
    return np.asarray(sum(kind * 6.0**n for n, kind in enumerate(kinds)))
