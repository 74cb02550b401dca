"""The command line: one Typer command, which reads the line before anything heavy is imported."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from actplot import __version__
from actplot.errors import ActplotError
from actplot.options import (
    DEFAULT_DPI,
    DEFAULT_ORDER,
    DEFAULT_POINTS,
    DEFAULT_RANGE,
    DEFAULT_SIZE,
    DEFAULT_THEME,
    checked_dpi,
    checked_interval,
    checked_order,
    checked_points,
    checked_size,
    numbers,
    whole_number,
)

if TYPE_CHECKING:
    from actplot.figure import Look
    from actplot.output import Target
    from actplot.spec import Curve


class Exit(IntEnum):
    """The exit statuses of the program."""

    DONE = 0
    WORLD_SAID_NO = 1
    WRONG_COMMAND_LINE = 2
    INTERRUPTED = 130


# The class of every mistake that Typer itself finds in a command line; it has no public name.
UsageError: Any = typer.BadParameter.__bases__[0]

HELP = """Draw activation functions on the left and their exact derivatives on the right.

CURVE is a name (sigmoid), a name with parameters (elu:alpha=0.5), a sweep
(elu:alpha=0.5,1,2), a formula in x ("x*tanh(exp(x))"), with a label ("telu=x*tanh(exp(x))")
or with parameters ("x*sigmoid(beta*x):beta=1,2").

Without -o the picture opens in a window; without a display it goes to figures/.
"""
EPILOG = "Examples: actplot sigmoid tanh relu  ·  actplot gelu silu --order 2 -o fig.svg -o fig.csv"
AXES_3D = "mpl_toolkits.mplot3d"
PICTURE, OUTPUT, ABOUT = "The picture", "Where it goes", "About actplot"

app = typer.Typer(add_completion=True, rich_markup_mode="rich")


def complete_curve(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the names that begin like the word under the cursor, each with what it is."""
    from actplot.entries import CATALOGUE

    for entry in CATALOGUE.values():
        for name in (entry.name, *entry.aliases):
            if name.startswith(incomplete.lower()):
                yield name, entry.summary


def complete_theme(incomplete: str) -> list[str]:
    """Return the themes of actplot that begin like the word under the cursor."""
    folder = os.path.join(os.path.dirname(__file__), "themes")
    names = sorted(name.removesuffix(".mplstyle") for name in os.listdir(folder))
    return [name for name in names if name.startswith(incomplete)]


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        print(f"actplot {__version__}")
        raise typer.Exit


def show_list(wanted: bool) -> None:
    """Print the catalogue and end."""
    if wanted:
        from actplot.table import catalogue_lines

        print("\n".join(catalogue_lines()))
        raise typer.Exit


@app.command(
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def main(
    curves: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CURVE",
            help="Names or formulas; --list shows the names.",
            autocompletion=complete_curve,
            show_default=False,
        ),
    ] = None,
    range_: Annotated[
        tuple[str, str],
        typer.Option(
            "--range",
            "-r",
            metavar="LO HI",
            help="The x that is drawn.",
            show_default="-5 5",
            rich_help_panel=PICTURE,
        ),
    ] = (f"{DEFAULT_RANGE[0]:g}", f"{DEFAULT_RANGE[1]:g}"),
    points: Annotated[
        str,
        typer.Option(
            "--points",
            "-n",
            metavar="N",
            help="Samples of the uniform grid.",
            rich_help_panel=PICTURE,
        ),
    ] = str(DEFAULT_POINTS),
    order: Annotated[
        str,
        typer.Option(
            metavar="N", help="Highest derivative, 0 to 3: a panel each.", rich_help_panel=PICTURE
        ),
    ] = str(DEFAULT_ORDER),
    title: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="A title above the panels.",
            show_default=False,
            rich_help_panel=PICTURE,
        ),
    ] = "",
    size: Annotated[
        tuple[str, str],
        typer.Option(metavar="W H", help="Inches.", show_default="15 5", rich_help_panel=PICTURE),
    ] = (f"{DEFAULT_SIZE[0]:g}", f"{DEFAULT_SIZE[1]:g}"),
    dpi: Annotated[
        str,
        typer.Option(metavar="N", help="Dots per inch, 10 to 2400.", rich_help_panel=PICTURE),
    ] = str(DEFAULT_DPI),
    ylim: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="LO HI",
            help="Limits of the function's panel.",
            show_default=False,
            rich_help_panel=PICTURE,
        ),
    ] = None,
    dylim: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="LO HI",
            help="Limits of the derivatives' panels.",
            show_default=False,
            rich_help_panel=PICTURE,
        ),
    ] = None,
    theme: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="light, dark, print or document; a matplotlib style; a .mplstyle file.",
            autocompletion=complete_theme,
            rich_help_panel=PICTURE,
        ),
    ] = DEFAULT_THEME,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="A file: png svg pdf eps jpg webp, csv json npz. Repeatable; - is standard "
            "output.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="F",
            help="The format of -o -.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    list_: Annotated[
        bool,
        typer.Option(
            "--list",
            help="Show the catalogue, a line each.",
            callback=show_list,
            is_eager=True,
            rich_help_panel=ABOUT,
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Show the version.",
            callback=show_version,
            is_eager=True,
            rich_help_panel=ABOUT,
        ),
    ] = False,
) -> None:
    """Check the whole command line first, then draw and write."""
    from actplot import spec

    if not curves:
        raise ActplotError("name a CURVE to draw, such as sigmoid; --list shows all, -h helps")
    dots = checked_dpi(whole_number("dpi", dpi))
    request = Request(
        interval=checked_interval("range", numbers("range", range_)),
        points=checked_points(whole_number("points", points)),
        order=checked_order(whole_number("order", order)),
        targets=_targets(output or [], format_),
        curves=spec.curves(curves),
    )
    for curve in request.curves:
        curve.bound(request.order)  # a derivative that cannot be had is found out here
    _import_matplotlib()
    from actplot.figure import Look
    from actplot.theme import theme_settings

    theme_settings(theme)
    look = Look(
        size=checked_size(numbers("size", size), dots),
        dpi=dots,
        title=title,
        ylim=checked_interval("ylim", numbers("ylim", ylim)) if ylim else None,
        dylim=checked_interval("dylim", numbers("dylim", dylim)) if dylim else None,
        theme=theme,
    )
    _run(request, look)


@dataclass(frozen=True)
class Request:
    """What a checked command line asks for, its look apart."""

    curves: Sequence[Curve]
    interval: tuple[float, float]
    points: int
    order: int
    targets: Sequence[Target]


def _targets(paths: Sequence[str], format: str | None) -> list[Target]:
    from actplot.output import target

    targets = [target(path, format) for path in dict.fromkeys(paths)]
    if format and not any(each.path is None for each in targets):
        raise ActplotError(f"--format {format} goes with -o -; for a file its suffix decides")
    return targets


def _import_matplotlib() -> None:
    """Import matplotlib; turn what a wrong MPLBACKEND makes of it into one line.

    Its axes in three dimensions are passed over: they take a tenth of the time, for nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            without: Any = {AXES_3D: None}
            sys.modules.update({} if AXES_3D in sys.modules else without)
            import matplotlib.projections  # noqa: F401
    except ValueError:
        backend = os.environ.get("MPLBACKEND")
        if backend is None:
            raise
        raise OSError(
            f"MPLBACKEND={backend} is not a backend of matplotlib; unset it, or use Agg or TkAgg"
        ) from None
    finally:
        if sys.modules.get(AXES_3D, ...) is None:
            del sys.modules[AXES_3D]


def _run(request: Request, look: Look) -> None:
    """Sample and draw once, then write every target, or show a window where none was named."""
    from actplot.figure import draw
    from actplot.output import Target, default_path, write
    from actplot.sample import grid, sample
    from actplot.window import has_display, show

    x = grid(*request.interval, request.points)
    samples = [sample(curve, x, request.order) for curve in request.curves]
    targets = request.targets
    pictures = not targets or any(target.is_picture for target in targets)
    figure = draw(samples, look) if pictures else None
    if figure and not targets:
        if has_display() and show(figure):
            return
        targets = [Target(default_path([curve.label for curve in request.curves]), "png")]
    for target in targets:
        write(target, samples, figure)
    if all(target.path for target in targets):
        print("\n".join(str(target.path) for target in targets))


def run() -> NoReturn:
    """Run the program: every mistake is one line on standard error and an exit status."""
    try:
        status = app(prog_name="actplot", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has left: let nothing be said about it when the interpreter closes the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.WORLD_SAID_NO)
    except ActplotError as error:
        _fail(str(error), Exit.WRONG_COMMAND_LINE)
    except UsageError as error:
        # without any argument the help has been shown, and there is nothing to add
        _fail(error.format_message(), Exit.WRONG_COMMAND_LINE)
    except MemoryError:
        _fail("there is not enough memory for this", Exit.WORLD_SAID_NO)
    except OSError as error:
        _fail(_about_file(error) if error.strerror else str(error), Exit.WORLD_SAID_NO)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    sys.exit(status or Exit.DONE)


def _about_file(error: OSError) -> str:
    return f"cannot write {error.filename or 'the output'}: {error.strerror}"


def _fail(message: str, status: Exit) -> NoReturn:
    if message:
        print(f"actplot: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(status)
