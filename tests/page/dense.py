"""What the page reads out and draws against the truth: `python -m tests.page.dense`.

For each entry of the catalogue at two settings and each of some typed formulas, at points that lie
densely on [-8, 8] and at some far out: what is read out has to be within an ulp of mpmath, no 0
where there is a number, NaN only where Python has it; kinks as in Python, limits at them as the
function goes, and lines of a quarter of a pixel at most beside the function. A value that has the
bits of Python's is not looked at again, as Python is held against mpmath by tests of its own;
mpmath is asked where the two differ.

Prints a line for what is wrong, and what was counted. The exit status is 1 if anything is.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from mpmath import mpf

import actplot
from tests.oracle import ulp_error
from tests.page.cases import Case, cases
from tests.page.in_node import Found, Job, View, asked

ORDERS = (0, 1, 2, 3)
MOST_ULP = 1.0
MOST_PIXELS = 0.25
KINK_ULP = 2
CLOSE = 1e-9  # of limits
INTERVAL = (-8.0, 8.0)
FAR = 300  # the power of ten of the farthest points
ENDS = [0.0, -0.0, 5e-324, -5e-324, sys.float_info.max, -sys.float_info.max, 8.0, -8.0]
FAR_VIEWS = ((-45.0, -35.0), (20.0, 30.0))
ZOOM = 1e-3
SEED = 18
STEP = 2.0**-24  # from a kink, where its limits are looked for


@dataclass
class Verdict:
    """What was found of one curve: counts, the worst error and its place, and lines to print."""

    counts: Counter[str] = field(default_factory=Counter)
    ulp: float = 0.0
    pixels: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def fail(self, kind: str, line: str) -> None:
        if not self.counts[kind]:
            self.wrong.append(f"{kind}: {line}")
        self.counts[kind] += 1


def points(case: Case, near: int, far: int) -> list[float]:
    """Return the points of a curve: spread over the interval, far out, and the ends."""
    draw = random.Random(f"{SEED} {case.text}")
    spread = [draw.uniform(*INTERVAL) for _ in range(near)]
    out = [draw.choice((-1, 1)) * 10 ** draw.uniform(-FAR, FAR) for _ in range(far)]
    return spread + out + (ENDS if far else [])


def job_of(case: Case, kinks: Sequence[float], near: int, far: int, drawn: int) -> Job:
    """Return what is asked of the page about a curve; its first kink is zoomed in on."""
    at = kinks[0] if kinks else 0.0
    places = [INTERVAL, *FAR_VIEWS, (at - ZOOM * INTERVAL[1], at + ZOOM * INTERVAL[1])]
    views = [View(low, high, drawn) for low, high in places if drawn]
    return Job(points(case, near, far), ORDERS, kinks, INTERVAL, views)


def judged(case: Case, curve: actplot.Curve, job: Job, found: Found) -> Verdict:
    """Hold what the page answered against Python and the truth."""
    verdict = Verdict()
    xs = np.array(job.xs)
    for order, values in zip(job.orders, found.values, strict=True):
        pythons = curve.derivative(xs, order=order).tolist()
        for x, got, python in zip(job.xs, values, pythons, strict=True):
            if got == python or (math.isnan(got) and math.isnan(python)):
                verdict.counts["as Python"] += 1
            else:
                _read_out(verdict, case, order, x, got, python)
    for off in found.off:
        verdict.counts["views"] += 1
        verdict.pixels = max(verdict.pixels, off.pixels)
        if not off.pixels <= MOST_PIXELS:
            place = f"{case.text} order {off.order} at {off.x!r} in {off.view}"
            verdict.fail("drawn", f"{place}: {off.pixels:.3g} pixels")
    _kinks(verdict, case, curve, found)
    _limits(verdict, case, job, found)
    return verdict


def _read_out(
    verdict: Verdict, case: Case, order: int, x: float, got: float, python: float
) -> None:
    truth = case.truth(order, x)
    told = f"{case.text} order {order} at {x!r}: page {got!r}, Python {python!r}"
    if truth is None:
        # a formula may go on outside of its domain, in Python as on the page
        if math.isfinite(got) and ulp_error(got, mpf(python)) > 2 * MOST_ULP:
            verdict.fail("phantom", told)
        return
    if math.isnan(truth):
        verdict.counts["unknown"] += 1
        return
    told += f", truth {float(truth)!r}"
    if math.isnan(got):
        verdict.fail("missing", told)
    elif got == 0 and float(truth) != 0:
        verdict.fail("false zero", told)
    else:
        error = ulp_error(got, truth)
        verdict.ulp = max(verdict.ulp, error)
        verdict.counts["by mpmath"] += 1
        if not error <= MOST_ULP:
            verdict.fail("ulp", f"{told}, {error:.3g} ulp")


def _kinks(verdict: Verdict, case: Case, curve: actplot.Curve, found: Found) -> None:
    truth = curve.kinks(*INTERVAL)
    verdict.counts["kinks"] += len(truth)
    if [each["order"] for each in found.kinks] != [each.order for each in truth]:
        places = [(each["x"], each["order"]) for each in found.kinks]
        known_places = [(each.x, each.order) for each in truth]
        verdict.fail("kinks of Python", f"{case.text}: page {places}, Python {known_places}")
        return
    for here, there in zip(found.kinks, truth, strict=True):
        if abs(here["x"] - there.x) > KINK_ULP * math.ulp(there.x):
            verdict.fail("kink", f"{case.text}: page {here['x']!r}, Python {there.x!r}")
        for side in ("left", "right"):
            known = getattr(there, side)
            if not math.isclose(here[side], known, rel_tol=CLOSE, abs_tol=CLOSE):
                told = f"{case.text} at {there.x!r}: page {here[side]!r}, Python {known!r}"
                verdict.fail("limit of Python", told)


def _limits(verdict: Verdict, case: Case, job: Job, found: Found) -> None:
    for order, row in zip(job.orders, found.limits, strict=True):
        for x, sides in zip(job.limits_at, row, strict=True):
            for side, got in zip((-1, 1), sides, strict=True):
                truth = _limit(case, order, x, side)
                if truth is None:
                    verdict.counts["limits unknown"] += 1
                    continue
                verdict.counts["limits"] += 1
                if not math.isclose(got, truth, rel_tol=CLOSE, abs_tol=CLOSE):
                    place = f"{case.text} order {order} at {x!r} side {side}"
                    verdict.fail("limit", f"{place}: page {got!r}, truth {truth!r}")


def _limit(case: Case, order: int, x: float, side: int) -> float | None:
    """Return the limit of the truth from a side, None where it does not settle."""
    step = side * STEP * max(abs(x), 1.0)
    found: list[mpf] = []
    for length in (step, step / 16):
        near, far = (case.truth(order, x + share * length) for share in (1, 2))
        if near is None or far is None or math.isnan(near) or math.isnan(far):
            return None
        found.append(2 * near - far)
    settled = math.isclose(*map(float, found), rel_tol=CLOSE / 4, abs_tol=CLOSE / 4)
    return float(found[1]) if settled else None


def run(batch: Sequence[Case], near: int, far: int, drawn: int) -> list[Verdict]:
    """Judge some curves, which node is asked for together."""
    curves = [actplot.curve(case.text) for case in batch]
    kinks = [sorted({kink.x for kink in curve.kinks(*INTERVAL)}) for curve in curves]
    jobs = [
        job_of(case, places, near, far, drawn) for case, places in zip(batch, kinks, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        found = asked(Path(folder), curves, jobs)
    rows = zip(batch, curves, jobs, found, strict=True)
    return [judged(*row) for row in rows]


def _all(batches: Iterator[list[Verdict]]) -> Verdict:
    total = Verdict()
    for batch in batches:
        for each in batch:
            total.counts.update(each.counts)
            total.ulp = max(total.ulp, each.ulp)
            total.pixels = max(total.pixels, each.pixels)
            total.wrong += each.wrong
            for line in each.wrong:
                print(line, flush=True)
    return total


def main(arguments: list[str] | None = None) -> int:
    """Run as many curves and points as are asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.page.dense", description=__doc__)
    parser.add_argument("words", nargs="*", help="curves whose text holds one of these; else all")
    parser.add_argument("--near", type=int, default=2000, help="points of [-8, 8]")
    parser.add_argument("--far", type=int, default=500, help="points far out")
    parser.add_argument("--drawn", type=int, default=400, help="points of each view")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    asked_for = parser.parse_args(arguments)
    words = asked_for.words
    batches = [[case] for case in cases() if not words or any(word in case.text for word in words)]
    counts = {name: getattr(asked_for, name) for name in ("near", "far", "drawn")}
    work = partial(run, **counts)
    with multiprocessing.Pool(asked_for.jobs) as pool:
        total = _all(pool.imap(work, batches))
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(total.counts.items()))
    print(f"{len(batches)} curves: {told}; worst {total.ulp:.3f} ulp, {total.pixels:.3f} pixels")
    return 1 if total.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
