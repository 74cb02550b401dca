"""The track of a slider: which values of a parameter it offers, evenly or by their logarithm."""

from __future__ import annotations

import math
from dataclasses import dataclass

from actplot.entries import Parameter
from actplot.write.typed_numbers import rounded

REACH = 4.0  # of a parameter without bounds: this many times its value, to both sides
SHORTEST_REACH = 1.0
DECADES = 2.0  # of a positive parameter, to both sides of its value
TYPED_DIGITS = 3  # of a value on a logarithmic track
FEWEST_STEPS = 200  # at least, on an even track
MOST_CLASSES = 20  # of a count without a bound
HAND_STEPS = (5, 2, 1)


@dataclass(frozen=True)
class Track:
    """Values from `low` to `high`; positions along the track are the values or their logarithms."""

    low: float
    high: float
    step: float
    logarithmic: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """The positions of both ends."""
        return self.position(self.low), self.position(self.high)

    def position(self, value: float) -> float:
        """Return where on the track a value stands."""
        return math.log10(value) if self.logarithmic else value

    def value(self, position: float) -> float:
        """Return the value at a position, rounded to what a person would type."""
        if self.logarithmic:
            return float(f"{10.0**position:.{TYPED_DIGITS}g}")
        value = rounded(round(position / self.step) * self.step, self.step)
        return min(max(value, self.low), self.high)


def track(parameter: Parameter) -> Track:
    """Return the track for a parameter; its default is where the slider starts."""
    start = parameter.default
    if parameter.whole:
        low = start if parameter.low is None else parameter.low
        high = parameter.high or max(MOST_CLASSES, 2 * start)
        return Track(low, high, 1.0)
    bottom = parameter.above if parameter.low is None else parameter.low
    top = parameter.below if parameter.high is None else parameter.high
    if bottom == parameter.above == 0 and top is None:
        span = 10.0**DECADES
        return Track(start / span, start * span, 0.0, logarithmic=True)
    reach = max(SHORTEST_REACH, REACH * abs(start))
    low = bottom if bottom is not None else min(-reach, start)
    high = top if top is not None else low + reach if bottom is not None else reach
    step = _round_step((high - low) / FEWEST_STEPS)
    return Track(
        low + step if bottom is not None and bottom == parameter.above else low,
        high - step if top is not None and top == parameter.below else high,
        step,
    )


def even_track(low: float, high: float) -> Track:
    """Return the track between two numbers, in steps that are shorter than a hand can tell."""
    return Track(low, high, _round_step((high - low) / FEWEST_STEPS))


def _round_step(most: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not more than `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * digit for digit in HAND_STEPS if power * digit <= most * (1 + 1e-9))
