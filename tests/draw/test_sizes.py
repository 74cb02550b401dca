"""Letters and lines in points: as they were asked for, at any size, in the file that is printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from matplotlib.text import Text

import actplot
from actplot import plot
from tests.draw.test_figure import curves, drawn

STYLE = """font.size: 8
lines.linewidth: 1
axes.titlesize: 8
font.family: serif
axes.grid: False
"""
SIZES = ((3.5, 2.0), (3.4, 1.7), (7.0, 2.6), (15.0, 5.0))


def letters(figure: object) -> set[float]:
    """Return the sizes of all the words of a figure."""
    drawn(figure)  # type: ignore[arg-type]
    texts = figure.findobj(Text)  # type: ignore[attr-defined]
    return {round(text.get_fontsize(), 3) for text in texts if text.get_text().strip()}


@pytest.mark.parametrize("theme", ["light", "document", "style"])
@pytest.mark.parametrize("size", SIZES)
def test_letters_have_the_points_that_were_asked_for(
    size: tuple[float, float], theme: str, tmp_path: Path
) -> None:
    given: dict[str, object] = {"theme": theme, "font_size": 8.0}
    if theme == "style":
        (tmp_path / "own.mplstyle").write_text(STYLE)
        given = {"theme": str(tmp_path / "own.mplstyle")}
    figure = plot("sigmoid", "tanh", "relu", size=size, **given)  # type: ignore[arg-type]
    assert letters(figure) == {8.0}


def test_an_option_overrules_a_style_and_that_the_size_of_a_figure(tmp_path: Path) -> None:
    path = tmp_path / "own.mplstyle"
    path.write_text(STYLE)
    figure = plot("tanh", theme=str(path), size=(3.5, 2.0))
    assert curves(figure.axes[0])[0].get_linewidth() == 1.0
    figure = plot("tanh", theme=str(path), size=(3.5, 2.0), line_width=2.5, font_size=6)
    assert curves(figure.axes[0])[0].get_linewidth() == 2.5
    assert 6.0 in letters(figure)


def test_a_preset_is_a_size_with_letters_and_lines_which_options_overrule() -> None:
    figure = plot("tanh", preset="column")
    assert tuple(figure.get_size_inches()) == (3.4, 1.7)
    assert letters(figure) == {8.0}
    figure = plot("tanh", preset="slide", font_size=30, size=(10.0, 6.0), line_width=1)
    assert tuple(figure.get_size_inches()) == (10.0, 6.0)
    assert letters(figure) == {30.0}
    assert curves(figure.axes[0])[0].get_linewidth() == 1.0


def test_titles_are_signs_where_there_is_no_room_for_words() -> None:
    figure = plot("tanh", order=3, preset="column")
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["f(x)", "f′(x)", "f″(x)".replace("″", "′′"), "f′′′(x)"]


def test_sizes_that_are_none_are_refused_in_one_line() -> None:
    with pytest.raises(actplot.ActplotError, match=r"--font-size 0.*points from 1 to 200"):
        plot("tanh", font_size=0)
    with pytest.raises(actplot.ActplotError, match=r"--preset colum.*column"):
        plot("tanh", preset="colum")


@pytest.mark.skipif(
    not shutil.which("pdftotext") and "CI" not in os.environ, reason="pdftotext is not installed"
)
def test_a_pdf_has_letters_of_the_size_that_was_asked_for(tmp_path: Path) -> None:
    heights = []
    for points in (8, 16):
        path = tmp_path / f"{points}.pdf"
        plot("relu", size=(3.5, 2.0), font_size=points).savefig(path)
        page = subprocess.run(
            ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        word = re.search(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">relu<', page)
        assert word
        heights.append(float(word[2]) - float(word[1]))
    assert heights[0] == pytest.approx(8 * 1.165, abs=0.01)  # the height of DejaVu Sans
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.01)
