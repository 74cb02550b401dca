"""Formulas as code: small functions for value and derivatives in other languages.

In come curves and the name of a language; out go lines of code whose numbers hold on the whole
line, with a comment that says how far they were found right. The room uses sampling, evaluate,
formula and numpy.
"""

from actplot.code.functions import code_of, function_lines, function_names, whole_code

__all__ = ["code_of", "function_lines", "function_names", "whole_code"]
