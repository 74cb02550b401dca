"""Tables on standard output: the catalogue, values at points, and checks of the derivatives."""

from __future__ import annotations

import math
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actplot.basics import ActplotError, shortest
from actplot.entries import CATALOGUE, Activation

if TYPE_CHECKING:
    from actplot.analysis import Checked
    from actplot.formula import Curve

GROUPS = {
    "activation": "Activations",
    "slice": "One unit of a layer, against its logit or its gate",
    "random": "With randomness",
}
TABLE_DIGITS = 10  # of a number that is read; --json has them all
UNDEFINED = "undefined"  # a derivative at a kink
NUMBER_GAP, CURVE_GAP = "  ", "    "  # between columns, and between curves


# The catalogue


def catalogue_lines(words: Sequence[str] = ()) -> Iterator[str]:
    """Yield the catalogue, by kind and by what a loss takes: name, formula, and further names.

    Words leave the entries that have them all. On a terminal a line is cut where the terminal ends.
    """
    groups: dict[str, list[Activation]] = {}
    watched = bool(sys.stdout) and sys.stdout.isatty()
    columns = shutil.get_terminal_size().columns if watched else sys.maxsize
    for entry in found_entries(words):
        groups.setdefault(GROUPS.get(entry.kind, f"Losses of a {entry.takes}"), []).append(entry)
    for heading, entries in groups.items():
        width = max(len(entry.name) for entry in entries)
        yield f"{heading}:"
        for entry in entries:
            also = f"   also {', '.join(entry.aliases)}" if entry.aliases else ""
            line = f"  {entry.name:<{width}}  {entry.formula}{also}"
            yield line if len(line) <= columns else f"{line[: columns - 3]}..."


def found_entries(words: Sequence[str]) -> list[Activation]:
    """Return the entries whose names, group or good sides have every word, in catalogue order.

    Raises ActplotError where there is none.
    """
    wanted = [word.lower() for word in words]
    found = [entry for entry in CATALOGUE.values() if all(w in _searched(entry) for w in wanted)]
    if found:
        return found
    raise ActplotError(f"--list {' '.join(words)}: no entry has this; --list alone shows all")


def _searched(entry: Activation) -> str:
    names = (framework.name for framework in entry.frameworks)
    about = (entry.name, *entry.aliases, entry.summary, entry.kind, entry.takes, entry.paper)
    return " ".join((*about, *entry.strengths, *entry.use, *names)).lower()


def catalogue_objects(words: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the catalogue, or the entries that have the words, for a program to read."""
    return [entry_object(entry) for entry in found_entries(words)]


def entry_object(entry: Activation) -> dict[str, Any]:
    """Return what the catalogue says about one entry."""
    return {
        "name": entry.name,
        "kind": entry.kind,
        "summary": entry.summary,
        "formula": entry.formula,
        "aliases": list(entry.aliases),
        "parameters": {
            name: {
                "default": parameter.default,
                "allowed": parameter.allowed,
                "meaning": parameter.meaning,
            }
            for name, parameter in entry.parameters.items()
        },
        "frameworks": {
            framework.name: {
                **{name: p.default for name, p in framework.parameters.items()},
                **framework.defaults,
            }
            for framework in entry.frameworks
        },
        "paper": entry.paper,
    }


# Values at points


@dataclass(frozen=True)
class Row:
    """The value and the derivatives of one curve at one x; `side` is -1 or 1 for a limit there."""

    x: float
    side: int
    values: tuple[float, ...]

    @property
    def place(self) -> str:
        """The x as it stands in the table: 0- and 0+ are the sides of a kink at 0."""
        x = shortest(self.x + 0.0)  # adding 0 takes the sign of -0
        return x + {-1: "-", 0: "", 1: "+"}[self.side]


def rows(curve: Curve, at: Sequence[float], sides: Mapping[float, bool], order: int) -> list[Row]:
    """Return a row for each x, and one for either side of it where `sides` asks for these."""
    import numpy as np

    from actplot.sampling import curve_breaks, evaluate

    columns = [evaluate(curve, np.array(at), n) for n in range(order + 1)]
    found: list[Row] = []
    for place, x in enumerate(at):
        here = Row(x, 0, tuple(float(column[place]) for column in columns))
        if sides.get(x):
            limits = [limit for (limit,) in curve_breaks(curve, order, (x,))]
            found.append(Row(x, -1, tuple(limit.left for limit in limits)))
            found.append(here)
            found.append(Row(x, 1, tuple(limit.right for limit in limits)))
        else:
            found.append(here)
    return found


def _sides(curves: Sequence[Curve], at: Sequence[float], order: int) -> dict[float, bool]:
    """Tell for each x whether the value or a derivative of some curve jumps there."""
    from actplot.sampling import jump_at

    return {x: any(jump_at(curve, x, order) for curve in curves) for x in at}


def value_lines(curves: Sequence[Curve], at: Sequence[float], order: int) -> Iterator[str]:
    """Yield value and derivatives, curves side by side as far as the terminal is wide."""
    sides = _sides(curves, at, order)
    tables = [rows(curve, at, sides, order) for curve in curves]
    places = ["", "x", *(row.place for row in tables[0])]
    blocks = [_block(curve, table) for curve, table in zip(curves, tables, strict=True)]
    room = shutil.get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else math.inf
    lines = [f"{place:>{max(map(len, places))}}" for place in places]
    begun = list(lines)
    for block in blocks:
        if lines != begun and len(lines[0]) + len(CURVE_GAP) + len(block[0]) > room:
            yield from (*lines, "")
            lines = list(begun)
        lines = [line + CURVE_GAP + cell for line, cell in zip(lines, block, strict=True)]
    yield from (line.rstrip() for line in lines)


def _block(curve: Curve, found: Sequence[Row]) -> list[str]:
    """Return the columns of one curve as lines: its label, the heads, and the numbers."""
    label = curve.expectation_label if curve.draws else curve.label
    heads = ["f(x)", *("f" + "'" * n + "(x)" for n in range(1, len(found[0].values)))]
    columns = []
    for order, head in enumerate(heads):
        cells = [head, *(_cell(row.values[order], order) for row in found)]
        columns.append([f"{cell:>{max(map(len, cells))}}" for cell in cells])
    lines = [NUMBER_GAP.join(cells) for cells in zip(*columns, strict=True)]
    width = max(len(label), len(lines[0]))
    return [f"{label:>{width}}", *(f"{line:>{width}}" for line in lines)]


def _cell(value: float, order: int) -> str:
    """Return a number as the tables show it; a derivative that does not exist is undefined."""
    return UNDEFINED if order and math.isnan(value) else number_text(value)


def number_text(value: float, digits: int = TABLE_DIGITS) -> str:
    """Return a number to so many significant digits; a zero has no sign."""
    return f"{value + 0.0:.{digits}g}"


def value_objects(curves: Sequence[Curve], at: Sequence[float], order: int) -> list[dict[str, Any]]:
    """Return the values for a program to read; what is no finite number is null."""
    from actplot.write.data import order_names

    sides = _sides(curves, at, order)
    found = []
    for curve in curves:
        table = rows(curve, at, sides, order)
        columns = zip(*(row.values for row in table), strict=True)
        found.append(
            {
                "label": curve.expectation_label if curve.draws else curve.label,
                "name": curve.name,
                "parameters": dict(curve.parameters),
                "x": [finite(row.x) for row in table],
                "side": [row.side for row in table],
                **{
                    name: [finite(value) for value in column]
                    for name, column in zip(order_names(order + 1), columns, strict=True)
                },
            }
        )
    return found


def finite(value: float | None) -> float | None:
    """Return a number that JSON can hold, or None."""
    return value if value is not None and math.isfinite(value) else None


# Checks


def checks(
    curves: Sequence[Curve], interval: tuple[float, float], points: int, order: int
) -> list[Checked]:
    """Hold each derivative of each curve against a numerical one."""
    from actplot.analysis import checked
    from actplot.sampling import grid

    x = grid(*interval, points)
    return [found for curve in curves for found in checked(curve, x, order)]


def check_lines(found: Sequence[Checked]) -> Iterator[str]:
    """Yield a line for each derivative: the largest difference, where, and whether it is right."""
    width = max(len(one.label) for one in found)
    yield f"{'curve':<{width}}  order  largest difference at x         by"
    for one in found:
        verdict = "" if one.ok else f"   WRONG, {one.allowed:.0e} is allowed"
        if not one.points:
            verdict = "   nothing here to compare"
        yield (
            f"{one.label:<{width}}  {one.order:>5}  {one.largest:>18.1e}"
            f" {number_text(one.at):<12} {one.method}{verdict}"
        )


def check_objects(found: Sequence[Checked]) -> list[dict[str, Any]]:
    """Return the checks for a program to read."""
    return [
        {
            "label": one.label,
            "order": one.order,
            "method": one.method,
            "largest": finite(one.largest),
            "at": finite(one.at),
            "allowed": one.allowed,
            "points": one.points,
            "ok": one.ok,
        }
        for one in found
    ]
