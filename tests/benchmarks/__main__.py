"""The benchmarks: `python -m tests.benchmarks` prints ratios within one run.

Names of sections print only these: `python -m tests.benchmarks evaluation`. Each line of the
section `commands` times whole processes in pairs, so that the drift of a shared machine cancels.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import evaluation, growth
from tests.benchmarks.compare import PYTHON, report
from tests.benchmarks.machine import machine

BARE = str(Path(__file__).with_name("bare.py"))
ACTPLOT = [PYTHON, "-m", "actplot"]
FIVE = ["sigmoid", "tanh", "relu", "softplus", "elu"]


def commands() -> None:
    """Print how long whole commands take."""
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


SECTIONS = {
    "commands": commands,
    "evaluation": evaluation.report,
    "points": growth.report_points,
    "curves": growth.report_curves,
    "memory": growth.report_memory,
}


def main(names: list[str]) -> None:
    """Print the sections of these names, all of them where none is named."""
    unknown = set(names) - set(SECTIONS)
    if unknown:
        sys.exit(f"no section {min(unknown)!r}; there are {', '.join(SECTIONS)}")
    print(machine())
    for name in names or SECTIONS:
        SECTIONS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
