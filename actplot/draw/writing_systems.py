"""Writing systems in words: what a letter belongs to, and which package brings a font for it."""

from __future__ import annotations

import locale
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """A writing system in words, and the package of Debian and Ubuntu that has a font for it."""

    words: str
    package: str


CJK_FONTS, MOST_FONTS, SYMBOL_FONTS = "fonts-noto-cjk", "fonts-noto-core", "fonts-symbola"
# By the first word of a letter's name in Unicode, where that is not the name of its script.
SCRIPTS = {
    "CJK": Script("Chinese characters (Han)", CJK_FONTS),
    "HIRAGANA": Script("Japanese (kana)", CJK_FONTS),
    "KATAKANA": Script("Japanese (kana)", CJK_FONTS),
    "HANGUL": Script("Korean (Hangul)", CJK_FONTS),
    "BOPOMOFO": Script("Chinese (Bopomofo)", CJK_FONTS),
    "FULLWIDTH": Script("East Asian wide letters", CJK_FONTS),
    "HALFWIDTH": Script("East Asian narrow letters", CJK_FONTS),
    "MATHEMATICAL": Script("mathematical letters", MOST_FONTS),
    "COMBINING": Script("combining accents", MOST_FONTS),
}
EAST_ASIAN_SIGNS = Script("East Asian punctuation", CJK_FONTS)
OTHER_SIGNS = Script("emoji and other symbols", SYMBOL_FONTS)
SCRIPT_OF_NAME = re.compile(
    r"(.+?) (?:LETTER|SYLLABLE|CHARACTER|VOWEL|SIGN|CAPITAL|SMALL|DIGIT|NUMBER|MARK)\b|(\w+)"
)
# The words with which fonts tell whose forms of East Asian letters they have.
BY_LETTERS = {"HIRAGANA": "JP", "KATAKANA": "JP", "HANGUL": "KR", "BOPOMOFO": "TC"}
BY_LOCALE = {"ja": "JP", "ko": "KR", "zh_tw": "TC", "zh_hk": "HK", "zh_mo": "HK"}
FORMS_OF_MOST = "SC"


def is_seen(letter: str) -> bool:
    """Tell whether a letter needs a glyph: breaks, and marks that only join others, need none."""
    is_break = letter.isspace() and not letter.isprintable() and letter.isascii()
    is_mark = unicodedata.category(letter) == "Cf" or "VARIATION SELECTOR" in _name(letter)
    return not is_break and not is_mark


def script(letter: str) -> Script:
    """Return the writing system of a letter."""
    name, category = _name(letter), unicodedata.category(letter)
    if known := SCRIPTS.get(_first_word(letter)):
        return known
    if category[0] == "C":
        return Script(f"U+{ord(letter):04X}", "")
    if category[0] in "LMN" and (found := SCRIPT_OF_NAME.match(name)):
        return Script((found[1] or found[2]).title(), MOST_FONTS)
    wide = unicodedata.east_asian_width(letter) in "WF"
    return EAST_ASIAN_SIGNS if wide and category != "So" else OTHER_SIGNS


def advice(letters: Iterable[str]) -> str:
    """Return one line on letters that no font here has: their scripts, and what to install."""
    scripts = dict.fromkeys(map(script, sorted(letters)))
    words = ", ".join(dict.fromkeys(each.words for each in scripts))
    packages = " ".join(dict.fromkeys(each.package for each in scripts if each.package))
    said = f"letters that no font here has: {words}"
    if not packages:
        return said
    return f"{said}; install {packages} (names in Debian and Ubuntu), or another font with them"


def han_forms(letters: Iterable[str]) -> str:
    """Return whose forms of East Asian letters suit a text: JP, KR, SC, TC or HK.

    Kana and Hangul decide, then the locale. Nothing where the text has no such letters.
    """
    words = {_first_word(letter) for letter in letters if script(letter).package == CJK_FONTS}
    by_letters = (forms for word, forms in BY_LETTERS.items() if word in words)
    return next(by_letters, _forms_here()) if words else ""


def _forms_here() -> str:
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    here = next(filter(None, variables), None) or locale.getlocale()[0] or ""
    language = here.lower().replace("-", "_")
    return next(
        (forms for start, forms in BY_LOCALE.items() if language.startswith(start)), FORMS_OF_MOST
    )


def _name(letter: str) -> str:
    return unicodedata.name(letter, "")


def _first_word(letter: str) -> str:
    found = re.match(r"[A-Z]+", _name(letter))
    return found[0] if found else ""
