"""The formula language: text to tree, derivatives, simplification, and back to text and mathtext.

Only the standard library is used here; numbers are exact and nothing is evaluated.
"""

from actplot.formula.derive import derivative
from actplot.formula.mathtext import to_mathtext
from actplot.formula.parse import Function, Language, parse
from actplot.formula.text import to_text

__all__ = ["Function", "Language", "derivative", "parse", "to_mathtext", "to_text"]
