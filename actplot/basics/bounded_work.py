"""A budget of work: what may take without end asks now and then whether there is time left.

Whoever needs an end opens a budget; what runs inside need not know of it, and asks at the few doors
that all work goes through: a formula is evaluated, or simplified. Time is that of the processor, so
that a busy machine takes nothing away. Outside of any budget there is all the time of the world.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class OutOfBudget(Exception):
    """The budget is spent; whoever opened it says what was not worked out."""


_ends_at: ContextVar[float] = ContextVar("_ends_at", default=math.inf)


@contextmanager
def budget(seconds: float = math.inf, share: float = 1.0) -> Iterator[None]:
    """Let what runs inside take so many seconds, and this share of what is left, at most."""
    now = time.thread_time()
    left = _ends_at.get() - now
    before = _ends_at.set(now + min(seconds, share * left))
    try:
        yield
    finally:
        _ends_at.reset(before)


def spend() -> None:
    """Raise OutOfBudget where nothing is left."""
    ends_at = _ends_at.get()
    if ends_at != math.inf and time.thread_time() > ends_at:
        raise OutOfBudget
