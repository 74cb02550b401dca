"""What the keys and the mouse do in a window: one table, from which the help is made too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True)
class Key:
    """Keys as matplotlib names them, how they are shown, and the action that they stand for."""

    keys: tuple[str, ...]
    shown: str
    action: str
    help: str


KEYS = (
    Key(("s", "ctrl+s", "cmd+s"), "s", "save", "save what is shown, to figures/"),
    Key(("enter",), "Enter", "command", "the command line of this view, to copy"),
    Key(("1",), "1", "overlay", "all in one panel, on and off"),
    Key(("2",), "2", "order", "second derivative, on and off"),
    Key(("3",), "3", "order", "third derivative, on and off"),
    Key(("k",), "k", "xscale", "next scale of x: linear, log, symlog"),
    Key(("l",), "l", "yscale", "next scale of y in the panel under the cursor"),
    Key(("m",), "m", "mark", "marks: zeros, extrema, inflections, kinks, all"),
    Key(("g",), "g", "grid", "grid, on and off"),
    Key(("t",), "t", "theme", "next theme"),
    Key(("p",), "p", "present", "large letters for a lecture room, on and off"),
    Key(("n",), "n", "seed", "draw randomness with the next seed"),
    Key(("a",), "a", "alone", "the curve under the cursor alone, all again"),
    Key(("h", "r", "home"), "h", "home", "the first interval and limits again"),
    Key(("d",), "d", "reset", "parameters back to where they were"),
    Key(("pagedown", "pageup"), "PgDn PgUp", "page", "turn the pages of --each"),
    Key(("?", "f1"), "?", "help", "this list, on and off"),
    Key(("escape",), "Esc", "close", "close a box"),
)
MOUSE = (
    ("move", "values, derivatives and the tangent at the cursor"),
    ("drag", "move the view"),
    ("wheel", "zoom; with x or y pressed, that axis only"),
    ("click a name", "hide the curve, or show it"),
    ("right click", "show that curve alone, all again"),
)
# Keys of matplotlib that stay; of its own are the grids, and logarithmic axes that hide numbers.
MATPLOTLIB_KEYS = (
    ("\N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW}", "the view before, the view behind"),
    ("o", "zoom to a rectangle"),
    ("f", "full screen"),
    ("q", "close the window"),
)
NOT_OF_MATPLOTLIB = frozenset({"L", "G"})
HINT = "? shows the keys   click a name to hide it   wheel zooms   Enter gives the command line"
PAGE_HINT = "page {} of {}, PgDn and PgUp turn it   ? shows the keys   click a name to hide it"
BETWEEN_COLUMNS = 4  # letters
EMPTY = "no curve is here: h leads home"
LAST_PAGE = "there is no page behind this one"
ONE_PAGE = "all curves are on this page; with --each and many there are more"


def action(key: str | None) -> str:
    """Return what a key stands for, nothing for a key that is not ours."""
    return next((each.action for each in KEYS if key in each.keys), "")


def help_text() -> str:
    """Return the keys, and beside them the mouse and the keys of matplotlib: a low, wide block."""
    left = _lines([(each.shown, each.help) for each in KEYS])
    right = [*_lines(MOUSE), "", *_lines(MATPLOTLIB_KEYS)]
    wide = max(map(len, left)) + BETWEEN_COLUMNS
    rows = zip_longest(left, right, fillvalue="")
    return "\n".join(f"{one:<{wide}}{other}".rstrip() for one, other in rows)


def _lines(pairs: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(shown) for shown, _ in pairs)
    return [f"{shown:<{width}}   {what}" for shown, what in pairs]
