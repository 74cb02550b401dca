"""What the catalogue knows about one function: its formula, its parameters, and how it is used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LOSS = "loss"  # the kind of an entry
# What the x of a loss is, in the order of the catalogue.
TAKES = (LOGIT, DISTANCE, DIFFERENCE, PROBABILITY, LOG_PROBABILITY, PREDICTION) = (
    "logit",
    "distance",
    "difference of scores",
    "probability",
    "log-probability",
    "prediction",
)
GATE = "gate"  # what the x of a gated unit is


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function: its default and the values that it may take.

    `low` and `high` belong to the allowed range, `above` and `below` are bounds that do not;
    `whole` numbers are counts or classes.
    """

    default: float
    meaning: str
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    whole: bool = False

    def allows(self, value: float) -> bool:
        """Tell whether `value` lies in the allowed range (a NaN never does)."""
        return (
            (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and math.isfinite(value)
            and (not self.whole or value == int(value))
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
        kind = "a whole number" if self.whole else "a number"
        return " ".join([kind, " and ".join(bounds)]).strip()


@dataclass(frozen=True)
class Framework:
    """The name by which a framework calls a function, where its defaults differ, and its words.

    `defaults` gives our parameters the framework's values. `words` gives our parameters as
    formulas in the framework's own, which stand in `parameters`: keep_prob="1 - rate".
    `switches` are words that turn the name into that of another entry: for each value that the
    word takes the name of the entry, empty for this one.
    """

    name: str
    defaults: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    switches: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Noise:
    """What is random about a function: the formula of one draw, in x and a uniform `u` in [0, 1).

    `low` and `high` are the formulas between which every draw lies, where it lies on neither.
    """

    draw: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Activation:
    """One function of the catalogue, known by its formula in x and its parameters.

    `summary` is the one line that lists and shell completion show, `takes` says what x is where it
    is more than an x, such as a logit, `use` says when to take it,
    `paper` names the source. `constraints` are comparisons of parameters that must hold, such as
    `label < classes`. For a function with randomness the formula is the expectation and `noise`
    tells what is drawn. For a loss, `derivation` leads to its gradient, a step a line.
    `at_kinks` says what frameworks return where the derivative does not exist.
    """

    name: str
    formula: str
    summary: str
    kind: str = "activation"
    takes: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    noise: Noise | None = None
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    derivation: tuple[str, ...] = ()
    at_kinks: tuple[str, ...] = ()
    paper: str = ""

    def __repr__(self) -> str:
        return f"Activation({self.name!r}, {self.formula!r})"


# The short way to write the framework names of an entry

NO_WORDS: Mapping[str, str] = MappingProxyType({})
NO_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({})
NO_DEFAULTS: Mapping[str, float] = MappingProxyType({})
NO_SWITCHES: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def called(
    *lines: str,
    words: Mapping[str, str] = NO_WORDS,
    parameters: Mapping[str, Parameter] = NO_PARAMETERS,
    defaults: Mapping[str, float] = NO_DEFAULTS,
    switches: Mapping[str, Mapping[str, str]] = NO_SWITCHES,
) -> tuple[Framework, ...]:
    """Return every name in the lines, with spaces between, as one Framework each.

    They all share the defaults, the words with the framework's parameters, and the switches.
    """
    names = " ".join(lines).split()
    return tuple(Framework(name, defaults, words, parameters, switches) for name in names)
