"""Homes, fonts, settings and locales that are not as usual."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.font_manager import FontManager

from tests.command.test_faults import (
    FONT_CACHE,
    PLAIN,
    SMALL,
    Result,
    is_one_line,
    names,
    program,
    without_privileges,
)

# Surroundings


BROKEN_FONTS = {
    "garbage": "{garbage",
    "too deep": "[" * 100_000,
    "a font that is gone": json.dumps(
        {
            "_version": FontManager.__version__,
            "__class__": "FontManager",
            "ttflist": [
                {
                    "__class__": "FontEntry",
                    "fname": "/nowhere/DejaVuSans.ttf",
                    "name": "DejaVu Sans",
                    "style": "normal",
                    "variant": "normal",
                    "weight": 400,
                    "stretch": "normal",
                    "size": "scalable",
                }
            ],
            "afmlist": [],
            "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
            "default_size": None,
        }
    ),
}


@pytest.mark.parametrize("content", BROKEN_FONTS.values(), ids=BROKEN_FONTS)
def test_broken_font_cache_is_no_news(tmp_path: Path, content: str) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / FONT_CACHE).write_text(content)
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(settings)}
    )
    assert result == Result(0, "a.png\n", "")


def test_font_cache_without_fonts_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FONT_CACHE).write_text(
        json.dumps({"_version": FontManager.__version__, "__class__": "FontManager"})
    )
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(tmp_path)}
    )
    is_one_line(result, 1)
    assert names(tmp_path) == {FONT_CACHE}


def a_folder(path: Path) -> None:
    (path / FONT_CACHE).mkdir(parents=True)


def read_only_folder(path: Path) -> None:
    path.mkdir()
    path.chmod(0o555)


@pytest.mark.parametrize(
    "make",
    [Path.touch, a_folder, read_only_folder],
    ids=["a file", "the cache a folder", "read-only"],
)
def test_settings_folder_of_matplotlib_that_cannot_be_written(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "settings")
    folder = str(tmp_path / "settings")
    result = program(
        tmp_path,
        "relu",
        "-o",
        "a.png",
        *SMALL,
        changes={"MPLCONFIGDIR": folder},
        first=without_privileges,
    )
    assert result == Result(0, "a.png\n", "")


def test_personal_settings_of_matplotlib_that_make_no_sense(tmp_path: Path) -> None:
    lines = ("nonsense: 1", "figure.figsize: a", "\x00", "backend: nonsense")
    (tmp_path / "matplotlibrc").write_text("\n".join(lines))
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(tmp_path)}
    )
    assert result == Result(0, "a.png\n", "")


def test_personal_settings_of_matplotlib_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
    result = program(
        tmp_path, "relu", "-o", "a.png", *SMALL, changes={"MPLCONFIGDIR": str(tmp_path)}
    )
    is_one_line(result, 1, "matplotlibrc")


def test_personal_style_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "stylelib" / "a.mplstyle").mkdir(parents=True)
    changes = {"MPLCONFIGDIR": str(tmp_path)}
    assert program(tmp_path, "relu", "-o", "a.png", *SMALL, changes=changes).status == 0
    result = program(tmp_path, "relu", "-o", "b.png", "--theme", "ggplot", *SMALL, changes=changes)
    is_one_line(result, 1, "styles", "a.mplstyle")


def test_home_that_is_nowhere(tmp_path: Path) -> None:
    gone = {"HOME": "/proc/nowhere", "MPLCONFIGDIR": None, "XDG_CONFIG_HOME": None}
    for changes in (gone, {**gone, "HOME": None, "XDG_CACHE_HOME": "/proc/nowhere"}):
        result = program(tmp_path, "relu", "-o", "a.png", *SMALL, changes=changes)
        assert result == Result(0, "a.png\n", "")


# A locale without UTF-8


def test_chinese_in_a_locale_of_ascii(tmp_path: Path) -> None:
    """Labels and paths are what was typed, in data as in names, though the locale knows neither."""
    outputs = ("-o", "激活.csv", "-o", "σ/{name}.json", "-o", "a.svg")
    result = program(
        tmp_path,
        "激活=relu",
        "tanh",
        *outputs,
        "--title",
        "激活",
        "--svg-text",
        *SMALL,
        changes=PLAIN,
    )
    assert result.status == 0
    assert result.out.splitlines() == ["激活.csv", "σ/curve.json", "σ/tanh.json", "a.svg"]
    assert result.err.count("\n") <= 1  # of the letters that no font has
    assert "激活,-5.0,0.0,0.0" in (tmp_path / "激活.csv").read_text(encoding="utf-8")
    document = json.loads((tmp_path / "σ" / "curve.json").read_text(encoding="utf-8"))
    assert document["curves"][0]["label"] == "激活"


@pytest.mark.parametrize(
    "arguments",
    [("激活",), ("x*激活",), ("relu", "--theme", "激活.mplstyle"), ("relu", "-o", "激活.xyz")],
    ids=len,
)
def test_chinese_mistakes_in_a_locale_of_ascii(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = program(tmp_path, *arguments, "-o", "a.csv", changes=PLAIN)
    is_one_line(result, 2)
    assert result.err.isascii()
    assert names(tmp_path) == set()


@pytest.mark.parametrize("table", ["--info", "--check", "--terminal"])
def test_chinese_tables_in_a_locale_of_ascii(tmp_path: Path, table: str) -> None:
    result = program(tmp_path, "激活=relu", table, changes=PLAIN)
    assert (result.status, result.err) == (0, "")
    assert result.out.isascii()


def test_path_that_is_no_text(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", "-o", "\udcff.csv", *SMALL)
    assert result == Result(0, "\udcff.csv\n", "")
    assert names(tmp_path) == {"\udcff.csv"}


UNDOCUMENTED = """
from matplotlib.artist import kwdoc
from actplot.command import tasks
tasks._import_numbers(pictures=True)
from matplotlib import artist
from matplotlib.lines import Line2D
assert artist.kwdoc is kwdoc and "linewidth" in kwdoc(Line2D)
line = Line2D([], [])
line.set(lw=3)
assert line.get_linewidth() == 3
assert "linewidth" not in (Line2D.set.__doc__ or "")
"""


def test_matplotlib_is_imported_without_its_lists_of_properties() -> None:
    result = subprocess.run(
        [sys.executable, "-c", UNDOCUMENTED], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
