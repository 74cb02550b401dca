"""Formulas as MathML, which browsers typeset without a library."""

from __future__ import annotations

import re
from fractions import Fraction
from html import escape

from actplot.formula import (
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

GREEK_NAMES = """
alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi
omega
"""
GREEK = dict(zip(GREEK_NAMES.split(), "αβγδεζηθκλμνξπρστφχψω", strict=True))
NAMES = {
    "log": "ln",
    "logcosh": "ln cosh",
    "arcsinh": "arsinh",
    "arccosh": "arcosh",
    "arctanh": "artanh",
    "sigmoid": "σ",
    "normal_cdf": "Φ",
    "normal_pdf": "φ",
}
SIGNS = {"<": "&lt;", "<=": "≤", ">": "&gt;", ">=": "≥", "!=": "≠", "+": "+", "-": "−"}
NAME_PARTS = re.compile(r"([^_\d]*)_*(.*)", re.DOTALL)
ROW, ROW_END, ROWS = "<mrow>", "</mrow>", re.compile("<(/?)mrow>")
SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a formula binds


def mathml(node: Node) -> str:
    """Return the formula as the content of a `math` element."""
    return _text(node)[0]


def bare_row(shown: str) -> str:
    """Return the parts of a row, where they stand in an element that is one itself."""
    inside = shown.removeprefix(ROW).removesuffix(ROW_END)
    deep = 0
    for tag in ROWS.findall(inside) if len(inside) == len(shown) - len(ROW + ROW_END) else ("/",):
        deep += -1 if tag else 1
        if deep < 0:
            return shown
    return inside


def _row(*parts: str) -> str:
    return f"{ROW}{''.join(parts)}{ROW_END}"


def _operator(sign: str) -> str:
    return f"<mo>{SIGNS[sign]}</mo>"


def _name(word: str) -> str:
    return f"<mi>{escape(word)}</mi>"


def _in(opening: str, inside: str, closing: str) -> str:
    return _row(f"<mo>{opening}</mo>", bare_row(inside), f"<mo>{closing}</mo>")


def _symbol(name: str) -> str:
    stem, below = NAME_PARTS.fullmatch(name).groups()  # type: ignore[union-attr]
    letter = _name(GREEK.get(stem, stem))
    return f"<msub>{letter}{_row(_name(below))}</msub>" if below and stem else _name(name)


def _text(node: Node) -> tuple[str, int]:
    match node:
        case Number(value):
            return _number(value)
        case Symbol(name):
            return (_name(GREEK.get(name, name)) if name in GREEK else _symbol(name)), ATOM
        case Call(name, arguments):
            return _call(name, arguments)
        case Where(_, then, otherwise) if otherwise == tree.UNDEFINED:
            return _text(then)
        case Where():
            return _braces(node), SUM
        case Sum(terms):
            words = [mathml(terms[0])]
            for sign, term in signed(terms[1:]):
                words += [_operator(sign), _wrapped(term, PRODUCT)]
            return _row(*words), SUM
        case Power(base, Number(exponent)) if exponent == Fraction(1, 2):
            return f"<msqrt>{bare_row(mathml(base))}</msqrt>", ATOM
        case Power(_, Number(exponent)) if exponent < 0:
            return _product((node,))
        case Power(base, exponent):
            return _power(base, exponent)
        case Product(factors):
            return _product(factors)


def _number(value: Fraction) -> tuple[str, int]:
    size = abs(value)
    text = number_to_text(size)
    if "/" in text:
        shown = f"<mfrac><mn>{size.numerator}</mn><mn>{size.denominator}</mn></mfrac>"
    elif "e" in text:
        mantissa, exponent = text.split("e")
        power = f"<msup><mn>10</mn><mn>{int(exponent)}</mn></msup>".replace(">-", ">−")
        shown = _row(f"<mn>{mantissa}</mn><mo>⋅</mo>", power)
    else:
        shown = f"<mn>{text}</mn>"
    if value < 0:
        return _row(_operator("-"), shown), SUM
    return shown, ATOM if text.isalnum() else PRODUCT


def _call(name: str, arguments: tuple[Node, ...]) -> tuple[str, int]:
    inside = "<mo>,</mo>".join(map(mathml, arguments))
    match name:
        case "exp":
            return f"<msup>{_name('e')}{inside}</msup>", ATOM
        case "expm1":
            return _row(f"<msup>{_name('e')}{inside}</msup><mo>−</mo><mn>1</mn>"), SUM
        case "log1p":
            inside = f"<mn>1</mn><mo>+</mo>{inside}"
            return _row(_name("ln"), bare_row(_in("(", inside, ")"))), ATOM
        case "abs":
            return _in("|", inside, "|"), ATOM
        case "floor":
            return _in("⌊", inside, "⌋"), ATOM
        case _:
            return _row(_name(NAMES.get(name, name)), bare_row(_in("(", inside, ")"))), ATOM


def _power(base: Node, exponent: Node) -> tuple[str, int]:
    shown, binding = _text(base)
    if binding < ATOM or (isinstance(base, Call) and base.name != "abs"):
        shown = _in("(", shown, ")")
    return f"<msup>{shown}{mathml(exponent)}</msup>", POWER


def _product(factors: tuple[Node, ...]) -> tuple[str, int]:
    if tree.is_negative(factors[0]) and isinstance(factors[0], Number):
        positive = tree.multiply(tree.MINUS_ONE, *factors)
        return _row(_operator("-"), _wrapped(positive, PRODUCT)), SUM
    above, below = split_fraction(factors)
    if below:
        return f"<mfrac>{_factors(above)}{_factors(below)}</mfrac>", PRODUCT
    return _factors(above), PRODUCT


def _factors(factors: list[Node]) -> str:
    if len(factors) == 1:
        return mathml(factors[0])
    words = [_wrapped(factor, POWER) for factor in factors]
    if factors and isinstance(factors[0], Number) and not tree.is_negative(factors[0]):
        words[0] = mathml(factors[0])
    return _row('<mspace width="0.17em"/>'.join(words) or "<mn>1</mn>")


def _wrapped(node: Node, needed: int) -> str:
    shown, binding = _text(node)
    return shown if binding >= needed else _in("(", shown, ")")


def _braces(node: Where) -> str:
    """Typeset choices as rows behind a brace."""
    rows = []
    rest: Node = node
    while isinstance(rest, Where) and rest.otherwise != tree.UNDEFINED:
        rows.append(
            (bare_row(mathml(rest.then)), f"<mtext>if\u00a0</mtext>{_condition(rest.condition)}")
        )
        rest = rest.otherwise
    rows.append((bare_row(mathml(rest)), "<mtext>else</mtext>"))
    shown = "".join(f"<mtr><mtd>{value}</mtd><mtd>{when}</mtd></mtr>" for value, when in rows)
    return _row("<mo>{</mo>", f"<mtable>{shown}</mtable>")


def _condition(condition: Comparison) -> str:
    words = [mathml(condition.operands[0])]
    for operator, operand in zip(condition.operators, condition.operands[1:], strict=True):
        words += [_operator(operator), mathml(operand)]
    return "".join(words)
