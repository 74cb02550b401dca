"""Samples to a picture: panels, layout, legend, themes, fonts, typeset formulas.

In come `Sampled` curves and a `Look`; out goes a matplotlib Figure, or the lines of a terminal from
`draw.terminal`, which loads no matplotlib. The room may use sampling, evaluate and formula; it
writes no file and looks no name up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on

if TYPE_CHECKING:
    from actplot.draw.embed import draw_into, figure_size, shown_once
    from actplot.draw.error_panels import ErrorLine, ErrorPanel, draw_errors
    from actplot.draw.figure import (
        Picture,
        add_heading,
        add_panels,
        draw,
        enlarged,
        fill,
        look_settings,
    )
    from actplot.draw.fonts import fonts_for, outlined
    from actplot.draw.layout import figure_units, lay_out
    from actplot.draw.left_out import cut_notes, is_empty, undone_notes
    from actplot.draw.legend import (
        EDGE,
        HANDLE,
        HANDLE_GAP,
        POINTS_PER_INCH,
        legend_entries,
        shown_label,
        text_width,
    )
    from actplot.draw.look import Look
    from actplot.draw.matplotlib_warnings import logged_lines, warned_lines
    from actplot.draw.small_multiples import (
        Cells,
        add_cells,
        draw_each,
        fill_cells,
        lay_out_cells,
        row_styles,
    )
    from actplot.draw.styles import line_styles
    from actplot.draw.terminal import picture_lines, screen
    from actplot.draw.theme import THEMES, blamed_on_theme, theme_settings
    from actplot.draw.writing_systems import advice

__getattr__ = handed_on(
    __name__,
    {
        "look": "Look",
        "left_out": "cut_notes is_empty undone_notes",
        "error_panels": "ErrorLine ErrorPanel draw_errors",
        "figure": "Picture add_heading add_panels draw enlarged fill look_settings",
        "small_multiples": "Cells add_cells draw_each fill_cells lay_out_cells row_styles",
        "embed": "draw_into figure_size shown_once",
        "styles": "line_styles",
        "layout": "figure_units lay_out",
        "legend": "EDGE HANDLE HANDLE_GAP POINTS_PER_INCH legend_entries shown_label text_width",
        "fonts": "fonts_for outlined",
        "theme": "THEMES blamed_on_theme theme_settings",
        "writing_systems": "advice",
        "matplotlib_warnings": "logged_lines warned_lines",
        "terminal": "picture_lines screen",
    },
)
