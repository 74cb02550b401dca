"""Signals that ask the program to end: Ctrl-C is held where an exception would break what runs.

None is lost, and what is half written is taken away.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

TO_END = {"SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL, "SIGINT": signal.default_int_handler}
KILLED = 128  # and the number of the signal: the exit status that shells give
A_MOMENT = 1e-3  # seconds


@contextmanager
def held_interrupts() -> Iterator[list[int]]:
    """Hold interrupts until the end, and raise KeyboardInterrupt there if one came.

    The list that is given holds the signals that have come so far.
    """
    held: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        yield held
        return
    signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        yield held
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            raise KeyboardInterrupt


@contextmanager
def held_signals() -> Iterator[None]:
    """Let requests to end come at the end of this, which is short and must not stop halfway."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ends = [getattr(signal, name) for name in TO_END]
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_in_order() -> list[int]:
    """Let a request to end raise KeyboardInterrupt or SystemExit, if it is not ignored.

    The list that is returned will hold the exit status of each request.
    """
    asked: list[int] = []

    def end(number: int, frame: FrameType | None) -> NoReturn:
        asked.append(KILLED + number)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(KILLED + number)

    for name, usual in TO_END.items():
        number = getattr(signal, name, None)  # which not every system has
        if number is not None and signal.getsignal(number) is usual:
            signal.signal(number, end)
    return asked


@contextmanager
def ends_prevail(asked: Sequence[int]) -> Iterator[None]:
    """End if that was asked for, where compiled code puts its own error in place of the request."""
    try:
        yield
    except Exception:
        if asked:
            raise SystemExit(asked[0]) from None
        raise


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
