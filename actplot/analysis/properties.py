"""What can be worked out about a function from its formula: range, slope, saturation, kinks.

Extrema are zeros of exact derivatives, one-sided limits where the formula switches, and limits at
the infinities; values on a grid only tell between which points to look. What cannot be decided is
None.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from actplot.analysis.curve_study import Study
from actplot.analysis.defined import condition, defined_for
from actplot.analysis.facts import UNDECIDED, Properties
from actplot.analysis.landmarks import WINDOW, Line, line
from actplot.analysis.pieces import SAME, cut
from actplot.basics import ActplotError, OutOfBudget, budget
from actplot.evaluate import Array, compiled
from actplot.formula import Curve, tree
from actplot.sampling import kinks

T = TypeVar("T")
Fields = tuple[str, ...]
Work = dict[Fields, Callable[[], tuple[Any, ...]]]

SHARE = 0.6  # of the budget that is left, which one field may take
OF_A_STUDY = (
    *("value_range", "steepest", "saturates_left", "saturates_right", "stationary"),
    *("stationary_count", "flat", "period", "monotone", "smoothness", "kinks"),
)
MOST_STATIONARY = 8  # are listed, those nearest to 0
# Where a function is held against its mirror image.
MIRRORED = np.concatenate([np.geomspace(1e-30, 1e30, 61), np.linspace(0.137, 40.91, 301)])
SPARSE = 16  # each so many-th point tells of most functions that they have no symmetry


def properties(curve: Curve) -> Properties:
    """Return what can be worked out about a curve, within the budget of work if there is one."""
    with np.errstate(all="ignore"):
        return _Work(curve).properties()


class _Work:
    """The fields of a card, one after another; each leaves something of the budget to the rest."""

    def __init__(self, curve: Curve) -> None:
        self.curve = curve
        self.given_up: set[str] = set()

    def properties(self) -> Properties:
        known = UNDECIDED
        found = self.field(OF_A_STUDY, self.study)
        study, a_line = found or (None, None)
        fields: Work = {
            ("defined_for",): lambda: (defined_for(self.curve, a_line),),
            ("condition",): lambda: (condition(self.curve),),
            ("symmetry",): lambda: (_symmetry(self.curve, a_line),),
        }
        for names, work in {**fields, **(_of(study) if study else {})}.items():
            values = self.field(names, work)
            if values:
                known = replace(known, **dict(zip(names, values, strict=True)))
        return replace(known, not_worked_out=frozenset(self.given_up))

    def study(self) -> tuple[Study | None, Line | None]:
        """Return the curve cut into pieces, if it can be, and the line that is cut."""
        try:
            self.curve.bound(2)
            found = line(self.curve, self.curve.bound(1))
            pieces = cut(found, 2) if found else ()
        except ActplotError:  # a derivative is too long
            return None, None
        return Study(found, pieces) if found and pieces else None, found

    def field(self, names: Fields, work: Callable[[], T]) -> T | None:
        """Return what some fields come to; note those for which the budget does not suffice."""
        try:
            with budget(share=SHARE):
                return work()
        except OutOfBudget:
            self.given_up.update(names)
            return None


def _of(study: Study) -> Work:
    """Return the work for each other field, or for some together; what is soon done comes first."""

    def steepest() -> tuple[Any, ...]:
        found = study.steepest()
        return found, *study.saturation(found)

    def stationary() -> tuple[Any, ...]:
        nearest = sorted(study.stationary(), key=abs)[:MOST_STATIONARY]
        return tuple(sorted(nearest)), study.count()

    return {
        ("kinks",): lambda: (kinks(study.line.curve, -WINDOW, WINDOW),),
        ("flat", "period"): lambda: (study.flat(), study.line.period),
        ("monotone",): lambda: (study.monotone(),),
        ("value_range",): lambda: (study.value_range(),),
        ("steepest", "saturates_left", "saturates_right"): steepest,
        ("stationary", "stationary_count"): stationary,
        ("smoothness",): lambda: (study.smoothness(),),
    }


def _symmetry(curve: Curve, found: Line | None) -> str | None:
    """Hold the function against its mirror image, where float64 does not underflow."""
    function = compiled(curve.bound())
    x = np.concatenate([MIRRORED, np.unique(np.abs(found.x))]) if found else MIRRORED
    if _parity(function(x[::SPARSE]), function(-x[::SPARSE])) == "neither":
        return "neither"
    ahead, behind = function(x), function(-x)
    telling = ~(np.isnan(ahead) & np.isnan(behind)) & ~((ahead == 0) & (behind == 0))
    if not telling.any() and tree.depends_on_x(curve.bound()):
        return None
    parity = _parity(ahead, behind)
    if parity == "even":
        return parity
    at_zero = found.value(0.0) if found else float(function(0.0))
    return parity if at_zero == 0 or math.isnan(at_zero) else "neither"


def _parity(ahead: Array, behind: Array) -> str:
    """Return what values to the right and to the left tell, the middle aside."""
    if np.allclose(ahead, behind, rtol=SAME, atol=0, equal_nan=True):
        return "even"
    return "odd" if np.allclose(ahead, -behind, rtol=SAME, atol=0, equal_nan=True) else "neither"
