"""Curves in axes and figures that belong to the caller."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

import actplot
from actplot import ActplotError
from tests.draw.test_figure import curves, cut, drawn, overlap, words, xy


def test_axes_of_the_caller_get_the_curves_and_keep_what_they_have() -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.set_title("mine")
    right.plot([0.0, 9.0], [0.0, 9.0], label="data")
    limits = right.get_xlim()
    assert actplot.plot("tanh", "relu", range=(-3, 3), axes=(left, right)) is figure
    assert left.get_title() == "mine"
    assert right.get_title() == "derivative"
    assert left.get_xlim() == (-3.0, 3.0)
    assert right.get_xlim() == limits
    assert [line.get_label() for line in curves(left)] == ["tanh", "relu"]
    x, y = xy(curves(right)[1]).T
    assert y == pytest.approx(1 - np.tanh(x) ** 2)
    legend = left.get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()] == ["tanh", "relu"]


def test_one_axes_for_the_function_alone() -> None:
    figure = Figure()
    axes = figure.subplots()
    actplot.plot("tanh", order=0, axes=axes)
    assert len(curves(axes)) == 1


def test_a_subfigure_is_laid_out_within_itself() -> None:
    figure = Figure(figsize=(12, 9), dpi=100)
    parts: Any = figure.subfigures(2, 1)
    for part, names in zip(parts, (("sigmoid", "tanh"), ("elu", "softplus")), strict=True):
        actplot.plot(*names, axes=part, title=" and ".join(names))
    renderer = drawn(figure)
    shown = [text for part in parts for text in words(part) if text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    assert len(boxes) > 40
    assert not [word for word, box in boxes if cut(box, figure)]
    for word, box in boxes:
        same = [other for name, other in boxes if (name, other) != (word, box)]
        assert not [other for other in same if overlap(box, other)], word


def test_a_wrong_number_of_axes_is_said() -> None:
    axes = Figure().subplots(1, 3)
    with pytest.raises(ActplotError, match=r"axes: 2 are needed.*3 given"):
        actplot.plot("tanh", axes=axes)


def test_a_figure_of_the_caller_keeps_its_canvas() -> None:
    figure = Figure()
    before = figure.canvas
    actplot.plot("tanh", axes=figure, theme="document")
    assert figure.canvas is before
