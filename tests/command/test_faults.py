"""What may go wrong around the program, really produced: it says so in one line and loses nothing.

Some faults stand beside what they belong to: a full disk for each format, an interrupt during a
write, and poor surroundings in test_output.py and test_cli.py.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from matplotlib.font_manager import FontManager

PYTHON = [sys.executable, "-m", "actplot"]
SMALL = ("-n", "11", "--size", "3", "2", "--dpi", "50")  # a picture that is soon drawn
LARGE = ("-n", "1e5")  # data that is not
OLD = b"what was here before"
WINDOWS = ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
MOMENTS = 20
PATIENCE = 120  # seconds for a machine that is busy with other things
CAPBSET_DROP = 24  # of prctl
CAPABILITIES = (1, 2)  # what lets root write, and read, where nobody may
FONT_CACHE = f"fontlist-v{FontManager.__version__}.json"


@dataclass(frozen=True)
class Result:
    """What the program said and how it ended."""

    status: int
    out: str
    err: str


def environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return the environment without a display, with some changes; None takes a name out."""
    changed = {**os.environ, **dict.fromkeys(WINDOWS), "COLUMNS": "80", **changes}
    return {name: value for name, value in changed.items() if value is not None}


def program(
    folder: Path,
    *arguments: str,
    prefix: Sequence[str] = (),
    first: Callable[[], object] | None = None,
    changes: Mapping[str, str | None] = MappingProxyType({}),
) -> Result:
    """Run the real program in a folder, behind other commands perhaps, after `first`."""
    done = subprocess.run(
        [*prefix, *PYTHON, *arguments],
        cwd=folder,
        env=environment(changes),
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=PATIENCE,
        preexec_fn=first,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def shell(folder: Path, line: str) -> Result:
    """Run a line of shell in which $ACTPLOT is the program."""
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=environment({"ACTPLOT": shlex.join(PYTHON)}),
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def is_one_line(result: Result, status: int, *words: str) -> None:
    """Hold a failure against the interface: its status, nothing as data, and one line why."""
    assert (result.status, result.out) == (status, ""), result
    assert result.err.startswith("actplot: ")
    assert result.err.endswith("\n")
    assert result.err[:-1].isprintable(), result.err
    assert [word for word in words if word not in result.err] == []


def names(folder: Path) -> set[str]:
    """Return the names of all files in a folder, hidden ones included."""
    return {path.name for path in folder.iterdir()}


# A disk that takes nothing


@cache
def can_mount() -> tuple[str, ...] | None:
    """Return the command behind which a mount is seen by nobody else; None where there is none."""
    for command in (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount")):
        if shutil.which(command[0]):
            tried = subprocess.run(
                [*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
            )
            if not tried.returncode:
                return command
    return None


def mounted(line: str, folder: Path) -> tuple[str, ...]:
    """Return the command behind which a line of shell has changed what is mounted on a folder."""
    command = can_mount()
    assert command
    # the folder is entered anew to see what is there now
    script = f'{line} && cd {shlex.quote(str(folder))} && exec "$@"'
    return (*command, "sh", "-c", script, "sh")


def test_full_disk(tmp_path: Path) -> None:
    """A file system of 64 kB; where nothing can be mounted, a limit on the size of a file."""
    quoted = shlex.quote(str(tmp_path))
    if can_mount():
        fill = f"mount -t tmpfs -o size=64k none {quoted} && printf old > {quoted}/a.csv"
        look = "; echo status $?; ls -A; cat a.csv"
    else:
        (tmp_path / "a.csv").write_text("old")
        fill, look = "ulimit -f 64", "; echo status $?; ls -A; cat a.csv"
    inside = f"$ACTPLOT sigmoid {' '.join(LARGE)} -o a.csv{look}"
    if can_mount():
        command = shlex.join([*mounted(fill, tmp_path), "sh", "-c", inside])
    else:
        command = f"{fill}; {inside}"
    result = shell(tmp_path, command)
    assert result.out.split() == ["status", "1", "a.csv", "old"]
    assert result.err.startswith("actplot: cannot write a.csv: ")
    assert result.err.count("\n") == 1


def without_privileges() -> None:
    """Take from root, before the program runs, the right to pass over permissions."""
    if os.geteuid() == 0:
        for capability in CAPABILITIES:
            assert ctypes.CDLL(None).prctl(CAPBSET_DROP, capability, 0, 0, 0) == 0


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a file in it, in which nobody may write."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.csv").write_bytes(OLD)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("path", ["a.csv", "a.png", "new/a.csv", "{name}.csv"])
def test_read_only_folder(read_only: Path, path: str) -> None:
    result = program(read_only, "relu", "-o", path, *SMALL, first=without_privileges)
    is_one_line(result, 1, f"cannot write {path.replace('{name}', 'relu')}: Permission denied")
    assert names(read_only) == {"a.csv"}
    assert (read_only / "a.csv").read_bytes() == OLD


def test_read_only_folder_without_o(read_only: Path) -> None:
    result = program(read_only, "relu", *SMALL, first=without_privileges)
    is_one_line(result, 1, "cannot write figures/relu.png: Permission denied")
    assert names(read_only) == {"a.csv"}


def test_read_only_file_system(tmp_path: Path) -> None:
    """Mounted so that not even root may write, or else a folder of the kernel."""
    (tmp_path / "a.csv").write_bytes(OLD)
    quoted = shlex.quote(str(tmp_path))
    if can_mount():
        line = f"mount --bind {quoted} {quoted} && mount -o remount,ro,bind {quoted}"
        result = program(tmp_path, "relu", "-o", "a.csv", prefix=mounted(line, tmp_path))
        is_one_line(result, 1, "cannot write a.csv: Read-only file system")
    else:
        is_one_line(program(tmp_path, "relu", "-o", "/sys/a.csv"), 1, "cannot write /sys/a.csv")
    assert names(tmp_path) == {"a.csv"}
    assert (tmp_path / "a.csv").read_bytes() == OLD


@pytest.mark.parametrize("path", ["folder/{name}.csv", "{name}/relu.csv"])
def test_series_onto_a_folder_or_under_a_file(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder" / "relu.csv").mkdir(parents=True)
    (tmp_path / "relu").write_bytes(OLD)
    result = program(tmp_path, "relu", "-o", path, *SMALL)
    is_one_line(result, 1, f"cannot write {path.replace('{name}', 'relu')}: ")
    assert (tmp_path / "relu").read_bytes() == OLD
    assert names(tmp_path) == {"folder", "relu"}
    assert names(tmp_path / "folder" / "relu.csv") == set()


# A folder that goes


def test_folder_that_vanishes_during_the_write(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    command = [*PYTHON, "sigmoid", "-n", "2e6", "-o", "folder/a.csv"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until = time.monotonic() + PATIENCE
        while not names(folder):  # until the temporary file is there
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
        folder.rename(tmp_path / "away")
        out, err = process.communicate(timeout=PATIENCE)
    result = Result(process.returncode, out, err)
    is_one_line(result, 1, "cannot write folder/a.csv: No such file or directory")
    assert names(tmp_path) == {"away"}


@pytest.mark.parametrize(
    ("arguments", "path"), [((), "figures/relu.png"), (("-o", "a.csv"), "a.csv")]
)
def test_working_folder_that_is_gone(tmp_path: Path, arguments: tuple[str, ...], path: str) -> None:
    words = shlex.join(["relu", *SMALL, *arguments])
    result = shell(tmp_path, f"mkdir gone && cd gone && rmdir ../gone && $ACTPLOT {words}")
    is_one_line(result, 1, f"cannot write {path}: No such file or directory")


# Signals at any moment


TOLD = """
import os
from actplot import __main__ as program

def tell(listen=program.end_in_order):
    asked = listen()
    os.write({pipe}, b"!")
    return asked

program.end_in_order = tell
program.main()
"""


def signalled(folder: Path, number: int | None, after: float, *arguments: str) -> Result:
    """Run the program, and send it a signal so many seconds after it has begun to listen."""
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", TOLD.format(pipe=writer), *arguments],
        cwd=folder,
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=[writer],
    ) as process:
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            assert told.read(1) == b"!"
        time.sleep(after)
        if number is not None:
            process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
    return Result(process.returncode, out, err)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, dict[str, bytes]]:
    """Return how long a write takes from its beginning, and the files that it makes."""
    folder = tmp_path_factory.mktemp("usual")
    begun = time.monotonic()
    assert signalled(folder, None, 0, *WRITE).status == 0
    return time.monotonic() - begun, {path.name: path.read_bytes() for path in folder.iterdir()}


WRITE = ("sigmoid", "relu", "-n", "3e4", "--size", "3", "2", "-o", "a.csv", "-o", "a.png")
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}


@pytest.mark.parametrize("number", STATUS, ids=lambda number: number.name)
def test_signal_at_any_moment_leaves_whole_files(
    tmp_path: Path, usual: tuple[float, dict[str, bytes]], number: signal.Signals
) -> None:
    seconds, whole = usual
    moments = random.Random(number.value)
    for name in whole:
        (tmp_path / name).write_bytes(OLD)
    ended = 0
    for moment in range(MOMENTS):
        after = seconds * (moment + moments.random()) / MOMENTS
        result = signalled(tmp_path, number, after, *WRITE)
        assert result.status in (0, STATUS[number]), (after, result)
        assert result.err == ""
        ended += result.status != 0
        for name, content in whole.items():
            assert (tmp_path / name).read_bytes() in (OLD, content), (name, after)
        left = names(tmp_path) - set(whole)
        assert not left or number is signal.SIGKILL, (after, left)
    assert ended > MOMENTS // 4  # or the signals came when all was over


def script(folder: Path, text: str) -> Result:
    """Run a script that runs the program, to write two files."""
    done = subprocess.run(
        [sys.executable, "-c", text, *WRITE],
        check=False,
        cwd=folder,
        env=environment({}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return Result(done.returncode, done.stdout, done.stderr)


# As Python does where an object is freed.
SWALLOWED = """
import os
from actplot import __main__ as program

class Freed:
    def __del__(self):
        os.kill(os.getpid(), {number})

def free(begin=program.raise_again_what_is_swallowed):
    begin()
    Freed()

program.raise_again_what_is_swallowed = free
program.main()
"""


# As compiled code does that calls Python, and gives an error of its own for what it raises.
REPLACED = """
import os
from actplot import __main__ as program
from actplot.write import files as output

def render(*arguments):
    try:
        os.kill(os.getpid(), {number})
    except BaseException:
        pass
    raise ValueError("Invalid bounding box")

output.render = render
program.main()
"""


@pytest.mark.parametrize("text", [SWALLOWED, REPLACED], ids=["swallowed", "replaced"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_signal_whose_error_is_lost_ends_the_program(
    tmp_path: Path, number: signal.Signals, text: str
) -> None:
    assert script(tmp_path, text.format(number=int(number))) == Result(STATUS[number], "", "")
    assert names(tmp_path) == set()


@pytest.mark.parametrize("name", ["HUP", "INT"])
def test_signal_that_is_ignored_stays_so(tmp_path: Path, name: str) -> None:
    result = shell(
        tmp_path,
        f"trap '' {name}; $ACTPLOT relu -n 1e5 -o a.csv & for after in 0.1 0.1 0.1 0.1; do"
        # it may be done before the last of them
        f" sleep $after; kill -{name} $! 2>/dev/null; done; wait $!",
    )
    assert result == Result(0, "a.csv\n", "")


# Streams


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("relu -o a.csv", 0),
        ("relu -o a.png", 0),
        ("tanh relu elu celu -o {name}.csv", 0),
        ("--version", 1),
        ("--list", 1),
        ("relu --at 0", 1),
        ("relu --info", 1),
        ("relu --check", 1),
        ("relu --terminal", 1),
        ("relu -o - --format csv", 1),
    ],
)
def test_closed_standard_output_takes_files_only(
    tmp_path: Path, arguments: str, status: int
) -> None:
    """The path of a file that is written may be lost, data may not."""
    result = shell(tmp_path, f"$ACTPLOT {arguments} {' '.join(SMALL)} >&-")
    said = "actplot: standard output is closed\n" if status else ""
    assert result == Result(status, "", said)
    assert bool(names(tmp_path)) is not bool(status)


@pytest.mark.parametrize("closed", ["2>&-", "2>&- <&-", "2>/dev/full"])
@pytest.mark.parametrize(("arguments", "status"), [("relu -o a.png", 0), ("sigmod", 2)])
def test_closed_standard_error_changes_nothing_else(
    tmp_path: Path, closed: str, arguments: str, status: int
) -> None:
    result = shell(tmp_path, f"$ACTPLOT {arguments} {' '.join(SMALL)} {closed}")
    assert result == Result(status, "" if status else "a.png\n", "")


@pytest.mark.parametrize(
    ("arguments", "status"), [("relu -o a.png", 0), ("sigmod", 2), ("--list", 1)]
)
def test_everything_closed(tmp_path: Path, arguments: str, status: int) -> None:
    result = shell(tmp_path, f"$ACTPLOT {arguments} {' '.join(SMALL)} <&- >&- 2>&-")
    assert result == Result(status, "", "")
    for path in tmp_path.iterdir():  # nothing was written to a file that took a number of theirs
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.read_bytes().rstrip().endswith(b"\xaeB`\x82")


@pytest.mark.parametrize("arguments", ["--version", "-h", "--list", "relu -o a.csv", "relu --info"])
def test_full_standard_output_of_the_whole_program(tmp_path: Path, arguments: str) -> None:
    result = shell(tmp_path, f"$ACTPLOT {arguments} > /dev/full")
    is_one_line(result, 1, "cannot write the output: No space left on device")


def test_error_that_nobody_reads(tmp_path: Path) -> None:
    result = shell(tmp_path, "{ $ACTPLOT sigmod; echo $? > status; } 2>&1 | true; cat status")
    assert result == Result(0, "2\n", "")


# Surroundings


BROKEN_FONTS = {
    "garbage": "{garbage",
    "empty": "",
    "another type": "[]",
    "too deep": "[" * 100_000,
    "a font that is gone": json.dumps(
        {
            "_version": FontManager.__version__,
            "__class__": "FontManager",
            "ttflist": [
                {
                    "__class__": "FontEntry",
                    "fname": "/nowhere/DejaVuSans.ttf",
                    "name": "DejaVu Sans",
                    "style": "normal",
                    "variant": "normal",
                    "weight": 400,
                    "stretch": "normal",
                    "size": "scalable",
                }
            ],
            "afmlist": [],
            "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
            "default_size": None,
        }
    ),
}


@pytest.mark.parametrize("content", BROKEN_FONTS.values(), ids=BROKEN_FONTS)
def test_broken_font_cache_is_no_news(tmp_path: Path, content: str) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / FONT_CACHE).write_text(content)
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(settings)}
    )
    assert result == Result(0, "a.png\n", "")


def test_font_cache_without_fonts_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FONT_CACHE).write_text(
        json.dumps({"_version": FontManager.__version__, "__class__": "FontManager"})
    )
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(tmp_path)}
    )
    is_one_line(result, 1)
    assert names(tmp_path) == {FONT_CACHE}


def a_folder(path: Path) -> None:
    (path / FONT_CACHE).mkdir(parents=True)


def read_only_folder(path: Path) -> None:
    path.mkdir()
    path.chmod(0o555)


@pytest.mark.parametrize(
    "make",
    [Path.touch, a_folder, read_only_folder, lambda path: path.symlink_to("/nowhere/at/all")],
    ids=["a file", "the cache a folder", "read-only", "nowhere"],
)
def test_settings_folder_of_matplotlib_that_cannot_be_written(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "settings")
    folder = str(tmp_path / "settings")
    result = program(
        tmp_path,
        "relu",
        "-o",
        "a.png",
        *SMALL,
        changes={"MPLCONFIGDIR": folder},
        first=without_privileges,
    )
    assert result == Result(0, "a.png\n", "")


@pytest.mark.parametrize(
    ("content", "status"),
    [("nonsense: 1\nfigure.figsize: a\n", 0), ("\x00", 0), ("backend: nonsense", 0)],
)
def test_personal_settings_of_matplotlib_that_make_no_sense(
    tmp_path: Path, content: str, status: int
) -> None:
    (tmp_path / "matplotlibrc").write_text(content)
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(tmp_path)}
    )
    assert result == Result(status, "a.png\n", "")


def test_personal_settings_of_matplotlib_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(tmp_path)}
    )
    is_one_line(result, 1, "matplotlibrc")


def test_personal_style_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "stylelib" / "a.mplstyle").mkdir(parents=True)
    changes = {"MPLCONFIGDIR": str(tmp_path)}
    assert program(tmp_path, "relu", "-o", "a.png", *SMALL, changes=changes).status == 0
    result = program(tmp_path, "relu", "-o", "b.png", "--theme", "ggplot", *SMALL, changes=changes)
    is_one_line(result, 1, "styles", "a.mplstyle")


def test_home_that_is_nowhere(tmp_path: Path) -> None:
    gone = {"HOME": "/nowhere", "MPLCONFIGDIR": None, "XDG_CONFIG_HOME": None}
    for changes in (gone, {**gone, "HOME": None}, {**gone, "XDG_CACHE_HOME": "/proc/nowhere"}):
        result = program(tmp_path, "relu", "-o", "a.png", *SMALL, changes=changes)
        assert result == Result(0, "a.png\n", "")


# A locale without UTF-8


def test_chinese_in_a_locale_of_ascii(tmp_path: Path) -> None:
    """Labels and paths are what was typed, in data as in names, though the locale knows neither."""
    outputs = ("-o", "激活.csv", "-o", "σ/{name}.json", "-o", "a.svg")
    result = program(
        tmp_path,
        "激活=relu",
        "tanh",
        *outputs,
        "--title",
        "激活",
        "--svg-text",
        *SMALL,
        changes=PLAIN,
    )
    assert result.status == 0
    assert result.out.splitlines() == ["激活.csv", "σ/curve.json", "σ/tanh.json", "a.svg"]
    assert result.err.count("\n") <= 1  # of the letters that no font has
    assert "激活,-5.0,0.0,0.0" in (tmp_path / "激活.csv").read_text(encoding="utf-8")
    document = json.loads((tmp_path / "σ" / "curve.json").read_text(encoding="utf-8"))
    assert document["curves"][0]["label"] == "激活"


@pytest.mark.parametrize(
    "arguments",
    [("激活",), ("x*激活",), ("relu", "--theme", "激活.mplstyle"), ("relu", "-o", "激活.xyz")],
    ids=len,
)
def test_chinese_mistakes_in_a_locale_of_ascii(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = program(tmp_path, *arguments, "-o", "a.csv", changes=PLAIN)
    is_one_line(result, 2)
    assert result.err.isascii()
    assert names(tmp_path) == set()


@pytest.mark.parametrize("table", ["--info", "--at=0", "--check", "--terminal"])
def test_chinese_tables_in_a_locale_of_ascii(tmp_path: Path, table: str) -> None:
    result = program(tmp_path, "激活=relu", table, changes=PLAIN)
    assert (result.status, result.err) == (0, "")
    assert result.out.isascii()


def test_path_that_is_no_text(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "-o", "\udcff.csv", *SMALL)
    assert result == Result(0, "\udcff.csv\n", "")
    assert names(tmp_path) == {"\udcff.csv"}


# Many at once


def test_ten_processes_that_write_the_same_file(tmp_path: Path) -> None:
    """Each writes another file; in the end one of them stands, whole, and nothing else."""
    runs = [("sigmoid", "-n", str(20_000 + n), "-o", "a.csv") for n in range(10)]
    with ThreadPoolExecutor(len(runs)) as threads:
        results = list(threads.map(lambda run: program(tmp_path, *run), runs))
    assert results == [Result(0, "a.csv\n", "")] * len(runs)
    assert names(tmp_path) == {"a.csv"}
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert len(lines) - 1 in range(20_000, 20_010)
    assert lines[-1].startswith("sigmoid,5.0,")


def test_ten_processes_that_make_the_same_series(tmp_path: Path) -> None:
    run = ("tanh", "relu", "elu", "celu", "-o", "new/folder/{name}.csv", *SMALL)
    with ThreadPoolExecutor(10) as threads:
        results = list(threads.map(lambda _: program(tmp_path, *run), range(10)))
    assert {result.status for result in results} == {0}
    assert names(tmp_path / "new" / "folder") == {f"{name}.csv" for name in run[:4]}


# Styles of others


REFUSED_STYLES = {
    "backend": "backend: nonsense",
    "colors": "axes.prop_cycle: nonsense",
    "no colors": "axes.prop_cycle: cycler('color', [])",
    "code": "axes.prop_cycle: cycler('color', [__import__('os').system('touch ran')])",
    "no letters": "font.size: 0",
    "negative letters": "font.size: -5",
    "huge letters": "font.size: 1e9",
    "no number": "font.size: nan",
    "far away": "axes.titlepad: 1e9",
    "long ticks": "xtick.major.size: 1e9",
    "margins": "figure.subplot.left: 5",
    "effects": "path.effects: []",
    "opacity": "axes.grid: True\ngrid.alpha: 5",
    "syntax": "nonsense",
    "key": "nonsense: 1",
    "binary": "\x00\x01",
}
HARMLESS_STYLES = {
    "backend of windows": "backend: TkAgg",
    "interactive": "interactive: True",
    "hooks": "figure.hooks: nowhere:nothing",
    "huge figure": "figure.figsize: 1e9, 1e9",
    "huge dpi": "savefig.dpi: 1e9\nfigure.dpi: 1e9",
    "box": "savefig.bbox: tight\nsavefig.pad_inches: 1e9",
    "format": "savefig.format: svg",
    "folder": "savefig.directory: /nowhere",
    "programs": "animation.ffmpeg_path: /nowhere\nanimation.convert_path: /nowhere",
    "layout": "figure.constrained_layout.use: True",
    "place of the legend": "legend.loc: 0.5, 0.5",
}


@pytest.mark.parametrize("style", REFUSED_STYLES.values(), ids=REFUSED_STYLES)
def test_style_that_cannot_be_drawn_is_one_line(tmp_path: Path, style: str) -> None:
    (tmp_path / "s.mplstyle").write_text(style)
    result = program(tmp_path, "relu", "tanh", "-o", "a.png", "--theme", "s.mplstyle", *SMALL)
    is_one_line(result, 2, "theme 's.mplstyle'")
    assert names(tmp_path) == {"s.mplstyle"}


@pytest.mark.parametrize("style", HARMLESS_STYLES.values(), ids=HARMLESS_STYLES)
def test_style_of_what_is_not_its_business(tmp_path: Path, style: str) -> None:
    (tmp_path / "s.mplstyle").write_text(style)
    outputs = ("-o", "a.png", "-o", "a.jpg", "-o", "a.pdf")
    result = program(tmp_path, "relu", "tanh", *outputs, "--theme", "s.mplstyle", *SMALL)
    assert result == Result(0, "a.png\na.jpg\na.pdf\n", "")
    assert names(tmp_path) == {"s.mplstyle", "a.png", "a.jpg", "a.pdf"}


def test_style_that_wants_tex_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "s.mplstyle").write_text("text.usetex: True")
    line = ("relu", "-o", "a.png", "--theme", "s.mplstyle", *SMALL)
    assert program(tmp_path, *line, changes={"PATH": "/nowhere"}) == Result(0, "a.png\n", "")


@pytest.mark.parametrize(
    "ways", [("-o", "a.csv"), ("-o", "{name}.png"), ("--terminal",), ("--each", "-o", "a.png")]
)
def test_without_a_curve_there_is_nothing_to_write(tmp_path: Path, ways: tuple[str, ...]) -> None:
    result = program(tmp_path, "relu", "tanh", "--hide", "1,2", *ways, *SMALL)
    is_one_line(result, 2, "--hide")
    assert not names(tmp_path)


def test_picture_of_a_window_whose_curves_are_all_hidden(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "tanh", "--hide", "1,2", "-o", "a.png", *SMALL)
    assert result == Result(0, "a.png\n", "")


@pytest.mark.parametrize("family", ["font.family: NoSuchFont", "font.sans-serif: NoSuchFont"])
def test_style_with_a_font_that_is_not_there(tmp_path: Path, family: str) -> None:
    (tmp_path / "s.mplstyle").write_text(family)
    result = program(tmp_path, "relu", "-o", "a.png", "--theme", "s.mplstyle", *SMALL)
    assert (result.status, result.out) == (0, "a.png\n")
    assert "NoSuchFont" in result.err
    assert result.err.count("\n") == 1


def fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path.mkdir, "not a file"),
        (fifo, "not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "not a file"),
        (lambda path: path.symlink_to(path.name), "not a file"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_RDWR), 10**10), "too large"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "cannot be read"),
        (lambda path: path.touch(0), "cannot be read"),
    ],
    ids=["folder", "pipe", "device", "loop", "huge", "binary", "forbidden"],
)
def test_style_that_is_no_file_of_text(
    tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / "s.mplstyle")
    result = program(
        tmp_path,
        *("relu", "-o", "a.png", "--theme", "s.mplstyle", *SMALL),
        first=without_privileges,
    )
    is_one_line(result, 2, "theme 's.mplstyle'", reason)


# Names that try to leave


@pytest.mark.parametrize(
    ("curve", "name"),
    [
        ("../../x/(1 + x)", ""),
        ("x/(1 + x)", "x_1_+_x"),
        ("a..=relu", "a"),
        ("a b.c=relu", "a_b.c"),
        ("a=x*tanh(x)", "a"),
        ("where(x > 0, x, 0)", "where_x_0_x_0"),
        ("σ=relu", "curve"),
        ("x - 1/2", "x_-_1_2"),
    ],
)
def test_name_of_a_curve_stays_in_its_folder(tmp_path: Path, curve: str, name: str) -> None:
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    result = program(folder, "-o", "out/{name}.csv", *SMALL, "--", curve)
    if curve.startswith("."):
        is_one_line(result, 2)
        assert names(folder) == set()
    else:
        assert result == Result(0, f"out/{name}.csv\n", "")
        assert names(folder / "out") == {f"{name}.csv"}
    assert names(tmp_path / "deep") == {"down"}
    assert names(tmp_path) == {"deep"}


@pytest.mark.parametrize("label", ["../up", "/root", "~", "~root", "$HOME", "..", "a/b", "a\\b"])
def test_label_that_is_a_path_is_refused(tmp_path: Path, label: str) -> None:
    result = program(tmp_path, f"{label}=relu", "-o", "{name}.csv", *SMALL)
    is_one_line(result, 2)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("path", ["~/{name}.csv", "$HOME/{name}.csv"])
def test_path_means_what_it_says(tmp_path: Path, path: str) -> None:
    result = program(tmp_path, "relu", "-o", path, *SMALL)
    assert result == Result(0, path.replace("{name}", "relu") + "\n", "")
    assert names(tmp_path) == {path.partition("/")[0]}
