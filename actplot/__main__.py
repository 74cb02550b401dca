"""The program: `actplot` and `python -m actplot` begin here."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; nearly all that it allocates lives to the end, which is near."""
    gc.disable()
    from actplot.cli import run

    run()


if __name__ == "__main__":
    main()
