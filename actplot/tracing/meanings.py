"""What functions of numpy, math, scipy.special and torch are: formulas of their arguments a, b, c.

One table for all of them: what has the same name means the same, unless `torch_calls` knows better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from actplot.entries import LANGUAGE
from actplot.formula import Node, needs, parse, substitute, tree
from actplot.tracing.followed import (
    Condition,
    Followed,
    Value,
    as_condition,
    as_value,
    power,
    select,
)
from actplot.tracing.paths import Paths, refuse

SAME = "exp expm1 log log1p log2 log10 sqrt abs sign floor ceil sin cos tan sinh cosh tanh erf erfc"
INVERSE = "sin cos tan sinh cosh tanh"
TEXTS: dict[str, str] = {
    **{name: f"{name}(a)" for name in SAME.split()},
    **{f"arc{name}": f"arc{name}(a)" for name in INVERSE.split()},
    **{f"a{name}": f"arc{name}(a)" for name in INVERSE.split()},
    **dict.fromkeys(["absolute", "fabs"], "abs(a)"),
    **dict.fromkeys(["rint", "round", "around", "round_"], "round(a)"),
    **dict.fromkeys(["maximum", "fmax"], "max(a, b)"),
    **dict.fromkeys(["minimum", "fmin"], "min(a, b)"),
    **dict.fromkeys(["trunc", "fix"], "sign(a)*floor(abs(a))"),
    **dict.fromkeys(["mod", "remainder"], "mod(a, b)"),
    **dict.fromkeys(["radians", "deg2rad"], "a*pi/180"),
    **dict.fromkeys(["degrees", "rad2deg"], "a*180/pi"),
    **dict.fromkeys(["expit", "sigmoid", "logistic"], "sigmoid(a)"),
    **dict.fromkeys(["log_expit", "logsigmoid", "log_sigmoid"], "-softplus(-a)"),
    **dict.fromkeys(["floor_divide"], "floor(a/b)"),
    **dict.fromkeys(["nan_to_num"], "a"),
    "sgn": "sign(a)",
    "fmod": "a - b*sign(a/b)*floor(abs(a/b))",
    "exp2": "2**a",
    "cbrt": "sign(a)*abs(a)**(1/3)",
    "square": "a**2",
    "reciprocal": "1/a",
    "rsqrt": "1/sqrt(a)",
    "logaddexp": "b + softplus(a - b)",
    "logaddexp2": "b + softplus((a - b)*log(2))/log(2)",
    "hypot": "sqrt(a**2 + b**2)",
    "heaviside": "where(a < 0, 0, where(a > 0, 1, b))",
    "copysign": "where(b >= 0, abs(a), -abs(a))",
    "sinc": "where(abs(a) > 0, sin(pi*a)/(pi*a), 1)",
    "logit": "log(a) - log1p(-a)",
    "ndtr": "normal_cdf(a)",
    "log_ndtr": "log(normal_cdf(a))",
    "erfcx": "exp(a**2)*erfc(a)",
    "softplus": "softplus(a)",
    "xlogy": "where(abs(a) > 0, a*log(b), 0)",
    "xlog1py": "where(abs(a) > 0, a*log1p(b), 0)",
    "exprel": "where(abs(a) > 0, expm1(a)/a, 1)",
    "cosm1": "cos(a) - 1",
    "pseudo_huber": "a**2*(sqrt(1 + (b/a)**2) - 1)",
    "relu": "max(a, 0)",
    "frac": "a - sign(a)*floor(abs(a))",
    "lerp": "a + c*(b - a)",
}
ARGUMENTS = ("a", "b", "c")
OPERATORS = {
    **dict.fromkeys(["add", "__add__", "__radd__", "__iadd__"], "__add__"),
    **dict.fromkeys(["subtract", "sub", "__sub__", "__isub__"], "__sub__"),
    **dict.fromkeys(["rsub", "__rsub__"], "__rsub__"),
    **dict.fromkeys(["multiply", "mul", "__mul__", "__rmul__", "__imul__"], "__mul__"),
    **dict.fromkeys(["divide", "true_divide", "div", "__truediv__", "__itruediv__"], "__truediv__"),
    "__rtruediv__": "__rtruediv__",
    **dict.fromkeys(["power", "float_power", "pow", "__pow__"], "__pow__"),
    "__rpow__": "__rpow__",
    **dict.fromkeys(["negative", "neg", "__neg__"], "__neg__"),
    **dict.fromkeys(["less", "lt", "__lt__"], "__lt__"),
    **dict.fromkeys(["less_equal", "le", "__le__"], "__le__"),
    **dict.fromkeys(["greater", "gt", "__gt__"], "__gt__"),
    **dict.fromkeys(["greater_equal", "ge", "__ge__"], "__ge__"),
    **dict.fromkeys(["equal", "eq", "__eq__"], "__eq__"),
    **dict.fromkeys(["not_equal", "ne", "__ne__"], "__ne__"),
}
LOGICAL = {
    **dict.fromkeys(["logical_and", "bitwise_and", "__and__"], "__and__"),
    **dict.fromkeys(["logical_or", "bitwise_or", "__or__"], "__or__"),
    **dict.fromkeys(["logical_xor", "bitwise_xor", "__xor__"], "__xor__"),
    **dict.fromkeys(["logical_not", "invert", "bitwise_not", "__invert__"], "__invert__"),
}
AS_IT_IS = frozenset(
    [
        "copy",
        "clone",
        "astype",
        "positive",
        "asarray",
        "array",
        "asanyarray",
        "atleast_1d",
        "ascontiguousarray",
        "ravel",
        "flatten",
        "reshape",
        "squeeze",
        "view",
        "view_as",
        "unsqueeze",
        "expand",
        "expand_as",
        "contiguous",
        "detach",
        "requires_grad_",
        "requires_grad",
        "to",
        "type",
        "type_as",
        "float",
        "double",
        "half",
        "bfloat16",
        "cpu",
        "cuda",
        "broadcast_to",
        "expand_dims",
        "copyto",
        "real",
        "item",
        "tolist",
        "numpy",
        "__pos__",
        "__getitem__",
        "__iter__",
    ]
)
FILLED = {
    **dict.fromkeys(["zeros_like", "empty_like", "zeros", "new_zeros"], 0),
    **dict.fromkeys(["ones_like", "ones", "new_ones"], 1),
}
UNDECIDED = {"isnan": "false", "isinf": "false", "isfinite": "true"}


def applied(paths: Paths, name: str, args: Sequence[Any], known: dict[str, Any]) -> Any:
    """Return what a function of this name gives. Raises CannotFollow for one that is not known."""
    if name in OPERATORS:
        first, *rest = args
        scale = known.get("alpha", 1)  # of torch.add and torch.sub
        rest = [as_value(paths, rest[0]) * scale, *rest[1:]] if scale != 1 else rest[:1]
        return getattr(as_value(paths, first), OPERATORS[name])(*rest)
    if name in LOGICAL:
        return getattr(as_condition(paths, args[0]), LOGICAL[name])(
            *(as_condition(paths, each) for each in args[1:2])
        )
    if name in AS_IT_IS:
        first = args[0]
        if isinstance(first, Condition) and name not in ("astype", "float", "double", "to"):
            return first
        value = as_value(paths, first)
        return Value(paths, value.node, value.needs)
    if name in FILLED:
        return as_value(paths, FILLED[name])
    if name in UNDECIDED:
        return Condition(paths, UNDECIDED[name])
    if special := SPECIAL.get(name):
        return special(paths, *args, **known)
    if name in ("max", "min") and len(args) == 2 and isinstance(args[1], Followed):
        name += "imum"
    if name in TEXTS:
        text = TEXTS[name]
        wanted = len([each for each in ARGUMENTS if each in _symbols(text)])
        return of_text(
            paths, text, [as_value(paths, each) for each in (*args, *known.values())][:wanted]
        )
    if name.endswith("_") and not name.startswith("_") and isinstance(args[0], Value):
        return args[0].become(as_value(paths, applied(paths, name[:-1], args, known)))
    raise refuse(f"{name} is not a function of one number that can be followed")


@cache
def _template(text: str) -> Node:
    return parse(text, LANGUAGE, ARGUMENTS)


@cache
def _symbols(text: str) -> list[str]:
    return tree.symbols(_template(text))


def of_text(paths: Paths, text: str, values: Sequence[Value]) -> Value:
    """Return the formula of a text in a, b and c with values in their place."""
    return of_node(paths, _template(text), dict(zip(ARGUMENTS, values, strict=False)))


def of_node(paths: Paths, template: Node, values: dict[str, Value]) -> Value:
    """Return a formula with values in the place of its symbols, and all that it needs."""
    node = substitute(template, {key: value.node for key, value in values.items()})
    own = [need for value in values.values() for need in value.needs]
    return Value(paths, node, (*own, *needs(node)))


# What is more than a formula of its arguments


def _where(paths: Paths, condition: Any, *values: Any, **known: Any) -> Value:
    values = (*values, *(known[key] for key in ("input", "other", "x", "y") if key in known))
    if len(values) != 2:
        raise refuse("where with a condition alone gives places, not values")
    then, otherwise = (as_value(paths, each) for each in values)
    return select(as_condition(paths, condition), then, otherwise)


def _select(paths: Paths, conditions: Any, choices: Any, default: Any = 0) -> Value:
    result = as_value(paths, default)
    for condition, choice in reversed(list(zip(conditions, choices, strict=True))):
        result = select(as_condition(paths, condition), as_value(paths, choice), result)
    return result


def _piecewise(paths: Paths, x: Value, conditions: Any, choices: Any, *args: Any) -> Value:
    conditions = list(conditions) if isinstance(conditions, list | tuple) else [conditions]

    def value(choice: Any) -> Value:
        return as_value(paths, choice(x[:], *args) if callable(choice) else choice)

    default = value(choices[-1]) if len(choices) > len(conditions) else as_value(paths, 0)
    result = default
    for condition, choice in zip(conditions, choices, strict=False):  # the last that holds counts
        result = select(as_condition(paths, condition), value(choice), result)
    return result


def _clip(paths: Paths, x: Any, low: Any = None, high: Any = None, **known: Any) -> Value:
    low = next((known[key] for key in ("a_min", "min", "min_val") if key in known), low)
    high = next((known[key] for key in ("a_max", "max", "max_val") if key in known), high)
    value = as_value(paths, x)
    bottom, top = (
        None
        if each is None or (isinstance(each, float) and math.isinf(each))
        else as_value(paths, each)
        for each in (low, high)
    )
    if bottom is None:
        return value if top is None else of_text(paths, "min(a, b)", [value, top])
    if top is None:
        return of_text(paths, "max(a, b)", [value, bottom])
    return of_text(paths, "clip(a, b, c)", [value, bottom, top])


def _full_like(paths: Paths, like: Any, fill: Any = 0, **known: Any) -> Value:
    filled = as_value(paths, known.get("fill_value", fill))
    return Value(paths, filled.node, filled.needs)


def _masked_fill(paths: Paths, value: Any, mask: Any, fill: Any) -> Value:
    return select(as_condition(paths, mask), as_value(paths, fill), as_value(paths, value))


def _addcmul(paths: Paths, first: Any, a: Any, b: Any, *, value: Any = 1) -> Any:
    return first + as_value(paths, a) * b * value


def _shape(paths: Paths, x: Any) -> tuple[int, ...]:
    return (1,)


def _size(paths: Paths, x: Any, *_: Any) -> Any:
    return (1,) if not _ else 1


def _tensor_threshold(paths: Paths, x: Any, threshold: Any, value: Any, *_: Any) -> Value:
    value = as_value(paths, value)
    return select(as_value(paths, x) > threshold, as_value(paths, x), value)


def _count(paths: Paths, *_: Any) -> int:
    return 1


def _put_mask(paths: Paths, target: Value, mask: Any, value: Any) -> None:
    target[as_condition(paths, mask)] = value


def _powers(paths: Paths, coefficients: Any, x: Any) -> Any:
    total: Any = 0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


def _square_root(paths: Paths, x: Any) -> Value:
    return power(as_value(paths, x), as_value(paths, 0.5))


SPECIAL: dict[str, Any] = {
    "where": _where,
    "select": _select,
    "piecewise": _piecewise,
    "clip": _clip,
    "clamp": _clip,
    "hardtanh": _clip,
    "clamp_min": _clip,
    "clamp_max": lambda paths, x, high: _clip(paths, x, None, high),
    "full_like": _full_like,
    "masked_fill": _masked_fill,
    "addcmul": _addcmul,
    "shape": _shape,
    "size": _size,
    "numel": _count,
    "dim": _count,
    "ndim": _count,
    "putmask": _put_mask,
    "polyval": _powers,
    "threshold": _tensor_threshold,
    "sqrt": _square_root,
}
