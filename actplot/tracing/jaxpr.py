"""A function of jax to a formula, through the program into which jax itself follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actplot.basics import ActplotError
from actplot.formula import Node, keeping, tree
from actplot.tracing.followed import Condition, Value, as_value
from actplot.tracing.meanings import applied
from actplot.tracing.paths import CannotFollow, Paths, refuse

SAME_VALUE = frozenset(
    [
        "convert_element_type",
        "broadcast_in_dim",
        "reshape",
        "squeeze",
        "copy",
        "stop_gradient",
        "copy_p",
        "reduce_precision",
        "expand_dims",
    ]
)
NAMED = {"logistic": "sigmoid", "integer_pow": "pow", "rem": "fmod", "exp2": "exp2"}
NAMED |= {"max": "maximum", "min": "minimum", "and": "logical_and", "or": "logical_or"}
NAMED |= {"not": "logical_not", "is_finite": "isfinite", "erf_inv": "erfinv"}


def of_jax(
    call: Callable[..., Any], parameters: Mapping[str, Any], others: Mapping[str, Any]
) -> Node:
    """Return the formula of a function that jax can follow. Raises ActplotError for others."""
    import jax  # type: ignore[import-not-found,unused-ignore]

    config: Any = jax.config  # whose methods have no types
    config.update("jax_enable_x64", True)
    paths = Paths({})
    try:
        made = jax.make_jaxpr(lambda x: call(x, **parameters, **others))(jax.numpy.float64(0.5))
        given = [Value(paths, tree.X)]
        (result,) = _results(paths, made.jaxpr, made.consts, given)
        value = as_value(paths, result)
    except CannotFollow as error:
        raise ActplotError(f"it cannot be followed: {error}") from None
    except Exception as error:
        said = " ".join(str(error).split())[:160]
        raise ActplotError(f"jax cannot follow it: {type(error).__name__}: {said}") from None
    return keeping(value.node, value.needs)


def _results(paths: Paths, program: Any, constants: Any, given: list[Any]) -> list[Any]:
    known: dict[Any, Any] = dict(zip(program.constvars, constants, strict=True))
    known.update(zip(program.invars, given, strict=True))

    def read(place: Any) -> Any:
        return place.val if hasattr(place, "val") else known[place]

    for step in program.eqns:
        results = _step(paths, step, [read(each) for each in step.invars])
        known.update(zip(step.outvars, results, strict=True))
    return [read(each) for each in program.outvars]


def _first_that_holds(paths: Paths, conditions: list[Any], *values: Any) -> Any:
    """Return the value whose condition is the first that holds, the first value for none."""
    found = values[0]
    for condition, value in reversed(list(zip(conditions, values, strict=True))):
        if isinstance(condition, Condition):
            found = applied(paths, "where", (condition, value, found), {})
    return found


def _step(paths: Paths, step: Any, given: list[Any]) -> list[Any]:
    name, settings = step.primitive.name, step.params
    inner = next((settings[k] for k in ("jaxpr", "call_jaxpr", "fun_jaxpr") if k in settings), None)
    if inner is not None and name not in ("while", "scan"):
        program = getattr(inner, "jaxpr", inner)
        return _results(paths, program, getattr(inner, "consts", []), given)
    match name:
        case "stack":
            return [given]
        case "argmax":
            return [given[0]]  # of conditions, of which the first that holds is meant
        case "select_n" if isinstance(given[0], list):
            return [_first_that_holds(paths, *given)]
        case "select_n":
            which, otherwise, then = given
            return [applied(paths, "where", (which, then, otherwise), {})]
        case "clamp":
            low, value, high = given
            return [applied(paths, "clip", (value, low, high), {})]
        case "integer_pow":
            return [as_value(paths, given[0]) ** settings["y"]]
        case "cond":
            otherwise, then = (
                _results(paths, b.jaxpr, b.consts, given[1:]) for b in settings["branches"]
            )
            both = zip(then, otherwise, strict=True)
            return [applied(paths, "where", (given[0], a, b), {}) for a, b in both]
        case "ne" if given[0] is given[1]:
            return [Condition(paths, "false")]  # it asks for what is not a number
        case _ if name in SAME_VALUE:
            return [given[0]]
    if name.startswith("random") or name.startswith("threefry"):
        raise refuse(f"{name} is random")
    if name == "square":
        return [as_value(paths, given[0]) ** 2]
    values = [each if isinstance(each, Condition) else as_value(paths, each) for each in given]
    return [applied(paths, NAMED.get(name, name), values, {})]
