"""Each primitive is whole: a row that agrees with its meanings, and all three meanings."""

from __future__ import annotations

import math

import numpy as np
import pytest

import actplot
from actplot.analysis.check import COMPLEX_MEANING
from actplot.evaluate import MEANING, compiled
from actplot.evaluate.ball_functions import BALL_MEANING
from actplot.formula import ROWS, as_choice, edge_of_domain, tree
from actplot.formula.derive import partials
from actplot.formula.tree import Call

SPELLINGS = {"sqrt"}  # of what is a power in the tree
WHOLE = sorted(set(ROWS) - SPELLINGS)
UNARY = [name for name in WHOLE if len(ROWS[name].arguments) == 1]
OUTWARDS = np.geomspace(1e-3, 30.0, 200)
LINE = np.concatenate([-OUTWARDS[::-1], [0.0], OUTWARDS])


@pytest.mark.parametrize("meanings", [MEANING, BALL_MEANING, COMPLEX_MEANING])
def test_every_primitive_has_each_meaning(meanings: dict[str, object]) -> None:
    assert set(meanings) == set(WHOLE)


def values(name: str) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(MEANING[name](LINE))


@pytest.mark.parametrize("name", UNARY)
def test_a_row_says_of_its_function_what_is_so(name: str) -> None:
    row, y = ROWS[name], values(name)
    known = ~np.isnan(y)
    if row.parity:
        mirrored = y[::-1] if row.parity == "even" else -y[::-1]
        np.testing.assert_allclose(y, mirrored, rtol=1e-14)
    if row.at_zero is not None:
        assert MEANING[name](np.zeros(1))[0] == pytest.approx(float(row.at_zero), rel=1e-15)
    if row.monotone:
        outwards = y[len(y) // 2 :] if row.parity == "even" else y[known]
        steps = np.diff(outwards) * (1 if row.monotone == "rising" else -1)
        assert np.all(steps >= 0)
    if row.bounds:
        assert row.bounds[0] <= y[known].min()
        assert y[known].max() <= row.bounds[1]
    if row.sign == "positive":
        far = np.abs(LINE) < 5
        assert np.all(y[far] > 0)
    if row.sign == "not negative":
        assert np.all(y[known] >= 0)
    if row.lipschitz is not None:
        (slope,) = partials(name)
        found = compiled(tree.substitute(slope, {"u": tree.X}))(LINE)
        assert np.nanmax(np.abs(found)) <= row.lipschitz


@pytest.mark.parametrize("name", [name for name in UNARY if ROWS[name].log_size])
def test_a_row_knows_how_faint_its_function_is(name: str) -> None:
    log_size = ROWS[name].log_size
    assert log_size is not None
    u = LINE[np.abs(LINE) < 25]
    with np.errstate(all="ignore"):
        size = np.log(MEANING[name](u))
    faint = np.isfinite(size) & (size < 0)
    assert np.all(log_size(u)[faint] >= size[faint] - 1e-9)


@pytest.mark.parametrize("name", UNARY)
def test_a_function_is_defined_where_its_row_says(name: str) -> None:
    y = values(name)
    call = Call(name, (tree.X,))
    edges = [*edge_of_domain(call, with_value=True), *edge_of_domain(call, with_value=False)]
    inside = np.ones(LINE.shape, dtype=np.bool_)
    for edge in edges:
        inside &= compiled(edge)(LINE) >= 0
    np.testing.assert_array_equal(~np.isnan(y), inside)


@pytest.mark.parametrize("name", [name for name in WHOLE if ROWS[name].choice])
def test_a_choice_is_the_function(name: str) -> None:
    arguments = (tree.X, tree.number(-1), tree.number(2))[: len(ROWS[name].arguments)]
    call = Call(name, arguments)
    np.testing.assert_array_equal(compiled(as_choice(call))(LINE), compiled(call)(LINE))


@pytest.mark.parametrize(
    ("formula", "x", "value", "slope"),
    [
        ("arcsinh(x)", 2.0, 1.4436354751788103, 0.4472135954999579),
        ("arcsinh(x)", -1e-9, -1e-9, 1.0),
        ("erfc(x)", 3.0, 2.209049699858544e-05, -0.00013925305194674785),
        ("erfc(x)", 26.0, 5.663192408856143e-296, -2.948907298113867e-294),
        ("floor(x)", 2.5, 2.0, 0.0),
        ("floor(10*x)", 0.3, 2.0, 0.0),  # 0.3 is a float64 just below 3/10
        ("x*floor(x)", -1.5, 3.0, -2.0),
    ],
)
def test_the_youngest_primitives(formula: str, x: float, value: float, slope: float) -> None:
    curve = actplot.curve(formula)
    assert float(curve.value(x)) == pytest.approx(value, rel=1e-15)
    assert float(curve.derivative(x)) == pytest.approx(slope, rel=4e-15)


def test_floor_jumps_at_every_integer() -> None:
    found = actplot.curve("floor(x)").kinks(-2.5, 3.5)
    assert [(kink.x, kink.order) for kink in found] == [(n, 0) for n in range(-2, 4)]
    assert [(kink.left, kink.right) for kink in found] == [(n - 1, n) for n in range(-2, 4)]
    assert math.isnan(float(actplot.curve("floor(x)").derivative(1.0)))
