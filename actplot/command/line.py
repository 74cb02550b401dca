"""The command line: one Typer command, which reads the line before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer.core import TyperCommand

from actplot import __version__
from actplot.basics import (
    DEFAULT_SEED,
    OPTIONS,
    ActplotError,
    Exit,
    as_typed,
    checked_dtype,
    checked_language,
    checked_seed,
    ends_prevail,
    is_number,
    points_at,
)
from actplot.command import arguments as opt
from actplot.write import as_json, print_lines, say

if TYPE_CHECKING:
    from actplot.formula import Curve
    from actplot.write import Target

# The class of every mistake that Typer itself finds in a command line; it has no public name.
UsageError: Any = typer.BadParameter.__bases__[0]

HELP = """Draw activation functions and losses beside their exact derivatives.

CURVE is a name, with parameters or without: sigmoid, elu:alpha=0.5,1,2
a framework's name for it: tf.nn.leaky_relu, torch.nn.GELU, jax.nn.gelu
or a formula in x: "x*tanh(exp(x))", "telu=x*tanh(exp(x))", "sin(a*x):a=1,2"
or your own code, which is run: my.py:telu, package.module:name:beta=2

Without -o a window opens; without a display the picture goes to figures/.
"""
EPILOG = "Examples: actplot sigmoid tanh relu; actplot gelu silu --order 2 -o fig.svg -o fig.csv"

COLUMNS_DIGITS = 4  # of the columns that a terminal may have

FAULT = "this is a fault in actplot; python -X dev -m actplot shows where"


class AsTyped(TyperCommand):
    """A command whose words stay as they are typed: the options say what they mean.

    Typer would load pydantic, which takes longer than all the rest, to find that a text is one.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, which hand on what is typed."""
        found: list[Any] = super().get_params(ctx)
        for param in found:
            param.process_value = partial(_as_it_is, param)
        return found


def _as_it_is(param: Any, ctx: Any, value: object) -> object:
    return param.callback(ctx, param, value) if param.callback else value


app = typer.Typer(add_completion=True, rich_markup_mode="rich", pretty_exceptions_enable=False)


@app.command(
    cls=AsTyped,
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@opt.with_view_options
def main(
    curves: opt.Curves = None,
    all_: opt.All = False,
    output: opt.Output = None,
    format_: opt.Format = None,
    script_beside: opt.ScriptBeside = False,
    show: opt.Show = None,
    web: opt.Web = False,
    terminal: opt.Terminal = False,
    list_: opt.List = False,
    info: opt.Info = False,
    at: opt.At = None,
    check: opt.Check = False,
    dtype: opt.Dtype = None,
    error: opt.Error = False,
    code: opt.Code = None,
    json: opt.Json = False,
    quiet: opt.Quiet = False,
    version: opt.Version = False,
    **shaping: Any,
) -> None:
    """Check the whole command line first, then do the one thing that it asks for."""
    if version:
        print_lines([f"actplot {__version__}"])
        return
    tables = {"--list": list_, "--info": info, "--at": at is not None, "--check": check}
    table = _one_of({**tables, "--code": code is not None, "--error": error})
    if dtype is not None and table not in ("--check", "--error"):
        raise ActplotError(f"--dtype {dtype} goes with --check or --error")
    if json and (not table or table in ("--code", "--error")):
        raise ActplotError("--json goes with --list, --info, --at or --check")
    shown = {None: {}, True: {"--show": True}, False: {"--no-show": True}}[show]
    display = _one_of({**shown, "--web": web, "--terminal": terminal})
    if display and table and not error:
        raise ActplotError(f"{table} prints a table; it does not go with {display}")
    if list_:
        _refuse_beside_list(
            {"--all": all_, "-o": output, "--format": format_, "--script-beside": script_beside}
        )
        from actplot.write import catalogue_lines, catalogue_objects

        words = [as_typed(word) for word in curves or ()]
        print_lines(as_json(catalogue_objects(words)) if json else catalogue_lines(words))
        return
    from actplot.command import code_tasks, tasks
    from actplot.write import checked_view

    given = {
        option.name: option.read(option.name, shaping[option.name])
        for option in OPTIONS
        if shaping[option.name] is not None
    }
    note = _unsaid if quiet else say
    if at is not None:
        _refuse_points(at, curves or ())
    language = checked_language(code) if code is not None else ""
    seed = checked_seed(given.get("seed", DEFAULT_SEED))
    view = checked_view(_curves([*map(as_typed, curves or ())], all_, seed), given)
    targets = _targets(output or [], format_, script_beside)
    span = view.interval if "range" in given else None
    asked = code_tasks.Asked(checked_dtype(dtype) if dtype else "", span)
    if error:
        code_tasks.draw_errors(view, targets, display, asked, note)
    elif not table:
        tasks.draw(view, targets, display, note)
    elif language:
        tasks.show_code(language, view, targets, note)
    elif not check:
        points = points_at(at) if at is not None else []
        tasks.show_table(table, view, targets, points, json, note)
    elif not code_tasks.check(view, targets, asked, json, note):
        raise typer.Exit(Exit.WORLD_SAID_NO)


def _unsaid(line: str) -> None:
    """Say nothing."""


def _one_of(options: Mapping[str, bool]) -> str:
    """Return which of the options is given, nothing if none is."""
    wanted = [option for option, given in options.items() if given]
    if len(wanted) > 1:
        raise ActplotError(f"{' and '.join(wanted)} do not go together; ask for one at a time")
    return wanted[0] if wanted else ""


def _refuse_points(at: str, curves: Sequence[str]) -> None:
    """Raise ActplotError for points that stand behind --at one by one, and would be curves."""
    points = [text for text in curves if is_number(text)]
    if points and len(points) < len(curves):
        raise ActplotError(f"--at {at}: points go behind commas, --at {','.join([at, *points])}")


def _refuse_beside_list(options: Mapping[str, object]) -> None:
    """Raise ActplotError for what --list would silently ignore."""
    for option, given in options.items():
        if given:
            raise ActplotError(f"--list prints the catalogue; {option} does not go with it")


def _curves(texts: Sequence[str], every: bool, seed: int) -> list[Curve]:
    """Read the curves; with --all nobody has typed a name that needs a note."""
    from actplot.entries import CATALOGUE
    from actplot.tracing import curves

    if every and texts:
        raise ActplotError(f"--all draws every entry; {texts[0]!r} would be drawn twice")
    if not every and not texts:
        raise ActplotError("name a CURVE to draw, such as sigmoid; --list shows all, -h helps")
    if every:
        return [replace(curve, note="") for curve in curves([*CATALOGUE], seed)]
    return curves(texts, seed)


def _targets(paths: Sequence[str], format: str | None, script_beside: bool) -> list[Target]:
    from actplot.write import target, with_parts

    targets = list(dict.fromkeys(target(path, format) for path in paths))
    if format and not any(each.asked for each in targets):
        raise ActplotError(f"--format {format} goes with -o -; for a file its suffix decides")
    return with_parts(targets) if script_beside else targets


def run(asked_to_end: Sequence[int] = ()) -> NoReturn:
    """Run the program: every mistake is one line on standard error and an exit status.

    `asked_to_end` holds the exit statuses of the signals that have come.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where ASCII is all that is spoken
    if len(os.environ.get("COLUMNS", "")) > COLUMNS_DIGITS:
        del os.environ["COLUMNS"]  # the help would fill as many
    try:
        with ends_prevail(asked_to_end):
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
        _fail(_about_usage(error), Exit.WRONG_COMMAND_LINE)
    except MemoryError:
        _fail("there is not enough memory for this", Exit.WORLD_SAID_NO)
    except OSError as error:
        _fail(_about_file(error) if error.strerror else str(error), Exit.WORLD_SAID_NO)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        _fail(f"{FAULT}: {type(error).__name__}: {error}", Exit.WORLD_SAID_NO)
    sys.exit(status or Exit.DONE)


def _about_usage(error: Any) -> str:
    """Return the line about a mistake that Typer found; of an option, what to write instead."""
    option = getattr(error, "option_name", "")
    if not option:
        return str(error.format_message())
    usages = {name: each.metavar for each in OPTIONS for name in (each.flag, each.short) if name}
    if not error.ctx:  # it is an option that we have, without its value
        usage = f"; write {option} {usages[option]}" if option in usages else ""
        return f"{error.message.rstrip('.')}{usage}"
    from actplot.command import hints

    return hints.for_option(option, usages, sys.argv[1:])


def _about_file(error: OSError) -> str:
    return f"cannot write {error.filename or 'the output'}: {error.strerror}"


def _fail(message: str, status: Exit) -> NoReturn:
    if message:
        say(message)
    sys.exit(status)
