"""What a picture leaves out, in lines for a person: beyond the limits of panels, and kinks."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from actplot.draw.look import Look
from actplot.draw.panel_content import panel_title
from actplot.draw.panel_limits import Limits, panel_limits
from actplot.sampling import Sampled

MOST_NAMED = 4  # curves in a line
OPTION_OF = "--ylim", "--dylim"  # of the function, of derivatives


@dataclass(frozen=True)
class _Panel:
    """One panel: its curves, the order, and its limits."""

    samples: Sequence[Sampled]
    order: int
    limits: Limits

    @property
    def option(self) -> str:
        return OPTION_OF[min(self.order, 1)]

    def labels(self, places: Sequence[int]) -> list[str]:
        return [self.samples[place].curve.label for place in places]


def cut_notes(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> list[str]:
    """Return a line on curves that are cut, with the option that shows them, and one on the unseen.

    Limits that were asked for cut as they were asked to. `undone_notes` come last.
    """
    shown = [sampled for place, sampled in enumerate(samples) if place not in hidden]
    groups = [[sampled] for sampled in shown] if look.each else [shown]
    panels = [
        _Panel(group, order, panel_limits(group, order, look))
        for group in groups
        if group
        for order in range(len(group[0].values))
    ]
    cut = _on_cut([panel for panel in panels if panel.limits.cut])
    return [*cut, *_on_unseen(panels, look), *undone_notes(shown)]


def is_empty(samples: Sequence[Sampled], order: int, look: Look) -> bool:
    """Tell whether none of these curves has a point in the panel of this order."""
    return len(panel_limits(samples, order, look).unseen) == len(samples) > 0


def undone_notes(samples: Sequence[Sampled]) -> list[str]:
    """Return a line on curves whose kinks were too many, and one on those that have gaps."""
    switching = [sampled.curve.label for sampled in samples if sampled.switches_too_often]
    gaping = [sampled.curve.label for sampled in samples if sampled.has_gaps]
    told = {
        "too many kinks and poles in this range, none of them is looked at": switching,
        "too much work, some values are left out": gaping,
    }
    return [
        f"{words}: {_named(labels)}; a shorter --range has fewer"
        for words, labels in told.items()
        if labels
    ]


def _on_cut(panels: Sequence[_Panel]) -> Iterator[str]:
    if not panels:
        return
    names = [name for panel in panels for name in panel.labels(panel.limits.cut)]
    options = []
    for option in OPTION_OF:
        wholes = {panel.limits.whole for panel in panels if panel.option == option}
        if wholes:
            low, high = min(one[0] for one in wholes), max(one[1] for one in wholes)
            known = math.isfinite(low) and math.isfinite(high)
            options.append(f"{option} {low:g} {high:g}" if known else f"{option} LO HI")
    words = " and ".join(options)
    shows = "show" if options[1:] else "shows"
    much = "more" if any(option.endswith("HI") for option in options) else "all"
    yield f"cut at the edge: {_named(names)}; {words} {shows} {much} of it"


def _on_unseen(panels: Sequence[_Panel], look: Look) -> Iterator[str]:
    """Yield a line for curves of the legend that are in none of the same panels."""
    lacking: dict[str, list[_Panel]] = {}
    for panel in panels:
        for name in panel.labels(panel.limits.unseen):
            lacking.setdefault(name, []).append(panel)
    together: dict[str, list[str]] = {}
    for name, where in lacking.items():
        titles = " and ".join(panel_title(panel.samples, panel.order) for panel in where)
        asked = {panel.option: look.limits(panel.order) for panel in where}
        limits = [f"{option} {ends[0]:g} {ends[1]:g}" for option, ends in asked.items() if ends]
        inside = " and ".join(limits) or "this range"
        together.setdefault(f"no point of the {titles} is in {inside}", []).append(name)
    for words, names in together.items():
        yield f"out of sight: {_named(names)}; {words}"


def _named(labels: Sequence[str]) -> str:
    """Return names, each once; where there are many, the first and how many more."""
    names = list(dict.fromkeys(labels))
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return ", ".join(names)
