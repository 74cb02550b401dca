"""Styles that cannot be drawn, and names that try to leave their folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.test_faults import SMALL, Result, is_one_line, names, program, without_privileges

# Styles of others


REFUSED_STYLES = {
    "backend": "backend: nonsense",
    "colors": "axes.prop_cycle: nonsense",
    "no colors": "axes.prop_cycle: cycler('color', [])",
    "code": "axes.prop_cycle: cycler('color', [__import__('os').system('touch ran')])",
    "no letters": "font.size: 0",
    "negative letters": "font.size: -5",
    "huge letters": "font.size: 1e9",
    "no number": "font.size: nan",
    "far away": "axes.titlepad: 1e9",
    "long ticks": "xtick.major.size: 1e9",
    "margins": "figure.subplot.left: 5",
    "effects": "path.effects: []",
    "opacity": "axes.grid: True\ngrid.alpha: 5",
    "syntax": "nonsense",
    "key": "nonsense: 1",
    "binary": "\x00\x01",
}
HARMLESS_STYLES = {
    "backend of windows": "backend: TkAgg",
    "interactive": "interactive: True",
    "hooks": "figure.hooks: nowhere:nothing",
    "huge figure": "figure.figsize: 1e9, 1e9",
    "huge dpi": "savefig.dpi: 1e9\nfigure.dpi: 1e9",
    "box": "savefig.bbox: tight\nsavefig.pad_inches: 1e9",
    "format": "savefig.format: svg",
    "folder": "savefig.directory: /nowhere",
    "programs": "animation.ffmpeg_path: /nowhere\nanimation.convert_path: /nowhere",
    "layout": "figure.constrained_layout.use: True",
    "place of the legend": "legend.loc: 0.5, 0.5",
}


@pytest.mark.parametrize("style", REFUSED_STYLES.values(), ids=REFUSED_STYLES)
def test_style_that_cannot_be_drawn_is_one_line(tmp_path: Path, style: str) -> None:
    (tmp_path / "s.mplstyle").write_text(style)
    result = program(tmp_path, "relu", "tanh", "-o", "a.png", "--theme", "s.mplstyle", *SMALL)
    is_one_line(result, 2, "theme 's.mplstyle'")
    assert names(tmp_path) == {"s.mplstyle"}


@pytest.mark.parametrize("style", HARMLESS_STYLES.values(), ids=HARMLESS_STYLES)
def test_style_of_what_is_not_its_business(tmp_path: Path, style: str) -> None:
    (tmp_path / "s.mplstyle").write_text(style)
    outputs = ("-o", "a.png", "-o", "a.jpg", "-o", "a.pdf")
    result = program(tmp_path, "relu", "tanh", *outputs, "--theme", "s.mplstyle", *SMALL)
    assert result == Result(0, "a.png\na.jpg\na.pdf\n", "")
    assert names(tmp_path) == {"s.mplstyle", "a.png", "a.jpg", "a.pdf"}


def test_style_that_wants_tex_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "s.mplstyle").write_text("text.usetex: True")
    line = ("relu", "-o", "a.png", "--theme", "s.mplstyle", *SMALL)
    assert program(tmp_path, *line, changes={"PATH": "/nowhere"}) == Result(0, "a.png\n", "")


@pytest.mark.parametrize(
    "ways", [("-o", "a.csv"), ("-o", "{name}.png"), ("--terminal",), ("--each", "-o", "a.png")]
)
def test_without_a_curve_there_is_nothing_to_write(tmp_path: Path, ways: tuple[str, ...]) -> None:
    result = program(tmp_path, "relu", "tanh", "--hide", "1,2", *ways, *SMALL)
    is_one_line(result, 2, "--hide")
    assert not names(tmp_path)


def test_picture_of_a_window_whose_curves_are_all_hidden(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "tanh", "--hide", "1,2", "-o", "a.png", *SMALL)
    assert result == Result(0, "a.png\n", "")


@pytest.mark.parametrize("family", ["font.family: NoSuchFont", "font.sans-serif: NoSuchFont"])
def test_style_with_a_font_that_is_not_there(tmp_path: Path, family: str) -> None:
    (tmp_path / "s.mplstyle").write_text(family)
    result = program(tmp_path, "relu", "-o", "a.png", "--theme", "s.mplstyle", *SMALL)
    assert (result.status, result.out) == (0, "a.png\n")
    assert "NoSuchFont" in result.err
    assert result.err.count("\n") == 1


def fifo(path: Path) -> None:
    os.mkfifo(path)


def forbidden(path: Path) -> None:
    path.touch(0)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path.mkdir, "not a file"),
        (fifo, "not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "not a file"),
        (lambda path: path.symlink_to(path.name), "not a file"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_RDWR), 10**10), "too large"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "cannot be read"),
        (forbidden, "cannot be read"),
    ],
    ids=["folder", "pipe", "device", "loop", "huge", "binary", "forbidden"],
)
def test_style_that_is_no_file_of_text(
    tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / "s.mplstyle")
    result = program(
        tmp_path,
        *("relu", "-o", "a.png", "--theme", "s.mplstyle", *SMALL),
        first=without_privileges if make is forbidden else None,
    )
    is_one_line(result, 2, "theme 's.mplstyle'", reason)


# Names that try to leave


@pytest.mark.parametrize(
    ("curve", "name"),
    [
        ("../../x/(1 + x)", ""),
        ("x/(1 + x)", "x_1_+_x"),
        ("a..=relu", "a"),
        ("a b.c=relu", "a_b.c"),
        ("a=x*tanh(x)", "a"),
        ("where(x > 0, x, 0)", "where_x_0_x_0"),
        ("σ=relu", "curve"),
        ("x - 1/2", "x_-_1_2"),
    ],
)
def test_name_of_a_curve_stays_in_its_folder(tmp_path: Path, curve: str, name: str) -> None:
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    result = program(folder, "-o", "out/{name}.csv", *SMALL, "--", curve)
    if curve.startswith("."):
        is_one_line(result, 2)
        assert names(folder) == set()
    else:
        assert result == Result(0, f"out/{name}.csv\n", "")
        assert names(folder / "out") == {f"{name}.csv"}
    assert names(tmp_path / "deep") == {"down"}
    assert names(tmp_path) == {"deep"}


@pytest.mark.parametrize("label", ["../up", "/root", "~", "~root", "$HOME", "..", "a/b", "a\\b"])
def test_label_that_is_a_path_is_refused(tmp_path: Path, label: str) -> None:
    result = program(tmp_path, f"{label}=relu", "-o", "{name}.csv", *SMALL)
    is_one_line(result, 2)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("path", ["~/{name}.csv", "$HOME/{name}.csv"])
def test_path_means_what_it_says(tmp_path: Path, path: str) -> None:
    result = program(tmp_path, "relu", "-o", path, *SMALL)
    assert result == Result(0, path.replace("{name}", "relu") + "\n", "")
    assert names(tmp_path) == {path.partition("/")[0]}
