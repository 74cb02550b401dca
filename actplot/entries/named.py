"""What a name means that was typed: an entry, by its own name or by one that a framework has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actplot.basics import ActplotError, did_you_mean
from actplot.entries import catalogue, frameworks
from actplot.entries.calls import WrittenCall, written_call
from actplot.entries.entry import LOSS, Activation, Framework, Parameter
from actplot.formula import Number, number, parse, quote, substitute

DOTTED_NAME = re.compile(r"[^\W\d][\w.-]*")
CALLED = re.compile(r"[^\W\d][\w.]*\s*\(.*\)", re.DOTALL)
Assigned = dict[str, list[str]]  # the texts of the values of each parameter; several are a sweep


@dataclass(frozen=True)
class Named:
    """An entry under the name that was typed, with the parameters that go with that name.

    `given` are parameters that were typed as the arguments of a call, `switched` are words of the
    framework that led to this entry.
    """

    name: str
    entry: Activation
    framework: Framework | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    switched: Mapping[str, str] = field(default_factory=dict)

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

    def with_switches(self, assigned: Assigned) -> tuple[Named, Assigned]:
        """Return what the name means with the words that switch it, and what else is assigned."""
        switches = self.framework.switches if self.framework else {}
        named, left = self, dict(assigned)
        for word, entries in switches.items():
            if word not in left:
                continue
            value = " ".join(left.pop(word)).strip("'\" ")
            by_value = {each.lower(): each for each in entries}
            if value.lower() not in by_value:
                raise ActplotError(
                    f"{word}={value} is not known of {self.name}; it is {' or '.join(entries)}"
                )
            value = by_value[value.lower()]
            named = replace(named, switched={**named.switched, word: value})
            if entries[value]:
                entry = catalogue.CATALOGUE[entries[value]]
                named = replace(named, entry=entry, framework=Framework(self.name))
        return named, left


def find_named(body: str) -> Named | None:
    """Return what a name or a call of one stands for; None for what must be a formula."""
    if DOTTED_NAME.fullmatch(body):
        return _find(body)
    if CALLED.fullmatch(body) and (call := written_call(body)):
        return _of_call(call)
    return None


def settings_of(name: str) -> dict[str, tuple[str, str]]:
    """Return what may be set behind a name, each with its usual value and what it is.

    Nothing for a text that is no name.
    """
    try:
        named = find_named(name)
    except ActplotError:
        named = None
    if named is None:
        return {}
    switches = named.framework.switches if named.framework else {}
    found = {word: (next(iter(values)), " or ".join(values)) for word, values in switches.items()}
    for key, parameter in named.parameters.items():
        found[key] = f"{parameter.default:g}", f"{parameter.meaning}: {parameter.allowed}"
    return found


def _find(name: str) -> Named | None:
    entry = catalogue.find(name)
    if entry:
        return Named(entry.name, entry)
    found = frameworks.find_framework(name)
    if found is None and "." not in name:
        found = frameworks.find_bare(name)
    if found:
        return Named(found[1].name, *found)
    _refuse(name)
    return None


def _refuse(name: str) -> None:
    """Refuse what a framework has that is no curve, and an unknown name of one."""
    from actplot.entries.refused import why_no_curve

    of_framework = "." in name and frameworks.is_of_framework(name)
    if "." in name and not of_framework:
        return
    hint = ""
    if of_framework:
        written = frameworks.with_module(name)
        hint = did_you_mean(written, frameworks.names_beside(name))
    if reason := why_no_curve(name.rpartition(".")[2], bare=not of_framework):
        raise ActplotError(f"{quote(name)} {reason}")
    if of_framework:
        module, tail = name.partition(".")[0], name.rpartition(".")[2]
        if tail not in hint and (catalogue.find(tail) or frameworks.find_bare(tail)):
            hint = f"; write {tail} alone"  # ours, or of another framework
        raise ActplotError(f"{quote(name)} is not a function of {module} that actplot knows{hint}")


def _of_call(call: WrittenCall) -> Named | None:
    """Return what a call stands for: of a framework's name, or of a class, as LeakyReLU(0.2)."""
    if "." in call.name:
        named = _find(call.name)
    elif entry := catalogue.find(call.name):
        named = _of_entry(call, entry)
    else:
        found = frameworks.find_bare(call.name)
        named = Named(found[1].name, *found) if found else None
    if named is None:
        return None
    if call.positional and named.entry.kind == LOSS:
        raise ActplotError(f"{named.name}: write its numbers by their names, as in {_usage(named)}")
    if len(call.positional) > len(named.parameters):
        raise ActplotError(
            f"{named.name} has {len(named.parameters)} parameter(s), not {len(call.positional)}"
        )
    placed = dict(zip(named.parameters, call.positional, strict=False))
    if twice := placed.keys() & call.keywords.keys():
        raise ActplotError(f"{named.name} is given {min(twice)} twice")
    return replace(named, given={**placed, **call.keywords})


def _of_entry(call: WrittenCall, entry: Activation) -> Named | None:
    """Return what the call of an entry's own name stands for, None where it is a formula."""
    if not call.of_x:
        is_class = call.name != call.name.lower()
        return Named(entry.name, entry) if is_class else None
    words = set(call.keywords)
    if call.positional or not words or words <= set(entry.parameters):
        return None
    for framework in entry.frameworks:
        if words <= {*framework.parameters, *framework.switches}:
            return Named(framework.name, entry, framework)
    return None


def _usage(named: Named) -> str:
    settings = (f"{key}={parameter.default:g}" for key, parameter in named.parameters.items())
    return ":".join([named.name, *settings])
