"""What actplot gives against the truth: the verdict on a number, and the shortest findings."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from mpmath import mp, mpf

import actplot
from tests.truth.balls import Ball, Huge, Number
from tests.truth.meaning import TINY, Answer, Truth, truth
from tests.truth.reading import Node, X, read

ORDERS = (0, 1, 2)
RELATIVE = 1e-12
ULP = 2.0**-52
NOTICED = 1e-6  # the relative change that a kink makes
MOST_EXPONENT = 1e4  # no larger argument of an exponential excuses an error
LARGEST, SMALLEST = mpf(sys.float_info.max), mpf(sys.float_info.min)
SUBNORMAL = mpf(5e-324)  # the unit in the last place of what is below SMALLEST
WORKING_BITS = 200
# the verdicts, from good to bad
FINE, LET_PASS, UNTOLD, MISSING, PHANTOM, WRONG = (
    *("fine", "let pass", "unknown", "missing", "phantom", "wrong"),
)
BAD = (MISSING, PHANTOM, WRONG)


@dataclass(frozen=True)
class Finding:
    """A number that is not what it should be."""

    text: str
    x: float
    order: int
    got: str
    truth: str
    verdict: str

    def __str__(self) -> str:
        return (
            f"{self.verdict:8} {self.text}   x = {self.x!r}   order {self.order}   "
            f"got {self.got}   truth {self.truth}"
        )


def verdict(got: float, answer: Answer, exponent: float = 0.0) -> str:
    """Judge a number.

    `missing` is NaN where there is a number, `phantom` a number where there is none. A result is
    right within a relative 1e-12, or 64 + 4|u| units of the last place where u is the largest
    argument of an exponential; below the normal floats within a few of the smallest one; exactly 0
    where the truth is; infinite where the truth is beyond the largest float.
    """
    if answer.kind == "unknown":
        return UNTOLD
    tolerance = max(RELATIVE, (64 + 4 * min(exponent, MOST_EXPONENT)) * ULP)
    if answer.kind == "undefined":
        if math.isnan(got):
            return FINE
        passed = any(_is_close(got, other, tolerance) for other in answer.allowed)
        return LET_PASS if passed else PHANTOM
    if math.isnan(got):
        # a result that no number of digits tells from 0 may be left out
        value = answer.value
        unsure = isinstance(value, Ball) and not value.certain
        return LET_PASS if unsure else MISSING
    return FINE if _is_close(got, answer.value, tolerance) else WRONG


def judged(tree: Node, x: float, order: int, got: float, found: Truth) -> str:
    """Judge a number that was given at x; it may take a decimal fraction for its float.

    relu(x - 0.1) has its kink beside the float 0.1. Where there is a kink, a jump or a pole
    nearer to x than any other float is, NaN and what is true on its other side are let pass.
    """
    said = verdict(got, found.answers[order], found.exponent)
    if said not in (MISSING, WRONG) or found.choices is None:
        return said
    half = Fraction(math.ulp(x)) / 2
    left, right = (truth(tree, Fraction(x) + turn * half) for turn in (-1, 1))
    answers = left.answers[order], right.answers[order]
    if left.choices == right.choices and not _differ(*answers):
        return said
    passed = math.isnan(got) or FINE in [verdict(got, a, found.exponent) for a in answers]
    return LET_PASS if passed else said


def _differ(left: Answer, right: Answer) -> bool:
    if left.kind != "number" or right.kind != "number":
        return left.kind != right.kind and "unknown" not in (left.kind, right.kind)
    with mp.workprec(WORKING_BITS):
        a, b = as_mpf(left.value), as_mpf(right.value)
        return bool(abs(a - b) > max(abs(a), abs(b)) * NOTICED and abs(a - b) > SMALLEST)


def _is_close(got: float, value: Number | float, tolerance: float) -> bool:
    if isinstance(value, float):
        return got == value
    if isinstance(value, Huge):
        return got == value.sign * math.inf
    if isinstance(value, Ball) and max(value.size, value.error) < TINY:
        return abs(got) <= 4 * float(SUBNORMAL)
    with mp.workprec(WORKING_BITS):
        true = as_mpf(value)
        if true == 0:
            return got == 0
        if math.isinf(got):
            return bool(abs(true) >= LARGEST * (1 - tolerance)) and (got > 0) == (true > 0)
        error = abs(mpf(got) - true)
        room = SUBNORMAL * tolerance / ULP if abs(true) < SMALLEST else 0
        return bool(error <= tolerance * abs(true) + room)


def as_mpf(value: Number) -> mpf:
    """Return the middle of a number as mpmath has it."""
    if isinstance(value, Huge):
        return mpf(value.sign) * mp.inf
    if isinstance(value, Ball):
        return mp.make_mpf(value.middle)
    return mpf(value.numerator) / value.denominator


def told(answer: Answer) -> str:
    """Return a true answer in a few words."""
    if answer.kind != "number":
        return f"{answer.kind} ({answer.reason})"
    return str(mp.nstr(as_mpf(answer.value), 12))


def given(text: str, xs: Sequence[float]) -> list[np.ndarray]:
    """Return what actplot gives at these points, an array for each order."""
    curve = actplot.curve(text)
    points = np.array(xs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [curve.derivative(points, order=order) for order in ORDERS]


@dataclass(frozen=True)
class Result:
    """The counts of verdicts of a formula, and its first finding of each order and verdict."""

    counts: dict[str, int]
    findings: tuple[Finding, ...]


def judge(text: str, xs: Sequence[float], truths: Sequence[Truth] | None = None) -> Result:
    """Hold actplot against the truth at these points; ActplotError where it refuses the text."""
    tree = read(text)
    known = truths or [truth(tree, x) for x in xs]
    counts: dict[str, int] = {}
    findings: dict[tuple[int, str], Finding] = {}
    for order, numbers in zip(ORDERS, given(text, xs), strict=True):
        for x, number, found in zip(xs, map(float, numbers), known, strict=True):
            answer = found.answers[order]
            said = judged(tree, x, order, number, found)
            counts[said] = counts.get(said, 0) + 1
            if said in BAD:
                finding = Finding(text, x, order, f"{number!r}", told(answer), said)
                findings.setdefault((order, said), finding)
    return Result(counts, tuple(findings.values()))


def shortest(finding: Finding) -> Finding:
    """Return the shortest formula that fails in the same way at the same x."""
    found = finding
    while smaller := next(_smaller(found), None):
        found = smaller
    return found


def _smaller(finding: Finding) -> Iterator[Finding]:
    cut = {str(tree) for tree in _cut(read(finding.text)) if tree.has_x()}
    for candidate in sorted(cut, key=lambda text: (len(text), text)):
        if len(candidate) >= len(finding.text):
            return
        try:
            result = judge(candidate, [finding.x])
        except actplot.ActplotError:
            continue
        for other in result.findings:
            if other.verdict == finding.verdict and other.order == finding.order:
                yield other


def _cut(tree: Node) -> Iterator[Node]:
    """Yield the formula with one of its parts replaced by a part of that, or by x."""
    if tree.kind not in ("number", "name"):
        yield from tree.parts
        yield X
    for place, part in enumerate(tree.parts):
        for other in _cut(part):
            yield replace(tree, parts=(*tree.parts[:place], other, *tree.parts[place + 1 :]))
