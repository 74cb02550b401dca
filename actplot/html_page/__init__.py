"""A page to share: one HTML file that shows curves, and redraws them by itself.

In come a `Page`, which holds the curves, their picture and their cards; out go the bytes of a file
that loads nothing, or those of three files, where script and sheet stand beside it. The modules in
JavaScript are put together when a page is written: `numbers` formats and finds ticks, `scales`
knows axes that are not linear, `wide` evaluates in as many digits as it takes, `curves` in doubles,
and finds kinks; `chart` draws, `landmarks` adds the lines and points that were asked for, `explore`
holds the view and its controls, `keep` saves, and `listen` hears the reader; of many curves,
`unpack` takes all of that out of a compressed text. The room uses code, sampling, formula and
basics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on

if TYPE_CHECKING:
    from actplot.html_page.content import Card, Field, Page, Panel, Scale, Script, Slider, Style
    from actplot.html_page.contents import Entry, contents_html, contents_sheet
    from actplot.html_page.document import html, script, sheet
    from actplot.html_page.head import SCRIPT, SHEET

__getattr__ = handed_on(
    __name__,
    {
        "content": "Card Field Page Panel Scale Script Slider Style",
        "contents": "Entry contents_html contents_sheet",
        "document": "html script sheet",
        "head": "SCRIPT SHEET",
    },
)
