"""What happens in a window on the desktop, and a page in a browser.

In comes a `View`; out goes an `Explorer`, a figure that answers to mouse and keys, and what shows
it. Pure functions: `cursor` reads the curves under it, `view_changes` turn one view into the next,
`slider_track` maps sliders to parameters, `board_plan` says where everything stands. `explorer`
listens to events and draws, with `board`, `overlay` and `keys`. The room may use write, draw
and what is below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on

if TYPE_CHECKING:
    from actplot.window.browser import browse
    from actplot.window.desktop import can_show, show
    from actplot.window.explorer import Explorer

__getattr__ = handed_on(
    __name__,
    {
        "explorer": "Explorer",
        "desktop": "can_show show",
        "browser": "browse",
    },
)
