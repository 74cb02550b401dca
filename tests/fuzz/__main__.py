"""Many random cases: `python -m tests.fuzz N [KIND...]`; prints each kind of failure once.

Cases are drawn and run in processes that live for a batch, so that one that crashes is a finding
too. The same numbers and `--seed` give the same cases.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import strategies
from tests.fuzz.guard import TakesTooLong
from tests.fuzz.outputs import OUTPUTS
from tests.fuzz.properties import check_command, check_curve, check_formula

BATCH = 500  # cases of a process
KINDS: dict[str, tuple[Any, Callable[[Any], None]]] = {
    "formula": (strategies.formulas, check_formula),
    "curve": (strategies.curves, check_curve),
    "command": (strategies.command_lines(), check_command),
    **OUTPUTS,
}


@dataclass(frozen=True)
class Finding:
    """A case that failed, and where."""

    case: object
    place: str
    said: str


def batch(kind: str, number: int, count: int, told: Connection) -> None:
    """Run so many cases; tell each before it runs, and each finding."""
    strategy, check = KINDS[kind]

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(case: Any) -> None:
        told.send(case)
        try:
            check(case)
        except (Exception, TakesTooLong) as error:
            told.send(Finding(case, place(error), f"{type(error).__name__}: {error}"[:300]))

    run()
    told.send(None)


def place(error: BaseException) -> str:
    """Return where an error was raised: the innermost line of ours, and for an assertion ours."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "actplot/" in frame.filename or "fuzz" in frame.filename]
    if isinstance(error, TakesTooLong):  # where it happens to be stopped is chance
        return " > ".join(frame.name for frame in ours[1:5])
    last = ours[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno} {last.name}"


def run_kind(kind: str, count: int, first_seed: int) -> int:
    """Run so many cases of one kind; print what was found and return how many."""
    found: dict[str, int] = {}
    done, begun = 0, time.monotonic()
    while done < count:
        here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
        arguments = (kind, first_seed + done, min(BATCH, count - done), there)
        process = multiprocessing.get_context("fork").Process(target=batch, args=arguments)
        process.start()
        there.close()
        case: object = None
        try:
            while (told := here.recv()) is not None:
                if isinstance(told, Finding):
                    report(told, found)
                else:
                    case = told
                    done += 1
        except EOFError:
            report(Finding(case, "crash", f"exit status {process.exitcode}"), found)
        process.join()
    rate = done / (time.monotonic() - begun)
    total = sum(found.values())
    print(f"{kind}: {done:,} cases, {total} failures in {len(found)} places, {rate:.0f} a second")
    return total


def report(finding: Finding, found: dict[str, int]) -> None:
    """Print a finding of a kind that is new."""
    kind = f"{finding.place} {finding.said.partition(':')[0]}"
    found[kind] = found.get(kind, 0) + 1
    if found[kind] <= 3:
        print(f"{finding.place}\n  {finding.said}\n  {finding.case!r}", flush=True)


def main() -> None:
    """Run what the command line asks for; exit status 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("count", type=int, metavar="N", help="cases of each kind")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)}; all of them")
    parser.add_argument("--seed", type=int, default=0, help="where the cases begin; 0")
    given = parser.parse_args()
    unknown = set(given.kinds) - set(KINDS)
    if unknown:
        parser.error(f"no kind {min(unknown)!r}; there are {', '.join(KINDS)}")
    sys.exit(sum(run_kind(kind, given.count, given.seed) for kind in given.kinds or KINDS) > 0)


if __name__ == "__main__":
    main()
