"""What a person typed as CURVE becomes curves: names, parameters, sweeps, formulas, labels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from actplot.basics import LARGEST, ActplotError, did_you_mean, is_beyond, shortest
from actplot.entries import catalogue
from actplot.entries.entry import Activation, Framework, Noise, Parameter
from actplot.formula import (
    CONSTANTS,
    PRIMITIVES,
    UNIFORM,
    Curve,
    Draws,
    Node,
    Number,
    number,
    parse,
    quote,
    refuse_by_looks,
    substitute,
    symbols,
)

MOST_CURVES = 500  # of one sweep; more is a slip of the keyboard
LABELLED = re.compile(r"\s*([^\W\d][\w .-]*?)\s*=(?!=)(.*)", re.DOTALL)
NAMES_IN_A_NOTE = 3
DOTTED_NAME = re.compile(r"[^\W\d][\w.-]*")
FRAMEWORKS = frozenset({"tf", "tf_keras", "keras", "torch", "jax", "flax", "linen", "onnx", "f"})
IDENTIFIER = re.compile(r"[^\W\d]\w*")


def curves(texts: Iterable[str], seed: int = 0) -> list[Curve]:
    """Return the curves of all the texts, sweeps written out, in the order given.

    Raises ActplotError for a text that is not a CURVE.
    """
    return [curve for text in texts for curve in _read(text, seed)]


def _read(text: str, seed: int) -> list[Curve]:
    head, *assignments = text.split(":")
    if not text.strip():
        raise ActplotError("a curve is an empty text; name a function or write a formula in x")
    refuse_by_looks(head)
    label, body = _split_label(head)
    body = body.strip()
    assigned = _assigned(text, assignments)
    if named := _named(body):
        named = replace(named, name=label or named.name)
        return [
            replace(curve, text=_single(head, choice, assigned))
            for choice, curve in _named_curves(text, named, assigned, seed)
        ]
    values = {
        key: [_value(key, word, f"{key} is a number") for word in words]
        for key, words in assigned.items()
    }
    formula = _formula(body, values)
    name = label or body
    return [
        Curve(
            _label(name, choice, values),
            name,
            formula,
            choice,
            text=_single(head, choice, assigned),
        )
        for choice in _choices(text, values)
    ]


def _single(head: str, choice: Mapping[str, float], typed: Iterable[str]) -> str:
    """Return the CURVE of one choice of a sweep, each number to its last digit."""
    return ":".join([head.strip(), *(f"{key}={shortest(choice[key])}" for key in typed)])


# Changing a curve


def adjustable(curve: Curve) -> dict[str, Parameter]:
    """Return the parameters that can be set behind the name that was typed, at their values.

    A framework's words stand in place of ours; a parameter of a typed formula takes any number.
    """
    head, *assignments = curve.text.split(":")
    set_ = {key: float(words[0]) for key, words in _assigned(curve.text, assignments).items()}
    named = _named(_split_label(head)[1].strip())
    if named is None:
        return {key: Parameter(value, "") for key, value in set_.items()}
    return {
        key: replace(parameter, default=set_.get(key, parameter.default))
        for key, parameter in named.parameters.items()
    }


def adjusted(curve: Curve, key: str, value: float, seed: int) -> Curve:
    """Return the curve with one of its adjustable parameters set to another value.

    Raises ActplotError for a value that is not allowed.
    """
    head, *assignments = curve.text.split(":")
    words = {name: texts[0] for name, texts in _assigned(curve.text, assignments).items()}
    words[key] = shortest(value)
    (changed,) = _read(":".join([head, *(f"{name}={word}" for name, word in words.items())]), seed)
    return changed


# Names


@dataclass(frozen=True)
class _Named:
    """An entry under the name that was typed, with the parameters that go with that name."""

    name: str
    entry: Activation
    framework: Framework | None

    @property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters that may be set: the framework's words in place of ours."""
        if self.framework is None:
            return dict(self.entry.parameters)
        ours = {
            key: replace(parameter, default=self.framework.defaults.get(key, parameter.default))
            for key, parameter in self.entry.parameters.items()
            if key not in self.framework.words
        }
        return {**self.framework.parameters, **ours}

    def in_our_words(self, choice: Mapping[str, float]) -> dict[str, float]:
        """Return the entry's own parameters for values in the framework's words."""
        words = self.framework.words if self.framework else {}
        values = {name: number(value) for name, value in choice.items()}
        ours = dict(choice)
        for key, theirs in words.items():
            node = substitute(parse(theirs, parameters=choice), values)
            assert isinstance(node, Number)
            ours[key] = float(node.value)
        return {key: float(ours[key]) for key in self.entry.parameters}


def _named(body: str) -> _Named | None:
    """Return what a name stands for; None for what must be a formula."""
    if not DOTTED_NAME.fullmatch(body):
        return None
    entry = catalogue.find(body)
    if entry:
        return _Named(entry.name, entry, None)
    found = catalogue.find_framework(body)
    if found:
        return _Named(found[1].name, *found)
    module = body.partition(".")[0]
    if "." in body and module.lower() in FRAMEWORKS:
        hint = did_you_mean(catalogue.with_module(body), catalogue.names_beside(body))
        raise ActplotError(f"{quote(body)} is not a function of {module} that actplot knows{hint}")
    return None


def _named_curves(
    text: str, named: _Named, assigned: Mapping[str, list[str]], seed: int
) -> Iterator[tuple[dict[str, float], Curve]]:
    """Yield each choice of the parameters, in the words that were typed, and its curve."""
    parameters, entry = named.parameters, named.entry
    given = {key: [parameter.default] for key, parameter in parameters.items()}
    for key, words in assigned.items():
        if key not in parameters:
            raise catalogue.unknown_parameter(named.name, key, parameters)
        known = parameters[key]
        allowed = f"{key} of {named.name} is {known.allowed}"
        given[key] = [
            catalogue.check_value(named.name, key, known, _value(key, word, allowed))
            for word in words
        ]
    note = "" if named.framework or assigned else _note(entry)
    for choice in _choices(text, given):
        ours = named.in_our_words(choice)
        catalogue.hold_constraints(named.name, entry, ours)
        label = _label(named.name, choice, assigned)
        draws = None
        if entry.noise:
            label = f"{label} seed={seed}"
            draws = _draws(entry, entry.noise, seed)
        formula = catalogue.formula(entry.name)
        yield choice, Curve(label, entry.name, formula, ours, entry.kind, draws, note)


def _note(entry: Activation) -> str:
    """Return what to know of a name by which frameworks mean different things."""
    others = [
        f"it is {meaning} in {', '.join(names[:NAMES_IN_A_NOTE])}"
        for meaning, names in catalogue.other_meanings(entry).items()
    ]
    if not others:
        return ""
    taken = catalogue.settings_text(catalogue.entry_defaults(entry)) or entry.formula
    return f"{entry.name} is {taken} here; {'; '.join(others)}; type that name to draw it"


def _draws(entry: Activation, noise: Noise, seed: int) -> Draws:
    names = (*entry.parameters, UNIFORM.name)
    draw, low, high = (
        parse(text, parameters=names) if text else None
        for text in (noise.draw, noise.low, noise.high)
    )
    assert draw is not None
    return Draws(seed, draw, low, high)


# Formulas


def _split_label(head: str) -> tuple[str, str]:
    labelled = LABELLED.fullmatch(head)
    return (labelled[1], labelled[2]) if labelled else ("", head)


def _formula(body: str, values: Mapping[str, list[float]]) -> Node:
    if IDENTIFIER.fullmatch(body):
        _refuse_unknown_name(body, values)
    taken = {"x", *CONSTANTS} & set(values)
    if taken:
        raise ActplotError(f"{min(taken)} cannot be a parameter; x, e and pi have their meaning")
    formula = parse(body, catalogue.LANGUAGE, values)
    unused = set(values) - set(symbols(formula))
    if unused:
        raise ActplotError(f"formula {quote(body)} has no parameter {min(unused)!r}")
    return formula


def _refuse_unknown_name(name: str, values: Mapping[str, list[float]]) -> None:
    if name in ("x", "e", "pi", "where", *PRIMITIVES, *values):
        return
    hint = did_you_mean(name, ["x", *PRIMITIVES, *catalogue.names()])
    raise ActplotError(
        f"{quote(name)} is not a function that actplot knows{hint or '; --list shows all'}"
    )


def _assigned(text: str, assignments: Iterable[str]) -> dict[str, list[str]]:
    """Split `alpha=0.5,1,2` for each parameter; several values are a sweep."""
    words: dict[str, list[str]] = {}
    for assignment in assignments:
        key, equals, values = (part.strip() for part in assignment.partition("="))
        if not IDENTIFIER.fullmatch(key) or not equals:
            raise ActplotError(
                f"{quote(assignment)} in {quote(text)} is not a parameter; write name=value"
            )
        if key in words:
            raise ActplotError(f"{quote(text)} sets {key} twice; a sweep is {key}=1,2")
        words[key] = values.split(",")
    return words


def _value(key: str, word: str, allowed: str) -> float:
    if not word.strip():
        raise ActplotError(f"parameter {key} needs a value: {allowed}")
    try:
        return _number(word)
    except OverflowError:
        raise ActplotError(f"{key}={word.strip():.40} is beyond {LARGEST}; {allowed}") from None
    except (ActplotError, ValueError):
        raise ActplotError(f"{key}={word.strip():.40} is not a number; {allowed}") from None


def _number(word: str) -> float:
    """Read a number, also one written as a fraction such as 1/3."""
    try:
        value = float(word)
    except ValueError:
        node = parse(word)
        if not isinstance(node, Number):
            raise
        value = float(node.value)
    if is_beyond(word, value):
        raise OverflowError
    if not math.isfinite(value):
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
