"""The program: `actplot` and `python -m actplot` begin and end here."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import NoReturn

from actplot.errors import Exit

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
        from actplot.cli import run

        run()
    except SystemExit as ended:
        status = ended.code
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    atexit._run_exitfuncs()  # among them those that remove temporary folders
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    os._exit(status if isinstance(status, int) else bool(status))


if __name__ == "__main__":
    main()
