"""The window, on a real display: it opens, it closes, and Ctrl-C ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds, on a busy machine
TOOLS = ("Xvfb", "xdotool")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Run a display without a screen. In CI it must be there; elsewhere its lack is a reason."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{' and '.join(missing)} must be installed here")
        pytest.skip(f"{' and '.join(missing)} not installed")
    # without -noreset it refuses clients for a moment whenever the last one has left
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x900x24", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout
        number = server.stdout.readline().decode().strip()
        until = time.monotonic() + PATIENCE
        while run_tool(f":{number}", "getdisplaygeometry").returncode:
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield f":{number}"
        server.terminate()


def run_tool(display: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run xdotool on a display."""
    settings = {**os.environ, "DISPLAY": display}
    command = ["xdotool", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def opened(display: str, folder: Path) -> subprocess.Popen[str]:
    """Start actplot and wait until its window is there."""
    settings = {**os.environ, "DISPLAY": display}
    settings.pop("MPLBACKEND", None)
    program = subprocess.Popen(
        [sys.executable, "-m", "actplot", "elu", "tanh"],
        cwd=folder,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + PATIENCE
    while not window(display):
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < until
        time.sleep(0.1)
    return program


def window(display: str) -> str:
    """Return the id of the window on the display, nothing while there is none."""
    return run_tool(display, "search", "--onlyvisible", "--name", "Figure").stdout.strip()


def test_closing_the_window_ends_the_program(display: str, tmp_path: Path) -> None:
    program = opened(display, tmp_path)
    run_tool(display, "windowfocus", "--sync", window(display).split()[0], "key", "q")
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (0, "", "")
    assert not list(tmp_path.iterdir())


def test_interrupt_closes_the_window(display: str, tmp_path: Path) -> None:
    program = opened(display, tmp_path)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (130, "", "")
