"""The code itself in a number format, in the arithmetic of the framework that it is made of."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from actplot.basics import ActplotError
from actplot.evaluate import Array, NumberFormat, runs
from actplot.tracing.calls import JAX, TORCH, Code, is_made_of
from actplot.tracing.follow import line_of, prepared
from actplot.tracing.load import loaded
from actplot.tracing.paths import place_in_code

BESIDE = ("{}_derivative", "d{}", "grad_{}")  # what people call the gradient of code in numpy
SEARCHED = 300  # points that are asked one by one whether they make the code warn
MOST_SAID = 100  # letters of a warning or an error

# What numbers of the format give, as float64, and the name of the format in which they came. The
# numbers are an array, or one of them alone, without a dimension.
Side = Callable[[Array], tuple[Array, str]]
Intervals = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Given:
    """What code gave at each x, as float64, and in which format it came.

    Where it raised it is NaN. `raised` tells over which x it raised what, and `warned` of what it
    warned: each text with its intervals, the x at both ends included.
    """

    values: Array
    format: str
    raised: Mapping[str, Intervals]
    warned: Mapping[str, Intervals]


@dataclass(frozen=True)
class Sides:
    """The code and its gradient, None where there is none; what they are made of and come from."""

    value: Side
    gradient: Side | None
    framework: str
    gradient_of: str


def sides(where: str, name: str, choice: Mapping[str, Any], format: str) -> Sides:
    """Return what runs the code of a name in a format. Raises ActplotError where nothing can."""
    function = loaded(where, name)
    code = _code(function, choice, name)
    if is_made_of(code.made_of, JAX):
        return Sides(*_in_jax(code, format), "jax", "jax.grad")
    if is_made_of(code.made_of, TORCH):
        return Sides(*_in_torch(code, format), "torch", "torch autograd")
    beside, its_name = _beside(where, name, choice)
    gradient = _in_numpy(beside, format) if beside else None
    return Sides(_in_numpy(code, format), gradient, "numpy", its_name)


def _code(function: Any, choice: Mapping[str, Any], name: str) -> Code:
    call, _, numbers, others = prepared(function, choice, name)
    return Code(call, {**numbers, **others})


def _beside(where: str, name: str, choice: Mapping[str, Any]) -> tuple[Code | None, str]:
    """Return the gradient that stands beside a function, with the settings that it takes."""
    for form in BESIDE:
        its_name = form.format(name)
        try:
            function = loaded(where, its_name)
        except ActplotError:
            continue
        try:
            takes = inspect.signature(function).parameters
            taken = {key: value for key, value in choice.items() if key in takes}
            return _code(function, taken, its_name), its_name
        except (TypeError, ValueError, ActplotError):
            continue
    return None, " or ".join(form.format(name) for form in BESIDE)


def _in_numpy(code: Code, format: str) -> Side:
    dtype: Any = format
    if format == "bfloat16":
        try:
            import ml_dtypes  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            raise ActplotError(
                "--dtype bfloat16: numpy has no such numbers without ml_dtypes, which is not "
                "installed; pip install ml_dtypes"
            ) from None
        dtype = ml_dtypes.bfloat16

    def side(x: Array) -> tuple[Array, str]:
        given: Any = x.astype(dtype)
        if not x.ndim:
            given = given.item() if format == "float64" else given[()]
        result = code(given)
        if isinstance(result, map | filter) or inspect.isgenerator(result):
            result = list(result)
        result = np.asarray(result)
        return result.astype(np.float64), str(result.dtype)

    return side


def _in_torch(code: Code, format: str) -> tuple[Side, Side]:
    import torch  # type: ignore[import-not-found,unused-ignore]

    dtype = getattr(torch, format)
    if isinstance(code.made_of, torch.nn.Module):
        code.made_of.to(dtype)

    def plain(result: Any) -> tuple[Array, str]:
        name = str(result.dtype).removeprefix("torch.")
        return result.detach().to(torch.float64).numpy(), name

    def value(x: Array) -> tuple[Array, str]:
        with torch.no_grad():
            return plain(code(torch.tensor(x, dtype=dtype)))

    def gradient(x: Array) -> tuple[Array, str]:
        leaf = torch.tensor(x, dtype=dtype, requires_grad=True)
        result = code(leaf.clone())  # which the code may write into
        if not result.requires_grad:
            return np.zeros_like(x), format
        (slope,) = torch.autograd.grad(result, leaf, torch.ones_like(result), allow_unused=True)
        return plain(torch.zeros_like(leaf) if slope is None else slope)

    return value, gradient


def _in_jax(code: Code, format: str) -> tuple[Side, Side]:
    import jax  # type: ignore[import-not-found,unused-ignore]
    import jax.numpy as jnp  # type: ignore[import-not-found,unused-ignore]

    config: Any = jax.config  # whose methods have no types
    config.update("jax_enable_x64", format == "float64")

    def called(u: Any) -> Any:
        try:
            return jnp.asarray(code(u))
        except TypeError:
            return jnp.asarray(jax.vmap(code)(u))  # it takes one number

    def value(x: Array) -> tuple[Array, str]:
        result = called(jnp.asarray(x, dtype=format))
        return np.asarray(result).astype(np.float64), str(result.dtype)

    def gradient(x: Array) -> tuple[Array, str]:
        result, pull = jax.vjp(called, jnp.asarray(x, dtype=format))
        (slope,) = pull(jnp.ones_like(result))
        return np.asarray(slope).astype(np.float64), str(slope.dtype)

    return value, gradient


def together(side: Side, x: Array) -> Given | None:
    """Return what a side gives for all numbers at once, None where it does not take them so."""
    with _heard() as caught:
        try:
            values, format = side(x)
        except Exception:
            return None
    if values.shape != x.shape:
        return None
    return Given(values, format, {}, dict.fromkeys(_texts(caught), ()))


def one_by_one(side: Side, x: Array) -> Given:
    """Return what a side gives for one number after the other."""
    values, format = np.full(x.shape, np.nan), ""
    raised: dict[str, list[int]] = {}
    with _heard() as caught:
        for n in range(len(x)):
            try:
                values[n], format = _single(side, x[n : n + 1])
            except Exception as error:
                text = f"{line_of(error)}{type(error).__name__}: {_line(error)}"
                raised.setdefault(text, []).append(n)
    places = {text: runs(x, np.isin(np.arange(len(x)), each)) for text, each in raised.items()}
    return Given(values, format, places, dict.fromkeys(_texts(caught), ()))


def placed(side: Side, given: Given, x: Array, format: NumberFormat) -> Given:
    """Return what a side gave, with the intervals of x over which it warned."""
    some = np.union1d(x[:: max(1, len(x) // SEARCHED)], x[-1:])

    def warned(text: str, at: Array) -> Array:
        return np.array([text in _warnings_at(side, each) for each in at[:, np.newaxis]], float)

    found = {}
    for text in given.warned:
        tells = partial(warned, text)
        at = np.union1d(some, format.edges(some, tells))
        found[text] = runs(at, tells(at) > 0.0)
    return replace(given, warned=found)


def _warnings_at(side: Side, x: Array) -> tuple[str, ...]:
    with _heard() as caught, suppress(Exception):
        try:
            side(x)  # an array of one, of which numpy says the same as of many
        except (TypeError, IndexError):
            _single(side, x)
    return _texts(caught)


@contextmanager
def _heard() -> Iterator[list[warnings.WarningMessage]]:
    """Let what runs inside warn as it would in a program of its own."""
    with (
        warnings.catch_warnings(record=True) as caught,
        np.errstate(all="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        yield caught


def _single(side: Side, x: Array) -> tuple[float, str]:
    try:
        values, format = side(x[0, ...])
    except (ArithmeticError, ValueError):
        raise
    except Exception:
        values, format = side(x)  # code that asks for several, which one is as well
    return float(values.reshape(-1)[0]), format


def _texts(caught: Sequence[warnings.WarningMessage]) -> tuple[str, ...]:
    """Return each warning once, with its line in the code."""
    said = (place_in_code(each.filename, each.lineno) + _line(each.message) for each in caught)
    return tuple(dict.fromkeys(said))


def _line(error: object) -> str:
    return " ".join(str(error).split())[:MOST_SAID]
