"""What can be said of a function: its properties, and how well its derivative is confirmed.

In comes a `Curve`; out go its `Properties`, worked out from the formula, its `tails` in formats of
fewer bits, with `checked` how far its derivative is from a numerical one, and with `code_error` how
far the numbers that code gives are from it. The room may use sampling, evaluate and formula; it
writes no text.
"""

from actplot.analysis.check import Checked, checked
from actplot.analysis.code_errors import (
    ALLOWED,
    FAR,
    CodeError,
    Failing,
    Kind,
    code_error,
    points_of,
    truth,
)
from actplot.analysis.defined import EVERYWHERE
from actplot.analysis.facts import Properties, Steepest, Stretch, ValueRange
from actplot.analysis.formats import Tail, tails
from actplot.analysis.properties import properties
from actplot.analysis.signal import Signal, signal

__all__ = [
    "ALLOWED",
    "EVERYWHERE",
    "FAR",
    "Checked",
    "CodeError",
    "Failing",
    "Kind",
    "Properties",
    "Signal",
    "Steepest",
    "Stretch",
    "Tail",
    "ValueRange",
    "checked",
    "code_error",
    "points_of",
    "properties",
    "signal",
    "tails",
    "truth",
]
