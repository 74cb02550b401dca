"""The printed code, run in its language: right, silent, and readable where that can be told."""

from __future__ import annotations

import json
import math
import re
import subprocess
from pathlib import Path
from typing import Any

import matplotlib.mathtext
import numpy as np
import pytest

import actplot
from actplot import ActplotError
from actplot.code import code_of
from tests.code import programs


def test_numpy_code_is_right_and_silent() -> None:
    assert programs.errors(programs.in_python("numpy", lambda x: x)) == {}


def test_parameters_of_numpy_code_mean_what_they_mean_in_a_curve() -> None:
    assert programs.at_settings("numpy", lambda x: x) == {}


def test_c_code_is_right_and_compiles_without_a_warning(tmp_path: Path) -> None:
    assert programs.errors(programs.in_c(tmp_path)) == {}


def test_javascript_code_is_right(tmp_path: Path) -> None:
    assert programs.errors(programs.in_javascript(tmp_path)) == {}


def test_latex_is_read_by_mathtext() -> None:
    parser = matplotlib.mathtext.MathTextParser("path")
    formulas = [line for line in code_of(programs.curves(), "latex", 1) if line[0] != "%"]
    assert len(formulas) == 2 * len(programs.curves())
    # of each curve the value or the derivative, by turns
    for formula in formulas[::4] + formulas[3::4]:
        parser.parse(f"${without_cases(formula)}$")


def without_cases(formula: str) -> str:
    """The formula with the rows of each `cases` side by side, for mathtext has no such thing."""
    for begin, end in ((r"\begin{cases}", r"\end{cases}"),):
        assert formula.count(begin) == formula.count(end)
        formula = formula.replace(begin, r"\{").replace(end, r"\}")
    formula = formula.replace(r" \\ ", r" \, ").replace(" & ", r" \quad ")
    return re.sub(r"\\text\{", r"\\mathrm{", formula)


def test_latex_has_a_row_for_each_branch() -> None:
    lines = actplot.curve("softshrink").code("latex", order=0).splitlines()
    assert lines[1] == (
        r"f(x) = \begin{cases} x - \lambda & \text{if } x > \lambda \\ "
        r"x + \lambda & \text{if } x < -\lambda \\ 0 & \text{otherwise} \end{cases}"
    )


def test_parameters_are_arguments_and_names_are_valid() -> None:
    code = actplot.curve("softshrink:lambda=0.25").code("numpy")
    assert "def softshrink(x, lambda_=0.25):" in code
    assert "def softshrink_derivative(x, lambda_=0.25):" in code
    assert "kinks x = -0.25, 0.25; this code gives 0, 0 there" in code
    c = actplot.curve("tanh").code("c", order=0)
    assert "double tanh_of(double x)" in c  # tanh itself is taken
    assert "double tanh_x_1(double x)" in actplot.curve("tanh(x) + 1").code("c")


def test_curves_of_one_name_have_different_functions() -> None:
    lines = code_of(actplot.curves("elu:alpha=1,2"), "javascript", 0)
    assert [line for line in lines if line.startswith("function")] == [
        "function elu(x, alpha = 1) {",
        "function elu_2(x, alpha = 2) {",
    ]


def test_order_gives_a_function_each() -> None:
    code = actplot.curve("sigmoid").code("numpy", order=3)
    assert re.findall(r"^def (\w+)", code, re.MULTILINE)[-4:] == [
        "sigmoid",
        "sigmoid_derivative",
        "sigmoid_derivative2",
        "sigmoid_derivative3",
    ]


def test_repeated_parts_have_names() -> None:
    code = actplot.curve("mish").code("javascript")
    assert code.count("_softplus(x)") == 2  # once in each function
    assert "const p = _softplus(x);" in code


def test_a_formula_that_code_cannot_hold_is_not_praised() -> None:
    code = actplot.curve("a*(exp(x) - 1 - x)/x**3:a=1").code("numpy", order=0)
    assert re.search(r"# Trust: the error is up to \d", code) or "inf" in code


@pytest.mark.parametrize("language", ["numpy", "torch", "c"])
def test_what_overflows_on_the_way_does_not_in_the_code(language: str) -> None:
    code = actplot.curve("x*tanh(exp(x))").code(language)
    assert "|x| <= 1e+06" in code
    assert ("autograd.Function" in code) is (language == "torch")


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("log(1 + exp(x))", 1000.0, 1000.0),
        ("x + log(exp(-x) + 1)", -1000.0, 0.0),
        ("log(cosh(x))", -1000.0, 1000.0 - math.log(2)),
    ],
)
def test_logarithms_of_what_overflows_have_values_in_the_code(
    text: str, at: float, value: float
) -> None:
    found: dict[str, Any] = {}
    exec(actplot.curve(f"f={text}").code("numpy", 0), found)
    assert found["f"](np.array([at])).tolist() == [value]


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [("erf(3*x)", -1.0, 1.0), ("erfc(2*x)", 2.0, 0.0), ("normal_cdf(9*x)/2", 0.0, 0.5)],
)
def test_tails_of_javascript_go_on_where_numbers_end(text: str, left: float, right: float) -> None:
    code = actplot.curve(f"f={text}").code("javascript", 0)
    asked = "console.log(JSON.stringify([-Infinity, -1e308, 1e308, Infinity].map((x) => f(x))))"
    run = subprocess.run(["node", "-e", f"{code}\n{asked}"], stdout=subprocess.PIPE, check=True)
    assert json.loads(run.stdout) == [left, left, right, right]


@pytest.mark.parametrize(("text", "value"), programs.BEYOND_FLOATS)
def test_constants_that_no_float_holds_are_told_by_their_values(text: str, value: float) -> None:
    found: dict[str, Any] = {}
    exec(actplot.curve(f"f={text}").code("numpy"), found)
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(found["f"](np.array([2.0])), value, rtol=1e-15)


def test_torch_keeps_its_autograd_where_that_is_right() -> None:
    for name in ("gelu", "mish", "softplus", "hard_swish"):
        assert "autograd" not in actplot.curve(name).code("torch")


def test_an_unknown_language_is_one_line() -> None:
    with pytest.raises(ActplotError, match="did you mean javascript"):
        actplot.curve("elu").code("javascrip")
