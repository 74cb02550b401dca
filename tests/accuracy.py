"""The accuracy report: `python -m tests.accuracy` holds every entry against mpmath.

It prints the worst error of each order in units of the last place and as a share of what is
promised (16 + 4|u|, see tests/oracle.py), and at how many points a result is no number, is 0, or
has the wrong sign, where the truth is none of these; torch and JAX, where they are installed,
stand beside. The points lie densely on [-10, 10], widely up to 1e100, and crowd at the kinks and
the zeros, and where the numbers leave the range of float64.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
from mpmath import mp, mpf

import actplot
from actplot.basics import HIGHEST_ORDER, shortest
from actplot.entries import CATALOGUE
from actplot.entries.entry import Parameter
from tests.benchmarks.machine import machine
from tests.oracle import exact, near_zero, share_of_allowance, ulp_error
from tests.peers import Array, Peer, installed
from tests.textbook import TEXTBOOK

SMALLEST, LARGEST = mpf(2) ** -1022, mpf(2) ** 1024
# The logarithms of 2 at which results become subnormal, become 0, and overflow.
EDGES = (-1022.0, -1075.0, 1024.0)
HALVINGS = 40  # to find where a function passes such an edge
BESIDE_AN_EDGE = np.concatenate([-(2.0 ** np.arange(-40, -3, 3)), 2.0 ** np.arange(-40, -3, 3)])
DISTANCES = 10.0 ** np.arange(-17.0, 0.0, 0.5)  # at which points stand beside a kink or a zero
ZONE = 0.05  # around a zero
SEED = 6
PRIME = "'"

Setting = dict[str, float]
Truths = list[mpf]


@dataclass(frozen=True)
class Tally:
    """How accurate one implementation is.

    `ulp` is the worst error in units of the last place, where the truth is no subnormal number and
    in no zone around a zero; `share` is the worst of all as a share of what is promised; each `at`
    is its point. The counts are of points with no finite result, with 0, and with the wrong sign,
    where the truth is another; these have no part in `ulp`.
    """

    points: int
    ulp: float
    at: float
    share: float
    share_at: float
    lost: int
    zeros: int
    signs: int


@dataclass(frozen=True)
class Line:
    """One entry at one setting and one order: a tally for actplot and for each framework."""

    name: str
    setting: Setting
    order: int
    tallies: dict[str, Tally]


# Points


def random_settings(name: str, count: int, seed: int) -> list[Setting]:
    """Return settings of an entry that lie where its parameters may, none for one without any."""
    known = CATALOGUE[name].parameters
    random = np.random.default_rng(seed)
    found: list[Setting] = []
    while known and len(found) < count:
        setting = {key: _random_value(parameter, random) for key, parameter in known.items()}
        with suppress(actplot.ActplotError):  # of values that do not go together
            _curve(name, setting)
            found.append(setting)
    return found


def _random_value(known: Parameter, random: np.random.Generator) -> float:
    low = known.above if known.low is None else known.low
    if known.whole:
        return float(random.integers(int(low or 0), 12))
    if low is None:
        return float(random.uniform(-3, 3))
    return float(random.uniform(low, known.high) if known.high else 10 ** random.uniform(-1, 1))


def _curve(name: str, setting: Setting) -> actplot.Curve:
    assignments = (f"{key}={shortest(value)}" for key, value in setting.items())
    return actplot.curve(":".join([name, *assignments]))


def line_of_points() -> Array:
    """Return the points that all functions share."""
    random = np.random.default_rng(SEED)
    signs = random.choice([-1.0, 1.0], 400)
    return np.concatenate(
        [
            np.linspace(-10, 10, 1001),
            random.uniform(-10, 10, 700),
            random.uniform(-60, 60, 300),
            random.uniform(-800, 800, 200),
            signs[:200] * 10 ** random.uniform(-3, 4, 200),
            signs[200:] * 10 ** random.uniform(-300, 100, 200),
            [-1e100, -0.0, 1e100],
        ]
    )


def points(name: str, setting: Setting) -> Array:
    """Return the points of one function, in order: those of all, its kinks, zeros and edges."""
    book, values = TEXTBOOK[name], tuple(setting.values())
    special = {at for x in (-7.0, 0.7, 90.0) for at, _ in book.zeros(x, *values)}
    special |= {at for at, _ in book.kinks(*values)}
    beside = [at + side * max(abs(at), 1.0) * DISTANCES for at in special for side in (-1, 0, 1)]
    found = np.unique(np.concatenate([line_of_points(), *beside]))
    kinks = [at for at, _ in book.kinks(*values)]
    return found[~np.isin(found, kinks)]


def beside_edges(name: str, order: int, setting: Setting, xs: Array, truths: Truths) -> Array:
    """Return points where the function comes to the ends of the range of float64."""
    sizes = [_size(truth) for truth in truths]
    found: list[float] = []
    for edge in EDGES:
        for n in range(len(sizes) - 1):
            if (sizes[n] < edge) == (sizes[n + 1] < edge):
                continue
            low, high = xs[n], xs[n + 1]
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                there = _size(exact(name, order, middle, setting)) < edge
                low, high = (middle, high) if there == (sizes[n] < edge) else (low, middle)
            found += [low, high, *(low * (1 + BESIDE_AN_EDGE))]
    return np.array(found)


def _size(truth: mpf) -> float:
    return float(mp.log(abs(truth), 2)) if truth else -math.inf


# Measuring


def measured(name: str, setting: Setting, order: int) -> Line:
    """Return the tallies of one entry at one setting and one order."""
    xs = points(name, setting)
    truths = [exact(name, order, x, setting) for x in xs.tolist()]
    more = beside_edges(name, order, setting, xs, truths)
    truths += [exact(name, order, x, setting) for x in more.tolist()]
    xs = np.concatenate([xs, more])
    zones = _zones(name, order, setting, xs, truths)
    results = {"actplot": _curve(name, setting).derivative(xs, order)}
    if setting == TEXTBOOK[name].settings[0]:
        for peer in _peers():
            found = peer.derivative(name, xs, order)
            if found is not None:
                results[peer.name] = found
    tallies = {
        who: tally(name, setting, order, xs.tolist(), truths, zones, found.tolist())
        for who, found in results.items()
    }
    return Line(name, setting, order, tallies)


@cache
def _peers() -> list[Peer]:
    return installed()


def _zones(name: str, order: int, setting: Setting, xs: Array, truths: Truths) -> list[bool]:
    """Tell for each point whether it lies in the zone around a zero.

    The oracle knows the zeros up to the second derivative; others are where the sign changes.
    """
    if order < len(TEXTBOOK[name].orders):
        return [near_zero(name, order, x, setting, ZONE) for x in xs.tolist()]
    signs = np.array([float(mp.sign(truth)) for truth in truths])
    order_of_x = [place for place in np.argsort(xs) if signs[place]]
    x, signs = xs[order_of_x], signs[order_of_x]
    crossed = x[:-1][signs[:-1] != signs[1:]]
    return [bool(np.any(np.abs(crossed - at) <= ZONE)) for at in xs]


def tally(
    name: str,
    setting: Setting,
    order: int,
    xs: Sequence[float],
    truths: Truths,
    zones: Sequence[bool],
    computed: Sequence[float],
) -> Tally:
    """Return how accurate these results are."""
    worst, share = (0.0, math.nan), (0.0, math.nan)
    lost = zeros = signs = 0
    for x, truth, zone, got in zip(xs, truths, zones, computed, strict=True):
        if not math.isfinite(got):
            lost += abs(truth) < LARGEST and math.isfinite(float(truth))
            continue
        is_zero, is_wrong = got == 0 and abs(truth) >= SMALLEST, got * mp.sign(truth) < 0
        zeros, signs = zeros + is_zero, signs + is_wrong
        normal = abs(truth) >= SMALLEST or truth == 0
        if normal and not (zone or is_zero or is_wrong):
            worst = max(worst, (ulp_error(got, truth), x))
        error = share_of_allowance(name, order, x, got, truth, setting, zone)
        share = max(share, (error, x))
    return Tally(len(xs), *worst, *share, lost, zeros, signs)


# The command


def lines(names: Sequence[str], orders: int, others: bool, randoms: int) -> Iterator[Line]:
    """Yield the line of each entry, setting and order, worked out by all processors."""
    tasks = [
        (name, setting, order)
        for name in names
        for setting in [
            *TEXTBOOK[name].settings[: None if others else 1],
            *random_settings(name, randoms, SEED),
        ]
        for order in range(orders + 1)
    ]
    with multiprocessing.get_context("spawn").Pool(min(len(tasks), os.cpu_count() or 1)) as pool:
        yield from pool.imap(_measured, tasks)


def _measured(task: tuple[str, Setting, int]) -> Line:
    return measured(*task)


def main(arguments: list[str] | None = None) -> int:
    """Print the report of the entries named, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ENTRY", help="all where none is named")
    parser.add_argument("--order", type=int, default=2, choices=range(HIGHEST_ORDER + 1))
    parser.add_argument("--settings", action="store_true", help="at the oracle's other parameters")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="at N random ones too")
    parser.add_argument("--json", action="store_true", help="print as JSON, a line an object")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(TEXTBOOK)
    if unknown:
        parser.error(f"no entry {min(unknown)!r}; there are {', '.join(TEXTBOOK)}")
    if not given.json:
        print(machine(), HEAD, sep="\n")
    for line in lines(given.names or list(TEXTBOOK), given.order, given.settings, given.random):
        print(as_json(line) if given.json else text(line), flush=True)
    return 0


WHO = ("torch", "JAX")
HEAD = "\n".join(
    [
        f"{'':30}{'actplot':^30}" + "".join(f"{who:^20}" for who in WHO),
        f"{'':30}{'ulp':>7}{'share':>6}{'at':>9}{'counts':>8}"
        + f"{'ulp':>8}{'counts':>12}" * len(WHO),
    ]
)


def as_json(line: Line) -> str:
    """Return the line as JSON, with null for what is infinite or no number."""
    tallies = {
        who: {key: value if math.isfinite(value) else None for key, value in asdict(tally).items()}
        for who, tally in line.tallies.items()
    }
    return json.dumps({**asdict(line), "tallies": tallies}, allow_nan=False)


def text(line: Line) -> str:
    """Return the line as a row of the table; counts are those of no number/zero/wrong sign.

    A setting that is not the default stands on a line above.
    """
    ours = line.tallies["actplot"]
    row = ""
    if line.setting != TEXTBOOK[line.name].settings[0]:
        given = (f"{key}={value:.6g}" for key, value in line.setting.items())
        row = f"{':'.join([line.name, *given])}\n"
    row += f"{line.name + PRIME * line.order:30}{number(ours.ulp):>7}{ours.share:6.2f}"
    row += f"{format(ours.share_at, '.2g') if ours.share else '-':>9}{counts(ours):>8}"
    for who in WHO:
        theirs = line.tallies.get(who)
        row += f"{number(theirs.ulp):>8}{counts(theirs):>12}" if theirs else f"{'-':>8}{'':12}"
    return row.rstrip()


def number(ulp: float) -> str:
    return f"{ulp:.1f}" if ulp < 1000 else f"{ulp:.1e}".replace("e+", "e")


def counts(tally: Tally) -> str:
    found = (tally.lost, tally.zeros, tally.signs)
    return "/".join(map(str, found)) if any(found) else "0"


if __name__ == "__main__":
    sys.exit(main())
