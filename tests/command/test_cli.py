"""The command line: the real program, and its function in this process where that is enough."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from actplot.command import line as cli
from tests.forked import forked, text

NOWHERE = ":54321"  # a display that nobody has
WINDOWS = ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
READ_LATE = frozenset({"DISPLAY", "TERM", "NO_COLOR"})  # by the program, and not at its start
PICTURE = ("-n", "11", "--size", "3", "2", "--dpi", "50")  # small, so quick


@dataclass(frozen=True)
class Result:
    """What the program said and how it ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return the command line, run in this process in an empty folder without a display."""
    monkeypatch.chdir(tmp_path)
    for name in WINDOWS:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["actplot", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.run()
        assert isinstance(end.value.code, int)
        return Result(end.value.code, *capsys.readouterr())

    return call


def environment(**changes: str | None) -> dict[str, str]:
    """Return the environment without a display, with some changes; None takes a name out."""
    changed = {**os.environ, **dict.fromkeys(WINDOWS), "COLUMNS": "80", **changes}
    return {name: value for name, value in changed.items() if value is not None}


def program(folder: Path, *arguments: str, **changes: str | None) -> Result:
    """Run the real program in a folder; with other surroundings from its start on."""
    if changes.keys() <= READ_LATE:
        ended = forked(folder, arguments, environment(**changes))
        return Result(ended.returncode, text(ended.stdout), text(ended.stderr))
    done = subprocess.run(
        [sys.executable, "-m", "actplot", *arguments],
        cwd=folder,
        env=environment(**changes),
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def shell(folder: Path, line: str, **changes: str | None) -> Result:
    """Run a line of shell in which $ACTPLOT is the program."""
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=environment(ACTPLOT=f"{sys.executable} -m actplot", **changes),
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    return Result(done.returncode, done.stdout, done.stderr)


# Bad input: one line that names the value, exit 2, nothing written

WRONG_CURVES = {
    "sigmod": "did you mean sigmoid",
    "elu:alpa=1": "alpa",
    "elu:alpha=zero": "zero",
    "elu:alpha=": "alpha",
    "elu:alpha": "alpha",
    "elu:alpha=nan": "nan",
    "elu:alpha=1:alpha=2": "twice",
    "elu:alpha=-1": "alpha=-1",
    "celu:alpha=0": "alpha=0",
    "x^2": "x**2",
    "2x": "2*x",
    "x.__class__": "x.__class__",
    "__import__('os')": "__import__",
    "lambda x: x": "lambda",
    "'x'": "'x'",
    "y*x": "y",
    "9**9**9**9": "9**9**9**9",
    "1/0": "1/0",
    "sigmoid(x": "sigmoid(x",
    "x > 0": "where",
    "max(x)": "max",
    "x\ny": "x",
    "\x1b[31mx": "x",
    "": "empty",
    "  ": "empty",
    "x" * 1_000_000: "1,000,000",
    "(" * 10_000 + "x" + ")" * 10_000: "20,001",
    "(" * 450 + "x" + ")" * 450: "(((",
    "abs(" * 190 + "x" + ")" * 190: "abs(",
    "+".join(["x"] * 2_000_000): "x+x",
    "elu:alpha=" + ",".join(["1"] * 10_000): "10,000",
    "x:a=" + "1" * 1_000_000: "a",
}


@pytest.mark.parametrize("text", WRONG_CURVES, ids=lambda text: repr(text[:20]))
def test_wrong_curve_is_one_line_and_writes_nothing(run: Run, tmp_path: Path, text: str) -> None:
    begin = time.process_time()
    result = run("relu", text, "-o", "a.csv", *PICTURE)
    assert time.process_time() - begin < 2
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("actplot: ")
    assert result.err.endswith("\n")
    assert result.err.count("\n") == 1
    assert WRONG_CURVES[text] in result.err
    assert len(result.err) < 400
    assert result.err[:-1].isprintable()
    assert list(tmp_path.iterdir()) == []


TOO_SMALL = ("--formulas", "--size", "3", "2", "--dpi", "30", "-n", "51")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("where(x > 1e2or x < 3, x, 1)",), "for and/or"),  # of which the grammar would warn
        (("elu(x, 1if 2else 3)",), "where(condition, a, b)"),
        (("x**x**x**x**charbonnier(5.)", *TOO_SMALL), "too small"),  # and cut at the edge
        (("relu", "--theme", "my.mplstyle"), "my.mplstyle"),  # whose font is not there
    ],
)
def test_why_is_all_that_is_said_of_what_is_refused(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "my.mplstyle").write_text("font.sans-serif: Nowhere\nfont.variant: 1\n")
    result = program(tmp_path, *words, "-o", "a.png")
    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert result.err.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["my.mplstyle"]


WRONG_OPTIONS = [
    (("--range", "5", "-5"), "--range 5 -5"),
    (("--range", "0", "0"), "--range 0 0"),
    (("--range", "nan", "1"), "nan"),
    (("--range", "-inf", "5"), "-inf"),
    (("--range", "a", "b"), "a b"),
    (("--range", "-1.7e308", "1.7e308"), "--range"),
    (("--range", "5"), "range"),
    (("--points", "1"), "--points 1"),
    (("--points", "1e99"), "1e+99"),
    (("--points", "ten"), "ten"),
    (("--points", "2.5"), "2.5"),
    (("--points", "10000001"), "10000001"),
    (("--points", "nan"), "nan"),
    (("--order", "9"), "--order 9"),
    (("--order", "-1"), "--order -1"),
    (("--dpi", "9"), "--dpi 9"),
    (("--dpi", "1e9"), "--dpi"),
    (("--size", "0", "5"), "--size 0 5"),
    (("--size", "nan", "5"), "nan"),
    (("--size", "200", "200", "--dpi", "2400"), "200"),
    (("--ylim", "1", "1"), "--ylim 1 1"),
    (("--dylim", "2", "inf"), "--dylim 2 inf"),
    (("--theme", "lihgt"), "did you mean light"),
    (("--theme", "no.mplstyle"), "no.mplstyle"),
    (("-o", "x.xyz"), "x.xyz"),
    (("-o", "noext"), "noext"),
    (("-o", "a\nb.xyz"), "b.xyz"),
    (("--points", "1\n2"), "2"),
    (("--nope\nthis",), "this"),
    (("-o", ""), "-o"),
    (("-o", "-"), "--format"),
    (("-o", "-", "--format", "gif"), "gif"),
    (("--format", "svg"), "--format svg"),
    (("--nope",), "--nope"),
    (("--rnage", "1", "2"), "--rnage"),
]


@pytest.mark.parametrize(("options", "named"), WRONG_OPTIONS, ids=lambda part: str(part)[:30])
def test_wrong_option_is_one_line_and_writes_nothing(
    run: Run, tmp_path: Path, options: tuple[str, ...], named: str
) -> None:
    output = () if "--format" in options else ("-o", "a.csv")
    result = run("relu", *output, *options)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("actplot: ")
    assert result.err.count("\n") == 1
    assert named in result.err
    assert list(tmp_path.iterdir()) == []


def test_wrong_command_line_of_the_real_program(tmp_path: Path) -> None:
    message = "actplot: 'sigmod' is not a function that actplot knows; did you mean sigmoid?\n"
    assert program(tmp_path, "sigmod", "-o", "a.png") == Result(2, "", message)
    assert list(tmp_path.iterdir()) == []


def test_no_curve_is_a_wrong_command_line(run: Run, tmp_path: Path) -> None:
    result = run("--range", "-1", "1", "-o", "a.csv")
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert "CURVE" in result.err
    assert list(tmp_path.iterdir()) == []


# What a good command line gives


def test_five_files_and_their_paths_a_line_each(tmp_path: Path) -> None:
    names = ["a.png", "a.svg", "a.pdf", "a.csv", "deep/a.json"]
    outputs = [word for name in names for word in ("-o", name)]
    result = program(tmp_path, "sigmoid", "tanh", "relu", "--range", "-5", "5", *outputs)
    assert result == Result(0, "".join(f"{name}\n" for name in names), "")
    assert all((tmp_path / name).stat().st_size > 1000 for name in names)


def test_without_display_and_output_the_picture_goes_to_figures(tmp_path: Path) -> None:
    result = program(tmp_path, "sigmoid", "elu:alpha=0.5", *PICTURE)
    assert result == Result(0, "figures/sigmoid-elu_alpha=0.5.png\n", "")
    assert (tmp_path / "figures" / "sigmoid-elu_alpha=0.5.png").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ("-r", "-2", "3", "-n", "3", "-o", "a.csv", "relu", "elu:alpha=2"),
        ("relu", "-r", "-2", "3", "elu:alpha=2", "-n", "3", "-o", "a.csv"),
        ("relu", "elu:alpha=2", "--points", "3", "-oa.csv", "--range", "-2", "3"),
        ("--points=3", "relu", "--output=a.csv", "-r", "-2", "3", "--", "elu:alpha=2"),
    ],
)
def test_options_stand_before_between_and_after_the_curves(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert run(*arguments) == Result(0, "a.csv\n", "")
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert [line.rsplit(",", 2)[0] for line in lines[1:]] == [
        f"{label},{x}" for label in ("relu", "elu alpha=2") for x in ("-2.0", "0.5", "3.0")
    ]


def test_the_same_output_twice_is_written_once(run: Run) -> None:
    assert run("relu", "-n", "3", "-o", "a.csv", "-o", "a.csv").out == "a.csv\n"


def test_formula_that_begins_with_a_minus_stands_behind_two_dashes(run: Run) -> None:
    assert run("-n", "2", "-o", "-", "--format", "csv", "--", "-x").out.splitlines()[1:] == [
        "-x,-5.0,5.0,-1.0",
        "-x,5.0,-5.0,-1.0",
    ]


def test_label_may_be_given_to_a_name_and_to_a_formula(run: Run) -> None:
    result = run("mine=relu", "other=x*tanh(x)", "-n", "2", "-o", "-", "--format", "csv")
    assert (result.status, result.err) == (0, "")
    assert [line.split(",")[0] for line in result.out.splitlines()[1::2]] == ["mine", "other"]


def test_standard_output_gets_the_picture_and_nothing_else(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "-o", "-", "--format", "svg", "-o", "a.csv", *PICTURE)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("<?xml")
    assert result.out.endswith("</svg>\n")
    assert (tmp_path / "a.csv").is_file()


@pytest.mark.parametrize("format", ["svg", "csv"])
def test_closed_pipe_is_silent(tmp_path: Path, format: str) -> None:
    result = shell(tmp_path, f"$ACTPLOT relu -n 1e5 -o - --format {format} | head -c 5 | wc -c")
    assert (result.out.strip(), result.err) == ("5", "")


@pytest.mark.parametrize(
    "arguments", ["-h", "--list", "--version", "relu -o a.csv", "relu --terminal"]
)
def test_closed_pipe_of_words_is_silent(tmp_path: Path, arguments: str) -> None:
    assert shell(tmp_path, f"$ACTPLOT {arguments} | true").err == ""


def test_help_on_a_closed_standard_output_is_no_traceback(tmp_path: Path) -> None:
    result = shell(tmp_path, "$ACTPLOT -h >&-")
    assert "Traceback" not in result.err
    assert result.err.count("\n") <= 1


@pytest.mark.parametrize(("format", "refused"), [("png", True), ("npz", True), ("csv", False)])
def test_binary_does_not_go_to_a_terminal(tmp_path: Path, format: str, refused: bool) -> None:
    reader, terminal = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "actplot", "relu", "-n2", "-o", "-", "--format", format],
            cwd=tmp_path,
            env=environment(),
            stdout=terminal,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
            timeout=20,
        )
        os.write(terminal, b"end\n")
        shown = os.read(reader, 10_000)
    finally:
        os.close(reader)
        os.close(terminal)
    assert done.returncode == (2 if refused else 0)
    assert (shown == b"end\r\n") is refused
    assert (f"{format} is binary" in done.stderr) is refused
    assert done.stderr.count("\n") == int(refused)


# What the world may do


@pytest.mark.parametrize("path", ["/proc/actplot/a.png", "folder.png", "file/a.csv"])
def test_world_that_says_no_is_exit_1(run: Run, tmp_path: Path, path: str) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    result = run("relu", "-o", path, *PICTURE)
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(f"actplot: cannot write {path}: ")
    assert result.err.count("\n") == 1


def test_interrupt_is_exit_130_without_a_word(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "actplot", "relu", "-n", "3e6", "-o", "-", "--format", "csv"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"curve,x,value,derivative\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, b"")


def test_unknown_backend_is_one_line(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "-o", "a.png", MPLBACKEND="nonsense")
    assert (result.status, result.out) == (1, "")
    assert "MPLBACKEND=nonsense" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("backend", ["WebAgg", "module://no_such_module", "TkAgg"])
def test_backend_that_shows_nothing_leaves_the_file(tmp_path: Path, backend: str) -> None:
    result = program(tmp_path, "relu", *PICTURE, MPLBACKEND=backend, DISPLAY=NOWHERE)
    assert "Traceback" not in result.err
    assert (result.status, result.out) == (0, "figures/relu.png\n") or result.status == 1


def test_display_that_is_not_there_leaves_the_file(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", *PICTURE, DISPLAY=NOWHERE)
    assert (result.status, result.out) == (0, "figures/relu.png\n")
    assert "Traceback" not in result.err


NO_WINDOW_LINE = (
    "actplot: --show: no window can open here; name -o FILE, or use --terminal or --web\n"
)


@pytest.mark.parametrize(
    ("changes", "output"),
    [
        ({}, ()),
        ({"DISPLAY": NOWHERE}, ()),
        ({"DISPLAY": NOWHERE}, ("-o", "a.png")),
        ({"MPLBACKEND": "Agg"}, ("-o", "a.png")),
    ],
    ids=str,
)
def test_window_that_cannot_open_is_exit_1(
    tmp_path: Path, changes: dict[str, str], output: tuple[str, ...]
) -> None:
    result = program(tmp_path, "relu", "--show", *output, *PICTURE, **changes)
    assert result == Result(1, "", NO_WINDOW_LINE)
    assert not list(tmp_path.iterdir())


def test_unknown_backend_shows_no_window_either(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "--show", MPLBACKEND="nonsense")
    assert (result.status, result.out, result.err.count("\n")) == (1, "", 1)
    assert "MPLBACKEND=nonsense" in result.err


def test_without_window_and_output_the_picture_goes_to_figures(run: Run, tmp_path: Path) -> None:
    assert run("relu", "--no-show", *PICTURE) == Result(0, "figures/relu.png\n", "")
    assert run("relu", "--no-show", "-o", "a.png", *PICTURE) == Result(0, "a.png\n", "")


@pytest.mark.parametrize("window", ["--show", "--no-show", "--web"])
@pytest.mark.parametrize("table", ["--list", "relu --info", "relu --at 1", "relu --check"])
def test_tables_go_without_window(run: Run, table: str, window: str) -> None:
    result = run(*table.split(), window)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    named = next(word for word in table.split() if word.startswith("--"))
    assert result.err == f"actplot: {named} prints a table; it does not go with {window}\n"


@pytest.mark.parametrize("other", ["--show", "--no-show"])
def test_page_and_window_do_not_go_together(run: Run, other: str) -> None:
    result = run("relu", "--web", other)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert f"{other} and --web" in result.err


PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "changes",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"HOME": None, "MPLCONFIGDIR": "/proc/actplot"},
        {"TERM": "dumb", "NO_COLOR": "1"},
    ],
    ids="-".join,
)
def test_poor_surroundings_are_enough(tmp_path: Path, changes: dict[str, str | None]) -> None:
    result = program(tmp_path, "relu", "-o", "σ.csv", "-o", "a.png", *PICTURE, **changes)
    assert "Traceback" not in result.err
    assert result.status == 0
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("argument", "changes"),
    [
        ("-h", PLAIN),
        ("-h", {"PYTHONIOENCODING": "ascii"}),
        ("--list", {"PYTHONIOENCODING": "ascii"}),
        ("--version", PLAIN),
    ],
    ids=["-h C", "-h ascii", "--list ascii", "--version C"],
)
def test_words_are_shown_in_ascii_too(
    tmp_path: Path, argument: str, changes: dict[str, str]
) -> None:
    result = program(tmp_path, argument, **changes)
    assert (result.status, result.err) == (0, "")
    assert result.out


@pytest.mark.parametrize("title", ["激活函数", "🎉", "\udcff"], ids=["CJK", "emoji", "bytes"])
def test_title_that_the_font_lacks_is_no_noise(tmp_path: Path, title: str) -> None:
    result = program(tmp_path, "relu", "--title", title, "-o", "a.png", *PICTURE)
    assert "Traceback" not in result.err
    assert "Warning: " not in result.err
    assert result.err.count("\n") <= 1


@pytest.mark.parametrize("text", ["1e308*x", "1e-320*x", "1e-320*exp(x)", "x*1e300*1e5"])
def test_numbers_at_the_ends_of_float64_are_no_noise(tmp_path: Path, text: str) -> None:
    result = program(tmp_path, text, "-o", "a.png", *PICTURE)
    assert "Traceback" not in result.err
    assert "Warning" not in result.err
    assert result.status == 0
