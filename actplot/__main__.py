"""The program: `actplot` and `python -m actplot` begin and end here."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from actplot import __version__
from actplot.basics import Exit, end_in_order, held_interrupts, raise_again_what_is_swallowed

STANDARD_STREAMS = 3

# What numpy may be built on. Formulas need none of it; its threads take a twentieth of a second to
# start, and do not outlive a fork.
LINEAR_ALGEBRA = ("OPENBLAS", "MKL")


def main() -> NoReturn:
    """Run the command line, and leave without tidying up what the process takes with it.

    Nearly all that a run allocates lives to its end, which is near: collecting garbage on the way
    and freeing every object at the end takes a quarter of the time of a picture.
    """
    gc.disable()
    for library in LINEAR_ALGEBRA:
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    try:
        _hold_standard_streams()
        asked_to_end = end_in_order()
        raise_again_what_is_swallowed()
        if not _told_version():
            with held_interrupts():  # they would break libraries that are being loaded
                from actplot.command import run
            run(asked_to_end)
        status: str | int | None = Exit.DONE
    except SystemExit as ended:
        status = ended.code
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over already
    atexit._run_exitfuncs()  # among them those that remove temporary folders
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):  # `run` has told of that of standard output
            stream.flush()
    os._exit(status if isinstance(status, int) else bool(status))


def _told_version() -> bool:
    """Answer `--version` alone, for which nothing needs to be loaded; tell whether that was all.

    Where it cannot be written the command line says why.
    """
    if sys.argv[1:] != ["--version"] or not sys.stdout:
        return False
    try:
        print(f"actplot {__version__}", flush=True)
    except OSError:
        return False
    return True


def _hold_standard_streams() -> None:
    """Open what is closed of standard input, output and error, or something else takes its number.

    A library that writes to standard error would otherwise write into a picture.
    """
    for stream in range(STANDARD_STREAMS):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    main()
