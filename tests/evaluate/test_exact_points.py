"""Formulas that arithmetic alone tells: they need no balls, and give what balls give."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from actplot.entries import CATALOGUE
from actplot.entries import read as spec
from actplot.evaluate.balls import in_balls
from actplot.evaluate.exact_doubles import in_doubles
from actplot.evaluate.exact_points import exactly_at
from actplot.formula import derivative

POINTS = (0.0, 1.0, -1.0, 3.0, -3.0, 6.0, 0.1, -2.5)
EVERY = 4  # of the catalogue


@pytest.mark.parametrize("order", [0, 1])
def test_they_have_the_values_of_balls(order: int) -> None:
    told = 0
    for name in [*CATALOGUE][::EVERY]:
        formula = derivative(spec.curves([name])[0].bound(), order)
        for x in POINTS:
            exact = exactly_at(formula, [x])
            if exact is not None:
                told += 1
                assert float(exact[0]) == in_balls(formula, np.array([x]))[0], (name, x)
    assert told > 50


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("x - 1/3", 0.5, Fraction(1, 6)),
        ("max(x, 2*x, 3)", 2.0, 4),
        ("where(0 < x < 1, exp(x - 0.5), exp(x))", 0.5, 1),
        ("exp(x)", 0.5, None),
        ("1/x", 0.0, None),
        ("x", float("inf"), None),
    ],
)
def test_what_arithmetic_tells(text: str, x: float, value: object) -> None:
    found = exactly_at(spec.curves([text])[0].bound(), [x])
    assert found == (None if value is None else [value])


@pytest.mark.parametrize("order", [0, 1])
def test_doubles_are_exact_where_they_say_so(order: int) -> None:
    told = 0
    points = np.array([*POINTS, 1e-300, 1e300, np.inf, np.nan])
    for name in CATALOGUE:
        formula = derivative(spec.curves([name])[0].bound(), order)
        values, is_exact = in_doubles(formula, points)
        for x, value in zip(points[is_exact], values[is_exact], strict=True):
            told += 1
            assert exactly_at(formula, [x]) == [Fraction(float(value))], (name, x)
    assert told > 400


@pytest.mark.parametrize(
    ("text", "exact", "rounded"),
    [
        ("max(x, -x) - abs(x)", [-1e300, -5e-324, 0.0, 0.1, 7.0], [np.inf, np.nan]),
        ("x + 1", [0.5, -1.0, 2.0**52], [0.1, 1e-300, 2.0**54, 1.7e308]),
        ("0.75*x", [4.0, -1.0, 0.5], [5e-324, 1e-300]),
        ("x*max(x, 1.5)", [3.0, 0.0, 2.0**-400], [1.7, 0.1, -5e-324, 1e200]),
        ("where(x > 0.1, x, exp(x))", [], [0.1, 0.5]),
        ("where(x > 0.125, x, exp(x))", [0.5], [0.1]),
        ("sin(x) + 1", [0.0], [1.0]),
    ],
)
def test_what_is_rounded_on_the_way_is_not_exact(
    text: str, exact: list[float], rounded: list[float]
) -> None:
    formula = spec.curves([text])[0].bound()
    assert in_doubles(formula, np.array(exact))[1].all()
    assert not in_doubles(formula, np.array(rounded))[1].any()


def test_a_plain_picture_waits_for_no_balls() -> None:
    program = (
        "import sys; from actplot import plot; plot('relu', 'elu', 'relu6', points=51);"
        "sys.exit('flint' in sys.modules)"
    )
    assert not subprocess.run([sys.executable, "-c", program], check=False).returncode
