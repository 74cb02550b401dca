"""The window, on a real display: it is driven, it closes, and Ctrl-C ends it."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageGrab

from actplot.draw.look import Look
from actplot.entries import read as spec
from tests.double import (
    JOURNEY,
    KINKED,
    KINKED_LABEL,
    STEPS,
    Double,
    Pixels,
    assert_zoomed_in,
    changed,
    drawn_by,
    has_color,
    kink_is_seen,
)

PATIENCE = 60.0  # seconds, on a busy machine
TOOLS = ("Xvfb", "xdotool")
CURVES = ("elu", "tanh")
PERSONAL = ("MPLBACKEND", "PYTHONUNBUFFERED")  # variables that would hide what is tested
TOOLKITS = ("tkinter", "PyQt5", "PyQt6", "PySide2", "PySide6", "gi", "wx")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Run a display that is large enough for every window."""
    with screen_of(1920, 1080) as found:  # half a meter wide: 96 pixels an inch, as 100 % are
        yield found


@contextmanager
def screen_of(width: int, height: int) -> Iterator[str]:
    """Run a display without a screen. In CI it must be there; elsewhere its lack is a reason."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{' and '.join(missing)} must be installed here")
        pytest.skip(f"{' and '.join(missing)} not installed")
    # without -noreset it refuses clients for a moment whenever the last one has left
    size = f"{width}x{height}x24"
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-dpi", "96", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout
        number = server.stdout.readline().decode().strip()
        until(lambda: not run_tool(f":{number}", "getdisplaygeometry").returncode)
        yield f":{number}"
        server.terminate()


def run_tool(display: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run xdotool on a display."""
    settings = {**os.environ, "DISPLAY": display}
    command = ["xdotool", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def opened(
    display: str, folder: Path, *arguments: str, curves: Sequence[str] = CURVES
) -> subprocess.Popen[str]:
    """Start actplot and wait until its window is there."""
    program = subprocess.Popen(
        [sys.executable, "-m", "actplot", *curves, *arguments],
        cwd=folder,
        env=surroundings(display),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    name = ", ".join(curve.label for curve in spec.curves(curves))
    until(lambda: window(display, name) or program.poll() is not None)
    assert program.poll() is None, program.communicate()
    return program


def until(happens: Callable[[], object]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)


def surroundings(display: str, **changes: str) -> dict[str, str]:
    """Return the environment with a display."""
    settings = {**os.environ, "DISPLAY": display, **changes}
    return {name: value for name, value in settings.items() if name not in PERSONAL}


def window(display: str, name: str = "elu, tanh") -> str:
    """Return the id of a window on the display, nothing while there is none."""
    search = ("search", "--onlyvisible", "--name", f"^{name} - actplot$")
    return run_tool(display, *search).stdout.partition("\n")[0]


def close(display: str, name: str = "elu, tanh") -> None:
    """Press the key that closes a window."""
    run_tool(display, "windowfocus", "--sync", window(display, name), "key", "q")


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


# A whole journey


class Driven:
    """A window that xdotool drives, and its double."""

    def __init__(self, display: str, folder: Path, *curves: str) -> None:
        self.display = display
        self.program = opened(display, folder, curves=curves)
        height, width, _ = Double(*curves).pixels().shape
        self.double = Double(*curves, size=(width, height))  # whole pixels, as a window has
        self.name = ", ".join(curve.label for curve in self.double.view.curves)
        self.do("windowfocus", "--sync", window(display, self.name))
        until(self.matches)

    def do(self, *arguments: object) -> None:
        done = run_tool(self.display, *map(str, arguments))
        assert not done.returncode, done.stderr

    def shown(self) -> Pixels:
        """Return what the window shows of the figure."""
        height, width, _ = self.double.pixels().shape
        return np.asarray(ImageGrab.grab((0, 0, width, height), xdisplay=self.display))

    def matches(self) -> bool:
        return np.array_equal(self.shown(), self.double.pixels())

    def press(self, key: str, symbol: str) -> Pixels:
        """Press a key; return what is shown once it has been heard."""
        self.do("key", symbol)
        self.double.press(key)
        until(self.matches)
        return self.shown()

    def line(self) -> str:
        """Return the next line on the standard output of the program, once it is there."""
        assert self.program.stdout
        return self.program.stdout.readline().removesuffix("\n")

    def finish(self) -> tuple[int, str, str]:
        """Return the exit status, and what is left of what was said."""
        out, err = self.program.communicate(timeout=PATIENCE)
        return self.program.returncode, out, err


def test_curves_are_read_hidden_and_changed(display: str, tmp_path: Path) -> None:
    driven = Driven(display, tmp_path, *JOURNEY)
    there = driven.double
    empty = driven.shown()

    at = there.place(1.5, 1.0)
    driven.do("mousemove", *at)
    there.move_to(at)
    until(driven.matches)
    assert changed(there, empty, driven.shown()) == {"function", "derivative", "board"}

    name, tanh = there.name("tanh"), there.color("tanh")
    assert all(has_color(driven.shown(), there, panel, tanh) for panel in there.panels)
    driven.do("mousemove", *name, "click", 1)
    there.click_at(name)
    until(driven.matches)
    assert not any(has_color(driven.shown(), there, panel, tanh) for panel in there.panels)

    before = driven.shown()
    start, end = there.track("elu alpha", 0.25), there.track("elu alpha", 0.5)
    driven.do("mousemove", *start, "mousedown", 1, "mousemove", *end, "mouseup", 1)
    there.drag_to(start, end)
    until(driven.matches)
    assert changed(there, before, driven.shown()) == {"function", "derivative", "board"}
    assert there.labels()[0] == "elu alpha=2"

    before = driven.shown()
    helped = driven.press("?", "question")
    assert changed(there, before, helped) >= {"function", "derivative"}
    assert np.array_equal(driven.press("?", "question"), before)
    driven.press("2", "2")
    driven.press("t", "t")

    # closed while a slider is held
    driven.do("mousemove", *there.track("elu alpha", 0.5), "mousedown", 1)
    driven.do("mousemove_relative", 20, 0)
    driven.do("key", "q")
    assert driven.finish() == (0, "", "")
    driven.do("mouseup", 1)


def test_what_was_zoomed_is_saved_and_can_be_had_again(display: str, tmp_path: Path) -> None:
    driven = Driven(display, tmp_path, *KINKED)
    there = driven.double
    kink = there.place(0.0, 0.0)
    driven.do("mousemove", *there.name("tanh"), "click", 1)  # it would cover the other
    driven.do("mousemove", *kink, "click", "--repeat", STEPS, "--delay", 1, 4)
    driven.do("key", "s", "Return", "Escape")
    path, command = driven.line(), driven.line()
    assert path == "figures/elu_alpha=2-sigmoid_cross_entropy.png"
    assert_zoomed_in(command)
    assert drawn_by(command, tmp_path) == (tmp_path / path).read_bytes()
    driven.do("mousemove", 1, len(there.pixels()) + 5)  # the tangent covers the curve
    until(lambda: kink_is_seen(driven.shown(), there, KINKED_LABEL, kink, 2.0))
    close(display, driven.name)
    assert driven.finish() == (0, "", "")


def test_the_toolbar_is_dark_where_the_window_is(display: str, tmp_path: Path) -> None:
    program = opened(display, tmp_path, "--theme", "dark")
    height, width, _ = Double(*CURVES, look=Look(theme="dark")).pixels().shape

    def is_dark() -> bool:
        bar = np.asarray(ImageGrab.grab((0, 0, width, height + 30), xdisplay=display))[height:]
        return bool((bar[12, width // 3 : width // 2] == (0x16, 0x18, 0x1D)).all())

    until(is_dark)
    close(display)
    assert program.communicate(timeout=PATIENCE) == ("", "")


def test_window_fits_a_small_screen(tmp_path: Path) -> None:
    with screen_of(1280, 720) as display:
        program = opened(display, tmp_path)

        def fits() -> bool:
            found = run_tool(display, "getwindowgeometry", "--shell", window(display)).stdout
            place = dict(line.split("=") for line in found.splitlines())
            right, bottom = (
                int(place[start]) + int(place[size])
                for start, size in (("X", "WIDTH"), ("Y", "HEIGHT"))
            )
            return 1000 < right <= 1280 and 500 < bottom <= 720

        until(fits)
        close(display)
        out, err = program.communicate(timeout=PATIENCE)
        assert (program.returncode, out, err) == (0, "", "")


def test_closing_one_window_leaves_another_which_an_interrupt_ends_while_the_mouse_moves(
    display: str, tmp_path: Path
) -> None:
    first, second = opened(display, tmp_path), opened(display, tmp_path, curves=["relu"])
    close(display)
    assert first.wait(timeout=PATIENCE) == 0
    assert second.poll() is None
    moves = [str(word) for x in range(100, 600) for word in ("mousemove", x, 200)]
    with subprocess.Popen(["xdotool", *moves], env={**os.environ, "DISPLAY": display}) as moving:
        second.send_signal(signal.SIGINT)
        out, err = second.communicate(timeout=PATIENCE)
        moving.wait(timeout=PATIENCE)
    assert (second.returncode, out, err) == (130, "", "")
    assert first.communicate(timeout=PATIENCE) == ("", "")
    assert not list(tmp_path.iterdir())


# Where there can be none


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
