"""Numbers as a person would type them: with no more digits than can be told apart."""

from __future__ import annotations

import math


def rounded(number: float, unit: float) -> float:
    """Return the shortest number that is less than a unit away."""
    return round(number, -math.floor(math.log10(unit)))
