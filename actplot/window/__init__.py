"""What happens in a window.

Pure functions: `pointer` reads the curves at the cursor, `changes` turn one view into the next,
`track` maps sliders to parameters, `plan` says where everything stands. `explorer` listens to
events and draws, with `board`, `overlay` and `keys`.
"""

from actplot.window.explorer import Explorer

__all__ = ["Explorer"]
