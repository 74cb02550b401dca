"""A formula made ready for float64: sums that cancel everywhere in some half of the line go.

These rewritings are for numbers only; what a person reads keeps its textbook form.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from actplot.basics import NumberError, spend
from actplot.formula import (
    ROWS,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Where,
    difference,
    tree,
)

ROOT = Number(Fraction(1, 2))
OF_LARGE_NUMBERS = {("log1p", "exp"): "softplus", ("log", "cosh"): "logcosh"}


@lru_cache(maxsize=20_000)
def steady(node: Node) -> Node:
    """Return a formula of the same value in which known cancelling sums are replaced."""
    spend()
    try:
        return _replaced(tree.rebuild(node, steady))
    except NumberError:  # one of its numbers cannot be held in the other form
        return node


def _replaced(node: Node) -> Node:
    if isinstance(node, Where) and _is_settled(node.condition):
        return node.then if _holds(node.condition) else node.otherwise
    if isinstance(node, Call) and node.name in ("log", "log1p"):
        return _logarithm(node)
    if isinstance(node, Sum):
        # what cancels between a sum and a multiple of another is collected
        node = tree.multiplied_out(node.terms)
    if isinstance(node, Sum):
        node = _tanhshrink(node)
    if isinstance(node, Sum) and len(node.terms) == 2:
        first, second = node.terms
        node = (
            _less_one(first, second)
            or _less_one(second, first)
            or _conjugate(first, second)
            or _conjugate(second, first)
            or _root_less_number(first, second)
            or _root_less_number(second, first)
            or _line_by_its_zero(first, second)
            or _line_by_its_zero(second, first)
            or node
        )
    return node


def _is_settled(condition: Comparison) -> bool:
    """Tell whether a condition is one of numbers alone."""
    return not tree.depends_on_x(condition) and not any(map(tree.symbols, condition.operands))


def _holds(condition: Comparison) -> bool:
    """Tell whether a condition holds that is free of x, as 1 - tanh(400) > 0 does."""
    return all(
        tree.COMPARE[operator](*_apart(left, right)) for left, operator, right in condition.links()
    )


def _apart(left: Node, right: Node) -> tuple[float, float]:
    """Return two numbers that compare as these do; their difference may be below any float64."""
    apart = difference(left, right)
    if apart is None:
        return number_value(left), number_value(right)
    value = number_value(apart)
    return (constant_sign(apart) if value == 0 else value), 0.0


def _tanhshrink(node: Sum) -> Node:
    """Replace u - tanh(u), which is of the size of u**3 near 0, by one primitive."""
    for term in node.terms:
        coefficient, rest = tree.split_coefficient(term)
        if isinstance(rest, Call) and rest.name == "tanh":
            (u,) = rest.arguments
            partner = tree.multiply(tree.number(-coefficient), u)
            if partner in node.terms:
                others = (other for other in node.terms if other not in (term, partner))
                shrunk = tree.multiply(tree.number(-coefficient), Call("tanhshrink", (u,)))
                return tree.add(shrunk, *others)
    return node


def _logarithm(node: Call) -> Node:
    """Replace log(1 + u) by log1p(u), and logarithms of what overflows by what does not."""
    (argument,) = node.arguments
    if node.name == "log" and isinstance(argument, Sum) and tree.ONE in argument.terms:
        return _logarithm(Call("log1p", (tree.add(*argument.terms, tree.MINUS_ONE),)))
    if isinstance(argument, Call) and (node.name, argument.name) in OF_LARGE_NUMBERS:
        return Call(OF_LARGE_NUMBERS[node.name, argument.name], argument.arguments)
    return node


def _less_one(power_of_e: Node, offset: Node) -> Node | None:
    """Replace a*exp(u) - a by a*expm1(u)."""
    coefficient, rest = tree.split_coefficient(power_of_e)
    if isinstance(rest, Call) and rest.name == "exp" and offset == tree.number(-coefficient):
        return tree.multiply(tree.number(coefficient), Call("expm1", rest.arguments))
    return None


def _conjugate(u: Node, root: Node) -> Node | None:
    """Replace u + sqrt(v) and 1 + u/sqrt(v) where u < 0, if v - u**2 = d is a constant.

    There they are d/(sqrt(v) + |u|) and d/(sqrt(v)*(sqrt(v) + |u|)).
    """
    scale: Node = tree.ONE
    if u == tree.ONE:
        found = _over_root(root)
        if found is None:
            return None
        u, root = found
        scale = tree.power(root, tree.MINUS_ONE)
    d = _difference_of_squares(root, u)
    if d is None or tree.depends_on_x(d) or not tree.depends_on_x(u):
        return None
    negative = Comparison((u, tree.ZERO), ("<",))
    up = tree.add(root, tree.call("abs", u))
    down = tree.multiply(d, tree.power(up, tree.MINUS_ONE))
    return tree.multiply(scale, tree.where(negative, down, up))


def _root_less_number(root: Node, c: Node) -> Node | None:
    """Replace sqrt(v) - c, which cancels where v is near c**2, by (v - c**2)/(sqrt(v) + c)."""
    if not (isinstance(c, Number) and c.value < 0):
        return None
    difference = _difference_of_squares(root, c)
    if difference is None or isinstance(difference, Sum):
        return None
    return tree.multiply(difference, tree.power(tree.add(root, tree.negate(c)), tree.MINUS_ONE))


def _difference_of_squares(root: Node, u: Node) -> Node | None:
    """Return v - u**2 for the root of v, None for what is no root."""
    match root:
        case Power(v, exponent) if exponent == ROOT:
            return tree.add(v, tree.negate(tree.power(u, tree.TWO)))
        case _:
            return None


def _line_by_its_zero(term: Node, offset: Node) -> Node | None:
    """Replace x/5 + 1/2 by (x + 5/2)/5, where the sum of two exact numbers rounds but once."""
    match term, offset:
        case Product((Number(slope), rest)), Number(value) if rest == tree.X:
            shift = tree.number(value / slope)
            if not is_exact(term) and is_exact(shift):
                return tree.multiply(Number(slope), tree.add(rest, shift))
    return None


def _over_root(node: Node) -> tuple[Node, Node] | None:
    """Split u/sqrt(v) into u and sqrt(v)."""
    if isinstance(node, Product):
        for factor in node.factors:
            if isinstance(factor, Power) and factor.exponent == tree.negate(ROOT):
                root = tree.power(factor.base, ROOT)
                return tree.multiply(node, root), root
    return None


def is_exact(node: Node) -> bool:
    """Tell whether float64 holds the value without rounding: x, and short binary numbers."""
    match node:
        case Number(value):
            return Fraction(float(value)) == value
        case Product((Number(value), rest)):
            return abs(value) in (Fraction(1, 2), 1, 2) and is_exact(rest)
        case _:
            return node == tree.X


def is_whole(node: Node) -> bool:
    """Tell whether the value is a whole number, of which sums are exact: floor(x), 2*floor(x)."""
    match node:
        case Number(value):
            return value.denominator == 1
        case Product((Number(value), rest)):
            return value.denominator == 1 and is_whole(rest)
        case Call(name, _):
            return bool(ROWS[name].steps)
        case _:
            return False


def number_value(node: Node) -> float:
    """Return the float64 nearest to a formula without x."""
    if isinstance(node, Number):
        return float(node.value)
    from actplot.evaluate.rescue import constant_value

    return constant_value(node)


def constant_sign(node: Node) -> float:
    """Return the sign of a formula without x that has a value."""
    from actplot.evaluate.balls import sign_of

    return float(sign_of(node, 0.0))


def constants_together(terms: Sequence[Node]) -> tuple[Node, ...]:
    """Return the terms of a sum, with those without x made one that is rounded once."""
    constants = tuple(term for term in terms if not tree.depends_on_x(term))
    if len(constants) < 2:
        return tuple(terms)
    moving = tuple(term for term in terms if tree.depends_on_x(term))
    together = (Sum(constants),)
    return together + moving if terms[0] in constants else moving + together


# A function that is positive hands an absolute error of its argument on as a relative one of the
# same size, where the argument is small. That may cancel where its terms are at most this large: it
# costs as many units in the last place.
GENTLE_SIZE = 4.0
NEARLY_CANCELLED = 1.6  # x and c come close to cancelling only where |x| < this times |c|


def gentle_offsets(formula: Node) -> frozenset[Node]:
    """Return the sums x + c that may cancel without harm, wherever the formula holds them."""
    gentle: set[Node] = set()
    strict: set[Node] = set()

    def visit(node: Node | Comparison, scale: float) -> None:
        match node:
            case Sum(terms):
                size = GENTLE_SIZE / scale if scale else math.inf
                (gentle if _cancels_below(terms, size) else strict).add(node)
                inner = math.inf
            case Product((*factors, Sum() as rest)) if not any(map(tree.depends_on_x, factors)):
                inner = scale * abs(number_value(tree.multiply(*factors)))
                visit(rest, inner)
                return
            case Call(name, _) if ROWS[name].sign == "positive":
                inner = 1.0
            case _:
                inner = math.inf
        for child in tree.children(node):
            visit(child, inner)

    visit(formula, math.inf)
    return frozenset(gentle - strict)


def _cancels_below(terms: Sequence[Node], size: float) -> bool:
    """Tell whether the terms are x and constants that cancel only while they are below `size`."""
    first, *others = sorted(constants_together(terms), key=tree.depends_on_x)
    if tree.depends_on_x(first) or len(others) != 1 or not is_exact(others[0]):
        return False
    return NEARLY_CANCELLED * abs(number_value(first)) <= size
