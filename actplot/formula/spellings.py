"""Functions of the language that are other spellings of its primitives, or formulas of them.

Nothing else needs to know of them: they are gone once a formula is read, so that derivative,
domain, kinks and typeset form are those of what they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping

SAME_AS: Mapping[str, str] = {
    "ln": "log",
    "maximum": "max",
    "minimum": "min",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
}
# The arguments and the formula.
DEFINED_AS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "square": (("u",), "u**2"),
    "pow": (("a", "b"), "a**b"),
    "log2": (("u",), "log(u)/log(2)"),
    "log10": (("u",), "log(u)/log(10)"),
    "ceil": (("u",), "-floor(-u)"),
    # to the nearest, halves to the even one, as Python and the frameworks have it
    "round": (("u",), "floor(u/2 + 1/4) - floor(1/4 - u/2)"),
    # of the sign of b, as Python and numpy have it
    "mod": (("a", "b"), "a - b*floor(a/b)"),
}
SPELLINGS = frozenset((*SAME_AS, *DEFINED_AS))
