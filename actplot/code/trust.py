"""How far the printed form was found right, and what it gives at a kink."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np

from actplot.basics import OutOfBudget, budget, shortest
from actplot.evaluate import Array, compiled
from actplot.formula import Call, Comparison, Curve, Node, number, substitute, tree

PROMISED = 1e-12  # of the largest of 1 and the size of the value
REACHES = (1e6, 1e4, 1e3, 100.0, 10.0, 1.0)
SHARE = 500  # points of each sign, near 0 and far out
FEW = 16  # each so many-th of them, which refute most of what is wrong
MOST_TOLD = 4
NEAR, NEAREST = 10.0, 1e-9
HELD = (700.0, 300.0, 100.0, 30.0)  # where x may stop, for what has come to its limit there
NEAR_ZERO, DEGREE = 0.0625, 10  # of the polynomial beside 0
WORK, WORK_OF_ALL = 2e5, 6e5  # on the exact values within a reach, and on all of a curve
NOTHING = 1e-14  # a share of the largest coefficient that counts as none
REACH = 100.0  # within which kinks are told


@cache
def points(reach: float) -> Array:
    """Return points that lie evenly near 0, and evenly in their logarithm up to a reach."""
    near = np.linspace(-min(NEAR, reach), min(NEAR, reach), 2 * SHARE + 1)
    far = np.geomspace(NEAREST, reach, SHARE)
    return np.sort(np.concatenate([near + 1e-4, far, -far]))


@dataclass(frozen=True)
class Form:
    """A formula as it is printed, what is done to x before, and how far it was found right.

    `worst` is the largest error on |x| <= reach, NaN if none could be known; `patched` tells that
    it is a polynomial beside 0.
    """

    node: Node
    clamp: Node | None = None
    reach: float = 0.0
    worst: float = math.inf
    patched: bool = False

    @property
    def is_helped(self) -> bool:
        """Tell whether the bare formula is not right everywhere."""
        return self.clamp is not None or self.patched

    @property
    def is_right(self) -> bool:
        """Tell whether it is as right as promised."""
        return self.worst <= PROMISED


Runnable = Callable[[Curve, Form], Callable[[Array], Array]]


def found_right(curve: Curve, order: int, node: Node, runnable: Runnable) -> Form:
    """Return the form of a formula that is right the farthest.

    Where a formula has long come to its limit, but numbers on the way to it overflow, x is held
    where they do not. A formula without parameters whose terms cancel at 0 is a polynomial there.
    """
    form = _measured(curve, order, Form(node), runnable)
    if form.reach < REACHES[0]:
        forms = (_measured(curve, order, Form(node, end), runnable) for end in ends())
        form = next((other for other in forms if other.reach > form.reach), form)
    if not form.is_right and not curve.parameters:
        near = _near_zero(curve, order, node)
        form = max(form, _measured(curve, order, near, runnable), key=lambda each: each.reach)
    return form


def ends() -> Iterator[Node]:
    """Yield what x may be held to, the widest first."""
    for size in HELD:
        high, low = number(size), number(-size)
        yield Call("min", (tree.X, high))
        yield Call("max", (tree.X, low))
        yield Call("clip", (tree.X, low, high))


def _near_zero(curve: Curve, order: int, node: Node) -> Form:
    """Return the form that is a polynomial beside 0, fitted to the exact values."""
    x = NEAR_ZERO * np.cos(np.pi * (np.arange(2 * DEGREE) + 0.5) / (2 * DEGREE))
    truth = compiled(curve.bound(order))(x)
    if not np.isfinite(truth).all():
        return Form(node)
    fitted = np.polynomial.Chebyshev.fit(x, truth, DEGREE, domain=[-NEAR_ZERO, NEAR_ZERO])
    powers = fitted.convert(domain=[-1, 1], kind=np.polynomial.Polynomial).coef.tolist()
    size = max(map(abs, powers))
    terms = (
        tree.multiply(number(a), tree.power(tree.X, number(n)))
        for n, a in enumerate(powers)
        if abs(a) * NEAR_ZERO**n > NOTHING * size
    )
    beside = Comparison((tree.call("abs", tree.X), number(NEAR_ZERO)), ("<",))
    return Form(tree.where(beside, tree.add(*terms), node), patched=True)


def _measured(curve: Curve, order: int, form: Form, runnable: Runnable) -> Form:
    """Return the form with how far it is right.

    A few of the points refute most of what is wrong; how wrong it is takes all.
    """
    function = runnable(curve, form)
    formula, exact = curve.bound(order), _truth(curve.bound(0))
    worst = math.nan
    for reach in REACHES:
        for step in (FEW, 1) if reach > REACHES[-1] else (1,):
            truth = exact.within(formula, reach, step)
            worst = math.nan if truth is None else _worst(function, points(reach)[::step], truth)
            if not worst <= PROMISED:
                break
        else:
            return replace(form, reach=reach, worst=worst)
    return replace(form, reach=0.0, worst=worst)


def _worst(function: Callable[[Array], Array], x: Array, truth: Array) -> float:
    """Return the largest error where there is a truth, a share of values above 1."""
    with np.errstate(all="ignore"):
        error = np.abs(_given(function, x) - truth) / np.maximum(1.0, np.abs(truth))
    error = error[np.isfinite(truth)]
    return float(np.max(np.where(np.isnan(error), np.inf, error), initial=0.0))


def _given(function: Callable[[Array], Array], x: Array) -> Array:
    """Return what the code gives: nothing where powers of its parameters are no floats."""
    try:
        found = function(x)
    except ArithmeticError:
        return np.full(x.shape, np.nan)
    return np.full(x.shape, np.nan) if np.iscomplexobj(found) else found


class _Truth:
    """The exact values of a curve and its derivatives, worked out once while there is work left."""

    def __init__(self) -> None:
        self.left = WORK_OF_ALL
        self.known: dict[tuple[Node, float, int], Array | None] = {}

    def within(self, formula: Node, reach: float, step: int) -> Array | None:
        """Return the values at some points within a reach, None where they take too long."""
        asked = formula, reach, step
        if asked not in self.known:
            self.known[asked] = self._worked_out(formula, points(reach)[::step])
        return self.known[asked]

    def _worked_out(self, formula: Node, x: Array) -> Array | None:
        most = min(WORK, self.left)
        try:
            with budget(work=most) as given:
                return compiled(formula)(x)
        except OutOfBudget:
            return None
        finally:
            self.left -= most - given.work


@lru_cache(maxsize=4)
def _truth(_curve: Node) -> _Truth:
    """Return what all forms of a curve and its derivatives are held against."""
    return _Truth()


def trust_line(forms: Sequence[Form]) -> str:
    """Say for which x the forms of all orders were found right."""
    if all(form.is_right for form in forms):
        reach = min(form.reach for form in forms)
        return (
            f"Trust: |x| <= {reach:g} in float64, where the error is below "
            f"{PROMISED:g} * max(1, |value|)."
        )
    if any(math.isnan(form.worst) for form in forms):
        return "Trust: not known, since exact values to hold it against take too long."
    worst = max(form.worst for form in forms)
    return f"Trust: the error is up to {worst:.0e} * max(1, |value|) on |x| <= {REACHES[-1]:g}."


def kink_lines(curve: Curve, forms: Sequence[Form]) -> Iterator[str]:
    """Yield, for each order that has kinks, what the printed form gives there."""
    if len(forms) == 1:
        return
    from actplot.sampling import kinks

    found = sorted({kink.x for kink in kinks(curve, -REACH, REACH, 1) if kink.order <= 1})
    if not found:
        return
    told = ", ".join(shortest(x) for x in found[:MOST_TOLD])
    told += ", ..." if len(found) > MOST_TOLD else ""
    values = {name: number(value) for name, value in curve.parameters.items()}
    given = compiled(substitute(forms[1].node, values))(np.array(found[:MOST_TOLD]))
    slopes = ", ".join(map(shortest, given.tolist()))
    where = "kink" if len(found) == 1 else "kinks"
    yield f"No derivative exists at the {where} x = {told}; this code gives {slopes} there."
