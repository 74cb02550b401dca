"""What the axes of pictures and of the terminal have in common: round steps, and short numbers."""

from __future__ import annotations

import math
from decimal import Decimal

ROUND_STEPS = (1, 2, 2.5, 5, 10)
INTERVALS = (9, 7, 5, 4, 3, 2, 1)  # between ticks, tried in turn until labels do not collide
MINUS = "\N{MINUS SIGN}"


def exponent_text(number: Decimal) -> str:
    """Return a number with an exponent and all of its digits, as 2.5e-7."""
    digits, exponent = f"{number.normalize():e}".split("e")
    return f"{digits}e{int(exponent)}" if number else "0"


def rounded_out(low: float, high: float) -> tuple[float, float]:
    """Return short numbers around an interval, hardly further apart."""
    unit = Decimal(10) ** (math.floor(math.log10(high - low)) - 1)
    ends = math.floor(Decimal(low) / unit) * unit, math.ceil(Decimal(high) / unit) * unit
    return float(ends[0]), float(ends[1])
