"""The program in a process of its own, which need not import again what every run imports.

A server imports it once; each run is a fork of that server, with a folder, an environment, streams
and an end of its own. What is looked at while the program starts needs a start, and no fork: its
imports, and what the interpreter or a library reads from the environment at once.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from pathlib import Path
from subprocess import CompletedProcess
from threading import Lock
from typing import Any, TextIO

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0  # seconds for a machine that is busy with other things
KILOBYTE = 2**10
_CONTEXT = multiprocessing.get_context("forkserver")
_STARTING = Lock()


@dataclass(frozen=True)
class Cost:
    """What a run took of a processor since it was forked, and the most memory that it held."""

    seconds: float
    megabytes: float


def forked(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    first: Callable[[], object] | None = None,
) -> CompletedProcess[bytes]:
    """Run the program in a folder, after `first`."""
    return measured(folder, arguments, environment, first)[0]


def measured(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    first: Callable[[], object] | None = None,
) -> tuple[CompletedProcess[bytes], Cost]:
    """Run the program in a folder, after `first`; what it took is known unless it was killed."""
    with _STARTING, chdir(ROOT):  # where the server, if it is not there yet, looks for modules
        _CONTEXT.set_forkserver_preload(["tests.preloaded"])
        forkserver.ensure_running()
    out, err, took = (_CONTEXT.Pipe(duplex=False) for _ in range(3))
    given = (folder, tuple(arguments), dict(environment), first, out[1], err[1], took[1])
    process = _CONTEXT.Process(target=_run, args=given)
    process.start()
    for _, written in (out, err, took):
        written.close()  # here, or reading would have no end
    said = {read: b"" for read, _ in (out, err)}
    running = [*said]
    while running:
        ready = wait(running, PATIENCE)
        if not ready:
            process.kill()
            raise TimeoutError(f"{arguments} says nothing for {PATIENCE:g} seconds")
        for read in running[:]:
            if read in ready:
                part = os.read(read.fileno(), 65536)
                said[read] += part
                if not part:
                    running.remove(read)
    process.join()
    assert process.exitcode is not None
    try:
        cost = took[0].recv()
    except EOFError:
        cost = Cost(float("nan"), float("nan"))
    return CompletedProcess(arguments, process.exitcode, *said.values()), cost


def text(said: bytes) -> str:
    """Return what a run has written as it does, bytes that are no text included."""
    return said.decode(errors="surrogateescape")


def _run(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    first: Callable[[], object] | None,
    out: Connection,
    err: Connection,
    took: Connection,
) -> None:
    from actplot.__main__ import main

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.stdout = _moved(sys.stdout, out)
    sys.stderr = _moved(sys.stderr, err)
    if first:
        first()
    sys.argv = ["actplot", *arguments]
    atexit.register(lambda: took.send(_cost()))  # `main` ends the process
    main()


def _cost() -> Cost:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(each.ru_utime + each.ru_stime for each in used)
    return Cost(seconds, max(each.ru_maxrss for each in used) / KILOBYTE)


def _moved(stream: Any, written: Connection) -> TextIO:
    """Return a stream like one of those that Python opens, which writes to a pipe instead."""
    os.dup2(written.fileno(), stream.fileno())
    written.close()
    number, encoding, errors = stream.fileno(), stream.encoding, stream.errors
    return open(number, "w", -1, encoding, errors, closefd=False)
