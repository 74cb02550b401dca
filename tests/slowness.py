"""How slow this machine is now, for limits of processor time that hold on a usual one.

Two programs that share a core take each more of its time, though none of the other's counts.
"""

from __future__ import annotations

import time

STEPS = 400_000
USUAL_SECONDS = 0.026  # of these steps, on the machine for which limits are written


def slowness() -> float:
    """Return how many times as long as usual plain work takes, 1 where it takes less."""
    began = time.process_time()
    total = 0
    for n in range(STEPS):
        total += n * n % 7
    return max(1.0, (time.process_time() - began) / USUAL_SECONDS)
