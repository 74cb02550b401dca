"""Random formulas tell the truth: values and two slopes, and nothing where there are none.

`python -m tests.truth` judges as many as wanted.
"""

from __future__ import annotations

import pytest

from tests.truth.__main__ import run
from tests.truth.compare import BAD

SEED = 13
FORMULAS, BATCH = 100, 10


@pytest.mark.parametrize("first", range(0, FORMULAS, BATCH))
def test_random_formulas_tell_the_truth(first: int) -> None:
    results = [run(number, SEED) for number in range(first, first + BATCH)]
    failed = [result for result in results if any(verdict in result.counts for verdict in BAD)]
    assert not failed, "\n".join(str(finding) for each in failed for finding in each.findings[:1])
