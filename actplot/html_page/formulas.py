"""Formulas of curves as functions of JavaScript: values, derivatives, and where they switch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from actplot.basics import HIGHEST_ON_PAGE
from actplot.code import function_lines, whole_code
from actplot.formula import (
    Call,
    Curve,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    bare,
    derivative,
    on_its_domain,
)
from actplot.sampling import switches_and_poles


def formulas(curves: Sequence[Curve], order: int) -> str:
    """Return a script that makes `FORMULAS`: for each curve `orders` and `switches`.

    Either is a list of functions of x and of the parameters, in their order; the functions of
    `switches` are zero where the curve may have a kink, a jump or a pole. Equal formulas are
    printed once. `program` and `outputs` say the orders again, for wide numbers.
    """
    orders = max(order, HIGHEST_ON_PAGE)
    places: dict[tuple[object, ...], int] = {}
    rows: list[str] = []
    which: list[int] = []
    for curve in curves:
        key = (curve.tree, tuple(curve.parameters))
        if key not in places:
            places[key] = len(rows)
            values = [_arrow(function_lines(curve, "f", order=n)) for n in range(orders + 1)]
            slopes = (derivative(bare(curve.tree), n) for n in range(1, orders + 1))
            asked = dict.fromkeys(
                switch for node in (curve.tree, *slopes) for switch in switches_and_poles(node)
            )
            switches = [_arrow(function_lines(curve, "s", node=node)) for node in asked]
            wide = program(curve, orders)
            rows.append(
                f"{{orders: [{', '.join(values)}], switches: [{', '.join(switches)}], {wide}}}"
            )
        which.append(places[key])
    table = "\n".join(["const TREES = [", *(f"{row}," for row in rows), "];"])
    chosen = f"const FORMULAS = {which}.map((n) => TREES[n]);"
    return "\n".join([*whole_code([table]), chosen])


def _arrow(lines: Sequence[str]) -> str:
    """Return a function as the shortest that says the same; its parameters are always given."""
    head, *body, _ = lines
    arguments = re.sub(r" = [^,)]*", "", head[head.index("(") : head.rindex(")") + 1])
    if len(body) == 1:
        return f"{arguments} => {body[0].strip().removeprefix('return ').removesuffix(';')}"
    return "\n".join([f"{arguments} => {{", *body, "}"])


def program(curve: Curve, orders: int) -> str:
    """Return value and derivatives as steps for wide numbers, each part once.

    The first places are those of x and of the parameters. A step is an operation, a colon and the
    places of what it takes; behind `=` stands a number, behind `?` the comparisons of a choice.
    """
    steps: list[str] = []
    names = ["x", *curve.parameters]
    places: dict[Node, int] = {Symbol(name): n for n, name in enumerate(names)}

    def place(node: Node) -> int:
        if node not in places:
            step = _step(node, place)
            places[node] = len(names) + len(steps)
            steps.append(step)
        return places[node]

    slopes = (derivative(bare(curve.tree), n) for n in range(1, orders + 1))
    # outside of where the function is defined it has no slope either
    nodes = [on_its_domain(curve.tree), *(on_its_domain(each, of=curve.tree) for each in slopes)]
    outputs = [place(node) for node in nodes]
    return f'program: "{";".join(steps)}", outputs: {outputs}'


def _step(node: Node, place: Callable[[Node], int]) -> str:
    match node:
        case Number(value):
            return f"={value}"
        case Symbol(name):
            return name
        case Sum(parts):
            return _taking("+", map(place, parts))
        case Product(parts):
            return _taking("*", map(place, parts))
        case Power(base, exponent):
            return _taking("^", (place(base), place(exponent)))
        case Call(name, arguments):
            return _taking(name, map(place, arguments))
        case Where(condition, then, otherwise):
            operands = [place(each) for each in condition.operands]
            signs = "&".join(condition.operators)
            return _taking(f"?{signs}", (*operands, place(then), place(otherwise)))


def _taking(operation: str, taken: Iterable[int]) -> str:
    return f"{operation}:{','.join(map(str, taken))}"
