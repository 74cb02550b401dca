"""What is worked out about a function, as its card shows it."""

from __future__ import annotations

from dataclasses import dataclass

from actplot.sampling import Kink


@dataclass(frozen=True)
class ValueRange:
    """The smallest interval that holds all values; `attained` tells whether a bound is a value.

    None: it could not be decided.
    """

    low: float | None
    high: float | None
    low_attained: bool | None
    high_attained: bool | None


@dataclass(frozen=True)
class Stretch:
    """An interval of the line; `low_closed` and `high_closed` tell whether an end belongs to it."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True)
class Steepest:
    """The supremum of |f'|, and where: at a point, beside one, or at an infinity.

    `side` is -1 or 1 where the slope is only approached, from the left or the right of `at` (which
    may be an infinity), else 0. `over` is the interval on which the slope is constantly this, if
    there is one; `at` then is its point nearest to 0.
    """

    slope: float
    at: float
    side: int
    over: tuple[float, float] | None


@dataclass(frozen=True)
class Properties:
    """What the card of a function says about it. None: it could not be decided.

    `not_worked_out` names the fields for which a budget of work did not suffice; they are as if
    undecided.

    `defined_for` are the stretches on which there is a value, `condition` what must hold there as
    text, where the stretches have no end. `stationary` lists the isolated zeros of f' nearest to 0
    and `stationary_count` how many there are in (-50, 50), None where there may be more than were
    found; `flat` the intervals where f' is 0; `period` the period of f'.
    `saturates_left` and `saturates_right` are the x beyond which |f'| stays below 1% of its
    supremum, None also where it does not. `smoothness` is -1 for a jump or pole, n for n continuous
    derivatives, infinite for a smooth function.
    """

    value_range: ValueRange
    steepest: Steepest | None
    stationary: tuple[float, ...]
    stationary_count: int | None
    flat: tuple[tuple[float, float], ...]
    period: float | None
    saturates_left: float | None
    saturates_right: float | None
    monotone: str | None
    symmetry: str | None
    smoothness: float | None
    kinks: tuple[Kink, ...]
    defined_for: tuple[Stretch, ...] | None = None
    condition: str | None = None
    not_worked_out: frozenset[str] = frozenset()


UNDECIDED = Properties(
    ValueRange(None, None, None, None), None, (), None, (), None, None, None, None, None, None, ()
)
