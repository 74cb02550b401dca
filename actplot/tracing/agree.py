"""A followed formula is believed only where it agrees with the code: both are held together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from actplot.basics import ActplotError
from actplot.entries import CATALOGUE, formula_of
from actplot.evaluate import compiled
from actplot.formula import Curve, Node
from actplot.tracing.calls import values
from actplot.tracing.follow import Traced, followed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED, POINTS = 0, 60
ALLOWED = {"float64": 1e-9, "float32": 1e-4, "float16": 1e-1}  # of the larger of 1 and the value
SAME = 1e-12  # relative: two formulas of one function
NEAR = 5.0  # up to here no function that people write overflows


def points() -> NDArray[np.float64]:
    """Return a grid with whole numbers in it and random points, some far out."""
    random = np.random.default_rng(SEED)
    return np.concatenate(
        [
            np.linspace(-NEAR, NEAR, 41),
            random.uniform(-NEAR, NEAR, POINTS),
            random.normal(0, 10, POINTS // 2),
            random.uniform(-0.05, 0.05, 10),
        ]
    )


def numbers_of(
    formula: Node, parameters: Mapping[str, float], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the values of a formula at x."""
    return compiled(Curve("", "", formula, parameters).bound())(x)


def held_against_code(traced: Traced, name: str) -> None:
    """Raise ActplotError where code and formula differ, or where the code is not a function."""
    x = points()
    try:
        first, again = values(traced.call, x), values(traced.call, x)
    except Exception as error:
        said = " ".join(str(error).split())[:120]
        raise ActplotError(f"{name} raises {type(error).__name__} for numbers: {said}") from None
    if not np.array_equal(first, again, equal_nan=True):
        at = int(np.flatnonzero(~((first == again) | (np.isnan(first) & np.isnan(again))))[0])
        raise ActplotError(
            f"{name} is random or keeps state: at x = {x[at]:.6g} it gave {first[at]:.6g}, "
            f"then {again[at]:.6g}"
        )
    allowed = ALLOWED.get(str(first.dtype), 1e-9)
    code = first.astype(float)
    formula = numbers_of(traced.formula, traced.parameters, x)
    with np.errstate(all="ignore"):
        scale = np.maximum(1.0, np.abs(formula))
        apart = np.abs(code - formula) > allowed * scale
        both = np.isfinite(code) & np.isfinite(formula)
        undefined = ~np.isfinite(formula) & np.isfinite(code)
        lost = np.isfinite(formula) & ~np.isfinite(code) & (np.abs(x) <= NEAR)
    wrong = np.flatnonzero((both & apart) | undefined | lost)
    if wrong.size:
        at = int(wrong[0])
        raise ActplotError(
            f"{name} is not what it was followed into: at x = {x[at]:.6g} "
            f"the code gives {code[at]:.9g}, the formula {formula[at]:.9g}"
        )


def known_as(curve: Curve) -> str:
    """Return the name of the entry of the catalogue that a curve of code is, "" for none.

    The entry is taken at its defaults, or at the parameters of the same names.
    """
    x = points()
    own = numbers_of(curve.tree, curve.parameters, x)
    for entry in CATALOGUE.values():
        if entry.noise or entry.takes:
            continue
        defaults = {key: each.default for key, each in entry.parameters.items()}
        mine = {key: v for key, v in curve.parameters.items() if key in defaults}
        settings = {**defaults, **mine}
        theirs = numbers_of(formula_of(entry.name), settings, x)
        if np.allclose(own, theirs, rtol=SAME, atol=1e-13, equal_nan=True):
            return entry.name
    return ""


def believed(function: Any, given: Mapping[str, Any], name: str) -> tuple[Node, dict[str, float]]:
    """Return formula and free parameters of code that agrees with them."""
    traced = followed(function, given, name)
    held_against_code(traced, name)
    return traced.formula, traced.parameters
