"""Code to formula: the function is called with a symbol, once for each path through it."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from actplot.basics import ActplotError, NumberError, did_you_mean
from actplot.formula import Comparison, Node, keeping, substitute, symbols, tree
from actplot.tracing.calls import JAX, Code, is_made_of
from actplot.tracing.followed import Condition, Value, as_value, select
from actplot.tracing.paths import MOST_PATHS, CannotFollow, Paths, exact, place_in_code
from actplot.tracing.stand_ins import standing_in


@dataclass(frozen=True)
class Traced:
    """What code was followed into: a formula, its parameters at their numbers, and its caller."""

    formula: Node
    parameters: dict[str, float]
    call: Code


def followed(function: Any, given: Mapping[str, Any], name: str) -> Traced:
    """Return the formula of a function of one x; `given` sets other arguments by name.

    Raises ActplotError for what cannot be called so, or cannot be followed.
    """
    call, names, parameters, others = prepared(function, given, name)
    if is_made_of(call, JAX):
        from actplot.tracing.jaxpr import of_jax

        node = of_jax(call, parameters, others)
        return Traced(node, {}, Code(call, {**parameters, **others}))
    try:
        node, fixed = _followed(call, names, parameters, others)
    except CannotFollow as error:
        raise ActplotError(f"{name} cannot be followed: {error}") from None
    numbers = {key: exact(value) for key, value in parameters.items() if key in fixed}
    node = substitute(node, numbers)
    used = set(symbols(node))
    free = {key: float(value) for key, value in parameters.items() if key in used}
    return Traced(node, free, Code(call, {**parameters, **others}))


def prepared(
    function: Any, given: Mapping[str, Any], name: str
) -> tuple[Callable[..., Any], dict[str, Any], dict[str, float], dict[str, Any]]:
    """Return what to call, the names of its file, its numbers and its other arguments."""
    if inspect.isclass(function):
        function, given = _made(function, given, name)
    function = getattr(function, "pyfunc", function)  # of numpy.vectorize
    if not callable(function):
        raise ActplotError(f"{name} is no function, but {type(function).__name__} {function!r:.40}")
    try:
        signature = inspect.signature(getattr(function, "forward", function))
        arguments = list(signature.parameters.values())
    except (ValueError, TypeError):
        arguments = [inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY)]
        arguments += [inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY) for key in given]
    plain = [a for a in arguments if a.kind not in (a.VAR_POSITIONAL, a.VAR_KEYWORD)]
    if not plain and not any(a.kind == a.VAR_POSITIONAL for a in arguments):
        raise ActplotError(f"{name} takes no argument; a function of x takes one")
    others = plain[1:]
    known = {a.name for a in others if a.kind != a.POSITIONAL_ONLY}
    for key in given:
        if key not in known and not any(a.kind == a.VAR_KEYWORD for a in arguments):
            has = ", ".join(sorted(known)) or "none"
            hint = did_you_mean(key, known)
            raise ActplotError(f"{name} has no parameter {key!r}; it has: {has}{hint}")
    needed = [a.name for a in others if a.default is a.empty and a.name not in given]
    if needed:
        settings = ":".join(f"{key}=1" for key in needed)
        raise ActplotError(
            f"{name} takes {', '.join(needed)} besides x; set it, as in {name}:{settings}"
        )
    numbers: dict[str, float] = {}
    words: dict[str, Any] = {}
    defaults = {a.name: a.default for a in others if a.default is not a.empty}
    for key, value in {**defaults, **given}.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            numbers[key] = value
        elif key in given:
            words[key] = value
    names = getattr(inspect.unwrap(function), "__globals__", None)
    if names is None:
        names = {}
        forward = getattr(type(function), "forward", None)
        names = getattr(forward, "__globals__", names)
    return function, names, numbers, words


def _made(made: Any, given: Mapping[str, Any], name: str) -> tuple[Any, Mapping[str, Any]]:
    """Return an object of a class, made with the arguments that were named."""
    if any("torch.autograd" in base.__module__ for base in made.__mro__):
        return made.apply, given
    try:
        if (
            "flax.nnx" in str(made.__mro__)
            and "rngs" in inspect.signature(made.__init__).parameters
        ):
            from flax import nnx  # type: ignore[import-not-found,unused-ignore]

            return made(**given, rngs=nnx.Rngs(0)), {}
        made_of = made(**given)
    except TypeError as error:
        raise ActplotError(f"{name} cannot be made: {error}") from None
    if hasattr(made_of, "eval") and hasattr(made_of, "double"):
        made_of = made_of.eval().double()
    return made_of, {}


def _as_their_defaults(made: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings of a class, a whole number as 2.0 where the usual value is such a number.

    A parameter of torch cannot be made of a whole one.
    """
    try:
        usual = inspect.signature(made.__init__).parameters
    except (TypeError, ValueError):
        return dict(given)
    return {
        key: float(value)
        if type(value) is int and key in usual and isinstance(usual[key].default, float)
        else value
        for key, value in given.items()
    }


def _followed(
    call: Callable[..., Any],
    names: dict[str, Any],
    parameters: dict[str, float],
    others: dict[str, Any],
) -> tuple[Node, set[str]]:
    fixed: set[str] = set()
    current: list[Paths] = [Paths({})]
    runs = 0

    def run(decided: list[bool]) -> tuple[Value, list[tuple[Comparison, bool]]]:
        nonlocal runs
        runs += 1
        if runs > MOST_PATHS:
            raise CannotFollow(f"it has more than {MOST_PATHS} paths that depend on x")
        paths = current[0] = Paths(parameters, decided)
        value = followed_path(call, paths, others)
        fixed.update(paths.fixed)
        return value, paths.taken

    def explore(decided: list[bool]) -> Value:
        value, taken = run(decided)
        for place in reversed(range(len(decided), len(taken))):
            before = [holds for _, holds in taken[:place]]
            otherwise = explore([*before, False])
            value = select(Condition(value.paths, "is", taken[place][0]), value, otherwise)
        return value

    with standing_in(names, lambda: current[0]) as stand_ins:
        call = stand_ins.get(call, call) if isinstance(call, Hashable) else call
        value = explore([])
    return keeping(value.node, value.needs), fixed


def followed_path(call: Callable[..., Any], paths: Paths, others: dict[str, Any]) -> Value:
    """Call the code with the symbol, and return the formula of what it gives."""
    x = Value(paths, tree.X)
    numbers = {key: Value(paths, _symbol(key, value)) for key, value in paths.parameters.items()}
    try:
        return _result(paths, call(x, **numbers, **others))
    except CannotFollow:
        raise
    except NumberError as error:
        raise CannotFollow(str(error)) from None
    except RecursionError:
        raise CannotFollow("it calls itself without end") from None
    except SystemExit:
        raise CannotFollow("it ends the program") from None
    except Exception as error:
        where = line_of(error)
        if paths.taken and isinstance(error, ValueError | ArithmeticError) and where:
            return Value(paths, tree.UNDEFINED)  # what the code refuses has no value
        said = " ".join(str(error).split())[:200]
        raise CannotFollow(f"{where}{type(error).__name__}: {said}") from None


def _symbol(key: str, value: float) -> Node:
    taken = key in ("x", "u", "undefined", "e", "pi")
    return exact(value) if taken else tree.Symbol(key)


def line_of(error: BaseException) -> str:
    """Return `line 12 of my.py: ` for the innermost line of the code in which an error arose."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if place := place_in_code(frame.filename, frame.lineno):
            return place
    return ""


def _result(paths: Paths, result: Any) -> Value:
    if result is None:
        raise CannotFollow("it returns nothing")
    if isinstance(result, map | filter) or inspect.isgenerator(result):
        result = list(result)
    if isinstance(result, list | tuple) and len(result) != 1:
        raise CannotFollow(f"it returns {len(result)} values for one x")
    try:
        return as_value(paths, result)
    except TypeError as error:
        raise CannotFollow(f"what it returns is no number: {error}") from None
