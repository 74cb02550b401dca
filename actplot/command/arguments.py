"""The options of the command line as Typer reads them: names, metavars, help, panels, completion.

Numbers arrive as text, so that the messages about them are our own (`actplot/options.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from actplot.options import (
    DEFAULT_DPI,
    DEFAULT_ORDER,
    DEFAULT_POINTS,
    DEFAULT_RANGE,
    DEFAULT_SEED,
    DEFAULT_SIZE,
)

CURVES, OUTPUT, PICTURE = "What is drawn", "Where it goes", "How it looks"
TABLES, ABOUT = "Instead of a picture", "About actplot"


def complete_curve(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the names that begin like the word under the cursor, each with what it is."""
    from actplot.entries import CATALOGUE, framework_names

    for entry in CATALOGUE.values():
        for name in (entry.name, *entry.aliases):
            if name.startswith(incomplete.lower()):
                yield name, entry.summary
    if "." in incomplete:
        for name in framework_names():
            if name.lower().startswith(incomplete.lower()):
                yield name, "as this framework has it"


def complete_theme(incomplete: str) -> list[str]:
    """Return the themes of actplot that begin like the word under the cursor."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "draw", "themes")
    names = sorted(name.removesuffix(".mplstyle") for name in os.listdir(folder))
    return [name for name in names if name.startswith(incomplete)]


def _option(panel: str, *names: str, metavar: str, help: str, **more: Any) -> Any:
    return typer.Option(
        *names, metavar=metavar, help=help, rich_help_panel=panel, show_default=False, **more
    )


def _flag(panel: str, name: str, help: str, **more: Any) -> Any:
    return _option(panel, name, metavar="", help=help, **more)


Curves = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CURVE",
        help="Names or formulas; --list shows the names.",
        autocompletion=complete_curve,
        show_default=False,
    ),
]
All = Annotated[bool, _flag(CURVES, "--all", "Every entry of the catalogue, in its order.")]
Range = Annotated[
    tuple[str, str],
    _option(
        CURVES,
        "--range",
        "-r",
        metavar="LO HI",
        help="The x that is drawn; {:g} {:g} unless given.".format(*DEFAULT_RANGE),
    ),
]
Points = Annotated[
    str,
    _option(
        CURVES,
        "--points",
        "-n",
        metavar="N",
        help=f"Samples of the uniform grid, {DEFAULT_POINTS} unless given.",
    ),
]
Order = Annotated[
    str,
    _option(
        CURVES,
        "--order",
        metavar="N",
        help=f"Highest derivative, 0 to 3, a panel each; {DEFAULT_ORDER} unless given.",
    ),
]
Depth = Annotated[
    str,
    _option(
        CURVES,
        "--depth",
        metavar="N[,N...]",
        help="Compose each curve with itself, 1 to 64 times; several values are a sweep.",
    ),
]
Seed = Annotated[
    str,
    _option(
        CURVES,
        "--seed",
        metavar="N",
        help=f"For what is random, dropout and rrelu; {DEFAULT_SEED} unless given.",
    ),
]

Output = Annotated[
    list[str] | None,
    _option(
        OUTPUT,
        "--output",
        "-o",
        metavar="PATH",
        help="A file: png svg pdf eps jpg webp, csv json npz; {name} in it: a file a curve; "
        "-: standard output. Repeatable.",
    ),
]
Format = Annotated[str | None, _option(OUTPUT, "--format", metavar="F", help="The format of -o -.")]
Show = Annotated[
    bool | None,
    _flag(OUTPUT, "--show/--no-show", "A window, with -o as well; or none, where one would open."),
]
Web = Annotated[
    bool, _flag(OUTPUT, "--web", "The window in a browser on this machine, until Ctrl-C.")
]
Terminal = Annotated[
    bool,
    _flag(OUTPUT, "--terminal", "Draw here, with dots; theme, size and dpi are for files."),
]

Each = Annotated[bool, _flag(PICTURE, "--each", "Small multiples: a row of panels a curve.")]
Hide = Annotated[
    str | None,
    _option(
        PICTURE,
        "--hide",
        metavar="N[,N...]",
        help="Curves, by number, that are not shown; the others keep their colors.",
    ),
]
Title = Annotated[str, _option(PICTURE, "--title", metavar="TEXT", help="Above the panels.")]
Size = Annotated[
    tuple[str, str] | None,
    _option(
        PICTURE,
        "--size",
        metavar="W H",
        help="Inches; {:g} {:g} unless given.".format(*DEFAULT_SIZE),
    ),
]
Dpi = Annotated[
    str,
    _option(
        PICTURE,
        "--dpi",
        metavar="N",
        help=f"Dots per inch, 10 to 2400; {DEFAULT_DPI} unless given.",
    ),
]
Ylim = Annotated[
    tuple[str, str] | None,
    _option(PICTURE, "--ylim", metavar="LO HI", help="Limits of the function's panel."),
]
Dylim = Annotated[
    tuple[str, str] | None,
    _option(PICTURE, "--dylim", metavar="LO HI", help="Limits of the derivatives' panels."),
]
Theme = Annotated[
    str,
    _option(
        PICTURE,
        "--theme",
        metavar="NAME",
        help="light, dark, print or document; a matplotlib style; a .mplstyle file.",
        autocompletion=complete_theme,
    ),
]
Grid = Annotated[
    bool | None, _flag(PICTURE, "--grid/--no-grid", "Grid lines, or none, whatever the theme.")
]
Formulas = Annotated[
    bool, _flag(PICTURE, "--formulas", "Each formula and its derivatives, under the panels.")
]
Saturation = Annotated[
    str | None,
    _option(
        PICTURE,
        "--saturation",
        metavar="EPS",
        help="Shade where every derivative is below EPS in size.",
    ),
]
SvgText = Annotated[bool, _flag(PICTURE, "--svg-text", "Keep the text of an SVG as text.")]

List = Annotated[bool, _flag(TABLES, "--list", "The catalogue, a line each.")]
Info = Annotated[bool, _flag(TABLES, "--info", "A card for each CURVE: all that is known of it.")]
At = Annotated[
    str | None,
    _option(TABLES, "--at", metavar="X[,X...]", help="Values and derivatives at these points."),
]
Check = Annotated[
    bool, _flag(TABLES, "--check", "Hold each derivative against an independent numerical one.")
]
Json = Annotated[bool, _flag(TABLES, "--json", "These tables for a program to read.")]

Version = Annotated[bool, _flag(ABOUT, "--version", "The version.")]
