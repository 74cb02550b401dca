"""Numbers from formulas: accurate to the last digits on the whole line, and quiet.

Wide numbers, which few points need, are imported when the first of these points comes.
"""

from actplot.evaluate.arrays import Array, Mask
from actplot.evaluate.program import Program, compiled

__all__ = ["Array", "Mask", "Program", "compiled"]
