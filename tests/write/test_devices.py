"""What an output path may lead to: a file, a pipe, a device, a file that others share."""

from __future__ import annotations

import grp
import os
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actplot.write import whole_file as room
from actplot.write.whole_file import LEFT_BEHIND, whole_file
from tests.command.test_faults import (
    Result,
    can_mount,
    is_one_line,
    mounted,
    names,
    program,
    shell,
    without_privileges,
)

DATA = ("relu", "-n", "3")
HEAD, LINES = "curve,x,value,derivative\n", 4
NULL, ZERO, LOOP = (1, 3), (1, 5), (7, 250)  # numbers of devices: two of memory, and a disk
OLD = b"what was here before"
SOMEBODY, SOME_GROUP = 4321, 8765
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may do this")


def node(path: Path, kind: int, numbers: tuple[int, int]) -> Path:
    """Make a device node in a folder of the test; the machine's own are left alone."""
    os.mknod(path, kind | 0o666, os.makedev(*numbers))
    return path


@pytest.fixture
def null(tmp_path: Path) -> Path:
    """Return a node that takes everything, as root can make it where devices are allowed."""
    try:
        path = node(tmp_path / "nullnode", stat.S_IFCHR, NULL)
        path.write_bytes(b"")
    except OSError:
        pytest.skip("no device can be made here")
    return path


def is_null(path: Path) -> bool:
    found = path.stat()
    numbers = os.major(found.st_rdev), os.minor(found.st_rdev)
    return stat.S_ISCHR(found.st_mode) and numbers == NULL


def all_of(text: str) -> bool:
    return text.startswith(HEAD) and text.count("\n") == LINES


# Pipes and devices


@pytest.mark.parametrize("path", ["nn.png", "nullnode", "{name}.csv"])
def test_a_device_stays_a_device(tmp_path: Path, null: Path, path: str) -> None:
    for link in ("nn.png", "relu.csv"):
        (tmp_path / link).symlink_to(null)
    asked = ("--format", "csv") if path == "nullnode" else ()
    result = program(tmp_path, *DATA, "-o", path, *asked)
    assert result == Result(0, path.replace("{name}", "relu") + "\n", "")
    assert is_null(null)
    assert names(tmp_path) == {"nullnode", "nn.png", "relu.csv"}


@pytest.mark.parametrize(
    ("pipe", "path", "format"),
    [
        ("pp.csv", "pp.csv", ()),
        ("pipe", "pipe", ("--format", "csv")),
        ("a.pipe", "link", ("--format", "csv")),
        ("pp.csv", "link.csv", ()),
        ("relu.csv", "{name}.csv", ()),
    ],
)
def test_the_reader_of_a_pipe_gets_all(
    tmp_path: Path, pipe: str, path: str, format: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / pipe)
    for link in ("link", "link.csv"):
        (tmp_path / link).symlink_to(pipe)
    with subprocess.Popen(["cat", pipe], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as reader:
        result = program(tmp_path, *DATA, "-o", path, *format)
        read, _ = reader.communicate(timeout=60)
    assert result == Result(0, path.replace("{name}", "relu") + "\n", "")
    assert all_of(read)
    assert stat.S_ISFIFO((tmp_path / pipe).stat().st_mode)


def test_a_reader_that_leaves_is_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pp.csv")
    with subprocess.Popen(["head", "-c", "9", "pp.csv"], cwd=tmp_path, stdout=subprocess.DEVNULL):
        result = program(tmp_path, "relu", "-n", "1e5", "-o", "pp.csv")
    is_one_line(result, 1, "cannot write pp.csv: its reader has left")


def test_a_pipe_waits_for_its_reader_until_ctrl_c(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pp.csv")
    command = [sys.executable, "-m", "actplot", *DATA, "-o", "pp.csv"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")


BASH = "bash -c {}"


@pytest.mark.parametrize(
    "line",
    [
        "$ACTPLOT relu -n 3 -o /dev/stdout --format csv | cat",
        "$ACTPLOT relu -n 3 -o out.csv > a.txt; cat a.txt",
        "$ACTPLOT relu -n 3 -o /dev/stderr --format csv 2>&1 >a.txt | cat",
        "$ACTPLOT relu -n 3 -o /dev/fd/3 --format csv 3>a.txt >b.txt; cat a.txt",
    ],
)
def test_open_files_are_written_into(tmp_path: Path, line: str) -> None:
    (tmp_path / "out.csv").symlink_to("/dev/stdout")
    result = shell(tmp_path, line)
    assert result.status == 0
    assert all_of(result.out), result
    assert result.err == ""


def test_what_stands_in_an_open_file_stays(tmp_path: Path) -> None:
    """A file that a shell appends to is no file to be replaced."""
    line = "echo first > log; $ACTPLOT relu -n 3 -o /proc/self/fd/3 --format csv 3>>log >a.txt; "
    result = shell(tmp_path, line + "echo last >> log; cat log")
    first, *data, last = result.out.splitlines()
    assert (first, len(data), last) == ("first", LINES, "last")


def test_a_process_substitution_gets_all(tmp_path: Path) -> None:
    line = "$ACTPLOT relu -n 3 -o >(cat > got; mv got whole) --format csv > said; cat whole"
    waits = line.replace(
        "; cat", "; for i in $(seq 200); do [ -e whole ] && break; sleep 0.05; done; cat"
    )
    result = shell(tmp_path, BASH.format(shlex.quote(waits)))
    assert all_of(result.out), result


def test_a_descriptor_that_is_not_open_is_one_line(tmp_path: Path) -> None:
    result = shell(tmp_path, "$ACTPLOT relu -n 3 -o /dev/fd/77 --format csv")
    is_one_line(result, 1, "cannot write /dev/fd/77: Bad file descriptor")


@AS_ROOT
def test_a_block_device_is_refused(tmp_path: Path) -> None:
    try:
        disk = node(tmp_path / "disk.png", stat.S_IFBLK, LOOP)
    except OSError:
        pytest.skip("no device can be made here")
    for path in ("disk.png", "link.png"):
        if path != "disk.png":
            (tmp_path / path).symlink_to(disk)
        is_one_line(program(tmp_path, *DATA, "-o", path), 1, f"cannot write {path}", "block device")
    assert stat.S_ISBLK(disk.stat().st_mode)


@pytest.mark.parametrize("path", ["s.csv", "{name}.csv"])
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)  # a path of a socket may not be long
    for name in ("s.csv", "relu.csv"):
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(name)
    result = program(tmp_path, *DATA, "-o", path)
    is_one_line(result, 1, f"cannot write {path.replace('{name}', 'relu')}: it is a socket")
    assert names(tmp_path) == {"s.csv", "relu.csv"}


def test_what_is_no_place_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()
    is_one_line(program(tmp_path, *DATA, "-o", "a.csv", "-o", "b.csv"), 1, "b.csv: Is a directory")
    assert names(tmp_path) == {"b.csv"}


def test_a_node_without_suffix_needs_a_format(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    is_one_line(program(tmp_path, *DATA, "-o", "pipe"), 2, "-o pipe needs --format")
    is_one_line(program(tmp_path, *DATA, "-o", "file", "--format", "csv"), 2, "needs a suffix")
    assert names(tmp_path) == {"pipe"}


# What a file keeps


def kept(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)


def give(path: Path, owner: int, group: int) -> None:
    """Give a file to somebody, as not even every root may."""
    try:
        os.chown(path, owner, group)
    except PermissionError:
        pytest.skip("files cannot be given away here")


def is_new(path: Path) -> bool:
    return path.read_text().startswith(HEAD)


@AS_ROOT
def test_owner_group_and_mode_stay_without_setuid(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    give(path, SOMEBODY, SOME_GROUP)
    path.chmod(0o6754)
    assert program(tmp_path, *DATA, "-o", "a.csv").status == 0
    assert is_new(path)
    assert kept(path) == (SOMEBODY, SOME_GROUP, 0o754)


@AS_ROOT
def test_a_file_of_somebody_else_stays_theirs_where_it_may_be_written(tmp_path: Path) -> None:
    """An ordinary user cannot give a file away: it is written in place."""
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    path.chmod(0o666)
    tmp_path.chmod(0o777)
    for folder in [tmp_path, *tmp_path.parents]:
        if not folder.stat().st_mode & stat.S_IXOTH:
            pytest.skip("an ordinary user does not come to the folder of the test")
    before = path.stat().st_ino
    code = (
        "import os, pathlib; from actplot.write.whole_file import whole_file\n"
        f"os.setgroups([]); os.setgid({SOME_GROUP}); os.setuid({SOMEBODY})\n"
        "with whole_file(pathlib.Path('a.csv')) as file: file.write(b'new')\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    assert path.read_bytes() == b"new"
    assert path.stat().st_ino == before
    assert kept(path) == (0, 0, 0o666)
    assert names(tmp_path) == {"a.csv"}


def test_a_group_that_one_is_in_stays(tmp_path: Path) -> None:
    others = [group for group in os.getgroups() if group != os.getegid()]
    if os.geteuid() == 0:
        others = [group.gr_gid for group in grp.getgrall() if group.gr_gid]
    if not others:
        pytest.skip("there is no other group")
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    give(path, -1, others[0])
    path.chmod(0o664)
    with whole_file(path) as file:
        file.write(b"new")
    assert kept(path) == (os.geteuid(), others[0], 0o664)


def test_hard_links_stay_together(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(OLD * 1000)
    os.link(tmp_path / "a.csv", tmp_path / "b.txt")
    assert program(tmp_path, *DATA, "-o", "a.csv").status == 0
    assert is_new(tmp_path / "b.txt")
    assert (tmp_path / "a.csv").samefile(tmp_path / "b.txt")
    assert OLD not in (tmp_path / "b.txt").read_bytes()
    assert names(tmp_path) == {"a.csv", "b.txt"}


def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    try:
        os.setxattr(path, "user.from", b"me")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    with whole_file(path) as file:
        file.write(b"new")
    assert (path.read_bytes(), os.getxattr(path, "user.from")) == (b"new", b"me")


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    path.chmod(0o444)
    result = program(tmp_path, *DATA, "-o", "a.csv", first=without_privileges)
    is_one_line(result, 1, "cannot write a.csv: Permission denied")
    assert path.read_bytes() == OLD
    assert names(tmp_path) == {"a.csv"}


needs_mount = pytest.mark.skipif(not can_mount(), reason="nothing can be mounted")


@needs_mount
def test_a_file_that_is_itself_a_mount_is_written(tmp_path: Path) -> None:
    """As one file handed into a container is: nothing can be put in its place."""
    (tmp_path / "inner.csv").write_bytes(OLD)
    (tmp_path / "a.csv").touch()
    line = shlex.join(["mount", "--bind", *(str(tmp_path / n) for n in ("inner.csv", "a.csv"))])
    result = program(tmp_path, *DATA, "-o", "a.csv", prefix=mounted(line, tmp_path))
    assert result == Result(0, "a.csv\n", "")
    assert is_new(tmp_path / "inner.csv")
    assert names(tmp_path) == {"a.csv", "inner.csv"}


@needs_mount
def test_a_full_disk_leaves_a_file_with_two_names_as_it_was(tmp_path: Path) -> None:
    """There is room for the new file, but not for it and for the old one to grow as much."""
    quoted = shlex.quote(str(tmp_path))
    fill = f"mount -t tmpfs -o size=96k none {quoted} && cd {quoted} && echo old > a.csv"
    inside = "$ACTPLOT relu -n 1501 -o a.csv; echo status $?; ln a.csv b.csv; "
    inside += "echo old > a.csv; $ACTPLOT relu -n 1501 -o a.csv; echo status $?; ls -A; cat b.csv"
    result = shell(tmp_path, shlex.join([*mounted(fill, tmp_path), "sh", "-c", inside]))
    words = ["a.csv", "status", "0", "status", "1", "a.csv", "b.csv", "old"]
    assert result.out.split() == words
    assert result.err == "actplot: cannot write a.csv: No space left on device\n"


# What a run that was killed left behind


@pytest.fixture(autouse=True)
def _swept_anew() -> Iterator[None]:
    room._sweep.cache_clear()
    yield
    room._sweep.cache_clear()


def temporary(folder: Path) -> list[str]:
    return [name for name in names(folder) if LEFT_BEHIND.fullmatch(name)]


def test_what_a_kill_left_is_swept_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    slow = [sys.executable, "-m", "actplot", "relu", "-n", "1e6", "-o", "slow.csv"]
    with subprocess.Popen(slow, cwd=tmp_path, stdout=subprocess.DEVNULL) as killed:
        until = time.monotonic() + 60
        while not temporary(tmp_path):
            assert killed.poll() is None
            assert time.monotonic() < until
        killed.kill()
    (left,) = temporary(tmp_path)
    ours = tmp_path / ".actplot-notes"
    ours.touch()
    with whole_file(tmp_path / "b.csv") as file:  # one that begins sweeps, and is in use
        (used,) = temporary(tmp_path)
        assert used != left
        file.write(OLD)
        assert program(tmp_path, *DATA, "-o", "a.csv").status == 0
        assert temporary(tmp_path) == [used]
    assert (tmp_path / "b.csv").read_bytes() == OLD
    assert names(tmp_path) == {"a.csv", "b.csv", ".actplot-notes"}


def test_only_a_file_of_that_name_is_swept(tmp_path: Path) -> None:
    name = ".actplot-" + "0" * 16
    (tmp_path / "kept").write_bytes(OLD)
    (tmp_path / name).symlink_to("kept")
    (tmp_path / (name + ".csv")).touch()
    (tmp_path / name.replace("0", "1")).mkdir()
    before = names(tmp_path)
    assert program(tmp_path, *DATA, "-o", "a.csv").status == 0
    assert names(tmp_path) == before | {"a.csv"}
