"""Derivatives of random and of chosen formulas, held against mpmath and sympy."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

import actplot
from actplot import ActplotError
from actplot.formula import parse
from actplot.formula.derive import derivative
from actplot.formula.mathtext import to_mathtext
from actplot.formula.primitives import PRIMITIVES
from actplot.formula.text import to_text
from actplot.formula.tree import Node
from tests.formula.evaluator import DIGITS, POINTS, UndecidedError, assert_is_derivative, value_of
from tests.formula.test_formula import STEADY, draw, expect
from tests.oracle import as_read

# Random formulas

UNARY = sorted(name for name, row in PRIMITIVES.items() if len(row.arguments) == 1)
LEAVES = ["x"] * 12 + ["0", "1", "2", "7", "0.5", "1.702", "0.044715", "1e-3"]
BRANCHES = [
    *["({0} + {1})", "({0} - {1})", "({0}*{1})", "({0}/{1})", "(-{0})"],
    *["({0} + {1})", "({0} - {1})", "({0}*{1})", "({0}/{1})"],
    *[f"({{0}})**{n}" for n in (-3, -2, -1, 2, 3, 4)],
    *[f"{name}({{0}})" for name in UNARY],
    *["min({0}, {1})", "max({0}, {1})", "clip({0}, -1, 0.7)"],
    *[f"where({{0}} {sign} {{1}}, {{2}}, {{3}})" for sign in ("<", "<=", ">", ">=")],
    *["where({0} < {1} <= {2}, {3}, {0})", "where(x > {0}, {1}, x*{2})"],
]


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> str:
    """A formula of the language, up to four levels deep."""
    branch = draw(st.sampled_from(BRANCHES))
    parts = [
        draw(formulas(depth - 1) if depth and draw(st.booleans()) else st.sampled_from(LEAVES))
        for _ in range(branch.count("{"))
    ]
    return branch.format(*parts)


FORMULAS = formulas()


def read(text: str) -> Node | None:
    """The tree, or None for one of the few random formulas that divide by zero or are too big."""
    try:
        return parse(text)
    except ActplotError as error:
        expect(error, "divides by zero", "1.8e308")
        return None


def try_derivative(node: Node) -> Node | None:
    try:
        return derivative(node)
    except ActplotError as error:
        expect(error, "divides by zero", "1.8e308", "too long")
        return None


@STEADY
@given(FORMULAS)
def test_random_formulas_keep_their_meaning(text: str) -> None:
    """Reading normalizes the formula; its printed form still has the same values."""
    node = read(text)
    if node is None:
        return
    for point in POINTS:
        with mp.workdps(DIGITS):
            try:
                truth, got = value_of(text, point), value_of(to_text(node), point)
            except UndecidedError:
                continue
            assert abs(got - truth) <= mpf(10) ** -11 * max(1, abs(truth)), to_text(node)


@example("abs(-1) + x")
@example("x*abs(1 - 3)")
@example("1/sign(x)**3")
@example("(-2)**x")
@example("x**(-0.5)")
@example("2**-x")
@example("-(-1)**3*x")
@example("(x**2)**0.5")
@example("(1/3)**0.5*x")
@example("(1/3)**x")
@STEADY
@given(FORMULAS)
def test_random_formulas_print_and_read_back(text: str) -> None:
    node = read(text)
    if node is not None:
        assert as_read(parse(to_text(node))) == as_read(node), to_text(node)


@STEADY
@given(FORMULAS)
def test_random_derivatives(text: str) -> None:
    node = read(text)
    slope = node and try_derivative(node)
    if node and slope:
        assert_is_derivative(to_text(node), to_text(slope))


@settings(STEADY, max_examples=40)
@given(FORMULAS)
def test_random_formulas_draw(text: str) -> None:
    node = read(text)
    if node is not None:
        draw(node)
        slope = try_derivative(node)
        if slope is not None and len(to_mathtext(slope)) < 2000:
            draw(slope)


# Chosen formulas


CHOSEN = [
    "x**5 - 4*x**3 + x",
    "x/(1 + x**2)",
    "sqrt(1 + x**4)",
    "(x - 1)/(x**2 + x + 1)",
    "exp(-x**2/2)*cos(3*x)",
    "sin(x)*cos(x)*tan(x)",
    "tan(x/5)**3",
    "log(1 + exp(x))",
    "log(2 + sin(x))/x",
    "log1p(x**2)",
    "expm1(x)/x",
    "x**x**2",
    "(1 + x**2)**x",
    "2**x*x**2",
    "sinh(x)/cosh(x)",
    "x*sinh(x) - cosh(x)",
    "tanh(x)**3*x",
    "tanh(sin(x))",
    "arctan(exp(x))",
    "arctan(x)/(1 + arctan(x)**2)",
    "erf(x)*erf(2*x)",
    "erf(sqrt(1 + x**2))",
    "x*sigmoid(x)*sigmoid(-x)",
    "sigmoid(x)**2 + sigmoid(-x)**2",
    "softplus(x)**3/(1 + softplus(x))",
    "softplus(sigmoid(x) - tanh(x))",
    "normal_cdf(x)/normal_pdf(x)",
    "x**2*normal_pdf(x)*normal_cdf(-x)",
    "abs(x**3 - x)",
    "x*abs(x)/(1 + abs(x))",
    "sign(x)*sqrt(abs(x))",
    "max(x**2, 1 + x)*x",
    "min(sin(x), cos(x))",
    "max(min(x, 2), x/3)",
    "clip(x**3, -1, 2)*exp(x)",
    "clip(sin(x), x/4, 1 + x**2)",
    "clip(x, -x, x)",
    "clip(2*x, 1 - x, x)",
    "where(x > 0, x**2, expm1(x)*x)",
    "where(x**2 < 2, where(x > 0, x, x**3), exp(x))",
    "1/(1 + exp(-2*x))**3",
    "sin(1/x) + x**(1/3)*0",
    "(sin(x)**2 + cos(x)**2)*x",
    "sqrt(softplus(x))/x",
]
SYMPY_NAMES: dict[str, Any] = {
    "x": sympy.Symbol("x", real=True),
    "e": sympy.E,
    "expm1": lambda u: sympy.exp(u) - 1,
    "log1p": lambda u: sympy.log(1 + u),
    "arctan": sympy.atan,
    "arcsinh": sympy.asinh,
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arccosh": sympy.acosh,
    "arctanh": sympy.atanh,
    "floor": sympy.floor,
    "erfc": sympy.erfc,
    "abs": sympy.Abs,
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "normal_cdf": lambda u: (1 + sympy.erf(u / sympy.sqrt(2))) / 2,
    "normal_pdf": lambda u: sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "min": sympy.Min,
    "max": sympy.Max,
    "clip": lambda u, low, high: sympy.Min(sympy.Max(u, low), high),
    "where": lambda test, then, otherwise: sympy.Piecewise((then, test), (otherwise, True)),
}


@pytest.mark.parametrize("text", CHOSEN)
def test_derivatives_agree_with_sympy(text: str) -> None:
    x = SYMPY_NAMES["x"]
    expected = sympy.sympify(text, locals=SYMPY_NAMES, rational=True)
    node = parse(text)
    for _ in range(2):
        expected, node = sympy.diff(expected, x), derivative(node)
        tried = 0
        for point in POINTS:
            truth = expected.subs(x, sympy.Float(mpmath.nstr(point, 30), 40)).evalf(40)
            if truth.is_real:
                got = value_of(to_text(node), point)
                assert abs(got - mpf(str(truth))) <= mpf(10) ** -11 * max(1, abs(got)), point
                tried += 1
        assert tried >= 2


@pytest.mark.parametrize("text", CHOSEN)
def test_derivatives_agree_with_differences(text: str) -> None:
    node = parse(text)
    for _ in range(3):
        slope = derivative(node)
        assert assert_is_derivative(to_text(node), to_text(slope)) >= 2
        node = slope


def test_what_is_no_common_factor_is_not_taken_out_for_ever() -> None:
    """The square of x**x is no power of the base x, and stays beside x**x."""
    second = actplot.curve("sigmoid(clip(x, 0, 1))/x**x").derivative(0.5, 2)
    with mp.workdps(30):
        truth = mp.diff(lambda x: 1 / (1 + mp.exp(-x)) / x**x, 0.5, 2)
    assert float(second) == pytest.approx(float(truth), rel=1e-12)


def test_a_branch_that_divides_by_0_and_is_not_taken_refuses_no_derivative() -> None:
    curve = actplot.curve("where(x >= 0, 1e-3, x + 2)/relu(x)*sech(x)")
    with mp.workdps(30):
        truth = mp.diff(lambda x: mpf("1e-3") / x * mp.sech(x), 2)
    assert float(curve.derivative(2.0)) == pytest.approx(float(truth), rel=1e-12)
    assert math.isnan(float(curve.derivative(-1.0)))
