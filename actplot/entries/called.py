"""The short way to write the framework names of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from actplot.entries.entry import Framework, Parameter

NO_WORDS: Mapping[str, str] = MappingProxyType({})
NO_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({})


def called(
    *lines: str,
    words: Mapping[str, str] = NO_WORDS,
    parameters: Mapping[str, Parameter] = NO_PARAMETERS,
) -> tuple[Framework, ...]:
    """Return every name in the lines, with spaces between, as one Framework each.

    They all share the words, and with them the framework's parameters and its defaults.
    """
    names = " ".join(lines).split()
    return tuple(Framework(name, words=words, parameters=parameters) for name in names)
