"""How an axis writes its numbers: short, and what they leave out stands in its name.

Long numbers are written as multiples of a power of ten, and numbers that hardly differ as what
they have above a round one. The name of the axis says both, as in `function - 1e12`, so that
nothing stands loose at the corner of a panel.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from matplotlib.ticker import ScalarFormatter

from actplot.draw.round_numbers import MINUS, exponent_text

LONGEST = 6  # characters of a number that is written as it is
TICKS = 9  # intervals of an axis at most, which say how many decimals it takes
CLOSE = 1000.0  # numbers this many times larger than the axis is long are counted from a round one
MOST_DECIMALS = 12
NEAR_ENOUGH = 1e-3  # of the step between ticks: so near is what is written to the number
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Scale:
    """What the labels of an axis leave out: a label is (number - base)/10**power."""

    base: Decimal = Decimal(0)
    power: int = 0

    def name(self, quantity: str) -> str:
        """Return what the labels are multiples of, or count from the base."""
        if self.base:
            sign = "+" if self.base < 0 else MINUS
            quantity = f"{quantity} {sign} {_short(abs(self.base))}"
        if not self.power:
            return quantity
        return f"{quantity} (×10{str(self.power).translate(SUPERSCRIPTS)})"

    def label(self, number: float) -> Decimal:
        """Return what is written for a number."""
        return (Decimal(number) - self.base).scaleb(-self.power)


AS_THEY_ARE = Scale()


def scale(low: float, high: float) -> Scale:
    """Return how to write the numbers of an axis with these limits."""
    largest = max(abs(low), abs(high))
    length = min(high - low, sys.float_info.max)
    if _letters(low, largest, length) <= LONGEST:
        return AS_THEY_ARE
    if largest <= CLOSE * length:
        return Scale(power=_exponent(largest))
    digit = _exponent(length) + 1
    base = round(Decimal(low).scaleb(-digit)) * Decimal(10) ** digit
    rest = scale(float(Decimal(low) - base), float(Decimal(high) - base))
    return Scale(base, rest.power)


def _letters(low: float, largest: float, length: float) -> int:
    """Return how long the numbers of an axis are when they are written out."""
    before = max(_exponent(largest), 0) + 1
    decimals = max(-_exponent(length / TICKS), 0)
    return (low < 0) + before + bool(decimals) + decimals


def _exponent(number: float) -> int:
    return math.floor(math.log10(number))


def _short(base: Decimal) -> str:
    """Return a round number: plain where that is short, else with an exponent."""
    plain, short = f"{base.normalize():f}", exponent_text(base)
    return plain if len(plain) <= max(LONGEST + 1, len(short)) else short


class Numbers(ScalarFormatter):
    """Writes the ticks of an axis by its scale, all with as many decimals as one of them needs."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self.scale = scale
        self.decimals = 0

    def set_locs(self, locs: Sequence[float]) -> None:
        """Take the ticks whose labels stand side by side."""
        labels = sorted(map(self.scale.label, locs))
        steps = [float(b - a) for a, b in pairwise(labels)]
        slack = NEAR_ENOUGH * min(steps, default=1.0)
        self.decimals = next(
            (n for n in range(MOST_DECIMALS) if _written(labels, n, slack)), MOST_DECIMALS
        )

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of a tick."""
        label = round(self.scale.label(x), self.decimals) + 0  # no minus before a zero
        return self.fix_minus(f"{label:.{self.decimals}f}")

    def get_offset(self) -> str:
        """Return nothing: what labels leave out stands in the name of the axis."""
        return ""


def _written(labels: Sequence[Decimal], decimals: int, slack: float) -> bool:
    return all(abs(label - round(label, decimals)) <= slack for label in labels)
