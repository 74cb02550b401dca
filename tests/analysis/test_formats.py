"""Where no more than a limit is left in float32 and bfloat16, held against the textbook."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import mp, mpf

import actplot
from actplot.analysis import tails
from tests.oracle import exact

BITS = {"float32": (24, -149), "bfloat16": (8, -133)}
BEFORE, BEHIND = 1 - 1e-6, 1 + 1e-6


def rounded(value: mpf, name: str) -> mpf:
    """Return the number of a format that is nearest."""
    bits, least = BITS[name]
    if value == 0:
        return value
    unit = mpf(2) ** max(int(mp.floor(mp.log(abs(value), 2))) + 1 - bits, least)
    return mp.nint(value / unit) * unit


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu", "mish", "softplus", "elu", "softsign"])
def test_a_tail_begins_where_the_textbook_rounds_to_the_limit(name: str) -> None:
    found = tails(actplot.curve(name))
    assert {tail.format for tail in found} == {*BITS}
    with mp.workdps(60):
        for tail in found:
            before, behind = (
                rounded(exact(name, tail.order, tail.x * share), tail.format)
                for share in (BEFORE, BEHIND)
            )
            assert behind == tail.value != before, tail


def test_float32_of_numpy_overflows_where_it_is_told() -> None:
    (over,) = [
        tail
        for tail in tails(actplot.curve("exp(x)"))
        if (tail.format, tail.order, tail.value) == ("float32", 0, np.inf)
    ]
    with np.errstate(over="ignore"):
        ends = np.exp(np.array([over.x * BEFORE, over.x * BEHIND])).astype(np.float32)
    assert np.isfinite(ends).tolist() == [True, False]


@pytest.mark.parametrize("text", ["relu", "hard_mish", "plse", "sine", "log(x)"])
def test_what_loses_nothing_far_out_is_not_told(text: str) -> None:
    assert tails(actplot.curve(text)) == ()
