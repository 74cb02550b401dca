"""A formula made ready for float64: sums that cancel everywhere in some half of the line go.

These rewritings are for numbers only; what a person reads keeps its textbook form.
"""

from __future__ import annotations

from fractions import Fraction

from actplot.formula import tree
from actplot.formula.tree import (
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
)

ROOT = Number(Fraction(1, 2))


def steady(node: Node) -> Node:
    """Return a formula of the same value in which known cancelling sums are replaced."""
    node = tree.rebuild(node, steady)
    if isinstance(node, Sum):
        node = _tanhshrink(node)
    if isinstance(node, Sum) and len(node.terms) == 2:
        first, second = node.terms
        node = _conjugate(first, second) or _conjugate(second, first) or node
    return node


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


def _conjugate(u: Node, root: Node) -> Node | None:
    """Replace u + sqrt(v) and 1 + u/sqrt(v) where u < 0, if v - u**2 = d is a constant.

    There they are d/(sqrt(v) - u) and d/(sqrt(v)*(sqrt(v) - u)).
    """
    scale: Node = tree.ONE
    if u == tree.ONE:
        found = _over_root(root)
        if found is None:
            return None
        u, root = found
        scale = tree.power(root, tree.MINUS_ONE)
    match root:
        case Power(v, exponent) if exponent == ROOT:
            d = tree.add(v, tree.negate(tree.power(u, tree.TWO)))
        case _:
            return None
    if tree.depends_on_x(d) or not tree.depends_on_x(u):
        return None
    negative = Comparison((u, tree.ZERO), ("<",))
    down = tree.power(tree.add(root, tree.negate(u)), tree.MINUS_ONE)
    return tree.where(
        negative,
        tree.multiply(scale, d, down),
        tree.multiply(scale, tree.add(u, root)),
    )


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
            return value.denominator == 1 and abs(value) in (1, 2) and is_exact(rest)
        case _:
            return node == tree.X


POSITIVE = frozenset({"exp", "cosh", "sech", "sigmoid", "softplus", "normal_cdf", "normal_pdf"})
NEVER_NEGATIVE = POSITIVE | {"abs", "logcosh"}


def is_positive(node: Node) -> bool:
    """Tell whether the value is surely nowhere negative."""
    match node:
        case Number(value):
            return value >= 0
        case Symbol(name):
            return name in tree.CONSTANTS
        case Call(name, _):
            return name in NEVER_NEGATIVE
        case Power(base, Number(exponent)):
            return exponent % 2 == 0 or exponent.denominator == 2 or is_positive(base)
        case Sum(parts) | Product(parts):
            return all(map(is_positive, parts))
        case _:
            return False
