"""What takes the place of functions that would want plain numbers, while code is followed."""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from actplot.tracing.followed import Followed, as_value
from actplot.tracing.meanings import applied
from actplot.tracing.paths import Paths, refuse

MATH_NAMES = {"fabs": "abs", "gamma": "", "lgamma": "", "pow": "power"}
MAKING = "zeros ones empty"
TAKING = "array asarray asanyarray atleast_1d ascontiguousarray hstack concatenate stack"


def first_followed(given: Any) -> Followed | None:
    """Return the first symbol in arguments, also inside lists."""
    if isinstance(given, Followed):
        return given
    if isinstance(given, list | tuple):
        found = map(first_followed, given)
        return next((each for each in found if each is not None), None)
    return None


def _math(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(*args: Any) -> Any:
        found = first_followed(args)
        if found is None:
            return plain(*args)
        return applied(found.paths, MATH_NAMES.get(name, name), args, {})

    return stand_in


def _taking(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(*args: Any, **known: Any) -> Any:
        found = first_followed(args[:1])
        if found is None:
            return plain(*args, **known)
        try:
            value = as_value(found.paths, args[0])
        except TypeError:
            raise refuse(f"{name} puts several values together") from None
        return value[:]

    return stand_in


def _making(name: str, plain: Callable[..., Any], paths: Callable[[], Paths]) -> Callable[..., Any]:
    def stand_in(*args: Any, **known: Any) -> Any:
        shape = args[0] if args else known.get("shape")
        if shape in (1, (1,), [1]):
            return applied(paths(), name if name != "empty" else "zeros", args, {})
        return plain(*args, **known)

    return stand_in


def _vectorized(plain: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(self: Any, *args: Any, **known: Any) -> Any:
        if first_followed((*args, *known.values())) is None:
            return plain(self, *args, **known)
        return self.pyfunc(*args, **known)

    return stand_in


def _extreme(name: str) -> Callable[..., Any]:
    plain = getattr(builtins, name)

    def stand_in(*args: Any, **known: Any) -> Any:
        found = first_followed(args)
        if found is None or known:
            return plain(*args, **known)
        values = list(args[0]) if len(args) == 1 else list(args)
        if len(args) == 1 and len(values) == 1:
            raise refuse(f"{name} of all x is not a function of one number")
        result = values[0]
        for value in values[1:]:
            result = applied(found.paths, f"{name}imum", (result, value), {})
        return result

    return stand_in


@contextmanager
def standing_in(names: dict[str, Any], paths: Callable[[], Paths]) -> Iterator[dict[Any, Any]]:
    """Let math, numpy and the names of a module take symbols until the block ends."""
    changed: list[tuple[Any, str, Any]] = []
    stand_ins: dict[Any, Any] = {}

    def put(where: Any, name: str, stand_in: Any) -> None:
        changed.append((where, name, plain := getattr(where, name)))
        setattr(where, name, stand_in)
        if callable(plain) and not name.startswith("__"):
            stand_ins[plain] = stand_in

    for name, plain in list(vars(math).items()):
        if callable(plain) and not name.startswith("__"):
            put(math, name, _math(name, plain))
    if numpy := sys.modules.get("numpy"):
        for name in TAKING.split():
            put(numpy, name, _taking(name, getattr(numpy, name)))
        for name in MAKING.split():
            put(numpy, name, _making(name, getattr(numpy, name), paths))
        put(numpy.vectorize, "__call__", _vectorized(numpy.vectorize.__call__))
    before = dict(names)
    for name, value in before.items():
        try:
            names[name] = stand_ins.get(value, value)
        except TypeError:
            continue  # what has no hash is no function of these
    for name in ("max", "min"):
        names.setdefault(name, _extreme(name))
    try:
        yield stand_ins
    finally:
        for where, name, plain in reversed(changed):
            setattr(where, name, plain)
        for name in ("max", "min"):
            if name not in before:
                names.pop(name, None)
        names.update({name: value for name, value in before.items() if name in names})
