"""Which steps of a program may write into which array, so that a block needs but a few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actplot.evaluate.meaning import COMPARE, choose
from actplot.evaluate.reach import Operation, pass_on

RESULT = -1  # stands for the array of results
PASSING = frozenset({pass_on, choose})
TESTS = frozenset({*COMPARE.values(), np.logical_and})


def buffers(steps: Sequence[Operation], first: int, result: int) -> list[int | None]:
    """Return the number of the array that each step fills, None where it makes one itself.

    Step n makes the value at place first + n. An array is free again behind the last step that
    takes its value, and not before: that step may be asked how its arguments were.
    """
    # the steps in whose arrays a value may stand
    stands_in: list[frozenset[int]] = [frozenset()] * first
    last: dict[int, int] = {}
    for n, (function, places) in enumerate(steps):
        if function in PASSING:
            stands_in.append(frozenset().union(*(stands_in[place] for place in places)))
        else:
            filling = function not in TESTS and (
                isinstance(function, np.ufunc) or function is np.clip
            )
            stands_in.append(frozenset({n}) if filling else frozenset())
        last |= {origin: n for place in places for origin in stands_in[place]}
    found: list[int | None] = []
    free: list[int] = []
    for n in range(len(steps)):
        if stands_in[first + n] != {n}:
            found.append(None)
        elif first + n == result:
            found.append(RESULT)
        else:
            found.append(free.pop() if free else len({*found} - {None, RESULT}))
        for origin, end in last.items():
            number = found[origin] if origin <= n else None
            if end == n and number is not None:
                free.append(number)
    return found
