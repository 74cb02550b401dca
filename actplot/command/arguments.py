"""The options of the command line as Typer reads them: names, metavars, help, panels, completion.

Those that shape a view come from their table (`actplot/basics/options.py`). Numbers arrive as text,
so that the messages about them are our own.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from actplot.basics import CURVES, DTYPES, LANGUAGES, OPTIONS, PICTURE, Option

OUTPUT, TABLES, ABOUT = "Where it goes", "Instead of a picture", "About actplot"
PARTED = (":", "=")  # at which bash parts words
PAIR = 2  # texts behind an option, such as LO HI


def complete_curve(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield what the word under the cursor may become, each with what it is.

    bash takes `elu:al` for three words and asks for the end of the last one.
    """
    word, before = _whole_word(incomplete)
    head, colon, rest = word.rpartition(":")
    for text, told in _parameters(head, rest) if colon else _names(word):
        yield text[before:], told


def _names(word: str) -> Iterator[tuple[str, str]]:
    from actplot.entries import CATALOGUE, framework_names, with_module

    for entry in CATALOGUE.values():
        for name in (entry.name, *entry.aliases):
            if name.startswith(word.lower()):
                yield name, entry.summary
    if "." in word:
        written = with_module(word)
        for name in framework_names():
            if name.lower().startswith(written.lower()):
                yield word + name[len(written) :], "as this framework has it"


def _parameters(head: str, begun: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a name, and their usual values once one is chosen.

    bash and zsh put a space behind the only thing that may follow, so they hear of the value too.
    """
    from actplot.entries import settings_of

    name, *assigned = head.split(":")
    taken = {assignment.partition("=")[0] for assignment in assigned}
    spaced = os.environ.get("_ACTPLOT_COMPLETE") in ("complete_bash", "complete_zsh")
    for key, (usual, told) in settings_of(name).items():
        if key in taken or not f"{key}={usual}".startswith(begun):
            continue
        if "=" not in begun:
            yield f"{head}:{key}=", told
        if "=" in begun or spaced:
            yield f"{head}:{key}={usual}", told


def _whole_word(incomplete: str) -> tuple[str, int]:
    """Return the word under the cursor, and how many of its letters the shell has left out.

    bash parts words at `:` and `=`, and gives these as words of their own.
    """
    words = os.environ.get("COMP_WORDS", "").split()
    if "complete_bash" not in os.environ.get("_ACTPLOT_COMPLETE", "") or incomplete not in words:
        return incomplete, 0
    place = int(os.environ["COMP_CWORD"])
    pieces = [word for word in words[:place] if word] + [incomplete]
    first = len(pieces) - 1
    while first > 1 and (pieces[first] in PARTED or pieces[first - 1] in PARTED):
        first -= 1
    whole = "".join(pieces[first:])
    return whole, len(whole) - (0 if incomplete in PARTED else len(incomplete))


def complete_theme(incomplete: str) -> list[str]:
    """Return the themes of actplot that begin like the word under the cursor."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "draw", "themes")
    names = sorted(name.removesuffix(".mplstyle") for name in os.listdir(folder))
    return [name for name in names if name.startswith(incomplete)]


def complete_language(incomplete: str) -> list[str]:
    """Return the languages of --code that begin like the word under the cursor."""
    return [name for name in LANGUAGES if name.startswith(incomplete)]


def complete_dtype(incomplete: str) -> list[str]:
    """Return the number formats of --dtype that begin like the word under the cursor."""
    return [name for name in DTYPES if name.startswith(incomplete)]


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

Output = Annotated[
    list[str] | None,
    _option(
        OUTPUT,
        "--output",
        "-o",
        metavar="PATH",
        help="A file: png svg pdf eps jpg webp, html, csv json npz; {name} in it: a file a curve; "
        "-: standard output. Repeatable.",
    ),
]
Format = Annotated[str | None, _option(OUTPUT, "--format", metavar="F", help="The format of -o -.")]
ScriptBeside = Annotated[
    bool,
    _flag(OUTPUT, "--script-beside", "Script and style of a page in files beside it."),
]
Show = Annotated[
    bool | None,
    _flag(OUTPUT, "--show/--no-show", "A window, with -o as well; or none, where one would open."),
]
Web = Annotated[
    bool, _flag(OUTPUT, "--web", "The page of -o page.html in a browser on this machine.")
]
Terminal = Annotated[
    bool,
    _flag(OUTPUT, "--terminal", "Draw here, with dots; theme, size and dpi are for files."),
]
Error = Annotated[
    bool,
    _flag(OUTPUT, "--error", "Draw how far Python code is from the truth, in ulp of --dtype."),
]


List = Annotated[
    bool, _flag(TABLES, "--list", "The catalogue, a line each, or what has these words.")
]
Info = Annotated[bool, _flag(TABLES, "--info", "A card for each CURVE: all that is known of it.")]
At = Annotated[
    str | None,
    _option(TABLES, "--at", metavar="X[,X...]", help="Values and derivatives at these points."),
]
Check = Annotated[
    bool,
    _flag(
        TABLES,
        "--check",
        "Hold each derivative against an independent numerical one; of Python code its own values "
        "and gradient against the exact ones.",
    ),
]
Dtype = Annotated[
    str | None,
    _option(
        TABLES,
        "--dtype",
        metavar="F",
        help=f"In which Python code is run for --check and --error: {' '.join(DTYPES)}.",
        autocompletion=complete_dtype,
    ),
]
Code = Annotated[
    str | None,
    _option(
        TABLES,
        "--code",
        metavar="LANG",
        help=f"Functions for value and derivatives, in {' '.join(LANGUAGES)}.",
        autocompletion=complete_language,
    ),
]
Json = Annotated[bool, _flag(TABLES, "--json", "These tables for a program to read.")]

Quiet = Annotated[bool, _flag(ABOUT, "--quiet", "No notes on standard error; errors stay.")]
Version = Annotated[bool, _flag(ABOUT, "--version", "The version.")]


def view_parameter(option: Option) -> inspect.Parameter:
    """Return the parameter by which Typer reads an option of the table: text, None if not given."""
    kind: Any = bool
    default, more = option.default, {}
    names = [option.flag, *filter(None, [option.short])]
    if option.repeated:
        kind, default = list[str] | None, None
    elif option.metavar:
        kind = (tuple[str, str] if option.texts == PAIR else str) | None
        default = None
    elif option.negated:
        kind = bool | None
        names = [f"{option.flag}/--no-{option.name}"]
    if option.completed:
        more = {"autocompletion": complete_theme}
    told = _option(option.panel, *names, metavar=option.metavar, help=option.help, **more)
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[kind, told],
    )


def with_view_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command, in place of its `**` argument, a parameter for each option of the table.

    The help tells of them behind --all, which says what is drawn too, and behind --terminal.
    """
    signature = inspect.signature(command, eval_str=True)
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
        panel = {"all_": CURVES, "terminal": PICTURE}.get(name)
        parameters += [view_parameter(option) for option in OPTIONS if option.panel == panel]
    vars(command)["__signature__"] = signature.replace(parameters=parameters)
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command
