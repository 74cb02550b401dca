"""The table of options: the command line, `plot` and the command of a view follow each row."""

from __future__ import annotations

import inspect
import shlex
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

import actplot
from actplot.basics import OPTIONS, Option
from actplot.command.line import main
from actplot.draw import Look
from actplot.entries import curves
from actplot.write import View, checked_view, command

# A value of each that is not the usual one, as Python takes it and as it is typed.
OTHERS: dict[str, tuple[Any, list[str]]] = {
    "range": ((-2.0, 3.5), ["-2", "3.5"]),
    "points": (11, ["11"]),
    "order": (2, ["2"]),
    "depth": ([1, 4], ["1,4"]),
    "seed": (7, ["7"]),
    "each": (True, []),
    "hide": ([2], ["2"]),
    "title": ("a  title", ["a  title"]),
    "size": ((6.0, 3.0), ["6", "3"]),
    "dpi": (50, ["50"]),
    "ylim": ((-1.0, 1.0), ["-1", "1"]),
    "dylim": ((0.0, 0.1), ["0", "0.1"]),
    "theme": ("dark", ["dark"]),
    "grid": (False, []),
    "formulas": (True, []),
    "saturation": (0.01, ["0.01"]),
    "svg_text": (True, []),
    "preset": ("column", ["column"]),
    "font_size": (8.5, ["8.5"]),
    "line_width": (0.7, ["0.7"]),
    "legend": ("ends", ["ends"]),
    "label": (["an $x_1$"], ["an $x_1$"]),
    "xlabel": ("time, s", ["time, s"]),
    "ylabel": ("y", ["y"]),
    "dylabel": ("dy", ["dy"]),
    "overlay": (True, []),
    "columns": (2, ["2"]),
    "xscale": ("symlog", ["symlog"]),
    "yscale": ("log", ["log"]),
    "dyscale": ("symlog", ["symlog"]),
    "hline": ([0.5], ["0.5"]),
    "vline": ([-1.0], ["-1"]),
    "mark": (("zeros", "kinks"), ["zeros,kinks"]),
    "colors": (("red", "#0000ff"), ["red,#0000ff"]),
}
BY_NAME = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)


def view_with(option: Option) -> View:
    return checked_view(curves(["tanh", "relu"]), {option.name: OTHERS[option.name][0]})


def test_every_option_is_tried_here() -> None:
    assert set(OTHERS) == {option.name for option in OPTIONS}


@BY_NAME
def test_an_option_is_written_back_as_it_is_typed(option: Option) -> None:
    words = shlex.split(command(view_with(option)))
    flag = "--no-grid" if option.name == "grid" else option.flag
    typed = [flag, *OTHERS[option.name][1]]
    assert words[:1] == ["actplot"]
    assert words[-2:] == ["tanh", "relu"]
    place = words.index(flag)
    assert words[place : place + len(typed)] == typed
    usual = shlex.split(command(checked_view(curves(["tanh", "relu"]), {})))
    assert len(words) == len(usual) + (len(typed) if option.name != "range" else 0)


@BY_NAME
def test_what_is_typed_is_what_python_takes(option: Option) -> None:
    value, typed = OTHERS[option.name]
    if not option.metavar:
        return
    text = typed[0] if option.texts == 1 and not option.repeated else typed
    read = option.read(option.name, text)
    both = (checked_view(curves(["tanh", "relu"]), {option.name: each}) for each in (read, value))
    first, second = both
    assert first == second


@BY_NAME
def test_an_option_has_help_and_is_an_argument_of_plot(option: Option) -> None:
    told = inspect.signature(main).parameters[option.name].annotation.__metadata__[0]
    assert told.help == option.help
    assert option.help[-1] == "."
    argument = inspect.signature(actplot.plot).parameters[option.name]
    usual = checked_view(curves(["tanh"]), {})
    assert checked_view(curves(["tanh"]), {option.name: argument.default}) == usual


def test_a_view_has_no_field_without_an_option() -> None:
    fields = set(vars(checked_view(curves(["tanh"]), {}))) | set(vars(Look()))
    assert fields == {option.field or option.name for option in OPTIONS} | {"curves", "look"}


def test_a_curve_and_its_copy_are_one_short_line() -> None:
    deep = replace(actplot.curve("tanh"), depth=3)
    assert repr(actplot.curve("elu:alpha=0.5")) == "Curve('elu:alpha=0.5')"
    assert repr(deep) == "Curve('tanh', depth=3)"
    assert repr(actplot.curve("dropout", seed=4)) == "Curve('dropout', seed=4)"


def test_the_version_is_told_before_anything_is_loaded() -> None:
    code = (
        "import sys, atexit; sys.argv = ['actplot', '--version'];"
        "atexit.register(lambda: print(sorted({'typer', 'pydantic', 'rich', 'numpy',"
        " 'actplot.basics.options'} & {*sys.modules})));"
        "from actplot.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"actplot {actplot.__version__}", "[]"]
