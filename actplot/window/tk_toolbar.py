"""The toolbar of Tk: in the colors of the theme, and without what the window does itself."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

BREAKS_LAYOUT = "Subplots"  # moves panels, which stand by the size of their letters
SEPARATOR = "Frame"


def dress(toolbar: Any, ground: str, letters: str) -> None:
    """Give the toolbar of Tk these colors; toolbars of other toolkits have those of the desktop."""
    if not hasattr(toolbar, "winfo_children"):
        return
    toolbar.configure(background=ground)
    for part in toolbar.winfo_children():
        if part.winfo_class() == SEPARATOR:
            continue
        colors = {"background": ground, "foreground": letters, "highlightbackground": ground}
        active = {"activebackground": ground, "activeforeground": letters, "selectcolor": ground}
        known = part.keys()
        part.configure(**{key: color for key, color in (colors | active).items() if key in known})
        if part.winfo_class() == "Button" and part.cget("text") == BREAKS_LAYOUT:
            part.pack_forget()
    # icons are drawn anew for the ground that they stand on; the name is matplotlib's own affair
    with suppress(AttributeError):
        toolbar._rescale()
