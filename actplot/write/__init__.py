"""Everything that leaves the program: pictures and data as whole files, tables, cards, lines.

In comes a `View`, or curves; out go bytes in files, which are whole or not there, and lines on
standard output and error. The room may use view, draw, analysis and what is below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.faces import handed_on

if TYPE_CHECKING:
    from actplot.write.cards import card_objects, print_cards
    from actplot.write.console import as_json, print_lines, print_path, say
    from actplot.write.file_each import write_series
    from actplot.write.files import PICTURE_FORMATS, Target, default_path, render, target, write
    from actplot.write.pictures import picture, sampled
    from actplot.write.tables import (
        catalogue_lines,
        catalogue_objects,
        check_lines,
        check_objects,
        checks,
        number_text,
        value_lines,
        value_objects,
    )

__getattr__ = handed_on(
    __name__,
    {
        "pictures": "picture sampled",
        "files": "PICTURE_FORMATS Target default_path render target write",
        "file_each": "write_series",
        "tables": "catalogue_lines catalogue_objects check_lines "
        "check_objects checks number_text value_lines value_objects",
        "cards": "card_objects print_cards",
        "console": "as_json print_lines print_path say",
    },
)
