"""A watch over one case: it takes no more time and memory than it may."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.slowness import slowness

MOST_SECONDS = 3.0  # of the processor, so that other work on the machine does not count
MOST_WAITING = 30.0  # by the clock, for what waits for something that does not come
MOST_MEGABYTES = 200.0
STATUS, RESET_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class TakesTooLong(BaseException):
    """The case has had its time; nothing that runs may swallow this."""


@contextmanager
def watched(seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Raise TakesTooLong in what runs longer, and AssertionError for too much memory."""

    allowed = seconds

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal allowed
        # how slow the machine is now is too dear to ask for every case
        last, allowed = allowed, seconds * slowness()
        if number == signal.SIGPROF and allowed > last:
            signal.setitimer(signal.ITIMER_PROF, allowed - last)
        else:
            raise TakesTooLong(f"more than {seconds:g} s")

    before = [signal.signal(number, stop) for number in (signal.SIGPROF, signal.SIGALRM)]
    start = _begin_of_memory()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, MOST_WAITING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])
    grown = _peak() - start
    assert grown <= MOST_MEGABYTES, f"took {grown:.0f} MB"


def _begin_of_memory() -> float:
    """Return what the process holds, in MB; its peak begins anew where the system can do that."""
    if not RESET_PEAK.exists():
        return _peak()
    RESET_PEAK.write_text("5")
    return _held("VmRSS")


def _peak() -> float:
    if STATUS.exists():
        return _held("VmHWM")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _held(key: str) -> float:
    lines = STATUS.read_text(encoding="utf-8").splitlines()
    (kilobytes,) = [line.split()[1] for line in lines if line.startswith(f"{key}:")]
    return int(kilobytes) / 2**10
