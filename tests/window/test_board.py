"""What the board looks like, what is saved of it, and the notebook."""

from __future__ import annotations

import html
import os
import pickle
import shlex
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import actplot
from actplot.draw.look import Look
from actplot.entries import CATALOGUE
from actplot.window import keys
from actplot.window.board_plan import TALLEST, plan
from actplot.window.overlay import Words, box_artist, hover_artists
from tests.draw.test_figure import cut, overlap, words
from tests.forked import forked
from tests.window.test_interact import THREE, Window

# What it looks like

MOST_NAMES = 53  # that the legend of a window holds
MANY = [name for name, entry in CATALOGUE.items() if not entry.noise][:MOST_NAMES]


@pytest.mark.parametrize(
    ("texts", "size", "order"),
    [
        (THREE, (15.0, 5.0), 1),
        (THREE, (15.0, 5.0), 3),
        (("weighted_cross_entropy", "softmax_cross_entropy", "xielu"), (15.0, 5.0), 2),
        (MANY[:12], (15.0, 5.0), 1),
        (MANY, (15.0, 5.0), 1),
        (("elu:alpha=0.5,1,2",), (9.0, 4.0), 1),
        (("x*tanh(softplus(x))*sigmoid(3*x) + exp(-x**2)*0.001 + sin(x)*cos(x)",), (15.0, 5.0), 1),
    ],
)
def test_nothing_overlaps_and_nothing_is_cut(
    texts: Sequence[str], size: tuple[float, float], order: int
) -> None:
    assert_all_is_legible(Window(*texts, order=order, look=Look(size=size)))


@pytest.mark.parametrize(
    ("size", "order"),
    [((7.0, 3.2), 2), ((9.0, 4.5), 1), ((12.8, 5.7), 2), ((19.2, 10.0), 1)],
)
def test_a_window_of_another_size_is_legible(size: tuple[float, float], order: int) -> None:
    window = Window(order=order)
    window.figure.set_size_inches(size)
    window.canvas.draw()
    assert_all_is_legible(window)
    assert all(axes.bbox.height > 0.4 * window.figure.bbox.height for axes in window.panels)
    with mpl.rc_context(window.figure._settings):
        box = box_artist(window.figure.stage, keys.help_text())
        assert not cut(box.get_window_extent(window.canvas.get_renderer()), window.figure)


def assert_all_is_legible(window: Window) -> None:
    """Assert that no two of all texts and sliders overlap, and that none is cut."""
    found = window.move(0.5, 0.5)
    renderer = window.canvas.get_renderer()
    shown = [text for text in words(window.figure) if text.get_text() and text.get_visible()]
    for axes in window.figure.axes:
        shown += [text for text in axes.texts if text.get_text() and axes.get_visible()]
    for artist in hover_artists(window.figure.stage, found):
        if isinstance(artist, Words):
            shown += [as_text(artist, *at, line) for at, line in artist.lines]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    boxes += [
        (f"slider {axes.get_label()}", Bbox(axes.bbox.get_points()))
        for axes in window.figure.board.axes
        if axes.get_visible()
    ]
    assert not [words for words, box in boxes if cut(box, window.figure)]
    assert not [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if overlap(a, b)]


def as_text(words: Words, x: float, y: float, line: str) -> Text:
    """Return one of the lines that are drawn together as a text that has an extent."""
    text = Text(x, y, line, va="center", fontproperties=words.font, parse_math=False)
    figure: Any = words.get_figure()
    text.set_figure(figure)
    text.set_transform(figure.transFigure)
    return text


def test_words_stand_where_texts_would() -> None:
    window = Window()
    found = window.move(0.5, 0.5)
    artist = next(a for a in hover_artists(window.figure.stage, found) if isinstance(a, Words))
    assert len(artist.lines) > 6
    for line in artist.lines:
        (ours, ink), (usual, usual_ink) = (
            inked(window, drawn)
            for drawn in (Words(artist.stage, [line]), as_text(artist, *line[0], line[1]))
        )
        assert ours == pytest.approx(usual, abs=1), line
        assert ink == pytest.approx(usual_ink, rel=0.02)


def inked(window: Window, artist: Artist) -> tuple[list[int], float]:
    """Return the rows and columns between which it draws, and how much it covers."""
    agg: Any = RendererAgg
    renderer: Any = agg(*window.canvas.get_width_height(), window.figure.dpi)
    artist.draw(renderer)
    covered = np.array(renderer.buffer_rgba())[..., 3].astype(float)
    rows, columns = (np.flatnonzero(covered.any(axis=axis)) for axis in (1, 0))
    return [rows[0], rows[-1], columns[0], columns[-1]], float(covered.sum())


SLIDERS = (
    *("leaky_relu", "prelu", "thresholded_relu", "celu", "softplus", "squareplus", "silu"),
    *("softshrink", "hardshrink", "laplace", "tanh"),
)
SMALL = Look(size=(8.0, 4.0))
STYLES = {
    "thick.mplstyle": "lines.linewidth: 8",
    "marked.mplstyle": "lines.marker: X\nlines.markersize: 20\naxes.linewidth: 6",
    "shaken.mplstyle": "path.sketch: 6, 20, 2",
}


@pytest.fixture
def styled(tmp_path: Path, monkeypatch: Any) -> Callable[..., Window]:
    """Return a function that opens a window in a style, drawn late, as on a screen, and once."""
    monkeypatch.chdir(tmp_path)
    for style, text in STYLES.items():
        Path(style).write_text(text, encoding="utf-8")

    def opened(others: Sequence[str], look: Look, ratio: int = 1) -> Window:
        window = Window("elu:alpha=1", *others, look=look)
        window.canvas._set_device_pixel_ratio(ratio)  # as a canvas on a fine screen does
        window.canvas.draw()
        monkeypatch.setattr(window.canvas, "draw_idle", lambda: None)
        return window

    return opened


def assert_kept_pictures_are_right(window: Window, *changes: Callable[[], object]) -> None:
    """Assert it after changes: a kept picture that should be drawn again stays wrong until then."""
    for change in changes:
        change()
        window.canvas.draw()
    seen = window.pixels()
    for stamp in window.figure.board.stamps.parts:
        stamp.kept = None
    window.canvas.draw()
    assert np.array_equal(seen, window.pixels())


@pytest.mark.parametrize(
    ("others", "look", "ratio"),
    [
        (("tanh", "mish", "relu", "sigmoid", "celu", "hardshrink", "silu"), SMALL, 1),
        (SLIDERS, Look(size=(6, 3), theme="thick.mplstyle"), 3),
    ],
)
def test_kept_pictures_of_the_board_are_those_it_would_draw(
    others: Sequence[str], look: Look, ratio: int, styled: Callable[..., Window]
) -> None:
    window = styled(others, look, ratio)

    def shrink() -> None:
        window.figure.set_size_inches(*(0.6 * window.figure.get_size_inches()))

    def hide() -> None:
        window.click(window.figure.board.labels[1].get_text())

    for changes in (
        [lambda: window.slide("elu alpha", 0.7), lambda: window.slide("elu alpha", 0.3)],
        [hide, lambda: window.scroll(0.0, 0.0, 3)],
        [lambda: window.press("2"), lambda: window.press("pagedown")],  # that there is none
        [shrink, lambda: window.slide("elu alpha", 0.5)],
        [lambda: window.press("d")],
        [lambda: window.press("t"), lambda: window.slide("elu alpha", 0.9)],
    ):
        assert_kept_pictures_are_right(window, *changes)


@pytest.mark.parametrize("theme", [*STYLES][1:])
def test_kept_pictures_hold_markers_and_lines_that_are_shaken(
    theme: str, styled: Callable[..., Window]
) -> None:
    window = styled(THREE[1:], Look(size=SMALL.size, theme=theme))
    for share in (0.7, 0.3):
        assert_kept_pictures_are_right(window, partial(window.slide, "elu alpha", share))
    window.figure.set_size_inches(*(0.6 * window.figure.get_size_inches()))
    window.canvas.draw()
    assert_kept_pictures_are_right(
        window,
        lambda: window.slide("elu alpha", 0.5),
        lambda: window.click(window.figure.board.labels[1].get_text()),
    )


def test_another_size_of_the_window_is_laid_out_anew() -> None:
    window = Window()
    window.figure.set_size_inches(10, 8)
    window.canvas.draw()
    boxes = [axes.get_window_extent() for axes in window.panels]
    assert boxes[-1].x1 < 1000
    assert boxes[0].height > 450
    shown = [text for text in words(window.figure) if text.get_text()]
    assert not [text for text in shown if cut(text.get_window_extent(), window.figure)]


@pytest.mark.parametrize("count", [1, 3, 8, 20, 60, 500])
@pytest.mark.parametrize("width", [25.0, 60.0, 83.0, 200.0])
def test_rows_of_the_board_stand_apart(count: int, width: float) -> None:
    names = [f"curve number {n}" for n in range(count)]
    found = plan(names, 2, ["x", "alpha", "beta"], width)
    assert found.height <= TALLEST + 1e-9
    assert 1 <= len(found.rows) <= count
    for place, (x, y) in enumerate(found.rows):
        assert found.row_at(x + found.label, y) == place
    tops = [y for _, y, _, _ in found.sliders]
    assert min(tops) > found.line[1]


# Saving


def test_saving_the_figure_saves_the_picture_without_the_board(tmp_path: Path) -> None:
    from PIL import Image

    window = Window("tanh")
    window.figure.savefig(tmp_path / "shown.png")
    with Image.open(tmp_path / "shown.png") as image:
        assert image.size == (1500, 500)


def test_the_saved_picture_is_that_of_the_command(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    window = Window("elu:alpha=2", "tanh", "dropout", "x*sigmoid(b*x):b=1/3", order=2)
    window.click("tanh")
    window.slide("elu alpha", 0.83)
    window.scroll(0.1, 0.2, step=12)
    window.scroll(0.1, 0.2, step=3, order=1)
    window.press("n")
    window.press("g")
    window.press("t")
    window.press("s")
    window.press("enter")
    saved, line = window.said
    assert str(saved).startswith("figures/elu_alpha=")
    words = shlex.split(line)
    assert words[0] == "actplot"
    forked(tmp_path, [*words[1:], "-o", "again.png"], os.environ).check_returncode()
    assert Path("again.png").read_bytes() == Path(saved).read_bytes()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    Path("figures").write_text("a file")
    window = Window("tanh")
    window.press("s")
    assert "cannot write figures/tanh.png" in window.message()
    assert not window.said


# In a notebook


def test_a_notebook_shows_the_figure() -> None:
    from PIL import Image

    shown: Any = actplot.plot("tanh", theme="dark")
    with Image.open(BytesIO(shown._repr_png_())) as image:
        assert image.size == (1500, 500)
        assert image.convert("RGB").getpixel((2, 2)) == (0x16, 0x18, 0x1D)


def test_a_notebook_shows_the_page_in_a_frame_that_cannot_reach_it() -> None:
    shown: Any = actplot.plot("elu:alpha=2", "tanh", order=2)
    frame = shown._repr_html_()
    assert frame.startswith('<iframe sandbox="allow-scripts allow-downloads" ')
    page = html.unescape(frame.partition(' srcdoc="')[2].partition('"')[0])
    assert page == actplot.page("elu:alpha=2", "tanh", order=2)
    assert pickle.loads(pickle.dumps(shown))._repr_html_() == frame
