"""The board below the panels: the legend, a row a curve, and a slider for each parameter."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.widgets import Button, RangeSlider, Slider

from actplot.basics import shortest
from actplot.draw import HANDLE, text_width
from actplot.entries import adjustable
from actplot.formula import Curve
from actplot.window.board_plan import POINTER_WIDTH, SLIDER_VALUE, Box, Plan, clipped
from actplot.window.kept_pictures import Stamp, Stamps
from actplot.write import Track, View, even_track, track

INTERVAL_REACH = 4.0  # of the slider for x: this many times the first interval
SHOWN_DIGITS, MOST_DIGITS = 3, 17  # of the ends of the interval
TWICE_DIGITS = 5  # there is room for both ends with so many
HIDDEN_ALPHA = 0.45  # opacity of the name of a hidden curve
HANDLE_SIZE = 0.65  # of a slider, relative to the letters
PRIME = "\N{PRIME}"
RANGE_NAME = "x"
RESET_NAME = "reset"

AnySlider = Slider | RangeSlider


class _Still:
    """What leaves drawing to the figure; a slider asks for it even while it is made."""

    @property
    def drawon(self) -> bool:
        return False

    @drawon.setter
    def drawon(self, value: bool) -> None:
        pass


class _StillSlider(_Still, Slider):
    pass


class _StillRangeSlider(_Still, RangeSlider):
    pass


@dataclass(frozen=True)
class Handle:
    """A parameter that a slider sets: of which curve, its name there and on the board."""

    place: int
    key: str
    name: str
    track: Track


def handles(view: View) -> list[Handle]:
    """Return a handle for each parameter of each curve; curves of one name are numbered."""
    found = [
        (place, _short_name(curve), key, parameter)
        for place, curve in enumerate(view.curves)
        for key, parameter in adjustable(curve).items()
    ]
    names = [(name, key) for _, name, key, _ in found]
    made = []
    for n, (place, name, key, parameter) in enumerate(found):
        number = f" ({names[: n + 1].count((name, key))})" if names.count((name, key)) > 1 else ""
        made.append(Handle(place, key, clipped(name, f" {key}{number}"), track(parameter)))
    return made


def interval_words(ends: tuple[float, float]) -> str:
    """Return an interval with as many digits as tell its ends apart, in few letters."""
    low, high = ends
    alike = math.floor(math.log10(max(abs(low), abs(high)) / (high - low)))
    digits = min(SHOWN_DIGITS + max(0, alike), MOST_DIGITS)
    if digits <= TWICE_DIGITS:
        return f"{low:.{digits}g} to {high:.{digits}g}"
    half = (high - low) / 2
    return f"{low + half:.{digits}g} \N{PLUS-MINUS SIGN} {half:.2g}"


def _short_name(curve: Curve) -> str:
    """Return the name that was typed, without the parameters that a label shows."""
    return curve.name if curve.is_own else curve.label.partition(" ")[0]


class Board:
    """The artists of the board. They are made once, and placed and written anew at each change."""

    def __init__(
        self,
        figure: Figure,
        view: View,
        known: Sequence[Handle],
        styles: Sequence[Mapping[str, Any]],
        home: tuple[float, float],
        set_parameter: Callable[[Handle, float], None],
        set_interval: Callable[[tuple[float, float]], None],
        reset: Callable[[], None],
    ) -> None:
        self.figure = figure
        self.styles = styles
        self.samples = [self._line(style) for style in self.styles]
        self.labels = [self._text() for _ in view.drawn]
        self.message = self._text()
        self.heads: list[Text] = []
        self.known = known
        middle, reach = sum(home) / 2, INTERVAL_REACH * (home[1] - home[0]) / 2
        self.span = even_track(middle - reach, middle + reach)
        self.interval = self._interval_slider(home, set_interval)
        self.sliders = [self._slider(view, handle, set_parameter) for handle in known]
        self.reset = self._reset_button(reset)
        self._planned: object = None
        self.stamps = Stamps()
        figure.add_artist(self.stamps)
        self._parts = [
            *(Stamp(line, label) for line, label in zip(self.samples, self.labels, strict=True)),
            *map(Stamp, self.axes),
            Stamp(self.reset.ax),
            Stamp(self.message),
        ]

    @property
    def axes(self) -> list[Axes]:
        """The axes of the sliders, that of x first."""
        return [self.interval.ax, *(slider.ax for slider in self.sliders)]

    def close(self) -> None:
        """Let the sliders hear nothing more."""
        for widget in (self.interval, *self.sliders, self.reset):
            widget.disconnect_events()

    def _line(self, style: Mapping[str, Any]) -> Line2D:
        line = Line2D([], [], transform=self.figure.transFigure, **style)
        self.figure.add_artist(line)
        return line

    def _text(self) -> Text:
        return self.figure.text(0, 0, "", va="center", parse_math=False)

    def _slider(
        self, view: View, handle: Handle, set_parameter: Callable[[Handle, float], None]
    ) -> Slider:
        first = handle.place * len(view.depths)  # of the lines that this parameter changes
        color = self.styles[first].get("color", mpl.rcParams["text.color"])
        start, end = handle.track.ends
        # the types of matplotlib do not know that a format may be a function
        shown: Any = lambda position: shortest(handle.track.value(position))  # noqa: E731
        slider = _StillSlider(
            self.figure.add_axes((0, 0, 1, 1), label=handle.name),
            handle.name,
            start,
            end,
            valinit=handle.track.position(self._value(view, handle)),
            color=color,
            initcolor=mpl.rcParams["text.color"],
            valfmt=shown,
            **self._look(color),
        )
        slider.on_changed(lambda position: set_parameter(handle, handle.track.value(position)))
        return slider

    def _interval_slider(
        self, home: tuple[float, float], set_interval: Callable[[tuple[float, float]], None]
    ) -> RangeSlider:
        color = mpl.rcParams["axes.labelcolor"]
        slider = _StillRangeSlider(
            self.figure.add_axes((0, 0, 1, 1), label=RANGE_NAME),
            RANGE_NAME,
            self.span.low,
            self.span.high,
            valinit=home,
            valfmt=lambda end: shortest(self.span.value(end)),
            color=color,
            **self._look(color),
        )
        slider.on_changed(
            lambda ends: set_interval((self.span.value(ends[0]), self.span.value(ends[1])))
        )
        return slider

    def _reset_button(self, reset: Callable[[], None]) -> Button:
        axes = self.figure.add_axes((0, 0, 1, 1), label=RESET_NAME)
        ground, hovered = mpl.rcParams["figure.facecolor"], mpl.rcParams["grid.color"]
        button = Button(axes, RESET_NAME, color=ground, hovercolor=hovered)
        for spine in axes.spines.values():
            spine.set_visible(True)
        button.on_clicked(lambda event: reset())
        return button

    @staticmethod
    def _look(color: Any) -> dict[str, Any]:
        ground = mpl.rcParams["figure.facecolor"]
        size = HANDLE_SIZE * mpl.rcParams["font.size"]
        return {
            "track_color": mpl.rcParams["grid.color"],
            "handle_style": {"facecolor": ground, "edgecolor": color, "size": size},
        }

    @staticmethod
    def _value(view: View, handle: Handle) -> float:
        return adjustable(view.curves[handle.place])[handle.key].default

    def write(self, view: View, message: str) -> None:
        """Write what the view says: labels, what is hidden, where the sliders stand; a message."""
        self.message.set_text(message)
        self.message.set_color(mpl.rcParams["ytick.color"])
        for place, (curve, label, line) in enumerate(
            zip(view.drawn, self.labels, self.samples, strict=True)
        ):
            hidden = place in view.hidden
            label.set_text(clipped(curve.label))
            label.set_alpha(HIDDEN_ALPHA if hidden else None)
            line.set_visible(not hidden)
        for handle, slider in zip(self.known, self.sliders, strict=True):
            _move(slider, handle.track.position(self._value(view, handle)))
        _move(self.interval, view.interval)
        self.interval.valtext.set_text(interval_words(view.interval))

    def place(self, plan: Plan, width: float, height: float) -> None:
        """Put everything where the plan says; width and height are those of the figure."""
        font = plan.letters * mpl.rcParams["font.size"]
        self._place_heads(plan, width, height)
        self.message.set_position((plan.line[0] / width, plan.line[1] / height))
        self.message.set_fontsize(font)
        for place, (line, label) in enumerate(zip(self.samples, self.labels, strict=True)):
            seen = place < len(plan.rows)
            label.set_visible(seen)
            if not seen:
                line.set_visible(False)
                continue
            x, y = plan.rows[place]
            start = x + POINTER_WIDTH * plan.letters
            line.set_data(
                [start / width, (start + HANDLE * plan.letters) / width], [y / height] * 2
            )
            label.set_position(((x + plan.label) / width, y / height))
            label.set_fontsize(font)
        sliders: list[AnySlider] = [self.interval, *self.sliders]
        for number, slider in enumerate(sliders):
            seen = number < len(plan.sliders)
            slider.ax.set_visible(seen)
            slider.set_active(seen)
            if seen:
                _place_slider(slider, plan.sliders[number], plan.gap, (width, height))
                slider.label.set_fontsize(font)
                wide = text_width(slider.valtext.get_text())
                slider.valtext.set_fontsize(font * min(1.0, SLIDER_VALUE / max(wide, 1.0)))
        self.reset.ax.set_position(_share(plan.reset, (width, height)))
        self.reset.label.set_fontsize(font)

    def _place_heads(self, plan: Plan, width: float, height: float) -> None:
        """Write f(x) and the names of the derivatives above the columns of numbers."""
        if self._planned == (plan, width, height):
            return
        self._planned = plan, width, height
        for head in self.heads:
            head.remove()
        self.heads = [self._text() for _ in plan.heads for _ in plan.cells]
        places = ((x + cell, y, n) for x, y in plan.heads for n, cell in enumerate(plan.cells))
        for head, (x, y, order) in zip(self.heads, places, strict=True):
            head.set_text(f"f{PRIME * order}(x)")
            head.set_position((x / width, y / height))
            head.set_fontsize(plan.letters * mpl.rcParams["font.size"])
        self.stamps.parts = [*self._parts, Stamp(*self.heads)]


def _place_slider(slider: AnySlider, box: Box, gap: float, units: tuple[float, float]) -> None:
    """Put a track into its box, its name before it and its value behind."""
    slider.ax.set_position(_share(box, units))
    beside = gap / box[2]
    slider.label.set_position((-beside, 0.5))
    slider.valtext.set_position((1 + beside, 0.5))


def _share(box: Box, units: tuple[float, float]) -> Box:
    """Return a box of the plan as fractions of the figure."""
    (x, y, w, h), (width, height) = box, units
    return x / width, y / height, w / width, h / height


def _move(slider: AnySlider, position: Any) -> None:
    """Put a slider where it belongs without telling anybody."""
    slider.eventson = False
    slider.set_val(position)
    slider.eventson = True
