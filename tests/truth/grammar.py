"""Random formulas as people type them, and the points at which they are looked at."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from tests.truth.reading import Node, X, number, read

NUMBERS = ("2", "3", "0.5", "1/3", "1e-3", "pi", "e", "1", "10", "0.1", "4", "1.5", "0.044715")
FUNCTIONS = (
    *("exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "softplus", "relu"),
    *("expm1", "log1p", "sign", "floor", "tan", "arctan", "sinh", "cosh", "arcsinh", "sech"),
    *("logcosh", "erf", "erfc", "normal_cdf", "normal_pdf"),
    *("arcsin", "arccos", "arccosh", "arctanh"),
)
COMMON = 10  # the first ones, which people type more often
EXPONENTS = ("2", "3", "4", "0.5", "1.5", "1/3", "(-1)", "(-2)")
# As textbooks write them; x stands for anything that is put in.
TEMPLATES = tuple(
    read(text)
    for text in (
        "log(1 + exp(x))",
        "log(1 + exp(-x))",
        "exp(x)/(exp(x) + 1)",
        "1/(1 + exp(-x))",
        "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
        "(1 - exp(-2*x))/(1 + exp(-2*x))",
        "(exp(2*x) - 1)/(exp(2*x) + 1)",
        "2/(1 + exp(-2*x)) - 1",
        "(1 - cos(x))/x**2",
        "sin(x)/x",
        "(exp(x) - 1)/x",
        "log(1 + x**2)/x",
        "sqrt(x**2 + 1) - x",
        "(x + sqrt(x**2 + 4))/2",
        "x - log(1 + exp(x))",
        "log(exp(x) + exp(-x))",
        "log(x + sqrt(x**2 + 1))",
        "log((1 + x)/(1 - x))/2",
        "-log(1/(1 + exp(-x)))",
        "-log(1 - 1/(1 + exp(-x)))",
        "x/(1 + exp(-x))",
        "x/(1 + abs(x))",
        "x/sqrt(1 + x**2)",
        "x*tanh(log(1 + exp(x)))",
        "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
        "x*(1 + erf(x/sqrt(2)))/2",
        "exp(-x**2)",
        "exp(-x**2/2)/sqrt(2*pi)",
        "1 - tanh(x)**2",
        "1 - erf(x)",
        "x - tanh(x)",
        "x - sin(x)",
        "exp(x) - 1 - x",
        "exp(x) - 1 - x - x**2/2",
        "exp(-1/x**2)",
        "x*log(x)",
        "x**x",
        "2**x",
        "e**(-x)",
        "x**2*sin(1/x)",
        "sin(x)**2 + cos(x)**2",
        "sin(x**2)",
        "sqrt(x**2)",
        "sqrt(1 - cos(x))",
        "sqrt(1 - x**2)",
        "1/x",
        "1/(x - 1)",
        "1/x - 1/(x + 1)",
        "x/(x**2 - 1)",
        "abs(x)/x",
        "x**3 - 3*x + 1",
        "(x - 1)**2*(x + 2)",
        "relu(x) - relu(-x)",
        "relu(x)**2",
        "max(x, 0)",
        "max(0.01*x, x)",
        "min(x, 1)*max(x, 1)",
        "clip(x, -1, 1)",
        "clip((x + 3)/6, 0, 1)*x",
        "x*min(max(x + 3, 0), 6)/6",
        "where(x > 0, x, exp(x) - 1)",
        "where(x > 0, x, 0.01*x)",
        "where(abs(x) <= 1, x**2/2, abs(x) - 0.5)",
        "where(x > 0, log(1 + x), -log(1 - x))",
        "where(x < 0, 0, where(x < 1, x**2*(3 - 2*x), 1))",
        "where(-1 < x < 1, 1 - x**2, 0)",
        "where(x > 0, sqrt(x), -sqrt(-x))",
        "where(abs(x) > 1e-3, sin(x)/x, 1 - x**2/6)",
        "sign(x)*log(1 + abs(x))",
        "sign(x)*sqrt(abs(x))",
        "x - floor(x)",
        "-(0.3*log(1/(1 + exp(-x))) + 0.7*log(1 - 1/(1 + exp(-x))))",
        "log(cosh(x))",
        "1/cosh(x)",
    )
)


def formula(draw: random.Random) -> Node:
    """Return a formula of a depth from 2 to 4 that has x in it."""
    while True:
        found = _part(draw, draw.choice((2, 2, 3, 3, 4)))
        if found.has_x() and len(str(found)) <= 160:
            return read(str(found))


def _number(draw: random.Random) -> Node:
    return read(draw.choice(NUMBERS))


def _of(sign: str, left: Node, right: Node) -> Node:
    return Node("operator", sign, (left, right))


def _leaf(draw: random.Random) -> Node:
    roll = draw.random()
    if roll < 0.55:
        return X
    if roll < 0.7:
        return _number(draw)
    sign = draw.choice("++-*/")
    pair = [X, _number(draw)]
    if sign in "*-":
        pair.reverse()
    return _of(sign, *pair) if roll < 0.95 else Node("negate", "-", (X,))


def _part(draw: random.Random, depth: int) -> Node:
    if depth <= 0:
        return _leaf(draw)
    kinds: tuple[tuple[float, Callable[[random.Random, int], Node]], ...] = (
        (0.30, _template),
        (0.27, _call),
        (0.27, _operation),
        (0.06, _power),
        (0.05, _extreme),
        (0.05, _where),
    )
    weights = [weight for weight, _ in kinds]
    return draw.choices([make for _, make in kinds], weights)[0](draw, depth)


def _template(draw: random.Random, depth: int) -> Node:
    inner = X if draw.random() < 0.6 else _part(draw, depth - 2)
    return draw.choice(TEMPLATES).put(inner)


def _call(draw: random.Random, depth: int) -> Node:
    names = FUNCTIONS[:COMMON] if draw.random() < 0.6 else FUNCTIONS
    return Node("call", draw.choice(names), (_part(draw, depth - 1),))


def _operation(draw: random.Random, depth: int) -> Node:
    left, right = _part(draw, depth - 1), _part(draw, draw.randrange(depth))
    return _of(draw.choice("+-**/"), left, right)


def _power(draw: random.Random, depth: int) -> Node:
    return _of("**", _part(draw, depth - 1), read(draw.choice(EXPONENTS)))


def _extreme(draw: random.Random, depth: int) -> Node:
    name = draw.choice(("min", "max", "clip"))
    if name == "clip":
        low, high = draw.choice((("-1", "1"), ("0", "1"), ("0", "6"), ("-2", "0.5")))
        return Node("call", name, (_part(draw, depth - 1), read(low), read(high)))
    return Node("call", name, (_part(draw, depth - 1), _part(draw, draw.randrange(depth))))


def _where(draw: random.Random, depth: int) -> Node:
    compared = (_leaf(draw), _number(draw)) if draw.random() < 0.3 else (X, read("0"))
    branches = _part(draw, depth - 1), _part(draw, draw.randrange(depth))
    return Node("where", draw.choice(("<", "<=", ">", ">=")), (*compared, *branches))


SPECIAL = (
    *(0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 4.0, 6.0, -6.0, 10.0, 20.0, -20.0, 40.0),
    *(-40.0, 45.0, 100.0, -100.0, 709.0, 710.0, -745.0, 1000.0, -1000.0, 1e4, -1e5, 1e8, 1e16),
    *(-1e16, 1e-10, -1e-9, 1e-8, 1e-5, 1e-20, -1e-100, 1e-300, 5e-324, 2.6, 1 / 3, math.pi, math.e),
)


def _beside(at: float) -> tuple[float, float]:
    if at == 0:
        return 1e-12, -1e-12
    return math.nextafter(at, math.inf), math.nextafter(at, -math.inf)


def points(draw: random.Random, tree: Node, count: int) -> list[float]:
    """Return points near and far, special ones, and those at and beside the formula's numbers."""
    found = [draw.choice(SPECIAL) for _ in range(count // 4)] + [0.0]
    beside = [float(number(part.text)) for part in tree.walk() if part.kind == "number"]
    for _ in range(count // 10):
        at = draw.choice((1, -1)) * draw.choice(beside or [0.0])
        found.append(draw.choice((at, *_beside(at))))
    for _ in range(count // 6):
        found.append(draw.choice((1, -1)) * 10 ** draw.uniform(-9, 20))
        found.append(draw.uniform(-60, 60))
    while len(found) < count:
        found.append(draw.uniform(-5, 5))
    return [x + 0.0 for x in found[:count]]
