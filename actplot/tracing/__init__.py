"""Python code to formulas: `my.py:name`, `package.module:name`, or a function at hand.

In comes a text or a function of x; out go curves, whose formula was followed through the code and
agrees with it. What is named is run, in a process of its own, and nothing else. The room may use
evaluate, entries, formula and basics; what needs numpy is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on
from actplot.tracing.read import curve_of, curves, measured, named_code

if TYPE_CHECKING:
    from actplot.tracing.agree import known_as
    from actplot.tracing.audit import Measured

__getattr__ = handed_on(__name__, {"agree": "known_as", "audit": "Measured"})

__all__ = ["Measured", "curve_of", "curves", "known_as", "measured", "named_code"]
