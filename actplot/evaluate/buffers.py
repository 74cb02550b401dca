"""Which steps of a program may write into which array, so that a block needs but a few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actplot.evaluate.error_bounds import Operation, pass_on
from actplot.evaluate.functions import COMPARE, choose

RESULT = -1  # the place of the array of results, the last of those that a block is given
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
    free_behind: dict[int, list[int]] = {}
    for origin, end in last.items():
        free_behind.setdefault(end, []).append(origin)
    found: list[int | None] = []
    free: list[int] = []
    count = 0
    for n in range(len(steps)):
        if stands_in[first + n] != {n}:
            found.append(None)
        elif first + n == result:
            found.append(RESULT)
        elif free:
            found.append(free.pop())
        else:
            found.append(count)
            count += 1
        for origin in free_behind.get(n, ()):
            number = found[origin]
            if number is not None and number != RESULT:
                free.append(number)
    return found
