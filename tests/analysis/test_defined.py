"""Where a function is defined, as its card tells it."""

from __future__ import annotations

import pytest

from tests.command.test_cli import Run, run  # noqa: F401

DOMAINS = {
    "log(x - 2)": "x > 2",
    "sqrt(x)": "x >= 0",
    "1/x": "x other than 0",
    "sqrt(x**2 - 1)": "x <= -1 or x >= 1",
    "log(x**3 - x)": "-1 < x < 0 or x > 1",
    # ends that no float hits belong to a root, but not to a logarithm
    "sqrt(2 - x**2)": "-1.414214 <= x <= 1.414214",
    "log(2 - x**2)": "-1.414214 < x < 1.414214",
    "sqrt(4 - x**2)/(x - 1)": "-2 <= x < 1 or 1 < x <= 2",
    # of waves what they must be is told, unless they do not matter far out
    "sqrt(sin(x))": "x with sin(x) >= 0",
    "1/cos(2*x)": "x with cos(2*x) other than 0",
    "tan(x)": "x with cos(x) other than 0",
    "sqrt(x*sin(x))": "x with x*sin(x) >= 0",
    "log(sin(x) - x/2)": "x < -1.895494 or 0 < x < 1.895494",
    "sin(x)/x": "x other than 0",
    # of a choice only what is chosen counts
    "where(x > 0, 1/(1 + x), 1/(x - 2) + 1/(x + 3))": "x other than -3",
    "log(abs(x - 0.1))": "x other than 0.1",
    "where(x > 1, sqrt(x), log(-1))": "x > 1",
    "where(x < 1, sqrt(1 - x), log(x - 2))": "x < 1 or x > 2",
    "where(x > 0.1, x, log(-1))": "x > 0.1",
    "where(x <= 0.3, sqrt(x), log(x - 3))": "0 <= x <= 0.3 or x > 3",
    "where(0.1 <= x**3 - x < 3, x, log(-1))": (
        "-0.9456493 <= x <= -0.1010313 or 1.046681 <= x < 1.6717"
    ),
    "where(0 < x - 0.1 <= 2, sqrt(x), log(-1))": "0.1 < x <= 2.1",
    "sqrt(x - 0.1)/(x - 0.1)": "x > 0.1",
    # a branch that divides by zero, beside a switch
    "max(where(x > 1, 2, 0)**(-1), x)": "x > 1",
    "where(2 > where(x > 1, 2, 0)**(-1), x, 3)": "x > 1",
    "min(where(x > 2, x - 3, 0)**(-3), where(x < -1, 1, 0)**(-1))": "no x",
    "where(sin(x) > 0, log(x), 1)": "not decided from the formula",
    "0*x**x": "not decided from the formula",
    "x**x": "not decided from the formula",
}


@pytest.mark.parametrize("text", DOMAINS)
def test_the_card_tells_where_a_function_is_defined(run: Run, text: str) -> None:
    (row,) = [line for line in run(text, "--info").out.splitlines() if "defined for" in line]
    assert row.split("defined for")[1].strip() == DOMAINS[text]


@pytest.mark.parametrize(
    "text", ["sin(x)", "log(sin(x) + 2)", "sqrt(2 + cos(x))", "1/(1 + x**2)", "sinc", "elliott"]
)
def test_what_is_defined_everywhere_has_no_such_row(run: Run, text: str) -> None:
    assert "defined for" not in run(text, "--info").out
