"""The code itself, called with numbers: in numpy, in torch or in jax, whichever it is made of."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TORCH, JAX = ("torch",), ("jax", "flax", "optax", "jaxlib")


def is_made_of(call: Any, packages: Sequence[str]) -> bool:
    """Tell whether a function is made of these, by its home and the names that it uses."""
    if packages[0] not in sys.modules:
        return False
    inner = inspect.unwrap(call)
    owner = getattr(inner, "__self__", None) or inner  # a function of torch belongs to None
    bases = [owner, *type(owner).__mro__]
    homes = [str(getattr(base, "__module__", "")) for base in bases]
    homes.append(str(getattr(owner, "__name__", "")) if inspect.isbuiltin(inner) else "")
    body = getattr(inner, "__func__", inner)
    body = body if hasattr(body, "__code__") else getattr(type(owner), "forward", body)
    names = getattr(body, "__globals__", {})
    if packages is TORCH and _calls_tensor_methods(_names(getattr(body, "__code__", None)), names):
        return True
    seen: set[str] = set()
    waiting = _names(getattr(body, "__code__", None))
    while waiting:
        name = waiting.pop()
        if name in seen or name not in names:
            continue
        seen.add(name)
        value = names[name]
        homes.append(str(getattr(value, "__module__", None) or getattr(value, "__name__", "")))
        waiting |= _names(getattr(value, "__code__", None))  # a helper in the same file
    found = {home.partition(".")[0] for home in homes}
    if "keras" in found:
        found.add(sys.modules["keras"].config.backend())
    return not found.isdisjoint(packages)


def _calls_tensor_methods(used: set[str], names: Mapping[str, Any]) -> bool:
    """Tell whether code that names nothing of its file calls x what only a tensor answers to."""
    tensor = sys.modules["torch"].Tensor
    methods = {name for name in used if hasattr(tensor, name) and not hasattr(np.ndarray, name)}
    return bool(methods) and not any(name in names for name in used)


def _names(code: Any) -> set[str]:
    if code is None:
        return set()
    inner = (part for part in code.co_consts if hasattr(part, "co_names"))
    return set(code.co_names).union(*map(_names, inner))


@dataclass(frozen=True)
class Code:
    """A function of x with its other arguments set."""

    made_of: Any
    settings: Mapping[str, Any]

    def __call__(self, x: Any) -> Any:
        """Return what the code gives for x."""
        return self.made_of(x, **self.settings)


def values(call: Code, x: NDArray[Any]) -> NDArray[Any]:
    """Return what the code gives for each x: of all at once, or one by one where it takes one.

    Where it raises for a single x it is NaN.
    """
    with np.errstate(all="ignore"):
        for many in _for_many(call):
            with suppress(Exception):
                together = _plain(many(_theirs(call, x)))
                if together.shape == x.shape:
                    return together
        return np.array([_single(call, value) for value in x])


def _for_many(call: Code) -> Iterator[Code | Any]:
    """Yield the code as it is, and what jax makes of code that takes one number."""
    yield call
    if is_made_of(call.made_of, JAX):
        import jax  # type: ignore[import-not-found,unused-ignore]

        yield jax.vmap(call)


def _single(call: Code, value: Any) -> Any:
    given = _theirs(call, np.array([value]))[0]
    try:
        if isinstance(given, np.generic):
            given = given.item() if given.dtype == np.float64 else given
        result = _plain(call(given))
    except Exception as error:
        if isinstance(error, ArithmeticError | ValueError):
            return np.nan
        result = _plain(call([given]))
    return result.reshape(-1)[0] if result.size else np.nan


def _theirs(call: Code, x: NDArray[Any]) -> Any:
    if is_made_of(call.made_of, TORCH):
        import torch  # type: ignore[import-not-found,unused-ignore]

        return torch.from_numpy(x.copy())
    if is_made_of(call.made_of, JAX):
        import jax.numpy as jnp  # type: ignore[import-not-found,unused-ignore]

        return jnp.asarray(x)
    return x.copy()


def _plain(result: Any) -> NDArray[Any]:
    if hasattr(result, "detach"):
        result = result.detach().cpu().numpy()
    if isinstance(result, map | filter) or inspect.isgenerator(result):
        result = list(result)
    return np.asarray(result, dtype=getattr(result, "dtype", None) or float)
