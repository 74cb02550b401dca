"""Where curves are flat: intervals to the last digits, their shade in figures, the words for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import mpmath
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import actplot
from actplot import plot
from actplot.draw.look import Look
from actplot.draw.panel_content import boundary_texts, sentence
from actplot.draw.saturation_shade import Shade
from actplot.draw.terminal.picture import picture_lines
from actplot.draw.terminal.screen import Screen
from actplot.entries import read as spec
from actplot.formula.curve import at_depths
from actplot.sampling.sample import evaluate, grid, sample
from actplot.sampling.saturation import saturated
from actplot.window.explorer import Explorer
from actplot.write import View
from tests.draw.test_figure import (
    THEMES,
    collisions,
    curves,
    drawn,
    hidden_by_legends,
    legends,
)
from tests.draw.test_themes import lab

USUAL = (-5.0, 5.0)


def flat(
    *texts: str, bound: float = 0.01, range: tuple[float, float] = USUAL
) -> tuple[tuple[float, float], ...]:
    return saturated(actplot.curves(*texts), range, bound)


def shades(axes: Axes) -> list[Shade]:
    return [found for found in axes.collections if isinstance(found, Shade)]


def boundaries(axes: Axes) -> list[tuple[float, str]]:
    """Return the numbers above a panel, with the x over which they stand."""
    return [
        (float(text.get_position()[0]), text.get_text().replace("\N{MINUS SIGN}", "-"))
        for text in axes.texts
    ]


# Intervals


def test_boundaries_are_those_of_the_exact_derivative() -> None:
    at = float(mpmath.findroot(lambda x: mpmath.exp(-x) / (1 + mpmath.exp(-x)) ** 2 - 0.01, 4.6))
    np.testing.assert_allclose(flat("sigmoid", "tanh"), [(-5, -at), (at, 5)], rtol=1e-14)


@pytest.mark.parametrize(
    ("texts", "bound", "expected"),
    [
        (["relu"], 0.01, [(-5.0, 0.0)]),
        (["relu6", "hard_sigmoid"], 0.01, [(-5.0, -3.0)]),
        (["step"], 0.01, [(-5.0, 5.0)]),
        (["hard_tanh"], 0.01, [(-5.0, -1.0), (1.0, 5.0)]),
        (["abs(x)"], 0.01, []),
        (["abs(x)"], 1.5, [(-5.0, 5.0)]),
        (["sqrt(x)"], 0.3, [(25 / 9, 5.0)]),
        (["x**2"], 0.01, [(-0.005, 0.005)]),
        (["x**2", "hard_tanh"], 0.01, []),
        (["dropout"], 0.01, []),
        (["rrelu"], 0.3, [(-5.0, 0.0)]),
        (["1/x"], 0.1, [(-5.0, -math.sqrt(10)), (math.sqrt(10), 5.0)]),
    ],
)
def test_intervals(texts: Sequence[str], bound: float, expected: list[tuple[float, float]]) -> None:
    np.testing.assert_allclose(flat(*texts, bound=bound), expected, rtol=1e-12)


@pytest.mark.parametrize("half", [20.0, 200.0, 500.0])
def test_intervals_narrower_than_the_grid_are_found(half: float) -> None:
    found = flat("sin(x)", range=(-half, half))
    turns = (np.arange(-1000, 1000) + 0.5) * math.pi
    middles = np.array([(a + b) / 2 for a, b in found])
    np.testing.assert_allclose(middles, turns[np.abs(turns) < half], atol=1e-9)


def test_intervals_do_not_depend_on_the_points_that_are_drawn() -> None:
    few, many = (plot("sigmoid", points=n, saturation=0.01).axes[0] for n in (2, 5001))
    assert shades(few)[0].intervals == shades(many)[0].intervals != ()


# Words


@pytest.mark.parametrize(
    ("interval", "range", "texts"),
    [
        ((-5.0, -4.5848633), USUAL, ("-5", "-4.58")),
        ((0.0, 5.0), USUAL, ("0", "5")),
        ((-0.005, 0.005), USUAL, ("-0.005", "0.005")),
        ((-48.7046, -48.68), (-50.0, 50.0), ("-48.7", "-48.68")),
        ((1e-17, 5.0), USUAL, ("0", "5")),
        ((-2000.0, 461.4), (-2000.0, 2000.0), ("-2000", "461")),
        ((2e-7, 1e-6), (-1e-6, 1e-6), ("2e-07", "1e-06")),
    ],
)
def test_boundaries_are_short_and_tell_both_ends_apart(
    interval: tuple[float, float], range: tuple[float, float], texts: tuple[str, str]
) -> None:
    assert boundary_texts(interval, range) == texts


@pytest.mark.parametrize(
    ("texts", "bound", "said"),
    [
        (["sigmoid", "tanh"], 0.01, "every derivative is below 0.01 for x < -4.58 and x > 4.58"),
        (["relu"], 0.01, "the derivative is below 0.01 for x < 0"),
        (["step"], 0.5, "the derivative is below 0.5 for all x in this range"),
        (["abs(x)"], 0.5, "the derivative is below 0.5 nowhere in this range"),
        (["x**2"], 0.2, "the derivative is below 0.2 for -0.1 < x < 0.1"),
    ],
)
def test_sentence(texts: Sequence[str], bound: float, said: str) -> None:
    assert sentence(flat(*texts, bound=bound), USUAL, bound, len(texts), "x") == said


def test_sentence_tells_a_few_of_many() -> None:
    found = flat("sin(x)", bound=0.1, range=(-50, 50))
    said = sentence(found, (-50, 50), 0.1, 1, "x")
    assert said.count("<") == 8
    assert said.endswith("and 28 more stretches")


def test_terminal_says_it_under_the_legend() -> None:
    samples = [sample(curve, grid(-5, 5, 101)) for curve in actplot.curves("sigmoid", "tanh")]
    lines = picture_lines(samples, Look(saturation=0.01), Screen(80))
    assert lines[-1].strip() == "every derivative is below 0.01 for x < -4.58 and x > 4.58"
    assert len(picture_lines(samples, Look(saturation=0.01), Screen(80, 24))) <= 24
    assert lines[:-1] == picture_lines(samples, Look(), Screen(80))
    narrow = picture_lines(samples, Look(saturation=0.01), Screen(30))
    assert max(map(len, narrow)) <= 30
    only_relu = [*samples, sample(actplot.curve("relu"), grid(-5, 5, 101))]
    hidden = picture_lines(only_relu, Look(saturation=0.01), Screen(80), hidden={0, 1})
    assert hidden[-1].strip() == "the derivative is below 0.01 for x < 0"


# Figures


@pytest.mark.parametrize("order", range(4))
def test_every_panel_is_shaded_with_lines_and_numbers_at_the_boundaries(order: int) -> None:
    figure = plot("sigmoid", "tanh", saturation=0.01, order=order)
    for axes in figure.axes:
        (shade,) = shades(axes)
        assert [interval[0] for interval in shade.intervals] == [-5, pytest.approx(4.584863339)]
        assert [text for _, text in boundaries(axes)] == ["-4.58", "4.58"]
        (lines,) = (found for found in axes.collections if found.get_gid() == "boundaries")
        ends = [segment[0][0] for segment in lines.get_segments()]  # type: ignore[attr-defined]
        assert ends == [shade.intervals[0][1], shade.intervals[1][0]]
        assert [at for at, _ in boundaries(axes)] == pytest.approx(ends)
        assert shade.get_zorder() < min(line.get_zorder() for line in curves(axes))
    names = [text.get_text() for legend in legends(figure) for text in legend.get_texts()]
    assert names == ["sigmoid", "tanh", "every derivative below 0.01"]


def test_hidden_curves_do_not_count() -> None:
    figure = plot("relu", "sigmoid", hide=[2], saturation=0.01)
    assert shades(figure.axes[0])[0].intervals == ((-5.0, 0.0),)


def test_nothing_flat_is_said_in_the_legend() -> None:
    figure = plot("identity", saturation=0.01)
    assert boundaries(figure.axes[0]) == []
    names = [text.get_text() for legend in legends(figure) for text in legend.get_texts()]
    assert names[-1] == "derivative below 0.01: nowhere here"


@pytest.mark.parametrize("theme", [*THEMES, "ggplot", "dark_background"])
def test_shade_is_quiet_and_can_be_seen(theme: str) -> None:
    axes = plot("sigmoid", "tanh", theme=theme, saturation=0.01).axes[0]
    (shade,) = shades(axes)
    ground = lab(to_rgb(axes.get_facecolor()))
    color = lab(np.array(shade.get_facecolor())[0, :3])
    assert 3 < np.linalg.norm(color - ground) < 20
    (lines,) = (found for found in axes.collections if found.get_gid() == "boundaries")
    assert np.linalg.norm(lab(np.array(lines.get_edgecolor())[0, :3]) - color) > 15


MANY = [
    (["sigmoid", "tanh"], 0.01, USUAL),
    (["relu"], 0.01, USUAL),
    (["sin(x)"], 0.01, USUAL),
    (["sin(x)"], 0.3, (-200.0, 200.0)),
    (["sin(x)"], 0.3, (-1e6 - 20, -1e6)),
    (["relu6", "hard_sigmoid"], 0.1, (-5.0, 8.0)),
    (["tanh(x/10) - 1e5", "0*x"], 0.001, (-100.0, 100.0)),
]


SIZES = ((15.0, 5.0), (6.0, 3.0))


# each case with two themes, a size each; each theme with each size
@pytest.mark.parametrize(
    ("texts", "bound", "range", "theme", "size"),
    [
        (*case, theme, size)
        for row, case in enumerate(MANY)
        for theme, size in zip(
            THEMES[row % 2 :: 2], SIZES[:: -1 if row % 4 > 1 else 1], strict=True
        )
    ],
)
def test_numbers_collide_with_nothing(
    texts: Sequence[str],
    bound: float,
    range: tuple[float, float],
    theme: str,
    size: tuple[float, float],
) -> None:
    figure = plot(*texts, saturation=bound, range=range, theme=theme, size=size, title="A title")
    renderer = drawn(figure)
    assert not collisions(figure)
    assert not hidden_by_legends(figure)
    for axes in figure.axes:
        assert boundaries(axes) or not shades(axes)[0].intervals
        panel = axes.get_window_extent(renderer)
        assert all(text.get_window_extent(renderer).y0 >= panel.y1 for text in axes.texts)


def test_window_shades_anew_at_each_change() -> None:
    curves_ = tuple(actplot.curves("relu", "sigmoid"))
    view = View(curves_, USUAL, hidden=frozenset({1}), look=Look(saturation=0.01))
    window = Explorer(view)
    before = number_of_artists(window)
    assert shades(window.panels[0])[0].intervals == ((-5.0, 0.0),)
    window.view = View(curves_, (-3.0, 5.0), hidden=frozenset({1}), look=Look(saturation=0.01))
    drawn(window)
    assert shades(window.panels[0])[0].intervals == ((-3.0, 0.0),)
    assert boundaries(window.panels[0]) == [(0.0, "0")]
    assert number_of_artists(window) == before


def number_of_artists(figure: Figure) -> int:
    return sum(len([*axes.lines, *axes.collections, *axes.texts]) for axes in figure.axes)


def test_a_deep_curve_is_flat_by_its_own_derivative() -> None:
    (deep,) = at_depths(spec.curves(["sigmoid"]), [3])
    found = saturated([deep], (-9.0, 9.0), 0.01)
    assert len(found) == 2
    for boundary in (found[0][1], found[1][0]):
        assert evaluate(deep, boundary, 1) == pytest.approx(0.01, rel=1e-9)


@pytest.mark.parametrize("interval", [(-10_000, 7_000), (-1e30, 7e29)])
def test_a_slope_narrower_than_any_grid_is_not_flat(interval: tuple[float, float]) -> None:
    """The slope of sigmoid is 0.1 where the function is 0.5 -+ sqrt(0.25 - 0.1)."""
    edge = math.log((0.5 + math.sqrt(0.15)) / (0.5 - math.sqrt(0.15)))
    below, above = saturated([actplot.curve("sigmoid")], interval, 0.1)
    assert (below[0], above[1]) == interval
    assert (below[1], above[0]) == pytest.approx((-edge, edge))
