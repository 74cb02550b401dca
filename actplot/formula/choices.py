"""Primitives that choose between branches, such as abs and max, as the choices that they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from actplot.basics import NumberError
from actplot.formula.parse import parse
from actplot.formula.primitives import ROWS
from actplot.formula.tree import (
    ZERO,
    Call,
    Comparison,
    Node,
    Where,
    add,
    negate,
    substitute,
    walk,
)

# Which comparisons of the same two sides hold where this one does.
IMPLIES: Mapping[str, tuple[str, ...]] = {
    ">": (">", ">=", "!="),
    "<": ("<", "<=", "!="),
    ">=": (">=",),
    "<=": ("<=",),
    "!=": ("!=",),
}
OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


@cache
def _in_its_arguments(text: str, arguments: tuple[str, ...]) -> Node:
    return parse(text, parameters=arguments)


@lru_cache(maxsize=20_000)
def _written_out(text: str, call: Call) -> Node:
    """Return a formula of a row with the arguments of a call put in."""
    names = ROWS[call.name].arguments
    values = dict(zip(names, call.arguments, strict=True))
    return substitute(_in_its_arguments(text, names), values)


def as_choice(call: Call) -> Node:
    """Return abs(u) as where(u >= 0, u, -u), and so on for every primitive that chooses."""
    return _written_out(ROWS[call.name].choice, call)


def steps(call: Call) -> Node:
    """Return the formula at whose zeros a call jumps from one constant to the next."""
    return _written_out(ROWS[call.name].steps, call)


def stepping_calls(formula: Node) -> tuple[Call, ...]:
    """Return the calls of a formula that go from one constant to the next, each once."""
    calls = (part for part in walk(formula) if isinstance(part, Call) and ROWS[part.name].steps)
    return tuple(calls)


@lru_cache(maxsize=20_000)
def difference(left: Node, right: Node) -> Node | None:
    """Return left - right, None where its numbers cannot be held; many points ask for the same."""
    try:
        return add(left, negate(right))
    except NumberError:
        return None


def domain_of(call: Call) -> Comparison:
    """Return where a primitive whose row has a domain is defined, in the arguments of a call."""
    indicator = _written_out(f"where({ROWS[call.name].domain}, 1, 0)", call)
    if isinstance(indicator, Where):
        return indicator.condition
    return Comparison((indicator, ZERO), (">",))  # of a number, which is settled


def edge_of_domain(call: Call, with_value: bool) -> list[Node]:
    """Return the formulas at whose zeros the domain ends, with a value there or without one."""
    if not ROWS[call.name].domain:
        return []
    links = domain_of(call).links()
    return [add(left, negate(right)) for left, sign, right in links if ("=" in sign) == with_value]


def comparisons(formula: Node) -> Iterator[tuple[Node, Node]]:
    """Yield both sides of every comparison by which a formula chooses, also inside primitives."""
    for part in walk(formula):
        match part:
            case Comparison():
                yield from ((left, right) for left, _, right in part.links())
            case Call(name, _) if ROWS[name].choice:
                yield from _first_comparisons(as_choice(part))
            case _:
                continue


def _first_comparisons(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield those of the choice itself; its branches are parts of the formula anyway."""
    if isinstance(node, Where):
        yield from ((left, right) for left, _, right in node.condition.links())
        yield from _first_comparisons(node.otherwise)
