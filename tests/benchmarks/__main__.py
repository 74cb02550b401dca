"""The benchmarks: `python -m tests.benchmarks` prints ratios within one run.

Names of sections print only these: `python -m tests.benchmarks evaluation`.
"""

from __future__ import annotations

import sys

from tests.benchmarks import commands, evaluation, growth, page, series, window
from tests.benchmarks.machine import machine

SECTIONS = {
    "start": commands.report_start,
    "pictures": commands.report_pictures,
    "series": series.report_series,
    "window": window.report,
    "page": page.report,
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
