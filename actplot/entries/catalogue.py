"""The catalogue: every function known by name, and the look-up that forgives spelling.

A duplicate name or alias is an error at import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from actplot.basics import ActplotError, did_you_mean
from actplot.entries.bent_lines import BENT_LINES
from actplot.entries.bounded_curves import BOUNDED_CURVES
from actplot.entries.cross_entropies import CROSS_ENTROPIES
from actplot.entries.entry import TAKES, Activation, Parameter
from actplot.entries.gated import GATED
from actplot.entries.gates import GATES
from actplot.entries.margins import MARGINS
from actplot.entries.probabilities import PROBABILITIES
from actplot.entries.rectifiers import RECTIFIERS
from actplot.entries.regression import REGRESSION
from actplot.entries.shrinkage import SHRINKAGE
from actplot.entries.slices import SLICES
from actplot.entries.smooth_gates import SMOOTH_GATES
from actplot.entries.squashing import SQUASHING
from actplot.entries.suggest import suggestion
from actplot.entries.various import VARIOUS
from actplot.formula import ONE, Function, Language, Node, number, parse, substitute, symbols


def plain(name: str) -> str:
    """Return a name without what look-up ignores: case, `-` and `_`."""
    return name.lower().replace("-", "").replace("_", "")


def _index(entries: Iterable[Activation]) -> dict[str, Activation]:
    index: dict[str, Activation] = {}
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            if plain(name) in index:
                raise ValueError(f"two entries of the catalogue are called {name}")
            index[plain(name)] = entry
    return index


ACTIVATIONS: tuple[Activation, ...] = (
    *SQUASHING,
    *BOUNDED_CURVES,
    *RECTIFIERS,
    *BENT_LINES,
    *GATED,
    *SMOOTH_GATES,
    *SHRINKAGE,
    *VARIOUS,
)
LOSSES = sorted(
    (*CROSS_ENTROPIES, *MARGINS, *PROBABILITIES, *REGRESSION),
    key=lambda entry: TAKES.index(entry.takes),
)
ENTRIES = (*ACTIVATIONS, *GATES, *SLICES, *LOSSES)
CATALOGUE: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in ENTRIES})
_BY_PLAIN_NAME = _index(ENTRIES)


def find(name: str) -> Activation | None:
    """Return the entry with this name or alias, however it is spelled."""
    return _BY_PLAIN_NAME.get(plain(name))


def names() -> list[str]:
    """Return every name and alias, in catalogue order."""
    return [name for entry in ENTRIES for name in (entry.name, *entry.aliases)]


# Formulas and parameters


def entry_defaults(entry: Activation) -> dict[str, float]:
    """Return the default of each parameter."""
    return {key: parameter.default for key, parameter in entry.parameters.items()}


def parameter_names() -> set[str]:
    """Return the names of all parameters in the catalogue."""
    return {name for entry in ENTRIES for name in entry.parameters}


def settings_text(values: Mapping[str, float]) -> str:
    """Return parameters as text, such as `alpha=0.2`."""
    return " ".join(f"{key}={value:g}" for key, value in values.items())


@cache
def formula(name: str) -> Node:
    """Return the tree of the entry called `name`, its parameters as symbols."""
    entry = CATALOGUE[name]
    return parse(entry.formula, LANGUAGE, entry.parameters)


def check(entry: Activation, parameter: str, value: float) -> float:
    """Return the value if the parameter may take it; raise ActplotError otherwise."""
    known = entry.parameters.get(parameter)
    if known is None:
        raise unknown_parameter(entry.name, parameter, entry.parameters)
    return check_value(entry.name, parameter, known, value)


def check_value(owner: str, parameter: str, known: Parameter, value: float) -> float:
    """Return the value if it is allowed; raise ActplotError with the range otherwise."""
    if not known.allows(value):
        raise ActplotError(
            f"{parameter}={value:g} is not allowed for {owner}: {parameter} is {known.allowed}"
        )
    return value


def unknown_parameter(owner: str, parameter: str, known: Iterable[str]) -> ActplotError:
    """Return the error for a parameter that a function does not have."""
    has = ", ".join(known) or "none"
    hint = did_you_mean(parameter, known)
    return ActplotError(f"{owner} has no parameter {parameter!r}; it has: {has}{hint}")


def hold_constraints(name: str, entry: Activation, values: Mapping[str, float]) -> None:
    """Raise ActplotError where parameters do not go together."""
    numbers = {key: number(value) for key, value in values.items()}
    for constraint in entry.constraints:
        choice = parse(f"where({constraint}, 1, 0)", parameters=values)
        if substitute(choice, numbers) != ONE:
            given = settings_text({key: values[key] for key in symbols(choice)})
            raise ActplotError(f"{name}: {constraint} must hold, not {given}")


def _as_function(name: str) -> Function | None:
    entry = find(name)
    if entry is None:
        return None
    return Function(
        formula(entry.name),
        entry_defaults(entry),
        lambda parameter, value: check(entry, parameter, value),
        lambda values: hold_constraints(entry.name, entry, values),
    )


LANGUAGE = Language(_as_function, suggestion)
