"""Numbers from formulas: accurate to the last digits on the whole line, and quiet."""

from actplot.evaluate.exact import limit
from actplot.evaluate.program import Program, compiled
from actplot.evaluate.wide import Array, Mask

__all__ = ["Array", "Mask", "Program", "compiled", "limit"]
