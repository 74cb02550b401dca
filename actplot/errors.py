"""The one error that a user can cause, and the nearest right name for it to suggest."""

from __future__ import annotations

from collections.abc import Iterable


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
