"""Simplification: derivatives as a textbook prints them, and in the form that does not cancel.

The constructors of `tree` already fold numbers and collect like terms; the steps here go further.
Each takes a node and returns a shorter or steadier one, or the node itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, permutations
from math import gcd, lcm

from actplot.basics import NumberError, spend
from actplot.formula import tree
from actplot.formula.choices import IMPLIES, OPPOSITE
from actplot.formula.parse import parse
from actplot.formula.primitives import IDENTITIES, PRODUCT_IDENTITIES
from actplot.formula.text import LARGEST_PRINTED_DENOMINATOR
from actplot.formula.tree import Call, Comparison, Node, Number, Power, Product, Sum, Symbol, Where

# Sums with more terms than this are left as they are: the search for pairs is quadratic.
MOST_TERMS = 40
MOST_APART = 2  # bases that only one of two terms has, and an identity still takes together
# Nodes of a formula that is still worth the search; nobody reads a longer one.
LARGEST_SIMPLIFIED = 1500
ORDERING = (("<",), ("<=",), (">",), (">=",))  # conditions that tell which side is larger
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}
ARGUMENT = Symbol("u")


@lru_cache(maxsize=20_000)
def simplify(node: Node) -> Node:
    """Return the formula in a shorter form of the same value."""
    if tree.size(node) > LARGEST_SIMPLIFIED:
        return node
    spend()
    node = tree.rebuild(node, simplify)
    for step in STEPS.get(type(node), ()):
        try:
            changed = step(node)
        except NumberError:  # on the way a branch divides by 0 that is not taken
            continue
        if changed != node:
            return simplify(changed)
    return node


# Products


def _product_identities(node: Node) -> Node:
    """Shorten a pair of factors, such as x*sign(x) to abs(x)."""
    factors = _factors(node)
    for first, second, result in _product_table():
        for one in factors:
            argument = one if first == ARGUMENT else _match(first, one)
            if argument is None:
                continue
            two = _fill(second, argument)
            if two != one and two in factors:
                return tree.multiply(
                    node,
                    tree.power(tree.multiply(one, two), tree.MINUS_ONE),
                    _fill(result, argument),
                )
    return node


def _into_branches(node: Node) -> Node:
    """Move factors into a choice where a branch is a number: x*where(c, 1, 0) is where(c, x, 0)."""
    factors = _factors(node)
    choices = [factor for factor in factors if isinstance(factor, Where)]
    if len(choices) != 1 or not any(
        isinstance(branch, Number) for branch in (choices[0].then, choices[0].otherwise)
    ):
        return node
    rest = [factor for factor in factors if factor is not choices[0]]
    choice = choices[0]
    return tree.where(
        choice.condition,
        tree.multiply(choice.then, *rest),
        tree.multiply(choice.otherwise, *rest),
    )


# Sums


def _merge_choices(node: Node) -> Node:
    """Add choices with the same condition branch by branch."""
    terms = _terms(node)
    for one, two in combinations(terms, 2):
        left, right = _as_choice(one), _as_choice(two)
        if left and right and left.condition == right.condition:
            merged = tree.where(
                left.condition,
                tree.add(left.then, right.then),
                tree.add(left.otherwise, right.otherwise),
            )
            return tree.add(*(merged if term is one else term for term in terms if term is not two))
    return node


def _as_choice(term: Node) -> Where | None:
    """Return a term that is a number times a choice as one choice."""
    coefficient, rest = tree.split_coefficient(term)
    if not isinstance(rest, Where):
        return None
    scale = tree.number(coefficient)
    then, otherwise = tree.multiply(scale, rest.then), tree.multiply(scale, rest.otherwise)
    choice = tree.where(rest.condition, then, otherwise)
    return choice if isinstance(choice, Where) else None


def _sum_identities(node: Node) -> Node:
    """Replace a pair of terms that cancel, such as r - r*tanh(u)**2, by r*sech(u)**2."""
    terms = _terms(node)
    if len(terms) > MOST_TERMS:
        return node
    bases = {term: _bases(term) for term in terms}
    for one, two in permutations(terms, 2):
        apart = bases[one] ^ bases[two]
        ratio = _ratio(one, two) if len(apart) <= MOST_APART else None
        if ratio is None:
            continue
        for row in _sum_table():
            replaced = _apply_identity(two, ratio, apart, row)
            if replaced is not None:
                return tree.add(
                    *(replaced if term is one else term for term in terms if term is not two)
                )
    return node


def _apply_identity(
    two: Node, ratio: Hashable, apart: frozenset[Hashable], row: tuple[Node, Node, Node]
) -> Node | None:
    """Return r*result if the two terms are r*first and r*second for some r and argument.

    `two` is the latter, and `ratio` that of the former to it; `apart` are the bases that only one
    of the terms has: first and second must account for them.
    """
    for factor in _factors(two):
        argument = _match(row[1], factor)
        if argument is None:
            continue
        first, second, result, ratio_of_row = _filled_row(row, argument)
        if apart <= _bases(factor) | _bases(first) and ratio == ratio_of_row:
            return tree.multiply(_divide(two, second), result)
    return None


@lru_cache(maxsize=1000)
def _filled_row(
    row: tuple[Node, Node, Node], argument: Node
) -> tuple[Node, Node, Node, Hashable | None]:
    """Return a row of the table for this argument, and the ratio of its first to its second."""
    first, second, result = (_fill(pattern, argument) for pattern in row)
    return first, second, result, _ratio(first, second)


def _ratio(one: Node, two: Node) -> Hashable | None:
    """Return the quotient of two terms, to be compared, None where its number cannot be held."""
    try:
        return tree.canonical(_divide(one, two))
    except NumberError:
        return None


def _bases(term: Node) -> frozenset[Hashable]:
    """Return what a term is a product of powers of, its number left out."""
    bases = (tree.split_power(factor)[0] for factor in _factors(term))
    return frozenset(tree.canonical(base) for base in bases if not isinstance(base, Number))


def _factor_out(node: Node) -> Node:
    """Take what all terms share before the parenthesis, where that makes the formula shorter."""
    terms = _terms(node)
    if len(terms) < 2 or len(terms) > MOST_TERMS:
        return node
    split = [_exponents(term) for term in terms]
    common: list[Node] = []
    for key, (base, exponent) in split[0].items():
        lowest = exponent
        for other in split[1:]:
            lowest = min(lowest, other.get(key, (base, Fraction(0)))[1])
        if lowest:
            common.append(tree.power(base, tree.number(lowest)))
    if not common:
        return node
    shared = tree.multiply(tree.number(_content(terms)), *common)
    inner = tree.add(*(_divide(term, shared) for term in terms))
    if tree.size(inner) >= tree.size(node):
        return node  # x**x taken out of its own square stays, as they are not of one base
    if isinstance(inner, Sum) and tree.is_negative(inner.terms[0]):
        inner = tree.add(*sorted(inner.terms, key=tree.is_negative))
    factored = tree.multiply(shared, simplify(inner))
    return factored if tree.size(factored) <= tree.size(node) else node


def _exponents(term: Node) -> dict[Hashable, tuple[Node, Fraction]]:
    """Return the bases of a term with their exponents, where these are numbers."""
    found: dict[Hashable, tuple[Node, Fraction]] = {}
    for factor in _factors(term):
        base, exponent = tree.split_power(factor)
        if isinstance(exponent, Number) and not isinstance(base, Number):
            found[tree.canonical(base)] = base, exponent.value
    return found


def _content(terms: tuple[Node, ...]) -> Fraction:
    """Return the greatest number that divides every coefficient, 1 where one is a long decimal."""
    coefficients = [tree.split_coefficient(term)[0] for term in terms]
    below = lcm(*(coefficient.denominator for coefficient in coefficients))
    if below > LARGEST_PRINTED_DENOMINATOR:
        return Fraction(1)
    return Fraction(gcd(*(int(coefficient * below) for coefficient in coefficients)), below)


def _content_out(node: Node) -> Node:
    """Take the common number of a sum in front of the product: x*(2 - 2*y) is 2*x*(1 - y)."""
    for factor in _factors(node):
        if isinstance(factor, Sum) and (content := _content(factor.terms)) != 1:
            shared = tree.number(content)
            inner = tree.add(*(_divide(term, shared) for term in factor.terms))
            rest = _divide(node, factor)
            return tree.multiply(shared, inner, rest)
    return node


def _expand(node: Node) -> Node:
    """Multiply out numbers where that makes the sum shorter: (x + 3)/6 + x/6 is x/3 + 1/2."""
    expanded = tree.multiplied_out(_terms(node))
    return expanded if tree.size(expanded) < tree.size(node) else node


# Choices


def _under_condition(node: Node) -> Node:
    """Use the condition inside the branches: abs(x) is x where x > 0."""
    if not isinstance(node, Where):
        return node
    then = _assume(node.then, node.condition, True)
    return tree.where(node.condition, then, _assume(node.otherwise, node.condition, False))


def _assume(node: Node, condition: Comparison, holds: bool) -> Node:
    """Return the node as it is where `condition` holds, or where it does not."""
    if isinstance(node, Where) and (settled := _settled(node.condition, condition, holds)):
        return _assume(node.then if settled == "holds" else node.otherwise, condition, holds)
    if isinstance(node, Call) and condition.operators in ORDERING:
        left, right = condition.operands
        greater = (condition.operators[0] in (">", ">=")) == holds
        arguments = set(node.arguments)
        if node.name == "abs" and right == tree.ZERO and arguments == {left}:
            return left if greater else tree.negate(left)
        if node.name == "sign" and right == tree.ZERO and arguments == {left} and holds:
            return tree.ONE if greater else tree.MINUS_ONE
        if node.name in ("min", "max") and arguments == {left, right}:
            return left if greater == (node.name == "max") else right
    return tree.rebuild(node, lambda part: _assume(part, condition, holds))


def _settled(asked: Comparison, condition: Comparison, holds: bool) -> str | None:
    """Return whether a condition "holds" or "fails" where another one does or does not."""
    if asked == condition:
        return "holds" if holds else "fails"
    if asked.operands != condition.operands or len(condition.operators) > 1:
        return None
    (known,), (wanted,) = condition.operators, asked.operators
    if not holds:
        if known not in OPPOSITE:
            return None
        known = OPPOSITE[known]
    if wanted in IMPLIES[known]:
        return "holds"
    return "fails" if OPPOSITE.get(wanted) in IMPLIES[known] else None


def _solve_condition(node: Node) -> Node:
    """Solve a condition that is linear in x for x: 0 < (x + 3)/6 < 1 is -3 < x < 3."""
    if not isinstance(node, Where):
        return node
    return tree.where(solved(node.condition), node.then, node.otherwise)


def solved(condition: Comparison) -> Comparison:
    """Return a condition that is linear in x as one on x itself."""
    moving = [part for part in condition.operands if not isinstance(part, Number)]
    line = linear(moving[0]) if len(moving) == 1 else None
    if line is None or moving[0] == tree.X:
        return condition
    slope, offset = line
    operands = tuple(
        tree.number((part.value - offset) / slope) if isinstance(part, Number) else tree.X
        for part in condition.operands
    )
    operators = condition.operators
    if slope < 0:
        operators = tuple(FLIPPED[operator] for operator in operators)
        if len(operators) > 1:
            operands = operands[::-1]
            operators = tuple(FLIPPED[operator] for operator in reversed(operators))
    return Comparison(operands, operators)


def linear(node: Node) -> tuple[Fraction, Fraction] | None:
    """Return slope and offset of a formula that is slope*x + offset with numbers, or None."""
    match node:
        case Symbol() if node == tree.X:
            return Fraction(1), Fraction(0)
        case Product((Number(value), rest)):
            inner = linear(rest)
            return inner and (value * inner[0], value * inner[1])
        case Sum((Number(value), rest)) | Sum((rest, Number(value))):
            inner = linear(rest)
            return inner and (inner[0], inner[1] + value)
        case _:
            return None


STEPS: Mapping[type[Node], tuple[Callable[[Node], Node], ...]] = {
    Product: (_product_identities, _into_branches, _content_out),
    Sum: (_merge_choices, _expand, _sum_identities, _factor_out),
    Where: (_under_condition, _solve_condition),
}


# Patterns with one unknown, u


def _match(pattern: Node, node: Node) -> Node | None:
    """Return the u for which the pattern, a function of u or a power of one, is the node."""
    _, pattern = tree.split_coefficient(pattern)
    match pattern, node:
        case Power(base, exponent), Power(inner, found) if exponent == found:
            return _match(base, inner)
        case Call(name, (inside,)), Call(found_name, (argument,)) if name == found_name:
            return argument if inside == ARGUMENT else tree.negate(argument)
        case _:
            return None


def _fill(pattern: Node, argument: Node) -> Node:
    return tree.substitute(pattern, {ARGUMENT.name: argument})


@cache
def _sum_table() -> tuple[tuple[Node, Node, Node], ...]:
    return tuple(_parsed_row(row) for row in IDENTITIES)


@cache
def _product_table() -> tuple[tuple[Node, Node, Node], ...]:
    return tuple(_parsed_row(row) for row in PRODUCT_IDENTITIES)


def _parsed_row(row: tuple[str, str, str]) -> tuple[Node, Node, Node]:
    first, second, result = (parse(text, parameters=(ARGUMENT.name,)) for text in row)
    return first, second, result


def _terms(node: Node) -> tuple[Node, ...]:
    return node.terms if isinstance(node, Sum) else (node,)


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _divide(node: Node, divisor: Node) -> Node:
    return tree.multiply(node, tree.power(divisor, tree.MINUS_ONE))
