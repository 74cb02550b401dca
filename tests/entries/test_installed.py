"""The frameworks themselves: every public name is drawn or refused, and drawn as it computes.

They come with the extra `frameworks`; without them these tests are skipped, but where CI is set
they fail.
"""

from __future__ import annotations

import os
import warnings
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import actplot
from actplot import ActplotError
from actplot.entries import find_framework, framework_names
from actplot.entries.frameworks import with_module
from actplot.entries.refused import FORMULAS, NO_CURVES
from tests.each import each
from tests.entries.framework_calls import INSTALLED, attribute, values_of
from tests.textbook import TEXTBOOK

os.environ.setdefault("KERAS_BACKEND", "jax")
pytestmark = pytest.mark.filterwarnings("ignore")  # what frameworks warn of is their affair

MODULES = (
    *("torch.nn", "torch.nn.functional", "jax.nn", "flax.linen", "flax.nnx", "optax"),
    *("keras.activations", "keras.layers", "keras.losses", "keras.ops", "optax.losses"),
)
# Modules of activations and losses alone: no pattern for layers and tools may take these names.
PURE = ("keras.activations", "keras.losses", "jax.nn", "optax.losses")
TOOLS = {"get", "serialize", "deserialize", "Loss", "one_hot", "logmeanexp", "logsumexp"}
TOOLS |= {"get_scaled_dot_general_config", "scaled_dot_general", "scaled_matmul"}
TOOLS |= {"dot_product_attention"}
ALLOWED = 1e-6  # in float32, of the largest of 1, x and the value
REACH = 6.0
POINTS = 160
# Keras clips these at 0, or takes a probability for what it is given.
FROM_0 = {"squared_log_error"}
TO_1 = {"nll", "kl_divergence"}
# What a framework has wrong, and by how much at least; the card says so.
WRONG = {
    # it adds up the cumulated sums: its results do not sum to 1 where several share
    "keras.activations.sparsemax": 0.1,
    "keras.ops.sparsemax": 0.1,
}


def need(framework: str) -> None:
    if not INSTALLED[framework]:
        if os.environ.get("CI"):
            pytest.fail(f"{framework} is not installed: pip install 'actplot[frameworks]'")
        pytest.skip(f"{framework} is not installed: pip install 'actplot[frameworks]'")


def public(module: str) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = import_module(module)
        return [
            name for name in dir(found) if name[0] != "_" and callable(getattr(found, name, None))
        ]


def answer(name: str) -> str:
    """What is said of a name: drawn, or the reason why not; an unknown one is an error."""
    try:
        actplot.curve(name)
    except ActplotError as error:
        line = str(error)
        assert "\n" not in line
        assert " is no " in line or " is a function of the language" in line, line
        return line
    return "drawn"


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_drawn_or_refused_with_a_reason(module: str) -> None:
    need(module.partition(".")[0])
    unknown = []
    for name in public(module):
        try:
            answer(f"{module}.{name}")
        except AssertionError as error:
            unknown.append(str(error).splitlines()[0])
    assert not unknown


@pytest.mark.parametrize("module", ["losses", "activations", "layers", "ops"])
def test_every_name_of_tf_keras_is_drawn_or_refused_with_a_reason(module: str) -> None:
    need("keras")
    for name in public(f"keras._tf_keras.keras.{module}"):  # what tensorflow shows as tf.keras
        answer(f"tf.keras.{module}.{name}")


def test_every_operator_of_onnx_is_drawn_or_refused_with_a_reason() -> None:
    need("onnx")
    schemas = import_module("onnx.defs").get_all_schemas()
    for name in sorted({schema.name for schema in schemas}):
        answer(f"onnx.{name}")


@pytest.mark.parametrize("module", PURE)
def test_no_pattern_hides_an_activation_or_a_loss(module: str) -> None:
    need(module.partition(".")[0])
    exact = {name for names in (*NO_CURVES, *FORMULAS) for name in names.split()} | TOOLS
    hidden = [
        name
        for name in public(module)
        if not find_framework(f"{module}.{name}") and name not in exact
    ]
    assert hidden == []


@pytest.mark.parametrize("module", ["torch.nn.modules.activation", "torch.nn.modules.loss"])
def test_no_pattern_hides_a_module_of_torch(module: str) -> None:
    need("torch")
    exact = {name for names in NO_CURVES for name in names.split()}
    for name in import_module(module).__all__:
        found = find_framework(f"torch.nn.{name}")
        assert found or name in exact or name == "MultiheadAttention", name


# Drawn as the framework computes it


def points(entry: str, parameters: dict[str, float]) -> Any:
    """Points where the function is defined, off its kinks; as many for each: JAX compiles anew."""
    book = TEXTBOOK[entry]
    values = tuple(parameters.values())
    low, high = book.domain(*values)
    low = max(low, 0.0 if entry in FROM_0 else -REACH)
    high = min(high, 1.0 if entry in TO_1 else REACH)
    x = np.linspace(low, high, 203)[2:-2] + 1e-3 * (high - low)
    for at, _ in book.kinks(*values):
        x = x[np.abs(x - at) > 1e-2 * (high - low)]
    x = x[x < high]
    return x[np.linspace(0, len(x) - 1, POINTS).astype(int)].astype(np.float32)


def drawn_names() -> list[str]:
    found = [name for name in framework_names() if name.partition(".")[0] in INSTALLED]
    linen = [name for name in found if name.startswith("flax.linen.")]
    return [*found, *(name.replace("linen", "nnx") for name in linen)]


@pytest.mark.parametrize("framework", INSTALLED)
def test_value_and_gradient_are_those_of_the_framework(framework: str) -> None:
    need(framework)
    names = [name for name in drawn_names() if name.partition(".")[0] == framework]
    # what this version has not is left out
    there = [name for name in names if framework == "onnx" or attribute(name) is not None]
    assert there
    each("name", there)(is_that_of_the_framework)()


def is_that_of_the_framework(name: str) -> None:
    worst = difference(name)
    if name in WRONG:
        assert worst > WRONG[name], "it is right now; the card says otherwise"
    else:
        assert worst <= ALLOWED


def difference(name: str) -> float:
    """The largest difference of value and gradient, as a share of what is of size 1 or more."""
    curve = actplot.curve(name)
    x = points(curve.name, dict(curve.parameters))
    value, slope = values_of(name, x)
    worst = 0.0
    for order, theirs in ((0, value), (1, slope)):
        if theirs is None:
            continue
        assert theirs.shape == x.shape
        ours = curve.derivative(x.astype(np.float64), order)
        size = np.maximum(1.0, np.maximum(np.abs(ours), np.abs(x) ** order))
        worst = max(worst, float(np.max(np.abs(theirs - ours) / size)))
    return worst


def test_names_of_modules_are_written_out() -> None:
    for typed, name in (
        ("nn.MSELoss", "torch.nn.MSELoss"),
        ("tensorflow.keras.losses.Huber", "keras.losses.Huber"),
        ("optax.losses.l2_loss", "optax.l2_loss"),
    ):
        assert with_module(typed) == name
