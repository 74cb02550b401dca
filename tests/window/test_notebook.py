"""In a notebook a figure is shown once, also one of pyplot that curves are drawn into."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest

QUIET = 0.5  # seconds in which a kernel has no more to say


@pytest.fixture
def cells() -> Iterator[Any]:
    """Return what runs a cell in a kernel of its own and gives the kinds of what it shows."""
    from ipykernel.inprocess.manager import InProcessKernelManager

    manager: Any = InProcessKernelManager()  # its methods have no types
    manager.start_kernel()
    client = manager.client()
    client.start_channels()

    def run(code: str) -> list[str]:
        client.execute(code)
        shown: list[str] = []
        while True:
            try:
                message = client.get_iopub_msg(timeout=QUIET)
            except queue.Empty:
                return shown
            assert message["msg_type"] != "error", message["content"]
            if "data" in message["content"]:
                shown.append(message["msg_type"])

    yield run
    manager.shutdown_kernel()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the packages of notebooks
@pytest.mark.parametrize("backend", ["inline", "widget"])
def test_a_figure_of_pyplot_is_shown_once_and_again_when_it_is_asked_for(
    cells: Any, backend: str
) -> None:
    cells(f"%matplotlib {backend}\nimport matplotlib.pyplot as plt, actplot")
    drawn = "figure, axes = plt.subplots(1, 2)\nactplot.plot('tanh', axes=axes)"
    assert cells(drawn) == ["display_data"]
    assert cells("figure") == ["execute_result"]
    assert cells("actplot.plot('tanh')") == ["execute_result"]
