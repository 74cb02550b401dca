"""What the program says: data on standard output, everything for a person on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of data."""
    print("\n".join(lines))


def as_json(found: object) -> list[str]:
    """Return data as lines that a program can read."""
    return [json.dumps(found, indent=2, ensure_ascii=False)]


def print_path(path: str) -> None:
    """Print a path at once: whoever reads need not wait for what follows."""
    print(path, flush=True)


def say(line: str) -> None:
    """Print one line for a person, if standard error is open."""
    if sys.stderr:
        print(f"actplot: {' '.join(line.split())}", file=sys.stderr, flush=True)
