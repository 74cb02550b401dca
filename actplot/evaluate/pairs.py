"""Pairs: unevaluated sums (high, low) of two float64 arrays, which hold 106 bits."""

from __future__ import annotations

from actplot.evaluate.array_types import SPLITTER, Array

Pair = tuple[Array, Array]


def two_sum(a: Array, b: Array) -> Pair:
    """a + b as its float64 value and the exact error of that."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _quick_sum(a: Array, b: Array) -> Pair:
    """a + b as `two_sum` gives it, for |a| >= |b|."""
    total = a + b
    return total, b - (total - a)


def split(a: Array) -> Pair:
    """a = upper + lower with at most 26 bits in each."""
    scaled = a * SPLITTER
    upper = scaled - (scaled - a)
    return upper, a - upper


def two_product(a: Array, b: Array) -> Pair:
    """a * b as its float64 value and the exact error of that."""
    product = a * b
    a1, a2 = split(a)
    b1, b2 = split(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def pair_add(a: Pair, b: Pair) -> Pair:
    """a + b of pairs, with a small relative error even where they cancel."""
    high, error = two_sum(a[0], b[0])
    low, rest = two_sum(a[1], b[1])
    high, error = _quick_sum(high, error + low)
    return _quick_sum(high, error + rest)


def pair_multiply(a: Pair, b: Pair) -> Pair:
    """a * b of pairs."""
    high, error = two_product(a[0], b[0])
    return _quick_sum(high, error + (a[0] * b[1] + a[1] * b[0]))
