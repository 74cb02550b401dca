"""What the card tells of normal inputs, held against integrals of the textbook formulas."""

from __future__ import annotations

import math
from functools import cache

import pytest
from mpmath import mp, mpf

import actplot
from actplot.analysis.signal import Signal, signal
from tests.oracle import exact

FROM_TEXTBOOK = ("tanh", "gelu", "silu", "elu", "selu", "softplus", "mish", "hard_swish")


@cache  # the same points are asked for again, for another power
def truth(name: str, order: int, x: float) -> mpf:
    return exact(name, order, x)


def moment(name: str, order: int, power: int) -> mpf:
    """The mean of a power of a derivative of the textbook formula at a normal x."""

    def weighted(x: mpf) -> mpf:
        return truth(name, order, float(x)) ** power * mp.npdf(x)

    with mp.workdps(25):
        return mp.quad(weighted, [-12, -3, -1, 0, 1, 3, 12], method="gauss-legendre")


def found(text: str) -> Signal:
    moments = signal(actplot.curve(text))
    assert moments is not None
    return moments


@pytest.mark.parametrize("name", FROM_TEXTBOOK)
def test_moments_are_those_of_the_textbook(name: str) -> None:
    moments = found(name)
    assert moments.mean == pytest.approx(float(moment(name, 0, 1)), rel=1e-9, abs=1e-12)
    assert moments.square == pytest.approx(float(moment(name, 0, 2)), rel=1e-9)
    assert moments.slope_square == pytest.approx(float(moment(name, 1, 2)), rel=1e-9)


def test_moments_that_are_known_exactly() -> None:
    relu = found("relu")
    assert relu.mean == pytest.approx(1 / math.sqrt(2 * math.pi), rel=1e-13)
    assert (relu.square, relu.slope_square) == pytest.approx((0.5, 0.5), rel=1e-13)
    assert relu.gain == pytest.approx(math.sqrt(2), rel=1e-13)
    same = found("identity")
    assert (same.mean, same.square, same.slope_square) == pytest.approx((0, 1, 1), rel=1e-13)
    assert found("exp(x**2)").square == math.inf


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x)", "sin(1/x)"])
def test_no_moments_are_told_where_there_are_none(text: str) -> None:
    assert signal(actplot.curve(text)) is None
