"""Signals that end the program: held where an exception would break what runs, never lost."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

TO_END = ("SIGTERM", "SIGHUP")
A_MOMENT = 1e-3  # seconds
KILLED = 128  # and the number of the signal: the exit status that shells give


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


def end_in_order() -> None:
    """Let a request to end raise SystemExit, so that what is half written is taken away."""
    for name in TO_END:
        number = getattr(signal, name, None)  # which not every system has
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(KILLED + number)


def raise_again_what_is_swallowed() -> None:
    """Let an end that came while Python ran a callback, which swallows it, come a moment later.

    The callback may be that of a lock of an import, or that of an object that is freed.
    """
    if hasattr(signal, "setitimer"):
        sys.unraisablehook = _come_again


def _come_again(swallowed: sys.UnraisableHookArgs) -> None:
    error = swallowed.exc_value
    if not isinstance(error, KeyboardInterrupt | SystemExit):
        sys.__unraisablehook__(swallowed)
        return

    def again(number: int, frame: FrameType | None) -> NoReturn:
        raise error

    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, A_MOMENT)
