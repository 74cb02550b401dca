"""What holds for any formula, any curve and any command line. AssertionError where it does not."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tempfile
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from actplot import ActplotError
from actplot.basics import HIGHEST_ORDER, Exit
from actplot.command import line as cli
from actplot.draw.look import Look
from actplot.draw.terminal.picture import picture_lines
from actplot.draw.terminal.screen import Screen
from actplot.draw.typeset import cell
from actplot.entries import LANGUAGE
from actplot.entries import read as spec
from actplot.evaluate.compiler import compiled
from actplot.formula import parse
from actplot.formula.curve import Curve
from actplot.formula.derive import derivative
from actplot.formula.mathtext import to_mathtext
from actplot.formula.text import to_text
from actplot.formula.tree import Node, depends_on_x
from actplot.sampling.sample import grid, sample
from actplot.write import View
from actplot.write.console import one_line
from actplot.write.data import write_csv, write_json
from actplot.write.files import default_path, render
from actplot.write.pictures import picture
from tests.fuzz.guard import MOST_SECONDS, watched
from tests.oracle import as_read

T = TypeVar("T")

POINTS = np.array(
    [0.0, -0.0, 1e-300, -1e-300, 1e300, -1e300, np.inf, -np.inf, np.nan, 0.5, -1.0, 3.25, 1e9, -40]
)
AN_INTERVAL, FEW = (-5.0, 5.0), 33  # points of a small curve
SMALL = Look(size=(3.0, 2.0), dpi=30)
SCREEN = Screen(60, 20)
# What takes longest is done for one case in so many.
DIFFERENTIATED, SAMPLED, TYPESET, PICTURED = 3, 8, 16, 64
# How formulas of the catalogue, written out, become more than a person may type.
TOO_MUCH = re.compile(r" deep; at most| more than \d+ deep|characters; at most")
MOST_SECONDS_OF_ALL = 20.0  # what is asked of the whole catalogue takes its time
# For each eps, of which matplotlib measures every letter that its font has.
SECONDS_OF_EPS = 1.0
LONGEST_LINE = 500  # letters of a message
ROOM, LETTERS = 400.0, 10.0  # points, for a formula and for its letters
LONGEST_TYPESET = 1000  # letters of mathtext that is laid out
FAULT = "this is a fault in actplot"
STATUSES = {Exit.DONE, Exit.WORLD_SAID_NO, Exit.WRONG_COMMAND_LINE}
WINDOWS = ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")


def is_one_line(message: str) -> None:
    """Hold a message against what the interface says about it."""
    assert message, "an empty message"
    assert message.isprintable(), f"not one printable line: {message!r}"
    assert len(message) <= LONGEST_LINE, f"{len(message)} letters: {message[:100]}"


def refusal(function: Callable[[], T]) -> T | None:
    """Return what a function returns, None where it refuses, which takes one line."""
    try:
        return function()
    except ActplotError as error:
        is_one_line(one_line(str(error)))
        return None


# Formulas


def check_formula(text: str) -> None:
    """Read a formula, print it, differentiate it, evaluate it, and draw it."""
    with watched():
        node = refusal(lambda: parse(text, LANGUAGE))
        if node is None:
            return
        reads_back(node)
    slope: Node | None = node
    highest = HIGHEST_ORDER if chosen(text, DIFFERENTIATED) else 1
    for order in range(highest + 1):
        with watched():
            slope = refusal(partial(derivative, node, order))
        if slope is None:
            break
        evaluates(slope)
        if chosen(text, TYPESET):
            typesets(slope)
    if chosen(text, SAMPLED):
        draws(Curve(text, text, node, {}, text=text), 0 if slope is None else highest)


def chosen(text: str, one_in: int) -> bool:
    """Tell whether a case is one of those for which more is done: the same in each run."""
    return zlib.crc32(text.encode(errors="replace")) % one_in == 0


def reads_back(node: Node) -> None:
    """Print a formula and read that: the same tree, unless it is too long or deep to be typed."""
    printed = to_text(node)
    try:
        again = parse(printed, LANGUAGE)
    except ActplotError as error:
        if TOO_MUCH.search(str(error)):
            return
        raise
    # the domain of what was typed is not printed
    assert as_read(again) == as_read(node), f"{printed} reads as {to_text(again)}"


def evaluates(node: Node) -> None:
    """Evaluate a formula over the whole line, where it may have nothing to say but no warning."""
    with watched():
        values = compiled(node)(POINTS)
    assert values.shape == POINTS.shape
    assert values.dtype == np.float64
    if depends_on_x(node):
        assert np.isnan(values[np.isnan(POINTS)]).all(), "NaN in, a number out"


def typesets(node: Node) -> None:
    """Lay out the typeset form as `--formulas` does, where that does not take long."""
    with watched():
        text = to_mathtext(node)
    if len(text) <= LONGEST_TYPESET:
        cell((f"f = {text}",), ROOM, LETTERS, LETTERS)


def draws(curve: Curve, order: int) -> None:
    """Sample a curve and draw it in the terminal; now and then as a picture too."""
    with watched():
        sampled = sample(curve, grid(*AN_INTERVAL, FEW), order)
    with watched():
        lines = picture_lines([sampled], SMALL, SCREEN)
    assert max(map(len, lines)) <= SCREEN.columns
    if chosen(curve.label, PICTURED):
        with watched():
            view = View((curve,), AN_INTERVAL, FEW, min(order, 1), look=SMALL)
            render("svg", [], picture(view), io.BytesIO())


# Curves


def check_curve(text: str) -> None:
    """Read a curve; what is found can be written as data, and typed again one by one."""
    with watched():
        found = refusal(lambda: spec.curves([text]))
    for curve in (found or [])[:2]:
        (again,) = spec.curves([curve.text])
        assert (again.tree, again.parameters) == (curve.tree, curve.parameters), curve.text
        is_safe(default_path([curve.label]).name)
        for key, parameter in spec.adjustable(curve).items():
            spec.adjusted(curve, key, parameter.default, 0)
        if refusal(partial(curve.bound, 1)) is None:
            continue
        evaluates(curve.bound(0))
        if not chosen(text, SAMPLED):
            continue
        sampled = sample(curve, grid(*AN_INTERVAL, FEW), 1)
        data = io.BytesIO()
        write_json([sampled], data)
        assert json.loads(data.getvalue())["curves"][0]["label"] == curve.label
        write_csv([sampled], data)


def is_safe(name: str) -> None:
    """Hold a file name against what any file system takes."""
    assert name.isascii(), name
    assert all(letter.isalnum() or letter in "_-.+=" for letter in name), name


# Command lines


def check_command(arguments: Sequence[str]) -> None:
    """Run a command line in this process, in an empty folder."""
    seconds = MOST_SECONDS_OF_ALL if "--all" in arguments else MOST_SECONDS
    holds(arguments, seconds + SECONDS_OF_EPS * " ".join(arguments).count("eps"))


def holds(
    arguments: Sequence[str],
    seconds: float,
    before: Callable[[Path], None] = lambda folder: None,
    behind: Callable[[Path], None] = lambda folder: None,
) -> None:
    """Hold a command line against the interface: 0, 1 or 2, and in one line why; no fault."""
    with tempfile.TemporaryDirectory() as name, chdir(name):
        before(Path(name))
        with watched(seconds):
            status, out, err = _program(arguments)
        behind(Path(name))
        _nothing_is_left(name)
    assert status in STATUSES, f"exit status {status}"
    assert FAULT not in err, err
    lines = err.splitlines()
    for line in lines:
        assert line.startswith("actplot: "), f"said {line!r}"
        is_one_line(line)
    if status == Exit.WRONG_COMMAND_LINE:
        assert len(lines) == 1, f"{len(lines)} lines: {err}"
        assert not out, f"exit status 2 after {out[:80]!r}"


def run(arguments: Sequence[str]) -> tuple[int, bytes, str]:
    """Return exit status, standard output and standard error; no temporary file may stay behind."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        found = _program(arguments)
        _nothing_is_left(folder)
    return found


def _program(arguments: Sequence[str]) -> tuple[int, bytes, str]:
    out, err = io.BytesIO(), io.BytesIO()
    with warnings.catch_warnings(), _in_place_of_the_program(arguments, out, err):
        warnings.simplefilter("default")  # whatever Python says is a line too many
        try:
            cli.run()
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int), f"ended with {status!r}"
    return status, out.getvalue(), err.getvalue().decode(errors="surrogateescape")


def _nothing_is_left(folder: str) -> None:
    left = [name for _, _, names in os.walk(folder) for name in names]
    assert not any(name.startswith(".actplot") for name in left), left


@contextmanager
def _in_place_of_the_program(
    arguments: Sequence[str], out: io.BytesIO, err: io.BytesIO
) -> Iterator[None]:
    """Give sys what belongs to the program, and take it back."""
    before = sys.argv, sys.stdout, sys.stderr
    windows = {name: os.environ.pop(name) for name in WINDOWS if name in os.environ}
    sys.argv = ["actplot", *arguments]
    sys.stdout, sys.stderr = (io.TextIOWrapper(file, encoding="utf-8") for file in (out, err))
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            stream.detach()
        sys.argv, sys.stdout, sys.stderr = before
        os.environ.update(windows)
