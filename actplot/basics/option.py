"""A row of the table of options: all that is known of one option."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

CURVES, PICTURE = "What is drawn", "How it looks"  # where the help tells of an option


@dataclass(frozen=True)
class Option:
    """An option that shapes a view, under the name that it has in Python.

    One without a `metavar` is a flag, which `negated` has an opposite. `texts` follow it on the
    command line; `read` makes a value of them, `check` returns a value if it is allowed, `write`
    gives the texts back. One that is `repeated` is a sequence of such values. `field` is where a
    view keeps the value, if not under the same name.
    """

    name: str
    panel: str
    help: str
    default: Any = None
    metavar: str = ""
    short: str = ""
    texts: int = 1
    negated: bool = False
    repeated: bool = False
    completed: bool = False
    field: str = ""
    read: Callable[[str, Any], Any] = lambda name, text: text
    check: Callable[[str, Any], Any] = lambda name, value: value
    write: Callable[[Any], Iterable[str]] = lambda value: [str(value)]

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return "--" + self.name.replace("_", "-")

    def words(self, value: Any) -> list[str]:
        """Return the words of a command line that set this value."""
        if self.repeated:
            return [word for each in value for word in (self.flag, *self.write(each))]
        if self.metavar:
            return [self.flag, *self.write(value)]
        return [self.flag if value else f"--no-{self.name}"]
