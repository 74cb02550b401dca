"""Formulas of curves as functions of JavaScript: values, derivatives, and where they switch."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

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
)
from actplot.sampling import switches_and_poles

HIGHEST = 2  # derivatives that a page shows at a key, if the picture shows no more


def formulas(curves: Sequence[Curve], order: int) -> str:
    """Return a script that makes `FORMULAS`: for each curve `orders` and `switches`.

    Either is a list of functions of x and of the parameters, in their order; the functions of
    `switches` are zero where the curve may have a kink, a jump or a pole. Equal formulas are
    printed once. `program` and `outputs` say the orders again, for wide numbers.
    """
    orders = max(order, HIGHEST)
    blocks: list[str] = []
    places: dict[tuple[object, ...], int] = {}
    rows: list[str] = []
    which: list[int] = []
    for curve in curves:
        key = (curve.tree, tuple(curve.parameters))
        if key not in places:
            places[key] = number = len(rows)
            values = [f"f{number}_{n}" for n in range(orders + 1)]
            for n, name in enumerate(values):
                blocks.append("\n".join(function_lines(curve, name, order=n)))
            slopes = (derivative(bare(curve.tree), n) for n in range(1, orders + 1))
            asked = dict.fromkeys(
                switch for node in (curve.tree, *slopes) for switch in switches_and_poles(node)
            )
            switches = [f"s{number}_{n}" for n in range(len(asked))]
            for name, node in zip(switches, asked, strict=True):
                blocks.append("\n".join(function_lines(curve, name, node=node)))
            wide = program(curve, orders)
            rows.append(
                f"{{orders: [{', '.join(values)}], switches: [{', '.join(switches)}], {wide}}}"
            )
        which.append(places[key])
    table = "\n".join(["const TREES = [", *(f"{row}," for row in rows), "];"])
    chosen = f"const FORMULAS = {which}.map((n) => TREES[n]);"
    return "\n".join([*whole_code(blocks), table, chosen])


def program(curve: Curve, orders: int) -> str:
    """Return value and derivatives as steps for wide numbers, each part once.

    A step is an operation and the places of the steps that it takes; `=` is a number, or the place
    of x and of the parameters.
    """
    steps: list[list[Any]] = []
    places: dict[Node, int] = {}
    names = ["x", *curve.parameters]

    def place(node: Node) -> int:
        if node not in places:
            step = _step(node, place, names)
            places[node] = len(steps)
            steps.append(step)
        return places[node]

    nodes = [curve.tree, *(derivative(bare(curve.tree), n) for n in range(1, orders + 1))]
    outputs = [place(bare(node)) for node in nodes]
    return f"program: {json.dumps(steps, separators=(',', ':'))}, outputs: {outputs}"


def _step(node: Node, place: Callable[[Node], int], names: Sequence[str]) -> list[Any]:
    match node:
        case Number(value):
            return ["=", str(value)]
        case Symbol(name) if name in names:
            return ["=", names.index(name)]
        case Symbol(name):
            return [name]
        case Sum(parts):
            return ["+", *map(place, parts)]
        case Product(parts):
            return ["*", *map(place, parts)]
        case Power(base, exponent):
            return ["^", place(base), place(exponent)]
        case Call(name, arguments):
            return [name, *map(place, arguments)]
        case Where(condition, then, otherwise):
            operands = [place(each) for each in condition.operands]
            return ["?", condition.operators, operands, place(then), place(otherwise)]
