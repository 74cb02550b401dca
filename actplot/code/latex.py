"""Formulas as LaTeX, with the choices of a formula as the environment `cases` of amsmath."""

from __future__ import annotations

from collections.abc import Iterator

from actplot.basics import shortest
from actplot.formula import (
    Curve,
    Node,
    Symbol,
    Where,
    bare,
    condition_to_mathtext,
    derivative,
    symbol_to_mathtext,
    to_mathtext,
    tree,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def latex_lines(curve: Curve, order: int) -> Iterator[str]:
    """Yield a comment and a formula a line for value and derivatives, to stand in an equation."""
    values = ", ".join(f"{name} = {shortest(value)}" for name, value in curve.parameters.items())
    yield f"% {curve.name}{f' ({values})' if values else ''}: exact wherever it has a value"
    for n in range(order + 1):
        formula = to_latex(derivative(bare(curve.tree), n))
        primes = "'" * n
        yield f"f{primes}(x) = {formula}"


def to_latex(node: Node) -> str:
    """Return the formula as LaTeX, without dollar signs."""
    node = bare(node)
    if isinstance(node, Where):
        return _cases(node)
    held: dict[str, Where] = {}
    text = to_mathtext(_with_placeholders(node, held))
    for name, choice in held.items():
        text = text.replace(symbol_to_mathtext(name), rf"\left({_cases(choice)}\right)")
    return text


def _with_placeholders(node: Node, held: dict[str, Where]) -> Node:
    """Put a symbol in the place of each choice."""
    if isinstance(node, Where):
        known = {choice: name for name, choice in held.items()}
        name = known.get(node, f"choice{LETTERS[len(held) % len(LETTERS)] * (1 + len(held))}")
        held[name] = node
        return Symbol(name)
    return tree.rebuild(node, lambda part: _with_placeholders(part, held))


def _cases(node: Node) -> str:
    """Typeset a choice, with a row for each branch of a chain."""
    rows = []
    while isinstance(node, Where) and node.otherwise != tree.UNDEFINED:
        rows.append(
            rf"{to_latex(node.then)} & \text{{if }} {condition_to_mathtext(node.condition)}"
        )
        node = node.otherwise
    rows.append(rf"{to_latex(node)} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
