"""A window for a lecture room: large letters, at any size of the window, and back again."""

from __future__ import annotations

import pytest
from matplotlib.text import Text

from tests.window.test_interact import Window


def smallest(window: Window) -> float:
    """Return the smallest letters of panels, in pixels, relative to the height of the window."""
    figure = window.figure
    texts = [text for axes in window.panels for text in axes.findobj(Text) if text.get_text()]
    points = min(float(text.get_fontsize()) for text in texts)
    return points * figure.dpi / 72 / float(figure.bbox.height)


@pytest.mark.parametrize("size", [(10.0, 6.0), (19.2, 10.8)])
def test_p_makes_letters_that_are_read_from_the_back_and_small_ones_again(
    size: tuple[float, float],
) -> None:
    window = Window("tanh", "elu")
    window.figure.set_size_inches(*size)
    window.canvas.draw()
    before = smallest(window)
    window.press("p")
    assert smallest(window) >= 0.025
    shown = [axes.bbox.height / window.figure.bbox.height for axes in window.panels]
    assert min(shown) > 0.4
    window.press("p")
    assert smallest(window) == before


def test_presenting_is_no_matter_of_the_view() -> None:
    window = Window("tanh")
    view = window.view
    window.press("p")
    assert window.view == view


@pytest.mark.parametrize(
    ("size", "curves"),
    [
        ((19.2, 10.2), ("tanh",)),
        ((25.6, 13.4), ("tanh", "elu", "silu")),
        ((12.8, 9.4), ("tanh", "elu")),
    ],
)
def test_letters_grow_with_the_window_also_on_the_board(
    size: tuple[float, float], curves: tuple[str, ...]
) -> None:
    window = Window(*curves)
    window.figure.set_size_inches(*size)
    window.canvas.draw()
    assert min(smallest(window), on_the_board(window)) >= 0.0175
    window.press("p")
    assert min(smallest(window), on_the_board(window)) >= 0.025


def on_the_board(window: Window) -> float:
    """Return the letters of the names, relative to the height of the window."""
    points = float(window.figure.board.labels[0].get_fontsize())
    return points * window.figure.dpi / 72 / float(window.figure.bbox.height)


@pytest.mark.parametrize("presenting", [False, True])
def test_the_help_covers_no_number_of_the_board(presenting: bool) -> None:
    window = Window("tanh", "elu")
    if presenting:
        window.press("p")
    window.move(0.5, 0.5)
    before = window.pixels()
    window.press("?")
    heads = max(head.get_window_extent().y1 for head in window.figure.board.heads)
    below = round(float(window.figure.bbox.height) - heads)
    assert (window.pixels()[below:] == before[below:]).all()
    assert (window.pixels()[:below] != before[:below]).any()
