"""What matplotlib warns of, as lines for a person."""

from __future__ import annotations

import re
import warnings
from collections.abc import Container, Iterator
from contextlib import contextmanager

MISSING_GLYPH = re.compile(r"Glyph (\d+) ")


@contextmanager
def warned_lines(known: Container[str] = ()) -> Iterator[list[str]]:
    """Give a list that holds, at the end, a line for each warning.

    Letters that no font has are in one line, but for those that are known to be missing.
    """
    lines: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield lines
    said = [str(warning.message) for warning in caught]
    found = [(line, MISSING_GLYPH.match(line)) for line in said]
    lines += dict.fromkeys(line for line, glyph in found if not glyph)
    letters = {chr(int(glyph[1])) for _, glyph in found if glyph}
    if missing := [letter for letter in letters if letter not in known]:
        from actplot.scripts import advice

        lines.append(advice(missing))
