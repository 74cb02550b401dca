"""Tree to mathtext, the subset of TeX that matplotlib draws without a TeX installation.

mathtext has no `cases`; a `where` is a left brace around a fraction without a line.
"""

from __future__ import annotations

import re
from fractions import Fraction

from actplot.formula import tree
from actplot.formula.primitives import ROWS
from actplot.formula.text import Binding, number_to_text, signed, split_fraction
from actplot.formula.tree import Call, Comparison, Node, Number, Power, Product, Sum, Symbol, Where

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
    ]
)
NAME_PARTS = re.compile(r"([^_\d]*)_*(.*)", re.DOTALL)
SIGNS = {"<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "!=": r"\neq"}


def to_mathtext(node: Node) -> str:
    """Return the formula as mathtext, without the dollar signs."""
    return _mathtext(node)[0]


def symbol_to_mathtext(name: str) -> str:
    """Return a name as mathtext: Greek names as letters, what follows `_` or a digit below."""
    parts = NAME_PARTS.fullmatch(name)
    assert parts  # it matches any text
    stem, below = parts.groups()
    letter = rf"\{stem}" if stem in GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    return rf"{letter}_{{{below}}}" if below else letter


def _mathtext(node: Node) -> tuple[str, Binding]:
    match node:
        case Number(value):
            return _number(value)
        case Symbol(name):
            return symbol_to_mathtext(name), Binding.ATOM
        case Call(name, arguments):
            primitive = ROWS[name]
            text = primitive.mathtext.format(*map(to_mathtext, arguments))
            return text, Binding.ATOM if primitive.atom else Binding.SUM
        case Where(_, then, otherwise) if otherwise == tree.UNDEFINED:
            return _mathtext(then)
        case Where():
            return _braces(node), Binding.SUM
        case Sum(terms):
            return _sum(terms), Binding.SUM
        case Power(base, Number(exponent)) if exponent == Fraction(1, 2):
            return rf"\sqrt{{{to_mathtext(base)}}}", Binding.ATOM
        case Power(_, Number(exponent)) if exponent < 0:
            return _product((node,))
        case Power(base, exponent):
            return _power(base, to_mathtext(exponent)), Binding.POWER
        case Product(factors):
            return _product(factors)


def _number(value: Fraction) -> tuple[str, Binding]:
    sign, size = ("-" if value < 0 else ""), abs(value)
    text = number_to_text(size)
    if "/" in text:
        text = rf"\frac{{{size.numerator}}}{{{size.denominator}}}"
    elif "e" in text:
        mantissa, exponent = text.split("e")
        text = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return sign + text, Binding.SUM if sign else Binding.ATOM if text.isalnum() else Binding.PRODUCT


def _power(base: Node, exponent: str) -> str:
    """Typeset a power; that of a function goes behind its name, as in sin^2(x)."""
    text, binding = _mathtext(base)
    if isinstance(base, Call) and ROWS[base.name].named:
        head, bracket, rest = text.partition(r"\left(")
        return f"{head}^{{{exponent}}}{bracket}{rest}"
    # behind ln cosh(x) it would be read as that of the parentheses; bars are about a whole anyway
    if binding < Binding.ATOM or (isinstance(base, Call) and base.name != "abs"):
        text = rf"\left({text}\right)"
    return f"{text}^{{{exponent}}}"


def _sum(terms: tuple[Node, ...]) -> str:
    words = [to_mathtext(terms[0])]
    for sign, term in signed(terms[1:]):
        words += [sign, _wrapped(term, Binding.PRODUCT)]
    return " ".join(words)


def _product(factors: tuple[Node, ...]) -> tuple[str, Binding]:
    if tree.is_negative(factors[0]) and isinstance(factors[0], Number):
        positive = tree.multiply(tree.MINUS_ONE, *factors)
        return f"-{_wrapped(positive, Binding.PRODUCT)}", Binding.SUM
    above, below = split_fraction(factors)
    if not below:
        return _row(above), Binding.PRODUCT
    return rf"\frac{{{_row(above)}}}{{{_row(below)}}}", Binding.PRODUCT


def _row(factors: list[Node]) -> str:
    """Typeset factors side by side; a lone one needs no parentheses, nor a number in front."""
    if len(factors) == 1:
        return to_mathtext(factors[0])
    words = [_wrapped(factor, Binding.POWER) for factor in factors]
    if factors and isinstance(factors[0], Number) and not tree.is_negative(factors[0]):
        words[0] = to_mathtext(factors[0])
    return r" \, ".join(words) or "1"


def _wrapped(node: Node, needed: Binding) -> str:
    text, binding = _mathtext(node)
    return text if binding >= needed else rf"\left({text}\right)"


def _braces(node: Where) -> str:
    """Typeset a choice as two rows behind a brace; a choice in the second row has braces too."""
    then = rf"{to_mathtext(node.then)} \quad {_condition(node.condition)}"
    otherwise = to_mathtext(node.otherwise)
    if not isinstance(node.otherwise, Where):
        otherwise = rf"{otherwise} \quad \mathrm{{else}}"
    return rf"\left\{{\genfrac{{}}{{}}{{0}}{{0}}{{{then}}}{{{otherwise}}}\right."


def condition_to_mathtext(condition: Comparison) -> str:
    """Return a condition as mathtext, without the dollar signs."""
    words = [to_mathtext(condition.operands[0])]
    for operator, operand in zip(condition.operators, condition.operands[1:], strict=True):
        words += [SIGNS[operator], to_mathtext(operand)]
    return " ".join(words)


def _condition(condition: Comparison) -> str:
    return rf"\mathrm{{if}}\; {condition_to_mathtext(condition)}"
