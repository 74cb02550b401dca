"""What matplotlib warns of or logs, as lines for a person."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

LOG = logging.getLogger("matplotlib")
MISSING_GLYPH = re.compile(r"Glyph (\d+) ")


@contextmanager
def warned_lines() -> Iterator[list[str]]:
    """Give a list that holds, at the end, a line for each warning; missing letters are in one."""
    lines: list[str] = []
    with warnings.catch_warnings(record=True) as caught, logged_lines() as logged:
        warnings.simplefilter("always")
        yield lines
    said = [*(str(warning.message) for warning in caught), *logged]
    missing = [match for line in said if (match := MISSING_GLYPH.match(line))]
    lines += dict.fromkeys(line for line in said if not MISSING_GLYPH.match(line))
    if missing:
        letters = "".join(dict.fromkeys(chr(int(match[1])) for match in missing))
        lines.append(f"no font here has the letters {letters}; install one that does")


@contextmanager
def logged_lines() -> Iterator[list[str]]:
    """Give a list that takes what matplotlib only logs, in place of standard error."""
    told = _Told()
    LOG.addHandler(told)
    try:
        yield told.lines
    finally:
        LOG.removeHandler(told)


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
