"""What a person typed as CURVE becomes curves: names, parameters, sweeps, formulas, labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from actplot import entries
from actplot.entries import Activation
from actplot.errors import ActplotError, did_you_mean
from actplot.formula import derivative, parse, to_text
from actplot.formula.parse import quote, refuse_by_looks
from actplot.formula.primitives import PRIMITIVES
from actplot.formula.tree import Node, Number, number, substitute, symbols

MOST_CURVES = 500  # of one sweep; more is a slip of the keyboard
LABELLED = re.compile(r"\s*([^\W\d][\w .-]*?)\s*=(?!=)(.*)", re.DOTALL)
NAME = re.compile(r"\s*[^\W\d][\w-]*\s*")
PARAMETER_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Curve:
    """One function to draw: its label, its formula in x, and a number for each parameter.

    `name` is the catalogue name, or the label of a formula. `tree` holds the parameters as
    symbols, `parameters` their values.
    """

    label: str
    name: str
    tree: Node
    parameters: Mapping[str, float]

    @property
    def formula(self) -> str:
        """The formula as text, its parameters as names."""
        return to_text(self.tree)

    def derivative_formula(self, order: int = 1) -> str:
        """Return the derivative of this order as text, parameters as names."""
        return to_text(derivative(self.tree, order))

    def bound(self, order: int = 0) -> Node:
        """Return the formula of this order of derivative with the parameters' values put in.

        A value is taken as the float that it is, to its last binary digit.
        """
        return _bound(self.tree, tuple(self.parameters.items()), order)


@lru_cache(maxsize=4096)
def _bound(formula: Node, parameters: tuple[tuple[str, float], ...], order: int) -> Node:
    if order:
        return derivative(_bound(formula, parameters, 0), order)
    return substitute(formula, {name: number(value) for name, value in parameters})


def curves(texts: Iterable[str]) -> list[Curve]:
    """Return the curves of all the texts, sweeps written out, in the order given.

    Raises ActplotError for a text that is not a CURVE.
    """
    return [curve for text in texts for curve in _read(text)]


def _read(text: str) -> list[Curve]:
    head, *assignments = text.split(":")
    if not text.strip():
        raise ActplotError("a curve is an empty text; name a function or write a formula in x")
    refuse_by_looks(head)
    label, body = _split_label(head)
    entry = None if label else entries.find(body.strip())
    values = _values(text, assignments, entry)
    if entry:
        formula = entries.formula(entry.name)
        name = entry.name
        given = {key: [parameter.default] for key, parameter in entry.parameters.items()}
        given |= values
    else:
        formula = _formula(body, values)
        name = label or body.strip()
        given = values
    return [
        Curve(_label(name, choice, values), name, formula, choice)
        for choice in _choices(text, given)
    ]


def _split_label(head: str) -> tuple[str, str]:
    labelled = LABELLED.fullmatch(head)
    return (labelled[1], labelled[2]) if labelled else ("", head)


def _formula(body: str, values: Mapping[str, list[float]]) -> Node:
    if NAME.fullmatch(body) and "-" not in body:
        _refuse_unknown_name(body.strip(), values)
    formula = parse(body, entries.LANGUAGE, values)
    unused = set(values) - set(symbols(formula))
    if unused:
        raise ActplotError(f"formula {quote(body)} has no parameter {min(unused)!r}")
    return formula


def _refuse_unknown_name(name: str, values: Mapping[str, list[float]]) -> None:
    if name in ("x", "e", "pi", "where", *PRIMITIVES, *values):
        return
    hint = did_you_mean(name, ["x", *PRIMITIVES, *entries.names()])
    raise ActplotError(
        f"{quote(name)} is not a function that actplot knows{hint or '; --list shows all'}"
    )


def _values(text: str, assignments: list[str], entry: Activation | None) -> dict[str, list[float]]:
    """Read `alpha=0.5,1,2` for each parameter; several values are a sweep."""
    values: dict[str, list[float]] = {}
    for assignment in assignments:
        key, equals, numbers = (part.strip() for part in assignment.partition("="))
        if not PARAMETER_NAME.fullmatch(key) or not equals:
            raise ActplotError(
                f"{quote(assignment)} in {quote(text)} is not a parameter; write name=value"
            )
        if key in values:
            raise ActplotError(f"{quote(text)} sets {key} twice; a sweep is {key}=1,2")
        if entry is None and key in ("x", "e", "pi"):
            raise ActplotError(f"{key} cannot be a parameter; the names x, e and pi are taken")
        values[key] = [_value(key, word, entry) for word in numbers.split(",")]
    return values


def _value(key: str, word: str, entry: Activation | None) -> float:
    owner = f" of {entry.name}" if entry else ""
    if entry and key not in entry.parameters:
        entries.check(entry, key, 0)
    allowed = entry.parameters[key].allowed if entry else "a number"
    if not word.strip():
        raise ActplotError(f"parameter {key}{owner} needs a value: {allowed}")
    try:
        value = _number(word)
    except (ActplotError, ValueError):
        raise ActplotError(
            f"{key}={word.strip():.40} is not a number; {key}{owner} is {allowed}"
        ) from None
    return entries.check(entry, key, value) if entry else value


def _number(word: str) -> float:
    """Read a number, also one written as a fraction such as 1/3."""
    try:
        value = float(word)
    except ValueError:
        node = parse(word)
        if not isinstance(node, Number):
            raise
        value = float(node.value)
    if not abs(value) < float("inf"):
        raise ValueError("not finite")
    return value


def _choices(text: str, given: Mapping[str, list[float]]) -> list[dict[str, float]]:
    count = 1
    for values in given.values():
        count *= len(values)
    if count > MOST_CURVES:
        raise ActplotError(
            f"{quote(text)} sweeps to {count:,} curves; at most {MOST_CURVES} are drawn"
        )
    return [dict(zip(given, choice, strict=True)) for choice in product(*given.values())]


def _label(name: str, choice: Mapping[str, float], shown: Iterable[str]) -> str:
    return " ".join([name, *(f"{key}={choice[key]:.12g}" for key in shown)])
