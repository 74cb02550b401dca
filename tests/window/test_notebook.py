"""In a notebook a figure is shown once, also one of pyplot that curves are drawn into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

SHOWN = ("display_data", "execute_result")
PATIENCE = 120  # seconds for a machine that is busy with other things


@pytest.fixture
def cells() -> Iterator[Any]:
    """Return what runs a cell in a kernel of its own and gives the kinds of what it shows."""
    manager, client = start_new_kernel()

    def run(code: str) -> list[str]:
        shown: list[str] = []

        def hear(message: Any) -> None:
            assert message["msg_type"] != "error", message["content"]
            if message["msg_type"] in SHOWN:
                shown.append(message["msg_type"])

        client.execute_interactive(code, output_hook=hear, timeout=PATIENCE)
        return shown

    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("backend", ["inline", "widget"])
def test_a_figure_of_pyplot_is_shown_once_and_again_when_it_is_asked_for(
    cells: Any, backend: str
) -> None:
    cells(f"%matplotlib {backend}\nimport matplotlib.pyplot as plt, actplot")
    drawn = "figure, axes = plt.subplots(1, 2)\nactplot.plot('tanh', axes=axes)"
    assert cells(drawn) == ["display_data"]
    assert cells("figure") == ["execute_result"]
    assert cells("actplot.plot('tanh')") == ["execute_result"]
