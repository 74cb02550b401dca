"""Words that name code become curves, beside those that name functions or are formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from actplot import entries
from actplot.basics import ActplotError, shortest
from actplot.entries import assignments_of, choices, split_label, typed_number
from actplot.formula import CODE, Curve, Node, quote

if TYPE_CHECKING:
    from actplot.evaluate import Array
    from actplot.tracing.audit import Measured

# path.py:name or package.module:name, and what is set behind it
FILE = re.compile(r"(?P<where>.*?\.py)(?::(?P<rest>.*))?", re.DOTALL)
MODULE = re.compile(r"(?P<where>[^\W\d]\w*(?:\.[^\W\d]\w*)*):(?P<rest>.*)", re.DOTALL)
NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
LITERALS = {"true": True, "false": False, "none": None}


@dataclass(frozen=True)
class Named:
    """Code that is named: its file or module, its name there, and the texts of its parameters."""

    label: str
    where: str
    name: str
    assigned: Mapping[str, list[str]]


def curves(texts: Iterable[str], seed: int = 0) -> list[Curve]:
    """Return the curves of all the texts, those that name code as well.

    Raises ActplotError for a text that is not a CURVE, and for code that cannot be followed.
    """
    found: list[Curve] = []
    for text in texts:
        named = named_code(text)
        found += _of_code(text, named) if named else entries.curves([text], seed)
    return found


def named_code(text: str) -> Named | None:
    """Return the code that a text names, None for what names none.

    Raises ActplotError for a file without a name in it.
    """
    label, body = split_label(text)
    if "=" in body.partition(":")[0] or not label:
        label, body = "", text.strip()
    if match := FILE.fullmatch(body):
        if not match["rest"]:
            raise ActplotError(f"{quote(body)} is a file; name a function in it, as in {body}:f")
        return _named(text, label, match)
    match = MODULE.fullmatch(body)
    if match is None or "=" in match["rest"].partition(":")[0]:
        return None
    where = match["where"]
    if "." not in where and (entries.find(where) or not _is_module(where)):
        return None
    return _named(text, label, match)


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _named(text: str, label: str, match: re.Match[str]) -> Named:
    name, *assignments = match["rest"].split(":")
    if not NAME.fullmatch(name.strip()):
        raise ActplotError(f"{quote(text)}: {name!r:.40} is not the name of a function")
    return Named(label.strip(), match["where"], name.strip(), assignments_of(text, assignments))


def _of_code(text: str, named: Named) -> Iterator[Curve]:
    from actplot.tracing.child import in_child

    values = {key: [_value(word) for word in words] for key, words in named.assigned.items()}
    chosen = choices(text, values)
    found = in_child("formulas", named.where, named.name, chosen)
    for choice, (formula, parameters) in zip(chosen, found, strict=True):
        settings = (f"{key}={_text(value)}" for key, value in choice.items())
        head = f"{named.label}={named.where}" if named.label else named.where
        text = ":".join([head, named.name, *settings])
        name = named.label or named.name
        yield _curve(name, formula, parameters, choice, text)


def measured(curve: Curve, format: str, x: Array) -> Measured:
    """Return what the code of a curve gives at x in a number format, in a process of its own.

    Raises ActplotError for what is not named code, or does not run in this format.
    """
    from actplot.tracing.child import in_child

    named = named_code(curve.text) if curve.kind == CODE else None
    if not named:
        raise ActplotError(f"{curve.label} is no code that has a name, as in my.py:{curve.name}")
    choice = {key: _value(words[0]) for key, words in named.assigned.items()}
    found: Measured = in_child("measured", named.where, named.name, [choice], format, x)
    return found


def _curve(
    name: str,
    formula: Node,
    parameters: Mapping[str, float],
    choice: Mapping[str, Any],
    text: str,
) -> Curve:
    label = " ".join([name, *(f"{key}={_text(value)}" for key, value in choice.items())])
    return Curve(label, name, formula, parameters, CODE, text=text)


def _value(word: str) -> Any:
    """Return a setting as the code takes it: a whole number, a number, or a word."""
    word = word.strip()
    if word.lower() in LITERALS:
        return LITERALS[word.lower()]
    try:
        number = typed_number(word)
    except (ActplotError, ValueError, OverflowError):
        return word
    return int(word) if re.fullmatch(r"[-+]?\d{1,15}", word) else number


def _text(value: Any) -> str:
    return shortest(value) if isinstance(value, float) else str(value)


def curve_of(function: Callable[..., Any], settings: Mapping[str, Any]) -> Curve:
    """Return the curve of a Python function of x; `settings` sets its other arguments.

    Raises ActplotError for what cannot be followed, does not agree with its formula, or does not
    come to an end.
    """
    from actplot.tracing.agree import believed
    from actplot.tracing.time_limit import time_limit

    name = getattr(function, "__name__", type(function).__name__)
    name = "f" if name == "<lambda>" else name
    with time_limit(name):
        formula, parameters = believed(function, settings, name)
    return _curve(name, formula, parameters, settings, name)
