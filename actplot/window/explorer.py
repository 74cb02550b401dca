"""What a person does to the figure of a window: the mouse, the keys, and what is drawn for them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import KeyEvent, MouseButton, MouseEvent, key_press_handler

from actplot.basics import ActplotError
from actplot.draw import look_settings
from actplot.window import keys
from actplot.window import view_changes as changes
from actplot.window.cursor import Cursor, Hover, anchor, hover
from actplot.window.live_figure import LiveFigure
from actplot.window.overlay import box_artist, hover_artists
from actplot.write import Target, View, command, default_path, drawings, picture, shown_labels
from actplot.write import write as write_file

COMMAND_WIDTH = 84  # letters of a line of the command in its box
BUTTONS = {"left": MouseButton.LEFT, "right": MouseButton.RIGHT}


def risen(axis: Axis, y: float) -> float:
    """Return how high a value stands on an axis, not a number for what a logarithm has not."""
    with np.errstate(all="ignore"):
        return float(axis.get_transform().transform(np.array([y]))[0])


def wheeled(axis: Axis, under: float, at: float, steps: float) -> changes.Interval:
    """Return the limits of an axis after steps of the wheel, by the scale that it has."""
    transform = axis.get_transform()
    low, high, under, at = transform.transform(np.array([*axis.get_view_interval(), under, at]))
    ends = changes.wheeled((float(low), float(high)), float(under), float(at), steps)
    low, high = transform.inverted().transform(np.array(ends))
    return float(low), float(high)


class Explorer(LiveFigure):
    """A figure that shows a view and lets it be changed by the mouse and the keys.

    `say` is told what belongs on standard output: the paths of files that were saved, and command
    lines.
    """

    def __init__(self, view: View, say: Callable[[str], None] = print) -> None:
        self._say = say
        self._kept: Any = None  # the picture under the overlay
        self._pixel: tuple[float, float] | None = None  # where the mouse is, over a panel
        self._panned: Axes | None = None  # while it is dragged
        self._turned = False  # the wheel, since the figure was drawn
        # where the mouse was when it was turned, and the point that stays under it
        self._zoomed: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._box = ""
        super().__init__(view)
        self._listen()

    def _listen(self) -> None:
        """Connect with what a canvas tells of; this stays when the figure changes its canvas."""
        connect: Any = self.canvas.mpl_connect
        for event, heard in (
            ("draw_event", self._on_draw),
            ("motion_notify_event", self._on_move),
            ("figure_leave_event", self._on_leave),
            ("button_press_event", self._on_press),
            ("button_release_event", self._on_release),
            ("scroll_event", self._on_scroll),
            ("key_press_event", self._on_key),
        ):
            connect(event, partial(self._hear, heard))

    def _hear(self, heard: Callable[[Any], None], event: Any) -> None:
        """Pass an event on; a window that is being closed still tells of what it had in store."""
        if event.canvas is self.canvas:
            heard(event)

    def opened(self) -> None:
        """Take over the keys of the window that the figure has been given, and its home."""
        manager = self.canvas.manager
        if manager and manager.key_press_handler_id is not None:
            self.canvas.mpl_disconnect(manager.key_press_handler_id)
        with self._under_settings():
            self._dress()
        self._push()

    # What is drawn over the figure

    def _on_draw(self, event: Any) -> None:
        if self.canvas.is_saving():
            return
        canvas: Any = self.canvas
        # some canvases cannot keep a picture; then the whole figure is drawn at each move
        self._kept = canvas.copy_from_bbox(self.bbox) if hasattr(canvas, "copy_from_bbox") else None
        with self._under_settings():
            for artist in self._overlay():
                artist.draw(event.renderer)

    def _show_overlay(self) -> None:
        """Put the kept picture back, and draw over it what belongs to the mouse now."""
        if self._kept is None or self._state() != self._drawn:
            self.canvas.draw_idle()
            return
        canvas: Any = self.canvas
        with self._under_settings():
            canvas.restore_region(self._kept)
            for artist in self._overlay():
                artist.draw(canvas.get_renderer())
            canvas.blit(self.bbox)

    def _overlay(self) -> Iterator[Artist]:
        found = self.hovered()
        if found:
            yield from hover_artists(self.stage, found)
        if self._box:
            yield box_artist(self.stage, self._box)

    def hovered(self) -> Hover | None:
        """Return what is read where the mouse is, None if it is over no panel."""
        cursor = self._cursor()
        if cursor is None:
            return None
        return hover(self.view, self._marked(), cursor)

    def _cursor(self) -> Cursor | None:
        if self._pixel is None or self._panned:
            return None
        for number, panel in enumerate(self.arrangement.panels):
            if panel.axes.bbox.contains(*self._pixel):
                to_data = panel.axes.transData.inverted()
                (x, y), (right, above) = to_data.transform(
                    [self._pixel, (self._pixel[0] + 1, self._pixel[1] + 1)]
                ).tolist()
                rise = partial(risen, panel.axes.yaxis)
                size = right - x, above - y
                return Cursor(number, panel.places, panel.orders, x, y, *size, rise)
        return None

    # The mouse

    def _on_move(self, event: MouseEvent) -> None:
        if self._panned:
            key = "x" if self.view.look.each else event.key  # heights of rows are their own
            self._panned.drag_pan(MouseButton.LEFT, key, event.x, event.y)
            self.canvas.draw_idle()
            return
        over = event.inaxes in self.panels
        if over or self._pixel:
            self._pixel = (event.x, event.y) if over else None
            self._show_overlay()

    def _on_leave(self, event: MouseEvent) -> None:
        self._pixel = self._zoomed = None
        self._show_overlay()

    def _on_press(self, event: MouseEvent) -> None:
        place = self._row_at(event)
        if place is not None and event.button == BUTTONS["left"]:
            self._change(changes.toggled(self.view, place))
        elif place is not None and event.button == BUTTONS["right"]:
            self._change(changes.alone(self.view, place))
        elif self._may_drag(event) and event.inaxes:
            self._panned = event.inaxes
            self._panned.start_pan(event.x, event.y, MouseButton.LEFT)

    def _may_drag(self, event: MouseEvent) -> bool:
        """Tell whether a press begins to move the view: no tool of the toolbar is at work."""
        toolbar: Any = self.canvas.toolbar
        free = toolbar is None or not toolbar.mode
        return free and event.inaxes in self.panels and event.button == BUTTONS["left"]

    def _row_at(self, event: MouseEvent) -> int | None:
        width, height = self.stage.units
        x, y = self.transFigure.inverted().transform((event.x, event.y)).tolist()
        return self.stage.plan.row_at(x * width, y * height)

    def _on_release(self, event: MouseEvent) -> None:
        if self._panned:
            self._panned.end_pan()
            self._panned = None
            if self._panel_limits() != self._pushed:
                self._push()
            self._show_overlay()

    def _on_scroll(self, event: MouseEvent) -> None:
        axes = event.inaxes
        if axes not in self.panels or event.key in ("control", "x", "y"):
            return  # matplotlib's own zoom along one axis
        if axes is None or event.xdata is None or event.ydata is None:
            return
        x, y = self._anchor((event.x, event.y)) or (event.xdata, event.ydata)
        axes.set_xlim(wheeled(axes.xaxis, event.xdata, x, event.step))
        if not self.view.look.each:
            axes.set_ylim(wheeled(axes.yaxis, event.ydata, y, event.step))
        self._turned = True
        self.canvas.draw_idle()

    def _anchor(self, pixel: tuple[float, float]) -> tuple[float, float] | None:
        """Return the point that is zoomed at: the same as long as the mouse stays where it is."""
        self._pixel = pixel
        if self._zoomed and self._zoomed[0] == pixel:
            return self._zoomed[1]
        cursor, found = self._cursor(), self.hovered()
        if cursor is None or found is None:
            return None
        self._zoomed = pixel, anchor(found, cursor)
        return self._zoomed[1]

    def _refreshed(self) -> None:
        """Let what the wheel zooms at stay under the mouse, and the toolbar remember it."""
        if self._turned:
            self._turned = False
            self._keep_under_mouse()
            self._push()

    def _keep_under_mouse(self) -> None:
        """Bring what is zoomed at back under the mouse: labels grow, and panels move with them."""
        cursor = self._cursor()
        if cursor and self._zoomed and self._zoomed[0] == self._pixel:
            x = self._zoomed[1][0]
            if abs(x - cursor.x) > cursor.pixel_width:
                axes = self.panels[cursor.panel]
                axes.set_xlim(wheeled(axes.xaxis, cursor.x, x, 0))
                self._take_limits()
                self._refresh()

    # Keys

    def _on_key(self, event: KeyEvent) -> None:
        if self._panel_limits() != self._limits or self._state() != self._drawn:
            self.canvas.draw()  # what a fast hand has done just before belongs to the view
        self._zoomed = None
        pressed = keys.action(event.key)
        if not pressed:
            if event.key not in keys.NOT_OF_MATPLOTLIB:
                key_press_handler(event, self.canvas, self.canvas.toolbar)
            return
        if pressed != "help":
            self._box = ""
        self._message = self._hint()
        try:
            self._act(pressed, event.key)
        except ActplotError as error:
            self._message = str(error)
        self.canvas.draw_idle()

    def _act(self, pressed: str, key: str | None) -> None:
        """Do what a key stands for."""
        match pressed:
            case "save":
                self._message = self._save()
            case "command":
                self._box = self._command()
            case "help":
                self._box = "" if self._box else keys.help_text()
            case "present":
                self._presented = not self._presented
            case "page":
                self._turn_page(1 if key == "pagedown" else -1)
            case "xscale":
                self.view = changes.with_next_scale(self.view, "xscale")
                self._message = f"scale of x: {self.view.look.xscale}"
            case "yscale":
                self._turn_scale()
            case "mark":
                self.view = changes.with_next_marks(self.view)
                self._message = f"marked: {', '.join(self.view.look.mark) or 'nothing'}"
            case _:
                self.view = self._changed_by(pressed, key)

    def _changed_by(self, pressed: str, key: str | None) -> View:
        """Return the view after a key that only changes it."""
        view = self.view
        match pressed:
            case "order":
                return changes.with_order(view, int(key or 0))
            case "overlay":
                return changes.with_overlay(view)
            case "grid":
                return changes.with_grid(view, not self._settings["axes.grid"])
            case "theme":
                return changes.with_next_theme(view, self.home.look.theme)
            case "seed":
                return changes.with_next_seed(view)
            case "reset":
                return changes.with_first_parameters(view, self.home)
            case "home":
                return changes.at_home(view, self.home)
            case "alone":
                found = self.hovered()
                if found and found.nearest is not None:
                    return changes.alone(view, found.nearest)
        return view  # a key that only closes a box

    def _turn_scale(self) -> None:
        """Take the next scale of y, of the derivatives where the cursor is in one of their panels.

        One panel with all in it has the scale of the function.
        """
        cursor = self._cursor()
        derivative = cursor is not None and 0 not in cursor.orders
        axis, of = ("dyscale", "derivatives") if derivative else ("yscale", "the function")
        self.view = changes.with_next_scale(self.view, axis)
        self._message = f"scale of {of}: {getattr(self.view.look, axis)}"

    def _turn_page(self, by: int) -> None:
        before = self.page
        self.turn(by)
        self._message = self._hint()
        if self.page == before:
            self._message = keys.LAST_PAGE if self.pages > 1 else keys.ONE_PAGE

    def _save(self) -> str:
        """Write the picture of the view to the default path; return what to say of it."""
        view = self.whole
        path = default_path(shown_labels(view))
        try:
            with mpl.rc_context(look_settings(view.look)):
                saved = Target(path, "png")
                write_file(saved, drawings([saved], [], picture(view)))
        except OSError as error:
            return f"cannot write {path}: {error.strerror or error}"
        self._say(str(path))
        return f"saved {path}"

    def _command(self) -> str:
        """Say and copy the command line of the view; return it in lines for a box."""
        line = command(self.whole)
        self._say(line)
        canvas: Any = self.canvas
        if hasattr(canvas, "offer_text"):  # the page in a browser has a box of its own
            canvas.offer_text(line)
            return ""
        widget = canvas.get_tk_widget() if hasattr(canvas, "get_tk_widget") else None
        if widget:
            widget.clipboard_clear()
            widget.clipboard_append(line)
        lines = textwrap.wrap(line, COMMAND_WIDTH, subsequent_indent="    ", break_on_hyphens=False)
        where = "copied, and printed" if widget else "printed"
        return "\n".join([*lines, "", f"({where} in the terminal; Esc closes this)"])
