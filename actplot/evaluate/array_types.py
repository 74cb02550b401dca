"""The types of arrays that evaluation takes and gives, and what is known of float64."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
NOWHERE: Places = np.empty(0, dtype=np.intp)
# A value of a step: an array over the block, or a number that all points share.
Value = Any
SPLITTER = 2.0**27 + 1.0  # halves a 53-bit mantissa
# The stretch |x| <= USUAL_REACH of the line where people look, and where evaluation is made fast.
USUAL_REACH = 64.0
# Up to here it is known how much of an error a result is made of; beyond, each is doubted.
FAR_REACH = 1e6
