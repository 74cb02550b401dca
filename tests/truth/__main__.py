"""Random formulas held against the truth: `python -m tests.truth N [--seed S]`.

Prints a line for every formula that fails, cut down to what still fails with `--shrink`, and what
was counted: numbers that are right, let pass (see `meaning`), of unknown truth, missing, given
where there are none (phantom), and wrong. The exit status is 1 where any of the last three are.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import NoReturn

import actplot
from tests.truth.compare import BAD, FINE, LET_PASS, UNTOLD, Finding, Result, judge, shortest
from tests.truth.grammar import formula, points

POINTS = 20
SECONDS = 60  # for one formula
SEED = 13


class TakesTooLong(BaseException):
    """A formula is not done in time; no error, so that nobody catches it."""


@dataclass
class Summary:
    """What many formulas came to."""

    counts: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def bad(self) -> int:
        return sum(self.counts[verdict] for verdict in BAD)


def case(number: int, seed: int, count: int = POINTS) -> tuple[str, list[float]]:
    """Return the formula of this number as text, and its points."""
    draw = random.Random(f"{seed} {number}")
    tree = formula(draw)
    return str(tree), points(draw, tree, count)


def run(number: int, seed: int, count: int = POINTS, shrink: bool = False) -> Result:
    """Judge the formula of this number."""
    text, xs = case(number, seed, count)
    previous = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    try:
        result = judge(text, xs)
        if not shrink or not result.findings:
            return result
        return Result(result.counts, tuple({shortest(found) for found in result.findings}))
    except actplot.ActplotError as error:
        return Result({"refused": 1}, (Finding(text, 0.0, 0, str(error), "", "refused"),))
    except (Exception, TakesTooLong) as error:
        return Result({"wrong": 1}, (Finding(text, 0.0, 0, repr(error), "", "broken"),))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def _too_long(number: int, frame: FrameType | None) -> NoReturn:
    raise TakesTooLong


def summarized(results: Iterator[Result], tell: bool = False) -> Summary:
    """Add results up; `tell` prints the findings as they come."""
    summary = Summary()
    for result in results:
        summary.counts.update(result.counts)
        summary.refused += "refused" in result.counts
        summary.failed += any(verdict in result.counts for verdict in BAD)
        for finding in sorted(result.findings, key=lambda found: (found.order, found.text))[:1]:
            summary.findings.append(finding)
            if tell:
                print(finding, flush=True)
    return summary


def main(arguments: list[str] | None = None) -> int:
    """Run as many formulas as are asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.truth", description=__doc__)
    parser.add_argument("number", type=int, help="of formulas")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--first", type=int, default=0, help="number of the first formula")
    parser.add_argument("--points", type=int, default=POINTS, help="of each formula")
    parser.add_argument("--shrink", action="store_true", help="cut findings down")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    asked = parser.parse_args(arguments)
    work = partial(run, seed=asked.seed, count=asked.points, shrink=asked.shrink)
    numbers = range(asked.first, asked.first + asked.number)
    start = time.monotonic()
    if asked.jobs > 1:
        with multiprocessing.Pool(asked.jobs) as pool:
            summary = summarized(pool.imap(work, numbers, chunksize=4), tell=True)
    else:
        summary = summarized(map(work, numbers), tell=True)
    seconds = time.monotonic() - start
    counts = ", ".join(f"{summary.counts[v]:,} {v}" for v in (FINE, LET_PASS, UNTOLD, *BAD))
    print(
        f"{asked.number:,} formulas, seed {asked.seed}: {summary.failed:,} failed, "
        f"{summary.refused:,} refused; numbers: {counts}; "
        f"{asked.number / seconds:.1f} formulas a second"
    )
    return 1 if summary.bad else 0


if __name__ == "__main__":
    sys.exit(main())
