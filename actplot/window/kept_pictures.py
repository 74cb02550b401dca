"""Parts of the figure that are drawn only when they have changed, and otherwise put back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

PIXEL_MARGIN = 2.0  # pixels around a part, for edges that are smoothed or moved to whole pixels
OVERHANG = 0.15  # of a letter beside the extent of its text, relative to the size of letters
IN_EXTENT = ("o", "None")  # markers that are no larger than the extent of a line assumes

Box = tuple[int, int, int, int]  # left, bottom, right, top, in pixels


class Stamp:
    """Artists that stand together on the ground of the figure, where only other stamps are drawn.

    Its picture is `kept`, if the canvas can keep pictures, and put back while all that it depends
    on stays: the artists, and what was drawn before them in its box. The figure leaves these
    artists to the stamp.
    """

    def __init__(self, *artists: Artist) -> None:
        self.artists = artists
        for artist in artists:
            artist.set_animated(True)
        self._renderer: Any = None
        self._state: object = None
        self._box: Box | None = None
        self._under: object = None
        self.kept: Any = None

    def draw(self, renderer: Any, earlier: Sequence[Stamp]) -> None:
        """Draw the part, or put its picture back; the earlier parts have been drawn."""
        state = [state_of(artist) for artist in self.artists]
        same = renderer is self._renderer and state == self._state
        if self.kept is not None and same and self._found(earlier) == self._under:
            renderer.restore_region(self.kept)
            return
        seen = [artist for artist in self.artists if artist.get_visible()]
        for artist in seen:
            artist.draw(renderer)
        self.kept = self._box = None
        if seen and hasattr(renderer, "copy_from_bbox"):
            self._renderer, self._state, self._box = renderer, state, _box(seen, renderer)
            self._under = self._found(earlier)
            self.kept = renderer.copy_from_bbox(Bbox.from_extents(*self._box))

    def _found(self, earlier: Sequence[Stamp]) -> list[object]:
        """Return what the earlier parts have left in the box of this one."""
        return [(part, part._state) for part in earlier if _overlap(part._box, self._box)]


class Stamps(Artist):
    """The artist that stands in a figure for the parts that are drawn by stamps."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Stamp] = []

    def draw(self, renderer: RendererBase) -> None:
        """Draw every part that has changed, and put the others back."""
        for number, part in enumerate(self.parts):
            part.draw(renderer, self.parts[:number])


def state_of(artist: Artist) -> Sequence[object]:
    """Return what the picture of a text, a line, or the axes of a slider depends on."""
    seen = artist.get_visible()
    match artist:
        case Text():
            size, place = artist.get_fontsize(), artist.get_position()
            return seen, artist.get_text(), place, size, artist.get_alpha(), artist.get_color()
        case Line2D():
            return seen, np.asarray(artist.get_data()).tolist()
        case Axes():
            # the filled part of a track ends at its handle, which is a line
            parts = [state_of(part) for part in (*artist.texts, *artist.lines)]
            return seen, artist.get_position().bounds, artist.get_facecolor(), parts
        case _:
            raise TypeError(f"no stamp is made of {artist}")


def _box(artists: Sequence[Artist], renderer: Any) -> Box:
    """Return whole pixels that hold all that the artists draw."""
    boxes = [box for artist in artists for box in _extents(artist, renderer)]
    # a canvas cuts off what is left of a pixel
    left, bottom, right, top = Bbox.union(boxes).padded(PIXEL_MARGIN).extents
    return math.floor(left), math.floor(bottom), math.ceil(right), math.ceil(top)


def _overlap(one: Box | None, other: Box | None) -> bool:
    if one is None or other is None:
        return False
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _extents(artist: Any, renderer: Any) -> Iterator[Bbox]:
    """Yield the boxes, in pixels, that an artist draws into: extents leave out widths of lines."""
    pixels = renderer.points_to_pixels
    sketch = artist.get_sketch_params()
    shaken = sketch[0] if sketch else 0.0
    match artist:
        case Text():
            over = OVERHANG * pixels(artist.get_fontsize())
            yield artist.get_window_extent(renderer).padded(over, 0)
        case Line2D():
            # the extent has half the size of a marker around each point, of which most take less
            whole = artist.get_marker() not in IN_EXTENT
            marker = artist.get_markeredgewidth() + whole * artist.get_markersize() / 2
            # lines of the board are level or upright: a cap goes no further than half the width
            width = max(artist.get_linewidth() / 2, marker)
            yield artist.get_window_extent(renderer).padded(pixels(width) + shaken)
        case Axes():
            width = max(spine.get_linewidth() for spine in artist.spines.values()) / 2
            yield artist.bbox.padded(pixels(width) + shaken)
            for part in (*artist.texts, *artist.lines):
                yield from _extents(part, renderer)
