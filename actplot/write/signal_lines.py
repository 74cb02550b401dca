"""What a card says of normal inputs: the moments of a function and its gain."""

from __future__ import annotations

import math
from collections.abc import Iterator

from actplot.analysis import Signal, signal
from actplot.basics import OutOfBudget, budget
from actplot.formula import Curve
from actplot.sampling import LOSS
from actplot.write.tables import number_text

SECONDS = 0.9  # of the processor, for the moments of one curve


def signal_of(curve: Curve) -> Signal | None:
    """Return what a function makes of normal inputs; a loss is at the end and hands nothing on."""
    if curve.kind == LOSS:
        return None
    try:
        with budget(SECONDS):
            return signal(curve)
    except OutOfBudget:
        return None


def signal_lines(curve: Curve) -> Iterator[str]:
    """Yield the moments, and the gain that follows from them beside that of torch."""
    found = signal_of(curve)
    if found is None:
        return
    moments = {"E f": found.mean, "E f^2": found.square, "E f'^2": found.slope_square}
    texts = (f"{name} = {number_text(value)}" for name, value in moments.items())
    yield f"of a normal x: {', '.join(texts)}"
    if found.gain is not None:
        torch = calculate_gain(curve)
        beside = f"; calculate_gain of torch: {number_text(torch)}" if torch else ""
        yield f"gain 1/sqrt(E f^2) = {number_text(found.gain)}{beside}"


def calculate_gain(curve: Curve) -> float | None:
    """Return what torch.nn.init.calculate_gain has for a function, if anything."""
    known = {"identity": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 0.75}
    if curve.name == "leaky_relu" and not curve.is_own:
        return math.sqrt(2 / (1 + curve.parameters["alpha"] ** 2))
    return known.get(curve.name) if not curve.is_own else None
