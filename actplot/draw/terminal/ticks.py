"""Round numbers for an axis, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actplot.draw.round_numbers import INTERVALS, ROUND_STEPS, exponent_text

SLACK = 1e-9  # of the axis: a tick this little beyond its end still belongs to it
LONGEST_PLAIN = 7  # digits and point; longer numbers are written with an exponent if that helps
LONGEST_TICK_LABEL = 10  # letters; longer numbers are written as what they have above the first


@dataclass(frozen=True)
class Ticks:
    """Places on an axis and their labels; `base` is what the labels leave out, mostly nothing."""

    places: tuple[float, ...]
    labels: tuple[str, ...]
    base: str = ""

    def name(self, quantity: str) -> str:
        """Return what the labels are: the quantity, less the base."""
        if not self.base:
            return quantity
        return (
            f"{quantity} + {self.base[1:]}" if self.base[0] == "-" else f"{quantity} - {self.base}"
        )


def choices(low: float, high: float) -> Iterator[Ticks]:
    """Yield ticks for an axis, from many to few."""
    return (_ticks(low, high, intervals) for intervals in INTERVALS)


def _ticks(low: float, high: float, intervals: int) -> Ticks:
    span = Fraction(high) - Fraction(low)
    step = _round_step(span / intervals)
    slack = span * Fraction(SLACK)
    first = math.ceil((Fraction(low) - slack) / Fraction(step))
    last = math.floor((Fraction(high) + slack) / Fraction(step))
    exact = [n * step for n in range(first, last + 1)]
    labels, base = _labels(exact), ""
    if len(exact) > 1 and max(map(len, labels)) > LONGEST_TICK_LABEL:
        labels, base = _labels([place - exact[0] for place in exact]), _labels(exact[:1])[0]
    return Ticks(tuple(map(float, exact)), tuple(labels), base)


def _round_step(least: Fraction) -> Decimal:
    """Return the smallest round number that is not smaller."""
    exponent = math.floor(math.log10(least.numerator) - math.log10(least.denominator))
    steps = [Decimal(step).scaleb(exponent) for step in ROUND_STEPS]
    return next((step for step in steps if Fraction(step) >= least), steps[-1])


def _labels(exact: Sequence[Decimal]) -> list[str]:
    """Write numbers with as many decimals each, or with exponents where that is shorter."""
    reduced = [number.normalize() for number in exact]
    decimals = max((-_exponent(number) for number in reduced if number), default=0)
    plain = [f"{number:.{max(decimals, 0)}f}" for number in reduced]
    if max((len(label.lstrip("-")) for label in plain), default=0) <= LONGEST_PLAIN:
        return plain
    short = list(map(exponent_text, reduced))
    return min(plain, short, key=lambda labels: max(map(len, labels)))


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)
