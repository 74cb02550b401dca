"""The activation functions that actplot knows by name, in reading order, a file for each family.

To add an activation, add one entry to the tuple of its family; nothing else is touched. The
formula is the function: its derivatives, kinks, typeset form, card, completion and tests all
follow from that one line. Beside it stands what a formula cannot say: which values a parameter
may take, what else the function is called, what speaks for and against it, what frameworks call
it and return at its kinks, and where it comes from.
"""

from __future__ import annotations

from actplot.entries.entry import Activation
from actplot.entries.gated import GATED
from actplot.entries.rectifiers import RECTIFIERS
from actplot.entries.shrinkage import SHRINKAGE
from actplot.entries.squashing import SQUASHING
from actplot.entries.various import VARIOUS

ACTIVATIONS: tuple[Activation, ...] = (
    *SQUASHING,
    *RECTIFIERS,
    *GATED,
    *SHRINKAGE,
    *VARIOUS,
)
