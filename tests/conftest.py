"""Before the tests: signals are as programs at a keyboard have them."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let Ctrl-C and the end of a terminal end what tests start.

    Tests in the background, or under nohup, would hand on that these are ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
