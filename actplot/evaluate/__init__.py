"""Numbers from formulas: accurate to the last digits on the whole line, and quiet.

In come a formula and x; out go float64 numbers. The room may use formula and numpy. Balls,
which few points need, are imported when the first of these points comes.
"""

from actplot.evaluate.array_types import Array, Mask
from actplot.evaluate.compiler import compiled
from actplot.evaluate.float64_functions import COMPARE, MEANING, NORMAL_TAIL
from actplot.evaluate.number_formats import NUMBER_FORMATS, NumberFormat, kind_of, runs
from actplot.evaluate.program import Program, signs_beside, steps_beside, sure_signs, sure_values
from actplot.evaluate.rewrite import number_value, steady

__all__ = [
    "COMPARE",
    "MEANING",
    "NORMAL_TAIL",
    "NUMBER_FORMATS",
    "Array",
    "Mask",
    "NumberFormat",
    "Program",
    "compiled",
    "kind_of",
    "number_value",
    "runs",
    "signs_beside",
    "steady",
    "steps_beside",
    "sure_signs",
    "sure_values",
]
