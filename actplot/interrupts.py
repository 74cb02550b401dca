"""Ctrl-C at a moment when an exception would break what runs, or be swallowed by it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_interrupts() -> Iterator[list[int]]:
    """Hold interrupts until the end, and raise KeyboardInterrupt there if one came.

    The list that is given holds the signals that have come so far.
    """
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        yield held
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt
