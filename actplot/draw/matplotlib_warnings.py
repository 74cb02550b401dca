"""What matplotlib warns of or logs, as lines for a person."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Container, Iterator
from contextlib import contextmanager

LOG = logging.getLogger("matplotlib")
MISSING_GLYPH = re.compile(r"Glyph (\d+) ")


@contextmanager
def warned_lines(known: Container[str] = ()) -> Iterator[list[str]]:
    """Give a list that holds, at the end, a line for each warning.

    Letters that no font has are in one line, but for those that are known to be missing.
    """
    lines: list[str] = []
    with warnings.catch_warnings(record=True) as caught, logged_lines() as logged:
        warnings.simplefilter("always")
        yield lines
    said = [*(str(warning.message) for warning in caught), *logged]
    found = [(line, MISSING_GLYPH.match(line)) for line in said]
    lines += dict.fromkeys(line for line, glyph in found if not glyph)
    letters = {chr(int(glyph[1])) for _, glyph in found if glyph}
    if missing := [letter for letter in letters if letter not in known]:
        from actplot.draw.writing_systems import advice

        lines.append(advice(missing))


@contextmanager
def logged_lines() -> Iterator[list[str]]:
    """Give a list that takes what matplotlib only logs, in place of standard error.

    Within another, the inner one alone takes it, as it is with what matplotlib warns of.
    """
    told = _Told()
    outer = [handler for handler in LOG.handlers if isinstance(handler, _Told)]
    for handler in outer:
        LOG.removeHandler(handler)
    LOG.addHandler(told)
    try:
        yield told.lines
    finally:
        LOG.removeHandler(told)
        for handler in outer:
            LOG.addHandler(handler)


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
