"""Differentiation, to any order, by the table of primitives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from actplot.basics import ActplotError, NumberError
from actplot.formula import tree
from actplot.formula.looks import quote
from actplot.formula.parse import parse
from actplot.formula.primitives import ROWS
from actplot.formula.simplify import simplify
from actplot.formula.text import to_text
from actplot.formula.tree import Call, Node, Number, Power, Product, Sum, Symbol, Where

LARGEST_DERIVATIVE = 3_000  # nodes; a formula nested on purpose grows without end
LARGEST_REPEATED = 1_000  # nodes of a derivative that is differentiated once more


def derivative(node: Node, order: int = 1) -> Node:
    """Return the derivative of the formula with respect to x, simplified.

    Raises ActplotError where the result would be too long to be of use, or its numbers too large.
    """
    for done in range(order):
        if done and tree.size(node) > LARGEST_REPEATED:
            raise too_long()
        try:
            node = _derivative(node)
        except NumberError as error:
            raise ActplotError(f"the derivative of {quote(to_text(node))}: {error}") from None
    return node


def too_long() -> ActplotError:
    """Return the error for a derivative that grows beyond use."""
    return ActplotError("the derivative of the formula is too long; use a simpler formula")


@cache
def partials(name: str) -> tuple[Node, ...]:
    """Return the derivatives of a primitive with respect to each of its arguments."""
    primitive = ROWS[name]
    return tuple(parse(text, parameters=primitive.arguments) for text in primitive.partials)


@cache
def _derivative(node: Node) -> Node:
    raw = _differentiate(node)
    if tree.size(raw) > LARGEST_DERIVATIVE:
        raise too_long()
    return simplify(raw)


def _differentiate(node: Node) -> Node:
    match node:
        case Number():
            return tree.ZERO
        case Symbol():
            return tree.ONE if node == tree.X else node if node == tree.UNDEFINED else tree.ZERO
        case Sum(terms):
            return tree.add(*map(_derivative, terms))
        case Product(factors):
            return tree.add(*_product_rule(factors))
        case Power(base, exponent):
            return _power_rule(base, exponent)
        case Call(name, arguments):
            names = ROWS[name].arguments
            values = dict(zip(names, arguments, strict=True))
            return tree.add(
                *(
                    tree.multiply(tree.substitute(partial, values), inner)
                    for partial, inner in zip(
                        partials(name), map(_derivative, arguments), strict=False
                    )
                    if inner != tree.ZERO
                )
            )
        case Where(condition, then, otherwise):
            return tree.where(condition, _derivative(then), _derivative(otherwise))


def _product_rule(factors: tuple[Node, ...]) -> Iterator[Node]:
    for position, factor in enumerate(factors):
        slope = _derivative(factor)
        if slope != tree.ZERO:
            yield tree.multiply(*factors[:position], slope, *factors[position + 1 :])


def _power_rule(base: Node, exponent: Node) -> Node:
    """Differentiate base**exponent: the power rule, the exponential rule, or both."""
    down, up = _derivative(base), _derivative(exponent)
    by_base: Node = tree.ZERO
    by_exponent: Node = tree.ZERO
    if down != tree.ZERO:
        lowered = tree.power(base, tree.add(exponent, tree.MINUS_ONE))
        by_base = tree.multiply(exponent, lowered, down)
    if up != tree.ZERO:
        by_exponent = tree.multiply(tree.power(base, exponent), tree.call("log", base), up)
    return tree.add(by_base, by_exponent)
