"""Tree to an expression of a language; repeated parts get names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import count

from actplot.code.languages import Language
from actplot.formula import (
    CONSTANTS,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    number_to_text,
    signed,
    split_fraction,
    tree,
)

CHOICE, SUM, PRODUCT, POWER, ATOM = range(-1, 4)  # how tightly a text binds
SMALL_POWERS = (2, 3)  # which C writes as products
SHORT = 3  # times that a short part may stand before it gets a name, less one
LARGEST_WHOLE = 2**31
LETTERS = {
    "exp": "ex",
    "expm1": "em",
    "log": "l",
    "log1p": "l",
    "abs": "size",
    "sigmoid": "s",
    "softplus": "p",
    "tanh": "t",
    "sech": "h",
    "normal_cdf": "cdf",
    "normal_pdf": "pdf",
}
LEADING_POWER = re.compile(r"([\w.]*\([^()]*\)|[\w.]+) ?\*\*")
TEMPLATE = re.compile(r"\{(-?)(\d)\}")


@lru_cache(maxsize=64)  # each form of a formula that is tried has the same names
def with_names(
    node: Node, taken: frozenset[str], has_powers: bool
) -> tuple[tuple[tuple[str, Node], ...], Node]:
    """Return a formula whose repeated parts are names, and what these are, in order.

    Where a language has no powers, what it has to multiply by itself has a name as well.
    """
    used = {*taken, *CONSTANTS}
    parts: dict[str, Node] = {}
    while (part := _to_name([node, *parts.values()], has_powers)) is not None:
        name = next(name for name in _names(part) if name not in used)
        used.add(name)
        symbol = Symbol(name)
        node = _swapped(node, part, symbol)
        parts = {other: _swapped(value, part, symbol) for other, value in parts.items()}
        parts[name] = part
    return tuple(_in_order(parts)), node


def _to_name(formulas: Sequence[Node], has_powers: bool) -> Node | None:
    """Return the largest part that stands more than once, or that is multiplied by itself."""
    walked = [part for formula in formulas for part in tree.occurrences(formula)]
    counts = Counter(part for part in walked if not isinstance(part, Number | Symbol | Comparison))
    found: list[Node] = [part for part, times in counts.items() if times > _may_stand(part)]
    if not has_powers:
        powers = (part for part in walked if isinstance(part, Power) and is_small_power(part))
        found += [part.base for part in powers if not isinstance(part.base, Symbol)]
    return max(found, key=tree.size, default=None)


def _may_stand(part: Node) -> float:
    """Return how often a part may stand before it gets a name."""
    match part:
        case Call():
            return 1
        case Power(_, Number(exponent)) if exponent < 0:
            return float("inf")
        case Power(Symbol(), Number(exponent)) if exponent.denominator == 1:
            return SHORT
        case Product((Number(value), rest)) if value == -1 and isinstance(rest, Symbol | Call):
            return float("inf")
        case Sum((_, _)) | Product((_, _)) if tree.size(part) <= SHORT:
            return SHORT - 1
        case _:
            return 1


def is_long(value: Fraction) -> bool:
    """Tell whether a number is written as a decimal, whatever it is exactly."""
    return max(abs(value.numerator), value.denominator) >= LARGEST_WHOLE


def _short(factor: Node) -> Node:
    """Return a long number as the symbol that is its decimal, which is not taken apart."""
    if isinstance(factor, Number) and is_long(factor.value):
        return Symbol(repr(float(factor.value)))
    return factor


def is_small_power(part: Power) -> bool:
    """Tell whether C writes a power as a product."""
    exponent = part.exponent
    return isinstance(exponent, Number) and abs(exponent.value) in SMALL_POWERS


def _names(part: Node) -> Iterator[str]:
    letter = LETTERS.get(part.name, "v") if isinstance(part, Call) else "u"
    if isinstance(part, Power) and part.exponent == tree.HALF:
        letter = "root"
    yield letter
    yield from (f"{letter}{number}" for number in count(2))


def _swapped(node: Node, part: Node, symbol: Symbol) -> Node:
    """Put a name in the place of a part, without any other change."""
    if node == part:
        return symbol
    match node:
        case Sum(terms):
            return Sum(tuple(_swapped(term, part, symbol) for term in terms))
        case Product(factors):
            return Product(tuple(_swapped(factor, part, symbol) for factor in factors))
        case Power(base, exponent):
            return Power(_swapped(base, part, symbol), _swapped(exponent, part, symbol))
        case Call(name, arguments):
            return Call(name, tuple(_swapped(each, part, symbol) for each in arguments))
        case Where(condition, then, otherwise):
            operands = tuple(_swapped(each, part, symbol) for each in condition.operands)
            return Where(
                Comparison(operands, condition.operators),
                _swapped(then, part, symbol),
                _swapped(otherwise, part, symbol),
            )
        case _:
            return node


def _in_order(parts: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    """Yield the parts, each behind those of which it is made."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[tuple[str, Node]]:
        if name in done or name not in parts:
            return
        done.add(name)
        for part in tree.walk(parts[name]):
            if isinstance(part, Symbol):
                yield from visit(part.name)
        yield name, parts[name]

    for name in parts:
        yield from visit(name)


@dataclass(frozen=True)
class Printer:
    """Writes formulas in one language; `names` holds what symbols are called there.

    `moving` holds the symbols whose value changes with x.
    """

    language: Language
    names: Mapping[str, str]
    moving: frozenset[str]

    def text(self, node: Node) -> str:
        """Return the formula as an expression."""
        return self._text(node)[0]

    def whole(self, node: Node) -> str:
        """Return the expression of a result, which is an array where x is one."""
        if not self.language.is_python:
            return self.text(node)
        if not self.moves(node):
            return self.language.filled.format(self._branch(node))
        if isinstance(node, Where) and self._is_settled(node.condition):
            then, otherwise = self.whole(node.then), self.whole(node.otherwise)
            return f"{then} if {self._condition(node.condition)} else {otherwise}"
        return self.text(node)

    def _is_settled(self, condition: Comparison) -> bool:
        """Tell whether a condition is one of Python, not of arrays."""
        return self.language.name == "torch" and not self.moves(condition)

    def moves(self, node: Node | Comparison) -> bool:
        """Tell whether x, or what is made of it, occurs in the node."""
        return any(
            isinstance(part, Symbol) and part.name in self.moving for part in tree.walk(node)
        )

    def _text(self, node: Node) -> tuple[str, int]:
        match node:
            case Number(value):
                return self._number(value)
            case Symbol(name):
                if node == tree.UNDEFINED:
                    return self.language.nan, ATOM
                constant = {"pi": self.language.pi, "e": self.language.e}.get(name, name)
                return self.names.get(name, constant), ATOM
            case Call(name, arguments):
                return self._call(name, arguments)
            case Where():
                return self._choice(node)
            case Sum(terms):
                words = [self._wrapped(terms[0], SUM)]
                for sign, term in signed(terms[1:]):
                    words += [sign, self._wrapped(term, PRODUCT)]
                return " ".join(words), SUM
            case Power(base, Number(exponent)) if exponent == Fraction(1, 2):
                return self._call("sqrt", (base,))
            case Power(_, Number(exponent)) if exponent < 0:
                return self._product((node,))
            case Power(base, exponent):
                return self._power(base, exponent)
            case Product(factors):
                return self._product(factors)

    def _wrapped(self, node: Node, needed: int) -> str:
        text, binding = self._text(node)
        return text if binding >= needed else f"({text})"

    def _number(self, value: Fraction) -> tuple[str, int]:
        if is_long(value):
            return repr(float(value)), SUM if value < 0 else ATOM
        text = number_to_text(value)
        if "/" in text and self.language.name == "c":
            text = f"{value.numerator}.0/{value.denominator}"
        binding = SUM if value < 0 else PRODUCT if "/" in text else ATOM
        return text.replace("/", " / "), binding

    def _call(self, name: str, arguments: Sequence[Node]) -> tuple[str, int]:
        still = not any(map(self.moves, arguments))
        if self.language.name == "torch" and name in ("min", "max") and not still:
            for n, bound in enumerate(arguments):
                if not self.moves(bound):
                    end = "max" if name == "min" else "min"
                    other = self.text(arguments[1 - n])
                    return f"torch.clamp({other}, {end}={self.text(bound)})", ATOM
        calls = self.language.fixed if still and self.language.fixed else self.language.calls

        def argument(found: re.Match[str]) -> str:
            node = arguments[int(found[2])]
            return self.text(tree.negate(node) if found[1] else node)

        template = calls[name]
        if template.startswith("-") or " / " in template:
            # only what is itself an operand needs parentheses
            text = TEMPLATE.sub(lambda found: self._operand(found, arguments), template)
            return text, SUM if template.startswith("-") else PRODUCT
        return TEMPLATE.sub(argument, template), ATOM

    def _operand(self, found: re.Match[str], arguments: Sequence[Node]) -> str:
        node = arguments[int(found[2])]
        text, binding = self._text(tree.negate(node) if found[1] else node)
        inside = found.string[found.start() - 1 : found.start()] == "("
        closed = found.string[found.end() : found.end() + 1] == ")"
        return text if (inside and closed) or binding == ATOM else f"({text})"

    def _power(self, base: Node, exponent: Node) -> tuple[str, int]:
        if self.language.name == "c":
            if is_small_power(Power(base, exponent)) and isinstance(exponent, Number):
                return " * ".join([self._wrapped(base, POWER)] * int(exponent.value)), PRODUCT
            return f"pow({self.text(base)}, {self.text(exponent)})", ATOM
        words = self._wrapped(base, ATOM), self._wrapped(exponent, ATOM)
        plain = all(re.fullmatch(r"[\w.]+", word) for word in words)
        return ("**" if plain else " ** ").join(words), POWER

    def _product(self, factors: tuple[Node, ...]) -> tuple[str, int]:
        if isinstance(factors[0], Number) and factors[0].value < 0:
            opposite = tree.negate(factors[0])
            rest = factors[1:] if opposite == tree.ONE and len(factors) > 1 else None
            positive = rest or (opposite, *factors[1:])
            node = positive[0] if len(positive) == 1 else Product(positive)
            text = self._wrapped(node, PRODUCT)
            if self.language.name == "javascript" and LEADING_POWER.match(text):
                text = f"({text})"  # -x**2 is no JavaScript
            return f"-{text}", SUM
        above, below = split_fraction(tuple(map(_short, factors)))
        top = " * ".join(map(self._factor, above)) or "1"
        if not below:
            return top, PRODUCT
        if len(below) == 1:
            return f"{top} / {self._wrapped(below[0], POWER)}", PRODUCT
        bottom = " * ".join(self._wrapped(factor, POWER) for factor in below)
        return f"{top} / ({bottom})", PRODUCT

    def _factor(self, node: Node) -> str:
        """Return a factor above the line, where a power that is a product needs no parentheses."""
        small = self.language.name == "c" and isinstance(node, Power) and is_small_power(node)
        return self._wrapped(node, PRODUCT if small else POWER)

    def _choice(self, node: Where) -> tuple[str, int]:
        language = self.language
        condition = self._condition(node.condition)
        if not language.is_python:
            then = self._wrapped(node.then, SUM)
            return f"{condition} ? {then} : {self.text(node.otherwise)}", CHOICE
        branches = [self._branch(node.then), self._branch(node.otherwise)]
        if language.name == "torch":
            if self._is_settled(node.condition):
                then = self._wrapped(node.then, SUM)
                return f"{then} if {condition} else {self.text(node.otherwise)}", CHOICE
            if (node.then, node.otherwise) == (tree.ONE, tree.ZERO):
                return f"({condition}).to(x.dtype)", ATOM
            if not self.moves(node.then) and not self.moves(node.otherwise):
                branches[0] = language.filled.format(branches[0])
        return language.choice.format(condition, *branches), ATOM

    def _branch(self, node: Node) -> str:
        """Return a branch; a whole number alone would make the result one of whole numbers."""
        text = self.text(node)
        return f"{text}.0" if text.removeprefix("-").isdigit() else text

    def _condition(self, condition: Comparison) -> str:
        tests = [
            f"{self._wrapped(left, SUM)} {operator} {self._wrapped(right, SUM)}"
            for left, operator, right in condition.links()
        ]
        if len(tests) == 1:
            return tests[0]
        if self.language.is_python and not self.moves(condition):
            return " and ".join(tests)
        return self.language.both.join(
            f"({test})" if self.language.is_python else test for test in tests
        )
