"""The nodes of the tree of a formula: small, frozen, compared by what they are.

They are made with the constructors of `tree`, never directly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

T = TypeVar("T")


class _Part:
    """A part of a tree, whose hash is worked out once: simplifying looks parts up all the time.

    Parts that differ are told apart by their hashes: those of a deep formula differ far down only.
    """

    __slots__ = ("_hash",)
    _hash: int


def _keeps_hash(part: type[T]) -> type[T]:
    worked_out: Callable[[T], int] = part.__hash__
    equal: Callable[[T, T], bool] = part.__eq__

    def kept(self: Any) -> Any:
        if not hasattr(self, "_hash"):
            object.__setattr__(self, "_hash", worked_out(self))
        return self._hash

    def same(self: Any, other: Any) -> bool:
        if self is other:
            return True
        alike = self.__class__ is other.__class__ and kept(self) == kept(other)
        return alike and equal(self, other)

    # a type checker takes methods for fixed; these replace what the dataclass has made
    part.__hash__ = kept  # type: ignore[method-assign]
    part.__eq__ = same  # type: ignore[method-assign]
    return part


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Number(_Part):
    """An exact rational number."""

    value: Fraction


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Symbol(_Part):
    """The variable `x`, a constant (`pi`, `e`) or a parameter."""

    name: str


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Sum(_Part):
    """Two or more terms, none of them a sum; at most one of them a number."""

    terms: tuple[Node, ...]


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Product(_Part):
    """Two or more factors, none of them a product; at most one a number, which comes first."""

    factors: tuple[Node, ...]


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Power(_Part):
    """`base**exponent`; a division is a power of -1, a square root a power of 1/2."""

    base: Node
    exponent: Node


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Call(_Part):
    """A primitive applied to its arguments."""

    name: str
    arguments: tuple[Node, ...]


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Comparison(_Part):
    """A chain such as `0 < x < 6`: one operator fewer than operands."""

    operands: tuple[Node, ...]
    operators: tuple[str, ...]

    def links(self) -> Iterator[tuple[Node, str, Node]]:
        """Yield each comparison of the chain: left, operator, right."""
        yield from zip(self.operands, self.operators, self.operands[1:], strict=False)


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Where(_Part):
    """`then` where the condition holds, `otherwise` elsewhere."""

    condition: Comparison
    then: Node
    otherwise: Node


Node = Number | Symbol | Sum | Product | Power | Call | Where

X = Symbol("x")
# The uniform number of a draw, in the formula of what is random about a function.
UNIFORM = Symbol("u")
# What has no value: the other branch of a choice that keeps a formula to its domain.
UNDEFINED = Symbol("undefined")
CONSTANTS = {"pi": math.pi, "e": math.e}

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {  # of exact numbers, or of floats
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "!=": lambda a, b: a != b,  # which only the domain of a formula asks
}
