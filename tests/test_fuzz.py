"""A few random formulas, curves and command lines, and all that ever failed.

`python -m tests.fuzz` runs as many as wanted.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz import corpus, strategies
from tests.fuzz.properties import check_command, check_curve, check_formula

# the same cases in each run, so that a failure is not a matter of luck
QUICK = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("text", corpus.FORMULAS)
def test_formula_that_once_failed(text: str) -> None:
    check_formula(text)


@pytest.mark.parametrize("text", corpus.CURVES)
def test_curve_that_once_failed(text: str) -> None:
    check_curve(text)


@pytest.mark.parametrize("arguments", corpus.COMMANDS)
def test_command_line_that_once_failed(arguments: tuple[str, ...]) -> None:
    check_command(arguments)


@QUICK
@given(strategies.formulas)
def test_random_formulas(text: str) -> None:
    check_formula(text)


@QUICK
@given(strategies.curves)
def test_random_curves(text: str) -> None:
    check_curve(text)


@QUICK
@given(strategies.command_lines().filter(lambda words: "--all" not in words))
def test_random_command_lines(arguments: list[str]) -> None:
    """None of the whole catalogue, which takes as long as a thousand others."""
    check_command(arguments)
