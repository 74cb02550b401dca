"""Fonts for letters that the theme's font lacks, found among those that are installed."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import (
    FontEntry,
    FontPath,
    FontProperties,
    findSystemFonts,
    fontManager,
)
from matplotlib.ft2font import FaceFlags, FT2Font
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from actplot.draw.writing_systems import han_forms, is_seen

# The settings that say which fonts a theme asks for.
GENERIC = ("serif", "sans-serif", "cursive", "fantasy", "monospace")
FAMILIES: list[Any] = [f"font.{kind}" for kind in ("family", *GENERIC)]
# What every figure may show, and every usual font has: numbers, words, derivatives.
USUAL_LETTERS = frozenset((*map(chr, range(0x20, 0x7F)), "\N{MINUS SIGN}", "\N{PRIME}"))
REGULAR = 400  # weight
SANS_SERIF = range(11, 16)  # kinds of serif in the classification of fonts by Panose
PANOSE_TEXT = 2  # its family of fonts for text in Latin letters
# Bits in the OS/2 table of a font, by the forms of East Asian letters that it declares.
CODE_PAGES = {"JP": 17, "SC": 18, "KR": 19, "TC": 20, "HK": 20}
OTHER_LOOKS = ("Serif", "Mono")
PLACEHOLDERS = "lastresort"  # fonts that have every letter, as a box
COMPACT = b"OTTO"  # how a font with outlines of PostScript's kind begins
COLLECTION = b"ttcf"


@dataclass(frozen=True)
class Fonts:
    """Families of fonts to try in turn, and the letters that no font here has.

    `unknown` are the families that a theme asks for, where none of them is installed.
    """

    families: tuple[str, ...]
    lacking: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Face:
    """A font that has some of the letters that are looked for."""

    family: str
    letters: frozenset[str]


def fonts_for(texts: Iterable[str], settings: Mapping[str, Any]) -> Fonts:
    """Return the fonts for texts: those of a theme's settings, and others for what they lack."""
    letters = frozenset(filter(is_seen, "".join(texts))) - USUAL_LETTERS
    given = tuple(settings["font.family"])
    usual: Mapping[Any, Any] = mpl.rcParamsDefault
    if any(settings[key] != usual[key] for key in FAMILIES):
        letters |= USUAL_LETTERS
    elif not letters:
        return Fonts(given)
    # what a family such as sans-serif stands for
    with mpl.rc_context({key: settings[key] for key in FAMILIES}):
        known = {family: file for family in given if (file := _font_file(family))}
        default = fontManager.defaultFamily["ttf"]
        own = known or {default: fontManager.findfont(default)}
        found, lacking = _others(letters, tuple(own.values()), han_forms(letters))
    unknown = [] if known else [settings.get(f"font.{family}", [family]) for family in given]
    return Fonts((*own, *found), lacking, tuple(chain(*unknown)))


def family_with(text: str, families: Sequence[str]) -> str | None:
    """Return the first of the families that alone has all letters of a text."""
    letters = frozenset(filter(is_seen, text))
    return next((family for family in families if letters == _in_family(family, letters)), None)


@contextmanager
def outlined(figure: Figure, most_glyphs: float = math.inf) -> Iterator[None]:
    """Draw texts as shapes where their fonts cannot be put into a PDF or EPS as TrueType.

    So are those of fonts with more glyphs, where matplotlib looks at each of them. Meanwhile
    nothing is logged of what is odd in the others.
    """
    if any(not _is_embeddable(text, most_glyphs) for text in _texts(figure)):
        figure.draw_without_rendering()  # which makes the ticks
    before = [
        (text, text.get_path_effects())
        for text in _texts(figure)
        if not _is_embeddable(text, most_glyphs)
    ]
    for text, _ in before:
        text.set_path_effects([Normal()])
    log = logging.getLogger("fontTools")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
        for text, effects in before:
            text.set_path_effects(effects)


@lru_cache
def _others(
    letters: frozenset[str], own: tuple[FontPath, ...], forms: str
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return families for the letters that the fonts of a theme lack, and what is lacking still."""
    missing = letters.difference(*(_among(_opened(file), letters) for file in own))
    families, lacking = _chosen(missing, forms)
    if lacking and _take_in_new_fonts():
        families, lacking = _chosen(missing, forms)
    return families, lacking


def _chosen(letters: frozenset[str], forms: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Choose fonts until nothing is missing, each time the one that has most of the rest."""
    faces = _faces(letters, forms) if letters else []
    families: list[str] = []
    missing = letters
    while faces := [face for face in faces if face.letters & missing]:
        best = max(faces, key=lambda face: len(face.letters & missing))
        faces.remove(best)
        # matplotlib may find another font by this name
        if gained := _in_family(best.family, best.letters & missing):
            families.append(best.family)
            missing -= gained
    return tuple(families), missing


def _faces(letters: frozenset[str], forms: str) -> list[_Face]:
    """Return the fonts that have any of the letters, those first that look most like the rest."""
    # of several names of a font the first is its own
    entries = {(entry.fname, entry.index): entry for entry in reversed(fontManager.ttflist)}
    ranked = []
    for entry in entries.values():
        with suppress(OSError, RuntimeError):  # fonts that have gone since they were listed
            font = FT2Font(entry.fname, face_index=entry.index)
            if _draws(entry, font) and (has := _among(font, letters)):
                ranked.append((_strangeness(entry, font, forms), _Face(entry.name, has)))
    return [face for _, face in sorted(ranked, key=lambda each: each[0])]


def _draws(entry: FontEntry, font: FT2Font) -> bool:
    """Tell whether a font has shapes to draw: no boxes, and no pictures in place of outlines."""
    is_placeholder = PLACEHOLDERS in entry.name.lower().replace(" ", "")
    return not is_placeholder and FaceFlags.COLOR not in font.face_flags


def _strangeness(entry: FontEntry, font: FT2Font, forms: str) -> tuple[Any, ...]:
    """Return by what a font differs from a regular sans-serif one, what matters most first."""
    table = font.get_sfnt_table("OS/2")
    panose = table["panose"] if table else bytes(2)
    pages = table.get("ulCodePageRange", (0, 0))[0] if table else 0
    region = entry.name.split()[-1]
    other_forms = bool(forms) and (
        region in CODE_PAGES.keys() - {forms} or not pages >> CODE_PAGES[forms] & 1
    )
    weight = entry.weight if isinstance(entry.weight, int) else REGULAR
    return (
        other_forms,
        entry.style != "normal",
        abs(weight - REGULAR),
        any(word in entry.name for word in OTHER_LOOKS),
        not (panose[0] == PANOSE_TEXT and panose[1] in SANS_SERIF),
        "Sans" not in entry.name,
        entry.name,
        entry.fname,
        entry.index,
    )


def _take_in_new_fonts() -> bool:
    """Make fonts known that were installed after matplotlib listed them; tell if there are any."""
    known = {entry.fname for entry in fontManager.ttflist}
    new = sorted(set(findSystemFonts()) - known)
    for file in new:
        with suppress(Exception):  # what a broken font raises is not documented
            fontManager.addfont(file)
    return bool(new)


# Letters and files of fonts


def _in_family(family: str, letters: frozenset[str]) -> frozenset[str]:
    """Return those of the letters that matplotlib draws when it is asked for a family."""
    file = _font_file(family)
    return _among(_opened(file), letters) if file else frozenset()


def _among(font: FT2Font, letters: frozenset[str]) -> frozenset[str]:
    return frozenset(letter for letter in letters if font.get_char_index(ord(letter)))


def _font_file(family: str) -> FontPath | None:
    """Return the file that matplotlib takes for a family, none where no font has the name."""
    with suppress(ValueError):
        return fontManager.findfont(FontProperties(family=[family]), fallback_to_default=False)
    return None


def _opened(file: FontPath) -> FT2Font:
    return FT2Font(file.path, face_index=file.face_index)


def _texts(figure: Figure) -> list[Text]:
    return [artist for artist in figure.findobj(Text) if isinstance(artist, Text)]


def _is_embeddable(text: Text, most_glyphs: float) -> bool:
    files = filter(None, map(_font_file, text.get_fontfamily()))
    letters = frozenset(filter(is_seen, text.get_text()))
    return _are_embeddable(letters, tuple(files), most_glyphs)


@lru_cache
def _are_embeddable(
    letters: frozenset[str], files: tuple[FontPath, ...], most_glyphs: float
) -> bool:
    """Tell whether the fonts that have the letters are TrueType, small, and know their names."""
    missing = letters
    for file in files:
        font = _opened(file)
        has = _among(font, missing)
        small = font.num_glyphs <= most_glyphs
        if has and not (small and _is_truetype(file) and _knows_names(font, has)):
            return False
        missing -= has
    return True


def _knows_names(font: FT2Font, letters: frozenset[str]) -> bool:
    """Tell whether a font has names for the glyphs of letters, as PostScript needs them."""
    return FaceFlags.GLYPH_NAMES in font.face_flags and all(
        font.get_glyph_name(font.get_char_index(ord(letter))) for letter in letters
    )


def _is_truetype(file: FontPath) -> bool:
    with open(file.path, "rb") as font:
        kind = font.read(4)
        if kind == COLLECTION:
            font.seek(12 + 4 * file.face_index)
            font.seek(int.from_bytes(font.read(4)))
            kind = font.read(4)
    return kind != COMPACT
