"""What a person typed as CURVE becomes curves: names, parameters, sweeps, formulas, labels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from actplot.basics import LARGEST, ActplotError, is_beyond, shortest
from actplot.entries import catalogue
from actplot.entries.entry import Activation, Noise, Parameter
from actplot.entries.frameworks import other_meanings
from actplot.entries.named import Assigned, Named, find_named
from actplot.entries.suggest import suggestion
from actplot.formula import (
    CODE,
    CONSTANTS,
    OWN_NAMES,
    UNIFORM,
    Curve,
    Draws,
    Node,
    Number,
    parse,
    quote,
    refuse_by_looks,
    symbols,
    tree,
)

MOST_CURVES = 500  # of one sweep; more is a slip of the keyboard
LABELLED = re.compile(r"\s*([^\W\d][\w .-]*?)\s*=(?!=)(.*)", re.DOTALL)
LONGEST_NOTE = 71  # characters, behind the name of the program on a line of 80
FILE = re.compile(r"[^()*]+\.(?:png|svg|pdf|eps|jpe?g|webp|html?|csv|json|npz)", re.IGNORECASE)
CALL_OF_NUMBER = re.compile(r"([^\W\d]\w*)\(([^()x]*)\)")
OF_X = re.compile(r"[^\W\d]\w*\(x\)")
IDENTIFIER = re.compile(r"[^\W\d]\w*")


def curves(texts: Iterable[str], seed: int = 0) -> list[Curve]:
    """Return the curves of all the texts, sweeps written out, in the order given.

    Raises ActplotError for a text that is not a CURVE.
    """
    return [curve for text in texts for curve in _read(text, seed)]


@dataclass(frozen=True)
class _Typed:
    """A CURVE, taken apart: what stands before its parameters, and these as texts."""

    head: str
    label: str
    body: str
    named: Named | None
    assigned: Assigned

    @property
    def name(self) -> str:
        """What the curve is called."""
        if self.label or not self.named:
            return self.label or self.body
        word = self.named.framework is None and IDENTIFIER.fullmatch(self.body.replace("-", "_"))
        own = word or OF_X.fullmatch(self.body)
        return self.body if own else self.named.name

    def single(self, choice: Mapping[str, float]) -> str:
        """Return the CURVE of one choice of a sweep, each number to its last digit."""
        numbers = (f"{key}={shortest(choice[key])}" for key in self.assigned)
        return ":".join([self.head, *numbers])


def _typed(text: str) -> _Typed:
    head, *assignments = text.split(":")
    if not text.strip():
        raise ActplotError("a curve is an empty text; name a function or write a formula in x")
    if FILE.fullmatch(head.strip()):
        raise ActplotError(f"{quote(head)} looks like a file; write -o {head.strip():.40} to save")
    refuse_by_looks(head)
    label, body = split_label(head)
    body = body.strip()
    assigned = assignments_of(text, assignments)
    named = find_named(body)
    head = head.strip()
    if named:
        if twice := named.given.keys() & assigned.keys():
            raise ActplotError(f"{quote(text)} sets {min(twice)} twice")
        assigned = {**{key: [word] for key, word in named.given.items()}, **assigned}
        named, assigned = named.with_switches(assigned)
        if "(" in body or named.switched:
            words = (f"{word}={value}" for word, value in named.switched.items())
            head = ":".join([f"{label}={named.name}" if label else named.name, *words])
    return _Typed(head, label, body, named, assigned)


def _read(text: str, seed: int) -> list[Curve]:
    typed = _typed(text)
    if typed.named:
        return list(_named_curves(text, typed, typed.named, seed))
    values = {
        key: [_value(key, word, f"{key} is a number") for word in words]
        for key, words in typed.assigned.items()
    }
    formula = _formula(typed.body, values)
    note = _constant_note(typed, formula)
    return [
        Curve(
            label_of(typed.name, choice, values),
            typed.name,
            formula,
            choice,
            note=note,
            text=typed.single(choice),
        )
        for choice in choices(text, values)
    ]


def _constant_note(typed: _Typed, formula: Node) -> str:
    """Return what to write where a constant was hardly meant; with an x, such as 0*x, it was."""
    if tree.depends_on_x(formula) or "x" in IDENTIFIER.findall(typed.body):
        return ""
    if typed.label in catalogue.parameter_names():
        meant = f"NAME:{typed.label}={typed.body}"
        return f"{typed.label} is a constant here; for a parameter write {meant}"
    call = CALL_OF_NUMBER.fullmatch(typed.body)
    entry = catalogue.find(call[1]) if call else None
    if call and entry and entry.parameters:
        meant = f"{call[1]}:{next(iter(entry.parameters))}={call[2].strip()}"
        return f"{typed.body} is a constant; for the curve write {meant}"
    return f"{quote(typed.body)} is a constant; a curve has an x in it"


# Changing a curve


def adjustable(curve: Curve) -> dict[str, Parameter]:
    """Return the parameters that can be set behind the name that was typed, at their values.

    A framework's words stand in place of ours; a parameter of a typed formula takes any number.
    """
    if curve.kind == CODE:
        return {key: Parameter(value, "") for key, value in curve.parameters.items()}
    typed = _typed(curve.text)
    set_ = {key: float(words[0]) for key, words in typed.assigned.items()}
    if typed.named is None:
        return {key: Parameter(value, "") for key, value in set_.items()}
    return {
        key: replace(parameter, default=set_.get(key, parameter.default))
        for key, parameter in typed.named.parameters.items()
    }


def adjusted(curve: Curve, key: str, value: float, seed: int) -> Curve:
    """Return the curve with one of its adjustable parameters set to another value.

    Raises ActplotError for a value that is not allowed.
    """
    if curve.kind == CODE:
        return _adjusted_code(curve, key, value)
    typed = _typed(curve.text)
    words = {name: texts[0] for name, texts in typed.assigned.items()}
    words[key] = shortest(value)
    assignments = (f"{name}={word}" for name, word in words.items())
    (changed,) = _read(":".join([typed.head, *assignments]), seed)
    return changed


def _adjusted_code(curve: Curve, key: str, value: float) -> Curve:
    """Return the curve of code with another value of one of its free parameters."""
    if not math.isfinite(value):
        raise ActplotError(f"{key}={value:g} is not allowed for {curve.name}: it is a number")
    parameters = {**curve.parameters, key: value}
    words = [word for word in curve.text.split(":") if word.partition("=")[0] != key]
    text = ":".join([*words, f"{key}={shortest(value)}"])
    label = label_of(curve.name, parameters, parameters)
    return replace(curve, parameters=parameters, text=text, label=label)


# Names


def _named_curves(text: str, typed: _Typed, named: Named, seed: int) -> Iterator[Curve]:
    """Yield the curve of each choice of the parameters, in the words that were typed."""
    name, parameters, entry = typed.name, named.parameters, named.entry
    given = {key: [parameter.default] for key, parameter in parameters.items()}
    for key, words in typed.assigned.items():
        if key not in parameters:
            raise catalogue.unknown_parameter(name, key, parameters)
        known = parameters[key]
        allowed = f"{key} of {name} is {known.allowed}"
        given[key] = [
            catalogue.check_value(name, key, known, _value(key, word, allowed)) for word in words
        ]
    note = "" if named.framework or typed.assigned else _note(entry, typed.body)
    for choice in choices(text, given):
        ours = named.in_our_words(choice)
        catalogue.hold_constraints(name, entry, ours)
        label = label_of(name, choice, typed.assigned)
        draws = None
        if entry.noise:
            label = f"{label} seed={seed}"
            draws = _draws(entry, entry.noise, seed)
        yield Curve(
            label,
            entry.name,
            catalogue.formula(entry.name),
            ours,
            entry.kind,
            draws,
            note,
            text=typed.single(choice),
            takes=entry.takes,
        )


def _note(entry: Activation, typed: str) -> str:
    """Return what to know of a name by which frameworks mean different things."""
    others = other_meanings(entry, typed)
    if twin := _of_another_x(entry, typed):
        note = f"{typed.lower()} takes a {entry.takes} here; {twin.name} a {twin.takes}"
        return note if len(note) <= LONGEST_NOTE else note.partition(";")[0]
    if not others:
        return ""
    taken = catalogue.settings_text(catalogue.entry_defaults(entry)) or entry.formula
    if catalogue.plain(typed) != catalogue.plain(entry.name):
        taken = entry.name
    note = f"{typed.lower()} is {taken} here"
    for meaning, names in others.items():
        more = f"{note}; {meaning} in {names[0]}"
        note = more if len(more) <= LONGEST_NOTE else note
    if ";" not in note:
        meaning, names = next(iter(others.items()))
        return f"{typed.lower()} is {meaning} in {names[0]}, not here"
    return note


def _of_another_x(entry: Activation, typed: str) -> Activation | None:
    """Return what frameworks have under an alias of a loss and what takes another x, if any."""
    if catalogue.plain(typed) not in map(catalogue.plain, entry.aliases):
        return None
    meanings = [meaning for alias in entry.aliases for meaning in other_meanings(entry, alias)]
    twins = (catalogue.CATALOGUE[name] for name in meanings if name in catalogue.CATALOGUE)
    return next((twin for twin in twins if entry.takes and twin.takes != entry.takes), None)


def _draws(entry: Activation, noise: Noise, seed: int) -> Draws:
    names = (*entry.parameters, UNIFORM.name)
    draw, low, high = (
        parse(text, parameters=names) if text else None
        for text in (noise.draw, noise.low, noise.high)
    )
    assert draw is not None
    return Draws(seed, draw, low, high)


# Formulas


def split_label(head: str) -> tuple[str, str]:
    """Split `label=body`; without a label it is empty."""
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
    if name in ("x", *CONSTANTS, *OWN_NAMES, *values):
        return
    hint = suggestion(name)
    raise ActplotError(
        f"{quote(name)} is not a function that actplot knows{hint or '; --list shows all'}"
    )


def assignments_of(text: str, assignments: Iterable[str]) -> dict[str, list[str]]:
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
        if "=" in values:
            right = ":".join([text.partition(":")[0], *assignments]).replace(",", ":")
            raise ActplotError(f"{quote(text)}: a colon parts parameters; write {quote(right)}")
        words[key] = [word for each in values.split(",") for word in _steps(key, each)]
    return words


def _steps(key: str, text: str) -> list[str]:
    """Return the values of lo..hi..step, both ends included, or the one value that was typed.

    They are counted in decimal, so that 0..1..0.1 comes to 0.3 and not beside it.
    """
    from fractions import Fraction

    low, *rest = text.split("..")
    if not rest:
        return [text]
    usage = f"{key}={text.strip():.40}: a sweep by steps is lo..hi..step, as in {key}=0.5..2..0.5"
    try:
        first, last, step = map(Fraction, (low, *rest))
    except (ValueError, ZeroDivisionError):
        raise ActplotError(usage) from None
    if step == 0 or (last - first) / step < 0:
        raise ActplotError(f"{usage}; the step leads from lo to hi")
    count = int((last - first) / step) + 1
    if count > MOST_CURVES:
        raise ActplotError(
            f"{key}={text.strip():.40} comes to {count:,} values; at most {MOST_CURVES} are drawn"
        )
    return [repr(float(first + step * place)) for place in range(count)]


def _value(key: str, word: str, allowed: str) -> float:
    if not word.strip():
        raise ActplotError(f"parameter {key} needs a value: {allowed}")
    try:
        return typed_number(word)
    except OverflowError:
        raise ActplotError(f"{key}={word.strip():.40} is beyond {LARGEST}; {allowed}") from None
    except (ActplotError, ValueError):
        raise ActplotError(f"{key}={word.strip():.40} is not a number; {allowed}") from None


def typed_number(word: str) -> float:
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


def choices(text: str, given: Mapping[str, list[float]]) -> list[dict[str, float]]:
    """Return each choice of the values of a sweep. Raises ActplotError for too many."""
    count = 1
    for values in given.values():
        count *= len(values)
    if count > MOST_CURVES:
        raise ActplotError(
            f"{quote(text)} sweeps to {count:,} curves; at most {MOST_CURVES} are drawn"
        )
    return [dict(zip(given, choice, strict=True)) for choice in product(*given.values())]


def label_of(name: str, choice: Mapping[str, float], shown: Iterable[str]) -> str:
    """Return a name with the numbers of the parameters that are shown."""
    return " ".join([name, *(f"{key}={choice[key]:.12g}" for key in shown)])
