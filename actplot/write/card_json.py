"""Cards for a program: all that is known of a curve, as JSON holds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from actplot.entries import Activation
from actplot.formula import Curve
from actplot.write.cards import entry_of, known_as_entry, properties_of, smoothness_text
from actplot.write.format_lines import tails_of
from actplot.write.signal_lines import calculate_gain, signal_of
from actplot.write.tables import entry_object, finite


def card_objects(curves: Sequence[Curve]) -> list[dict[str, Any]]:
    """Return the cards for a program to read: "inf" is an infinity, null is undecided."""
    return [_card_object(curve) for curve in curves]


def _card_object(curve: Curve) -> dict[str, Any]:
    found = properties_of(curve)
    steepest, values = found.steepest, found.value_range
    entry = entry_of(curve)
    moments = signal_of(curve)
    return {
        "label": curve.label,
        "name": curve.name,
        "known_as": known_as_entry(curve) or None,
        "formula": curve.formula,
        "derivative_formula": curve.derivative_formula(),
        "parameters": dict(curve.parameters),
        "defined_for": found.defined_for
        and [
            {
                "low": _json_number(stretch.low),
                "high": _json_number(stretch.high),
                "low_closed": stretch.low_closed,
                "high_closed": stretch.high_closed,
            }
            for stretch in found.defined_for
        ],
        "range": {
            "low": _json_number(values.low),
            "high": _json_number(values.high),
            "low_attained": values.low_attained,
            "high_attained": values.high_attained,
        },
        "steepest": steepest
        and {
            "slope": _json_number(steepest.slope),
            "at": _json_number(steepest.at),
            "side": steepest.side,
        },
        "stationary": list(found.stationary),
        "flat": [[_json_number(end) for end in interval] for interval in found.flat],
        "saturates": [found.saturates_left, found.saturates_right],
        "monotone": found.monotone,
        "symmetry": found.symmetry,
        "smoothness": smoothness_text(found.smoothness),
        "kinks": [
            {"x": kink.x, "order": kink.order, "left": kink.left, "right": kink.right}
            for kink in found.kinks
        ],
        "signal": moments
        and {
            "mean": _json_number(moments.mean),
            "square": _json_number(moments.square),
            "slope_square": _json_number(moments.slope_square),
            "gain": _json_number(moments.gain),
            "calculate_gain": calculate_gain(curve),
        },
        "formats": [
            {
                "format": tail.format,
                "order": tail.order,
                "beyond": tail.x,
                "is": _json_number(tail.value),
            }
            for tail in tails_of(curve)
        ],
        **({"not_worked_out": sorted(found.not_worked_out)} if found.not_worked_out else {}),
        **(_entry_object(entry) if entry else {}),
    }


def _json_number(value: float | None) -> float | str | None:
    """Return a number as JSON can hold it."""
    return str(value) if value is not None and math.isinf(value) else finite(value)


def _entry_object(entry: Activation) -> dict[str, Any]:
    return {
        "entry": entry_object(entry),
        "strengths": list(entry.strengths),
        "weaknesses": list(entry.weaknesses),
        "use": list(entry.use),
        "at_kinks": list(entry.at_kinks),
        "derivation": list(entry.derivation),
    }
