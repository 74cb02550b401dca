"""The program: `actplot` and `python -m actplot` begin here."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line; nearly all that it allocates lives to the end, which is near."""
    gc.disable()
    try:
        from actplot.cli import run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
