"""A view as a page: the picture, cards and sliders that go into one HTML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.colors import to_hex

from actplot.basics import OPTIONS, budget
from actplot.draw import line_styles, look_settings
from actplot.entries import Parameter, adjustable
from actplot.formula import Curve
from actplot.html_page import (
    SHEET,
    Card,
    Entry,
    Page,
    Panel,
    Scale,
    Script,
    Slider,
    Style,
    contents_html,
    contents_sheet,
    html,
    script,
    sheet,
)
from actplot.sampling import grid, sample
from actplot.write.cards import fields, heading
from actplot.write.files import Target, rendered
from actplot.write.pictures import picture, sampled
from actplot.write.slider_track import track
from actplot.write.view import View, option_words, shown_labels

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

    from actplot.sampling import Sampled

ON_OTHER_GROUND = {"light": "dark", "dark": "light"}
MOST_NAMED, FIRST_NAMED = 8, 3  # labels in a heading
SCALE = " (\N{MULTIPLICATION SIGN}"  # behind a label, of small or large numbers
THUMBNAIL_POINTS = 76
SECONDS_OF_CARD = 1.2  # of the processor: a page has its picture and code to work out as well
FRAME_HEIGHT = 680  # pixels of a page inside a notebook
SCRIPT_KNOWS = ("range", "order", "hide", "grid", "theme")  # options that change with the page


def page_of(view: View) -> bytes:
    """Return the HTML file of a view, worked out and drawn."""
    with mpl.rc_context(look_settings(view.look)):
        samples = sampled(view)
        return _page_bytes(view, samples, picture(view, samples))


def frame(view: View) -> str:
    """Return the page of a view as a frame for a notebook, which it cannot reach from inside."""
    page = escape(page_of(view).decode())
    return (
        f'<iframe sandbox="allow-scripts allow-downloads" title="actplot" width="100%" '
        f'height="{FRAME_HEIGHT}" frameborder="0" srcdoc="{page}"></iframe>'
    )


def contents_files(
    path: Path, views: Sequence[View], names: Sequence[str], is_parted: bool
) -> dict[Path, bytes]:
    """Return the HTML file that leads to pages of these names, which show a curve each.

    If it is parted, its sheet is a file beside it.
    """
    entries = []
    for view, name in zip(views, names, strict=True):
        (curve,) = view.drawn
        x = grid(*view.interval, THUMBNAIL_POINTS)
        entries.append(Entry(name, heading(curve), sample(curve, x, min(view.order, 1))))
    if not is_parted:
        return {path: contents_html(entries)}
    style = path.with_suffix(f".{SHEET}")
    return {path: contents_html(entries, path.stem), style: contents_sheet().encode()}


def page_file(
    target: Target, view: View, samples: Sequence[Sampled], figure: Figure | None
) -> bytes:
    """Return the HTML file of a view that is sampled and drawn, or of the files beside it one."""
    if target.is_page:
        assert figure is not None
        return _page_bytes(view, samples, figure, target.beside)
    if target.format == SHEET:
        return sheet().encode()
    return script(_script(view)).encode()


def _page_bytes(view: View, samples: Sequence[Sampled], figure: Figure, beside: str = "") -> bytes:
    # typed letters are a fifth of outlines; what is typeset needs fonts that a reader may not have
    texts = (view.look.title, *shown_labels(view))
    typeset = view.look.formulas or any("$" in text for text in texts)
    with mpl.rc_context({} if typeset else {"svg.fonttype": "none"}):
        svg = bytes(rendered(Target(None, "svg"), samples, figure)).decode()
    theme = view.look.theme
    own = line_styles(len(view.drawn), view.look.colors)
    with mpl.rc_context(look_settings(replace(view.look, theme=ON_OTHER_GROUND.get(theme, theme)))):
        other = line_styles(len(view.drawn), view.look.colors)
    light, dark = (other, own) if theme == "dark" else (own, other)
    return html(
        Page(
            title=view.look.title or _title(shown_labels(view)),
            script=_script(view),
            picture=svg,
            samples=samples,
            hidden=view.hidden,
            panels=_panels(view, figure),
            styles=[
                Style(to_hex(one["color"]), to_hex(two["color"]), _dashes(one.get("linestyle")))
                for one, two in zip(light, dark, strict=True)
            ],
            sliders=[_sliders(curve) for curve in view.drawn],
            cards=[_card(curve) for curve in view.drawn],
            theme="dark" if theme == "dark" else "" if theme == "light" else "light",
            grid=bool(mpl.rcParams["axes.grid"] if view.look.grid is None else view.look.grid),
            saturation=view.look.saturation,
            across=_scale(figure.axes[0].xaxis),
            slopes=view.look.scale(1),
            overlay=view.look.overlay,
            hlines=tuple(view.look.hlines),
            vlines=tuple(view.look.vlines),
            marks=tuple(view.look.mark),
            options=[
                word
                for option in OPTIONS
                if option.name not in SCRIPT_KNOWS or (option.name == "theme" and theme != "light")
                for word in option_words(view, option)
            ],
        ),
        beside,
    )


def _card(curve: Curve) -> Card:
    with budget(SECONDS_OF_CARD, only_shares=True):
        return Card(heading(curve), list(fields(curve)))


def _script(view: View) -> Script:
    look = view.look
    landmarks = bool(look.hlines or look.vlines or look.mark)
    return Script(view.drawn, view.order, look.is_linear, landmarks)


def _scale(axis: Axis) -> Scale:
    kind = axis.get_scale()
    if kind != "symlog":
        return (kind,)
    transform: Any = axis.get_transform()
    return kind, float(transform.linthresh)


def _title(labels: Sequence[str]) -> str:
    """Return the labels as a heading, of many the first and how many more."""
    if len(labels) <= MOST_NAMED:
        return ", ".join(labels) or "actplot"
    return f"{', '.join(labels[:FIRST_NAMED])} and {len(labels) - FIRST_NAMED} more"


def _panels(view: View, figure: Figure) -> list[Panel]:
    """Return the panels as they stand in the figure, row by row."""
    orders = 1 if view.look.overlay else view.order + 1
    shown = [place for place in range(len(view.drawn)) if place not in view.hidden]
    rows = shown if view.look.each else [-1]
    panels = []
    for place, axes in enumerate(figure.axes[: len(rows) * orders]):
        low, high = axes.get_ylim()
        row, order = divmod(place, orders)
        label = axes.get_xlabel().partition(SCALE)[0]  # the page writes numbers out
        title = axes.get_title().partition(SCALE)[0]
        panels.append(
            Panel(order, title, label, (float(low), float(high)), rows[row], _scale(axes.yaxis))
        )
    return panels


def _sliders(curve: Curve) -> Mapping[str, Slider]:
    """Return the sliders of a curve; words of a framework for our parameters have none."""
    known = adjustable(curve).items()
    return {name: _slider(each) for name, each in known if name in curve.parameters}


def _slider(parameter: Parameter) -> Slider:
    found = track(parameter)
    low = parameter.above if parameter.low is None else parameter.low
    high = parameter.below if parameter.high is None else parameter.high
    return Slider(found.low, found.high, found.step, found.logarithmic, (low, high))


def _dashes(style: Any) -> tuple[float, ...]:
    """Return the dashes of a line in widths of the line, nothing for one without a gap."""
    if isinstance(style, tuple):
        return tuple(map(float, style[1] or ()))
    settings: Any = mpl.rcParams
    names = {
        "--": "lines.dashed_pattern",
        "-.": "lines.dashdot_pattern",
        ":": "lines.dotted_pattern",
    }
    return tuple(map(float, settings[names[style]])) if style in names else ()
