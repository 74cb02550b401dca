"""What a call of torch is: the catalogue's entry of its name, or what the common table says."""

from __future__ import annotations

import inspect
from typing import Any

from actplot.entries import CATALOGUE, Activation, Framework, find_framework, formula_of
from actplot.formula import parse
from actplot.tracing.followed import Followed, Value, as_value
from actplot.tracing.meanings import applied, of_node
from actplot.tracing.paths import refuse
from actplot.tracing.stand_ins import first_followed

MODULE = "torch.nn.functional"
OF_NO_ACCOUNT = frozenset(
    [
        "inplace",
        "out",
        "dtype",
        "memory_format",
        "device",
        "_stacklevel",
        "copy",
        "non_blocking",
        "training",
    ]
)
SEVERAL = frozenset(["softmax", "log_softmax", "softmin", "glu", "reglu", "geglu", "swiglu"])
# The words behind x of builtins, which tell nobody their signature.
WORDS = {"gelu": ["approximate"], "softplus": ["beta", "threshold"], "softshrink": ["lambd"]}


def torch_call(func: Any, args: Any, known: dict[str, Any]) -> Any:
    """Return the formula of a call of torch with a symbol among its arguments."""
    name = func.__name__.removeprefix("special_")
    found = first_followed((*args, *known.values()))
    assert isinstance(found, Followed)
    if name == "__get__":
        return getattr(args[0], getattr(func.__self__, "__name__", ""), 1)
    known = {key: value for key, value in known.items() if key not in OF_NO_ACCOUNT}
    if name in ("dropout", "alpha_dropout", "rrelu"):
        raise refuse(f"{name} is random")
    first, rest, by_name = args[:1], list(args[1:]), dict(known)
    if not first and "input" in by_name:
        first = (by_name.pop("input"),)
    if first and isinstance(first[0], Value):
        if (value := _of_catalogue(func, first[0], rest, by_name)) is not None:
            return value
        if name.endswith("_") and not name.startswith("_"):
            result = torch_call_named(func, name[:-1], first[0], rest, by_name)
            return first[0].become(result)
    if name == "prelu":
        slope = as_value(found.paths, rest[0])
        x = as_value(found.paths, first[0])
        return applied(found.paths, "where", (x > 0, x, slope * x), {})
    return applied(found.paths, name, (*first, *rest), by_name)


def torch_call_named(func: Any, name: str, x: Value, rest: Any, known: dict[str, Any]) -> Value:
    """Return the same call under the name that does not end with _, which works in place."""
    call = _of_catalogue(func, x, rest, known, name)
    return (
        call if call is not None else as_value(x.paths, applied(x.paths, name, (x, *rest), known))
    )


def _of_catalogue(
    func: Any, x: Value, rest: list[Any], known: dict[str, Any], name: str = ""
) -> Value | None:
    name = name or func.__name__
    found = find_framework(f"{MODULE}.{name}")
    if found is None or name in ("threshold", "prelu"):
        return None
    try:
        words = list(inspect.signature(func).parameters)[1:]
    except (ValueError, TypeError):
        words = WORDS.get(name, [])
    settings = {**dict(zip(words, rest, strict=False)), **known}
    settings = {
        key: value
        for key, value in settings.items()
        if key not in OF_NO_ACCOUNT and value is not None
    }
    if name == "softplus":
        settings.pop("threshold", None)  # beyond it the rounded value is the same
    if len(rest) > len(words):
        return None
    return _of_entry(x, *found, settings)


def _of_entry(
    x: Value, entry: Activation, framework: Framework, settings: dict[str, Any]
) -> Value | None:
    """Return an entry with the settings of a call, in the words of the framework."""
    if entry.noise or entry.takes or entry.name in SEVERAL:
        raise refuse(f"{framework.name} is not a function of one number")
    for word, entries in framework.switches.items():
        value = settings.pop(word, None)
        if value is not None and value not in entries:
            return None
        if value is not None and entries[value]:
            entry = CATALOGUE[entries[value]]
            framework = Framework(framework.name)
    theirs = {
        key: as_value(x.paths, settings.get(key, parameter.default))
        for key, parameter in framework.parameters.items()
    }
    values: dict[str, Value] = {"x": x}
    for key, parameter in entry.parameters.items():
        if key in framework.words:
            words = parse(framework.words[key], parameters=framework.parameters)
            values[key] = of_node(x.paths, words, theirs)
        else:
            default = framework.defaults.get(key, parameter.default)
            values[key] = as_value(x.paths, settings.get(key, default))
    allowed = {*framework.parameters, *(set(entry.parameters) - set(framework.words))}
    if set(settings) - allowed:
        return None
    return of_node(x.paths, formula_of(entry.name), values)
