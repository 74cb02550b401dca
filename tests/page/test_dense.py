"""A few curves of the dense run: what their page reads out and draws, held against the truth."""

from __future__ import annotations

from tests.page.cases import Case
from tests.page.dense import run

CASES = (
    Case("soft_exponential", {"alpha": 1.0}),  # on the left doubles cancel to a few steps
    Case("x*exp(-x)"),
    Case("1/(x**2 - 3)"),
    Case("abs(abs(x) - 2)"),
)


def test_what_a_page_reads_out_and_draws_is_true() -> None:
    for verdict in run(CASES, near=16, far=8, drawn=60):
        assert verdict.wrong == []
        assert verdict.counts["views"] == 16
