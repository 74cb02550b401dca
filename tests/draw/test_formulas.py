"""Formulas below the panels: what they say, beside which line, and that nothing is covered."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from subprocess import run

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

import actplot
from actplot import plot
from actplot.draw.look import Look
from actplot.draw.typeset import aligned, cell, formula_parts
from actplot.formula.derive import derivative
from actplot.formula.mathtext import to_mathtext
from actplot.window.explorer import Explorer
from actplot.write import View
from actplot.write.files import PICTURE_FORMATS, render
from tests.draw.test_figure import (
    FIVE,
    LONG,
    TEN,
    THEMES,
    collisions,
    curves,
    drawn,
    legends,
    overlap,
    style,
    xy,
)

SIZES = ((15.0, 5.0), (6.0, 3.0))


def formulas(figure: Figure) -> list[str]:
    return [text.get_text().strip("$") for text in figure.texts if text.get_gid() == "formula"]


def names(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.texts if text.get_gid() is None]


def samples(figure: Figure) -> list[Line2D]:
    return [
        found
        for found in figure.get_children()
        if isinstance(found, Line2D) and found.get_gid() == "sample"
    ]


def faults(figure: Figure) -> list[str]:
    """Return what collides, covers a panel, or leaves a panel too low."""
    found = collisions(figure)
    renderer = drawn(figure)
    for axes in figure.axes:
        panel = axes.get_window_extent(renderer)
        texts = (text for text in figure.texts if text.get_gid() == "formula")
        found += [
            f"{text.get_text()} over a panel"
            for text in texts
            if overlap(text.get_window_extent(renderer), panel)
        ]
        if axes.get_position().height < 0.18:
            found.append("a panel is too low")
    return found


def test_each_curve_has_its_formulas_in_a_row_beside_its_line() -> None:
    figure = plot("tanh", "gelu", order=2, formulas=True)
    said = formulas(figure)
    assert said[:3] == [
        r"f(x) = \tanh\left(x\right)",
        r"f'(x) = \mathrm{sech}^{2}\left(x\right)",
        rf"f''(x) = {to_mathtext(derivative(actplot.curve('tanh').tree, 2))}",
    ]
    assert len(said) == 6
    assert names(figure) == ["tanh", "gelu"]
    assert not legends(figure)
    lines = [style(line) for line in curves(figure.axes[0])]
    assert [style(line) for line in samples(figure)] == [lines[0]] * 3 + [lines[1]] * 3


@pytest.mark.parametrize("order", range(4))
def test_formulas_stand_under_their_panels(order: int) -> None:
    figure = plot("sigmoid", "tanh", order=order, formulas=True)
    renderer = drawn(figure)
    ends = [axes.get_window_extent(renderer) for axes in figure.axes]
    for n, text in enumerate(each for each in figure.texts if each.get_gid() == "formula"):
        box, panel = text.get_window_extent(renderer), ends[n % (order + 1)]
        assert panel.x0 - 1 <= box.x0 < panel.x1
        assert box.y1 < panel.y0


def test_parameters_are_symbols_with_their_values() -> None:
    (elu,) = formulas(plot("elu:alpha=0.5", order=0, formulas=True))
    assert elu.count(r"\alpha") == 2
    assert elu.endswith(r"\quad (\alpha = 0.5)")
    (third,) = formulas(plot("rrelu:upper=1/3", order=0, formulas=True))
    assert r"\mathrm{upper} \approx 0.333333" in third
    (selu,) = formulas(plot("selu", order=0, formulas=True))
    assert r"1.0507\ldots" in selu


def test_a_formula_without_a_name_is_its_own_name() -> None:
    figure = plot("x*tanh(a*x):a=2", "mine=x*exp(x)", formulas=True)
    assert names(figure) == ["mine"]
    assert r"\quad (a = 2)" in formulas(figure)[0]


def test_a_random_curve_has_the_formula_of_its_expectation() -> None:
    figure = plot("dropout:keep_prob=0.3", formulas=True)
    assert names(figure) == ["dropout seed=0", "dropout expectation"]
    assert [text.partition(r" \quad")[0] for text in formulas(figure)] == ["f(x) = x", "f'(x) = 1"]
    assert [len(xy(line)) for line in samples(figure)] == [1, 2, 2]


def test_shade_is_named_below_the_formulas() -> None:
    figure = plot("sigmoid", formulas=True, saturation=0.01)
    assert names(figure) == ["sigmoid", "derivative below 0.01"]
    assert not faults(figure)


# Nothing is cut or covered


GROUPS: Sequence[Sequence[str]] = [
    ("sigmoid",),
    ("elu", "celu:alpha=0.5", "selu"),
    ("gelu", "mish"),
    ("gelu_tanh",),
    ("softmax", "softmax_other"),
    ("sigmoid_cross_entropy:label=0,1", "softmax_cross_entropy", "weighted_cross_entropy"),
    ("hard_swish", "sparse_plus", "xielu", "softshrink"),
    ("dropout", "rrelu"),
    FIVE,
    LONG,
]


@pytest.mark.filterwarnings("ignore:no room for the formulas")
# one of two sizes for each group, and both for those that are the fullest
@pytest.mark.parametrize(
    ("texts", "size", "order"),
    [
        *((texts, SIZES[0], 1) for texts in (*GROUPS[::2], LONG)),
        *((texts, SIZES[1], 1) for texts in GROUPS[1:9:4]),
        *((texts, SIZES[1], 3) for texts in (*GROUPS[3:9:4], FIVE)),
        (LONG, SIZES[1], 2),
    ],
)
def test_formulas_are_neither_cut_nor_covered(
    texts: Sequence[str], size: tuple[float, float], order: int
) -> None:
    figure = plot(*texts, size=size, order=order, formulas=True, points=51, title="A title")
    assert not faults(figure)
    if not legends(figure):
        assert len(samples(figure)) >= len(texts)


@pytest.mark.parametrize("theme", [*THEMES, "ggplot"])
def test_ten_curves_have_their_formulas_in_every_theme(theme: str) -> None:
    figure = plot(*TEN, theme=theme, formulas=True, points=51)
    assert len(formulas(figure)) >= 2 * len(TEN)
    assert not faults(figure)
    smallest = min(
        float(text.get_fontsize()) for text in figure.texts if text.get_gid() == "formula"
    )
    assert smallest >= 5.5


@pytest.mark.parametrize("size", SIZES)
def test_too_many_curves_keep_their_legend_and_are_told_why(size: tuple[float, float]) -> None:
    texts = [f"{n}*x" for n in range(1, 26)]
    with pytest.warns(UserWarning, match="no room for the formulas: a larger --size has it"):
        figure = plot(*texts, size=size, formulas=True, points=51)
    assert not faults(figure)
    assert formulas(figure) == []
    (legend,) = legends(figure)
    assert [text.get_text() for text in legend.get_texts()] == texts


def test_a_sweep_has_its_formula_once_and_a_composition_that_of_its_layer() -> None:
    figure = plot("elu:alpha=0.5,1,2", "celu:alpha=2", formulas=True)
    assert not faults(figure)
    assert sum("f(x)" in text for text in formulas(figure)) == 2
    assert names(figure)[:3] == ["elu alpha=0.5", "elu alpha=1", "elu alpha=2"]
    deep = plot("tanh", depth=[1, 4], formulas=True)
    assert not faults(deep)
    assert [text.count("one") for text in formulas(deep)] == [1, 1]


# One formula in a width


def test_a_long_formula_gets_smaller_letters_then_lines_then_a_word() -> None:
    parts = formula_parts(actplot.curve("mish"), 2)
    wide, narrower, narrow, least = (cell(parts, room, 1.0, 0.5) for room in (50, 30, 16, 4))
    assert (wide.letters, len(wide.lines)) == (1.0, 1)
    assert 0.75 <= narrower.letters < 1.0
    assert len(narrower.lines) == 1
    assert len(narrow.lines) > 1
    assert narrow.whole
    assert all(line.text.lstrip().startswith((r"\hspace", "f")) for line in narrow.lines)
    assert not least.whole
    assert least.lines[0].text == r"f''(x) = \ldots"
    for each, room in ((wide, 50), (narrower, 30), (narrow, 16)):
        assert max(line.width for line in each.lines) * each.letters <= room + 1e-9


def test_lines_break_between_terms_and_in_parentheses_only_if_they_must() -> None:
    curve = actplot.curve("(x + 1)*tanh(x)*exp(x) + (x + 2)*sin(x)*cosh(x)")
    found = cell(formula_parts(curve, 0), 16, 1.0, 1.0)
    assert [line.text.count("+") for line in found.lines] == [1, 2]


def test_rows_of_a_choice_begin_at_the_left() -> None:
    rows = aligned(r"2 + \left\{\genfrac{}{}{0}{0}{x \quad a}{x + x + x \quad b}\right.")
    first, second = rows.split("}{x +")
    assert first.index(r"\hspace") < first.index(r"\quad a")
    assert second == r" x + x \quad b}\right."
    assert aligned("x + 1") == "x + 1"


# Where formulas are drawn


# EPS, which takes seconds to write the fonts of formulas, has them in the tests of fonts
@pytest.mark.parametrize("format", [each for each in PICTURE_FORMATS if each != "eps"])
def test_every_format_takes_formulas(format: str) -> None:
    figure = plot("elu", "mish", formulas=True, points=51)
    file = BytesIO()
    render(format, [], figure, file)
    assert len(file.getvalue()) > 1000


def test_window_leaves_formulas_out_and_saves_them() -> None:
    view = View(tuple(actplot.curves("elu")), (-5.0, 5.0), look=Look(formulas=True))
    window = Explorer(view)
    drawn(window)
    assert formulas(window) == []
    with_formulas, without = BytesIO(), BytesIO()
    window.savefig(with_formulas, format="svg")
    window.view = View(view.curves, view.interval)
    window.savefig(without, format="svg")
    assert len(with_formulas.getvalue()) > len(without.getvalue())


def test_what_typesets_is_imported_for_formulas_only() -> None:
    code = (
        "import sys, actplot\n"
        "for formulas in (False, True):\n"
        "    actplot.plot('elu', formulas=formulas)\n"
        "    print('actplot.draw.typeset' in sys.modules)"
    )
    done = run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().split() == ["False", "True"]
