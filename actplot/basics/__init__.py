"""What every room stands on: errors and exit statuses, options and their checks, signals, faces.

In comes what a person typed as the value of an option; out go the value that it means, or the error
whose text is the line that the person reads. The room uses the standard library alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics.bounded_work import Budget, OutOfBudget, budget, spend, worked_out
from actplot.basics.errors import ActplotError, Exit, NumberError, did_you_mean
from actplot.basics.faces import handed_on

if TYPE_CHECKING:
    from actplot.basics.figure_options import LEGEND_PLACES, MARK_KINDS, PRESETS, SCALES
    from actplot.basics.interrupts import (
        end_in_order,
        ends_prevail,
        held_interrupts,
        held_signals,
        raise_again_what_is_swallowed,
    )
    from actplot.basics.option import CURVES, PICTURE, Option
    from actplot.basics.options import (
        DEEPEST,
        DEFAULT_DEPTH,
        DEFAULT_DPI,
        DEFAULT_ORDER,
        DEFAULT_POINTS,
        DEFAULT_RANGE,
        DEFAULT_SEED,
        DEFAULT_SIZE,
        DEFAULT_THEME,
        DTYPES,
        HEADS_HEIGHT,
        HIGHEST_ON_PAGE,
        HIGHEST_ORDER,
        LANGUAGES,
        LARGEST_SEED,
        MOST_POINTS,
        OPTIONS,
        ROW_HEIGHT,
        checked_dtype,
        checked_hidden,
        checked_interval,
        checked_language,
        checked_order,
        checked_seed,
        checked_size,
        usual_size,
    )
    from actplot.basics.typed_values import (
        LARGEST,
        as_typed,
        is_beyond,
        is_number,
        points_at,
        shortest,
    )

__getattr__ = handed_on(
    __name__,
    {
        "interrupts": "end_in_order ends_prevail held_interrupts held_signals "
        "raise_again_what_is_swallowed",
        "figure_options": "LEGEND_PLACES MARK_KINDS PRESETS SCALES",
        "option": "CURVES PICTURE Option",
        "options": "DEEPEST DEFAULT_DEPTH DEFAULT_DPI DEFAULT_ORDER DEFAULT_POINTS "
        "DEFAULT_RANGE DEFAULT_SEED DEFAULT_SIZE DEFAULT_THEME DTYPES HEADS_HEIGHT HIGHEST_ON_PAGE "
        "HIGHEST_ORDER LANGUAGES LARGEST_SEED MOST_POINTS OPTIONS ROW_HEIGHT checked_dtype "
        "checked_hidden checked_interval checked_language checked_order checked_seed checked_size "
        "usual_size",
        "typed_values": "LARGEST as_typed is_beyond is_number points_at shortest",
    },
)
