"""Every activation and its two derivatives, right to forty digits: textbook formulas in mpmath.

Nothing here comes from actplot, so that the two can be held against each other. Each derivative
is written out by hand, in a form that keeps its relative accuracy in the tails, and `exact` works
with more and more digits until two results agree. Parameters are Python floats and mean exactly
the binary number they hold; `TEXTBOOK[name].settings` lists the defaults first, then two more.
"""

import math
from collections.abc import Mapping

from mpmath import mp, mpf

from actplot.formula.tree import UNDEFINED, Node, Where, as_printed, rebuild
from tests.textbook import TEXTBOOK
from tests.textbook_functions import Formula, Number, Textbook


def exact(name: str, order: int, x: float, parameters: Mapping[str, float] | None = None) -> mpf:
    """The value (0) or a derivative (1 to 3) at x, to a relative 1e-40 (the third: 1e-30).

    A derivative is NaN at a kink, and all is NaN
    where the function is not defined. Left-out parameters take their defaults. Below 1e-400 only
    the sign is promised.
    """
    book = TEXTBOOK[name]
    values = _values(book, parameters)
    if math.isnan(x) or (order and any(x == at and order >= o for at, o in book.kinks(*values))):
        return mp.nan
    if math.isinf(x):
        raise ValueError("x must be finite")
    low, high = book.domain(*values)
    if not low < x < high:
        return mp.nan
    formula = (*book.orders, slope_of(book.orders[2]))[order]
    bits = 160 + 3 * abs(math.frexp(x)[1])
    point, numbers = mpf(x), [mpf(value) for value in values]
    with mp.workprec(bits):
        before = mpf(formula(point, *numbers))
    while bits < 1_000_000:
        bits *= 2
        with mp.workprec(bits):
            result = mpf(formula(point, *numbers))
        larger = max(abs(before), abs(result))
        if abs(result - before) <= larger * _AGREE or larger < _TINY:
            return result
        before = result
    raise ArithmeticError(f"{name}, order {order}, does not settle at x = {x!r}")


def without_domain(node: Node) -> Node:
    """Return a formula as it is printed: without the choices that keep it to its domain."""
    if isinstance(node, Where) and node.otherwise == UNDEFINED:
        return without_domain(node.then)
    return rebuild(node, without_domain)


def as_read(node: Node) -> Node:
    """Return a formula as its text reads: with numbers as they are printed, defined or not."""
    return as_printed(without_domain(node))


def ulp_error(computed: float, truth: mpf) -> float:
    """How far computed is from truth, in units of the last place of truth as a float."""
    computed, rounded = float(computed), float(truth)
    if computed == rounded and (rounded == 0 or math.isinf(rounded)):
        return 0.0
    if not (math.isfinite(computed) and math.isfinite(rounded)):
        return 0.0 if math.isnan(computed) and math.isnan(rounded) else math.inf
    return float(abs(mpf(computed) - truth) / mpf(math.ulp(rounded)))


def exponent_argument(name: str, x: float, parameters: Mapping[str, float] | None = None) -> float:
    """The largest absolute argument that the textbook formula hands to an exponential at x."""
    book = TEXTBOOK[name]
    try:
        return float(abs(book.exponent(x, *_values(book, parameters))))
    except ZeroDivisionError:  # at an end of the domain, where there is a value but no slope
        return 0.0


def near_zero(
    name: str,
    order: int,
    x: float,
    parameters: Mapping[str, float] | None = None,
    within: float = 0.05,
) -> bool:
    """Whether that order vanishes (but not on both sides) within this distance of x."""
    book = TEXTBOOK[name]
    zeros = book.zeros(x, *_values(book, parameters))
    return any(order == o and abs(x - at) <= within for at, o in zeros)


def share_of_allowance(
    name: str,
    order: int,
    x: float,
    computed: float,
    truth: mpf,
    parameters: Mapping[str, float] | None = None,
    at_zero: bool | None = None,
) -> float:
    """The error as a share of what is promised: 16 + 4|u| units in the last place of the truth.

    Near a zero, where what is left when the terms cancel cannot be better than their own last
    digits, it is 16 units of the largest of them. `at_zero` says whether x is near one, where
    `near_zero` is not to be asked.
    """
    if near_zero(name, order, x, parameters) if at_zero is None else at_zero:
        allowed = 16 * math.ulp(_largest_term(name, order, x, parameters))
        return float(abs(mpf(computed) - truth) / allowed)
    return ulp_error(computed, truth) / (16 + 4 * exponent_argument(name, x, parameters))


def _largest_term(name: str, order: int, x: float, parameters: Mapping[str, float] | None) -> float:
    """The size of what cancels at a zero: x, or the scale that the inner factor brings."""
    values = _values(TEXTBOOK[name], parameters)
    scale = max(map(abs, values), default=1.0)
    if name == "laplace":
        scale = 1 / values[1]
    return max(1.0, abs(x), scale**order)


def _values(book: Textbook, parameters: Mapping[str, float] | None) -> list[float]:
    given = dict(parameters or {})
    values = [float(given.pop(key, default)) for key, default in book.settings[0].items()]
    if given:
        raise KeyError(f"unknown parameters: {', '.join(given)}")
    return values


_AGREE = mpf(10) ** -41
_TINY = mpf(10) ** -400


def slope_of(formula: Formula) -> Formula:
    """The derivative of a formula, as a difference quotient with many more digits."""

    def slope(x: Number, *parameters: Number) -> Number:
        lost = 120 + 2 * abs(mp.frexp(x)[1])
        with mp.workprec(mp.prec + lost):
            step = mpf(2) ** -lost
            above, below = formula(x + step, *parameters), formula(x - step, *parameters)
            quotient = (above - below) / (2 * step)
            # beside a true zero stands what the step leaves, of the size of its square
            return quotient if abs(quotient) > step * abs(above) else mpf(0)

    return slope
