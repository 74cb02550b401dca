"""Completion of names and parameters, in the shells themselves: what a Tab makes of a line."""

from __future__ import annotations

import os
import pty
import select
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command.test_cli import program

PATIENCE = 60.0  # seconds that a shell may take to answer
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {script}"),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u; source {script}"),
    "fish": (["fish", "--no-config", "-i"], "source {script}"),
}
PROGRAM = """#!/bin/sh
if [ -n "$_ACTPLOT_COMPLETE" ]; then exec {python} -m actplot "$@"; fi
echo "$@" > {told}
"""


@dataclass
class Shell:
    """A shell on a terminal of its own, which knows the completion of actplot."""

    terminal: int
    told: Path
    shown: str = ""

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def wait_for(self, *words: str) -> None:
        """Read what the shell shows until one of the words stands there."""
        self.shown = ""
        end = time.monotonic() + PATIENCE
        while not any(word in self.shown for word in words):
            assert time.monotonic() < end, self.shown
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.shown += os.read(self.terminal, 65536).decode(errors="replace")

    def line_after_tab(self, line: str, shows: str, more: str) -> str:
        """Return the arguments that the program gets of a line with a Tab and more behind it."""
        self.type(f"actplot {line}\t")
        self.wait_for(shows)
        self.told.unlink(missing_ok=True)
        self.type(f"{more}\r")
        end = time.monotonic() + PATIENCE
        while not (self.told.exists() and self.told.read_text().endswith("\n")):
            assert time.monotonic() < end
            if select.select([self.terminal], [], [], 0.05)[0]:
                os.read(self.terminal, 65536)
        return self.told.read_text().strip()


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    """Return each shell that is installed; where everything must be, one that is not fails."""
    name = request.param
    arguments, begin = SHELLS[name]
    if not shutil.which(name):
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed, and here it must be")
        pytest.skip(f"{name} is not installed")
    told, script, command = tmp_path / "told", tmp_path / "script", tmp_path / "bin" / "actplot"
    command.parent.mkdir()
    command.write_text(PROGRAM.format(python=sys.executable, told=told))
    command.chmod(0o755)
    script.write_text(program(tmp_path, _ACTPLOT_COMPLETE=f"source_{name}").out)
    changes = {"PATH": f"{command.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    changes |= {"TERM": "xterm", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    child, terminal = pty.fork()
    if not child:
        os.chdir(tmp_path)
        os.execvpe(arguments[0], arguments, {**os.environ, **changes})
    started = Shell(terminal, told)
    started.type(f"{begin.format(script=script)}; echo rea''dy\r")
    started.wait_for("ready")
    yield started
    os.close(terminal)
    with suppress(ProcessLookupError):
        os.kill(child, 9)
    os.waitpid(child, 0)


def test_a_tab_gives_the_name_of_a_parameter(shell: Shell) -> None:
    assert shell.line_after_tab("elu:al", "pha=", "2") == "elu:alpha=2"
    line = "threshold:threshold=1:v"
    assert shell.line_after_tab(line, "alue=", "3 -n 9") == "threshold:threshold=1:value=3 -n 9"


def test_a_tab_gives_the_rest_of_a_name(shell: Shell) -> None:
    assert shell.line_after_tab("hard_sw", "ish", "tanh") == "hard_swish tanh"
    assert shell.line_after_tab("torch.nn.LeakyR", "eLU", "tanh") == "torch.nn.LeakyReLU tanh"


def test_a_tab_knows_the_words_of_frameworks(shell: Shell) -> None:
    line, typed = "torch.nn.LeakyReLU:neg", "torch.nn.LeakyReLU:negative_slope=0.2"
    assert shell.line_after_tab(line, "ative_slope=", "0.2") == typed
