"""The window, on a real display: it opens, it closes, and Ctrl-C ends it."""

from __future__ import annotations

import os
import select
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
PERSONAL = ("MPLBACKEND", "PYTHONUNBUFFERED")  # variables that would hide what is tested
TOOLKITS = ("tkinter", "PyQt5", "PyQt6", "PySide2", "PySide6", "gi", "wx")


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


def opened(display: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start actplot and wait until its window is there."""
    program = subprocess.Popen(
        [sys.executable, "-m", "actplot", "elu", "tanh", *arguments],
        cwd=folder,
        env=surroundings(display),
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


def surroundings(display: str, **changes: str) -> dict[str, str]:
    """Return the environment with a display."""
    settings = {**os.environ, "DISPLAY": display, **changes}
    return {name: value for name, value in settings.items() if name not in PERSONAL}


def window(display: str) -> str:
    """Return the id of the window on the display, nothing while there is none."""
    name = "^elu, tanh - actplot$"
    return run_tool(display, "search", "--onlyvisible", "--name", name).stdout.strip()


def close(display: str) -> None:
    """Press the key that closes a window."""
    run_tool(display, "windowfocus", "--sync", window(display).split()[0], "key", "q")


def test_closing_the_window_ends_the_program(display: str, tmp_path: Path) -> None:
    program = opened(display, tmp_path)
    close(display)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (0, "", "")
    assert not list(tmp_path.iterdir())


def test_interrupt_closes_the_window(display: str, tmp_path: Path) -> None:
    program = opened(display, tmp_path)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (130, "", "")


def test_show_opens_a_window_beside_the_file(display: str, tmp_path: Path) -> None:
    program = opened(display, tmp_path, "--show", "-o", "a.png")
    assert program.stdout
    # told at once, not when the window is closed
    assert select.select([program.stdout], [], [], PATIENCE)[0]
    assert program.stdout.readline() == "a.png\n"
    assert (tmp_path / "a.png").is_file()
    close(display)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize(
    ("option", "status", "out"),
    [("--show", 1, ""), ("--title=No toolkit", 0, "figures/relu.png\n")],
)
def test_without_toolkit(display: str, tmp_path: Path, option: str, status: int, out: str) -> None:
    for toolkit in TOOLKITS:
        (tmp_path / f"{toolkit}.py").write_text("raise ImportError('not here')")
    done = run_to_its_end(tmp_path, option, **surroundings(display, PYTHONPATH=str(tmp_path)))
    assert (done.returncode, done.stdout) == (status, out)
    assert done.stderr.count("\n") == status
    assert "Traceback" not in done.stderr


def test_no_show_opens_none(display: str, tmp_path: Path) -> None:
    done = run_to_its_end(tmp_path, "--no-show", **surroundings(display))
    assert (done.returncode, done.stdout, done.stderr) == (0, "figures/relu.png\n", "")


def run_to_its_end(folder: Path, option: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run actplot to its end, which it must find by itself."""
    return subprocess.run(
        [sys.executable, "-m", "actplot", "relu", option],
        cwd=folder,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
