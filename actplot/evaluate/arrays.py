"""The types of arrays that evaluation takes and gives."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
# A value of a step: an array over the block, or a number that all points share.
Value = Any
# The stretch |x| <= NEAR of the line where people look, and where evaluation is made fast.
NEAR = 64.0
