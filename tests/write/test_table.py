"""What is printed in place of a picture: the catalogue, values at points, checks of derivatives."""

from __future__ import annotations

import fcntl
import json
import math
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

import actplot
from actplot.entries import CATALOGUE
from actplot.entries.entry import TAKES
from tests.command import test_cli
from tests.command.test_cli import Run, environment, program
from tests.oracle import exact
from tests.textbook import TEXTBOOK

run = test_cli.run

TEN_DIGITS = 5e-10


def strictly(text: str) -> Any:
    """Read JSON that holds no NaN and no infinity."""

    def refuse(word: str) -> NoReturn:
        raise AssertionError(f"{word} is not JSON")

    assert text.endswith("\n")
    return json.loads(text, parse_constant=refuse)


# --list


def test_list_has_every_entry_once_in_its_group(run: Run) -> None:
    result = run("--list")
    assert (result.status, result.err) == (0, "")
    groups: dict[str, list[str]] = {}
    heading = ""
    for line in result.out.splitlines():
        if line.startswith(" "):
            name = line.split()[0]
            groups[heading].append(name)
            entry = CATALOGUE[name]
            assert re.split(r"\s{2,}", line.strip())[1] == entry.formula
            assert all(alias in line for alias in entry.aliases)
        else:
            assert line.endswith(":")
            heading = line
            groups[heading] = []
    kinds = [{CATALOGUE[name].kind for name in names} for names in groups.values()]
    assert kinds[:3] == [{"activation"}, {"slice"}, {"random"}]
    assert kinds[3:] == [{"loss"}] * 6
    takes = [{CATALOGUE[name].takes for name in names} for names in groups.values()][3:]
    assert [found for (found,) in takes] == list(TAKES)
    assert [name for names in groups.values() for name in names] == list(CATALOGUE)


def test_list_as_json(run: Run) -> None:
    found = strictly(run("--list", "--json").out)
    assert [one["name"] for one in found] == list(CATALOGUE)
    for one in found:
        entry = CATALOGUE[one["name"]]
        assert one["formula"] == entry.formula
        assert one["kind"] == entry.kind
        assert one["summary"] == entry.summary
        assert one["aliases"] == list(entry.aliases)
        defaults = {name: about["default"] for name, about in one["parameters"].items()}
        assert defaults == TEXTBOOK[entry.name].settings[0]
        assert list(one["frameworks"]) == [framework.name for framework in entry.frameworks]
    by_name = {one["name"]: one for one in found}
    leaks = by_name["leaky_relu"]["frameworks"]
    assert leaks["tf.nn.leaky_relu"] == {"alpha": 0.2}
    assert leaks["keras.layers.LeakyReLU"] == {"negative_slope": 0.3}
    assert by_name["dropout"]["frameworks"]["tf.nn.dropout"] == {"rate": 0.5}
    keep_prob = by_name["dropout"]["parameters"]["keep_prob"]
    assert keep_prob["allowed"] == "a number > 0 and <= 1"


def modules(folder: Path, *arguments: str) -> set[str]:
    """Return what the program has imported by its end."""
    code = (
        "import sys; from actplot.command.line import run\n"
        "try: run()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.split())


def test_list_needs_neither_numpy_nor_matplotlib(tmp_path: Path) -> None:
    assert not {"numpy", "matplotlib"} & modules(tmp_path, "--list")


# --at


def cells(out: str) -> list[list[str]]:
    """Return the rows of numbers of a table of curves, the two lines of heads left out."""
    return [line.split() for line in out.splitlines()[2:]]


POINTS = (-2.7, -0.3, 0.4, 1.3, 4.1)


def test_values_at_points_are_those_of_the_oracle(run: Run) -> None:
    """Each entry at every other point."""
    result = run(*TEXTBOOK, "--at", ",".join(map(str, POINTS)), "--order", "2")
    assert result.status == 0
    heads, columns = result.out.splitlines()[:2]
    assert [head.split()[0] for head in re.split(r"\s{2,}", heads.strip())] == list(TEXTBOOK)
    assert columns.split() == ["x", *["f(x)", "f'(x)", "f''(x)"] * len(TEXTBOOK)]
    rows = cells(result.out)
    assert [row[0] for row in rows] == list(map(str, POINTS))
    for n, name in enumerate(TEXTBOOK):
        for x, row in list(zip(POINTS, rows, strict=True))[n % 2 :: 2]:
            for order, cell in enumerate(row[1 + 3 * n : 4 + 3 * n]):
                truth = float(exact(name, order, x))
                if math.isnan(truth):
                    continue
                said = f"{name}, order {order}, at {x}"
                assert float(cell) == pytest.approx(truth, rel=TEN_DIGITS, abs=1e-15), said


def test_three_frameworks_side_by_side(tmp_path: Path) -> None:
    names = ("tf.nn.leaky_relu", "torch.nn.LeakyReLU", "keras.layers.LeakyReLU")
    result = program(tmp_path, *names, "--at", "-1")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert len(lines) == 3
    assert lines[0].split() == list(names)
    assert lines[2].split() == ["-1", "-0.2", "0.2", "-0.01", "0.01", "-0.3", "0.3"]
    # each number stands under the head of its own curve
    ends = [lines[0].index(name) + len(name) for name in names]
    assert [match.end() for match in re.finditer(r"\S+", lines[2])][2::2] == ends


def test_a_kink_has_its_sides(run: Run) -> None:
    result = run("relu", "elu:alpha=2", "step", "tanh", "--at", "-1,0,1", "--order", "2")
    assert result.status == 0
    rows = cells(result.out)
    assert [row[0] for row in rows] == ["-1", "0-", "0", "0+", "1"]
    undefined = ["undefined"] * 2
    assert rows[1][1:] == ["0", "0", "0", "0", "2", "2", "0", "0", "0", "0", "1", "0"]
    assert rows[2][1:] == ["0", *undefined, "0", *undefined, "0", *undefined, "0", "1", "0"]
    assert rows[3][1:] == ["0", "1", "0", "0", "1", "0", "1", "0", "0", "0", "1", "0"]


@pytest.mark.parametrize(
    ("text", "at", "order", "sides"),
    [
        ("hard_swish", -3, 1, (0, -0.5)),
        ("hard_swish", 3, 1, (1.5, 1)),
        ("selu", 0, 1, (1.7580993408473768, 1.0507009873554805)),
        ("hard_tanh", -1, 1, (0, 1)),
        ("celu:alpha=2", 0, 2, (0.5, 0)),
        ("thresholded_relu:theta=2.5", 2.5, 0, (0, 2.5)),
        ("softshrink", 0.5, 1, (0, 1)),
        ("abs(x - 1)", 1, 1, (-1, 1)),
    ],
)
def test_one_sided_limits(
    run: Run, text: str, at: float, order: int, sides: tuple[float, float]
) -> None:
    rows = cells(run(text, "--at", f"{at}", "--order", "2").out)
    assert [row[0] for row in rows] == [f"{at}-", f"{at}", f"{at}+"]
    found = tuple(float(rows[n][1 + order]) for n in (0, 2))
    assert found == pytest.approx(sides, rel=TEN_DIGITS)


@pytest.mark.parametrize(("order", "rows"), [("0", 1), ("1", 1), ("2", 3), ("3", 3)])
def test_sides_appear_with_the_order_that_jumps(run: Run, order: str, rows: int) -> None:
    assert len(cells(run("elu", "--at", "0", "--order", order).out)) == rows


def test_there_are_no_sides_where_nothing_jumps(run: Run) -> None:
    rows = cells(run("relu", "hard_tanh", "softsign", "--at", "-2,0.5,2").out)
    assert [row[0] for row in rows] == ["-2", "0.5", "2"]


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_order_decides_the_columns(run: Run, order: int) -> None:
    result = run("gelu_tanh", "tanh", "--at", "0.5", "--order", f"{order}")
    heads = ["f(x)", "f'(x)", "f''(x)", "f'''(x)"][: order + 1]
    assert result.out.splitlines()[1].split() == ["x", *heads, *heads]
    (row,) = cells(result.out)
    expected = [
        float(actplot.curve(name).derivative(0.5, n))
        for name in ("gelu_tanh", "tanh")
        for n in range(order + 1)
    ]
    assert [float(cell) for cell in row[1:]] == pytest.approx(expected, rel=TEN_DIGITS)


def test_infinities(run: Run) -> None:
    result = run("sigmoid", "relu", "sine", "--at", "-inf,inf")
    assert cells(result.out) == [
        ["-inf", "0", "0", "0", "0", "nan", "undefined"],
        ["inf", "1", "0", "inf", "1", "nan", "undefined"],
    ]
    (one,) = strictly(run("relu", "--at", "-inf,inf", "--json").out)
    assert one["x"] == [None, None]
    assert one["value"] == [0, None]
    assert one["derivative"] == [0, 1]


def test_far_points_keep_their_digits(run: Run) -> None:
    rows = cells(run("sigmoid", "gelu", "--at", "40,-10,1e-5,1e300").out)
    assert [row[0] for row in rows] == ["40", "-10", "1e-05", "1e+300"]
    assert float(rows[0][2]) == pytest.approx(4.248354255e-18, rel=TEN_DIGITS)
    assert float(rows[1][3]) == pytest.approx(float(exact("gelu", 0, -10.0)), rel=TEN_DIGITS)


def test_points_are_printed_as_they_were_asked_for(run: Run) -> None:
    rows = cells(run("x", "--at", "3,-1,3, 1e3 ,0.1,123456.75").out)
    assert [row[0] for row in rows] == ["3", "-1", "3", "1000", "0.1", "123456.75"]
    assert [row[1] for row in rows] == [row[0] for row in rows]
    close = cells(run("1e11*(x - 1)", "--at", "1,1.00000000001").out)
    assert close[0][0] != close[1][0]  # two points that differ look different


def test_values_as_json(run: Run) -> None:
    result = run("relu", "gelu", "dropout", "--at", "-1,0,0.1", "--order", "2", "--json")
    assert result.status == 0
    relu, gelu, dropout = strictly(result.out)
    assert [one["label"] for one in (relu, gelu)] == ["relu", "gelu"]
    assert dropout["label"] == "dropout expectation"
    assert relu["x"] == gelu["x"] == [-1, 0, 0, 0, 0.1]
    assert relu["side"] == gelu["side"] == [0, -1, 0, 1, 0]
    assert relu["value"] == [0, 0, 0, 0, 0.1]
    assert relu["derivative"] == [0, 0, None, 1, 1]
    assert relu["derivative2"] == [0, 0, None, 0, 0]
    assert dropout["value"] == dropout["x"]
    assert dropout["parameters"] == {"keep_prob": 0.5}
    curve = actplot.curve("gelu")
    for order, key in enumerate(("value", "derivative", "derivative2")):
        assert gelu[key] == [float(curve.derivative(x, order)) for x in gelu["x"]]


def test_the_parameters_of_a_sweep_in_the_heads(run: Run) -> None:
    result = run("elu:alpha=0.5,2", "--at", "-1")
    assert re.split(r"\s{2,}", result.out.splitlines()[0].strip()) == [
        "elu alpha=0.5",
        "elu alpha=2",
    ]
    a, b = strictly(run("elu:alpha=0.5,2", "--at", "-1", "--json").out)
    assert (a["parameters"], b["parameters"]) == ({"alpha": 0.5}, {"alpha": 2})


def test_every_entry_at_once(run: Run) -> None:
    found = strictly(run("--all", "--at", "-3,-2.5,-1,-0.5,0,0.5,1,2.5,3,6", "--json").out)
    assert [one["name"] for one in found] == list(CATALOGUE)
    for turn, one in enumerate(found):
        rows = zip(one["x"], one["side"], one["value"], one["derivative"], strict=True)
        at = [(x, value, slope) for x, side, value, slope in rows if not side]
        for x, value, slope in at[turn % 2 :: 2]:
            truth = float(exact(one["name"], 0, x))
            if math.isnan(truth):  # the oracle is asked where the function is meant
                continue
            assert value == pytest.approx(truth, rel=1e-13, abs=1e-15)
            truth = float(exact(one["name"], 1, x))
            if math.isnan(truth):
                assert slope is None
            else:
                assert slope == pytest.approx(truth, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize(
    "at", ["", ",", "1,", "a", "1,b", "nan", "0,nan", "1;2", "1 2", "0x10", "--"]
)
def test_bad_points(run: Run, at: str) -> None:
    result = run("relu", f"--at={at}")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("actplot: --at")
    assert result.err.count("\n") == 1


# Combinations


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("relu", "--at", "0", "--check"), "--at and --check"),
        (("relu", "--info", "--at", "0"), "--info and --at"),
        (("--list", "--check"), "--list and --check"),
        (("relu", "--json"), "--json"),
        (("--json",), "--json"),
        (("--all", "relu", "--at", "0"), "--all"),
        (("--all", "relu", "--check"), "--all"),
        (("--at", "0"), "CURVE"),
        (("--check",), "CURVE"),
        (("relu", "--at", "0", "-o", "a.csv"), "-o"),
        (("relu", "--check", "-o", "a.png"), "-o"),
        (("--list", "-o", "a.png"), "-o"),
        (("--list", "nonsense"), "nonsense"),
        (("--list", "--all"), "--all"),
        (("relu", "--at"), "--at"),
        (("relu", "--at", "0", "--format", "csv"), "--format"),
    ],
)
def test_what_does_not_go_together(
    run: Run, tmp_path: Path, arguments: Sequence[str], words: str
) -> None:
    result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("actplot: ")
    assert result.err.count("\n") == 1
    assert words in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("--at", "0"), ("--check",), ("--at", "0", "--json")])
def test_tables_draw_nothing_and_need_no_matplotlib(
    tmp_path: Path, arguments: Sequence[str]
) -> None:
    assert "matplotlib" not in modules(tmp_path, "relu", *arguments)
    assert list(tmp_path.iterdir()) == []


# Narrow terminals


def terminal(folder: Path, width: int, *arguments: str) -> tuple[int, str]:
    """Return status and output of the program on a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "actplot", *arguments],
        cwd=folder,
        env=environment(COLUMNS=None, TERM="xterm", NO_COLOR="1"),
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        out = b""
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end was closed
                break
            if not block:
                break
            out += block
        os.close(ours)
        status = process.wait(timeout=60)
    return status, out.decode().replace("\r\n", "\n")


FIVE = ("sigmoid", "tanh", "elu:alpha=0.5", "softsign", "arctan")


def test_a_narrow_terminal_wraps_by_curve(tmp_path: Path) -> None:
    status, out = terminal(tmp_path, 60, *FIVE, "--at", "-1,0,1")
    assert status == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 60
    blocks = [block.splitlines() for block in out.split("\n\n")]
    assert len(blocks) > 1
    heads = [re.split(r"\s{2,}", block[0].strip()) for block in blocks]
    labels = ["sigmoid", "tanh", "elu alpha=0.5", "softsign", "arctan"]
    assert [label for head in heads for label in head] == labels
    rows = cells("\n".join(blocks[0]))
    for block, head in zip(blocks, heads, strict=True):
        found = cells("\n".join(block))
        assert [row[0] for row in found] == ["-1", "0-", "0", "0+", "1"]
        assert {len(row) for row in found} == {1 + 2 * len(head)}
    assert rows[4][1:3] == ["0.7310585786", "0.1966119332"]


def test_a_wide_terminal_does_not_wrap(tmp_path: Path) -> None:
    status, out = terminal(tmp_path, 300, *FIVE, "--at", "-1,1")
    assert status == 0
    assert len(out.splitlines()) == 4
    assert out == program(tmp_path, *FIVE, "--at", "-1,1").out


def test_a_curve_too_wide_for_the_terminal_still_stands_alone(tmp_path: Path) -> None:
    status, out = terminal(tmp_path, 20, "sigmoid", "tanh", "--at", "0.3", "--order", "3")
    assert status == 0
    blocks = out.split("\n\n")
    assert [block.split()[0] for block in blocks] == ["sigmoid", "tanh"]


def test_a_pipe_does_not_wrap(tmp_path: Path) -> None:
    result = program(tmp_path, *FIVE, "--at", "-1,1", COLUMNS="40")
    assert result.status == 0
    assert len(result.out.splitlines()) == 4
