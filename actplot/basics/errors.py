"""The errors that a user can cause, the nearest right name to suggest, and the exit statuses."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """The exit statuses of the program."""

    DONE = 0
    WORLD_SAID_NO = 1
    WRONG_COMMAND_LINE = 2
    INTERRUPTED = 130


class ActplotError(ValueError):
    """Input that actplot cannot accept; its text is the one line that the user reads."""


class NumberError(ActplotError):
    """A number of a formula that cannot be held: too large, or a division by zero."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean NAME?` for the known name nearest to `word`, or nothing."""
    import difflib

    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean {by_lower[near[0]]}?" if near else ""
