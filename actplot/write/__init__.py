"""Everything that leaves the program: pictures and data as whole files, tables, cards, lines.

In comes what is asked to be seen, a `View`, or curves; out go bytes in files, which are whole or
not there, and lines on standard output and error. The room may use draw, analysis, entries and what
is below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on

if TYPE_CHECKING:
    from actplot.write.audits import Audit, audit, audit_lines, audit_objects, error_picture
    from actplot.write.card_json import card_objects
    from actplot.write.cards import print_cards
    from actplot.write.console import as_json, print_lines, print_path, say
    from actplot.write.curve_files import write_series
    from actplot.write.files import (
        PICTURE_FORMATS,
        Target,
        default_path,
        drawings,
        target,
        with_parts,
        write,
    )
    from actplot.write.one_place import refuse_one_place_twice
    from actplot.write.pages import frame, page_of
    from actplot.write.pictures import picture, refuse_undrawable, sampled
    from actplot.write.slider_track import Track, even_track, track
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
    from actplot.write.typed_numbers import rounded
    from actplot.write.view import (
        View,
        checked_view,
        command,
        part,
        shown_labels,
        single,
        single_labels,
        visible,
        with_part,
    )

__getattr__ = handed_on(
    __name__,
    {
        "pages": "frame page_of",
        "slider_track": "Track even_track track",
        "typed_numbers": "rounded",
        "pictures": "picture refuse_undrawable sampled",
        "files": "PICTURE_FORMATS Target default_path drawings target with_parts write",
        "curve_files": "write_series",
        "one_place": "refuse_one_place_twice",
        "tables": "catalogue_lines catalogue_objects check_lines "
        "check_objects checks number_text value_lines value_objects",
        "card_json": "card_objects",
        "cards": "print_cards",
        "audits": "Audit audit audit_lines audit_objects error_picture",
        "view": "View checked_view command part shown_labels single single_labels visible "
        "with_part",
        "console": "as_json print_lines print_path say",
    },
)
