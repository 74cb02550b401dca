"""What matplotlib warns of, as lines for a person."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

MISSING_GLYPH = re.compile(r"Glyph (\d+) ")


@contextmanager
def warned_lines() -> Iterator[list[str]]:
    """Give a list that holds, at the end, a line for each warning; missing letters are in one."""
    lines: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield lines
    said = [str(warning.message) for warning in caught]
    missing = [match for line in said if (match := MISSING_GLYPH.match(line))]
    lines += dict.fromkeys(line for line in said if not MISSING_GLYPH.match(line))
    if missing:
        letters = "".join(dict.fromkeys(chr(int(match[1])) for match in missing))
        lines.append(f"no font here has the letters {letters}; install one that does")
