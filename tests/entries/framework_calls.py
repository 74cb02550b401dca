"""How each framework is called for the curve of a name: value and gradient of its own, in float32.

Of a loss the target is what the catalogue has for a default; where a function takes a vector, x is
its first number and the others are held, as in the catalogue.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Function = Callable[[Any], Any]
Found = tuple[Array, Array | None]  # value and gradient; None where it has no gradient of its own

INSTALLED = {
    name: find_spec(name) is not None for name in ("torch", "keras", "jax", "flax", "optax", "onnx")
}


def attribute(name: str) -> Any:
    """The object that a dotted name stands for; None where this version has none."""
    return _attribute(name) or _attribute(name.replace("optax.", "optax.losses."))


def _attribute(name: str) -> Any:
    parts = name.split(".")
    for n in range(len(parts) - 1, 0, -1):
        try:
            found: Any = import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for part in parts[n:]:
            found = getattr(found, part, None)
        return found
    return None


# torch


def torch_values(name: str, x: Array) -> Found:
    torch = import_module("torch")
    points = torch.tensor(x, requires_grad=True)
    value = _torch_function(name, torch)(points)
    if not value.requires_grad:
        return value.numpy(), np.zeros_like(x)
    try:
        (slope,) = torch.autograd.grad(value.sum(), points, materialize_grads=True)
    except RuntimeError:  # it has no rule for this one
        return value.detach().numpy(), None
    return value.detach().numpy(), slope.numpy()


def _torch_function(name: str, torch: Any) -> Function:
    found, last = attribute(name), name.rpartition(".")[2]
    key = last.lower().replace("_", "")
    is_class = inspect.isclass(found)

    def layer(x: Any) -> Any:
        return torch.stack([x, torch.zeros_like(x), torch.zeros_like(x)], dim=1)

    def first(x: Any) -> Any:
        return torch.zeros(len(x), dtype=torch.int64)

    def loss(*targets: float, shape: Function = lambda x: x) -> Function:
        def function(x: Any) -> Any:
            given = [torch.full_like(shape(x), target) for target in targets]
            arguments = (shape(x), *given)
            if is_class:
                return found(reduction="none")(*arguments)
            return found(*arguments, reduction="none")

        return function

    def of_classes(x: Any) -> Any:
        if is_class:
            return found(reduction="none")(layer(x), first(x))
        return found(layer(x), first(x), reduction="none")

    def log_likelihood(x: Any) -> Any:
        if key == "nllloss2d":
            deep = found(reduction="none")(x[:, None, None, None], first(x)[:, None, None])
            return deep[:, 0, 0]
        arguments = (x[:, None], first(x))
        return (
            found(reduction="none")(*arguments) if is_class else found(*arguments, reduction="none")
        )

    def softmax(x: Any) -> Any:
        return (found(dim=1)(layer(x)) if is_class else found(layer(x), 1))[:, 0]

    def gate(x: Any) -> Any:
        both = torch.stack([torch.ones_like(x), x], dim=1)
        return (found(dim=1)(both) if is_class else found(both, 1))[:, 0]

    def dropped(x: Any) -> Any:
        inside = x.reshape(1, -1, *[1] * int(last[-2] if last[-1] == "d" else 1))
        return (found().eval()(inside) if is_class else found(inside, training=False)).reshape(-1)

    special: dict[str, Function] = {
        "softmax": softmax,
        "softmin": softmax,
        "logsoftmax": softmax,
        "glu": gate,
        "heaviside": lambda x: found(x, torch.zeros(())),
        "threshold": lambda x: found(1.0, 0.0)(x) if is_class else found(x, 1.0, 0.0),
        "rrelu": lambda x: found().eval()(x) if is_class else found(x),
        "prelu": lambda x: found()(x) if is_class else found(x, torch.tensor([0.25])),
        "mseloss": loss(0.0),
        "l1loss": loss(0.0),
        "smoothl1loss": loss(0.0),
        "huberloss": loss(0.0),
        "bceloss": loss(1.0),
        "binarycrossentropy": loss(1.0),
        "bcewithlogitsloss": loss(1.0),
        "binarycrossentropywithlogits": loss(1.0),
        "multilabelsoftmarginloss": loss(1.0, shape=lambda x: x[:, None]),
        "softmarginloss": loss(1.0),
        "hingeembeddingloss": loss(1.0),
        "marginrankingloss": loss(0.0, 1.0),
        "multimarginloss": of_classes,
        "crossentropyloss": of_classes,
        "crossentropy": of_classes,
        "nllloss": log_likelihood,
        "nllloss2d": log_likelihood,
        "kldivloss": loss(0.5),
        "kldiv": loss(0.5),
        "poissonnllloss": loss(1.0),
        "gaussiannllloss": loss(0.0, 1.0),
        "dropout": dropped,
        **{f"dropout{n}d": dropped for n in (1, 2, 3)},
    }
    special["multilabelsoftmarginloss"] = lambda x: (
        found(reduction="none")(x[:, None], torch.ones(len(x), 1))
        if is_class
        else found(x[:, None], torch.ones(len(x), 1), reduction="none")
    )
    return special.get(key) or (lambda x: found()(x) if is_class else found(x))


# JAX and what stands on it


def jax_values(function: Function, x: Array) -> Found:
    """Value and gradient, primitive by primitive: to compile each function takes twice as long."""
    jax = import_module("jax")

    def total(at: Any) -> tuple[Any, Any]:
        values = function(at)
        return values.sum(), values

    with jax.disable_jit():
        slope, value = jax.grad(total, has_aux=True)(jax.numpy.asarray(x))
    return np.asarray(value), np.asarray(slope)


def jax_function(name: str) -> Function:
    jax = import_module("jax")
    found, last = attribute(name), name.rpartition(".")[2]
    numpy = jax.numpy

    def layer(x: Any) -> Any:
        return numpy.stack([x, numpy.zeros_like(x), numpy.zeros_like(x)], axis=1)

    special: dict[str, Function] = {
        "softmax": lambda x: found(layer(x))[:, 0],
        "log_softmax": lambda x: found(layer(x))[:, 0],
        "glu": lambda x: found(numpy.stack([numpy.ones_like(x), x], axis=1))[:, 0],
        "PReLU": lambda x: (
            found().apply(found().init(jax.random.key(0), x), x) if "linen" in name else found()(x)
        ),
        "Dropout": lambda x: (
            found(0.5, deterministic=True).apply({}, x)
            if "linen" in name
            else found(0.5, deterministic=True)(x)
        ),
    }
    return special.get(last) or found


def optax_function(name: str) -> Function:
    jax = import_module("jax")
    found, last = attribute(name), name.rpartition(".")[2]
    numpy = jax.numpy

    def layer(x: Any) -> Any:
        return numpy.stack([x, numpy.zeros_like(x), numpy.zeros_like(x)], axis=1)

    def index(x: Any) -> Any:
        return numpy.zeros(x.shape, dtype=numpy.int32)

    def one_hot(x: Any) -> Any:
        return jax.nn.one_hot(index(x), 3)

    def each(function: Function) -> Function:
        mapped: Function = jax.vmap(function)
        return mapped

    def pair(x: Any) -> Any:
        return numpy.stack([x, 0.0 * x])

    log_half = float(np.log(0.5))
    special: dict[str, Function] = {
        "sigmoid_binary_cross_entropy": lambda x: found(x, numpy.ones_like(x)),
        "sigmoid_focal_loss": lambda x: found(x, numpy.ones_like(x)),
        "hinge_loss": lambda x: found(x, numpy.ones_like(x)),
        "perceptron_loss": lambda x: found(x, numpy.ones_like(x)),
        "sparsemax_loss": lambda x: found(x, numpy.ones_like(x)),
        "softmax_cross_entropy": lambda x: found(layer(x), one_hot(x)),
        "safe_softmax_cross_entropy": lambda x: found(layer(x), one_hot(x)),
        "softmax_cross_entropy_with_integer_labels": lambda x: found(layer(x), index(x)),
        "multiclass_logistic_loss": lambda x: found(layer(x), index(x)),
        "poly_loss_cross_entropy": lambda x: found(layer(x), one_hot(x)),
        "multiclass_hinge_loss": each(lambda x: found(pair(x), 0)),
        "multiclass_perceptron_loss": each(lambda x: found(pair(x), 0)),
        "kl_divergence": lambda x: found(x[:, None], numpy.full_like(x[:, None], 0.5)),
        "kl_divergence_with_log_targets": lambda x: found(
            x[:, None], numpy.full_like(x[:, None], log_half)
        ),
        "convex_kl_divergence": lambda x: found(x[:, None], numpy.full_like(x[:, None], 0.5)),
        "generalized_kl_divergence": lambda x: found(x[:, None], numpy.full_like(x[:, None], 0.5)),
    }
    return special.get(last) or found


# Keras


def keras_function(name: str) -> Function:
    jax = import_module("jax")
    numpy = jax.numpy
    found, module, last = attribute(name), name.split(".")[1], name.rpartition(".")[2]
    is_class = inspect.isclass(found)
    key = last.lower().replace("_", "")

    def layer(x: Any) -> Any:
        return numpy.stack([x, numpy.zeros_like(x), numpy.zeros_like(x)], axis=1)

    def first_of_layer(x: Any) -> Any:
        return (found()(layer(x)) if module == "layers" else found(layer(x)))[:, 0]

    def loss(target: float) -> Function:
        def function(x: Any) -> Any:
            column = x[:, None]
            if is_class:
                return found(reduction=None)(numpy.full_like(column, target), column)
            return found(numpy.full_like(column, target), column).reshape(-1)

        return function

    def of_probability(x: Any) -> Any:
        target = numpy.stack([numpy.ones_like(x), numpy.zeros_like(x)], axis=1)
        output = numpy.stack([x, 1 - x], axis=1)
        if "sparse" in key or "generalized" in key:
            target = numpy.zeros(x.shape, dtype=numpy.int32)
        if is_class:
            return found(reduction=None)(target, output)
        return found(target, output)

    def of_scores(x: Any) -> Any:
        target = numpy.stack([numpy.ones_like(x), numpy.zeros_like(x)], axis=1)
        output = numpy.stack([x, numpy.zeros_like(x)], axis=1)
        return found(reduction=None)(target, output) if is_class else found(target, output)

    def of_layer(x: Any) -> Any:
        one = found()
        one.build((None, 1))
        return one(x[:, None])[:, 0]

    def dropped(x: Any) -> Any:
        shape = (1, -1, *[1] * int(last[-2] if last.endswith("D") else 1))
        return found(0.5)(x.reshape(shape), training=False).reshape(-1)

    special: dict[str, Function] = {
        "softmax": first_of_layer,
        "logsoftmax": first_of_layer,
        "sparsemax": first_of_layer,
        "glu": lambda x: found(numpy.stack([numpy.ones_like(x), x], axis=1))[:, 0],
        "heaviside": lambda x: found(x, 0.0),
        "threshold": lambda x: found(x, 1.0, 0.0),
        "dropout": dropped,
        **{f"spatialdropout{n}d": dropped for n in (1, 2, 3)},
        "prelu": of_layer,
        "binarycrossentropy": loss(1.0),
        "binaryfocalcrossentropy": loss(1.0),
        "kldivergence": loss(0.5),
        "categoricalcrossentropy": of_probability,
        "sparsecategoricalcrossentropy": of_probability,
        "categoricalfocalcrossentropy": of_probability,
        "categoricalgeneralizedcrossentropy": of_probability,
        "categoricalhinge": of_scores,
        "hinge": loss(1.0),
        "squaredhinge": loss(1.0),
        "poisson": loss(1.0),
        "meanabsolutepercentageerror": loss(1.0),
        "meansquaredlogarithmicerror": loss(1.0),
        **{
            name: loss(0.0)
            for name in ("meansquarederror", "meanabsoluteerror", "huber", "logcosh")
        },
    }
    if key in special:
        return special[key]
    if module == "layers":
        return of_layer
    plain: Function = found
    return plain


# ONNX, which has no gradient of its own


def onnx_values(name: str, x: Array) -> Found:
    onnx = import_module("onnx")
    reference = import_module("onnx.reference")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    last = name.rpartition(".")[2]
    three = np.stack([x, np.zeros_like(x), np.zeros_like(x)], axis=1)
    labels = np.zeros(len(x), dtype=np.int64)
    slope = np.array([0.25], dtype=np.float32)
    special: dict[str, tuple[list[Any], dict[str, Any]]] = {
        "Softmax": ([three], {"axis": 1}),
        "LogSoftmax": ([three], {"axis": 1}),
        "Hardmax": ([three], {"axis": 1}),
        "PRelu": ([x, slope], {}),
        "SoftmaxCrossEntropyLoss": ([three, labels], {"reduction": "none"}),
        "NegativeLogLikelihoodLoss": ([x[:, None], labels], {"reduction": "none"}),
        "SwiGLU": ([x, np.ones_like(x)], {}),
    }
    inputs, attributes = special.get(last, ([x], {}))
    names = [f"i{n}" for n in range(len(inputs))]
    types = [onnx.helper.np_dtype_to_tensor_dtype(one.dtype) for one in inputs]
    graph = helper.make_graph(
        [helper.make_node(last, names, ["y"], **attributes)],
        "one",
        [
            helper.make_tensor_value_info(n, t, one.shape)
            for n, t, one in zip(names, types, inputs, strict=True)
        ],
        [helper.make_tensor_value_info("y", kind, None)],
    )
    model = helper.make_model(graph)
    feed = dict(zip(names, inputs, strict=True))
    (value,) = reference.ReferenceEvaluator(model).run(["y"], feed)
    return (value[:, 0] if value.ndim == 2 else value), None


def values_of(name: str, x: Array) -> Found:
    """The value and the gradient of a name in its own framework."""
    framework = name.partition(".")[0]
    match framework:
        case "torch":
            return torch_values(name, x)
        case "onnx":
            return onnx_values(name, x)
        case "optax":
            return jax_values(optax_function(name), x)
        case "keras":
            return jax_values(keras_function(name), x)
        case _:
            return jax_values(jax_function(name), x)
