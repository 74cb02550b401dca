"""Curves to functions: names, arguments, the comment above, and what has to stand before them."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Any, cast

from actplot.basics import checked_language, shortest
from actplot.code.expressions import Printer, with_names
from actplot.code.languages import PRINTERS, Language
from actplot.code.trust import Form, found_right, kink_lines, trust_line
from actplot.evaluate import Array, number_value, steady
from actplot.formula import (
    Call,
    Comparison,
    Curve,
    Need,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    always_positive,
    bare,
    derivative,
    keeping,
    needs,
    to_text,
    tree,
)

INDENTS = {"javascript": "  "}
WARN = {"exp", "expm1", "sinh", "cosh", "log", "log1p", "tan"}


def code_of(curves: Sequence[Curve], language: str, order: int) -> list[str]:
    """Return the lines of code of some curves and of their derivatives up to an order.

    Raises ActplotError for an unknown language.
    """
    if checked_language(language) == "latex":
        from actplot.code.latex import latex_lines

        return [line for curve in curves for line in latex_lines(curve, order)]
    printer = PRINTERS[language]
    names = function_names(curves, language)
    blocks = [
        block
        for curve, name in zip(curves, names, strict=True)
        for block in _functions(curve, name, printer, order)
    ]
    return _whole(blocks, printer)


def function_names(curves: Sequence[Curve], language: str) -> list[str]:
    """Return a valid name for each curve in a language, all different."""
    reserved = PRINTERS[language].reserved
    names: list[str] = []
    for curve in curves:
        plain = re.sub(r"\W+", "_", curve.name, flags=re.ASCII).strip("_") or "f"
        plain = f"f_{plain}" if plain[0].isdigit() else plain
        if plain in reserved:
            plain += "_of" if language == "c" else "_"
        numbered = (plain if n == 1 else f"{plain}_{n}" for n in count(1))
        names.append(next(name for name in numbered if name not in names))
    return names


def _whole(blocks: list[str], language: Language) -> list[str]:
    """Put definitions and imports before the functions."""
    wanted: dict[str, str] = {}
    texts = list(blocks)
    for text in texts:  # which grows by the definitions
        for name, definition in language.definitions.items():
            if name not in wanted and re.search(rf"(?<![\w.]){name}\(", text):
                wanted[name] = definition
                texts.append(definition)
    body = [*reversed(wanted.values()), *blocks]
    text = "\n".join(body)
    imports = [
        line
        for key, line in language.imports.items()
        if re.search(rf"(?<![\w.]){re.escape(key)}", text)
    ]
    gap = "\n\n\n" if language.is_python else "\n\n"
    head = ["\n".join(imports)] if imports else []
    if head and language.is_python:
        head[0] = head[0].removesuffix("\n")
    return gap.join([*head, *body]).split("\n")


def function_lines(
    curve: Curve, name: str, *, order: int = 0, node: Node | None = None
) -> list[str]:
    """Return the lines of one function of JavaScript, without a word about it.

    It is that of an order of the curve, or of a formula in the parameters of the curve.
    """
    form = held(curve, order) if node is None else Form(_printable(node))
    return list(_function(curve, name, form, PRINTERS["javascript"]))


def whole_code(blocks: Sequence[str]) -> list[str]:
    """Return functions of JavaScript behind the definitions that they need."""
    return _whole(list(blocks), PRINTERS["javascript"])


def stable(curve: Curve, order: int) -> Node:
    """Return the formula of an order in the form that is printed: it holds on the whole line."""
    value = curve.tree
    if order == 0:
        return _printable(steady(value))
    # outside of where the function is defined it has no slope either
    typed = list(_needs_of_x(value, curve.parameters))
    return _printable(steady(keeping(derivative(bare(value), order), typed)))


def _needs_of_x(node: Node, values: Mapping[str, float]) -> Iterator[Need]:
    """Yield what a formula needs of x, where its parameters have these values."""
    given = {name: tree.number(value) for name, value in values.items()}
    for need in needs(node, of_slope=True):
        moving = [each for each in need.assuming if tree.depends_on_x(each[0])]
        fixed = [each for each in need.assuming if each not in moving]
        idle = any(_holds(condition, given) != holds for condition, holds in fixed)
        if tree.depends_on_x(need.holds) and not idle:
            yield replace(need, assuming=tuple(moving))


def _holds(condition: Comparison, given: Mapping[str, Node]) -> bool:
    """Tell whether a condition on parameters holds; one that is no matter of numbers alone may."""
    for left, operator, right in condition.links():
        match tree.substitute(left, given), tree.substitute(right, given):
            case Number(low), Number(high) if not tree.COMPARE[operator](low, high):
                return False
    return True


def _printable(node: Node) -> Node:
    """Return the formula without what evaluation alone knows, and constants that languages do."""
    return _with_finite_constants(_without_made(node))


def _with_finite_constants(node: Node) -> Node:
    """Return the formula with the values of constants that no float holds on the way to them.

    Languages raise an error there, or go on in complex numbers.
    """
    if isinstance(node, Number | Symbol):
        return node
    if _is_constant(node):
        return _finite(node)
    if isinstance(node, Sum | Product):
        parts = node.terms if isinstance(node, Sum) else node.factors
        constants = tuple(part for part in parts if _is_constant(part))
        together = type(node)(constants)
        if len(constants) > 1 and (told := _finite(together)) != together:
            join = tree.add if isinstance(node, Sum) else tree.multiply
            node = join(told, *(part for part in parts if part not in constants))
    return tree.rebuild(node, _with_finite_constants)


def _is_constant(node: Node) -> bool:
    return not tree.depends_on_x(node) and not tree.symbols(node)


def _finite(constant: Node) -> Node:
    """Return a constant, or its value where it is made of what is no float: the largest beyond."""
    parts = (part for part in tree.walk(constant) if not isinstance(part, Comparison))
    if all(math.isfinite(number_value(part)) for part in parts):
        return constant
    value = number_value(constant)
    if math.isinf(value):
        # a symbol, for twice the largest number is none
        return tree.multiply(tree.number(math.copysign(1, value)), Symbol(repr(sys.float_info.max)))
    return tree.UNDEFINED if math.isnan(value) else tree.number(value)


def _without_made(node: Node) -> Node:
    """Return the formula with u - tanh(u) for what evaluation alone has a name for."""
    node = tree.rebuild(node, _without_made)
    if isinstance(node, Call) and node.name == "tanhshrink":
        (u,) = node.arguments
        return tree.add(u, tree.negate(tree.call("tanh", u)))
    return node


def _functions(curve: Curve, name: str, language: Language, order: int) -> Iterator[str]:
    """Yield the function of each order, with a comment above.

    Where the autograd of torch would be wrong, the value brings its own derivative.
    """
    forms = [held(curve, n) for n in range(order + 1)]
    own_gradient = language.name == "torch" and misleads_autograd(held(curve, 0), held(curve, 1))
    if own_gradient and order == 0:
        forms.append(held(curve, 1))
    for n, form in enumerate(forms):
        primes = "'" * n
        comment = [f"{name}{primes}(x) = {to_text(derivative(bare(curve.tree), n))}"]
        if n == 0:
            comment += _about(curve, language, forms)
        lines = list(_function(curve, called(name, n), form, language))
        if n == 0 and own_gradient:
            comment.append(
                "Autograd alone would be wrong where numbers on the way overflow or cancel."
            )
            lines = list(_with_gradient(name, lines))
        yield "\n".join([*(f"{language.comment}{line}" for line in comment), *lines])


def held(curve: Curve, order: int) -> Form:
    """Return the printed form of an order, held against the exact values."""
    return _held(curve.tree, tuple(curve.parameters.items()), order)


def misleads_autograd(value: Form, slope: Form) -> bool:
    """Tell whether the derivative that torch makes of a value form is wrong somewhere.

    It is NaN where a branch that is not taken overflows, and as wrong as the bare formula where
    that needs help.
    """
    branches = (
        branch
        for part in tree.walk(value.node)
        if isinstance(part, Where) and tree.depends_on_x(part.condition)
        for branch in (part.then, part.otherwise)
    )
    return value.is_helped or slope.is_helped or any(map(may_warn, branches))


def _with_gradient(name: str, function: Sequence[str]) -> Iterator[str]:
    """Yield a function of torch as one that brings its derivative."""
    head, *body = function
    arguments = head[head.index("(") + 1 : head.rindex(")")]
    names = [each.partition("=")[0] for each in arguments.split(", ")]
    given = "".join(f", {each}" for each in names[1:])
    title = name.title().replace("_", "")
    yield f"class _{title}(torch.autograd.Function):"
    yield "    @staticmethod"
    yield f"    def forward(ctx, x{given}):"
    yield "        ctx.save_for_backward(x)"
    if given:
        yield f"        ctx.parameters = {given[2:]}{',' if len(names) == 2 else ''}"
    yield from (f"    {line}" for line in body)
    yield ""
    yield "    @staticmethod"
    yield "    def backward(ctx, gradient):"
    yield "        (x,) = ctx.saved_tensors"
    slope = f"gradient * {called(name, 1)}(x{', *ctx.parameters' if given else ''})"
    yield f"        return {slope}{', None' * (len(names) - 1)}"
    yield ""
    yield ""
    yield head
    yield f"    return _{title}.apply(x{given})"


@lru_cache(maxsize=1024)
def _held(formula: Node, parameters: tuple[tuple[str, float], ...], order: int) -> Form:
    curve = Curve("", "", formula, dict(parameters))
    return found_right(curve, order, stable(curve, order), _runnable)


def _runnable(curve: Curve, form: Form) -> Callable[[Array], Array]:
    """Return a form as a function of arrays, which is the code that is printed for numpy."""
    numpy = PRINTERS["numpy"]
    found: dict[str, Any] = {}
    source = _whole(["\n".join(_function(curve, "f", form, numpy))], numpy)
    exec("\n".join(source), found)  # our own text, of numbers and names alone
    return cast("Callable[[Array], Array]", found["f"])


def called(name: str, order: int) -> str:
    """Return the name of the function of an order."""
    return f"{name}_derivative{order if order > 1 else ''}" if order else name


def _about(curve: Curve, language: Language, forms: Sequence[Form]) -> Iterator[str]:
    """Yield what a reader should know: usual values of parameters, the trust, the kinks."""
    values = [f"{name} = {shortest(value)}" for name, value in curve.parameters.items()]
    if values and language.name == "c":
        yield f"Usual values: {', '.join(values)}."
    if curve.draws:
        yield "It is the expectation of a random function."
    yield trust_line(forms)
    yield from kink_lines(curve, forms)


def _function(curve: Curve, name: str, form: Form, language: Language) -> Iterator[str]:
    """Yield the lines of one function."""
    node = form.node
    names = {each: f"{each}_" if each in language.reserved else each for each in curve.parameters}
    taken = language.reserved | {"x", name, *names.values()}
    parts, result = with_names(node, taken, has_powers=language.name != "c")
    if form.clamp:
        parts = (("x", form.clamp), *parts)
    moving = {"x"}
    indent = INDENTS.get(language.name, "    ")
    lines = []
    for part, value in parts:
        printer = Printer(language, names, frozenset(moving))
        if printer.moves(value):
            moving.add(part)
        declared = {"c": "double ", "javascript": "const "}.get(language.name, "")
        declared = "" if part == "x" else declared
        end = "" if language.is_python else ";"
        lines.append(f"{declared}{part} = {printer.text(value)}{end}")
    printer = Printer(language, names, frozenset(moving))
    text = printer.whole(result)
    if language.is_python:
        lines.append(f"return {text}")
        arguments = [f"{names[each]}={value!r}" for each, value in curve.parameters.items()]
        yield f"def {name}({', '.join(['x', *arguments])}):"
        if language.name == "numpy" and may_warn(node):
            yield f'{indent}with np.errstate(all="ignore"):'
            indent *= 2
        yield from (indent + line for line in lines)
        return
    lines.append(f"return {text};")
    if language.name == "c":
        arguments = [f"double {names[each]}" for each in curve.parameters]
        yield f"double {name}({', '.join(['double x', *arguments])}) {{"
    else:
        arguments = [f"{names[each]} = {shortest(v)}" for each, v in curve.parameters.items()]
        yield f"function {name}({', '.join(['x', *arguments])}) {{"
    yield from (indent + line for line in lines)
    yield "}"


def may_warn(node: Node) -> bool:
    """Tell whether numpy may warn of a number on the way to a result that is right."""
    for part in tree.walk(node):
        match part:
            case Call(name, _) if name in WARN:
                return True
            case Power(base, exponent) if tree.depends_on_x(part):
                whole = isinstance(exponent, Number) and exponent.value.denominator == 1
                if not whole or (tree.is_negative(exponent) and not always_positive(base)):
                    return True
            case _:
                continue
    return False
