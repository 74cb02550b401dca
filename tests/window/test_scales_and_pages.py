"""One panel for all orders, scales, marks, and the pages of small multiples, by keys."""

from __future__ import annotations

import shlex
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Annotation

from actplot import curve
from actplot.draw.look import Look
from actplot.window.board import interval_words
from actplot.window.overlay import hover_artists
from actplot.write import command
from tests.draw.test_figure import curves
from tests.window.test_interact import Window

SIX = ("tanh", "relu", "gelu", "elu:alpha=2", "softplus", "silu")


def paged(*texts: str, **more: object) -> Window:
    return Window(*(texts or SIX), look=Look(each=True), **more)


# One panel


def test_one_panel_has_all_orders_and_they_are_read_there() -> None:
    window = Window("tanh", "softplus")
    window.press("1")
    assert len(window.panels) == 1
    assert window.view.look.overlay
    found = window.move(0.7, float(curve("softplus").derivative(0.7)))
    assert found.nearest == 1  # near its derivative; the functions are further away
    heights = [offset for dots in dots_of(window, found) for offset in dots]
    assert float(curve("tanh").derivative(found.x)) in heights
    assert "--overlay" in command(window.view)
    window.press("1")
    assert len(window.panels) == 2


def dots_of(window: Window, found: object) -> list[list[float]]:
    drawn = hover_artists(window.figure.stage, found)  # type: ignore[arg-type]
    return [
        np.asarray(artist.get_offsets())[:, 1].tolist()
        for artist in drawn
        if hasattr(artist, "get_offsets")
    ]


# Scales


def test_scales_turn_in_the_panel_under_the_cursor_and_log_is_passed_over_where_there_is_none() -> (
    None
):
    window = Window("softplus", "tanh")
    window.press("k")
    assert window.panels[0].get_xscale() == "symlog"  # the interval reaches below 0
    window.press("k")
    window.move(1.0, 0.5, order=1)
    window.press("l")
    assert [axes.get_yscale() for axes in window.panels] == ["linear", "log"]
    assert window.message() == "scale of derivatives: log"
    window.move(1.0, 0.5)
    window.press("l")
    assert window.view.look.yscale == "log"


def test_the_wheel_and_a_drag_keep_a_logarithmic_panel_drawable() -> None:
    window = Window("exponential", interval=(0.001, 100.0), look=Look(xscale="log"))
    before = window.panels[0].transData.transform((1.0, 1.0))
    window.scroll(1.0, 1.0, step=-6)
    assert window.panels[0].transData.transform((1.0, 1.0)) == pytest.approx(before, abs=4)
    low, high = window.view.interval
    assert 0 < low < 1e-4
    assert high > 1e4
    start = window.panels[0].transData.transform((1.0, 1.0)).tolist()
    window.drag(start, (start[0] + 300, start[1]))
    assert 0 < window.view.interval[0] < low


def test_home_is_reached_where_a_logarithm_has_no_such_interval() -> None:
    window = Window("tanh")
    window.figure.view = window.view.__class__(window.view.curves, (1.0, 5.0))
    window.canvas.draw()
    window.press("k")
    assert window.panels[0].get_xscale() == "log"
    window.press("h")
    assert window.view == window.figure.home
    assert window.panels[0].get_xlim() == (-5.0, 5.0)


def test_no_tangent_where_lines_are_not_straight() -> None:
    window = Window("softplus", look=Look(yscale="log"))
    found = window.move(1.0, 1.0)
    linear = Window("softplus")
    assert len(list(hover_artists(window.figure.stage, found))) == (
        len(list(hover_artists(linear.figure.stage, linear.move(1.0, 1.0)))) - 2
    )


# Marks


def test_marks_turn_through_their_kinds() -> None:
    window = Window("silu")

    def marked() -> list[str]:
        return [text.get_text() for text in window.panels[0].texts if isinstance(text, Annotation)]

    seen = []
    for _ in range(6):
        window.press("m")
        seen.append((window.message(), marked()))
    assert seen[0] == ("marked: zeros", ["0"])
    assert seen[1] == ("marked: extrema", ["\N{MINUS SIGN}1.27846"])
    assert len(seen[4][1]) > 3
    assert seen[5] == ("marked: nothing", [])


# Nothing to see


def test_a_panel_without_a_curve_says_how_one_comes_home() -> None:
    window = Window("tanh", "sigmoid")

    def told() -> list[list[str]]:
        return [[text.get_text() for text in axes.texts] for axes in window.panels]

    assert told() == [[], []]
    window.figure.view = replace(window.view, look=Look(ylim=(50.0, 60.0)))
    window.canvas.draw()
    (said,), none = told()
    assert "h leads home" in said
    assert not none
    window.press("h")
    assert told() == [[], []]


# Pages


def test_a_page_has_a_handful_of_curves_and_answers() -> None:
    window = paged()
    assert len(window.panels) == 8
    assert [curves(axes)[0].get_label() for axes in window.panels[::2]] == [
        "tanh",
        "relu",
        "gelu",
        "elu alpha=2",
    ]
    at_x, at_y = window.panels[6].transData.transform((-1.0, -1.0))
    window.mouse("motion_notify_event", at_x, at_y)
    found = window.figure.hovered()
    assert found
    assert found.nearest == 3  # the curve of that panel, however near the others would be
    limits = window.panels[2].get_ylim()
    window.scroll(0.0, 0.0, step=5)
    assert window.panels[2].get_xlim() == window.view.interval != (-5.0, 5.0)
    assert window.panels[2].get_ylim() != limits  # each row has limits that show its curve
    assert window.view.look.ylim is None


def test_pages_turn_and_keep_what_was_done_to_them() -> None:
    window = paged()
    window.slide("elu alpha", 0.8)
    label = window.figure.board.labels[3].get_text()
    assert label != "elu alpha=2"
    window.click("relu")
    assert len(window.panels) == 6
    window.press("pagedown")
    assert [text.get_text() for text in window.figure.board.labels] == ["softplus", "silu"]
    assert window.message().startswith("page 2 of 2")
    window.press("pagedown")
    assert "no page" in window.message()
    window.press("enter")
    words = shlex.split(window.said[-1])
    assert words[0] == "actplot"
    assert {"--each", "--hide", "2", label.replace(" ", ":")} <= set(words)
    assert len(window.figure.whole.curves) == 6
    window.press("pageup")
    assert len(window.panels) == 6
    assert window.figure.board.labels[3].get_text() == label


def test_a_page_may_have_all_its_curves_hidden() -> None:
    window = paged("tanh")
    window.click("tanh")
    assert not any(curves(axes) for axes in window.panels)
    window.click("tanh")
    assert len(curves(window.panels[0])) == 1


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((-5.0, 5.0), "-5 to 5"),
        ((0.12345, 0.12346), "0.123455 \N{PLUS-MINUS SIGN} 5e-06"),
        ((1e6, 1e6 + 1), "1000000.5 \N{PLUS-MINUS SIGN} 0.5"),
        ((99.5, 100.5), "99.5 to 100.5"),
    ],
)
def test_an_interval_is_told_with_digits_that_tell_its_ends_apart(
    ends: tuple[float, float], words: str
) -> None:
    assert interval_words(ends) == words
