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
from typing import Any

import numpy as np
import pytest
from matplotlib.backend_bases import MouseEvent
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from actplot.entries import read as spec
from actplot.window.explorer import Explorer
from actplot.write import View
from tests.forked import forked

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What a reader has: a screen of 80 columns with all letters.
READER = {"COLUMNS": "80", "LINES": "24", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
WINDOW = ("elu:alpha=2", "tanh", "sigmoid_cross_entropy")
MOUSE = (-0.8, -1.1)
WINDOW_PICTURE = "figures/window.png"
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
    """Run a command line with the actplot under test beside README's files; pipes in a shell."""
    for name, content in re.findall(r"```python (\S+\.py)\n(.*?)```", README, re.DOTALL):
        (folder / name).write_text(content, encoding="utf-8")
    environment = {**os.environ, **READER, "PYTHONPATH": str(ROOT)}
    if "|" not in command:
        ended = forked(folder, shlex.split(command)[1:], environment)
        assert not ended.stderr
        return ended.stdout.decode()
    program = f"{shlex.quote(sys.executable)} -m actplot"
    done = subprocess.run(
        re.sub(r"\bactplot\b", program, command, count=1),
        shell=True,
        cwd=folder,
        env=environment,
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
            assert_same_picture(name, tmp_path)
        else:
            assert (tmp_path / name).read_bytes()[:4] == (ROOT / name).read_bytes()[:4]


def draw_window(path: Path) -> None:
    """Draw the window of README with the mouse over it."""
    figure = Explorer(View(tuple(spec.curves(WINDOW)), (-5.0, 5.0)))
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    x, y = figure.panels[0].transData.transform(MOUSE)
    event: Any = MouseEvent("motion_notify_event", canvas, x, y)
    canvas.callbacks.process(event.name, event)
    Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3]).save(path)


def assert_same_picture(name: str, folder: Path) -> None:
    """Assert that a picture in the folder is the one that README shows."""
    shown, drawn = (np.asarray(Image.open(at / name).convert("RGB")) for at in (ROOT, folder))
    assert shown.shape == drawn.shape
    assert np.abs(shown.astype(float) - drawn.astype(float)).mean() < PICTURE_DIFFERENCE


def test_the_window_is_as_readme_shows_it(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    draw_window(tmp_path / WINDOW_PICTURE)
    assert_same_picture(WINDOW_PICTURE, tmp_path)


def test_every_picture_is_made_by_a_command_beside_it() -> None:
    made = {name for example in examples() for name in example.pictures} | {WINDOW_PICTURE}
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
    draw_window(ROOT / WINDOW_PICTURE)
