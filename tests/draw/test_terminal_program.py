"""The picture in a real terminal and on a pipe."""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import pytest

import actplot
from tests.command.test_cli import (
    PICTURE,
    Result,
    Run,
    environment,
    program,
    run,  # noqa: F401
)
from tests.draw.test_terminal import panels, read, styled

# The program


ESCAPE = "\x1b["


def in_terminal(columns: int, rows: int, *arguments: str, **changes: str) -> str:
    """Return what the program writes on a terminal of this size."""
    reader, terminal = pty.openpty()
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    unset = dict.fromkeys(("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "LC_ALL"))
    surroundings = {**unset, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **changes}
    with subprocess.Popen(
        [sys.executable, "-m", "actplot", *arguments, "--terminal"],
        env=environment(**surroundings),
        stdout=terminal,
    ) as process:
        os.close(terminal)
        shown = b"".join(iter(lambda: _read(reader), b""))
        assert process.wait(timeout=60) == 0
    os.close(reader)
    return shown.decode()


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 65536)
    except OSError:  # as Linux says that the other end is closed
        return b""


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (40, 24), (20, 30)])
def test_picture_in_a_terminal_leaves_a_line_for_the_prompt(columns: int, rows: int) -> None:
    lines = in_terminal(columns, rows, "sigmoid", "tanh", "relu").splitlines()
    plain = ["".join(cell.sign for cell in styled(line)) for line in lines]
    assert max(map(len, plain)) <= columns
    assert rows - 8 <= len(lines) < rows or columns == 120
    assert len(read(lines)) == 2


def test_colors_are_for_terminals_that_have_them() -> None:
    assert f"{ESCAPE}38;5;" in in_terminal(80, 24, "sigmoid", "tanh")
    assert f"{ESCAPE}31m" in in_terminal(80, 24, "sigmoid", "tanh", TERM="xterm")
    rich = in_terminal(80, 24, "sigmoid", "tanh", TERM="xterm", COLORTERM="truecolor")
    assert f"{ESCAPE}38;5;" in rich


@pytest.mark.parametrize(
    ("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("FORCE_COLOR", "")]
)
def test_no_colors_where_they_are_not_wanted(name: str, value: str) -> None:
    assert ESCAPE not in in_terminal(80, 24, "sigmoid", "tanh", **{name: value})


def piped(folder: Path, *arguments: str, **changes: str | None) -> Result:
    unset = dict.fromkeys(("LINES", "NO_COLOR", "FORCE_COLOR", "LC_ALL"))
    return program(folder, *arguments, **{**unset, "PYTHONIOENCODING": "utf-8", **changes})


def test_pipe_gets_80_columns_without_color_unless_it_is_forced(tmp_path: Path) -> None:
    result = piped(tmp_path, "sigmoid", "tanh", "--terminal", COLUMNS=None)
    assert (result.status, result.err) == (0, "")
    assert ESCAPE not in result.out
    assert 70 < max(map(len, result.out.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == []
    forced = piped(tmp_path, "sigmoid", "tanh", "--terminal", FORCE_COLOR="1", TERM="xterm")
    assert ESCAPE in forced.out
    neither = {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm"}
    assert piped(tmp_path, "sigmoid", "tanh", "--terminal", **neither).out == result.out


@pytest.mark.parametrize(
    "changes", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": None, "LC_ALL": "C"}]
)
def test_without_braille_there_are_letters(tmp_path: Path, changes: dict[str, str | None]) -> None:
    options = ("--title", "激活 2", "--terminal", "--order", "0", "--range", "-1", "1")
    result = piped(tmp_path, "up=x", "down=-x", *options, **changes)
    assert (result.status, result.err) == (0, "")
    assert result.out.isascii()
    assert "\\u" not in result.out
    title, _, *rows, _, _, legend = result.out.splitlines()
    assert title.strip() == "?? 2"
    assert legend.split() == ["a", "up", "b", "down"]
    inside = [re.split(r"[|+]", row, maxsplit=1)[1] for row in rows if "-+-" not in row]
    for row in inside[: len(inside) // 2 - 1]:
        assert set(row[:37]) <= {" ", "b"}
        assert set(row[37:]) <= {" ", ".", "a"}
    assert {letter for row in inside for letter in row} == {" ", ".", "a", "b"}


def test_nothing_of_matplotlib_is_imported(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "actplot", "relu", "dropout", "--terminal"],
        cwd=tmp_path,
        env=environment(MPLBACKEND="nonsense"),
        capture_output=True,
        check=True,
    )
    lines = done.stderr.decode().splitlines()
    packages = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert "numpy" in packages
    assert not packages & {"matplotlib", "PIL", "rich"}


def test_files_are_written_too_and_their_paths_come_last(run: Run, tmp_path: Path) -> None:
    alone = run("relu", "--terminal").out
    result = run(
        "relu", "--terminal", "-o", "a.csv", "-o", "a.png", *PICTURE[2:], "--theme", "dark"
    )
    assert (result.status, result.err) == (0, "")
    assert result.out == f"{alone}a.csv\na.png\n"
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a.png"}


def test_what_is_for_files_changes_nothing(run: Run) -> None:
    alone = run("relu", "--terminal")
    assert alone.status == 0
    assert run("relu", "--terminal", "--theme", "dark", "--size", "3", "2", "--dpi", "50") == alone


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("relu", "--terminal", "--info"), "--info"),
    (("relu", "--terminal", "--at", "1"), "--at"),
    (("relu", "--terminal", "--check"), "--check"),
    (("--list", "--terminal"), "--list"),
    (("relu", "--terminal", "-o", "-", "--format", "csv"), "-o -"),
    (("relu", "--terminal", "--ylim", "1", "1"), "--ylim 1 1"),
    (("sigmod", "--terminal"), "sigmod"),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG)
def test_what_does_not_go_with_it_is_one_line(
    run: Run, arguments: tuple[str, ...], named: str
) -> None:
    result = run(*arguments)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert named in result.err


EXTREMES = ["1e308*x", "1e-320*x", "exp(exp(x))", "log(x)", "0*x", "x*1e300*1e5", "0/x"]


@pytest.mark.parametrize("text", EXTREMES)
@pytest.mark.parametrize(
    "interval", [("-5", "5"), ("1e15", "1000000000000002"), ("-1e308", "5e307")]
)
def test_numbers_at_the_ends_of_float64_are_drawn(
    run: Run, text: str, interval: tuple[str, str]
) -> None:
    result = run(text, "--terminal", "--range", *interval, "--order", "2")
    assert result.status == 0
    said = result.err.splitlines()
    assert all(line.startswith(("actplot: out of sight", "actplot: cut")) for line in said)
    assert "function" in result.out


@pytest.mark.parametrize(
    ("name", "order"), [(name, n % 3) for n, name in enumerate(actplot.catalogue)]
)
def test_every_entry_is_drawn(name: str, order: int) -> None:
    for one in panels(name, order=order):
        assert any(one.dots().values())
