"""The command line: what is typed is checked whole, and handed to the one task that it asks for.

In come the arguments; out goes an exit status. The room may use every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on

if TYPE_CHECKING:
    from actplot.command.line import run

__getattr__ = handed_on(
    __name__,
    {
        "line": "run",
    },
)
