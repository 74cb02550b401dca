"""The tree of a formula: the constructors that keep its nodes in normal form, and walks over it.

Nodes are made with `add`, `multiply`, `power`, `call` and `where`, never directly: these flatten,
fold numbers, collect like terms and drop what is neutral, so that equal formulas built in the same
order are equal trees. Numbers are exact fractions, so 3*0.044715 stays 0.134145.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from actplot.formula.exact_numbers import held, power_of_numbers, printed
from actplot.formula.nodes import (
    COMPARE,
    CONSTANTS,
    UNDEFINED,
    UNIFORM,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    X,
)
from actplot.formula.primitives import ROWS

__all__ = [  # what stands with the nodes, for who speaks of a tree
    "COMPARE",
    "CONSTANTS",
    "UNDEFINED",
    "UNIFORM",
    "Call",
    "Comparison",
    "Node",
    "Number",
    "Power",
    "Product",
    "Sum",
    "Symbol",
    "Where",
    "X",
]


def number(value: Fraction | int | float | str) -> Number:
    """Return the node of a finite number, rounded only where its exact form is very long."""
    return Number(held(value))


def as_printed(node: Node) -> Node:
    """Return the formula with its numbers as they are printed, so that it reads back the same."""
    if isinstance(node, Number):
        return Number(printed(node.value))
    numbers = (part.value for part in walk(node) if isinstance(part, Number))
    if all(printed(value) == value for value in numbers):
        return node
    return as_printed(rebuild(node, as_printed))  # rounded numbers may fold, to one that is long


ZERO, ONE, MINUS_ONE, TWO, HALF = (number(v) for v in (0, 1, -1, 2, Fraction(1, 2)))


@lru_cache(maxsize=100_000)
def canonical(node: Node | Comparison) -> Hashable:
    """Return a key that is equal for trees that differ only in the order of terms or factors."""
    match node:
        case Sum(terms):
            return "+", frozenset(Counter(map(canonical, terms)).items())
        case Product(factors):
            return "*", frozenset(Counter(map(canonical, factors)).items())
        case Number() | Symbol():
            return node
        case Comparison(operands, operators):
            return operators, tuple(canonical(child) for child in operands)
        case Call(name, _):
            return name, tuple(canonical(child) for child in children(node))
        case _:
            return type(node).__name__, tuple(canonical(child) for child in children(node))


def children(node: Node | Comparison) -> tuple[Node | Comparison, ...]:
    """Return the parts of a node, in the order in which `rebuild` takes them."""
    match node:
        case Sum(parts) | Product(parts) | Call(_, parts):
            return parts
        case Comparison(operands, _):
            return operands
        case Power(base, exponent):
            return base, exponent
        case Where(condition, then, otherwise):
            return condition, then, otherwise
        case _:
            return ()


def walk(node: Node | Comparison) -> Iterator[Node | Comparison]:
    """Yield the node and everything below it, each once: in layers of layers they stand often."""
    waiting, seen = [node], set[Node | Comparison]()
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            yield here
            waiting.extend(children(here))


def occurrences(node: Node | Comparison) -> Iterator[Node | Comparison]:
    """Yield the node and everything below it, as often as it stands there."""
    waiting = [node]
    while waiting:
        yield (here := waiting.pop())
        waiting.extend(children(here))


@lru_cache(maxsize=100_000)
def size(node: Node | Comparison) -> int:
    """Return how many nodes the formula has."""
    return 1 + sum(map(size, children(node)))


def symbols(node: Node) -> list[str]:
    """Return the names of the parameters of a formula, in alphabetical order."""
    names = {part.name for part in walk(node) if isinstance(part, Symbol)}
    return sorted(names - {X.name, UNDEFINED.name} - set(CONSTANTS))


@lru_cache(maxsize=100_000)
def depends_on_x(node: Node | Comparison) -> bool:
    """Tell whether x, or the uniform number of a draw, occurs in the node."""
    return node in (X, UNIFORM) or any(map(depends_on_x, children(node)))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """Make the node anew from its parts, each changed by `change`; itself where none changes."""
    parts: list[Node] = []
    for child in children(node):
        parts += child.operands if isinstance(child, Comparison) else (child,)
    changed = [change(part) for part in parts]
    if all(new is part for new, part in zip(changed, parts, strict=True)):
        return node
    match node:
        case Sum():
            return add(*changed)
        case Product():
            return multiply(*changed)
        case Power():
            return power(*changed)
        case Call(name, _):
            return call(name, *changed)
        case Where(condition, _, _):
            *operands, then, otherwise = changed
            return where(Comparison(tuple(operands), condition.operators), then, otherwise)
        case _:
            return node


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """Put a tree in the place of each symbol that `values` names."""
    if isinstance(node, Symbol):
        return values.get(node.name, node)
    return rebuild(node, lambda part: substitute(part, values))


def split_coefficient(node: Node) -> tuple[Fraction, Node]:
    """Split a term into its number and the rest: 2*x gives 2 and x."""
    match node:
        case Number(value):
            return value, ONE
        case Product((Number(value), rest)):
            return value, rest
        case Product((Number(value), *rest)):
            return value, Product(tuple(rest))
        case _:
            return Fraction(1), node


def is_negative(node: Node) -> bool:
    """Tell whether the node is printed with a minus sign in front."""
    return split_coefficient(node)[0] < 0


def negate(node: Node) -> Node:
    """Return `-node`, through every term of a sum."""
    if isinstance(node, Sum):
        return add(*(multiply(MINUS_ONE, term) for term in node.terms))
    return multiply(MINUS_ONE, node)


def add(*terms: Node) -> Node:
    """Return the sum of the terms: flat, like terms collected, in the order of appearance."""
    if UNDEFINED in terms:
        return UNDEFINED
    coefficients: dict[Hashable, Fraction] = {}
    rests: dict[Hashable, Node] = {}
    for term in _flat_terms(terms):
        coefficient, rest = split_coefficient(term)
        key = canonical(rest)
        coefficients[key] = coefficients.get(key, Fraction(0)) + coefficient
        rests.setdefault(key, rest)
    kept = [
        multiply(number(coefficient), rests[key])
        for key, coefficient in coefficients.items()
        if coefficient
    ]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Sum(tuple(kept))


def _flat_terms(terms: Iterable[Node]) -> Iterator[Node]:
    for term in terms:
        match term:
            case Sum(inner):
                yield from inner
            case Product((Number(value), Sum(inner))) if value == -1:
                yield from (multiply(MINUS_ONE, part) for part in inner)
            case _:
                yield term


def multiplied_out(terms: Iterable[Node]) -> Node:
    """Return the sum of the terms, with numbers multiplied into the sums among them."""
    parts: list[Node] = []
    for term in terms:
        coefficient, rest = split_coefficient(term)
        inner = rest.terms if isinstance(rest, Sum) else (rest,)
        parts += (multiply(number(coefficient), part) for part in inner)
    return add(*parts)


def split_power(node: Node) -> tuple[Node, Node]:
    """Split a factor into base and exponent: x gives x and 1."""
    if isinstance(node, Power):
        return node.base, node.exponent
    return node, ONE


def multiply(*factors: Node) -> Node:
    """Return the product: flat, powers of equal bases collected, numbers and symbols in front."""
    if UNDEFINED in factors:
        return UNDEFINED
    coefficient = Fraction(1)
    exponents: dict[Hashable, list[Node]] = {}
    bases: dict[Hashable, Node] = {}
    for factor in _flat_factors(factors):
        if isinstance(factor, Number):
            coefficient *= factor.value
            continue
        base, exponent = split_power(factor)
        key = canonical(base)
        exponents.setdefault(key, []).append(exponent)
        bases.setdefault(key, base)
    scale = number(coefficient)
    if scale == ZERO:
        return ZERO
    powers = [power(base, add(*exponents[key])) for key, base in bases.items()]
    if any(isinstance(factor, Number | Product) for factor in powers):
        # a power has folded to a number or a product: collect once more
        return multiply(scale, *powers)
    powers.sort(key=_place_in_product)
    if not powers:
        return scale
    if coefficient == 1:
        return powers[0] if len(powers) == 1 else Product(tuple(powers))
    if coefficient == -1:
        for place, factor in enumerate(powers):
            if isinstance(factor, Sum) and any(map(is_negative, factor.terms)):
                powers[place] = _turned_sum(factor)
                return multiply(*powers)  # which may have that sum already
    return Product((scale, *powers))


def _turned_sum(node: Sum) -> Node:
    """Return -(a - b) as b - a, with what is positive in front."""
    changed = [multiply(MINUS_ONE, term) for term in node.terms]
    return Sum(tuple(sorted(changed, key=is_negative)))


def _flat_factors(factors: Iterable[Node]) -> Iterator[Node]:
    for factor in factors:
        if isinstance(factor, Product):
            yield from factor.factors
        else:
            yield factor


def _place_in_product(factor: Node) -> tuple[bool, int]:
    """Sort key: what is free of x, then x, then the rest; what is below the line comes last."""
    base, exponent = split_power(factor)
    place = 1 if base == X else 2 if depends_on_x(factor) else 0
    return is_negative(exponent), place


def power(base: Node, exponent: Node) -> Node:
    """Return `base**exponent`, folded where that is exact."""
    if exponent == ZERO or base == ONE:
        return ONE
    if exponent == ONE:
        return base
    if not isinstance(exponent, Number):
        return call("exp", exponent) if base == Symbol("e") else Power(base, exponent)
    n = exponent.value
    match base:
        case Number(value):
            folded = power_of_numbers(value, n)
            return Power(base, exponent) if folded is None else number(folded)
        case Power(inner, inner_exponent) if n.denominator == 1 and (
            isinstance(inner_exponent, Number) or _is_even_or_constant(inner)
        ):  # x**x has no value at -1/2, but x**(4*x)
            return power(inner, multiply(inner_exponent, exponent))
        case Power(inner, Number(even)) if even.denominator == 1 and even % 2 == 0:
            return power(call("abs", inner), number(even * n))
        case Product(factors) if n.denominator == 1:
            return multiply(*(power(factor, exponent) for factor in factors))
        case Product(factors) if all(map(_is_even_or_constant, factors)):
            return multiply(*(power(factor, exponent) for factor in factors))
        case Call("abs", (argument,)) if n.denominator == 1 and n % 2 == 0:
            return power(argument, exponent)
        case Call("sign", _) if n.denominator == 1 and n != 2:
            return power(base, TWO if n % 2 == 0 else ONE) if n > 0 else Power(base, exponent)
        case _:
            return Power(base, exponent)


def _is_even_or_constant(factor: Node) -> bool:
    """Tell whether a factor is a positive constant or an even power, so that roots may be split."""
    match factor:
        case Number(value):
            return value > 0
        case Symbol(name):
            return name in CONSTANTS
        case Power(_, Number(n)):
            return n.denominator == 1 and n % 2 == 0
        case _:
            return False


# What primitives of exact numbers are, where that is exact too.
EXACT: Mapping[str, Callable[[Fraction], Fraction | int]] = {
    "abs": abs,
    "floor": math.floor,
    "sign": lambda value: (value > 0) - (value < 0),
}


def call(name: str, *arguments: Node) -> Node:
    """Return the primitive `name` of the arguments; a square root becomes a power."""
    if name == "sqrt":
        return power(arguments[0], HALF)
    if name == "clip" and any(depends_on_x(bound) for bound in arguments[1:]):
        # bounds that move can cross; this is what clip then means
        return Call("min", (Call("max", arguments[:2]), arguments[2]))
    if len(arguments) == 1:
        (argument,) = arguments
        row = ROWS[name]
        if argument == ZERO and row.at_zero is not None:
            return number(row.at_zero)
        if row.parity and is_negative(argument):
            positive = call(name, negate(argument))
            return multiply(MINUS_ONE, positive) if row.parity == "odd" else positive
        if isinstance(argument, Number) and name in EXACT:
            return number(EXACT[name](argument.value))
    if name in ("max", "min"):
        return _each_once(name, *arguments)
    return Call(name, arguments)


def _each_once(name: str, left: Node, right: Node) -> Node:
    """Take a number into max or min once: max(max(u, v), v) is max(u, v), and max(u, u) is u."""
    for inner, other in ((left, right), (right, left)):
        within = isinstance(inner, Call) and inner.name == name and other in inner.arguments
        if inner == other or within:
            return inner
    return Call(name, (left, right))


def where(condition: Comparison, then: Node, otherwise: Node) -> Node:
    """Return the choice, or the one branch where both are equal or the condition is settled."""
    if canonical(then) == canonical(otherwise):
        return then
    if all(isinstance(operand, Number) for operand in condition.operands):
        holds = all(
            COMPARE[operator](left.value, right.value)
            for left, operator, right in condition.links()
            if isinstance(left, Number) and isinstance(right, Number)
        )
        return then if holds else otherwise
    return Where(condition, then, otherwise)
