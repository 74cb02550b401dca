"""Whole commands beside small programs: a bare Typer program, bare matplotlib, a loop of points.

Each line times processes in pairs, so that the drift of a shared machine cancels.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.compare import PYTHON, report

ACTPLOT = [PYTHON, "-m", "actplot"]
FIVE = ["sigmoid", "tanh", "relu", "softplus", "elu"]
BARE_TYPER, BARE_MATPLOTLIB, LOOP = (
    [PYTHON, str(Path(__file__).with_name(name))]
    for name in ("bare_typer.py", "bare.py", "loop.py")
)
START_PAIRS, PICTURE_PAIRS = 41, 21


def completion(program: str) -> list[str]:
    """Return what a shell puts before a program to ask for the names that begin with `s`."""
    words = f"COMP_WORDS={program} s", "COMP_CWORD=1"
    return ["env", f"_{program.upper()}_COMPLETE=complete_bash", *words]


def report_start() -> None:
    """Print how long it takes to say something, against a Typer program with one command."""
    print()
    usual = [*BARE_TYPER, "tanh"]
    for name, command, other in (
        ("--version, that of bare Typer", [*ACTPLOT, "--version"], [*BARE_TYPER, "--version"]),
        ("--help, that of bare Typer", [*ACTPLOT, "--help"], [*BARE_TYPER, "--help"]),
        (
            "completion, that of bare Typer",
            [*completion("actplot"), *ACTPLOT],
            [*completion("bare_typer"), *BARE_TYPER],
        ),
        ("--list, bare Typer", [*ACTPLOT, "--list"], usual),
    ):
        report(name, command, other, START_PAIRS)


def report_pictures() -> None:
    """Print how long pictures take, against bare matplotlib and a loop of difference quotients."""
    print()
    with tempfile.TemporaryDirectory() as folder:
        for format in ("png", "svg"):
            ours, theirs = (f"{folder}/{name}.{format}" for name in ("actplot", "bare"))
            for name, program in (
                ("bare matplotlib", BARE_MATPLOTLIB),
                ("a difference a point", LOOP),
            ):
                report(
                    f"five curves as {format}, {name}",
                    [*ACTPLOT, *FIVE, "-o", ours],
                    [*program, theirs],
                    PICTURE_PAIRS,
                )
        report(
            "three curves in the terminal, as png",
            [*ACTPLOT, *FIVE[:3], "--terminal"],
            [*ACTPLOT, *FIVE[:3], "-o", f"{folder}/actplot.png"],
            PICTURE_PAIRS,
        )
