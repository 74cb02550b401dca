"""Two outputs, one place: told before anything is written, for the second would be all there is."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from actplot.basics import ActplotError
from actplot.write.files import SHORT_FOR_OUTPUT, Target, series_paths

# What two paths share where they lead to one file: the file, or a folder and a name in it.
Identity = tuple[object, ...]


def refuse_one_place_twice(targets: Sequence[Target], labels: Sequence[str]) -> None:
    """Raise ActplotError where two outputs would be one, for curves with these labels.

    Names that differ by no more than capitals are one where capitals do not count, as on most
    macOS and Windows: a command line should not mean less there.
    """
    first: dict[Identity, tuple[int, str]] = {}
    paths = [(target, path) for target in targets for path in _paths(target, labels)]
    for number, (target, path) in enumerate(paths):
        about = f"-o {target.path or SHORT_FOR_OUTPUT}"
        about += f" (here {path})" if target.is_series else ""
        for identity in _identities(path):
            other, told = first.setdefault(identity, (number, about))
            if other != number:
                raise ActplotError(f"{told} and {about} are one place; give each its own")


def _paths(target: Target, labels: Sequence[str]) -> Sequence[Path | None]:
    return series_paths(labels, target) if target.is_series else [target.path]


def _identities(path: Path | None) -> Iterator[Identity]:
    try:
        found = os.stat(path) if path else os.fstat(sys.stdout.fileno())
        yield found.st_dev, found.st_ino
    except (OSError, ValueError):
        pass
    if path is None:
        yield ("standard output",)
        return
    try:
        folder, names = Path(os.path.realpath(path)), list[str]()
    except OSError:  # the working folder is gone, as whoever writes will tell
        return
    while folder != folder.parent:
        names.append(unicodedata.normalize("NFC", folder.name.casefold()))
        folder = folder.parent
        if folder.exists():
            break
    there = folder.stat()
    yield (there.st_dev, there.st_ino, *names)
