"""Tables for a person to read: the catalogue, a line each."""

from __future__ import annotations

from collections.abc import Iterator

from actplot.entries import CATALOGUE


def catalogue_lines() -> Iterator[str]:
    """Yield a line for each entry of the catalogue: name, what it is, other names, parameters."""
    width = max(map(len, CATALOGUE))
    for entry in CATALOGUE.values():
        settings = " ".join(f"{name}={p.default:.6g}" for name, p in entry.parameters.items())
        extra = f" ({settings})" if settings else ""
        also = f"; also {', '.join(entry.aliases)}" if entry.aliases else ""
        yield f"{entry.name:<{width}}  {entry.summary}{extra}{also}"
