"""See an activation function or a loss beside its exact derivative.

`actplot.curve("elu:alpha=0.5")` is one function with its values, derivatives and kinks;
`actplot.plot("sigmoid", "tanh")` is the figure; `actplot.catalogue` maps names to entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from actplot.basics import ActplotError

if TYPE_CHECKING:
    from actplot.api import Curve, curve, curves, page, plot
    from actplot.entries import Activation

    catalogue: Mapping[str, Activation]

__version__ = "0.1.0"
__all__ = ["ActplotError", "Curve", "__version__", "catalogue", "curve", "curves", "page", "plot"]


def __getattr__(name: str) -> object:
    """Import what is asked for only then, so that the command line starts fast."""
    if name == "catalogue":
        from actplot.entries import CATALOGUE

        return CATALOGUE
    if name in __all__:
        from actplot import api

        return getattr(api, name)
    raise AttributeError(f"module 'actplot' has no attribute {name!r}")
