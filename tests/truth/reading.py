"""Text to tree and back: a reader of the language of formulas, by binding power."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|<=|>=|[-+*/(),<>]))"
)
BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}
NEGATION, POWER = 3, 4
COMPARISONS = ("<", "<=", ">", ">=")
CONSTANTS = ("pi", "e")


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    `kind` is number, name, negate, operator, call or where; `text` the number, the name, the
    operator, or the comparisons of a where, whose parts are what is compared and two branches.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return _written(self)[0]

    def has_x(self) -> bool:
        return (self.kind, self.text) == ("name", "x") or any(p.has_x() for p in self.parts)

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def put(self, inner: Node) -> Node:
        """Return the formula with another in the place of x."""
        if (self.kind, self.text) == ("name", "x"):
            return inner
        return replace(self, parts=tuple(part.put(inner) for part in self.parts))


X = Node("name", "x")


def number(text: str) -> Fraction:
    """Return what a number means: the decimal fraction that was typed."""
    return Fraction(text)


def read(text: str) -> Node:
    """Return the tree of a formula; raises SyntaxError for what is none."""
    reader = _Reader(text)
    tree = reader.expression(0)
    if reader.next:
        raise SyntaxError(f"{reader.next!r} is left over in {text!r}")
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place, text = 0, text.rstrip()
        while place < len(text):
            found = TOKEN.match(text, place)
            if not found:
                raise SyntaxError(f"{text[place:]!r} does not read")
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()
        self.tokens.reverse()

    @property
    def next(self) -> str:
        return self.tokens[-1][1] if self.tokens else ""

    def take(self, *expected: str) -> tuple[str, str]:
        if not self.tokens or (expected and self.next not in expected):
            raise SyntaxError(f"{self.next!r} stands where {expected or 'more'} should")
        return self.tokens.pop()

    def expression(self, least: int) -> Node:
        left = self.operand()
        while BINDS.get(self.next, -1) > least or (least == 0 and self.next in BINDS):
            _, sign = self.take()
            left = Node("operator", sign, (left, self.expression(BINDS[sign])))
        return left

    def operand(self) -> Node:
        """Read what has its signs in front and its power behind: -x**2 is -(x**2)."""
        if self.next in ("-", "+"):
            _, sign = self.take()
            inner = self.operand()
            return Node("negate", "-", (inner,)) if sign == "-" else inner
        base = self.atom()
        if self.next == "**":
            self.take()
            return Node("operator", "**", (base, self.operand()))
        return base

    def atom(self) -> Node:
        kind, text = self.take()
        if text == "(":
            inner = self.expression(0)
            self.take(")")
            return inner
        if kind == "number":
            return Node("number", text)
        if kind != "name":
            raise SyntaxError(f"{text!r} stands where a number or a name should")
        if self.next != "(":
            is_symbol = text == "x" or text in CONSTANTS
            return Node("name", text) if is_symbol else Node("call", text, (X,))
        self.take("(")
        return self.choice() if text == "where" else Node("call", text, self.arguments())

    def arguments(self) -> tuple[Node, ...]:
        found = [self.expression(0)]
        while self.take(",", ")")[1] == ",":
            found.append(self.expression(0))
        return tuple(found)

    def choice(self) -> Node:
        compared, signs = [self.expression(0)], []
        while self.next != ",":
            signs.append(self.take(*COMPARISONS)[1])
            compared.append(self.expression(0))
        self.take(",")
        branches = self.arguments()
        if len(branches) != 2 or not signs:
            raise SyntaxError("where takes a comparison and two values")
        return Node("where", " ".join(signs), (*compared, *branches))


def _written(node: Node) -> tuple[str, int]:
    """Return the text of a node and how tightly it binds."""
    if node.kind in ("number", "name"):
        return node.text, 5
    if node.kind == "call":
        return f"{node.text}({', '.join(map(str, node.parts))})", 5
    if node.kind == "negate":
        return f"-{_within(node.parts[0], NEGATION)}", NEGATION
    if node.kind == "where":
        *compared, then, otherwise = map(str, node.parts)
        condition = compared[0]
        for sign, operand in zip(node.text.split(), compared[1:], strict=True):
            condition += f" {sign} {operand}"
        return f"where({condition}, {then}, {otherwise})", 5
    left, right = node.parts
    if node.text == "**":
        return f"{_within(left, POWER + 1)}**{_within(right, NEGATION)}", POWER
    binds = BINDS[node.text]
    space = " " if binds == 1 else ""
    after = _within(right, binds + 1)
    if after[0] == "-":
        after = f"({after})"  # a sign after a sign is put in parentheses, as people do
    return f"{_within(left, binds)}{space}{node.text}{space}{after}", binds


def _within(node: Node, least: int) -> str:
    text, binds = _written(node)
    return text if binds >= least else f"({text})"
