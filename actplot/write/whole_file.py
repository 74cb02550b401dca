"""How bytes come to the place that a path names: a file whole or not at all, all else in a stream.

A regular file is replaced by a new one beside it, which has taken over what a person would expect,
or is written in place where that is not to be had. What is no regular file stays what it is: pipes
and devices are written into, anything else is refused.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from actplot.basics import held_signals

STREAMS = (stat.S_IFIFO, stat.S_IFCHR)  # kinds of what is written into
REFUSED = {
    stat.S_IFDIR: os.strerror(errno.EISDIR),
    stat.S_IFBLK: "it is a block device; files, pipes and character devices are written",
    stat.S_IFSOCK: "it is a socket; files, pipes and character devices are written",
}
DESCRIPTORS = "/dev/fd"  # where the system shows open files as paths, /dev/stdout among them
MOST_LINKS = 40  # that are followed; the system follows as many
PRIVILEGES = stat.S_ISUID | stat.S_ISGID  # of a program that was at the path; no picture has them
OF_THE_SYSTEM = "security."  # extended attributes that a file has by where it is, or should lose
TEMPORARY = ".actplot-{}"  # beside the file that it will be
LEFT_BEHIND = re.compile(re.escape(TEMPORARY.format("")) + r"[0-9a-f]{16}")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open what will be at a path once everything is written. Raises OSError that names the path.

    Missing folders are made. Whatever goes wrong, an existing file stays as it was.
    """
    try:
        with _stream(path) or _beside(_resolved(path)) as file:
            yield file
    except BrokenPipeError as error:  # which Typer would pass over, as it does for standard output
        raise OSError(errno.EIO, "its reader has left", str(path)) from error
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def descriptor(path: Path) -> int | None:
    """Return the number of the open file that a path such as /dev/stdout leads to, if to any."""
    shown = {os.path.realpath(DESCRIPTORS), DESCRIPTORS}
    with suppress(OSError, ValueError):  # there is nothing at the path
        for _ in range(MOST_LINKS):
            if path.name.isdecimal() and os.path.realpath(path.parent) in shown:
                return int(path.name)
            if not path.is_symlink():
                break
            path = path.parent / path.readlink()
    return None


def is_stream(path: Path) -> bool:
    """Tell whether something stands at a path that is written into; raise OSError where none may.

    A path that leads nowhere yet is that of a file.
    """
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise
        return False  # what stands in the way is told by whoever opens it
    if kind in REFUSED:
        raise OSError(errno.EINVAL, REFUSED[kind], str(path))
    return kind in STREAMS


def _stream(path: Path) -> BinaryIO | None:
    """Return what is written into, open; None for a file.

    A pipe waits for its reader, as one of the shell does.
    """
    number = descriptor(path)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")  # where the others are who write into it
    if not is_stream(path):
        return None
    return os.fdopen(os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), "wb")


def _resolved(path: Path) -> Path:
    """Return the path behind symbolic links. Raises OSError where these lead in a circle."""
    try:
        path.stat()  # `resolve` itself raises RuntimeError for a circle, or passes it over
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise
    return path.resolve()


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    """Open the temporary file; put it into place at the end, or remove it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        os.close(os.open(path, os.O_WRONLY))  # which says why a file may not be written
    _sweep(path.parent)
    # the name is known before the file is there, so that an interrupt at any moment can remove it
    temporary = path.with_name(TEMPORARY.format(secrets.token_hex(8)))
    try:
        with _in_use(temporary) as file:
            with file:
                yield file
            _put(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _put(temporary: Path, path: Path) -> None:
    """Let a file that is whole take the place of another, with what is known of that one."""
    if not path.exists():
        os.replace(temporary, path)
        return
    try:
        if _takes_over(temporary, path):
            os.replace(temporary, path)
            return
    except OSError:  # a folder where all may add but not replace, or a mount on the file itself
        pass
    _write_in_place(temporary, path)


def _takes_over(temporary: Path, path: Path) -> bool:
    """Give a new file owner, group and mode of an old one; tell whether that is all there is."""
    old, new = path.stat(), temporary.stat()
    if old.st_nlink > 1 or _attributes(path):
        return False
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(temporary, old.st_uid, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode) & ~PRIVILEGES)
    return True


def _attributes(path: Path) -> list[str]:
    """Return the extended attributes that somebody gave a file, access lists among them."""
    if sys.platform != "linux":
        return []
    try:
        return [name for name in os.listxattr(path) if not name.startswith(OF_THE_SYSTEM)]
    except OSError:
        return []


def _write_in_place(temporary: Path, path: Path) -> None:
    """Write what a temporary file holds over a file, once the disk has room for it."""
    with held_signals(), open(temporary, "rb") as new, open(path, "r+b") as file:
        _make_room(file, temporary.stat().st_size)
        shutil.copyfileobj(new, file)
        file.truncate()
        file.flush()
        mode = os.fstat(file.fileno()).st_mode
        if mode & PRIVILEGES:
            os.chmod(path, stat.S_IMODE(mode) & ~PRIVILEGES)


def _make_room(file: BinaryIO, size: int) -> None:
    """Let a file have so many bytes before what it holds is lost."""
    if not hasattr(os, "posix_fallocate"):
        return
    before = os.fstat(file.fileno()).st_size
    try:
        os.posix_fallocate(file.fileno(), 0, size)
    except OSError:
        os.ftruncate(file.fileno(), before)
        raise


# What a run that was killed left behind


@contextmanager
def _in_use(temporary: Path) -> Iterator[BinaryIO]:
    """Make a temporary file that others leave alone until the end, also once it is closed."""
    while True:
        with open(temporary, "xb") as file, _claimed(file) as is_there:
            if is_there:  # nobody took it for left behind before it was claimed
                yield file
                return


@contextmanager
def _claimed(file: BinaryIO) -> Iterator[bool]:
    """Lock a new file, and tell whether it is still there."""
    if sys.platform == "win32":  # where what is open can be neither moved nor removed
        yield True
        return
    held = os.dup(file.fileno())
    try:
        _lock(held, wait=True)
        yield bool(os.fstat(held).st_nlink)
    finally:
        os.close(held)


def _lock(number: int, wait: bool) -> bool:
    """Lock an open file for this process; tell whether that was possible."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(number, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another has it, or the file system knows no locks
        return False
    return True


@cache
def _sweep(folder: Path) -> None:
    """Remove the temporary files of a folder that no process writes any more, once a run."""
    with suppress(OSError), os.scandir(folder) as entries:
        left = [entry.path for entry in entries if LEFT_BEHIND.fullmatch(entry.name)]
        for path in left:
            with suppress(OSError):  # somebody else's, perhaps, or just gone
                _remove_unless_in_use(path)


def _remove_unless_in_use(path: str) -> None:
    if sys.platform == "win32":
        os.unlink(path)
    elif stat.S_ISREG(os.lstat(path).st_mode):
        with open(path, "rb") as file:
            if _lock(file.fileno(), wait=False):
                os.unlink(path)
