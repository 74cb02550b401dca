"""What a card says of number formats of fewer bits: where no more than a limit is left."""

from __future__ import annotations

from collections.abc import Iterator

from actplot.analysis import Tail, tails
from actplot.basics import OutOfBudget, budget
from actplot.formula import Curve

SECONDS = 0.3  # of the processor, for the formats of one curve
DIGITS = 4


def format_lines(curve: Curve) -> Iterator[tuple[str, list[str]]]:
    """Yield a field for each format: a line for the value, and one for the slope."""
    found = tails_of(curve)
    for name in dict.fromkeys(tail.format for tail in found):
        lines = []
        for order, symbol in enumerate(("f", "f'")):
            places: dict[float, list[str]] = {}
            for tail in found:
                if (tail.format, tail.order) == (name, order):
                    side = "below" if tail.side < 0 else "above"
                    places.setdefault(tail.value, []).append(f"{side} {tail.x:.{DIGITS}g}")
            told = [f"{value:g} {' and '.join(where)}" for value, where in places.items()]
            if told:
                lines.append(f"{symbol} is {', '.join(told)}")
        yield name, lines


def tails_of(curve: Curve) -> tuple[Tail, ...]:
    """Return the tails that the time of a card suffices for, all of them or none."""
    try:
        with budget(SECONDS):
            return tails(curve)
    except OutOfBudget:
        return ()
