"""What can be said of a function: its properties, and how well its derivative is confirmed.

In comes a `Curve`; out go its `Properties`, worked out from the formula, its `tails` in formats of
fewer bits, and with `checked` how far its derivative is from a numerical one. The room may use
sampling, evaluate and formula; it writes no text.
"""

from actplot.analysis.check import Checked, checked
from actplot.analysis.defined import EVERYWHERE
from actplot.analysis.facts import Properties, Steepest, Stretch, ValueRange
from actplot.analysis.formats import Tail, tails
from actplot.analysis.properties import properties
from actplot.analysis.signal import Signal, signal

__all__ = [
    "EVERYWHERE",
    "Checked",
    "Properties",
    "Signal",
    "Steepest",
    "Stretch",
    "Tail",
    "ValueRange",
    "checked",
    "properties",
    "signal",
    "tails",
]
