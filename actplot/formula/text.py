"""Tree to text, in the language itself: what is printed parses back to the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from fractions import Fraction

from actplot.formula import tree
from actplot.formula.exact_numbers import LARGEST_PRINTED_PART, printed
from actplot.formula.tree import Call, Comparison, Node, Number, Power, Product, Sum, Symbol, Where

# Numbers with these denominators are printed as fractions, others as decimals where that is exact.
LARGEST_PRINTED_DENOMINATOR = 10


class Binding(IntEnum):
    """How tightly the outermost operation of a text binds; looser ones need parentheses."""

    SUM = 0
    PRODUCT = 1
    POWER = 2
    ATOM = 3


def to_text(node: Node) -> str:
    """Return the formula as text, such as `x*sigmoid(-x)`."""
    return _text(node)[0]


def comparison_to_text(condition: Comparison) -> str:
    """Return a condition as text, such as `0 < x < 6`."""
    words = [to_text(condition.operands[0])]
    for operator, operand in zip(condition.operators, condition.operands[1:], strict=True):
        words += [operator, to_text(operand)]
    return " ".join(words)


def number_to_text(value: Fraction) -> str:
    """Return a number as a short decimal, as p/q, or as a float, whichever is exact first."""
    value = printed(value)
    if value.denominator == 1 and abs(value.numerator) < LARGEST_PRINTED_PART:
        return str(value.numerator)
    unit_fraction = abs(value.numerator) == 1
    if unit_fraction and value.denominator <= LARGEST_PRINTED_DENOMINATOR:
        return f"{value.numerator}/{value.denominator}"
    decimal = repr(float(value))
    if Fraction(decimal) == value:
        return decimal.removesuffix(".0")
    return str(value)


def split_fraction(factors: tuple[Node, ...]) -> tuple[list[Node], list[Node]]:
    """Split the factors of a product into what stands above and below the line."""
    above: list[Node] = []
    below: list[Node] = []
    for factor in factors:
        match factor:
            case Number(value) if "/" in number_to_text(value):
                if value.numerator != 1:
                    above.append(Number(Fraction(value.numerator)))
                below.append(Number(Fraction(value.denominator)))
            case Power(base, Number(n) as exponent) if n < 0:
                below.append(tree.power(base, tree.negate(exponent)))
            case _:
                above.append(factor)
    return above, below


def signed(terms: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    """Yield each further term of a sum as it is printed: its sign, and the term without it."""
    for term in terms:
        if tree.is_negative(term):
            yield "-", tree.multiply(tree.MINUS_ONE, term)
        else:
            yield "+", term


def _text(node: Node) -> tuple[str, Binding]:
    match node:
        case Number(value):
            text = number_to_text(value)
            loose = value < 0 or "/" in text
            return text, Binding.SUM if value < 0 else Binding.PRODUCT if loose else Binding.ATOM
        case Symbol(name):
            return name, Binding.ATOM
        case Call(name, arguments):
            return f"{name}({', '.join(map(to_text, arguments))})", Binding.ATOM
        case Where(_, then, otherwise) if otherwise == tree.UNDEFINED:
            return _text(then)
        case Where(condition, then, otherwise):
            test = comparison_to_text(condition)
            return f"where({test}, {to_text(then)}, {to_text(otherwise)})", Binding.ATOM
        case Sum(terms):
            return _sum_text(terms), Binding.SUM
        case Power(base, Number(exponent)) if exponent == Fraction(1, 2):
            return f"sqrt({to_text(base)})", Binding.ATOM
        case Power(_, Number(exponent)) if exponent < 0:
            return _product_text((node,))
        case Power(base, exponent):
            return f"{_wrapped(base, Binding.ATOM)}**{_exponent(exponent)}", Binding.POWER
        case Product(factors):
            return _product_text(factors)


def _exponent(exponent: Node) -> str:
    if isinstance(exponent, Number) and exponent.value.denominator == 2:
        return f"({exponent.value})"
    return _wrapped(exponent, Binding.ATOM)


def _wrapped(node: Node, needed: Binding) -> str:
    text, binding = _text(node)
    return text if binding >= needed else f"({text})"


def _sum_text(terms: tuple[Node, ...]) -> str:
    words = [to_text(terms[0])]
    for sign, term in signed(terms[1:]):
        words += [sign, _wrapped(term, Binding.PRODUCT)]
    return " ".join(words)


def _product_text(factors: tuple[Node, ...]) -> tuple[str, Binding]:
    if tree.is_negative(factors[0]) and isinstance(factors[0], Number):
        positive = tree.multiply(tree.MINUS_ONE, *factors)
        return f"-{_wrapped(positive, Binding.PRODUCT)}", Binding.SUM
    above, below = split_fraction(factors)
    top = "*".join(_wrapped(factor, Binding.POWER) for factor in above) or "1"
    if not below:
        return top, Binding.PRODUCT
    if len(below) == 1:
        return f"{top}/{_wrapped(below[0], Binding.POWER)}", Binding.PRODUCT
    return f"{top}/({'*'.join(_wrapped(factor, Binding.POWER) for factor in below)})", (
        Binding.PRODUCT
    )
