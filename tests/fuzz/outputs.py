"""Any formula in each output, terminals of any width, themes of any number, any kind of node."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import matplotlib as mpl
from hypothesis import strategies as st

from actplot.write.files import DATA_FORMATS, FORMATS
from tests.fuzz.properties import holds
from tests.fuzz.strategies import curves, formulas

MOST_SECONDS = 3.0  # of the processor, for any formula in any output
SMALL = ("--size", "3", "2", "--dpi", "30", "-n", "51")


# A formula in each output


def output(*choices: str, **settings: str) -> Callable[[str], None]:
    """Return the check of one kind of output, for which each formula chooses among its options."""

    def check(text: str) -> None:
        options = choices[len(text) % len(choices)].split()
        with patch.dict(os.environ, settings):
            holds([*options, *SMALL, "--", text], MOST_SECONDS)

    return check


# Terminals

SIZES = ["", "0", "1", "2", "7", "40", "80", "211", "999", "1001", "100000", "9" * 30, "-5", "wide"]
PALETTES = ["dumb", "xterm", "xterm-256color", ""]


@dataclass(frozen=True)
class Terminal:
    """What a terminal says of itself, and a curve to draw there."""

    columns: str
    lines: str
    kind: str
    options: tuple[str, ...]
    curve: str


terminals = st.builds(
    Terminal,
    st.sampled_from(SIZES) | st.integers(1, 300).map(str),
    st.sampled_from(SIZES) | st.integers(1, 300).map(str),
    st.sampled_from(PALETTES),
    st.sampled_from([(), ("--each",), ("--order", "3"), ("--saturation", "0.1"), ("--title", "T")]),
    st.one_of(st.sampled_from(["relu", "tanh", "dropout", "softmax"]), curves),
)


def check_terminal(case: Terminal) -> None:
    """Draw in a terminal, and ask for help there."""
    settings = {"COLUMNS": case.columns, "LINES": case.lines, "TERM": case.kind, "FORCE_COLOR": "1"}
    with patch.dict(os.environ, settings):
        holds(["--terminal", *case.options, "-n", "51", "--", case.curve], MOST_SECONDS)
        if len(case.curve) % 10 == 0:
            holds(["-h"], MOST_SECONDS)


# Themes

EXTREMES = ["0", "1", "-1", "0.1", "1e-30", "5e-324", "1e5", "1e30", "-1e30", "1e308", "nan", "inf"]
EXTREMES += ["1000", "1e4", "99999", "0.001", "1e999", "1e-5"]
EXTREMES += ["True", "None", "", "a", "'a'", "1,2", "-", "auto", "large", "red"]
SETTINGS = sorted(key for key, value in mpl.rcParamsDefault.items() if not callable(value))
LINES = sorted(key for key in SETTINGS if key.startswith(("lines.", "axes.", "font.", "path.")))
CYCLED = ["lw", "markersize", "linestyle", "dashes", "color", "alpha", "markeredgewidth"]


@st.composite
def themes(draw: st.DrawFn) -> str:
    """The text of a style file."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.sampled_from(EXTREMES) | st.floats().map(repr))
        if draw(st.integers(0, 5)) == 0:
            key = draw(st.sampled_from(CYCLED))
            value = draw(st.sampled_from([number, f"(0, ({number}, 1))", f"({number}, {number})"]))
            lines.append(f"axes.prop_cycle: cycler('{key}', [{value}])")
            continue
        key = draw(st.sampled_from(SETTINGS) | st.sampled_from(LINES))
        usual: Any = mpl.rcParamsDefault[key]
        count = (
            len(usual) if isinstance(usual, list | tuple) else draw(st.sampled_from([1, 1, 2, 3]))
        )
        lines.append(f"{key}: {', '.join([number] * max(count, 1))}")
    return "\n".join(lines)


def check_theme(text: str) -> None:
    """Draw under a style file."""

    def style(folder: Path) -> None:
        (folder / "my.mplstyle").write_text(text, encoding="utf-8")

    format = ("png", "svg", "pdf")[len(text) % 3]
    words = ["relu", "tanh", "--theme", "my.mplstyle", "-o", f"a.{format}", *SMALL]
    holds(words, MOST_SECONDS, before=style)


# Nodes

NODES = (
    "file",
    "hard",
    "read",
    "folder",
    "pipe",
    "null",
    "socket",
    "loop",
    "nowhere",
    "link",
    "new",
)
NAMES = ["..", "relu", "RELU", "con", "a/b", "x" * 120, "nul", "é", "tanh-2", "tanh"]
NULL = os.makedev(1, 3)  # takes everything
OLD = b"what was here before"
LARGEST_OUTPUT = 2**20  # bytes


@dataclass(frozen=True)
class Outputs:
    """Kinds of nodes at paths, some behind a link, and what is written there."""

    paths: tuple[tuple[str, str, bool], ...]
    curves: tuple[str, ...]
    format: str
    shared: bool


labels = st.sampled_from([name for name in NAMES if set(name) <= {*string.ascii_letters}])
outputs = st.builds(
    Outputs,
    st.lists(
        st.tuples(
            st.sampled_from(NODES),
            st.sampled_from(["", *(f".{f}" for f in FORMATS)]),
            st.booleans(),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    st.lists(labels, min_size=1, max_size=2).map(lambda found: tuple(f"{n}=relu" for n in found)),
    st.sampled_from(["", *DATA_FORMATS, "png"]),
    st.booleans(),
)


def check_outputs(case: Outputs) -> None:
    """Write to nodes: each stays what it is, and a file is whole, old or new."""
    words = [*case.curves, "-n", "3", "--size", "2", "2", "--dpi", "10"]
    for kind, suffix, linked in case.paths:
        words += ["-o", f"{'to-' if linked else ''}{kind}{suffix}"]
    if case.shared:
        words += ["-o", "{name}.csv"]
    if case.format:
        words += ["--format", case.format]
    with _readers() as readers:
        kinds: dict[str, int] = {}

        def make(folder: Path) -> None:
            for kind, suffix, linked in case.paths:
                path = folder / f"{kind}{suffix}"
                if not os.path.lexists(path):
                    _make(kind, path, readers)
                if linked and not os.path.lexists(folder / f"to-{path.name}"):
                    (folder / f"to-{path.name}").symlink_to(path.name)
            kinds.update((path.name, _kind(path)) for path in folder.iterdir())

        def look(folder: Path) -> None:
            for name, kind in kinds.items():
                assert _kind(folder / name) == kind, f"{name} is another kind of node"
            for path in folder.iterdir():
                if stat.S_ISREG(_kind(path)) and path.name.startswith("hard"):
                    assert (folder / "other").samefile(path), "a hard link was lost"

        holds(words, MOST_SECONDS, before=make, behind=look)


def _kind(path: Path) -> int:
    return stat.S_IFMT(path.lstat().st_mode)


@contextmanager
def _readers() -> Iterator[list[int]]:
    """Give a list of open files, which are closed at the end."""
    opened: list[int] = []
    try:
        yield opened
    finally:
        for number in opened:
            os.close(number)


def _make(kind: str, path: Path, readers: list[int]) -> None:
    """Make a node of a kind in the folder of the case."""
    if kind in ("file", "hard", "read"):
        path.write_bytes(OLD)
        path.chmod(0o444 if kind == "read" else 0o640)
    if kind == "hard" and not (path.parent / "other").exists():
        os.link(path, path.parent / "other")
    elif kind == "hard":
        path.unlink()
        os.link(path.parent / "other", path)
    if kind == "folder":
        path.mkdir()
    if kind == "pipe" or (kind == "null" and os.geteuid() != 0):
        os.mkfifo(path)
        readers.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        fcntl.fcntl(readers[-1], fcntl.F_SETPIPE_SZ, LARGEST_OUTPUT)  # it is never read
    elif kind == "null":
        os.mknod(path, stat.S_IFCHR | 0o666, NULL)
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    if kind in ("loop", "nowhere"):
        path.symlink_to(path.name if kind == "loop" else "deep/down")
    if kind == "link":
        (path.parent / "behind").write_bytes(OLD)
        path.symlink_to("behind")


OUTPUTS: dict[str, tuple[Any, Callable[[Any], None]]] = {
    "info": (formulas, output("--info", "--info --json")),
    "check": (formulas, output("--check", "--check --order 3", "--check --json")),
    "table": (formulas, output("--at=0,1,-1e300,inf", "-o a.csv --order 3", "-o a.json")),
    "typeset": (formulas, output("--formulas -o a.svg --order 3", "--formulas -o a.png")),
    "page": (formulas, output("-o a.html", "-o a.html --script-beside", "--code numpy")),
    "terminal": (terminals, check_terminal),
    "theme": (themes(), check_theme),
    "node": (outputs, check_outputs),
}
