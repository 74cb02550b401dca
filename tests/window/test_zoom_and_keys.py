"""Zoom, pan and keys of the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backend_bases import NavigationToolbar2

from actplot import curve
from actplot.window import keys
from actplot.window import view_changes as changes
from actplot.write import command
from tests.draw.test_figure import circles, curves, xy
from tests.window.test_interact import Window

# Zoom and pan


def test_zoom_at_a_kink_stays_sharp_and_true() -> None:
    window = Window("elu:alpha=2")
    while window.view.interval[1] > 5e-6:
        window.scroll(0.0, 0.0, step=12)
    lo, hi = window.view.interval
    x, y = xy(curves(window.panels[0])[0]).T
    assert (x[0], x[-1]) == (lo, hi)
    assert 0.0 in x
    assert y == pytest.approx(curve("elu:alpha=2").value(x), rel=1e-15)
    between = (x[1:] + x[:-1]) / 2  # on lines as straight as the panel shows them
    assert (y[1:] + y[:-1]) / 2 == pytest.approx(curve("elu:alpha=2").value(between), abs=1e-9)
    assert circles(window.panels[1]) == {(0.0, 2.0), (0.0, 1.0)}


def test_a_far_tail_is_drawn_true() -> None:
    window = Window("gelu", interval=(-30.0, -29.0))
    x, y = xy(curves(window.panels[0])[0]).T
    assert (y < 0).all()
    assert y == pytest.approx(curve("gelu").value(x), rel=1e-13)


def test_far_out_no_slope_is_lost_and_none_drives_another_out() -> None:
    """40 steps of the wheel away, the slope of sigmoid is narrower than a pixel."""
    window = Window("sigmoid", "tanh", "relu")
    for _ in range(4):
        window.scroll(0.3, 0.5, step=-10, order=0)
    assert np.ptp(window.view.interval) == pytest.approx(10 / changes.WHEEL**40, rel=0.1)
    heights = [xy(line)[:, 1] for line in curves(window.panels[1])]
    assert [np.nanmax(y) for y in heights] == pytest.approx([0.25, 1, 1], rel=1e-3)
    low, high = window.panels[1].get_ylim()
    assert (low, high) == pytest.approx((-0.05, 1.05), rel=1e-3)
    assert window.panels[1].get_title() == "derivative"


def test_the_window_says_what_is_cut() -> None:
    window = Window("exponential", "tanh")
    assert window.figure.board.message.get_text().startswith("cut at the edge: exponential; ")
    window.figure.view = changes.toggled(window.view, 1)
    window.canvas.draw()
    assert window.figure.board.message.get_text() == keys.HINT


def test_the_point_under_the_cursor_stays_under_it() -> None:
    window = Window("tanh")
    before = window.panels[1].transData.transform((2.0, 0.5))
    window.scroll(2.0, 0.5, step=3, order=1)
    after = window.panels[1].transData.transform((2.0, 0.5))
    # a mouse is on a whole pixel, and what is left of one grows with the view
    assert after == pytest.approx(before, abs=changes.WHEEL**-3)
    assert window.view.look.dylim
    assert window.view.look.ylim is None


@pytest.mark.parametrize("off", [0.4, -4.5])
def test_what_is_zoomed_at_stays_under_a_mouse_that_is_not_quite_there(off: float) -> None:
    window = Window("elu:alpha=2", "tanh")
    x, y = window.panels[0].transData.transform((0.0, 0.0))
    for _ in range(15):
        window.mouse("scroll_event", x + off, y + off, step=4)
        assert window.panels[0].transData.transform((0.0, 0.0)) == pytest.approx((x, y), abs=8)
    lo, hi = window.view.interval
    assert (hi - lo) == pytest.approx(10 * changes.WHEEL**60, rel=1e-2)


def test_a_key_pressed_before_the_wheel_is_drawn_knows_of_it(monkeypatch: Any) -> None:
    window = Window("tanh")
    monkeypatch.setattr(window.canvas, "draw_idle", lambda: None)
    window.scroll(0.0, 0.0, step=5)
    window.press("enter")
    assert window.said == [command(window.view)]
    lo, hi = window.view.interval
    assert hi - lo == pytest.approx(10 * changes.WHEEL**5, abs=1e-3)
    window.press("h")
    window.canvas.draw()
    assert window.view == window.figure.home


def test_dragging_moves_the_view_and_home_goes_back() -> None:
    window = Window("tanh", "elu")
    axes = window.panels[0]
    start = axes.transData.transform((0.0, 0.0)).tolist()
    window.drag(start, (start[0] - 100, start[1]))
    moved = 100 * 10 / axes.bbox.width
    assert window.view.interval == pytest.approx((-5 + moved, 5 + moved), abs=0.02)
    assert axes.get_xlim() == window.view.interval
    window.press("h")
    assert window.view == window.figure.home


def test_the_toolbar_goes_back_and_home() -> None:
    window = Window("tanh", "elu")
    toolbar = NavigationToolbar2(window.canvas)
    window.figure.opened()
    window.scroll(1.0, 0.5, step=5)
    once = window.view
    window.scroll(1.0, 0.5, step=5)
    assert window.view.interval != once.interval
    toolbar.back()
    window.canvas.draw()
    assert (window.view.interval, window.view.look) == (once.interval, once.look)
    toolbar.home()
    window.canvas.draw()
    assert window.view == window.figure.home
    window.press("2")
    window.scroll(1.0, 0.5, step=5)
    toolbar.home()
    window.canvas.draw()
    assert window.view == changes.with_order(window.figure.home, 2)


def test_an_interval_too_narrow_for_numbers_is_not_taken() -> None:
    window = Window("tanh", interval=(1e6, 1e6 + 1))
    for _ in range(8):
        window.scroll(1e6 + 0.5, 1.0, step=15)
    lo, hi = window.view.interval
    assert hi > lo
    assert window.panels[0].get_xlim() == (lo, hi)
    assert len(np.unique(np.linspace(lo, hi, 1001))) > 500


# Keys


def test_every_key_of_the_help_does_something(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    window = Window("tanh", "dropout")
    window.scroll(1.0, 0.5, step=1)  # which home takes back
    slow = ("order", "mark")  # all that is drawn after these, so they come last
    for key in sorted(keys.KEYS, key=lambda key: key.action in slow):
        if key.action != "close":  # which closes the box of the help before it
            window.press("escape")  # no box, and the usual message
        before, said = window.pixels(), len(window.said)
        window.press(key.keys[0])
        assert (window.pixels() != before).any() or len(window.said) > said, key


def test_help_names_every_key() -> None:
    text = keys.help_text()
    for key in keys.KEYS:
        assert key.shown in text
        assert key.help in text
    window = Window("tanh")
    before = window.pixels()
    window.press("?")
    assert (window.pixels() != before).mean() > 0.05
    window.press("escape")
    assert (window.pixels() == before).all()


def test_orders_are_switched_on_and_off() -> None:
    window = Window("tanh")
    window.press("2")
    assert [axes.get_title() for axes in window.panels][-1] == "second derivative"
    assert len(window.panels) == 3
    window.press("3")
    assert len(window.panels) == 4
    window.press("3")
    window.press("2")
    assert len(window.panels) == 2
    assert window.labels() == ["tanh"]


def test_theme_and_grid_change_the_look() -> None:
    window = Window("tanh")
    light = window.figure.get_facecolor()
    window.press("t")
    assert window.view.look.theme == "dark"
    assert window.figure.get_facecolor() != light
    window.press("g")
    assert window.view.look.grid is False
    window.press("g")
    assert window.view.look.grid is True
    for _ in range(3):
        window.press("t")
    assert window.figure.get_facecolor() == light


def test_the_next_seed_draws_anew() -> None:
    window = Window("dropout")
    window.press("n")
    assert window.view.seed == 1
    assert window.view.curves[0].label == "dropout seed=1"


def test_the_key_for_the_command_says_it() -> None:
    window = Window("elu:alpha=2", "tanh")
    window.click("tanh")
    window.press("enter")
    assert window.said == [command(window.view)]


def test_keys_that_would_break_the_panels_do_nothing() -> None:
    window = Window("tanh")
    before = window.pixels()
    for key in ("G", "L"):
        window.press(key)
    assert (window.pixels() == before).all()
