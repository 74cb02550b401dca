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
