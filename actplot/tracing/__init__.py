"""Python code to formulas: `my.py:name`, `package.module:name`, or a function at hand.

In comes a text or a function of x; out go curves, whose formula was followed through the code and
agrees with it. What is named is run, in a process of its own, and nothing else. The room may use
evaluate, entries, formula and basics.
"""

from actplot.tracing.read import curve_of, curves, named_code

__all__ = ["curve_of", "curves", "named_code"]
