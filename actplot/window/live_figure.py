"""The figure of a window: a view drawn into panels and a board, anew for what has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from actplot.basics import DEFAULT_DPI, ActplotError
from actplot.draw import (
    POINTS_PER_INCH,
    Look,
    cut_notes,
    enlarged,
    figure_units,
    is_empty,
    look_settings,
)
from actplot.sampling import Sampled, grid, sample
from actplot.window import keys
from actplot.window import view_changes as changes
from actplot.window.arrangement import arranged, curves_on_page, most_letters, pages
from actplot.window.board import RANGE_NAME, Board, Handle, handles
from actplot.window.board_plan import Plan, plan
from actplot.window.cursor import marks
from actplot.window.overlay import Stage
from actplot.window.tk_toolbar import dress
from actplot.write import View, part, picture, shown_labels

LETTERS = 0.021  # height of letters, relative to the window, at least; those of the board are less
FEWEST_LETTERS = 68  # side by side across the window, as their font size counts them
PRESENTED = 0.0285  # height of letters, relative to the window, for who sits at the back of a room
PRESENTED_LINE = 0.17  # width of lines, relative to these
PAGE_HEIGHT = 7.0  # inches, of the rows of a page
LETTER_STEPS = 20  # sizes of letters between none and full, as a window becomes smaller


@lru_cache(maxsize=LETTER_STEPS)
def points_of(look: Look) -> float:
    """Return the points of the letters of a look."""
    return float(look_settings(look)["font.size"])


class LiveFigure(Figure):
    """A figure that shows a view: the panels, and the board below them.

    `view` is what is shown, `home` what was at first; of small multiples they are those of the page
    that is open, and `whole` is the view of all pages. A change only sets the view; what follows is
    worked out and drawn once, when the canvas draws. Saving the figure saves the picture of the
    view.
    """

    def __init__(self, view: View) -> None:
        self._all = self._all_home = view
        self.page, self.pages = 0, pages(view)
        self.view = self.home = self._paged(view)
        settings = look_settings(view.look, [curve.label for curve in view.drawn])
        self._outside = {key: mpl.rcParams[key] for key in settings}  # which no window changes
        self._take_settings(settings)
        self._handles = handles(self.view)
        self._samples: Sequence[Sampled | None] = []
        self._sampled_over: object = None
        self._marks: tuple[float, ...] | None = None
        self._seen: dict[changes.Limits, View] = {}
        self._limits: changes.Limits = ()
        self._drawn: object = None
        self._pushed: changes.Limits = ()  # what the toolbar remembers last
        self._message = self._hint()
        self._presented = False
        with mpl.rc_context(self._settings):
            width, height = view.look.size[0], PAGE_HEIGHT if view.look.each else view.look.size[1]
            super().__init__(figsize=(width, height), dpi=min(view.look.dpi, DEFAULT_DPI))
            board = self._plan().height * float(mpl.rcParams["font.size"]) / POINTS_PER_INCH
            self.set_label(", ".join(shown_labels(view)))  # the window is called by it
            self._full = width, height + board
            self.set_size_inches(self._full)
            self._build()

    def _change(self, view: View) -> None:
        """Show another view at the next draw."""
        self.view = view
        self.canvas.draw_idle()

    def draw(self, renderer: Any) -> None:
        """Draw the view, worked out anew if it has changed since it was drawn."""
        with self._under_settings():
            self._take_limits()
            if self._frame() != self._built:
                self._take_settings(self._look_settings())
                mpl.rcParams.update(self._settings)
                self.board.close()
                self._build()
            if self._state() != self._drawn:
                self._refresh()
                self._refreshed()
            super().draw(renderer)

    def _under_settings(self) -> Any:
        """Return the context in which the view is drawn; settings that hold already stay."""
        return mpl.rc_context(self._lacking)

    def _take_settings(self, settings: Any) -> None:
        """Take the settings under which the view is drawn."""
        self._settings = settings
        self._lacking: Any = {k: v for k, v in settings.items() if self._outside[k] != v}

    def _refreshed(self) -> None:
        """Do what has waited for the panels to stand where they are drawn: here nothing."""

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save the picture of the view, without what serves to explore it."""
        view = self.whole
        with mpl.rc_context(look_settings(view.look)):
            picture(view).savefig(fname, **options)

    # Pages of small multiples

    @property
    def whole(self) -> View:
        """The view of all pages, with what has been done to this one."""
        return changes.merged(self._all, self._start, self.view) if self.pages > 1 else self.view

    @property
    def _start(self) -> int:
        return self.page * curves_on_page(self._all)

    def _paged(self, view: View) -> View:
        """Return what the open page shows of a view."""
        return (
            part(view, self._start, self._start + curves_on_page(view)) if self.pages > 1 else view
        )

    def turn(self, by: int) -> None:
        """Open a page so many further on, the last or the first where there are not so many."""
        self._all = self.whole
        self.page = max(0, min(self.page + by, self.pages - 1))
        self.view, self.home = self._paged(self._all), self._paged(self._all_home)
        self._handles, self._samples = handles(self.view), []
        self._sampled_over = None

    def _hint(self) -> str:
        """Return what the board says where there is nothing else to say."""
        if self.pages == 1:
            return keys.HINT
        return keys.PAGE_HINT.format(self.page + 1, self.pages)

    def _build(self) -> None:
        """Make panels and board anew, for another number of panels or another look."""
        self.clear()
        self.set_facecolor(mpl.rcParams["figure.facecolor"])
        self.arrangement = arranged(self, self.view)
        self.panels = [panel.axes for panel in self.arrangement.panels]
        self.board = Board(
            self,
            self.view,
            self._handles,
            self.arrangement.styles,
            self._all_home.interval,
            self._set,
            self._set_interval,
            self._reset,
        )
        self._built = self._frame()
        self._dress()
        self._seen.clear()
        self._remember_home()

    def _dress(self) -> None:
        """Give the toolbar the colors of the theme."""
        ground, letters = mpl.rcParams["figure.facecolor"], mpl.rcParams["text.color"]
        dress(self.canvas.toolbar, to_hex(ground), to_hex(letters))

    def _look_settings(self) -> Any:
        """Return the settings under which the view is drawn, with fonts for its labels."""
        labels = [curve.label for curve in self.view.drawn]
        return enlarged(look_settings(self._look(), labels), self._growth())

    def _frame(self) -> object:
        """Return what panels and board are made for; other changes are drawn into them."""
        rows = self.view.hidden if self.view.look.each else None
        return self.view.order, self._look(), self._growth(), self.page, rows

    def _look(self) -> Look:
        """Return the look of the view with the size of letters and lines that fits the window."""
        look = self.view.look
        sides = zip(self.get_size_inches(), self._full, strict=True)
        share = min(1.0, *(now / full for now, full in sides))
        share = max(1, round(share * LETTER_STEPS)) / LETTER_STEPS
        size = look.size[0] * share, look.size[1] * share
        if self._presented:
            height = float(self.get_size_inches()[1]) * POINTS_PER_INCH
            letters = min(PRESENTED * height, self._largest())
            look = replace(look, font_size=round(letters, 1), line_width=letters * PRESENTED_LINE)
        return replace(look, size=size, ylim=None, dylim=None)

    def _largest(self) -> float:
        """Return the points of letters with which the rows of a page stand apart."""
        needed = most_letters(self.view)
        return float(self.get_size_inches()[1]) * POINTS_PER_INCH / needed if needed else math.inf

    def _growth(self) -> float:
        """Return how much larger than on paper letters are: those of a large window are no smaller.

        A narrow window has room for fewer.
        """
        if self._presented:
            return 1.0
        width, height = (POINTS_PER_INCH * float(side) for side in self.get_size_inches())
        letters = min(LETTERS * height, width / FEWEST_LETTERS, self._largest())
        return max(1.0, round(LETTER_STEPS * letters / points_of(self._look())) / LETTER_STEPS)

    def _state(self) -> object:
        """Return all that the picture depends on."""
        size, place = tuple(self.get_size_inches()), self.panels[0].get_position().bounds
        return self.view, self._message, size, place

    def _refresh(self) -> None:
        """Sample what is in view, and draw it into the panels and onto the board that stand."""
        view = self.view
        samples = self._sampled()
        self.arrangement.fill(view, samples)
        self._say_where_nothing_is(samples)
        placed = self._plan()
        self.arrangement.lay_out(view, self._look(), samples, placed.height)
        units = figure_units(self)
        self.board.write(view, self._said())
        self.board.place(placed, *units)
        self.stage = Stage(self, self.arrangement.panels, self.arrangement.styles, placed, units)
        self._limits = self._panel_limits()
        self._seen[self._limits] = view
        self._marks = None
        self._drawn = self._state()

    def _say_where_nothing_is(self, samples: Sequence[Sampled]) -> None:
        """Write into panels that have been moved away from all curves how one comes back."""
        look, home = self.view.look, self.home
        moved = look.ylim, look.dylim, self.view.interval
        if moved == (home.look.ylim, home.look.dylim, home.interval):
            return
        for panel in self.arrangement.panels:
            shown = [samples[place] for place in sorted(panel.places - self.view.hidden)]
            if shown and all(is_empty(shown, order, look) for order in panel.orders):
                middle: dict[str, Any] = {"ha": "center", "va": "center"}
                panel.axes.text(0.5, 0.5, keys.EMPTY, transform=panel.axes.transAxes, **middle)

    def _said(self) -> str:
        """Return the message, or what the panels cut off where there is none but the usual one."""
        if self._message != self._hint():
            return self._message
        notes = cut_notes(self._sampled(), self.view.look, self.view.hidden)
        return notes[0] if notes else self._message

    def _plan(self) -> Plan:
        labels = [curve.label for curve in self.view.drawn]
        sliders = [RANGE_NAME, *(handle.name for handle in self._handles)]
        return plan(labels, self.view.order + 1, sliders, figure_units(self)[0])

    def _sampled(self) -> list[Sampled]:
        """Return the samples of the view; those of curves that stayed as they were are kept."""
        view = self.view
        seen = max(view.points, round(self.panels[0].bbox.width))  # as many as there are pixels
        frame = view.interval, seen, view.order
        known = self._samples if frame == self._sampled_over else [None] * len(view.drawn)
        fine, usual = grid(*view.interval, seen), grid(*view.interval, view.points)
        found = [
            kept
            if kept and kept.curve == curve
            # what is drawn at random is the same on every screen
            else sample(curve, usual if curve.draws else fine, view.order)
            for kept, curve in zip(known, view.drawn, strict=True)
        ]
        self._samples, self._sampled_over = found, frame
        return found

    def _marked(self) -> tuple[float, ...]:
        """Return the points of the view to which the cursor is drawn."""
        if self._marks is None:
            self._marks = tuple(marks(self.view, self._sampled()))
        return self._marks

    # Limits, which the toolbar changes too

    def _panel_limits(self) -> changes.Limits:
        limits = [(*axes.get_xlim(), *axes.get_ylim()) for axes in self.panels]
        return tuple(((float(x0), float(x1)), (float(y0), float(y1))) for x0, x1, y0, y1 in limits)

    def _take_limits(self) -> None:
        """Make what has been done to the limits of the panels a change of the view."""
        now = self._panel_limits()
        if now != self._limits:
            earlier = changes.same_limits(self.view, self._seen, now)
            self.view = earlier or changes.looked(self.view, self._limits, now)
            self._seen[now] = self.view
            self._drawn = None

    def _remember_home(self) -> None:
        """Let the toolbar, which knows nothing of new panels, begin with home."""
        if self.canvas.toolbar:
            self.canvas.toolbar.update()
        here, home = self.view, changes.at_home(self.view, self.home)
        for view in (here,) if home == here else (home, here):
            self.view = view
            self._refresh()
            self._push()

    def _push(self) -> None:
        """Let the toolbar remember these limits, for back and home."""
        self._pushed = self._panel_limits()
        if self.canvas.toolbar:
            self.canvas.toolbar.push_current()

    # What the sliders change

    def _set(self, handle: Handle, value: float) -> None:
        try:
            changed = changes.with_parameter(self.view, handle.place, handle.key, value)
        except ActplotError as error:
            self._message = str(error)
            self._drawn = None  # the slider goes back
            self.canvas.draw_idle()
            return
        self._message = self._hint()
        self._change(changed)

    def _set_interval(self, ends: tuple[float, float]) -> None:
        with suppress(ActplotError):  # a logarithm has no such interval
            self._change(changes.with_interval(self.view, ends))

    def _reset(self) -> None:
        self._change(changes.with_first_parameters(self.view, self.home))
