"""The catalogue: every function known by name, and the look-up that forgives spelling.

A duplicate name or alias is an error at import.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from actplot.entries.activations import ACTIVATIONS
from actplot.entries.entry import Activation, Parameter
from actplot.errors import ActplotError, did_you_mean
from actplot.formula import Function, Language, parse
from actplot.formula.tree import Node

__all__ = ["CATALOGUE", "LANGUAGE", "Activation", "Parameter", "check", "find", "formula", "names"]


def plain(name: str) -> str:
    """Return a name without what look-up ignores: case, `-` and `_`."""
    return name.lower().replace("-", "").replace("_", "")


def _index(entries: tuple[Activation, ...]) -> dict[str, Activation]:
    index: dict[str, Activation] = {}
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            if plain(name) in index:
                raise ValueError(f"two entries of the catalogue are called {name}")
            index[plain(name)] = entry
    return index


CATALOGUE: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in ACTIVATIONS})
_BY_PLAIN_NAME = _index(ACTIVATIONS)


def find(name: str) -> Activation | None:
    """Return the entry with this name or alias, however it is spelled."""
    return _BY_PLAIN_NAME.get(plain(name))


def names() -> list[str]:
    """Return every name and alias, in catalogue order."""
    return [name for entry in CATALOGUE.values() for name in (entry.name, *entry.aliases)]


@cache
def formula(name: str) -> Node:
    """Return the tree of the entry called `name`, its parameters as symbols."""
    entry = CATALOGUE[name]
    return parse(entry.formula, LANGUAGE, entry.parameters)


def check(entry: Activation, parameter: str, value: float) -> float:
    """Return the value if the parameter may take it; raise ActplotError otherwise."""
    known = entry.parameters.get(parameter)
    if known is None:
        has = ", ".join(entry.parameters) or "none"
        hint = did_you_mean(parameter, entry.parameters)
        raise ActplotError(f"{entry.name} has no parameter {parameter!r}; it has: {has}{hint}")
    if not known.allows(value):
        raise ActplotError(
            f"{parameter}={value:g} is not allowed for {entry.name}: {parameter} is {known.allowed}"
        )
    return value


def _as_function(name: str) -> Function | None:
    entry = find(name)
    if entry is None:
        return None
    defaults = {key: parameter.default for key, parameter in entry.parameters.items()}
    return Function(
        formula(entry.name), defaults, lambda parameter, value: check(entry, parameter, value)
    )


LANGUAGE = Language(_as_function, tuple(names()))
