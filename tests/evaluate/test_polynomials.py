"""Polynomials over cells give the nearest float64 or nothing, and series hold the true terms."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb
from mpmath import mp, mpf

import actplot
from actplot.evaluate.balls import in_balls
from actplot.evaluate.polynomials import FEWEST_OF_ALL, by_polynomials
from actplot.evaluate.rewrite import steady
from actplot.evaluate.series_functions import DEGREE, SERIES_BITS, coefficients, working_series
from actplot.formula import parse, tree
from tests.evaluate.test_balls import TABLE, around
from tests.evaluate.test_evaluate import CANCELLING
from tests.truth.__main__ import case

RANDOM = np.random.default_rng(20261127)
# Periods and spikes that the middles of cells, which are whole multiples of a power of 2, miss.
BETWEEN_THE_MIDDLES = [
    "cos(128*pi*x)",
    "exp(100*cos(128*pi*x))",
    "x**2*cos(1024*pi*x)",
    "sqrt(x**2 + 1) - x + sech(200000*(x - 1.3))",
]


@pytest.mark.parametrize("text", CANCELLING + BETWEEN_THE_MIDDLES)
@pytest.mark.parametrize("far", [0, 10, 1000])
def test_polynomials_say_nothing_or_the_truth(text: str, far: int) -> None:
    """Also beside a kink, a jump and a zero they give the float64 that is nearest, or nothing."""
    formula = steady(parse(text))
    here = np.concatenate([RANDOM.uniform(0.28, 0.32, 500), RANDOM.uniform(-4, 4, 8000)])
    beside = np.array([0.3, 1.0, 0.0]) + np.array([[1e-9], [-1e-13], [1e-4]])
    spike = np.linspace(1.2999, 1.3001, 300)
    x = np.concatenate([far + here, beside.reshape(-1), spike])
    with np.errstate(all="ignore"):
        found, sure = by_polynomials(formula, x)
    some = np.concatenate([np.arange(0, len(here), 4), np.arange(len(here), len(x))])
    some = some[sure[some]]
    np.testing.assert_array_equal(found[some], in_balls(formula, x[some]))
    assert far or text in BETWEEN_THE_MIDDLES or sure.mean() > 0.5


@pytest.mark.parametrize("number", range(24))
def test_polynomials_of_random_formulas_say_nothing_or_the_truth(number: int) -> None:
    text, _ = case(number, seed=1127)
    curve = actplot.curve(text)
    x = np.concatenate([RANDOM.uniform(-4, 4, 2000), RANDOM.uniform(-300, 300, 1000)])
    for order in (0, 1):
        formula = curve.bound(order)
        with np.errstate(all="ignore"):
            found, sure = by_polynomials(formula, x)
        some = np.flatnonzero(sure)[::40]
        np.testing.assert_array_equal(found[some], in_balls(formula, x[some]))


def test_a_few_points_are_not_worth_a_cell() -> None:
    formula = parse("exp(x) - 1 - x")
    with np.errstate(all="ignore"):
        for few in (
            np.linspace(-3, 3, FEWEST_OF_ALL - 1),
            np.repeat(0.3, 1000),
            np.geomspace(1, 1e300, 1000),
        ):
            assert not by_polynomials(formula, few)[1].any()
        assert by_polynomials(formula, np.linspace(2, 2.1, FEWEST_OF_ALL))[1].all()


# All but these are smooth at 0.375.
SMOOTH_AT = {"arccosh": 2.375}


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"floor"}))
def test_a_series_holds_the_terms_of_taylor(name: str) -> None:
    middle = SMOOTH_AT.get(name, 0.375)
    formula = tree.call(name, tree.X)
    with working_series():
        terms = coefficients(formula, arb(middle))
        wide = coefficients(formula, arb(middle, 0.01))
    assert terms is not None
    assert wide is not None
    with mp.workprec(260):
        truths = mp.taylor(TABLE[name][0], mpf(middle), DEGREE)
        for term, over, truth in zip(terms, wide, truths, strict=True):
            low, high = around(term)
            assert max(abs(low - truth), abs(high - truth)) < mpf(2) ** (30 - SERIES_BITS)
            assert around(over)[0] <= truth <= around(over)[1]


NOT_SMOOTH_AT_0 = (
    "floor(x); sign(x); abs(x); max(x, 0); where(x > 0, x, 0); 1/x; log(x); x**x; sqrt(x); x**2.5; "
    "tan(x + pi/2); arccosh(x + 1); where(x <= 0, x, 2*x); (1 - cos(x))/x**2"
)


@pytest.mark.parametrize("text", NOT_SMOOTH_AT_0.split("; "))
def test_what_is_not_known_to_be_smooth_over_an_interval_has_no_series(text: str) -> None:
    with working_series():
        assert coefficients(parse(text), arb(0.0, 0.01)) is None
