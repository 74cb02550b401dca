"""Words with mathtext between dollar signs, told from words with prices."""

from __future__ import annotations

import re
from typing import Any

import matplotlib as mpl

from actplot.draw.fonts import family_with

# What is no price: it begins and ends close to its signs, and says more than numbers.
MATH = re.compile(r"\$(?=\S)(?=[^$]*[A-Za-z\\^_])[^$]*(?<=\S)\$")
COMMAND = re.compile(r"\\[A-Za-z]+")


def math_options(text: str) -> dict[str, Any]:
    """Return how a text is written: as mathtext if its dollar signs enclose some, not prices.

    Mathtext needs a font that alone has all letters.
    """
    as_typed = {"parse_math": False}
    if text.count("$") % 2 or len(MATH.findall(text)) * 2 != text.count("$") or "$" not in text:
        return as_typed
    family = family_with(text, mpl.rcParams["font.family"])
    if not family:
        return as_typed
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text, prop=FontProperties(family=[family]))
    except ValueError:
        return as_typed
    return {"parse_math": True, "family": family}


def without_commands(text: str) -> str:
    """Return a text about as long as it is when its mathtext is typeset."""
    if not MATH.search(text):
        return text
    return re.sub(r"[${}^_]", "", COMMAND.sub("x", text))
