"""Legends: where they were asked for, on no curve, on no other name, and no larger than needed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from actplot import plot
from tests.draw.test_figure import FIVE, TEN, collisions, curves, drawn

THREE = ("sigmoid", "tanh", "relu")
LONG = "x*tanh(softplus(x))*sigmoid(3*x) + exp(-x**2)*0.001 + sin(x)"


def ends(figure: Figure) -> list[Text]:
    return [text for text in figure.axes[0].texts if text.get_gid() == "end"]


def share(figure: Figure) -> float:
    """Return which share of a figure its panels are."""
    return sum(axes.get_position().width * axes.get_position().height for axes in figure.axes)


@pytest.mark.parametrize("names", [THREE, FIVE, TEN])
@pytest.mark.parametrize("preset", ["column", "page", "slide"])
def test_names_at_the_ends_of_curves_stand_apart_and_in_the_figure(
    names: tuple[str, ...], preset: str
) -> None:
    figure = plot(*names, preset=preset, legend="ends")
    renderer = drawn(figure)
    assert sorted(text.get_text() for text in ends(figure)) == sorted(names)
    boxes = sorted((text.get_window_extent(renderer) for text in ends(figure)), key=lambda b: b.y0)
    line = boxes[0].height * 0.6  # what letters take of a line; ascenders of one meet no descender
    if preset != "column" or names == THREE:
        assert all(b.y0 - a.y0 >= line for a, b in pairwise(boxes))
    others = [axes.get_tightbbox(renderer) for axes in figure.axes[1:]]
    for box in boxes:
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
        assert not any(other and Bbox.intersection(box, other) for other in others)


def test_a_name_is_as_high_as_the_end_of_its_curve_where_there_is_room() -> None:
    figure = plot("sigmoid", "relu", "-x", legend="ends")
    drawn(figure)
    axes = figure.axes[0]
    places = {text.get_text(): text.get_position()[1] for text in ends(figure)}
    for line in curves(axes):
        high = axes.transData.transform((5.0, np.asarray(line.get_ydata())[-1]))
        wanted = axes.transAxes.inverted().transform(high)[1]
        assert places[str(line.get_label())] == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize(
    ("names", "theme"),
    [
        (THREE, "document"),
        (FIVE, "light"),
        (("x", "-x"), "document"),
        (("sin(5*x)", "cos(3*x)"), "light"),
    ],
)
def test_a_legend_inside_covers_no_curve(names: tuple[str, ...], theme: str) -> None:
    figure = plot(*names, size=(7.0, 3.0), legend="inside", theme=theme)
    renderer = drawn(figure)
    found = [axes for axes in figure.axes if axes.get_legend()]
    assert len(found) + len(figure.legends) == 1
    for axes in found:
        box = axes.get_legend().get_window_extent(renderer)  # type: ignore[union-attr]
        for line in curves(axes):
            path = line.get_path().transformed(axes.transData)
            assert not path.intersects_bbox(box, filled=False)
    assert found or names == ("sin(5*x)", "cos(3*x)")


def test_a_legend_stands_where_it_was_asked_for() -> None:
    below, right = (plot(*THREE, legend=place) for place in ("below", "right"))
    for figure, is_right in ((below, False), (right, True)):
        renderer = drawn(figure)
        box = figure.legends[0].get_window_extent(renderer)
        panel = figure.axes[-1].bbox
        assert (box.x0 > panel.x1) == is_right
        assert (box.y1 < panel.y0) != is_right
    none = plot(*THREE, legend="none")
    assert not none.legends
    assert not any(axes.get_legend() for axes in none.axes)
    assert share(none) > share(below)


def test_panels_have_most_of_a_small_figure() -> None:
    assert share(plot(*THREE, preset="column")) > 0.34
    assert share(plot(*THREE, preset="column", legend="inside")) > 0.40


def test_a_long_label_does_not_crush_the_panels() -> None:
    for size in ((3.5, 2.0), (15.0, 5.0)):
        figure = plot("tanh", LONG, size=size, font_size=8)
        assert not collisions(figure)
        assert share(figure) > 0.75 * share(plot("tanh", "relu", size=size, font_size=8))


def test_a_figure_grows_for_formulas_unless_its_size_was_given() -> None:
    plain, grown = (plot(*FIVE, order=3, formulas=each) for each in (False, True))
    assert grown.get_size_inches()[1] > plain.get_size_inches()[1]
    heights = [each.axes[0].get_position().height * each.bbox.height for each in (plain, grown)]
    assert heights[1] > 0.8 * heights[0]
    assert tuple(plot("elu", formulas=True, size=(9.0, 4.0)).get_size_inches()) == (9.0, 4.0)


@pytest.mark.parametrize("names", [THREE, FIVE, TEN])
@pytest.mark.parametrize("place", ["below", "right", "inside", "ends"])
def test_a_column_has_room_for_every_kind_of_legend(names: tuple[str, ...], place: str) -> None:
    figure = plot(*names, preset="column", legend=place, points=51)
    found = collisions(figure)
    assert not [each for each in found if "cut" in each] or names == TEN
    assert all(axes.bbox.width > 20 for axes in figure.axes)


def test_a_long_label_is_cut_sooner_than_the_others_become_too_small_to_read() -> None:
    curve = "x*tanh(softplus(x))*sigmoid(3*x) + exp(-x**2)*0.001"
    figure = plot("tanh", curve, size=(3.5, 1.7), legend="right")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["tanh", curve]
    figure = plot("tanh", curve, size=(2.4, 1.7), legend="right")
    short, cut_one = (text for legend in figure.legends for text in legend.get_texts())
    title = float(figure.axes[0].title.get_fontsize())
    assert float(short.get_fontsize()) >= 0.69 * title
    assert cut_one.get_text().endswith("...")
    assert figure.axes[0].bbox.width > 0.15 * figure.bbox.width
    column = plot("sigmoid", "elu:alpha=2", preset="column", legend="right")
    names = [text.get_text() for legend in column.legends for text in legend.get_texts()]
    assert names == ["sigmoid", "elu alpha=2"]


EIGHT = ("sigmoid", "tanh", "relu", "softplus", "elu", "gelu", "silu", "mish")
NAMED = ("elu:alpha=0.5,1,2", "leaky_relu:alpha=0.1", "hard_sigmoid", "weighted_cross_entropy")


@pytest.mark.parametrize(("names", "least"), [(EIGHT, 0.38), (NAMED, 0.3)])
@pytest.mark.parametrize("place", [None, "below", "right"])
def test_a_column_shows_whole_names_beside_panels_that_can_be_read(
    names: tuple[str, ...], least: float, place: str | None
) -> None:
    figure = plot(*names, preset="column", legend=place, points=51)
    assert not collisions(figure)
    shown = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    assert len(shown) == len(curves(figure.axes[0]))
    assert not [label for label in shown if label.endswith("...")]
    for axes in figure.axes:
        assert axes.get_position().height > least
        assert axes.get_position().width > 0.24
