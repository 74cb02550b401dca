"""Formulas of curves as functions of JavaScript: values, derivatives, and where they switch."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.code import function_lines, whole_code
from actplot.formula import Curve, bare, derivative
from actplot.sampling import switches_and_poles

HIGHEST = 2  # derivatives that a page shows at a key, if the picture shows no more


def formulas(curves: Sequence[Curve], order: int) -> str:
    """Return a script that makes `FORMULAS`: for each curve `orders` and `switches`.

    Each is a list of functions of x and of the parameters, in their order; the functions of
    `switches` are zero where the curve may have a kink, a jump or a pole. Equal formulas are
    printed once.
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
            rows.append(f"{{orders: [{', '.join(values)}], switches: [{', '.join(switches)}]}}")
        which.append(places[key])
    table = "\n".join(["const TREES = [", *(f"{row}," for row in rows), "];"])
    chosen = f"const FORMULAS = {which}.map((n) => TREES[n]);"
    return "\n".join([*whole_code(blocks), table, chosen])
