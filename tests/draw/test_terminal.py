"""The picture in the terminal: its dots are read back from the text and held against the curve."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

import actplot
from actplot.draw.look import Look
from actplot.draw.panel_content import TITLES
from actplot.draw.terminal.picture import picture_lines
from actplot.draw.terminal.screen import Screen
from actplot.entries import read as spec
from actplot.sampling.sample import grid, sample
from tests.command.test_cli import program, run

__all__ = ["run"]  # the fixture

STYLED = Screen(palette=("31", "32", "33", "34", "35"))
FAINT = "2"
DOT_PLACES = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1))  # by bit
HALF = 0.5 + 1e-6  # of a dot


# Reading a picture


Place = tuple[int, int]  # row and column


@dataclass
class Cell:
    """A letter inside a panel and its style."""

    sign: str
    style: str


@dataclass
class Read:
    """A panel as it stands in the text: its cells and the labels of its ticks."""

    cells: dict[Place, Cell] = field(default_factory=dict)
    columns: int = 0
    rows: int = 0
    y_labels: dict[int, str] = field(default_factory=dict)
    x_labels: list[tuple[int, str]] = field(default_factory=list)
    ticks: set[int] = field(default_factory=set)

    def dots(self, faint: bool = False) -> dict[int, set[int]]:
        """Return the rows of dots that are set in each column of dots."""
        found: dict[int, set[int]] = {n: set() for n in range(2 * self.columns - 1)}
        for (row, column), cell in self.cells.items():
            code = ord(cell.sign) - 0x2800
            if 0 <= code < 256 and (cell.style == FAINT) == faint:
                for bit, (down, right) in enumerate(DOT_PLACES):
                    if code >> bit & 1:
                        found[2 * column + right].add(4 * row + down)
        return found

    def places(self, sign: str) -> set[Place]:
        return {place for place, cell in self.cells.items() if cell.sign == sign}

    def letters(self) -> dict[str, Place]:
        """Return the letters on lines and where they stand."""
        return {c.sign: place for place, c in self.cells.items() if re.match("[a-zA-Z]", c.sign)}


def styled(line: str) -> list[Cell]:
    """Return the letters of a line with their styles."""
    cells, style = [], ""
    for token in re.findall(r"\x1b\[[\d;]*m|.", line):
        if token.startswith("\x1b"):
            style = token[2:-1].removeprefix("0")
        else:
            cells.append(Cell(token, style))
    return cells


def read(lines: list[str]) -> list[Read]:
    """Return the panels of a picture, found by the corners of their axes."""
    rows = [styled(line) for line in lines]
    texts = ["".join(cell.sign for cell in row) for row in rows]
    panels = []
    for bottom, text in enumerate(texts):
        for axis in re.finditer("└[─┬]+", text):
            panels.append(panel(rows, texts, bottom, axis.start(), axis[0]))
    return panels


def panel(rows: list[list[Cell]], texts: list[str], bottom: int, left: int, axis: str) -> Read:
    top = bottom
    while top and len(texts[top - 1]) > left and texts[top - 1][left] in "│┤":
        top -= 1
    found = Read(columns=len(axis) - 1, rows=bottom - top)
    for row in range(top, bottom):
        if texts[row][left] == "┤":
            found.y_labels[row - top] = texts[row][:left].split()[-1]
        for column, cell in enumerate(rows[row][left + 1 : left + len(axis)]):
            found.cells[row - top, column] = cell
    start = left - max(map(len, found.y_labels.values()), default=0)
    for label in re.finditer(r"[^ ]+", texts[bottom + 1][start : left + len(axis) + 2]):
        found.x_labels.append((label.start() + start - left - 1, label[0]))
    found.ticks = {place - 1 for place, sign in enumerate(axis) if sign == "┬"}
    return found


def picture(
    *texts: str,
    interval: tuple[float, float] = (-5, 5),
    order: int = 1,
    screen: Screen = STYLED,
    look: Look | None = None,
) -> list[str]:
    samples = [sample(curve, grid(*interval, 1001), order) for curve in spec.curves(texts)]
    return picture_lines(samples, look or Look(), screen)


def panels(*texts: str, **options: object) -> list[Read]:
    return read(picture(*texts, **options))  # type: ignore[arg-type]


# Correct to a dot


Function = Callable[[float], float]

SMOOTH: dict[str, tuple[Function, Function, tuple[float, float]]] = {
    "sigmoid": (
        lambda x: 1 / (1 + math.exp(-x)),
        lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2,
        (-0.2, 1.1),
    ),
    "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2, (-1.1, 1.2)),
    "sin(3*x)": (lambda x: math.sin(3 * x), lambda x: 3 * math.cos(3 * x), (-3.5, 3.3)),
    "x**3": (lambda x: x**3, lambda x: 3 * x * x, (-40.0, 60.0)),
    "softplus": (
        lambda x: math.log1p(math.exp(x)),
        lambda x: 1 / (1 + math.exp(-x)),
        (-1.0, 5.5),
    ),
    "tanh(40*x)": (
        lambda x: math.tanh(40 * x),
        lambda x: 40 / math.cosh(40 * x) ** 2 if abs(x) < 8 else 0.0,
        (-1.3, 42.0),
    ),
}


@pytest.mark.parametrize("text", SMOOTH)
@pytest.mark.parametrize("columns", [40, 80, 133])
@pytest.mark.parametrize("interval", [(-5.0, 5.0), (-1.7, 4.0)])
def test_dots_are_those_nearest_to_the_curve(
    text: str, columns: int, interval: tuple[float, float]
) -> None:
    *functions, limits = SMOOTH[text]
    screen = Screen(columns, palette=STYLED.palette)
    look = Look(ylim=limits, dylim=limits)
    found = panels(text, interval=interval, screen=screen, look=look)
    for one, function in zip(found, functions, strict=True):
        height = heights(one, function, interval, limits)
        for column, seen in one.dots().items():
            y = height(column)
            nearest = math.floor(y + 0.5)
            if 0 <= nearest < 4 * one.rows and abs(y % 1 - 0.5) > 1e-6:
                assert nearest in seen
            around = [height(column + step / 200 - 0.5) for step in range(201)]
            assert all(min(around) - HALF <= row <= max(around) + HALF for row in seen)


def heights(
    one: Read, function: Function, interval: tuple[float, float], limits: tuple[float, float]
) -> Function:
    """Return where a curve is in rows of dots, as a function of the column of dots."""

    def height(column: float) -> float:
        x = interval[0] + (interval[1] - interval[0]) * column / (2 * one.columns - 2)
        return (limits[1] - function(x)) / (limits[1] - limits[0]) * (4 * one.rows - 1)

    return height


@pytest.mark.parametrize("text", SMOOTH)
def test_lines_have_no_holes(text: str) -> None:
    limits = SMOOTH[text][2]
    for one in panels(text, look=Look(ylim=limits, dylim=limits)):
        dots = one.dots()
        assert any(dots.values())
        for a, b in pairwise(dots.values()):
            if a and b:
                assert min(abs(p - q) for p in a for q in b) <= 1


def test_steep_part_of_a_line_is_a_whole_column() -> None:
    function, _ = panels("tanh(1000*x)", look=Look(ylim=(-1, 1)))
    middle = function.dots()[function.columns - 1]
    assert middle == set(range(4 * function.rows))


@pytest.mark.parametrize(
    ("text", "interval"), [("sigmoid", (-10_000.0, 7_000.0)), ("tanh(300*x)", (-5.0, 4.3))]
)
def test_a_peak_narrower_than_a_dot_has_its_top(text: str, interval: tuple[float, float]) -> None:
    _, derivative = panels(text, interval=interval)
    highest = min(row for rows in derivative.dots().values() for row in rows)
    height = 1.1 * (4 * derivative.rows - 1) ** -1  # of a dot, in heights of the peak
    assert highest == math.floor(0.05 / height + HALF)


def test_oscillation_fills_its_band() -> None:
    """Also where a wave is 0 at every point of an even grid."""
    for text in ("sin(1000*x)", "sin(2000*pi*x)"):
        function = panels(text)[0]
        inside = [*function.dots().values()][1:-1]
        assert all(min(rows) in (3, 4) for rows in inside)
        assert all(4 * function.rows - max(rows) in (4, 5) for rows in inside)
        assert all(len(rows) > max(rows) - min(rows) for rows in inside)


# Jumps, poles, zero lines


def test_no_line_joins_a_jump_and_both_limits_are_marked() -> None:
    function, derivative = panels("hardshrink", interval=(-2, 2))
    high, low = (
        {row for rows in derivative.dots().values() for row in rows if (row < 4) is up}
        for up in (True, False)
    )
    assert len(high) == len(low) == 1
    assert len(derivative.places("o")) == 4
    assert len(function.places("o")) == len(function.places("●")) == 2
    columns = [column for column, rows in derivative.dots().items() if high & rows]
    outside = round((2 * derivative.columns - 2) / 4 * 1.5)
    assert not any(outside + 2 < column < outside / 3 * 5 - 2 for column in columns)
    rows = {row for row, _ in derivative.places("o")}
    assert rows == {next(iter(high)) // 4, next(iter(low)) // 4}


@pytest.mark.parametrize("text", ["1/x", "tan(x)"])
def test_no_line_joins_the_sides_of_a_pole(text: str) -> None:
    function, _ = panels(text, order=1)
    dots = function.dots()
    assert not any(len(rows) > 0.9 * 4 * function.rows for rows in dots.values())
    assert any(0 in rows for rows in dots.values())
    assert any(4 * function.rows - 1 in rows for rows in dots.values())


def test_zero_of_a_gradient_is_marked() -> None:
    loss, gradient = panels("sigmoid_cross_entropy:label=0.5")
    assert [len(one.places("*")) for one in (loss, gradient)] == [1, 1]
    ((row, column),) = gradient.places("*")
    assert gradient.y_labels[row] == "0.0"
    assert column == (gradient.columns - 1) // 2


def test_zero_lines_are_faint_dots_with_gaps_and_never_in_a_cell_of_a_curve() -> None:
    function, _ = panels("tanh")
    zero = function.dots(faint=True)
    middle = zero[function.columns - 1]
    assert len(middle) > function.rows
    assert all(b - a >= 2 for a, b in pairwise(sorted(middle)))
    (row,) = {
        row for column, rows in zero.items() if column != function.columns - 1 for row in rows
    }
    along = [column for column, rows in zero.items() if row in rows]
    assert all(b - a >= 2 for a, b in pairwise(along))
    assert function.y_labels[row // 4] in ("0.00", "0.0", "0")


def test_no_zero_line_where_there_is_no_zero() -> None:
    function, _ = panels("x + 100", interval=(2, 3))
    assert not any(function.dots(faint=True).values())


# Which curve is which


def test_letters_stand_on_their_curves_and_in_the_legend() -> None:
    names = ("sigmoid", "tanh", "relu", "softplus", "elu")
    lines = picture(*names, screen=Screen())
    assert re.findall(r"⠒(.)⠒ (\w+)", lines[-1]) == list(zip("abcde", names, strict=True))
    look = Look(ylim=(-1.5, 5.5), dylim=(-0.1, 1.1))
    shared = read(picture(*names, look=look))
    for number, name in enumerate(names):
        alone = read(picture(name, look=look))
        for together, one in zip(shared, alone, strict=True):
            place = together.letters()["abcde"[number]]
            assert 0x2800 < ord(one.cells[place].sign) < 0x2900
            assert one.cells[place].style != FAINT


def test_equal_curves_take_turns_and_both_have_their_letter() -> None:
    function, _ = panels("tanh", "same=tanh(x)")
    assert set(function.letters()) == {"a", "b"}
    styles = [cell.style for cell in function.cells.values() if ord(cell.sign) > 0x2800]
    assert min(styles.count("31"), styles.count("32")) > 10


def test_one_curve_needs_no_letter() -> None:
    lines = picture("tanh")
    assert all(not one.letters() for one in read(lines))
    assert "tanh" in lines[-1]


def test_sample_of_a_random_curve_is_dots_beside_its_expectation() -> None:
    (function,) = panels("dropout", order=0)
    rows = function.dots()
    far = [
        min(seen, key=lambda row: abs(row - (4 * function.rows - 1) / 2))
        for column, seen in rows.items()
        if column > 1.5 * function.columns and len(seen) > 1
    ]
    assert len(far) > 10  # a dropped input is 0, far from the line
    lines = picture("dropout")
    assert "dropout expectation" in lines[-1]
    assert "dropout seed=0" in lines[-1]


# Sizes


@pytest.mark.parametrize(("columns", "rows"), [(80, 23), (120, 39), (40, 29), (20, 40), (61, 17)])
@pytest.mark.parametrize("order", [0, 1, 3])
def test_picture_fits_the_screen(columns: int, rows: int, order: int) -> None:
    lines = picture("sigmoid", "tanh", "relu", screen=Screen(columns, rows), order=order)
    assert max(map(len, lines)) <= columns
    assert len(lines) <= rows or columns // 27 < order + 1
    assert len(read(lines)) == order + 1
    words = re.findall("|".join(sorted(TITLES, reverse=True)), "\n".join(lines))
    assert words == list(TITLES[: order + 1])


def test_panels_stand_side_by_side_or_below_one_another() -> None:
    def rows_of_titles(columns: int, order: int) -> list[int]:
        lines = picture("relu", screen=Screen(columns), order=order)
        return [line.count("derivative") + line.count("function") for line in lines if "i" in line]

    assert rows_of_titles(80, 1) == [2]
    assert rows_of_titles(40, 1) == [1, 1]
    assert rows_of_titles(80, 3) == [3, 1]
    assert rows_of_titles(120, 3) == [4]


@pytest.mark.parametrize("columns", [1, 5, 10])
def test_hardly_any_columns_are_no_error(tmp_path: Path, columns: int) -> None:
    result = program(tmp_path, "sigmoid", "1e-9*tanh(x)", "--terminal", COLUMNS=f"{columns}")
    assert (result.status, result.err) == (0, "")
    assert "function" in result.out or columns < 10


def test_long_and_many_labels_stay_inside() -> None:
    text = "x*tanh(softplus(x))*sigmoid(3*x) + exp(-x**2)*0.001 + sin(x)*cos(x)"
    curves = spec.curves((text, *actplot.catalogue))
    samples = [sample(curve, grid(-5, 5, 101), 0) for curve in curves]
    for columns in (30, 80):
        lines = picture_lines(samples, Look(), Screen(columns))
        assert max(map(len, lines)) <= columns


# Numbers at the axes


AXES = [
    ("sin(x)", (-5.0, 5.0)),
    ("1e-8*sin(x)", (-0.001, 0.002)),
    ("1e6 + x", (1e6, 1e6 + 1)),
    ("exp(x**2)", (-5.0, 5.0)),
    ("x", (-123456.0, 1e-3)),
    ("1e300*x", (1.0, 1e5)),
    ("1e-320*x", (0.0, 1e-300)),
]


@pytest.mark.parametrize(("text", "interval"), AXES)
@pytest.mark.parametrize("columns", [25, 40, 80, 120])
def test_numbers_are_true_and_apart(text: str, interval: tuple[float, float], columns: int) -> None:
    limits = (-1.5, 2.5) if text == "sin(x)" else None
    look = Look(ylim=limits)
    for one in panels(text, interval=interval, screen=Screen(columns), look=look):
        labels = [(start, label) for start, label in one.x_labels if label != "x"]
        assert len(labels) == len(one.ticks) > 0
        for (start, label), (after, _) in pairwise(one.x_labels):
            assert after - start - len(label) >= 2
        for (start, label), tick in zip(labels, sorted(one.ticks), strict=True):
            place = (float(label) - interval[0]) / (interval[1] - interval[0])
            assert abs(place * (one.columns - 1) - tick) < 1.01
            assert start <= tick <= start + len(label)
        assert one.y_labels


@pytest.mark.parametrize("limits", [(-1.5, 2.5), (0.0, 1e-7), (-3e5, 8e6), (99.0, 100.0)])
@pytest.mark.parametrize("rows", [8, 15, 23, 39])
def test_numbers_at_the_left_are_true(limits: tuple[float, float], rows: int) -> None:
    (function,) = panels("x", order=0, screen=Screen(80, rows), look=Look(ylim=limits))
    places = sorted(function.y_labels)
    assert len(places) >= 2
    assert all(b - a >= 2 for a, b in pairwise(places))
    for row, label in function.y_labels.items():
        place = (limits[1] - float(label)) / (limits[1] - limits[0]) * (4 * function.rows - 1)
        assert 4 * row - HALF <= place <= 4 * row + 3 + HALF


def test_numbers_that_differ_far_behind_are_counted_from_a_base() -> None:
    lines = picture("sin(x)", interval=(1e6, 1e6 + 1e-4), screen=Screen())
    assert lines[-2].split() == ["x", "-", "1000000"] * 2
    labels = [float(label) for _, label in read(lines)[0].x_labels]
    assert labels == pytest.approx([0, 2.5e-5, 5e-5, 7.5e-5])
    look = Look(ylim=(-1e5 - 1e-6, -1e5 + 2e-6))
    title, *rest = picture("x", order=0, screen=Screen(), look=look)
    assert "function + 100000.0000005" in title
    (function,) = read([title, *rest])
    assert set(function.y_labels.values()) >= {"0", "1e-6", "2e-6"}


def test_x_axis_of_a_loss_is_the_logit() -> None:
    lines = picture("sigmoid_cross_entropy:label=1", screen=Screen(80, 23))
    assert lines[-2].split() == ["logit", "logit"]
    assert lines[0].split() == ["loss", "gradient"]
    assert len(lines) <= 23


# The title


@pytest.mark.parametrize(
    "title", ["激活函数", "ｆｕｌｌ", "e\u0301te\u0301", "a b " * 60, "激活" * 50]
)
@pytest.mark.parametrize("columns", [20, 80])
def test_title_is_in_the_middle_also_with_wide_letters(title: str, columns: int) -> None:
    lines = picture("relu", look=Look(title=title), screen=Screen(columns))
    above = lines[: next(n for n, line in enumerate(lines) if "function" in line)]
    assert "".join("".join(above).split()) == "".join(title.split())
    for line in above:
        left = len(line) - len(line.lstrip())
        assert cell_len(line) <= columns
        assert abs(columns - cell_len(line) - left) <= 1


def test_title_cannot_steer_the_terminal() -> None:
    lines = picture("relu", look=Look(title="a\x1b[31mb\nc\td"), screen=Screen())
    assert all(line.isprintable() for line in lines)
