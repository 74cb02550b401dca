"""The program in a process of its own, which need not import again what every run imports.

A server imports it once; each run is a fork of that server, with a folder, an environment, streams
and an end of its own. What is looked at while the program starts needs a start, and no fork: its
imports, and what the interpreter or a library reads from the environment at once.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from pathlib import Path
from subprocess import CompletedProcess
from threading import Lock
from typing import Any, TextIO

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0  # seconds for a machine that is busy with other things
_CONTEXT = multiprocessing.get_context("forkserver")
_STARTING = Lock()


def forked(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    first: Callable[[], object] | None = None,
) -> CompletedProcess[bytes]:
    """Run the program in a folder, after `first`."""
    with _STARTING, chdir(ROOT):  # where the server, if it is not there yet, looks for modules
        _CONTEXT.set_forkserver_preload(["tests.preloaded"])
        forkserver.ensure_running()
    out, err = (_CONTEXT.Pipe(duplex=False) for _ in range(2))
    given = (folder, tuple(arguments), dict(environment), first, out[1], err[1])
    process = _CONTEXT.Process(target=_run, args=given)
    process.start()
    for _, written in (out, err):
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
    return CompletedProcess(arguments, process.exitcode, *said.values())


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
    main()


def _moved(stream: Any, written: Connection) -> TextIO:
    """Return a stream like one of those that Python opens, which writes to a pipe instead."""
    os.dup2(written.fileno(), stream.fileno())
    written.close()
    number, encoding, errors = stream.fileno(), stream.encoding, stream.errors
    return open(number, "w", -1, encoding, errors, closefd=False)
