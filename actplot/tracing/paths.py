"""One path through the code: what it decided on x, and what is said where it cannot be followed."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from actplot.formula import Comparison, Node, Number, number, substitute, symbols, tree

MOST_PATHS = 64
MOST_DECISIONS = 64  # on one path; a loop that runs until something holds comes to more
NOT_CODE = ("/actplot/", "/numpy/", "/scipy/", "/torch/", "/jax/", "/flax/", "<frozen", "<string>")
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def place_in_code(file: str, line: int | None) -> str:
    """Return `line 12 of my.py: ` for a place in what is followed, "" for one in a library."""
    path = file.replace("\\", "/")
    if any(part in path for part in NOT_CODE):
        return ""
    return f"line {line} of {path.rpartition('/')[2]}: "


class CannotFollow(BaseException):
    """What cannot be followed, in one line; nothing that is followed should catch it."""


def line_of_code() -> str:
    """Return `line 12: ` for the innermost line of the code that is being followed."""
    frame = sys._getframe(1)
    while frame:
        if place := place_in_code(frame.f_code.co_filename, frame.f_lineno):
            return place
        if frame.f_code.co_name == "followed_path":
            return ""
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def refuse(reason: str) -> CannotFollow:
    """Return the error for what cannot be followed, with its line."""
    return CannotFollow(line_of_code() + reason)


@dataclass
class Paths:
    """The decisions of one path through the code, and the numbers of the parameters.

    `fixed` are the parameters that the code used as numbers: the formula holds for these alone.
    """

    parameters: dict[str, float]
    decided: Sequence[bool] = ()
    taken: list[tuple[Comparison, bool]] = field(default_factory=list)
    fixed: set[str] = field(default_factory=set)

    def decide(self, condition: Comparison) -> bool:
        """Return which way this path goes, by numbers where no x is in the condition."""
        (left, sign, right) = next(condition.links())
        for before, held in self.taken:
            (was_left, was_sign, was_right) = next(before.links())
            for a, s, b in ((left, sign, right), (right, SWAPPED[sign], left)):
                if (a, b) == (was_left, was_right) and s in (was_sign, NEGATED[was_sign]):
                    return held is (s == was_sign)
        if not tree.depends_on_x(condition):
            return tree.COMPARE[sign](self.number(left), self.number(right))
        if len(self.taken) >= MOST_DECISIONS:
            raise refuse(f"one path decides on x more than {MOST_DECISIONS} times")
        place = len(self.taken)
        holds = self.decided[place] if place < len(self.decided) else True
        self.taken.append((condition, holds))
        return holds

    def number(self, node: Node) -> float:
        """Return the number of a formula without x; its parameters are numbers from now on."""
        from actplot.evaluate import compiled

        if tree.depends_on_x(node):
            raise refuse("this needs x as a plain number, where only a symbol is known")
        self.fixed.update(symbols(node))
        bound = substitute(node, {key: exact(value) for key, value in self.parameters.items()})
        return float(bound.value) if isinstance(bound, Number) else float(compiled(bound)(0.0))


def exact(value: float) -> Node:
    """Return a number of the code by its shortest decimal, as it is written there."""
    if math.isnan(value):
        return tree.UNDEFINED
    if math.isinf(value):
        raise refuse("an infinite value is not part of formulas")
    if abs(value) == math.pi:
        return tree.Symbol("pi") if value > 0 else tree.negate(tree.Symbol("pi"))
    return number(repr(float(value)) if isinstance(value, float) else value)


def chosen(condition: Comparison, then: Node, otherwise: Node) -> Node:
    """Return the choice; of the two sides of its own comparison it is a min or max."""
    (left, sign, right) = next(condition.links())
    if (then, otherwise) == (left, right) and sign in "<=":
        return tree.call("min", left, right)
    if (then, otherwise) == (right, left) and sign in (">", ">="):
        return tree.call("min", left, right)
    if {then, otherwise} == {left, right} and then != otherwise:
        return tree.call("max", left, right)
    return tree.where(condition, then, otherwise)
