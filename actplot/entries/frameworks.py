"""The names by which frameworks call the functions: look-up, shortened modules, other meanings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from actplot.entries.catalogue import ENTRIES, entry_defaults, plain, settings_text
from actplot.entries.entry import Activation, Framework

FRAMEWORKS = frozenset(
    (
        *("tf", "tf_keras", "keras", "torch", "torchvision", "jax", "flax", "optax", "onnx"),
        *("transformers", "timm", "tfa", "darknet", "mlpack"),
    )
)
# How people shorten the modules of the frameworks.
MODULES = {
    "f.": "torch.nn.functional.",
    "nn.": "torch.nn.",
    "tensorflow_addons.": "tfa.",
    "tensorflow.": "tf.",
    "tf.keras.": "keras.",
    "linen.": "flax.linen.",
    "nnx.": "flax.nnx.",
    "optax.losses.": "optax.",
}
# Where a module has no name of its own, that of another holds.
SAME_AS = {"flax.nnx.": "flax.linen."}
# What tf.keras has kept of an older Keras stands under tf_keras.
KEPT = {"tensorflow.keras.": "tf_keras.", "tf.keras.": "tf_keras."}


@cache
def _by_framework_name() -> dict[str, tuple[Activation, Framework]]:
    index: dict[str, tuple[Activation, Framework]] = {}
    for entry in ENTRIES:
        for framework in entry.frameworks:
            if plain(framework.name) in index:
                raise ValueError(f"two entries of the catalogue have the name {framework.name}")
            index[plain(framework.name)] = entry, framework
    return index


def framework_names() -> list[str]:
    """Return the names by which frameworks call the functions, in catalogue order."""
    return [framework.name for _, framework in _by_framework_name().values()]


def find_framework(name: str) -> tuple[Activation, Framework] | None:
    """Return the entry that a name such as `tf.nn.elu` or `F.gelu` stands for, and the name's."""
    index, written = _by_framework_name(), with_module(name)
    tried = written, _swapped(written, SAME_AS), _swapped(name, KEPT)
    return next((index[key] for key in map(plain, tried) if key in index), None)


def find_bare(name: str) -> tuple[Activation, Framework] | None:
    """Return what a name without that of its framework stands for, where all mean the same by it.

    It is told by the first framework that has it, in the order of the catalogue.
    """
    found = _by_last_name().get(plain(name), [])
    meanings = {
        (entry.name, *{**entry_defaults(entry), **framework_defaults(entry, framework)}.items())
        for entry, framework in found
    }
    return found[0] if len(meanings) == 1 else None


@cache
def _by_last_name() -> dict[str, list[tuple[Activation, Framework]]]:
    index: dict[str, list[tuple[Activation, Framework]]] = {}
    for entry, framework in _by_framework_name().values():
        last = framework.name.rpartition(".")[2]
        index.setdefault(plain(last), []).append((entry, framework))
    return index


def bare_names() -> dict[str, str]:
    """Return the names that need not that of their framework, each with its entry's."""
    lasts = (framework.name.rpartition(".")[2] for _, framework in _by_framework_name().values())
    found = {last: find_bare(last) for last in dict.fromkeys(lasts)}
    return {last: meant[0].name for last, meant in found.items() if meant}


def with_module(name: str) -> str:
    """Write out what people shorten: F.gelu is torch.nn.functional.gelu."""
    return _swapped(_swapped(name, MODULES), MODULES)


def is_of_framework(name: str) -> bool:
    """Tell whether a dotted name begins like those of a framework."""
    return with_module(name).partition(".")[0].lower() in FRAMEWORKS


def _swapped(name: str, modules: Mapping[str, str]) -> str:
    for short, module in modules.items():
        if name.lower().startswith(short):
            return module + name[len(short) :]
    return name


def names_beside(name: str) -> list[str]:
    """Return the names of the same module, or of the same framework where it has no such module.

    A suggestion from another framework might be another function.
    """
    module = with_module(name).lower().rpartition(".")[0] + "."
    beside = [known for known in framework_names() if known.lower().startswith(module)]
    framework = module.partition(".")[0] + "."
    return beside or [known for known in framework_names() if known.lower().startswith(framework)]


def other_meanings(entry: Activation, typed: str = "") -> dict[str, list[str]]:
    """Return what frameworks mean by the entry's name when it is not this: meaning to names.

    The name is the one that was typed, an alias perhaps. Empty where all frameworks agree.
    """
    meanings: dict[str, list[str]] = {}
    for other, framework in _by_framework_name().values():
        meaning = ""
        if plain(framework.name.rpartition(".")[2]) != plain(typed or entry.name):
            continue
        if other is entry:
            given = {**entry_defaults(entry), **framework_defaults(entry, framework)}
            if given != entry_defaults(entry):
                meaning = settings_text(given)
        else:
            meaning = other.name
        if meaning:
            meanings.setdefault(meaning, []).append(framework.name)
    return meanings


def framework_defaults(entry: Activation, framework: Framework) -> dict[str, float]:
    """Return our parameters as the framework has them, where one of its words is one of ours."""
    theirs = {
        ours: framework.parameters[word].default
        for ours, word in framework.words.items()
        if word in framework.parameters
    }
    return {**framework.defaults, **theirs}
