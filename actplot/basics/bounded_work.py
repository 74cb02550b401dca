"""A budget of work: what may take without end asks now and then whether there is any left.

Whoever needs an end opens a budget; what runs inside need not know of it, and asks at the few doors
that all work goes through: a formula is evaluated, or simplified. A budget is one of time, that of
the processor, so that a busy machine takes nothing away; or one of work that is counted, so that
what is found is the same on every machine. Outside of any budget there is all of both.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Found = TypeVar("Found")


class OutOfBudget(Exception):
    """The budget is spent; whoever opened it says what was not worked out."""


class Budget:
    """What may still be spent, and whether something was left out since it did not suffice.

    `work` is counted in operations on balls, of which a usual machine does two million a second.
    Who `takes_gaps` lives with what `worked_out` leaves out, and is never stopped for its work.
    One that `only_shares` its time stops nothing itself: it bounds the budgets inside.
    """

    # a dataclass would take a quarter of the time of --version to import

    def __init__(
        self,
        ends_at: float = math.inf,
        work: float = math.inf,
        takes_gaps: bool = False,
        only_shares: bool = False,
    ) -> None:
        """Begin without gaps."""
        self.ends_at = ends_at
        self.work = work
        self.takes_gaps = takes_gaps
        self.only_shares = only_shares
        self.has_gaps = False


_open: ContextVar[Budget] = ContextVar("_open")
_ENDLESS = Budget()


@contextmanager
def budget(
    seconds: float = math.inf,
    share: float = 1.0,
    work: float = math.inf,
    takes_gaps: bool = False,
    only_shares: bool = False,
) -> Iterator[Budget]:
    """Let what runs inside take at most so much, and this share of the time that is left."""
    outer, now = _open.get(_ENDLESS), time.thread_time()
    ends_at = now + min(seconds, share * (outer.ends_at - now))
    inner = Budget(ends_at, min(work, outer.work), takes_gaps, only_shares)
    given = inner.work
    before = _open.set(inner)
    try:
        yield inner
    finally:
        _open.reset(before)
        if given != math.inf:
            outer.work -= given - inner.work


def spend(work: float = 0.0) -> None:
    """Spend so much work; raise OutOfBudget where nothing is left."""
    now = _open.get(_ENDLESS)
    if now is _ENDLESS or now.only_shares:
        return
    now.work -= work
    if now.work < 0 and not now.takes_gaps:
        raise OutOfBudget
    if now.ends_at != math.inf and time.thread_time() > now.ends_at:
        raise OutOfBudget


def worked_out(task: Callable[[], Found], otherwise: Found) -> Found:
    """Return what a task finds; `otherwise` where the budget of one who takes gaps ends in it."""
    now = _open.get(_ENDLESS)
    if not now.takes_gaps:
        return task()
    try:
        with budget():
            return task()
    except OutOfBudget:
        now.has_gaps = True
        return otherwise
