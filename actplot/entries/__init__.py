"""The catalogue of functions known by name, and the reader of what a person types as CURVE.

In comes text; out go entries and curves. Each entry stands once, in the file of its family; nothing
else is touched to add one. The room may use formula and options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on
from actplot.entries.catalogue import (
    CATALOGUE,
    LANGUAGE,
    find,
    names,
    settings_text,
)
from actplot.entries.catalogue import formula as formula_of
from actplot.entries.entry import Activation, Framework, Parameter
from actplot.entries.frameworks import find_framework, framework_names, other_meanings, with_module

if TYPE_CHECKING:
    from actplot.entries.named import find_named, settings_of
    from actplot.entries.read import (
        adjustable,
        adjusted,
        assignments_of,
        choices,
        curves,
        label_of,
        split_label,
        typed_number,
    )

__getattr__ = handed_on(
    __name__,
    {
        "named": "find_named settings_of",
        "read": (
            "adjustable adjusted assignments_of choices curves label_of split_label typed_number"
        ),
    },
)

__all__ = [
    "CATALOGUE",
    "LANGUAGE",
    "Activation",
    "Framework",
    "Parameter",
    "adjustable",
    "adjusted",
    "assignments_of",
    "choices",
    "curves",
    "find",
    "find_framework",
    "find_named",
    "formula_of",
    "framework_names",
    "label_of",
    "names",
    "other_meanings",
    "settings_of",
    "settings_text",
    "split_label",
    "typed_number",
    "with_module",
]
