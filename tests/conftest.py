"""Before the tests: signals as at a keyboard, modules compiled once, a home, less to collect."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator

import pytest


def pytest_configure() -> None:
    """Let Ctrl-C and the end of a terminal end what tests start, and keep what is compiled.

    Tests in the background, or under nohup, would hand on that these are ignored. Where Python
    keeps no bytecode, each of the hundreds of programs that tests start compiles all of actplot.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def homes_of_libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let libraries that keep files in the home of whoever runs the tests keep them elsewhere."""
    folder = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("IPYTHONDIR", "KERAS_HOME"):
            patch.setenv(name, folder)
        yield


FRAMEWORKS = ("test_installed.py", "test_audit.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put last what imports frameworks: a process that holds them starts programs slowly."""
    items.sort(key=lambda item: item.path.name in FRAMEWORKS)


def pytest_collection_finish() -> None:
    """Let garbage be collected seldom, and only what the tests leave.

    A figure is thousands of objects; to go through all that is there again and again, libraries
    and tests included, takes a fifth of the time of drawing it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
