"""The truth: a formula's value and two slopes at a point, or that it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from mpmath import libmp

from tests.truth.balls import ONE, ZERO, Ball, Doubt, Huge, Number
from tests.truth.functions import ALSO, FUNCTIONS, SPELLINGS
from tests.truth.reading import Node, number, read
from tests.truth.series import (
    Calculus,
    Frame,
    MoreTerms,
    Roots,
    Series,
    Touched,
    Undefined,
    Unknown,
)

FIRST_BITS = 512  # 154 digits
MOST_BITS = 20_000  # where it is known that so many do: 6,000 digits
DOUBTED_BITS = 4_100  # where it is not
MOST_TERMS = 60
SETTLED = 70  # bits of a result that is used
TINY = -1250  # logarithm of what is nothing beside any float
LARGEST_SIZE = 1024  # bits of what a float can be
SAME = 1200  # bits in which two sides agree that are taken to be equal


@dataclass(frozen=True)
class Answer:
    """A true value: a number, or why there is none; `allowed` is what may be given instead.

    `kind` is number, undefined or unknown. What may stand for what is undefined: the limit from
    the one side on which there is a function, or an infinity that both sides agree on.
    """

    kind: str
    value: Number = ZERO
    allowed: tuple[Number | float, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Truth:
    """The answers of order 0, 1 and 2; `exponent` is the largest argument of an exponential.

    `choices` tells which way each switch went, where none is exactly at its border.
    """

    answers: tuple[Answer, Answer, Answer]
    exponent: float = 0.0
    choices: tuple[int, ...] | None = None


UNKNOWN = Answer("unknown")
INFINITIES = (math.inf, -math.inf)


def truth(tree: Node, x: float | Fraction, most_bits: int = MOST_BITS) -> Truth:
    """Return the truth at x, with as many bits as it takes."""
    bits, best = FIRST_BITS, Truth((UNKNOWN, UNKNOWN, UNKNOWN))
    while True:
        try:
            found = _attempt(tree, Fraction(x), bits)
            lacking = [_lacking(answer) for answer in found.answers]
            known = [
                a if lack == 0 else UNKNOWN for a, lack in zip(found.answers, lacking, strict=True)
            ]
            best = replace(found, answers=(known[0], known[1], known[2]))
            if not any(lacking):
                return best
            within = [lack for lack in lacking if lack <= most_bits - bits]
            needed = bits + max(within, default=0)
            if needed <= bits:
                return best
        except Doubt as doubt:
            needed = max(doubt.bits, 2 * bits)
            if doubt.hopeless or (doubt.bits <= bits and needed > DOUBTED_BITS):
                return _value_alone(tree, x, bits, best)
        except Unknown:
            return best
        if needed > most_bits:
            return _value_alone(tree, x, bits, best)
        bits = max(needed, min(2 * bits, most_bits))


def _value_alone(tree: Node, x: float | Fraction, bits: int, best: Truth) -> Truth:
    """Return the value where the slopes are in doubt, if it is not."""
    if best.answers[0].kind != "unknown":
        return best
    calculus = Calculus(bits, Frame(alone=True, terms=1))
    try:
        answer = Answer("number", Meaning(calculus, Fraction(x)).of(tree).terms[0])
    except Undefined as reason:
        return Truth(_undefined(str(reason)))
    except (Doubt, Unknown):
        return best
    if _lacking(answer):
        return best
    return Truth((answer, UNKNOWN, UNKNOWN), calculus.n.exponent)


def _lacking(answer: Answer) -> int:
    """Return how many bits an answer lacks to be settled."""
    value = answer.value
    if answer.kind != "number" or not isinstance(value, Ball):
        return 0
    if max(value.size, value.error) < TINY or value.error < value.size - SETTLED:
        return 0
    if value.error < value.size - 2:
        return value.error - value.size + SETTLED + 16
    return value.error - TINY + 16


def _attempt(tree: Node, x: Fraction, bits: int) -> Truth:
    calculus = Calculus(bits, Frame())
    try:
        found = Meaning(calculus, x).of(tree)
        terms = found.terms
        second = calculus.n.multiply(Fraction(2), terms[2])
        numbers = [Answer("number", value) for value in (terms[0], terms[1], second)]
        choices = tuple(calculus.choices)
        return Truth((numbers[0], numbers[1], numbers[2]), calculus.n.exponent, choices)
    except Touched:
        pass
    except Undefined as reason:
        return Truth(_undefined(str(reason)))
    alone = Calculus(bits, Frame(alone=True, terms=1))
    try:
        value = Meaning(alone, x).of(tree).terms[0]
    except Undefined as reason:
        return Truth(_undefined(str(reason)))
    first = Answer("number", value)
    try:
        left, right = (_one_side(tree, x, bits, side) for side in (-1, 1))
    except Unknown:
        return Truth((first, UNKNOWN, UNKNOWN), alone.n.exponent)
    return Truth((first, *_joined(alone, value, left, right)), alone.n.exponent)


def _undefined(reason: str) -> tuple[Answer, Answer, Answer]:
    """Return what stands where a part of the formula has no value.

    Beside a pole an infinity may stand. At the logarithm of 0 the value is not looked at, as a
    limit may be meant, and a power of a negative number may have values at whole exponents.
    """
    poles = () if reason == "domain" else INFINITIES
    any_value = Answer("unknown", reason=reason)
    answer = Answer("undefined", ZERO, poles, reason)
    if reason == "isolated":
        return any_value, any_value, any_value
    return (any_value if reason == "logarithm" else answer), answer, answer


Side = tuple[Number | float, Number | float, Number | float]


def _one_side(tree: Node, x: Fraction, bits: int, side: int) -> Side | None:
    """Return value and slopes as x comes from a side, infinite ones too; None if undefined."""
    frame = Frame(side=side)
    while frame.terms <= MOST_TERMS * frame.root:
        calculus = Calculus(bits, frame)
        try:
            return _limits(calculus, calculus.known(Meaning(calculus, x).of(tree)))
        except MoreTerms:
            frame = replace(frame, terms=2 * frame.terms)
        except Roots as needed:
            root = int(needed.args[0])
            frame = replace(frame, root=root, terms=max(frame.terms, 3 * root))
        except Undefined:
            return None
    raise Unknown


def _limits(calculus: Calculus, series: Series) -> Side:
    """Read value and slopes off a series in t, where x is the point + side*t**root."""
    root, side = calculus.frame.root, calculus.frame.side
    if series.first < 0 and series.terms and series.terms[0] != 0:
        sign = calculus.n.sign(series.terms[0])
        return sign * math.inf, math.nan, math.nan
    if series.end <= 2 * root:
        raise MoreTerms
    at = [ZERO] * max(series.first, 0) + series.terms[max(-series.first, 0) :]
    found: list[Number | float] = [at[0]]
    for order in (1, 2):
        between = [term for term in at[(order - 1) * root + 1 : order * root] if term != 0]
        turn = side**order
        if between or isinstance(found[-1], float):
            # the slope of a root: a power of t that is less than the order
            sign = calculus.n.sign(between[0]) * turn if between else 0
            found.append(math.inf * sign if sign else math.nan)
        else:
            found.append(calculus.n.multiply(Fraction(turn * order), at[order * root]))
    return found[0], found[1], found[2]


def _joined(
    calculus: Calculus, value: Number, left: Side | None, right: Side | None
) -> tuple[Answer, Answer]:
    """Return the slopes that both sides agree on, the value being that of the point."""
    if left is None or right is None:
        only = left or right
        if only is None:
            return UNKNOWN, UNKNOWN
        return _border(only[1]), _border(only[2])
    if not (_same(calculus, left[0], value) and _same(calculus, right[0], value)):
        hidden = len({nearest(number) for number in (left[0], right[0], value)}) == 1
        return (
            Answer("undefined", ZERO, (left[1], right[1]) if hidden else (), "jump"),
            Answer("undefined", ZERO, (left[2], right[2]) if hidden else (), "jump"),
        )
    first = _agreed(calculus, left[1], right[1], "kink")
    if first.kind != "number":
        return first, Answer("undefined", ZERO, first.allowed and INFINITIES, "kink")
    return first, _agreed(calculus, left[2], right[2], "kink of the slope")


def nearest(number: Number | float) -> float:
    """Return the float nearest to a number: a jump that no float shows is let pass."""
    match number:
        case Fraction():
            try:
                return float(number)
            except OverflowError:
                return math.inf if number > 0 else -math.inf
        case Ball(middle):
            size = middle[2] + middle[3]
            return float(libmp.to_float(middle)) if size < LARGEST_SIZE else math.inf
        case Huge(sign):
            return sign * math.inf
        case _:
            return number


def _border(limit: Number | float) -> Answer:
    """Return what there is at the end of the line: no slope, but its limit is let pass."""
    allowed = INFINITIES if isinstance(limit, float) else (limit,)
    return Answer("undefined", ZERO, allowed, "border")


def _agreed(calculus: Calculus, left: Number | float, right: Number | float, why: str) -> Answer:
    if isinstance(left, float) or isinstance(right, float):
        return Answer("undefined", ZERO, (left,) if left == right else (), "infinite slope")
    if _same(calculus, left, right):
        return Answer("number", left if isinstance(left, Ball) else right)
    return Answer("undefined", reason=why)


def _same(calculus: Calculus, a: Number | float, b: Number | float) -> bool:
    if isinstance(a, float) or isinstance(b, float):
        return False
    if isinstance(a, Huge) or isinstance(b, Huge):
        raise Doubt(hopeless=True)
    difference = calculus.n.subtract(a, b)
    if not isinstance(difference, Ball):
        return difference == 0
    if difference.certain:
        return False
    small = max(difference.size, difference.error)
    if small > max(calculus.n.ball(a).size, calculus.n.ball(b).size, TINY + SAME) - SAME:
        raise Doubt
    return True


@cache
def _formula(name: str) -> Node:
    return read(ALSO[name])


class Meaning:
    """What each kind of part means, in a calculus, around x."""

    def __init__(self, calculus: Calculus, x: Fraction) -> None:
        self.c, self.x = calculus, x

    def of(self, node: Node) -> Series:
        match node.kind:
            case "number":
                return self.c.constant(number(node.text))
            case "name":
                return self.named(node.text)
            case "negate":
                return self.c.negate(self.of(node.parts[0]))
            case "operator":
                return self.operator(node.text, *node.parts)
            case "where":
                return self.where(node)
            case _:
                return self.call(node)

    def named(self, name: str) -> Series:
        if name == "x":
            return self.c.variable(self.x)
        return self.c.constant(self.c.n.pi() if name == "pi" else self.c.n.exp(ONE))

    def operator(self, sign: str, left: Node, right: Node) -> Series:
        if sign == "**":
            return self.power(left, right)
        a, b = self.of(left), self.of(right)
        match sign:
            case "+":
                return self.c.add(a, b)
            case "-":
                return self.c.subtract(a, b)
            case "*":
                return self.c.multiply(a, b)
            case _:
                return self.c.divide(a, b)

    def power(self, left: Node, right: Node) -> Series:
        exponent = self.of(right)
        if (left.kind, left.text) == ("name", "e"):
            return self.c.exp(exponent)
        base = self.of(left)
        top = exponent.terms[0]
        if not right.has_x() and isinstance(top, Fraction):
            return self.c.power(base, top)
        return self.c.power_of(base, exponent)

    def where(self, node: Node) -> Series:
        *compared, then, otherwise = node.parts
        operands = [self.of(part) for part in compared]
        signs = node.text.split()

        def fails() -> bool:
            for sign, a, b in zip(signs, operands, operands[1:], strict=False):
                order = self.c.sign(self.c.subtract(a, b))
                if not ((order == 0 and "=" in sign) or order == (-1 if "<" in sign else 1)):
                    return True
            return False

        return self.c.choose(fails, lambda: self.of(then), lambda: self.of(otherwise))

    def call(self, node: Node) -> Series:
        name = SPELLINGS.get(node.text, node.text)
        if name in ALSO:
            return self.of(_formula(name).put(node.parts[0]))
        arguments = [self.of(part) for part in node.parts]
        return FUNCTIONS[name](self.c, *arguments)
