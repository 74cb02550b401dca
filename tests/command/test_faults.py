"""What may go wrong around the program, really produced: it says so in one line and loses nothing.

Some faults stand beside what they belong to: a full disk for each format, an interrupt during a
write, and poor surroundings in test_output.py and test_cli.py.
"""

from __future__ import annotations

import ctypes
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

from tests.forked import forked, text

PYTHON = [sys.executable, "-m", "actplot"]
SMALL = ("-n", "11", "--size", "3", "2", "--dpi", "50")  # a picture that is soon drawn
LARGE = ("-n", "1e4")  # data that is not
OLD = b"what was here before"
WINDOWS = ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PATIENCE = 120  # seconds for a machine that is busy with other things
CAPBSET_DROP = 24  # of prctl
CAPABILITY_VERSION = 0x20080522  # of capset
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
    if not (prefix or changes):
        ended = forked(folder, arguments, environment({}), first)
        return Result(ended.returncode, text(ended.stdout), text(ended.stderr))
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
    """Take from root the right to pass over permissions: from now on, and in what it starts."""
    if os.geteuid() == 0:
        system = ctypes.CDLL(None)
        for capability in CAPABILITIES:
            assert system.prctl(CAPBSET_DROP, capability, 0, 0, 0) == 0
        this_process, nothing = (CAPABILITY_VERSION, 0), ctypes.c_uint32 * 6
        assert system.capset((ctypes.c_uint32 * 2)(*this_process), nothing()) == 0


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
    command = [*PYTHON, "sigmoid", "-n", "2e5", "-o", "folder/a.csv"]
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


WRITE = ("sigmoid", "relu", "-n", "1e4", "--size", "3", "2", "-o", "a.csv", "-o", "a.png")
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}


# Those that are asked to end are so in the same way, whichever of the three it is.
MOMENTS = {signal.SIGINT: 6, signal.SIGTERM: 3, signal.SIGHUP: 2, signal.SIGKILL: 4}


@pytest.mark.parametrize("number", STATUS, ids=lambda number: number.name)
def test_signal_at_any_moment_leaves_whole_files(
    tmp_path: Path, usual: tuple[float, dict[str, bytes]], number: signal.Signals
) -> None:
    seconds, whole = usual
    moments = random.Random(number.value)
    for name in whole:
        (tmp_path / name).write_bytes(OLD)
    ended = 0
    count = MOMENTS[number]
    for moment in range(count):
        after = seconds * (moment + moments.random()) / count
        result = signalled(tmp_path, number, after, *WRITE)
        assert result.status in (0, STATUS[number]), (after, result)
        assert result.err == ""
        ended += result.status != 0
        for name, content in whole.items():
            assert (tmp_path / name).read_bytes() in (OLD, content), (name, after)
        left = names(tmp_path) - set(whole)
        assert not left or number is signal.SIGKILL, (after, left)
    assert ended > count // 4  # or the signals came when all was over


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


@pytest.mark.parametrize(
    ("number", "text"),
    [(signal.SIGINT, SWALLOWED), (signal.SIGTERM, SWALLOWED), (signal.SIGINT, REPLACED)],
    ids=["SIGINT swallowed", "SIGTERM swallowed", "SIGINT replaced"],
)
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
        ("tanh relu elu celu -o {name}.csv", 0),
        ("--version", 1),
        ("--list", 1),
        ("relu --at 0", 1),
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


@pytest.mark.parametrize(
    ("closed", "arguments", "status"),
    [
        ("2>&-", "sigmod", 2),
        ("2>&- <&-", "relu -o a.png", 0),
        ("2>/dev/full", "sigmod", 2),
        ("2>/dev/full", "relu -o a.png", 0),
    ],
)
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
