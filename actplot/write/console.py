"""What the program says: data on standard output, everything for a person on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

LONGEST_LINE, LAST_WORDS = 360, 120  # letters that are said, and those of them at the end


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of data. Raises OSError where there is nowhere to print them."""
    if sys.stdout is None:
        raise OSError("standard output is closed")
    print("\n".join(lines))


def as_json(found: object) -> list[str]:
    """Return data as lines that a program can read."""
    import json

    return [json.dumps(found, indent=2, ensure_ascii=False)]


def print_path(path: str) -> None:
    """Print a path at once: whoever reads need not wait for what follows.

    One that the encoding of standard output does not know is given back as the system has it.
    """
    if sys.stdout is None:
        return
    try:
        path.encode(sys.stdout.encoding)
    except UnicodeError:
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(path) + b"\n")
        sys.stdout.flush()
    else:
        print(path, flush=True)


def say(line: str) -> None:
    """Print one line for a person, if standard error is open and somebody reads it."""
    if not sys.stderr:
        return
    with suppress(OSError):
        print(f"actplot: {one_line(line)}", file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """Return a text on one line that a terminal shows as it is; the middle of a long one goes."""
    words = " ".join(text.split())
    if len(words) > LONGEST_LINE:
        words = f"{words[: LONGEST_LINE - LAST_WORDS]}...{words[-LAST_WORDS:]}"
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in words
    )
