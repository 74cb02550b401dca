"""What an audit of code says: how right its own values and its own gradient are, and where not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actplot.basics import DEFAULT_RANGE
from actplot.tracing import measured
from actplot.write.tables import finite, number_text
from actplot.write.view import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.analysis import CodeError, Kind
    from actplot.evaluate import NumberFormat
    from actplot.formula import Curve
    from actplot.tracing import Measured
    from actplot.write.view import View

ULP_DIGITS, PLACE_DIGITS = 3, 6
MOST_STRETCHES = 4  # of one kind that are told of; the others are counted
EXACTLY = 1e6  # from here on an error in ulp is told by its power of ten
BAND = {"NAN": "NaN", "INFINITE": "infinity", "ZERO": "gives 0", "SIGN": "wrong sign"}
NOTHING_BETTER = "nothing: no code that actplot prints is right at more x"
WIDER = ", take a wider format"
WIDEST = "float64"
SIDES = ("value", "gradient")


@dataclass(frozen=True)
class Audit:
    """What the code of a curve gave in a number format, and how far each side is from the truth.

    `sides` are those that the code has: its value, and its gradient. `span` is where it was asked,
    `even` the interval over which an error is typical.
    `instead` is the command that prints better code, where there is any.
    """

    curve: Curve
    format: NumberFormat
    measured: Measured
    sides: tuple[CodeError, ...]
    span: tuple[float, float]
    even: tuple[float, float]
    instead: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether every side is as right as it should be."""
        return all(side.ok for side in self.sides)

    @property
    def wrong(self) -> int:
        """How many values and slopes are wrong."""
        return sum(side.wrong for side in self.sides)


def audit(
    curve: Curve,
    dtype: str,
    interval: tuple[float, float] | None,
    points: int,
    like: Audit | None = None,
) -> Audit:
    """Run the code of a curve in a number format over an interval, and hold it against its formula.

    Without an interval it is asked further out than pictures are. `like` is other code of the same
    formula: what is right where it was asked need not be worked out again, and only the sides that
    it has are looked at. Raises ActplotError for what does not run.
    """
    import numpy as np

    from actplot.analysis import FAR, code_error, points_of, truth
    from actplot.evaluate import NUMBER_FORMATS
    from actplot.sampling import grid

    format = NUMBER_FORMATS[dtype]
    span, near = interval or FAR, interval or DEFAULT_RANGE
    even = grid(*near, points)
    asked = like.measured.x if like else points_of(curve, format, span, even)
    found = measured(curve, dtype, asked)
    same = like is not None and np.array_equal(found.x, like.measured.x)
    known = [side.right for side in like.sides] if like and same else []
    given = [side.values for side in (found.value, found.gradient) if side]
    given = given[: len(like.sides)] if like else given
    right = [*known, *(truth(curve, format, found.x, n) for n in range(len(known), len(given)))]
    sides = tuple(
        code_error(format, found.x, right[order], values, order, even)
        for order, values in enumerate(given)
    )
    return Audit(curve, format, found, sides, span, near)


def audit_lines(found: Sequence[Audit]) -> Iterator[str]:
    """Yield what each audit found: a heading, lines for each side, and what to write instead."""
    for n, one in enumerate(found):
        if n:
            yield ""
        yield from _lines(one)


def _lines(one: Audit) -> Iterator[str]:
    every = "all " if one.format.has_few_numbers and not _is_thinned(one) else ""
    yield (
        f"{one.curve.label} in {one.format.name}, by {every}{len(one.measured.x):,} x "
        f"{_from_to(*one.span)}; typical: the median {_from_to(*one.even)}"
    )
    for name, side, given in zip(SIDES, one.sides, _given(one), strict=False):
        by = f"{one.measured.gradient_of}: " if name == SIDES[1] else ""
        comes = [f"comes as {given.format}"] if _is_wider(given.format, one.format) else []
        yield from _indented(name, _said(by, side, given) + comes)
    if len(one.sides) < len(SIDES):
        beside = one.measured.gradient_of
        yield from _indented(SIDES[1], [f"none: there is no {beside} beside it"])
    if not one.ok:
        yield from _indented("instead", [one.instead or _nothing_better(one)])


def _nothing_better(one: Audit) -> str:
    return NOTHING_BETTER + (WIDER if one.format.name != WIDEST else "")


def _is_wider(name: str, asked: NumberFormat) -> bool:
    """Tell whether numbers came in another format than they went in."""
    from actplot.evaluate import NUMBER_FORMATS

    return name in NUMBER_FORMATS and name != asked.name


def _is_thinned(one: Audit) -> bool:
    return len(one.measured.x) < len(one.format.numbers(*one.span))


def _given(one: Audit) -> list[Any]:
    return [side for side in (one.measured.value, one.measured.gradient) if side]


def _indented(name: str, lines: Sequence[str]) -> Iterator[str]:
    for n, line in enumerate(lines):
        yield f"  {name if not n else '':<9} {line}"


def _said(by: str, side: CodeError, given: Any) -> list[str]:
    at = "" if math.isnan(side.at) or not side.worst else f" at x = {_place(side.at)}"
    verdict = f"   WRONG, {side.allowed:g} is allowed" if side.worst > side.allowed else ""
    lines = [f"{by}worst {_ulp(side.worst)} ulp{at}, typical {_ulp(side.typical)} ulp{verdict}"]
    by_kind: dict[Kind, list[tuple[float, float]]] = {}
    for each in side.failing:
        by_kind.setdefault(each.kind, []).append((each.low, each.high))
    lines += [f"WRONG: {kind.value} {_places(where)}" for kind, where in by_kind.items()]
    lines += [f"raises {_places(where)}: {text}" for text, where in given.raised.items()]
    lines += [f"warns {_places(where)}: {text}" for text, where in given.warned.items()]
    return lines


def _places(intervals: Sequence[tuple[float, float]]) -> str:
    """Return the widest intervals in words, and how many more there are."""
    widest = sorted(intervals, key=lambda each: each[0] - each[1])[:MOST_STRETCHES]
    told = [_where(*each) for each in sorted(widest)]
    more = len(intervals) - len(told)
    return ", ".join([*told, *([f"and {more} more"] if more else [])])


def _where(low: float, high: float) -> str:
    return f"at {_place(low)}" if low == high else _from_to(low, high)


def _from_to(low: float, high: float) -> str:
    return f"from {_place(low)} to {_place(high)}"


def _place(x: float) -> str:
    return number_text(x, PLACE_DIGITS)


def _ulp(error: float) -> str:
    if math.isnan(error):
        return "unknown"
    return f"{error:.1e}" if error >= EXACTLY else number_text(error, max(ULP_DIGITS, PLACE_DIGITS))


def audit_objects(found: Sequence[Audit]) -> list[dict[str, Any]]:
    """Return the audits for a program to read."""
    return [_object(one) for one in found]


def _object(one: Audit) -> dict[str, Any]:
    sides: Mapping[str, Any] = {
        name: {
            "worst": finite(side.worst),
            "at": finite(side.at),
            "typical": finite(side.typical),
            "allowed": side.allowed,
            "ok": side.ok,
            "wrong": [
                {"kind": each.kind.name.lower(), "from": each.low, "to": each.high}
                for each in side.failing
            ],
            "format": given.format,
            "raises": _intervals(given.raised),
            "warns": _intervals(given.warned),
        }
        for name, side, given in zip(SIDES, one.sides, _given(one), strict=False)
    }
    return {
        "label": one.curve.label,
        "code": one.curve.text,
        "parameters": dict(one.curve.parameters),
        "dtype": one.format.name,
        "range": list(one.span),
        "points": len(one.measured.x),
        **{name: sides.get(name) for name in SIDES},
        "gradient_of": one.measured.gradient_of if len(one.sides) == len(SIDES) else None,
        "ok": one.ok,
        "instead": one.instead or None,
    }


def _intervals(told: Mapping[str, Sequence[tuple[float, float]]]) -> list[dict[str, Any]]:
    return [
        {"text": text, "from": low, "to": high}
        for text, where in told.items()
        for low, high in where
    ]


# As a picture


def error_picture(found: Sequence[Audit], view: View) -> Figure:
    """Return the figure of the errors that audits found, over the interval of the view."""
    from actplot.draw import ErrorLine, ErrorPanel, draw_errors

    def line(one: Audit, order: int) -> ErrorLine | None:
        if order >= len(one.sides):
            return None
        side = one.sides[order]
        bands = [(each.low, each.high, BAND[each.kind.name]) for each in side.failing]
        return ErrorLine(side.x, side.error, bands)

    shown = visible(view, found)
    orders = range(max(len(one.sides) for one in shown))
    panels = [
        ErrorPanel(
            f"{SIDES[order]}: error in ulp of {shown[0].format.name}",
            next(one.sides[order].allowed for one in shown if order < len(one.sides)),
            [None if place in view.hidden else line(one, order) for place, one in enumerate(found)],
        )
        for order in orders
    ]
    return draw_errors([one.curve.label for one in found], panels, view.interval, view.look)
