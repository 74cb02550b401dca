"""The limits of panels: only what explodes is cut, every curve is in sight, what is cut is said."""

from __future__ import annotations

import numpy as np
import pytest

import actplot
from actplot import plot
from actplot.draw import Look, cut_notes
from actplot.sampling import Sampled, grid, sample
from tests.command.test_cli import Run, run
from tests.draw.test_figure import curves, xy
from tests.draw.test_terminal import picture, read

__all__ = ["run"]  # the fixture

Interval = tuple[float, float]


def sampled(*texts: str, interval: Interval = (-5, 5)) -> list[Sampled]:
    return [sample(actplot.curve(text), grid(*interval, 1001), 1) for text in texts]


def share_in_sight(figure_of: tuple[str, ...], interval: Interval) -> list[list[float]]:
    """Return which share of the points of each curve is inside its panel."""
    found = []
    for axes in plot(*figure_of, range=interval).axes:
        low, high = axes.get_ylim()
        heights = [xy(line)[:, 1] for line in curves(axes)]
        finite = [y[np.isfinite(y)] for y in heights]
        found.append([float(np.mean((low <= y) & (y <= high))) for y in finite])
    return found


WHOLE = [
    (("sigmoid", "tanh"), (0, 1e-6)),
    (("sigmoid", "relu"), (0, 100)),
    (("leaky_relu", "y=0.2"), (-5, 5)),
    (("exponential",), (-5, 5)),
    (("exponential", "y=0.2"), (-5, 5)),
    (("exponential", "exp(2*x)"), (-5, 5)),
    (("exponential", "tanh"), (-2, 2)),
    (("x**3", "tanh"), (-5, 5)),
    (("relu2", "sigmoid"), (-5, 5)),
    (("tanh", "tanh(300*x)"), (-5, 4.3)),
    (("tanh", "tanh(300*x)"), (0, 5)),
    (("sigmoid", "tanh", "relu"), (-37_616, 37_616)),
    (("gelu", "sigmoid"), (-60, -20)),
    (("sigmoid", "where(x > 4.99, 1000, 0)"), (-5, 5)),
    (("1/x",), (0.1, 5)),
    (("dropout", "tanh"), (-5, 5)),
]


@pytest.mark.parametrize(("texts", "interval"), WHOLE)
def test_what_does_not_explode_is_whole(texts: tuple[str, ...], interval: Interval) -> None:
    assert {share for of_panel in share_in_sight(texts, interval) for share in of_panel} == {1.0}
    assert cut_notes(sampled(*texts, interval=interval), Look()) == []


# Curves that are cut, the others, and limits that show both well: heights of the function's panel.
CUT = [
    ("tan(x)", (), (-1.57, 1.57), (10, 40)),
    ("tan(x)", (), (-5, 5), (10, 40)),
    ("1/x", (), (-5, 5), (6, 12)),
    ("1/x", (), (0, 5), (3, 8)),
    ("1/x", (), (1e-3, 5), (3, 8)),
    ("1/x**4", ("tanh",), (-5, 5), (3, 6)),
    ("exponential", ("tanh",), (-5, 5), (3, 6)),
    ("exponential", ("tanh", "relu"), (-5, 5), (10, 15)),
    ("exp(x) - exp(-x)", ("tanh",), (-5, 5), (4, 8)),
    ("exp(exp(x))", ("tanh",), (-5, 5), (3, 8)),
    ("x*exp(x)", ("sigmoid",), (-5, 5), (2, 4)),
    ("1/x + 50*exp(-(x - 3)**2)", (), (-5, 5), (55, 80)),
    ("where(x > 4.6, 100, 1/x)", (), (-5, 5), (100, 120)),
]


@pytest.mark.parametrize(("text", "others", "interval", "heights"), CUT)
def test_what_explodes_is_cut_and_that_is_said(
    text: str, others: tuple[str, ...], interval: Interval, heights: Interval
) -> None:
    axes = plot(text, *others, range=interval).axes[0]
    low, high = axes.get_ylim()
    assert heights[0] < high - low < heights[1]
    first, *rest = share_in_sight((text, *others), interval)[0]
    assert 0.2 < first < 1
    assert rest == [1.0] * len(others)
    (note,) = cut_notes(sampled(text, *others, interval=interval), Look())
    assert note.startswith(f"cut at the edge: {text}; --ylim ")


def test_the_rest_of_a_curve_with_a_pole_stays_in_sight() -> None:
    axes = plot("1/x + 50*exp(-(x - 3)**2)").axes[0]
    assert axes.get_ylim()[1] > 50.3


def test_what_is_not_a_pole_is_not_cut_for_one() -> None:
    """The slope of x**x goes to -infinity at 0, and to 8155 at 5."""
    low, high = plot("x**x").axes[1].get_ylim()
    assert high > 8155
    assert -1000 < low < 0


def test_the_note_names_limits_that_show_all(run: Run) -> None:
    result = run("exponential", "tanh", "-o", "a.png")
    note = "cut at the edge: exponential; --ylim -10 160 and --dylim -10 160 show all of it"
    assert result.err == f"actplot: {note}\n"
    limits = ["--ylim", "-10", "160", "--dylim", "-10", "160"]
    assert run("exponential", "tanh", "-o", "a.png", *limits).err == ""
    for axes in plot("exponential", "tanh", ylim=(-10, 160), dylim=(-10, 160)).axes:
        y = xy(curves(axes)[0])[:, 1]
        assert axes.get_ylim()[0] < y.min() < y.max() < axes.get_ylim()[1]


@pytest.mark.parametrize("place", [["--terminal"], ["-o", "a.svg"], ["-o", "{name}.svg"], []])
def test_a_pole_is_said_wherever_it_is_drawn(run: Run, place: list[str]) -> None:
    result = run("1/x", *place)
    note = "cut at the edge: 1/x; --ylim LO HI and --dylim LO HI show more of it"
    assert (result.status, result.err) == (0, f"actplot: {note}\n")


def test_rows_of_their_own_cut_nothing_but_poles() -> None:
    one = sampled("exponential", "tanh", "1/x")
    (note,) = cut_notes(one, Look(each=True))
    assert note.startswith("cut at the edge: 1/x; ")
    assert cut_notes(one, Look(each=True), hidden={2}) == []
    (note,) = cut_notes(one, Look(), hidden={2})
    assert note.startswith("cut at the edge: exponential; ")


@pytest.mark.parametrize(
    "place",
    [["--terminal"], ["-o", "a.svg"], ["-o", "a.json"], ["-o", "{name}.svg"], ["-o", "{name}.csv"]],
)
def test_kinks_that_are_not_looked_at_are_said_wherever_they_lack(
    run: Run, place: list[str]
) -> None:
    result = run("abs(cos(300*x))", *place)
    note = "too many kinks and poles in this range, none of them is looked at"
    line = f"actplot: {note}: abs(cos(300*x)); a shorter --range has fewer\n"
    assert (result.status, result.err) == (0, line)
    assert run("abs(cos(300*x))", "--range", "-1", "1", *place).err == ""


def test_many_curves_are_counted() -> None:
    texts = [f"{n}/x" for n in range(1, 9)]
    (note,) = cut_notes(sampled(*texts), Look())
    assert note.startswith("cut at the edge: 1/x, 2/x, 3/x, 5 more; ")


@pytest.mark.parametrize(
    ("texts", "look", "note"),
    [
        (
            ("sqrt(-1 - x**2)", "tanh"),
            Look(),
            "sqrt(-1 - x**2); no point of the function and derivative is in this range",
        ),
        (("relu",), Look(ylim=(10, 20)), "relu; no point of the function is in --ylim 10 20"),
        (
            ("relu", "tanh"),
            Look(dylim=(2, 3)),
            "relu, tanh; no point of the derivative is in --dylim 2 3",
        ),
    ],
)
def test_a_curve_out_of_sight_is_said(texts: tuple[str, ...], look: Look, note: str) -> None:
    assert cut_notes(sampled(*texts), look) == [f"out of sight: {note}"]


def test_limits_that_were_asked_for_cut_in_silence() -> None:
    assert cut_notes(sampled("relu", "1/x"), Look(ylim=(-1, 1), dylim=(-1, 1))) == []


def test_the_terminal_has_the_same_limits() -> None:
    for texts in (("exponential", "tanh"), ("tan(x)",)):
        for one, axes in zip(read(picture(*texts)), plot(*texts).axes, strict=True):
            labels = [float(label) for label in one.y_labels.values()]
            low, high = axes.get_ylim()
            assert low < min(labels) < max(labels) < high
