"""Small multiples, read from their artists: a row a curve, and nothing collides."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image, ImageGrab

import actplot
from actplot import plot
from tests.command.test_cli import Run, run
from tests.draw.test_figure import (
    FIVE,
    LONG,
    TEN,
    THEMES,
    TITLES,
    circles,
    curves,
    cut,
    drawn,
    overlap,
    words,
    xy,
)
from tests.window.test_window import opened, run_tool, screen_of, until, window
from tests.write.test_output import MAGIC

__all__ = ["run"]  # the fixture

PATIENCE = 60.0  # seconds, on a busy machine
TALLEST = 100.0  # pixels of a text
PIXEL = 1.0  # letters are drawn to the pixel


def rows(figure: Figure, orders: int = 2) -> list[list[Axes]]:
    """Return the panels, row by row from above."""
    assert len(figure.axes) % orders == 0
    return [figure.axes[n : n + orders] for n in range(0, len(figure.axes), orders)]


def name_of(row: Sequence[Axes]) -> Text:
    """Return the text that names a row."""
    name: Text = vars(row[0])["_left_title"]
    return name


def names(figure: Figure, orders: int = 2) -> list[str]:
    return [name_of(row).get_text() for row in rows(figure, orders)]


def boxes(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Yield every text that is seen, and what it takes."""
    renderer = drawn(figure)
    texts = [*words(figure), *(name_of([axes]) for axes in figure.axes)]
    for text in texts:
        if text.get_visible() and text.get_text():
            yield text.get_text(), text.get_window_extent(renderer)


def collisions(figure: Figure) -> list[str]:
    """Return what is cut, which texts overlap, and which stand in a panel."""
    seen = sorted(boxes(figure), key=lambda one: one[1].y0)
    found = [f"{text!r} is cut" for text, box in seen if cut(box, figure)]
    for place, (text, box) in enumerate(seen):
        for other, above in seen[place + 1 :]:
            if above.y0 > box.y1:
                break
            if overlap(box, above):
                found.append(f"{text!r} over {other!r}")
    panels = [Bbox(axes.bbox.get_points()).padded(-PIXEL) for axes in figure.axes]
    heights = np.array([box.y0 for _, box in seen])
    for place, panel in enumerate(panels):
        here = slice(*np.searchsorted(heights, (panel.y0 - TALLEST, panel.y1)))
        found += [f"{text!r} in a panel" for text, box in seen[here] if overlap(box, panel)]
        if any(overlap(panel, other) for other in panels[place + 1 : place + 8]):
            found.append("two panels")
    return found


# What is drawn


NOISE = [name for name, entry in actplot.catalogue.items() if entry.noise]


# derivatives of those alone whose panels have names of their own: each panel is dear to lay out
@pytest.mark.parametrize(("texts", "order"), [([*actplot.catalogue], 0), (NOISE, 1)])
def test_every_entry_of_the_catalogue_has_its_row(texts: Sequence[str], order: int) -> None:
    figure = plot(*texts, each=True, order=order, points=51)
    labels = [actplot.curve(name).label for name in texts]
    assert names(figure, order + 1) == labels
    for label, row in zip(labels, rows(figure, order + 1), strict=True):
        for axes in row:
            assert {
                str(line.get_label()).removesuffix(" expectation") for line in curves(axes)
            } <= {
                label,
                label.partition(" seed=")[0],
            }
    assert figure.get_size_inches()[1] <= 200
    assert not collisions(figure)


@pytest.mark.parametrize("order", range(4))
def test_a_panel_an_order_titled_above_the_first_row(order: int) -> None:
    figure = plot("tanh", "elu:alpha=2", each=True, order=order, points=101)
    titles = [text.get_text() for text in figure.texts]
    assert titles == TITLES[: order + 1]
    for text, row in zip(("tanh", "elu:alpha=2"), rows(figure, order + 1), strict=True):
        one = actplot.curve(text)
        for n, axes in enumerate(row):
            (line,) = curves(axes)
            x, y = xy(line).T
            inside = ~np.isin(x, [kink.x for kink in one.kinks(-5, 5, max(n, 1))])
            np.testing.assert_array_equal(y[inside], one.derivative(x[inside], n))
    assert circles(rows(figure, order + 1)[1][-1]) or order == 0


def test_rows_share_x_and_have_limits_of_their_own() -> None:
    figure = plot("tanh", "exponential", "relu", each=True, range=(-3, 4))
    assert {axes.get_xlim() for axes in figure.axes} == {(-3.0, 4.0)}
    heights = [axes.get_ylim() for axes in figure.axes]
    assert len(set(heights[::2])) == 3
    figure.axes[0].set_xlim(0, 1)  # shared: who zooms into one panel moves the others along
    assert {axes.get_xlim() for axes in figure.axes} == {(0.0, 1.0)}


def test_limits_that_are_given_hold_in_every_row() -> None:
    figure = plot("tanh", "relu", "gelu", each=True, order=2, ylim=(-1, 2), dylim=(-3, 4))
    for row in rows(figure, 3):
        assert [axes.get_ylim() for axes in row] == [(-1, 2), (-3, 4), (-3, 4)]


def test_hidden_curves_have_no_row_and_take_no_room() -> None:
    figure = plot(*FIVE, each=True, hide=(1, 4))
    assert names(figure) == ["tanh", "relu", "elu"]
    assert (
        figure.get_size_inches().tolist() == plot(*FIVE[:3], each=True).get_size_inches().tolist()
    )


def test_depths_and_sweeps_have_a_row_each() -> None:
    figure = plot("elu:alpha=1,2", each=True, depth=(1, 3))
    assert names(figure) == [f"elu alpha={a}, depth {n}" for a in (1, 2) for n in (1, 3)]


def test_label_of_the_axis_is_that_of_all_rows() -> None:
    mixed = plot("tanh", "sigmoid_cross_entropy", each=True)
    assert [axes.get_xlabel() for axes in mixed.axes] == ["", "", "x", "x"]
    assert plot("sigmoid_cross_entropy", each=True).axes[0].get_xlabel() == "logit"


def test_what_numbers_leave_out_stands_beside_the_names() -> None:
    figure = plot("1e5 + x", "1e-7*x", each=True, range=(1e6, 1e6 + 1), points=51)
    assert [axes.get_xlabel() for axes in figure.axes] == [
        "",
        "",
        *["x \N{MINUS SIGN} 1000000"] * 2,
    ]
    scales = [axes.get_title(loc="right") for axes in figure.axes]
    assert "1100000" in scales[0]
    assert "10" in scales[3]
    assert scales[1] == ""
    assert not collisions(figure)


def test_dollar_signs_of_a_name_are_not_mathtext() -> None:
    label = r"$\frac{1}$ and $x^2$"
    figure = plot(replace(actplot.curve("relu"), label=label), each=True)
    drawn(figure)
    assert names(figure) == [label]


# Nothing collides


# each theme, each order and each number of rows with some of the others
@pytest.mark.parametrize(
    ("theme", "order", "count"),
    [
        (theme, (place + more) % 4, (1, 2, 5)[(place + more) % 3])
        for place, theme in enumerate(THEMES)
        for more in (0, 2)
    ],
)
def test_words_and_panels_lie_apart(theme: str, order: int, count: int) -> None:
    texts = ("gelu", "hard_sigmoid", "exponential", "1e5 + x", "1e-6*tanh(x)")[:count]
    assert not collisions(plot(*texts, each=True, order=order, theme=theme, points=51))


@pytest.mark.parametrize("title", ["Small multiples", "a title of some length " * 8])
@pytest.mark.parametrize(
    ("size", "theme"), [(None, "light"), ((6.0, 5.0), "document"), ((15.0, 3.0), "ggplot")]
)
def test_a_title_stands_above_everything(
    title: str, size: tuple[float, float] | None, theme: str
) -> None:
    figure = plot(*FIVE[:3], each=True, title=title, size=size, theme=theme, points=51)
    assert not collisions(figure)
    assert figure.get_suptitle().replace("\n", " ") == title.strip()


@pytest.mark.parametrize(
    ("size", "count", "order"),
    [
        ((15, 5), 20, 0),
        ((4, 3), 3, 3),
        ((3, 12), 4, 0),
        ((1.5, 1.5), 2, 3),
        ((30, 20), 5, 0),
        ((8, 6), 9, 3),
    ],
)
def test_any_size_has_room_for_its_rows(size: tuple[float, float], count: int, order: int) -> None:
    texts = [*actplot.catalogue][:count]
    figure = plot(*texts, each=True, size=size, order=order, points=51, dpi=200)
    assert not collisions(figure)
    for axes in figure.axes:
        box = axes.get_position()
        assert box.width * (order + 1) > 0.4
        assert box.height * count > 0.25


@pytest.mark.parametrize("interval", [(0, 7), (-1000, 1000), (1e6, 1e6 + 1), (-1e-6, 1e-6)])
def test_words_of_other_ranges_lie_apart(interval: tuple[float, float]) -> None:
    assert not collisions(plot("step", "1e5 + x", "gelu", each=True, range=interval, points=51))


def test_long_names_are_not_cut() -> None:
    figure = plot(*LONG, "tanh", each=True, points=51)
    assert not collisions(figure)


def test_letters_are_as_large_in_a_row_as_in_many() -> None:
    sizes = [
        name_of(rows(plot(*texts, each=True, points=11))[0]).get_fontsize()
        for texts in (FIVE[:1], FIVE, TEN)
    ]
    assert max(map(float, sizes)) / min(map(float, sizes)) < 1.01


def test_axes_have_three_numbers_at_least() -> None:
    figure = plot("hard_sigmoid", "elu:alpha=2", "gelu", "softmin", "laplace", each=True, order=2)
    for axes in figure.axes:
        low, high = axes.get_ylim()
        assert sum(low <= tick <= high for tick in axes.get_yticks()) >= 3


# Files, terminal, window


@pytest.mark.parametrize("format", ["png", "svg", "pdf", "jpg"])
def test_size_that_is_given_is_honoured_exactly(run: Run, tmp_path: Path, format: str) -> None:
    given = ("--size", "7", "3.5", "--dpi", "90", "-n", "51")
    assert run("tanh", "relu", "--each", *given, "-o", f"a.{format}").out == f"a.{format}\n"
    content = (tmp_path / f"a.{format}").read_bytes()
    assert content.startswith(MAGIC[format])
    if format in ("png", "jpg"):
        with Image.open(BytesIO(content)) as image:
            assert image.size == (630, 315)
    if format == "pdf":
        assert b"/MediaBox [ 0 0 504 252 ]" in content
    if format == "svg":
        assert b'width="504pt" height="252pt"' in content


def test_page_of_the_catalogue_grows_with_its_rows(run: Run, tmp_path: Path) -> None:
    run("--all", "--each", "-n", "2", "-o", "all.csv")
    small = ("--each", "--order", "0", "-n", "11", "--dpi", "20")
    run(*FIVE, *small, "-o", "five.png")
    run(*FIVE[:2], *small, "-o", "two.png")
    with Image.open(tmp_path / "five.png") as five, Image.open(tmp_path / "two.png") as two:
        assert five.size[0] == two.size[0] == 300
        assert (five.size[1] - two.size[1]) / 3 == pytest.approx(46, abs=1)
    labels = {line.partition(",")[0] for line in (tmp_path / "all.csv").read_text().splitlines()}
    assert len(labels) >= len(actplot.catalogue)


def test_terminal_draws_a_picture_a_curve(run: Run) -> None:
    out = run("tanh", "relu", "gelu_tanh", "--each", "--hide", "2", "--terminal").out
    assert out.count("function") == 2
    assert out.index("⠒⠒⠒ tanh") < out.index("⠒⠒⠒ gelu_tanh")
    assert "relu\n" not in out


def test_the_window_turns_pages_of_rows_however_many_there_are(tmp_path: Path) -> None:
    with screen_of(1280, 720) as display:
        program = opened(display, tmp_path, "--each", "--show", "-o", "a.png", curves=FIVE)
        name = window(display, ", ".join(curve.label for curve in actplot.curves(*FIVE)))
        until(lambda: shown(display).min() < 10)
        first = shown(display)
        run_tool(display, "windowfocus", "--sync", name, "key", "Next")
        until(lambda: (shown(display) != first).mean() > 0.01)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (130, "a.png\n", "")


def shown(display: str) -> np.ndarray[Any, Any]:
    return np.asarray(ImageGrab.grab(xdisplay=display))


def test_toolbar_saves_what_it_shows(tmp_path: Path) -> None:
    figure = plot("tanh", "relu", each=True, theme="dark", points=51)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_figure(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == tuple(figure.get_size_inches() * 100)
        corner: Any = image.convert("RGB").getpixel((1, 1))
        assert sum(corner) < 200
