"""Spellings and formulas of primitives: values and domains as numpy has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import actplot
from actplot.formula.spellings import SPELLINGS

ALIKE: dict[str, tuple[Any, str]] = {
    "ln": (np.log, "log"),
    "asin": (np.arcsin, "arcsin"),
    "acos": (np.arccos, "arccos"),
    "atan": (np.arctan, "arctan"),
    "asinh": (np.arcsinh, "arcsinh"),
    "acosh": (np.arccosh, "arccosh"),
    "atanh": (np.arctanh, "arctanh"),
    "log2": (np.log2, ""),
    "log10": (np.log10, ""),
    "ceil": (np.ceil, ""),
    "round": (np.round, ""),
    "square": (np.square, ""),
}
AT = np.array([-3.5, -2.5, -1.0, -0.75, -1e-9, 1e-300, 0.3, 0.5, 1.0, 1.5, 2.5, 7.0, 1e9])


@pytest.mark.parametrize("name", ALIKE)
def test_a_spelling_is_what_numpy_has(name: str) -> None:
    with np.errstate(all="ignore"):
        wanted = np.where(np.isinf(ALIKE[name][0](AT)), np.nan, ALIKE[name][0](AT))
    np.testing.assert_allclose(actplot.curve(f"{name}(x)").value(AT), wanted, rtol=1e-15)


def test_those_of_two_and_more() -> None:
    values = actplot.curve("mod(x, 3)").value(AT[:12])
    np.testing.assert_allclose(values, np.mod(AT[:12], 3.0), rtol=1e-15)
    assert actplot.curve("mod(x, -3)").value(1.0) == -2.0
    assert actplot.curve("max(x, 1, x**2, maximum(2, x))").value(-3.0) == 9.0
    assert actplot.curve("min(x, 1, -x)").value(5.0) == -5.0
    assert math.isnan(float(actplot.curve("pow(x, 0.5)").value(-1.0)))
    assert set(ALIKE) | {"mod", "pow", "maximum", "minimum"} == SPELLINGS
