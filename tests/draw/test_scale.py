"""The numbers of an axis: short, exact, and what they leave out stands in the name of the axis."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from actplot import plot
from actplot.draw.axis_numbers import Numbers, scale
from tests.draw.test_figure import collisions, drawn

SIZES = [(15.0, 5.0), (6.0, 3.0)]
FORMS = ["{}*sin(x)", "{}*sigmoid(x)", "{0} + {0}*1e-6*sin(x)"]
SMALL = ["1e-4", "1e-9", "1e-16", "1e-300", "1e5", "1e12", "1e300"]


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (-5, 5, "function"),
        (-1.05, 1.05, "function"),
        (0, 1e-3, "function"),
        (-5e-4, 5e-4, "function (×10⁻⁴)"),
        (0, 1e-16, "function (×10⁻¹⁶)"),
        (0, 1e5, "function"),
        (-1e5, 1e5, "function (×10⁵)"),
        (0, 1e12, "function (×10¹²)"),
        (1e12 - 5, 1e12 + 5, "function \N{MINUS SIGN} 1e12"),
        (1e6, 1e6 + 1, "function \N{MINUS SIGN} 1000000"),
        (-123456, -123455, "function + 123460"),
        (1 - 1e-9, 1 + 1e-9, "function \N{MINUS SIGN} 1 (×10⁻⁹)"),
        (0, 1e-320, "function (×10⁻³²¹)"),
        (-1e308, 1e308, "function (×10³⁰⁸)"),
    ],
)
def test_name_says_what_the_labels_leave_out(low: float, high: float, name: str) -> None:
    assert scale(low, high).name("function") == name


@pytest.mark.parametrize(
    ("limits", "ticks", "labels"),
    [
        ((-1, 1), [-0.5, 0, 0.5], ["−0.5", "0.0", "0.5"]),
        ((0, 1), [0, 0.25, 0.5], ["0.00", "0.25", "0.50"]),
        ((-5e-4, 5e-4), [-4e-4, -2e-4, 0], ["−4", "−2", "0"]),
        ((0, 1e12), [0, 2e11, 4e11], ["0.0", "0.2", "0.4"]),
        ((1e12 - 5, 1e12 + 5), [1e12 - 2, 1e12, 1e12 + 2], ["−2", "0", "2"]),
        ((-1, 1), [-0.1 - 0.2 + 0.3, 0.1], ["0.0", "0.1"]),
        ((0, 1), [], []),
    ],
)
def test_labels(limits: tuple[float, float], ticks: list[float], labels: list[str]) -> None:
    assert Numbers(scale(*limits)).format_ticks(ticks) == labels


def labels(figure: Figure) -> list[str]:
    drawn(figure)
    axes = figure.axes[0]
    low, high = axes.get_ylim()
    ticks = axes.yaxis.get_major_ticks()
    return [tick.label1.get_text() for tick in ticks if low <= tick.get_loc() <= high]


# each number and each size with two of the forms
@pytest.mark.parametrize(
    ("size", "number", "form"),
    [
        (SIZES[(place + more) % 2], number, FORMS[(place + more) % 3])
        for place, number in enumerate(SMALL)
        for more in (0, 1)
    ],
)
def test_small_and_large_numbers_are_short_and_collide_with_nothing(
    size: tuple[float, float], number: str, form: str
) -> None:
    figure = plot(form.format(number), size=size, title="A title")
    assert not collisions(figure)
    assert len(labels(figure)) > 2
    assert max(map(len, labels(figure))) <= 6
    assert figure.axes[0].get_position().width > 0.36
    assert not figure.axes[0].yaxis.get_offset_text().get_text()


def test_difference_has_its_power_in_the_title() -> None:
    figure = plot("gelu - gelu_tanh")
    assert [axes.get_title() for axes in figure.axes] == ["function (×10⁻⁴)", "derivative (×10⁻⁴)"]
    assert labels(figure) == ["−5", "−4", "−3", "−2", "−1", "0", "1", "2"]
