"""What the catalogue knows about one function: its formula, its parameters, and how it is used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function: its default and the values that it may take.

    `low` and `high` belong to the allowed range, `above` and `below` are bounds that do not.
    """

    default: float
    meaning: str
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None

    def allows(self, value: float) -> bool:
        """Tell whether `value` lies in the allowed range (a NaN never does)."""
        return (
            (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and math.isfinite(value)
        )

    @property
    def allowed(self) -> str:
        """The allowed range in words, such as `a number > 0`."""
        bounds = [
            f"{sign} {bound:g}"
            for sign, bound in (
                (">=", self.low),
                (">", self.above),
                ("<=", self.high),
                ("<", self.below),
            )
            if bound is not None
        ]
        return " ".join(["a number", " and ".join(bounds)]).strip()


@dataclass(frozen=True)
class Activation:
    """One function of the catalogue, known by its formula in x and its parameters.

    `summary` is the one line that lists and shell completion show; `paper` names the source.
    """

    name: str
    formula: str
    summary: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    paper: str = ""
