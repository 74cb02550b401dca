"""An end for a function at hand, which runs in our own process and may know none."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from actplot.basics import ActplotError

SECONDS = 7.0  # as long as named code has
AGAIN = 0.5  # seconds, for code that catches whatever comes


class TooLong(BaseException):
    """What ends code that takes too long; nothing that is followed should catch it."""


@contextmanager
def time_limit(name: str, seconds: float = SECONDS) -> Iterator[None]:
    """Let what runs inside take so many seconds. Raises ActplotError where it takes more.

    What waits inside a library, and not in Python, is ended once it comes back.
    """
    thread, over = threading.get_ident(), threading.Event()
    guard = threading.Lock()

    def end() -> None:
        wait = seconds
        while not over.wait(wait):
            with guard:
                if not over.is_set():
                    _raise_in(thread, TooLong)
            wait = AGAIN

    watch = threading.Thread(target=end, daemon=True)
    watch.start()
    try:
        try:
            yield
        finally:
            with guard:
                over.set()
            _raise_in(thread, None)  # what was to come, and has not yet
    except TooLong:
        raise ActplotError(f"{name} does not come to an end within {seconds:g} s") from None


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )
