"""--web: the page is opened where there is a display, else served to this machine alone."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import actplot

PATIENCE = 60.0  # seconds, on a busy machine
URL = re.compile(r"actplot: open http://127\.0\.0\.1:(\d+)/ in a browser; Ctrl-C ends it\n")
HERE, STRANGER = "127.0.0.1:{port}", "stranger.example:{port}"


def started(folder: Path, *words: str) -> tuple[subprocess.Popen[str], int]:
    """Start the program without a display; return it and its port."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
    program = subprocess.Popen(
        [sys.executable, "-m", "actplot", *words, "--web"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr
    found = URL.fullmatch(program.stderr.readline())
    assert found
    return program, int(found[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    program, port = started(tmp_path_factory.mktemp("served"), "elu", "tanh")
    yield port
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=PATIENCE)


def answer(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.putrequest("GET", path, skip_host=True)
    for name, value in headers.items():
        line.putheader(name, value.format(port=port))
    line.endheaders()
    found = line.getresponse()
    text = found.read().decode()
    line.close()
    return found.status, text


def test_page_is_that_of_the_file(port: int) -> None:
    assert answer(port, "/", {"Host": HERE}) == (200, actplot.page("elu", "tanh"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 200),
        ({"Host": HERE, "Origin": f"http://{STRANGER}"}, 403),
        ({"Host": HERE, "Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": HERE, "Origin": "null"}, 403),
        ({"Host": STRANGER, "Origin": f"http://{STRANGER}"}, 404),
        ({"Host": "127.0.0.1.stranger.example:{port}"}, 404),
        ({}, 404),
    ],
)
def test_no_stranger_gets_it(port: int, headers: Mapping[str, str], status: int) -> None:
    found, text = answer(port, "/", headers)
    assert found == status
    assert bool(text) == (status == 200)


def test_there_is_one_page_and_it_is_there_for_this_machine_alone(port: int) -> None:
    assert answer(port, "/../etc/passwd", {"Host": HERE}) == (404, "")
    # an address of this machine too, and refused by all that listen at 127.0.0.1 only
    with pytest.raises(OSError, match=r"refused|timed out|assign"):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_interrupt_ends_it_and_two_run_at_the_same_time(port: int, tmp_path: Path) -> None:
    program, second = started(tmp_path, "relu", "-o", "a.csv")
    assert second != port
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (130, "a.csv\n", "")


def test_with_a_display_it_is_opened(tmp_path: Path) -> None:
    opener = tmp_path / "opener"
    opener.write_text('#!/bin/sh\necho "$1" > opened\n')
    opener.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "actplot", "relu", "--web"],
        cwd=tmp_path,
        env={**os.environ, "DISPLAY": ":0", "BROWSER": f"{opener} %s", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    path = Path((tmp_path / "opened").read_text().strip().removeprefix("file://"))
    assert done.returncode == 0
    assert done.stderr == f"actplot: opened {path} in a browser\n"
    assert path.name == "relu.html"
    assert path.read_text(encoding="utf-8") == actplot.page("relu")
