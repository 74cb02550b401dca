"""The functions of torch and JAX that the catalogue names: values and derivatives in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actplot.entries import CATALOGUE

Array = NDArray[np.float64]
Function = Callable[[Any], Any]

PRELU_SLOPE = 0.25
POS_WEIGHT = 2.0
# Of these kinds a framework has a function of one tensor: a softmax of a tensor is another thing
# than one logit among others, and a draw than what is expected.
PLAIN = ("activation", "loss")


@dataclass(frozen=True)
class Peer:
    """A framework: how to find its function for an entry, and how it takes derivatives of it."""

    name: str
    function: Callable[[str], Function | None]
    differentiate: Callable[[Function, Array, int], Array]

    def derivative(self, entry: str, x: Array, order: int) -> Array | None:
        """Return the derivative at x of the entry at its defaults, None if there is none."""
        function = self.function(entry)
        if function is None:
            return None
        try:
            return self.differentiate(function, x, order)
        except RuntimeError:
            return None  # torch has no rule for the derivative of some of its derivatives


def installed() -> list[Peer]:
    """Return the frameworks that are installed."""
    makers = {"torch": _torch, "jax": _jax}
    return [make() for module, make in makers.items() if find_spec(module)]


def named_function(module: Any, entry: str, probe: Any) -> Function | None:
    """Return the function of one tensor by which a framework calls an entry, None for none.

    `probe` is a tensor of that framework to try it with.
    """
    if CATALOGUE[entry].kind not in PLAIN:
        return None
    for framework in CATALOGUE[entry].frameworks:
        root, *path = framework.name.split(".")
        found: Any = module if root == module.__name__ else None
        for part in path:
            found = getattr(found, part, None)
        if callable(found) and not isinstance(found, type):
            try:
                found(probe)
            except (TypeError, RuntimeError):
                continue  # it takes more than one tensor
            return found  # type: ignore[no-any-return]
    return None


def _torch() -> Peer:
    torch = import_module("torch")
    torch.set_num_threads(1)
    probe = torch.zeros(2, dtype=torch.float64)
    calls = _torch_calls(torch)

    def differentiate(function: Function, x: Array, order: int) -> Array:
        points = torch.tensor(x, requires_grad=True)
        value = function(points)
        for _ in range(order):
            if not value.requires_grad:  # a constant
                return np.zeros_like(x)
            (value,) = torch.autograd.grad(
                value.sum(), points, create_graph=True, materialize_grads=True
            )
        return np.asarray(value.detach().numpy())

    return Peer(
        "torch",
        lambda entry: calls.get(entry) or named_function(torch, entry, probe),
        differentiate,
    )


def _torch_calls(torch: Any) -> Mapping[str, Function]:
    """Return the functions of torch that take more than x, at the defaults of the catalogue."""
    of = torch.nn.functional

    def layer(x: Any) -> Any:
        return torch.stack([x, torch.zeros_like(x), torch.zeros_like(x)], dim=1)

    def first(x: Any) -> Any:
        return torch.zeros(len(x), dtype=torch.int64)

    return {
        "prelu": lambda x: of.prelu(x, torch.full((1,), PRELU_SLOPE, dtype=x.dtype)),
        "threshold": lambda x: of.threshold(x, 1.0, 0.0),
        "gelu_tanh": lambda x: of.gelu(x, approximate="tanh"),
        "softmax": lambda x: of.softmax(layer(x), 1)[:, 0],
        "softmax_other": lambda x: of.softmax(layer(x), 1)[:, 1],
        "log_softmax": lambda x: of.log_softmax(layer(x), 1)[:, 0],
        "softmin": lambda x: of.softmin(layer(x), 1)[:, 0],
        "sigmoid_cross_entropy": lambda x: of.binary_cross_entropy_with_logits(
            x, torch.ones_like(x), reduction="none"
        ),
        "weighted_cross_entropy": lambda x: of.binary_cross_entropy_with_logits(
            x, torch.ones_like(x), reduction="none", pos_weight=torch.tensor(POS_WEIGHT)
        ),
        "softmax_cross_entropy": lambda x: of.cross_entropy(
            layer(x), of.one_hot(first(x), 3).to(x.dtype), reduction="none"
        ),
        "sparse_softmax_cross_entropy": lambda x: of.cross_entropy(
            layer(x), first(x), reduction="none"
        ),
    }


def _jax() -> Peer:
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    calls = _jax_calls(jax)

    def differentiate(function: Function, x: Array, order: int) -> Array:
        for _ in range(order):
            function = jax.grad(function)
        return np.asarray(jax.jit(jax.vmap(function))(x), dtype=np.float64)

    return Peer(
        "JAX", lambda entry: calls.get(entry) or named_function(jax, entry, 0.5), differentiate
    )


def _jax_calls(jax: Any) -> Mapping[str, Function]:
    """Return the functions of JAX that take more than x, at the defaults of the catalogue."""
    array = jax.numpy.array
    return {
        "gelu": lambda x: jax.nn.gelu(x, approximate=False),
        "softmax": lambda x: jax.nn.softmax(array([x, 0.0, 0.0]))[0],
        "softmax_other": lambda x: jax.nn.softmax(array([x, 0.0, 0.0]))[1],
        "log_softmax": lambda x: jax.nn.log_softmax(array([x, 0.0, 0.0]))[0],
    }
