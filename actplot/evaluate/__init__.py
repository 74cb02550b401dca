"""Numbers from formulas: accurate to the last digits on the whole line, and quiet.

In come a formula and x; out go float64 numbers. The room may use formula and numpy. Wide numbers,
which few points need, are imported when the first of these points comes.
"""

from actplot.evaluate.arrays import Array, Mask
from actplot.evaluate.compiler import compiled
from actplot.evaluate.functions import COMPARE, MEANING
from actplot.evaluate.program import Program, wide_signs

__all__ = [
    "COMPARE",
    "MEANING",
    "Array",
    "Mask",
    "Program",
    "compiled",
    "wide_signs",
]
