"""Letters of every script: a font is found for them, or a line names their script and a package."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection
from matplotlib.font_manager import (
    FontEntry,
    FontManager,
    FontPath,
    FontProperties,
    findfont,
    fontManager,
)
from matplotlib.text import Text
from PIL import Image

import actplot
from actplot.draw import fonts
from actplot.draw.fonts import Fonts, fonts_for
from actplot.draw.look import Look
from actplot.draw.theme import theme_settings
from actplot.draw.writing_systems import advice, han_forms
from tests.draw.test_figure import collisions, drawn, words
from tests.window.test_interact import Window
from tests.write.test_output import Run, run  # noqa: F401

HAN = "激活函数"
ARABIC, HEBREW, GREEK, RUSSIAN = "دالة التنشيط", "פונקציית הפעלה", "συνάρτηση", "функция"
NOBODYS = "\U0010fff0\U0010fff1"  # letters for private use, which no installed font has
LATIN = "".join(map(chr, range(0x20, 0x7F))) + "\N{MINUS SIGN}"
PICTURE = ("-n", "11", "--size", "4", "3", "--dpi", "50")
FORMATS = ("png", "svg", "pdf", "eps")
UNITS = 1000  # of a test font, in its em
SANS_PANOSE, SERIF_PANOSE = (2, 11), (2, 2)


# Fonts and machines to test with


def font(
    path: Path,
    name: str,
    letters: str,
    *,
    compact: bool = False,
    weight: int = 400,
    panose: tuple[int, int] = SANS_PANOSE,
    pages: int = 0,
) -> Path:
    """Write a font with a square for each letter, TrueType or compact."""
    names = {ord(letter): f"u{ord(letter):X}" for letter in letters}
    glyphs = [".notdef", *names.values()]
    short = name.replace(" ", "")
    builder = FontBuilder(UNITS, isTTF=not compact)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(names)
    square = [(100, 0), (900, 0), (900, 800), (100, 800)]
    pens: Any = {
        glyph: T2CharStringPen(UNITS, None) if compact else TTGlyphPen(None) for glyph in glyphs
    }
    for pen in pens.values():
        pen.moveTo(square[0])
        for corner in square[1:]:
            pen.lineTo(corner)
        pen.closePath()
    if compact:
        shapes = {glyph: pen.getCharString() for glyph, pen in pens.items()}
        builder.setupCFF(short, {"FullName": name}, shapes, {})
    else:
        builder.setupGlyf({glyph: pen.glyph() for glyph, pen in pens.items()})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (UNITS, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": name, "styleName": "Regular", "psName": name.replace(" ", "")}
    )
    builder.setupOS2(version=4, usWeightClass=weight, ulCodePageRange1=pages, ulCodePageRange2=0)
    table = builder.font["OS/2"].panose
    table.bFamilyType, table.bSerifStyle = panose
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


def machine(folder: Path, **changes: str) -> dict[str, str]:
    """Return the environment of somebody who has no display, and font lists of their own."""
    away = ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND", "MPL_IGNORE_SYSTEM_FONTS")
    kept = {name: value for name, value in os.environ.items() if name not in away}
    own = {"MPLCONFIGDIR": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}
    return {**kept, **own, "PYTHONIOENCODING": "utf-8", **changes}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a machine that has no fonts but those that matplotlib brings."""
    return machine(tmp_path_factory.mktemp("bare"), MPL_IGNORE_SYSTEM_FONTS="1")


def program(
    folder: Path, env: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "actplot", *arguments]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )


Choose = Callable[..., list[list[str]]]


@contextmanager
def listed(entries: Iterable[FontEntry]) -> Iterator[None]:
    """Let matplotlib know these fonts, and no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fontManager, "ttflist", [*entries])
        forget_found()
        yield
    forget_found()


def forget_found() -> None:
    for cached in (vars(FontManager)["_findfont_cached"], fonts._others):
        cached.cache_clear()


@contextmanager
def only(*files: Path) -> Iterator[None]:
    """Let matplotlib know these fonts besides those that it brings."""
    with listed(each for each in fontManager.ttflist if mpl.get_data_path() in each.fname):
        for file in files:
            fontManager.addfont(file)
        yield


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Return which families are found for texts on a machine with only these fonts besides."""

    def choose(files: list[Path], *texts: str, locale: str = "C.UTF-8") -> list[list[str]]:
        monkeypatch.setenv("LC_ALL", locale)
        settings = theme_settings("light")
        with only(*files):
            return [[*fonts_for([text], settings).families[1:]] for text in texts]

    return choose


@cache
def han_is_missing() -> bool:
    return bool(fonts_for([HAN], theme_settings("light")).lacking)


@pytest.fixture
def han() -> str:
    """Return Chinese letters of an installed font. In CI there must be one."""
    if han_is_missing():
        if os.environ.get("CI"):
            pytest.fail("no font with Chinese letters is installed")
        pytest.skip("no font with Chinese letters is installed")
    return HAN


@pytest.fixture
def small_han(han: str, tmp_path: Path) -> Iterator[str]:
    """Return Chinese letters whose installed font, and the usual one, are cut down to what is seen.

    matplotlib measures every letter of a font that it puts into an EPS file, tens of thousands.
    """
    family = fonts_for([han], theme_settings("light")).families[-1]
    entries = fontManager.ttflist
    for name, letters in ((family, han), (fontManager.defaultFamily["ttf"], LATIN)):
        path = findfont(FontProperties(family=[name]))
        small = tmp_path / "fonts" / name / f"small{Path(path.path).suffix}"
        cut_down(path, letters, small)
        entries = [
            replace(entry, fname=str(small), index=0)
            if (entry.fname, entry.index) == (path.path, path.face_index)
            else entry
            for entry in entries
            if entry.name != name or (entry.fname, entry.index) == (path.path, path.face_index)
        ]
    with listed(entries):
        assert fonts_for([han], theme_settings("light")).families[-1] == family
        yield han


def cut_down(path: FontPath, letters: str, small: Path) -> None:
    """Write a font, or a collection where it is in one, with some of its letters only."""
    options = subset.Options(
        font_number=path.face_index,
        drop_tables=["FFTM"],
        glyph_names=True,
        prune_codepage_ranges=False,
    )
    font = subset.load_font(path.path, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    small.parent.mkdir(parents=True)
    if small.suffix in (".ttc", ".otc"):
        collection = TTCollection()
        collection.fonts = [font]
        collection.save(small)
    else:
        font.save(small)
    font.close()


def missing_letters(eps: str) -> set[str]:
    """Return the names of glyphs that an EPS file shows in a font that does not have them."""
    fonts = {
        match[1]: set(re.findall(r"^\s*/(\S+) \d+ def", match[2], re.MULTILINE))
        for match in re.finditer(r"/FontName /(\S+) def(.*?)definefont", eps, re.DOTALL)
    }
    lost, has = set(), set[str]()
    for line in eps.splitlines():
        if line.endswith(" selectfont"):
            has = fonts[line.split()[0].lstrip("/")]
        elif line.endswith(" glyphshow"):
            name = line.split()[-2].lstrip("/")
            lost |= {name} - has
    return lost


def embedded_fonts(pdf: bytes) -> list[bytes]:
    """Return how the fonts in a PDF file begin: their kind."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    kinds = []
    for stream in streams:
        try:
            kinds.append(zlib.decompress(stream)[:4])
        except zlib.error:
            continue
    return [kind for kind in kinds if kind in (b"\0\1\0\0", b"OTTO")]


# With a font


def test_chinese_title_and_labels_are_written_in_every_format(
    run: Run,
    small_han: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    han = small_han
    outputs = [word for format in FORMATS for word in ("-o", f"a.{format}")]
    assert run(f"{han}=x*tanh(x)", "relu", "--title", han, *PICTURE, *outputs) == 0
    assert capsys.readouterr().err == ""
    assert not missing_letters((tmp_path / "a.eps").read_text())
    assert set(embedded_fonts((tmp_path / "a.pdf").read_bytes())) == {b"\0\1\0\0"}
    first = [(tmp_path / f"a.{format}").read_bytes() for format in FORMATS]
    run(f"{han}=x*tanh(x)", "relu", "--title", han, *PICTURE, *outputs)
    assert [(tmp_path / f"a.{format}").read_bytes() for format in FORMATS] == first


@pytest.mark.parametrize("theme", ["light", "ggplot", "document"])
def test_chinese_words_lie_inside_the_figure_and_apart(han: str, theme: str) -> None:
    curve = f"{han}=x*tanh(x)"
    figure = actplot.plot(curve, "relu", title=f"{han} ReLU " * 9, size=(6, 2.5), theme=theme)
    assert not collisions(figure)  # a letter that no font has would be a warning, so an error


def test_mathtext_stands_beside_letters_of_a_font_that_was_found(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = f"{NOBODYS} $x^2$"
    with only(font(tmp_path / "new.ttf", "New", NOBODYS + LATIN)):
        assert run("relu", "--title", title, "-o", "a.svg", "--svg-text") == 0
    assert capsys.readouterr().err == ""
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert NOBODYS[0] in svg.partition("</metadata>")[2]
    assert "$x^2$" not in re.sub("<!--.*?-->", "", svg)


def test_window_writes_chinese_letters_too(han: str) -> None:
    title = han * 12
    window = Window(f"{han}=x*tanh(a*x):a=2", look=Look(title=title, size=(6, 3)))
    window.press("enter")  # the command line in a box
    window.press("t")  # the next theme
    window.canvas.draw()
    assert "\n" in window.figure.get_suptitle()
    window.figure.set_size_inches(20, 6)
    window.canvas.draw()
    assert window.figure.get_suptitle() == title  # in one line again, without spaces
    assert window.labels() == [f"{han} a=2"]
    assert [text.get_text() for text in window.figure.board.labels] == [f"{han} a=2"]


def test_font_that_is_new_on_the_machine_is_found(tmp_path: Path) -> None:
    arguments = ("relu", "--title", NOBODYS, "-o", "a.png", *PICTURE)
    before = program(tmp_path, machine(tmp_path), *arguments)
    assert before.returncode == 0
    assert "U+10FFF0" in before.stderr
    font(tmp_path / "data" / "fonts" / "new.ttf", "New", NOBODYS)
    after = program(tmp_path, machine(tmp_path), *arguments)
    assert (after.returncode, after.stderr) == (0, "")


@pytest.mark.parametrize("compact", [True, False])
def test_letters_of_any_kind_of_font_reach_pdf_and_eps(
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    compact: bool,
) -> None:
    (tmp_path / "new.mplstyle").write_text("font.family: New\n")
    outputs = ("--theme", "new.mplstyle", "-o", "a.pdf", "-o", "a.eps")
    with only(font(tmp_path / "new.otf", "New", NOBODYS + LATIN, compact=compact)):
        assert run("relu", "--title", NOBODYS, *outputs) == 0
    assert (capsys.readouterr().err, caplog.text) == ("", "")
    kinds = embedded_fonts((tmp_path / "a.pdf").read_bytes())
    assert set(kinds) == (set() if compact else {b"\0\1\0\0"})
    assert not missing_letters((tmp_path / "a.eps").read_text())


def test_what_is_odd_in_a_font_is_no_noise(tmp_path: Path, bare: dict[str, str]) -> None:
    # the brace is in a font that has an odd date
    outputs = ("-o", "a.pdf", "-o", "a.eps")
    done = program(tmp_path, bare, "relu", "--formulas", "-n", "11", *outputs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "a.pdf\na.eps\n", "")
    assert all((tmp_path / name).stat().st_size > 1000 for name in ("a.pdf", "a.eps"))


def test_fonts_are_chosen_by_kind_and_by_how_many_letters_they_have(
    tmp_path: Path, chosen: Choose
) -> None:
    one, two = NOBODYS[0], NOBODYS[1]
    fonts = [
        font(tmp_path / "serif.ttf", "A Serif", one, panose=SERIF_PANOSE),
        font(tmp_path / "bold.ttf", "B Sans Bold", one, weight=700),
        font(tmp_path / "mono.ttf", "C Sans Mono", one),
        font(tmp_path / "sans.ttf", "D Sans", one),
        font(tmp_path / "both.ttf", "E Both Serif", one + two, panose=SERIF_PANOSE),
    ]
    assert chosen(fonts, one, two + one, f"x {one}", "x") == [
        ["D Sans"],
        ["E Both Serif"],
        ["D Sans"],
        [],
    ]


def test_forms_of_chinese_letters_follow_kana_hangul_and_the_locale(
    tmp_path: Path, chosen: Choose
) -> None:
    letters = HAN + "かな한글漢字"
    everywhere = 1 << 17 | 1 << 18 | 1 << 19
    fonts = [
        font(tmp_path / f"{region}.ttf", f"Sans {region}", letters, pages=everywhere)
        for region in ("JP", "KR", "SC")
    ]
    texts = ("漢字かな", "한글漢字", "漢字")
    assert chosen(fonts, *texts) == [["Sans JP"], ["Sans KR"], ["Sans SC"]]
    assert chosen(fonts, "漢字", locale="ja_JP.UTF-8") == [["Sans JP"]]
    unnamed = [
        font(tmp_path / "a.ttf", "A", letters, pages=1 << 17),
        font(tmp_path / "b.ttf", "B", letters, pages=1 << 18),
    ]
    assert chosen(unnamed, "漢字", "漢字かな") == [["B"], ["A"]]


# Without a font


def test_missing_script_is_named_with_a_package_in_one_line(
    tmp_path: Path, bare: dict[str, str]
) -> None:
    curve, title = f"{HAN}=x*tanh(x)", "ไทย 🎉 $x^2$"
    done = program(tmp_path, bare, curve, "--title", title, "-o", "a.png", *PICTURE)
    assert (done.returncode, done.stdout) == (0, "a.png\n")
    assert done.stderr.count("\n") == 1
    scripts = "Thai, Chinese characters (Han), emoji and other symbols"
    assert f": {scripts}; install fonts-noto-core fonts-noto-cjk fonts-symbola " in done.stderr
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (200, 150)


def test_letters_that_are_not_drawn_are_not_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MPL_IGNORE_SYSTEM_FONTS", "1")
    with only():
        assert run(f"{HAN}=x", "-o", "a.png", *PICTURE) == 0
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "Chinese characters (Han)" in said
        assert run(f"{HAN}=x", "-o", "a.csv") == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "title",
    [ARABIC, HEBREW, GREEK, RUSSIAN, "naïve ∂σ/∂x → ½", "a\nb\tc", "❤\N{VARIATION SELECTOR-16}"],
)
def test_what_the_usual_font_has_needs_no_other(title: str) -> None:
    assert fonts_for([title], theme_settings("light")) == Fonts(("sans-serif",))
    assert not collisions(actplot.plot("relu", title=title, points=11))


def test_arabic_letters_join() -> None:
    apart = "\N{ZERO WIDTH NON-JOINER}".join("سلام")
    widths = []
    for title in ("سلام", apart):
        figure = actplot.plot("relu", title=title, points=11)
        (heading,) = figure.texts
        widths.append(heading.get_window_extent(drawn(figure)).width)
    assert widths[0] < widths[1]


def test_api_leaves_missing_letters_to_matplotlib() -> None:
    figure = actplot.plot("relu", title=NOBODYS, points=11)
    with pytest.warns(UserWarning, match="missing from font"):
        drawn(figure)


def test_advice_names_each_script_and_package_once() -> None:
    said = advice("激活かなカナ한ไ🎉")
    words = ("Thai", "Japanese (kana)", "Chinese characters (Han)", "Korean (Hangul)", "emoji")
    assert all(said.count(word) == 1 for word in words)
    assert said.count("fonts-noto-cjk") == 1
    assert "\n" not in said
    assert "install" not in advice("\ue000")  # nobody has letters for private use


def test_forms_are_asked_for_east_asian_letters_only() -> None:
    assert han_forms("abc ไทย") == ""
    assert han_forms("かな 漢字") == "JP"


# Fonts of themes


def test_font_that_a_theme_asks_for_in_vain_is_one_line(
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    theme = tmp_path / "mine.mplstyle"
    theme.write_text("font.family: No Such Font\n")
    arguments = ("relu", "--theme", theme.name, "-o", "a.png", *PICTURE)
    assert run(*arguments) == 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "No Such Font" in said
    theme.write_text("font.family: No Such Font, serif\n")
    assert run(*arguments) == 0
    assert (capsys.readouterr().err, caplog.text) == ("", "")
    figure = actplot.plot("relu", theme=str(theme), title=f"{GREEK} x")
    assert {tuple(text.get_fontfamily()) for text in words(figure)} == {("serif",)}
    assert all(isinstance(text, Text) for text in words(figure))
