"""Parts of the figure that are drawn only when they have changed, and otherwise put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

MARGIN = 2.0  # pixels around a part, for what its extent leaves out


class Stamp:
    """Artists that stand together on the ground of the figure, where nothing else is drawn.

    Its picture is `kept`, if the canvas can keep pictures, and put back while all that it depends
    on stays. The figure leaves these artists to the stamp.
    """

    def __init__(self, *artists: Artist) -> None:
        self.artists = artists
        for artist in artists:
            artist.set_animated(True)
        self._renderer: Any = None
        self._state: object = None
        self.kept: Any = None

    def draw(self, renderer: Any) -> None:
        """Draw the part, or put its picture back."""
        state = [state_of(artist) for artist in self.artists]
        if self.kept is not None and renderer is self._renderer and state == self._state:
            renderer.restore_region(self.kept)
            return
        seen = [artist for artist in self.artists if artist.get_visible()]
        for artist in seen:
            artist.draw(renderer)
        self.kept = None
        if seen and hasattr(renderer, "copy_from_bbox"):
            boxes = [box for artist in seen for box in _extents(artist, renderer)]
            self._renderer, self._state = renderer, state
            self.kept = renderer.copy_from_bbox(Bbox.union(boxes).padded(MARGIN))


class Stamps(Artist):
    """The artist that stands in a figure for the parts that are drawn by stamps."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Stamp] = []

    def draw(self, renderer: RendererBase) -> None:
        """Draw every part that has changed, and put the others back."""
        for part in self.parts:
            part.draw(renderer)


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


def _extents(artist: Any, renderer: Any) -> list[Bbox]:
    """Return the boxes, in pixels, that a part covers."""
    if isinstance(artist, Axes):
        texts = [text for text in artist.texts if text.get_text()]
        return [artist.bbox, *(text.get_window_extent(renderer) for text in texts)]
    return [artist.get_window_extent(renderer)]
