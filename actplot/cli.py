"""The command line: one Typer command, which reads the line before anything heavy is imported."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from actplot import __version__
from actplot import cli_options as opt
from actplot.errors import ActplotError, Exit
from actplot.interrupts import held_interrupts
from actplot.options import (
    DEFAULT_DPI,
    DEFAULT_ORDER,
    DEFAULT_POINTS,
    DEFAULT_RANGE,
    DEFAULT_SEED,
    DEFAULT_SIZE,
    DEFAULT_THEME,
    checked_dpi,
    checked_hidden,
    checked_interval,
    checked_order,
    checked_points,
    checked_saturation,
    checked_seed,
    checked_size,
    number,
    numbers,
    places,
    points_at,
    whole_number,
)

if TYPE_CHECKING:
    from actplot.interact import Explorer
    from actplot.output import Target
    from actplot.spec import Curve
    from actplot.view import View


# The class of every mistake that Typer itself finds in a command line; it has no public name.
UsageError: Any = typer.BadParameter.__bases__[0]

HELP = """Draw activation functions and losses beside their exact derivatives.

CURVE is a name, with parameters or without: sigmoid, elu:alpha=0.5,1,2
a framework's name for it: tf.nn.leaky_relu, torch.nn.GELU, jax.nn.gelu
or a formula in x: "x*tanh(exp(x))", "telu=x*tanh(exp(x))", "sin(a*x):a=1,2"

Without -o a window opens; without a display the picture goes to figures/.
"""
EPILOG = "Examples: actplot sigmoid tanh relu; actplot gelu silu --order 2 -o fig.svg -o fig.csv"
MISSING_GLYPH = re.compile(r"Glyph (\d+) ")
AXES_3D = "mpl_toolkits.mplot3d"

app = typer.Typer(add_completion=True, rich_markup_mode="rich", pretty_exceptions_enable=False)


@app.command(
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def main(
    curves: opt.Curves = None,
    all_: opt.All = False,
    range_: opt.Range = (f"{DEFAULT_RANGE[0]:g}", f"{DEFAULT_RANGE[1]:g}"),
    points: opt.Points = f"{DEFAULT_POINTS}",
    order: opt.Order = f"{DEFAULT_ORDER}",
    seed: opt.Seed = f"{DEFAULT_SEED}",
    output: opt.Output = None,
    format_: opt.Format = None,
    show: opt.Show = None,
    web: opt.Web = False,
    hide: opt.Hide = None,
    terminal: opt.Terminal = False,
    title: opt.Title = "",
    size: opt.Size = (f"{DEFAULT_SIZE[0]:g}", f"{DEFAULT_SIZE[1]:g}"),
    dpi: opt.Dpi = f"{DEFAULT_DPI}",
    ylim: opt.Ylim = None,
    dylim: opt.Dylim = None,
    theme: opt.Theme = DEFAULT_THEME,
    grid: opt.Grid = None,
    formulas: opt.Formulas = False,
    saturation: opt.Saturation = None,
    svg_text: opt.SvgText = False,
    list_: opt.List = False,
    info: opt.Info = False,
    at: opt.At = None,
    check: opt.Check = False,
    json: opt.Json = False,
    version: opt.Version = False,
) -> None:
    """Check the whole command line first, then do the one thing that it asks for."""
    if version:
        print(f"actplot {__version__}")
        return
    table = _one_of({"--list": list_, "--info": info, "--at": at is not None, "--check": check})
    if json and not table:
        raise ActplotError("--json goes with --list, --info, --at or --check")
    shown = {None: {}, True: {"--show": True}, False: {"--no-show": True}}[show]
    display = _one_of({**shown, "--web": web, "--terminal": terminal})
    if display and table:
        raise ActplotError(f"{table} prints a table; it does not go with {display}")
    if list_:
        _refuse_beside_list(curves, all_, output)
        from actplot.table import catalogue_lines, catalogue_objects

        _print(_as_json(catalogue_objects()) if json else catalogue_lines())
        return
    dots = checked_dpi(whole_number("dpi", dpi))
    seed_number = checked_seed(whole_number("seed", seed))
    request = Request(
        curves=_curves(curves or [], all_, seed_number),
        interval=checked_interval("range", numbers("range", range_)),
        points=checked_points(whole_number("points", points)),
        order=checked_order(whole_number("order", order)),
        targets=_targets(output or [], format_),
    )
    hidden = checked_hidden(places("hide", hide) if hide else (), len(request.curves))
    if terminal and any(target.path is None for target in request.targets):
        raise ActplotError("--terminal draws on standard output; it does not go with -o -")
    drawn = not table and (not terminal or request.targets)
    for curve in request.curves:
        curve.bound(request.order)  # a derivative that cannot be had is found out here
    with held_interrupts():  # they would break libraries that are being loaded
        _import_numbers(pictures=bool(drawn))
    if table:
        _show_table(table, request, [] if at is None else points_at(at), json)
        return
    from actplot.panels import Look
    from actplot.view import View

    if drawn:
        from actplot.theme import theme_settings

        theme_settings(theme)
    look = Look(
        size=checked_size(numbers("size", size), dots),
        dpi=dots,
        title=title.encode(errors="replace").decode(),
        ylim=checked_interval("ylim", numbers("ylim", ylim)) if ylim else None,
        dylim=checked_interval("dylim", numbers("dylim", dylim)) if dylim else None,
        theme=theme,
        grid=grid,
        saturation=checked_saturation(number("saturation", saturation)) if saturation else None,
        formulas=formulas,
        svg_text=svg_text,
    )
    view = View(
        curves=tuple(request.curves),
        interval=request.interval,
        points=request.points,
        order=request.order,
        seed=seed_number,
        hidden=hidden,
        look=look,
    )
    if terminal:
        from actplot.terminal import picture_lines, screen
        from actplot.view import sampled

        _print(picture_lines(sampled(view), look, screen(), hidden))
    if drawn:
        _draw(view, request.targets, display)


@dataclass(frozen=True)
class Request:
    """What a checked command line asks for, its look apart."""

    curves: Sequence[Curve]
    interval: tuple[float, float]
    points: int
    order: int
    targets: Sequence[Target]


def _one_of(options: Mapping[str, bool]) -> str:
    """Return which of the options is given, nothing if none is."""
    wanted = [option for option, given in options.items() if given]
    if len(wanted) > 1:
        raise ActplotError(f"{' and '.join(wanted)} do not go together; ask for one at a time")
    return wanted[0] if wanted else ""


def _refuse_beside_list(curves: Sequence[str] | None, every: bool, output: object) -> None:
    """Raise ActplotError for what --list would silently ignore."""
    given = [*(curves or ()), *(["--all"] if every else ()), *(["-o"] if output else ())]
    if given:
        raise ActplotError(f"--list prints the whole catalogue; {given[0]} does not go with it")


def _curves(texts: Sequence[str], every: bool, seed: int) -> list[Curve]:
    """Read the curves; say on standard error what a person should know about a name."""
    from actplot import spec
    from actplot.entries import CATALOGUE

    if every and texts:
        raise ActplotError(f"--all draws every entry; {texts[0]!r} would be drawn twice")
    if not every and not texts:
        raise ActplotError("name a CURVE to draw, such as sigmoid; --list shows all, -h helps")
    curves = spec.curves([*CATALOGUE] if every else texts, seed)
    notes = [] if every else dict.fromkeys(curve.note for curve in curves if curve.note)
    for note in notes:
        _say(note)
    return curves


def _print(lines: Iterable[str]) -> None:
    print("\n".join(lines))


def _as_json(found: object) -> list[str]:
    import json

    return [json.dumps(found, indent=2, ensure_ascii=False)]


def _show_table(table: str, request: Request, at: Sequence[float], as_json: bool) -> None:
    """Print values, a check or cards; raise Exit where a check fails."""
    if request.targets:
        raise ActplotError(f"{table} prints a table; it does not go with -o")
    if table == "--at":
        from actplot.table import value_lines, value_objects

        asked = request.curves, at, request.order
        _print(_as_json(value_objects(*asked)) if as_json else value_lines(*asked))
    elif table == "--info":
        from actplot.card import card_objects, print_cards

        if as_json:
            _print(_as_json(card_objects(request.curves)))
        else:
            print_cards(request.curves)
    else:
        from actplot.table import check_lines, check_objects, checks

        found = checks(request.curves, request.interval, request.points, max(request.order, 1))
        _print(_as_json(check_objects(found)) if as_json else check_lines(found))
        if not all(one.ok for one in found):
            raise typer.Exit(Exit.WORLD_SAID_NO)


def _targets(paths: Sequence[str], format: str | None) -> list[Target]:
    from actplot.output import target

    targets = [target(path, format) for path in dict.fromkeys(paths)]
    if format and not any(each.path is None for each in targets):
        raise ActplotError(f"--format {format} goes with -o -; for a file its suffix decides")
    return targets


def _import_numbers(pictures: bool) -> None:
    """Import numpy, and matplotlib for pictures; what a wrong MPLBACKEND does becomes one line.

    Axes in three dimensions are passed over: they take a tenth of the time, for nothing.
    """
    if not pictures:
        import actplot.sample

        return
    try:
        # what is imported here is used later
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            without: Any = {AXES_3D: None}
            sys.modules.update({} if AXES_3D in sys.modules else without)
            import matplotlib.projections  # noqa: F401

            import actplot.figure  # noqa: F401
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


def _draw(view: View, targets: Sequence[Target], window: str) -> None:
    """Sample and draw once, write every target, and show the view where that is asked for."""
    import matplotlib as mpl

    from actplot.figure import draw, look_settings
    from actplot.output import Target, default_path, write
    from actplot.view import sampled, shown_labels, visible

    show = _shower(window, targets)
    if not targets and not show:
        targets = [Target(default_path(shown_labels(view)), "png")]
    samples = sampled(view) if targets else []
    pictures = show or any(target.is_picture for target in targets)
    settings = look_settings(view.look) if pictures else {}
    lacking = _say_lacking(view) if pictures else ()
    with mpl.rc_context(settings), _warnings_as_lines(lacking):
        drawn = any(target.is_picture for target in targets)
        figure = draw(samples, view.look, view.hidden) if drawn else None
        said = all(target.path for target in targets)  # nothing else goes into data on a pipe
        for target in targets:
            write(target, visible(view, samples), figure)
            if said:
                _say_path(str(target.path))
        if show:
            with held_interrupts():
                from actplot.interact import Explorer
            show(Explorer(view, _say_path), Explorer.opened)


def _say_lacking(view: View) -> Container[str]:
    """Return the letters of title and labels that no font here has; say so in one line."""
    from actplot.fonts import fonts_for
    from actplot.scripts import advice
    from actplot.theme import theme_settings

    texts = (view.look.title, *(curve.label for curve in view.curves))
    fonts = fonts_for(texts, theme_settings(view.look.theme))
    if fonts.unknown:
        asked, taken = ", ".join(fonts.unknown), fonts.families[0]
        _say(f"theme {view.look.theme} asks for {asked}, not installed here; {taken} is taken")
    if fonts.lacking:
        _say(advice(fonts.lacking))
    return fonts.lacking


def _say_path(path: str) -> None:
    print(path, flush=True)  # whoever reads need not wait for a window to close


def _shower(
    option: str, targets: Sequence[Target]
) -> Callable[[Explorer, Callable[[Explorer], None]], None] | None:
    """Return what shows the figure of a window, None where pictures are only written.

    `option` is the one that asks for a window or forbids it; without one it is up to the display.
    Raises OSError where a window or a page is asked for that cannot be had.
    """
    if option == "--web":
        with held_interrupts():
            from actplot import web

        return web.serve
    if option in ("--no-show", "--terminal") or (targets and not option):
        return None
    from actplot import window

    if window.can_show():
        return window.show
    if option == "--show":
        raise OSError("--show: no window can open here; name -o FILE, or use --terminal or --web")
    return None


@contextmanager
def _warnings_as_lines(known: Container[str]) -> Iterator[None]:
    """Say what matplotlib warns of in one line each; missing letters are known, or make one."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    said = [str(warning.message) for warning in caught]
    found = [(line, MISSING_GLYPH.match(line)) for line in said]
    lines = [line for line, glyph in found if not glyph]
    letters = {chr(int(glyph[1])) for _, glyph in found if glyph}
    missing = [letter for letter in letters if letter not in known]
    if missing:
        from actplot.scripts import advice

        lines.append(advice(missing))
    for line in dict.fromkeys(lines):
        _say(line)


def _say(line: str) -> None:
    """Print one line for a person on standard error, if it is open."""
    if sys.stderr:
        print(f"actplot: {' '.join(line.split())}", file=sys.stderr)


def run() -> NoReturn:
    """Run the program: every mistake is one line on standard error and an exit status."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where ASCII is all that is spoken
    try:
        status = app(prog_name="actplot", standalone_mode=False)
        if sys.stdout:
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
        _say(message)
    sys.exit(status)
