"""The figure, read from its artists: what is drawn, in which style, and that nothing collides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any
from weakref import WeakSet

import matplotlib.style
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

import actplot
from actplot import plot
from actplot.draw.layout import wrapped

Array = NDArray[np.float64]
Style = tuple[tuple[float, float, float], str]

THEMES = ("light", "dark", "print", "document")
STYLES = tuple(matplotlib.style.available)
SIZES = ((15.0, 5.0), (6.0, 2.5))
FIVE = ("sigmoid", "tanh", "relu", "softplus", "elu")
TEN = (*FIVE, "gelu", "silu", "mish", "selu", "softsign")
TWENTY_FIVE = tuple(n for n, entry in actplot.catalogue.items() if not entry.noise)[:25]
LONG = (
    "x*tanh(softplus(x))*sigmoid(3*x) + exp(-x**2)*0.001 + sin(x)*cos(x)",
    "laplace:mu=0.123456:sigma=0.987654",
    "gelu - gelu_tanh",
)
TITLES = ["function", "derivative", "second derivative", "third derivative"]
HALF_PIXEL = 0.5


# Reading a figure


def curves(axes: Axes) -> list[Line2D]:
    """Return the lines of a panel that the legend names."""
    return [line for line in axes.lines if not str(line.get_label()).startswith("_")]


def circles(axes: Axes) -> set[tuple[float, float]]:
    """Return the centers of the open circles of a panel."""
    return marked(axes, is_open=True)


def marked(axes: Axes, is_open: bool) -> set[tuple[float, float]]:
    """Return the centers of the round marks of a panel that are open, or those that are filled."""
    round_marks = [line for line in axes.lines if line.get_marker() == "o"]
    found = [
        line
        for line in round_marks
        if (line.get_markerfacecolor() != line.get_markeredgecolor()) == is_open
    ]
    return {(float(x), float(y)) for line in found for x, y in xy(line)}


def xy(line: Line2D) -> Array:
    return np.asarray(line.get_xydata(), dtype=np.float64)


def joined(line: Line2D) -> list[tuple[Array, Array]]:
    """Return the neighbors that a line really joins."""
    return [(a, b) for a, b in pairwise(xy(line)) if np.isfinite([*a, *b]).all()]


def style(line: Line2D) -> Style:
    """Return color and dash, widths apart."""
    red, green, blue = to_rgb(line.get_color())
    return (red, green, blue), str(vars(line)["_unscaled_dash_pattern"])


def points(figure: Figure) -> set[tuple[float, float]]:
    """Return the corners of the first curve of the first panel, for looking points up."""
    return {(float(x), float(y)) for x, y in xy(curves(figure.axes[0])[0])}


_LAID_OUT = WeakSet[Figure]()


def drawn(figure: Figure) -> Any:
    """Lay the figure out and return the renderer, which knows the size of every letter.

    A figure that has not changed since it was laid out here is left as it is.
    """
    if not isinstance(figure.canvas, FigureCanvasAgg):
        FigureCanvasAgg(figure)  # once: a renderer remembers how large each text is
    if figure.stale or figure not in _LAID_OUT:
        figure.draw_without_rendering()  # nothing here looks at pixels
        _LAID_OUT.add(figure)
    canvas: Any = figure.canvas
    return canvas.get_renderer()


def words(figure: Figure) -> Iterator[Text]:
    """Yield every text that is seen: titles, labels, ticks inside the limits, legends."""
    yield from figure.texts
    for legend in legends(figure):
        yield from legend.get_texts()
    for axes in figure.axes:
        yield from (axes.title, axes.xaxis.label, axes.yaxis.label)
        yield from (text for text in axes.texts if text.get_gid() == "boundary")
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            yield axis.get_offset_text()
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield tick.label1


def legends(figure: Figure) -> list[Any]:
    return [*figure.legends, *filter(None, (axes.get_legend() for axes in figure.axes))]


def overlap(a: Bbox, b: Bbox) -> bool:
    return bool(
        min(a.x1, b.x1) - max(a.x0, b.x0) > HALF_PIXEL
        and min(a.y1, b.y1) - max(a.y0, b.y0) > HALF_PIXEL
    )


def cut(box: Bbox, figure: Figure) -> bool:
    return bool(
        min(box.x0, box.y0) < -HALF_PIXEL
        or box.x1 > figure.bbox.x1 + HALF_PIXEL
        or box.y1 > figure.bbox.y1 + HALF_PIXEL
    )


def collisions(figure: Figure) -> list[str]:
    """Return what is cut by the figure's edge and which texts overlap."""
    renderer = drawn(figure)
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in words(figure)
        if text.get_visible() and text.get_text()
    ]
    boxes += [("legend's box", legend.get_window_extent(renderer)) for legend in figure.legends]
    found = [f"{text!r} is cut" for text, box in boxes if cut(box, figure)]
    texts = boxes[: -len(figure.legends) or None]
    return found + [
        f"{a!r} over {b!r}" for (a, p), (b, q) in combinations(texts, 2) if overlap(p, q)
    ]


def hidden_by_legends(figure: Figure) -> list[str]:
    """Return the panels and curves that a legend covers."""
    renderer = drawn(figure)
    found = [
        f"panel {place}"
        for place, axes in enumerate(figure.axes)
        for legend in figure.legends
        if overlap(legend.get_window_extent(renderer), axes.get_window_extent(renderer))
    ]
    for axes in figure.axes:
        legend = axes.get_legend()
        if legend is None:
            continue
        box = legend.get_window_extent(renderer)
        found += [str(line.get_label()) for line in curves(axes) if crosses(line, axes, box)]
    return found


def crosses(line: Line2D, axes: Axes, box: Bbox) -> bool:
    """Tell whether a line runs through a box, between its points too."""
    corners = axes.transData.transform(xy(line))
    share = np.linspace(0.0, 1.0, 41)[:, None, None]
    x, y = np.moveaxis(corners[:-1] + share * np.diff(corners, axis=0), -1, 0)
    return bool(((box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1)).any())


# Panels and curves


@pytest.mark.parametrize("order", range(4))
def test_one_panel_an_order_titled_in_words_over_one_x(order: int) -> None:
    figure = plot("sigmoid", "relu", order=order, range=(-3, 2))
    assert [axes.get_title() for axes in figure.axes] == TITLES[: order + 1]
    assert [axes.get_xlim() for axes in figure.axes] == [(-3, 2)] * (order + 1)
    figure.axes[-1].set_xlim(0, 1)  # shared: who zooms into one panel moves the others along
    assert [axes.get_xlim() for axes in figure.axes] == [(0, 1)] * (order + 1)
    lefts = [axes.get_position().x0 for axes in figure.axes]
    assert lefts == sorted(lefts)


def test_curves_hold_the_values_and_the_derivatives() -> None:
    """However few points were asked for: these are the grid of data files."""
    figure = plot("sigmoid", "tanh", order=2, range=(-4, 4), points=9)
    drawn(figure)
    for order, axes in enumerate(figure.axes):
        for line in curves(axes):
            curve = actplot.curve(str(line.get_label()))
            x, y = xy(line).T
            assert len(x) > 9
            assert (x[0], x[-1]) == (-4, 4)
            np.testing.assert_array_equal(y, curve.derivative(x, order=order))


def test_legend_names_every_curve_in_order() -> None:
    figure = plot("elu:alpha=0.5,2", "relu", "my own=x*tanh(x)")
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["elu alpha=0.5", "elu alpha=2", "relu", "my own"]


@pytest.mark.parametrize("theme", [*THEMES, "ggplot"])
def test_curve_has_one_color_and_dash_in_all_panels_and_in_the_legend(theme: str) -> None:
    figure = plot(*TEN, order=2, theme=theme)
    first, *others = [[style(line) for line in curves(axes)] for axes in figure.axes]
    assert all(other == first for other in others)
    handles = [line for legend in legends(figure) for line in legend.get_lines()]
    assert [to_rgb(line.get_color()) for line in handles[: len(TEN)]] == [it[0] for it in first]


def test_zero_lines_help_reading_and_are_not_in_the_legend() -> None:
    figure = plot("tanh")
    for axes in figure.axes:
        unnamed = [xy(line) for line in axes.lines if line not in curves(axes)]
        assert any((line[:, 1] == 0).all() for line in unnamed)
        assert any((line[:, 0] == 0).all() for line in unnamed)
    assert len(figure.legends[0].get_texts()) == 1


def test_label_that_begins_with_an_underscore_is_in_the_legend() -> None:
    figure = plot("_f=x*tanh(x)", "relu")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["_f", "relu"]


# Kinks, jumps and poles


def test_derivative_of_relu_has_a_gap_with_two_open_circles() -> None:
    function, derivative = plot("relu").axes
    assert circles(derivative) == {(0.0, 0.0), (0.0, 1.0)}
    assert circles(function) == set()
    (line,) = curves(derivative)
    assert all(not (a[0] <= 0 <= b[0] and a[1] != b[1]) for a, b in joined(line))
    assert {(0.0, 0.0), (0.0, 1.0)} <= {(float(x), float(y)) for x, y in xy(line)}


@pytest.mark.parametrize(
    ("text", "heights"),
    [("step", {0.0, 1.0}), ("where(x >= 0, 1, 0)", {0.0, 1.0}), ("sign(x)", {-1.0, 1.0})],
)
@pytest.mark.parametrize("interval", [(-5, 5), (-1, 3), (0, 5), (-5, 0)])
def test_jump_between_two_heights_is_never_joined(
    text: str, heights: set[float], interval: tuple[float, float]
) -> None:
    for points in (11, 1001):
        (line,) = curves(plot(text, range=interval, points=points).axes[0])
        assert set(xy(line)[:, 1][np.isfinite(xy(line)[:, 1])]) <= {*heights, 0.0}
        assert all(a[1] == b[1] for a, b in joined(line))


@pytest.mark.parametrize("text", ["step", "hardshrink", "threshold:value=3", "thresholded_relu"])
@pytest.mark.parametrize("points", [10, 11, 1001])
def test_no_line_is_vertical(text: str, points: int) -> None:
    for axes in plot(text, points=points).axes:
        (line,) = curves(axes)
        (x, y), (right, after) = xy(line)[:-1].T, xy(line)[1:].T
        joins = np.isfinite(y) & np.isfinite(after)
        assert joins.any()
        assert ((x != right) | (y == after))[joins].all()
        assert (np.abs(after - y) <= 1.001 * (right - x))[joins].all()


@pytest.mark.parametrize(
    ("text", "corners"),
    [("relu6", {(0.0, 0.0), (6.0, 6.0)}), ("hard_tanh", {(-1.0, -1.0), (1.0, 1.0)})],
)
def test_corners_are_exact_points(text: str, corners: set[tuple[float, float]]) -> None:
    assert corners <= points(plot(text, range=(-5, 8), points=10))


def test_jump_of_the_slope_shows_both_limits() -> None:
    assert circles(plot("elu:alpha=0.5", points=10).axes[1]) == {(0.0, 0.5), (0.0, 1.0)}


@pytest.mark.parametrize(
    ("text", "poles"),
    [("1/x", [0.0]), ("tan(x)", [-1.5 * np.pi, -0.5 * np.pi, 0.5 * np.pi, 1.5 * np.pi])],
)
@pytest.mark.parametrize("order", [0, 1])
def test_poles_are_gaps_without_circles(text: str, poles: list[float], order: int) -> None:
    axes = plot(text).axes[order]
    (line,) = curves(axes)
    assert not [(a, b) for a, b in joined(line) for pole in poles if a[0] < pole < b[0]]
    assert circles(axes) == set()
    assert -200 < axes.get_ylim()[0] < axes.get_ylim()[1] < 200


def test_a_long_line_is_thinned_and_keeps_its_extremes() -> None:
    text = "sin(x) + 3*exp(-((x - 1.2345)*20000)**2) - 2*exp(-((x + 2.3456)*20000)**2)"
    (line,) = curves(plot(text, points=1_000_000).axes[0])
    x, y = xy(line).T
    whole = actplot.curve(text).value(np.linspace(-5, 5, 1_000_000))
    assert len(x) < 50_000  # before the page, which takes fewer still
    assert (np.diff(x) >= 0).all()
    assert (x[0], x[-1]) == (-5, 5)
    assert y.min() <= whole.min()
    assert y.max() >= whole.max()


# Limits


def test_an_explosive_curve_leaves_the_others_visible() -> None:
    for axes in plot("exponential", "tanh").axes:
        y = xy(curves(axes)[1])[:, 1]
        low, high = axes.get_ylim()
        assert (y.max() - y.min()) / (high - low) > 0.2
        assert low < y.min()
        assert y.max() < high


@pytest.mark.parametrize("text", ["step", "3 + 0*x", "1e-12*x", "identity"])
def test_flat_functions_have_sane_limits(text: str) -> None:
    for axes in plot(text).axes:
        (line,) = curves(axes)
        y = xy(line)[:, 1][np.isfinite(xy(line)[:, 1])]
        low, high = axes.get_ylim()
        assert low < y.min() <= y.max() < high
        assert high - low <= max(2.5 * np.abs(y).max(), 4.0)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("exponential", (-1000, 1000)),
        ("relu", (-1e300, 1e300)),
        ("x**2", (-1e150, 1e150)),
        ("x**3", (-1e300, 1e300)),
        ("1e300*x", (-5, 5)),
        ("1e308*x", (-5, 5)),
        ("1e-320*x", (-5, 5)),
        ("sqrt(-1 - x**2)", (-5, 5)),
        ("sigmoid", (0, 1e-300)),
    ],
)
def test_numbers_at_the_ends_of_float64_are_drawn(text: str, interval: tuple[float, float]) -> None:
    figure = plot(text, range=interval, order=2)
    drawn(figure)
    assert all(np.isfinite(axes.get_ylim()).all() for axes in figure.axes)


def test_given_limits_are_taken() -> None:
    function, *others = plot("exponential", order=2, ylim=(-1, 2), dylim=(-3, 4)).axes
    assert function.get_ylim() == (-1, 2)
    assert [axes.get_ylim() for axes in others] == [(-3, 4)] * 2


# Words: nothing is cut, covered or overlapping


# each theme and each order with each size
@pytest.mark.parametrize(
    ("theme", "order", "size"),
    [
        (theme, (place + 2 * turn) % 4, size)
        for place, theme in enumerate(THEMES)
        for turn, size in enumerate(SIZES)
    ],
)
def test_words_lie_inside_the_figure_and_apart(
    theme: str, size: tuple[float, float], order: int
) -> None:
    assert not collisions(plot(*FIVE, theme=theme, size=size, order=order))


@pytest.mark.parametrize(
    ("theme", "size", "order"),
    [(theme, SIZES[n % 2], n // 2 % 2) for n, theme in enumerate(STYLES)],
)
def test_words_lie_inside_with_a_style_of_matplotlib(
    theme: str, size: tuple[float, float], order: int
) -> None:
    figure = plot(*FIVE, theme=theme, size=size, order=order, title="Activations", points=101)
    assert not collisions(figure)
    assert not hidden_by_legends(figure)


@pytest.mark.parametrize("text", ["step", "1e5 + x"])
@pytest.mark.parametrize("interval", [(0, 7), (-1000, 1000), (1e6, 1e6 + 1), (-1e-6, 1e-6)])
def test_words_of_other_ranges_lie_apart(text: str, interval: tuple[float, float]) -> None:
    assert not collisions(plot(text, range=interval, order=2))


@pytest.mark.parametrize("title", ["a title of some length " * 5, "WHAT MAKES GOOD WEIGHTS " * 5])
@pytest.mark.parametrize("size", SIZES)
def test_a_title_of_a_hundred_letters_is_not_cut(size: tuple[float, float], title: str) -> None:
    assert not collisions(plot("relu", title=title, size=size))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("two words", 50.0, ["two words"]),
        ("two words", 4.0, ["two", "words"]),
        ("two\nwords", 50.0, ["two words"]),
        ("  two  words ", 50.0, ["two  words"]),
        ("unbreakable", 4.0, ["unbrea", "kable"]),
        ("激活函数的图像", 5.0, ["激活函数", "的图像"]),
        ("激活函数，图像", 5.0, ["激活函", "数，图像"]),  # no line begins with a comma
        ("激活 activation 函数", 9.0, ["激活", "activation 函", "数"]),
        ("", 5.0, [""]),
    ],
)
def test_titles_break_at_spaces_and_between_east_asian_letters(
    text: str, room: float, lines: list[str]
) -> None:
    assert wrapped(text, room) == "\n".join(lines)


# each number of curves with each size and each theme
@pytest.mark.parametrize("texts", [("sigmoid",), FIVE, TEN, TWENTY_FIVE, LONG])
@pytest.mark.parametrize(("size", "theme"), [(SIZES[0], "light"), (SIZES[1], "document")])
def test_legend_covers_nothing_and_panels_keep_their_room(
    texts: Sequence[str], size: tuple[float, float], theme: str
) -> None:
    figure = plot(*texts, size=size, theme=theme)
    assert not hidden_by_legends(figure)
    assert not collisions(figure)
    for axes in figure.axes:
        position = axes.get_position()
        assert position.height > 0.2
        assert position.width > 0.25


@pytest.mark.parametrize("texts", [FIVE, LONG])
@pytest.mark.parametrize("size", SIZES)
def test_figure_of_the_article_has_its_legends_in_the_panels(
    texts: Sequence[str], size: tuple[float, float]
) -> None:
    figure = plot(*texts, theme="document", ylim=(-1, 1), size=size)
    assert not hidden_by_legends(figure)
    assert not collisions(figure)
    if texts == FIVE and size == SIZES[0]:
        for axes in figure.axes:
            legend = axes.get_legend()
            assert legend is not None
            assert [text.get_text() for text in legend.get_texts()] == list(FIVE)


@pytest.mark.parametrize("text", ["-x", "x", "where(x > 0, x, -x)"])
@pytest.mark.parametrize("points", [2, 3, 1001])
def test_legend_in_a_panel_covers_no_line_between_few_points(text: str, points: int) -> None:
    assert not hidden_by_legends(plot(text, theme="document", points=points))


@pytest.mark.parametrize(
    ("title", "is_math"),
    [("it costs $5", False), (r"$\frac{1}$ off", False), ("$x^2$", True), ("σ and ∂σ/∂x", False)],
)
def test_title_is_shown_as_it_is_typed(title: str, is_math: bool) -> None:
    figure = plot("relu", title=title)
    drawn(figure)
    (heading,) = figure.texts
    assert heading.get_text() == title
    assert heading.get_parse_math() is is_math or "$" not in title


def test_dollar_signs_of_a_label_are_not_mathtext() -> None:
    for theme in ("light", "document"):
        label = r"$\frac{1}$ and $x^2$"
        figure = plot(replace(actplot.curve("relu"), label=label), theme=theme)
        drawn(figure)
        shown = [text for legend in legends(figure) for text in legend.get_texts()]
        assert {text.get_text() for text in shown} == {label}
        assert not any(text.get_parse_math() for text in shown)
