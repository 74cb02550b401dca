"""README tells the truth: its commands print what it shows and draw the pictures beside them."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What a reader has: a screen of 80 columns with all letters.
READER = {"COLUMNS": "80", "LINES": "24", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
PICTURE_DIFFERENCE = 2.0  # mean difference of 255 that another version of a font library makes


@dataclass(frozen=True)
class Example:
    """A command line of README and what it prints there."""

    command: str
    printed: str

    @property
    def pictures(self) -> list[str]:
        return re.findall(r"-o (figures/\S+)", self.command)


def examples() -> Iterator[Example]:
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield Example(command, printed)
    for line in re.findall(r"^python3 -m venv .*$", README, re.MULTILINE):
        if match := re.search(r"\.venv/bin/(actplot .*)", line):
            yield Example(match[1], "".join(f"{path}\n" for path in re.findall(r"-o (\S+)", line)))


def run(command: str, folder: Path) -> str:
    """Run a command line with the actplot under test, as a shell would."""
    program = f"{shlex.quote(sys.executable)} -m actplot"
    done = subprocess.run(
        re.sub(r"\bactplot\b", program, command, count=1),
        shell=True,
        cwd=folder,
        env={**os.environ, **READER, "PYTHONPATH": str(ROOT)},
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.command)
def test_command_prints_and_draws_what_readme_shows(example: Example, tmp_path: Path) -> None:
    assert run(example.command, tmp_path) == example.printed
    for name in example.pictures:
        if name.endswith(".png"):
            shown, drawn = (
                np.asarray(Image.open(at / name).convert("RGB")) for at in (ROOT, tmp_path)
            )
            assert shown.shape == drawn.shape
            difference = np.abs(shown.astype(float) - drawn.astype(float)).mean()
            assert difference < PICTURE_DIFFERENCE
        else:
            assert (tmp_path / name).read_bytes()[:4] == (ROOT / name).read_bytes()[:4]


def test_every_picture_is_made_by_a_command_beside_it() -> None:
    made = {name for example in examples() for name in example.pictures}
    shown = set(re.findall(r"!\[[^\]]+\]\((figures/[^)]+)\)", README))
    stored = {f"figures/{path.name}" for path in (ROOT / "figures").iterdir()}
    assert shown <= made
    assert stored == made


def test_python_example_gives_what_it_shows() -> None:
    blocks = re.findall(r"```python\n(>>> .*?)```", README, re.DOTALL)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    for block in blocks:
        runner.run(parser.get_doctest(block, {}, "README", "README.md", 0))
    assert runner.summarize(verbose=False).attempted > 0
    assert runner.summarize(verbose=False).failed == 0


if __name__ == "__main__":
    for one in examples():
        print(run(one.command, ROOT), end="")
