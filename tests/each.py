"""A test of many small cases that is one test: to report each alone takes longer than to try it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

Test = Callable[..., None]


def each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Return what makes a test with these arguments, as `parametrize` takes them, one of all cases.

    All that fail are raised together, and each of them names its case. Fixtures are shared by the
    cases: where that matters, and where a case takes long, the test is parametrised instead.
    """
    every = [(case,) if isinstance(names, str) else tuple(case) for case in cases]
    given = (names,) if isinstance(names, str) else names

    def of_all(test: Test) -> Test:
        def run(**fixtures: Any) -> None:
            assert every
            failed: list[Exception] = []
            for case in every:
                try:
                    test(**dict(zip(given, case, strict=True)), **fixtures)
                except Exception as error:
                    error.add_note(f"in the case {case!r}")
                    failed.append(error)
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(every)} cases", failed)

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        fixtures = [p for n, p in inspect.signature(test).parameters.items() if n not in given]
        vars(run)["__signature__"] = inspect.Signature(fixtures)
        return run

    return of_all
