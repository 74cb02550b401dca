"""Themes and styles: colors that everybody tells apart, and what a theme does not decide."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

import actplot
from actplot import ActplotError, plot
from actplot.draw.styles import contrast, least_contrast
from tests.draw.test_figure import (
    FIVE,
    SIZES,
    STYLES,
    TEN,
    THEMES,
    Array,
    Style,
    collisions,
    curves,
    drawn,
    legends,
    style,
    words,
)

# Colors


def lab(rgb: Iterable[float], matrix: Array | None = None) -> Array:
    """Return CIELAB of an sRGB color, as seen through the matrix of a color deficiency."""
    given = np.array(list(rgb))
    linear = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    if matrix is not None:
        linear = np.clip(matrix @ linear, 0.0, 1.0)
    xyz = SRGB_TO_XYZ @ linear / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


SRGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
WHITE = np.array([0.9505, 1.0, 1.089])
# Machado, Oliveira, Fernandes 2009, severity 1
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
CLEARLY = 20.0  # CIELAB distance of two colors that nobody mixes up
VISIBLY = 10.0


def alike(styles: Sequence[Style], matrix: Array | None, distance: float) -> list[tuple[int, int]]:
    """Return the pairs with the same dash whose colors are nearer than this."""
    return [
        (i, j)
        for (i, (a, dash)), (j, (b, other)) in combinations(enumerate(styles), 2)
        if dash == other and np.linalg.norm(lab(a, matrix) - lab(b, matrix)) < distance
    ]


def styles_of(count: int, theme: str) -> list[Style]:
    """Return the styles of so many curves, which are soon drawn."""
    texts = [f"{n}*x" for n in range(1, count + 1)]
    return [style(line) for line in curves(plot(*texts, theme=theme, order=0, points=11).axes[0])]


@pytest.mark.parametrize("theme", [*THEMES, *STYLES])
def test_first_five_curves_differ_for_the_color_blind(theme: str) -> None:
    styles = styles_of(5, theme)
    assert len(styles) == 5
    for matrix in (PROTANOPIA, DEUTERANOPIA):
        assert not alike(styles, matrix, CLEARLY)


@pytest.mark.parametrize("theme", [*THEMES, *STYLES])
def test_ten_curves_differ_by_color_or_dash(theme: str) -> None:
    styles = styles_of(10, theme)
    assert len(styles) == 10
    assert not alike(styles, None, VISIBLY)


@pytest.mark.parametrize("theme", [*THEMES, "ggplot", "petroff10"])
def test_many_curves_differ_by_color_or_dash(theme: str) -> None:
    styles = styles_of(25, theme)
    assert len(set(styles)) == 25
    assert not alike(styles, None, VISIBLY)


GREY_EYES = np.tile([0.2126, 0.7152, 0.0722], (3, 1))
EYES = {"all": None, "protan": PROTANOPIA, "deutan": DEUTERANOPIA, "grey": GREY_EYES}


def smallest_distance(styles: Sequence[Style], matrix: Array | None, any_dash: bool) -> float:
    """Return how far apart the colors of the nearest two styles are, with one dash or with any."""
    return min(
        float(np.linalg.norm(lab(a, matrix) - lab(b, matrix)))
        for (a, dash), (b, other) in combinations(styles, 2)
        if any_dash or dash == other
    )


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_of_sixteen_curves_are_alike(theme: str) -> None:
    styles = styles_of(16, theme)
    assert len(styles) == 16
    assert len({dash for _, dash in styles}) == 8
    assert len({dash for _, dash in styles[:8]}) == 8
    for matrix in EYES.values():
        assert smallest_distance(styles, matrix, any_dash=False) > 25


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("eyes", "least"), [("all", 40), ("deutan", 22), ("protan", 15)])
def test_the_first_eight_colors_differ_without_their_dashes(
    theme: str, eyes: str, least: float
) -> None:
    styles = styles_of(8, theme)
    assert smallest_distance(styles, EYES[eyes], any_dash=True) > least


def test_dashes_are_those_of_a_line_of_any_width_at_any_size() -> None:
    dashes = []
    for given in ({}, {"preset": "column"}, {"preset": "slide"}, {"line_width": 0.4}):
        lines = curves(plot("tanh", "relu", **given).axes[0])
        dashed = vars(lines[1])["_dash_pattern"][1]
        dashes.append([length / lines[1].get_linewidth() for length in dashed])
    assert all(each == pytest.approx(dashes[0]) for each in dashes)


def test_colors_are_for_the_curves_in_order() -> None:
    figure = plot("tanh", "relu", "elu", colors=["black", "C3"])
    usual = plot("tanh", "relu", "elu")
    found, others = (
        [to_rgb(line.get_color()) for line in curves(each.axes[1])] for each in (figure, usual)
    )
    assert found == [to_rgb("black"), found[1], others[2]]
    assert found[1] != others[1]
    rows = plot("tanh", "relu", colors=["black", "red"], each=True, hide=[1])
    assert to_rgb(curves(rows.axes[0])[0].get_color()) == to_rgb("red")
    with pytest.raises(ActplotError, match=r"--colors rde: not a color.*red"):
        plot("tanh", colors=["rde"])
    with pytest.raises(ActplotError, match=r"--colors: 2 colors for 1 curve$"):
        plot("tanh", colors=["red", "blue"])


def test_theme_print_is_grey_only() -> None:
    figure = plot(*TEN, theme="print", order=2, points=101)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    rgb = np.asarray(canvas.buffer_rgba())[..., :3]
    assert (rgb == rgb[..., :1]).all()
    assert len(np.unique(rgb)) > 20  # something is drawn


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("black", "white") == contrast("white", "black") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)
    assert least_contrast(["black", "#777777"], "white") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [*THEMES, *STYLES])
def test_every_style_shows_zero_lines_words_and_the_lines_of_the_legend(theme: str) -> None:
    figure = plot(*FIVE, theme=theme, order=0, points=11, title="title")
    drawn(figure)
    ground, around = figure.axes[0].get_facecolor(), figure.get_facecolor()
    zero = next(line for line in figure.axes[0].lines if line.get_gid() == "zero")
    assert 1.7 < contrast(zero.get_color(), ground) < 10
    assert zero.get_linewidth() < min(line.get_linewidth() for line in curves(figure.axes[0]))
    (legend, *_) = legends(figure)
    under = legend.get_frame().get_facecolor() if legend.get_frame_on() else around
    inside = legend.get_texts()
    assert all(contrast(text.get_color(), under) > 4 for text in inside)
    assert all(
        np.linalg.norm(lab(to_rgb(line.get_color())) - lab(to_rgb(under))) > 20
        for line in legend.get_lines()
    )
    outside = [text for text in words(figure) if text.get_text() and text not in inside]
    assert all(contrast(text.get_color(), around) > 4 for text in outside)


@pytest.mark.parametrize("theme", THEMES)
def test_curves_stand_out_from_the_ground(theme: str) -> None:
    axes = plot(*TEN, theme=theme, points=11).axes[0]
    ground = lab(to_rgb(axes.get_facecolor()))
    for line in curves(axes):
        assert abs(lab(to_rgb(line.get_color()))[0] - ground[0]) > 20


# Themes


def test_themes_are_the_files_in_the_folder() -> None:
    folder = Path(actplot.__file__).parent / "draw" / "themes"
    assert {path.stem for path in folder.glob("*.mplstyle")} == set(THEMES)
    grounds = {theme: lab(to_rgb(plot("relu", theme=theme).get_facecolor())) for theme in THEMES}
    assert grounds["dark"][0] < 20
    assert grounds["light"][0] > 95


@pytest.mark.parametrize("theme", ["ggplot", "dark_background", "default"])
def test_styles_of_matplotlib_are_taken(theme: str) -> None:
    with mpl.style.context(theme):
        wanted = mpl.rcParams["axes.facecolor"]
    axes = plot("relu", theme=theme).axes[0]
    assert to_rgb(axes.get_facecolor()) == to_rgb(wanted)


def test_style_file_of_five_lines_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "mine.mplstyle"
    path.write_text(
        "axes.prop_cycle: cycler('color', ['aa0000', '0000aa'])\nlines.linewidth: 4\n"
        "figure.facecolor: fafad2\naxes.grid: False\nfont.size: 16\n"
    )
    figure = plot("sigmoid", "tanh", "relu", theme=str(path))
    drawn(figure)
    first, second, third = curves(figure.axes[0])
    assert to_rgb(first.get_color()) == to_rgb(third.get_color()) == to_rgb("#aa0000")
    assert style(first) != style(third)
    assert second.get_linewidth() == 4
    assert to_rgb(figure.get_facecolor()) == to_rgb("#fafad2")


def test_style_file_with_dashes_only_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "dashes.mplstyle"
    path.write_text("axes.prop_cycle: cycler('linestyle', ['-', '--'])\n")
    figure = plot("sigmoid", "tanh", "relu", "elu", theme=str(path))
    styles = [[style(line) for line in curves(axes)] for axes in figure.axes]
    assert styles[0] == styles[1]
    assert styles[0][0] != styles[0][1]


def test_letters_in_points_are_smaller_in_a_small_figure() -> None:
    large, small = (plot("relu", theme="seaborn-v0_8-poster", size=size) for size in SIZES)
    for one, other in zip(words(large), words(small), strict=False):
        assert float(other.get_fontsize()) < 0.8 * float(one.get_fontsize())


def test_marks_stand_out_from_thick_lines() -> None:
    axes = plot("relu", theme="fivethirtyeight", points=11).axes[1]
    (line,) = curves(axes)
    (marks,) = (each for each in axes.lines if each.get_gid() == "limits")
    hole = marks.get_markersize() - marks.get_markeredgewidth()
    assert hole > line.get_linewidth()


def test_theme_does_not_decide_what_options_and_layout_decide(tmp_path: Path) -> None:
    path = tmp_path / "mine.mplstyle"
    path.write_text(
        "savefig.dpi: 37\nsavefig.bbox: tight\nfigure.autolayout: True\nbackend: TkAgg\n"
        "figure.constrained_layout.use: True\ntext.usetex: True\nlegend.loc: 0.1, 0.2\n"
    )
    figure = plot("sigmoid", "tanh_x=x*tanh(x)", theme=str(path), size=(6, 2.5))
    assert not collisions(figure)
    assert figure.get_layout_engine() is None
    assert not any(text.get_usetex() for text in words(figure))


@pytest.mark.parametrize("theme", ["lihgt", "", "no/such.mplstyle", "."])
def test_unknown_theme_is_refused(theme: str) -> None:
    with pytest.raises(ActplotError, match="theme") as refused:
        plot("relu", theme=theme)
    assert repr(theme) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [b"lines.linewidth: wide\n", b"lines.linewidth 3\n", b"\xff\xfe\x00"],
    ids=["value", "colon", "bytes"],
)
def test_broken_style_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.mplstyle"
    path.write_bytes(content)
    with pytest.raises(ActplotError, match=r"broken\.mplstyle"):
        plot("relu", theme=str(path))


def test_drawing_leaves_the_settings_of_matplotlib_alone() -> None:
    before = dict(mpl.rcParams)
    drawn(plot(*FIVE, theme="dark", title="t", order=2))
    with pytest.raises(ActplotError):
        plot("relu", theme="lihgt")
    assert dict(mpl.rcParams) == before


def test_a_personal_matplotlibrc_does_not_change_the_figure(tmp_path: Path) -> None:
    personal = tmp_path / "matplotlibrc"
    personal.write_text(
        "lines.linewidth: 9\nfont.size: 30\naxes.grid: False\naxes.facecolor: red\n"
        "savefig.dpi: 37\nsavefig.bbox: tight\nsavefig.facecolor: blue\n"
        "savefig.transparent: True\nsvg.fonttype: none\npath.simplify: False\n"
    )
    pictures = []
    for rc in ({}, {"MATPLOTLIBRC": str(personal)}):
        folder = tmp_path / f"with{len(rc)}"
        folder.mkdir()
        files = ["a.png", "a.svg"]
        command = [sys.executable, "-m", "actplot", "relu", "tanh", "-o", files[0], "-o", files[1]]
        subprocess.run(command, cwd=folder, env=os.environ | rc, check=True, capture_output=True)
        pictures.append([(folder / name).read_bytes() for name in files])
    assert pictures[0] == pictures[1]
