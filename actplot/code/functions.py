"""Curves to functions: names, arguments, the comment above, and what has to stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import count

from actplot.basics import ActplotError, shortest
from actplot.code.expressions import Printer, with_names
from actplot.code.languages import LANGUAGES, PRINTERS, Language
from actplot.code.trust import kink_lines, trust_line
from actplot.evaluate import steady
from actplot.formula import (
    Call,
    Curve,
    Node,
    Number,
    Power,
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
LONGEST_COMMENT = 96


def checked_language(name: str) -> str:
    """Return the name of a language in which code is printed."""
    if name not in LANGUAGES:
        near = get_close_matches(name.lower(), LANGUAGES, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise ActplotError(f"--code {name}: one of {', '.join(LANGUAGES)}{meant}")
    return name


def code_of(curves: Sequence[Curve], language: str, order: int) -> list[str]:
    """Return the lines of code of some curves and of their derivatives up to an order.

    Raises ActplotError for an unknown language.
    """
    if checked_language(language) == "latex":
        from actplot.code.latex import latex_lines

        return [line for curve in curves for line in latex_lines(curve, order)]
    printer = PRINTERS[language]
    names = function_names(curves, printer)
    blocks = [
        block
        for curve, name in zip(curves, names, strict=True)
        for block in _functions(curve, name, printer, order)
    ]
    return _whole(blocks, printer)


def function_names(curves: Sequence[Curve], language: Language) -> list[str]:
    """Return a valid name for each curve, all different."""
    names: list[str] = []
    for curve in curves:
        plain = re.sub(r"\W+", "_", curve.name, flags=re.ASCII).strip("_") or "f"
        plain = f"f_{plain}" if plain[0].isdigit() else plain
        if plain in language.reserved:
            plain += "_of" if language.name == "c" else "_"
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


def stable(curve: Curve, order: int) -> Node:
    """Return the formula of an order in the form that is printed: it holds on the whole line."""
    value = curve.tree
    if order == 0:
        return _without_made(steady(value))
    # outside of where the function is defined it has no slope either
    typed = (need for need in needs(value, of_slope=True) if tree.depends_on_x(need.holds))
    return _without_made(steady(keeping(derivative(bare(value), order), typed)))


def _without_made(node: Node) -> Node:
    """Return the formula with u - tanh(u) for what evaluation alone has a name for."""
    node = tree.rebuild(node, _without_made)
    if isinstance(node, Call) and node.name == "tanhshrink":
        (u,) = node.arguments
        return tree.add(u, tree.negate(tree.call("tanh", u)))
    return node


def _functions(curve: Curve, name: str, language: Language, order: int) -> Iterator[str]:
    """Yield the function of each order, with a comment above."""
    for n in range(order + 1):
        formula = to_text(derivative(bare(curve.tree), n))
        primes = "'" * n
        comment = [f"{name}{primes}(x) = {formula}"]
        if n == 0:
            comment += _about(curve, language, order)
        lines = [f"{language.comment}{line}" for line in comment]
        yield "\n".join([*lines, *_function(curve, called(name, n), stable(curve, n), language)])


def called(name: str, order: int) -> str:
    """Return the name of the function of an order."""
    return f"{name}_derivative{order if order > 1 else ''}" if order else name


def _about(curve: Curve, language: Language, order: int) -> Iterator[str]:
    """Yield what a reader should know: usual values of parameters, the trust, the kinks."""
    values = [f"{name} = {shortest(value)}" for name, value in curve.parameters.items()]
    if values and language.name == "c":
        yield f"Usual values: {', '.join(values)}."
    if curve.draws:
        yield "It is the expectation of a random function."
    formulas = [stable(curve, n) for n in range(order + 1)]
    numpy = PRINTERS["numpy"]
    own = [
        "\n".join(_function(curve, called("f", n), formula, numpy))
        for n, formula in enumerate(formulas)
    ]
    source = "\n".join(_whole(own, numpy))
    yield trust_line(curve, source, [called("f", n) for n in range(order + 1)])
    yield from kink_lines(curve, order, formulas)


def _function(curve: Curve, name: str, node: Node, language: Language) -> Iterator[str]:
    """Yield the lines of one function."""
    names = {each: f"{each}_" if each in language.reserved else each for each in curve.parameters}
    taken = {"x", name, *names.values()}
    parts, result = with_names(node, taken, language)
    moving = {"x"}
    indent = INDENTS.get(language.name, "    ")
    lines = []
    for part, value in parts:
        printer = Printer(language, names, frozenset(moving))
        if printer.moves(value):
            moving.add(part)
        declared = {"c": "double ", "javascript": "const "}.get(language.name, "")
        end = "" if language.is_python else ";"
        lines.append(f"{declared}{part} = {printer.text(value)}{end}")
    printer = Printer(language, names, frozenset(moving))
    text = printer.text(result)
    if language.is_python:
        if not printer.moves(result):
            text = _filled(text, language)
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


def _filled(text: str, language: Language) -> str:
    """Return an array of the shape of x that holds one number."""
    if text.removeprefix("-").isdigit():
        text += ".0"
    if language.name == "numpy":
        return f"np.full(np.shape(x), {text})"
    return f"{'torch' if language.name == 'torch' else 'jnp'}.full_like(x, {text})"


def may_warn(node: Node) -> bool:
    """Tell whether numpy may warn of a number on the way to a result that is right."""
    for part in tree.walk(node):
        match part:
            case Call(name, _) if name in WARN:
                return True
            case Power(base, exponent) if tree.depends_on_x(part):
                whole = isinstance(exponent, Number) and exponent.value.denominator == 1
                if not whole or (exponent.value < 0 and not always_positive(base)):
                    return True
            case _:
                continue
    return False
