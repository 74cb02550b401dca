"""The benchmarks: `python -m tests.benchmarks` prints ratios within one run.

Each line times whole processes in pairs, so that the drift of a shared machine cancels.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.compare import PYTHON, report

BARE = str(Path(__file__).with_name("bare.py"))
ACTPLOT = [PYTHON, "-m", "actplot"]
FIVE = ["sigmoid", "tanh", "relu", "softplus", "elu"]


def main() -> None:
    """Print every benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        for format in ("png", "svg"):
            ours, theirs = (f"{folder}/{name}.{format}" for name in ("actplot", "bare"))
            report(
                f"five curves as {format}, bare matplotlib",
                [*ACTPLOT, *FIVE, "-o", ours],
                [PYTHON, BARE, theirs],
            )
        report(
            "three curves in the terminal, as png",
            [*ACTPLOT, *FIVE[:3], "--terminal"],
            [*ACTPLOT, *FIVE[:3], "-o", f"{folder}/actplot.png"],
        )


if __name__ == "__main__":
    main()
