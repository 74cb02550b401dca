"""A file a curve: names, order, bytes, cores, and what is left when something goes wrong."""

from __future__ import annotations

import os
import pty
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from PIL import Image

import actplot
from actplot import ActplotError
from actplot.draw.fonts import USUAL_LETTERS
from actplot.entries import read as spec
from actplot.write import View
from actplot.write.curve_files import PATIENCE, series
from actplot.write.files import NAME, file_name, target
from tests.command.test_cli import PICTURE, Run, environment, run
from tests.draw.test_fonts import font
from tests.forked import forked, text
from tests.write.test_output import MAGIC, UNWRITABLE, only, small_files

__all__ = ["run"]  # the fixture

SIX = ("sigmoid", "tanh", "relu", "elu", "mish", "step")  # enough for all cores
FOUR = SIX[1:5]
# one panel is soon drawn; limits that are asked for are no news
MANY = (*actplot.catalogue,)[::10]
SERIES = (*MANY, *PICTURE, "--order", "0", "--ylim", "-9", "9", "-o", "{name}.png")
LONG_SERIES = ("--all", "-n", "20001", "-o", "{name}.csv")
TWO_CORES = "import os; os.sched_getaffinity = lambda pid: {0, 1}"  # whatever this machine has
LIMIT = 120.0  # seconds, on a busy machine
DEVICES = (
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{word}{n}" for word in ("com", "lpt") for n in range(10)),
)
LABELS = (
    *("con", "AUX", "nul", "com1", "LPT9", "con.txt", "Prn.", "console", "com"),
    *("../../etc/passwd", "..", ".", "/", "\\\\server\\share", "C:x", ".hidden", "-x", "~root"),
    *("激活函数", "é", "e\u0301", "𝜎", "a\nb", "a\0b", 'a"b', "a<b>|?*", "{name}", "%s", ""),
    *("ends.", "ends ", "x" * 5000, "y+" * 3000, "relu, depth 5", "elu alpha=0.5"),
)


@dataclass(frozen=True)
class Done:
    """How a program in a process group of its own ended."""

    status: int
    out: str
    err: str


def started(folder: Path, *arguments: str, before: str = "", **more: Any) -> subprocess.Popen[str]:
    """Start the program as the leader of a process group, some statements before it."""
    code = f"{before}\nfrom actplot.__main__ import main\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment(),
        stdout=more.get("stdout", subprocess.PIPE),
        stderr=more.get("stderr", subprocess.PIPE),
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> Done:
    out, err = process.communicate(timeout=LIMIT)
    return Done(process.returncode, out, err)


def program(folder: Path, *arguments: str, before: str = "") -> Done:
    folder.mkdir(parents=True, exist_ok=True)
    if before:
        return ended(started(folder, *arguments, before=before))
    return in_a_fork(folder, *arguments)


def in_a_fork(folder: Path, *arguments: str, first: Callable[[], object] | None = None) -> Done:
    done = forked(folder, arguments, environment(), first)
    return Done(done.returncode, text(done.stdout), text(done.stderr))


def nobody_is_left(group: int) -> bool:
    """Tell, after a while, whether every process of the group has ended."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def names(*labels: str, path: str = "out/{name}.svg", **changes: Any) -> list[str]:
    """Return the paths for curves of these labels."""
    one = actplot.curve("relu")
    curves = tuple(replace(one, label=label) for label in labels)
    view = View(curves, (-5.0, 5.0), **changes)
    return [str(job.target.path) for job in series(view, target(path, None))]


# Names


@pytest.mark.parametrize("label", LABELS)
def test_name_is_safe_on_any_file_system(label: str) -> None:
    (path,) = map(Path, names(label))
    assert path.parent == Path("out")
    stem = path.name.removesuffix(".svg")
    assert 0 < len(stem) <= 100
    assert stem.isascii()
    assert all(letter.isalnum() or letter in "_-.+=" for letter in stem)
    assert stem[0].isalnum()
    assert stem.partition(".")[0].lower() not in DEVICES
    assert path.suffix == ".svg"


def test_every_entry_of_the_catalogue_keeps_its_name() -> None:
    for name, entry in actplot.catalogue.items():
        assert file_name(spec.curves([name])[0].label) == name + "_seed=0" * bool(entry.noise)


def test_names_that_differ_by_capitals_only_are_numbered() -> None:
    assert names("f", "F", "f", "f-2", "g") == [
        f"out/{name}.svg" for name in ("f", "F-2", "f-3", "f-2-2", "g")
    ]
    assert len({name.lower() for name in names(*LABELS, *LABELS)}) == 2 * len(LABELS)


def test_name_stands_anywhere_in_the_path_and_more_than_once() -> None:
    assert names("a", "b", path="{name}/x-{name}.png") == ["a/x-a.png", "b/x-b.png"]


@pytest.mark.parametrize("place", ["{nam}", "{Name}", "{}", "{0}", "{name!r}", "{ name }", "{a,b}"])
def test_unknown_place_is_refused_and_the_right_one_named(run: Run, place: str) -> None:
    done = run("relu", "tanh", "-o", f"out/{place}.svg")
    assert (done.status, done.out) == (2, "")
    assert place in done.err
    assert NAME in done.err.replace(place, "", 1)
    assert done.err.count("\n") == 1
    with pytest.raises(ActplotError, match="suffix"):
        target("out/{name}", None)


# Which files


def test_a_file_a_curve_of_sweeps_and_depths(run: Run, tmp_path: Path) -> None:
    done = run("elu:alpha=0.5,2", "tanh", "--depth", "1,3", "-n", "5", "-o", "d/{name}.csv")
    written = [
        *("elu_alpha=0.5", "elu_alpha=0.5_depth_3", "elu_alpha=2", "elu_alpha=2_depth_3"),
        *("tanh", "tanh_depth_3"),
    ]
    assert done.out.splitlines() == [f"d/{name}.csv" for name in written]
    assert only(tmp_path / "d", *(f"{name}.csv" for name in written))
    deep = (tmp_path / "d" / "tanh_depth_3.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in deep] == ["curve", *['"tanh'] * 5]


def test_hidden_curves_get_no_file(run: Run, tmp_path: Path) -> None:
    done = run(*SIX[:3], "--hide", "1,3", *PICTURE, "-o", "{name}.png")
    assert (done.out, only(tmp_path, "tanh.png")) == ("tanh.png\n", True)
    run("tanh", *PICTURE, "-o", "alone.png")
    assert contents(tmp_path)["tanh.png"] == contents(tmp_path)["alone.png"]


def test_several_outputs_are_written_in_their_order(run: Run, tmp_path: Path) -> None:
    done = run(
        *("tanh", "relu", *PICTURE, "-o", "all.png", "-o", "a/{name}.json", "-o", "all.csv"),
        *("-o", "b/{name}.png"),
    )
    expected = ["all.png", "a/tanh.json", "a/relu.json", "all.csv", "b/tanh.png", "b/relu.png"]
    assert done.out.splitlines() == expected
    assert set(contents(tmp_path)) == set(expected)


def test_paths_are_not_mixed_into_data_on_standard_output(tmp_path: Path) -> None:
    done = program(tmp_path, "relu", "-n", "3", "-o", "{name}.csv", "-o", "-", "--format", "csv")
    assert done.out == (tmp_path / "relu.csv").read_text()


@pytest.mark.parametrize("order", ["0", "2"])
def test_a_page_of_small_multiples_has_the_size_of_its_one_row(
    run: Run, tmp_path: Path, order: str
) -> None:
    given = ("--each", "--order", order, "-n", "11", "--dpi", "50")
    run(*SIX[:3], *given, "-o", "{name}.png", "-o", "all.png")
    run("relu", *given, "-o", "alone.png")
    found = contents(tmp_path)
    assert found["relu.png"] == found["alone.png"]
    with Image.open(tmp_path / "all.png") as every, Image.open(tmp_path / "relu.png") as one:
        assert every.size[1] > 2 * one.size[1]


# Bytes


@pytest.mark.parametrize("format", MAGIC)
def test_bytes_are_those_of_the_command_for_one(run: Run, tmp_path: Path, format: str) -> None:
    given = ("--order", "2", "--theme", "dark", "-n", "51", "--title", "t", "--seed", "3")
    run("elu:alpha=0.5", "dropout", *given, "-o", f"{{name}}.{format}")
    run("elu:alpha=0.5", *given, "-o", f"one.{format}")
    found = contents(tmp_path)
    assert found[f"elu_alpha=0.5.{format}"] == found[f"one.{format}"]
    assert found[f"dropout_seed=3.{format}"].startswith(MAGIC[format])


KINDS = ("png", "svg", "pdf")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what two of the curves give, each in a run for it alone."""
    folder = tmp_path_factory.mktemp("alone")
    for name in SIX[3:5]:
        outputs = [word for kind in KINDS for word in ("-o", f"{name}.{kind}")]
        assert program(folder, name, *PICTURE, *outputs).status == 0
    found = contents(folder)
    assert len(found) == 2 * len(KINDS)
    return found


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        ("import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})", KINDS[1:]),
        (f"{TWO_CORES}; os.environ['OPENBLAS_NUM_THREADS'] = '4'", KINDS[:2]),
        # each kind begins two processes that import everything
        (
            f"{TWO_CORES}; from actplot.write import curve_files; curve_files.START = 'spawn'",
            KINDS[1:2],
        ),
    ],
    ids=["one core", "threads of two cores", "spawned on two cores"],
)
def test_cores_change_no_byte(
    tmp_path: Path, alone: Mapping[str, bytes], before: str, kinds: tuple[str, ...]
) -> None:
    """Whole programs, since it is the processes that are looked at."""
    outputs = [word for kind in kinds for word in ("-o", f"{{name}}.{kind}")]
    before = f"import warnings; warnings.simplefilter('error')\n{before}"
    done = program(tmp_path / "cores", *FOUR, *PICTURE, *outputs, before=before)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [f"{name}.{kind}" for kind in kinds for name in FOUR]
    found = contents(tmp_path / "cores")
    expected = {name: alone[name] for name in alone if name.endswith(kinds)}
    assert {name: found[name] for name in expected} == expected


def test_only_files_whose_bytes_change_are_written(tmp_path: Path) -> None:
    given = (*SIX, "-n", "11", "-o", "d/{name}.csv")
    program(tmp_path, *given)
    whole = contents(tmp_path)
    broken, gone = tmp_path / "d" / "relu.csv", tmp_path / "d" / "tanh.csv"
    broken.write_bytes(whole["d/relu.csv"][:-1] + b"!")  # as long as it was
    gone.unlink()
    before = {path: path.stat() for path in (tmp_path / "d").iterdir()}
    assert program(tmp_path, *given).out.count("\n") == len(SIX)
    assert contents(tmp_path) == whole
    for path, stat in before.items():
        now = path.stat()
        same = (now.st_mtime_ns, now.st_ino) == (stat.st_mtime_ns, stat.st_ino)
        assert same == (path != broken)


@pytest.mark.parametrize("given", [SIX, SIX[:2]], ids=["many", "few"])
def test_a_file_that_cannot_be_read_is_written(tmp_path: Path, given: Sequence[str]) -> None:
    (tmp_path / "relu.csv").symlink_to("nowhere/deeper.csv")
    assert program(tmp_path, *given, "relu", "-n", "5", "-o", "{name}.csv").status == 0
    assert (tmp_path / "nowhere" / "deeper.csv").is_file()


# What a person hears


def test_letters_without_a_font_are_named_once(tmp_path: Path) -> None:
    title = "\U00013000"  # an Egyptian hieroglyph
    done = program(tmp_path, *SIX, *PICTURE, "--title", title, "-o", "{name}.png")
    assert done.status == 0
    assert done.err.count("\n") == 1


def know(path: Path) -> None:
    fontManager.addfont(path)


@pytest.mark.parametrize(
    ("texts", "paths"), [(SIX[:1], ("{name}.eps",)), (SIX, ("whole.eps", "{name}.eps"))]
)
def test_what_matplotlib_logs_is_said_once(
    tmp_path: Path, texts: Sequence[str], paths: Sequence[str]
) -> None:
    look = "legend.framealpha: 0.5\naxes.facecolor: ff000080"  # which eps cannot have
    # matplotlib measures every letter of a font that it puts into an EPS file
    (tmp_path / "clear.mplstyle").write_text(f"{look}\nfont.family: Small")
    small = font(tmp_path / "small.ttf", "Small", "".join(USUAL_LETTERS))
    outputs = (word for path in paths for word in ("-o", path))
    given = (*texts, *PICTURE, "--theme", "clear.mplstyle", *outputs)
    done = in_a_fork(tmp_path, *given, first=partial(know, small))
    assert done.status == 0
    assert "transparency" in done.err
    assert done.err.count("\n") == 1


def on_a_terminal(folder: Path, patience: float, path: str, stdout: int | IO[str]) -> str:
    """Return what a terminal shows that is the standard error of a series."""
    ours, theirs = pty.openpty()
    before = f"from actplot.write import curve_files; curve_files.PATIENCE = {patience}"
    process = started(
        folder, *SIX, *PICTURE, "-o", path, before=before, stdout=stdout, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # which Linux reports when the other end is closed
        while select.select([ours], [], [], LIMIT)[0]:
            shown += os.read(ours, 65536)
    os.close(ours)
    assert process.wait(timeout=LIMIT) == 0
    return shown.decode()


def test_progress_is_shown_on_a_terminal_once_it_takes_long(tmp_path: Path) -> None:
    with (tmp_path / "paths").open("w") as paths:
        shown = on_a_terminal(tmp_path, 0.0, "{name}.png", paths)
    assert "figures" in shown
    assert "%" in shown
    assert (tmp_path / "paths").read_text().split() == [f"{name}.png" for name in SIX]


def test_no_progress_before_a_second_and_none_without_a_terminal(tmp_path: Path) -> None:
    assert PATIENCE == 1.0
    assert on_a_terminal(tmp_path, 1e9, "{name}.csv", subprocess.DEVNULL) == ""
    before = "from actplot.write import curve_files; curve_files.PATIENCE = 0"
    done = program(tmp_path, *SIX, *PICTURE, "-o", "{name}.csv", before=before)
    assert (done.status, done.err) == (0, "")


# When something goes wrong


def files_there(folder: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until so many files are there."""
    until = time.monotonic() + LIMIT
    while sum(not path.name.startswith(".") for path in folder.iterdir()) < count:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.002)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of a series that nobody interrupts."""
    folder = tmp_path_factory.mktemp("whole")
    assert program(folder, *SERIES).status == 0
    return contents(folder)


@pytest.mark.parametrize("count", [0, 3, 14])
def test_interrupt_at_any_moment_leaves_whole_files_and_nothing_else(
    tmp_path: Path, whole: Mapping[str, bytes], count: int
) -> None:
    process = started(tmp_path, *SERIES)
    files_there(tmp_path, count, process)
    time.sleep(random.Random(count).uniform(0, 0.03 if count else 0.6))
    with suppress(ProcessLookupError):  # it has ended already
        os.killpg(process.pid, signal.SIGINT)
    done = ended(process)
    found = contents(tmp_path)
    assert done.err == ""
    assert done.status in ((130,) if len(found) < len(whole) else (0, 130))
    assert all(whole[name] == content for name, content in found.items())
    assert set(done.out.split()) <= set(found)
    assert nobody_is_left(process.pid)


def test_two_interrupts_are_as_good_as_one(tmp_path: Path) -> None:
    process = started(tmp_path, *LONG_SERIES, before=TWO_CORES)
    files_there(tmp_path, 3, process)
    for _ in range(5):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    done = ended(process)
    assert (done.status, done.err) == (130, "")
    assert not [name for name in contents(tmp_path) if name.startswith(".")]
    assert nobody_is_left(process.pid)


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_killed_worker_is_told_in_one_line(tmp_path: Path) -> None:
    process = started(tmp_path, *LONG_SERIES, before=TWO_CORES)
    files_there(tmp_path, 2, process)
    one, _ = children(process.pid)  # a process for each core
    os.kill(one, signal.SIGKILL)
    done = ended(process)
    assert done.status == 1
    assert done.err == (
        "actplot: a process that was drawing was killed; the other files are whole\n"
    )
    assert nobody_is_left(process.pid)
    assert "Traceback" not in done.out


def test_workers_end_when_nobody_waits_for_them_any_more(tmp_path: Path) -> None:
    process = started(tmp_path, *LONG_SERIES, before=TWO_CORES)
    files_there(tmp_path, 2, process)
    process.kill()
    ended(process)
    assert nobody_is_left(process.pid)
    found = contents(tmp_path)
    assert len(found) < len(actplot.catalogue)
    assert not [name for name in found if name.startswith(".")]


@pytest.mark.parametrize("count", [2, 6])
@pytest.mark.parametrize("kind", ["png", "csv"])
def test_folder_that_cannot_be_written(tmp_path: Path, count: int, kind: str) -> None:
    path = f"{UNWRITABLE}/{{name}}.{kind}"
    done = program(tmp_path, *SIX[:count], *PICTURE, "-o", path)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"actplot: cannot write {UNWRITABLE}/sigmoid.{kind}: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("count", [2, 6])
def test_full_disk(tmp_path: Path, count: int) -> None:
    old: Mapping[str, bytes] = {"relu.png": b"old"}
    (tmp_path / "relu.png").write_bytes(old["relu.png"])
    done = in_a_fork(tmp_path, *SIX[:count], "-o", "{name}.png", first=small_files)
    assert (done.status, done.out) == (1, "")
    assert done.err == "actplot: cannot write sigmoid.png: File too large\n"
    assert contents(tmp_path) == old


def test_data_of_a_series_are_the_curves(run: Run, tmp_path: Path) -> None:
    run("tanh", "gelu", "-n", "11", "--order", "2", "-o", "{name}.npz")
    for name in ("tanh", "gelu"):
        with np.load(tmp_path / f"{name}.npz") as arrays:
            assert arrays["labels"].tolist() == [name]
            slope = actplot.curve(name).derivative(arrays["x"], order=2)
            np.testing.assert_array_equal(arrays["derivative2_0"], slope)
