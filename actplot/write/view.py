"""What a command line asks to see: enough to draw it, and to write the command line again."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from actplot.basics import (
    DEFAULT_DEPTH,
    DEFAULT_ORDER,
    DEFAULT_POINTS,
    DEFAULT_SEED,
    OPTIONS,
    ActplotError,
    Option,
    checked_hidden,
    checked_size,
    usual_size,
)
from actplot.draw import Look
from actplot.formula import Curve, at_depths

NARROW_ORDER = 2  # of derivative, from which panels are too narrow for formulas below each
T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """Curves over an interval of x, derivatives up to `order`, and how they look.

    Each curve is drawn composed with itself to each of the `depths`. `hidden` are the places of
    drawn curves that are not shown; the others keep their colors. `labels` are the names of the
    first drawn curves, in place of their own.
    """

    curves: tuple[Curve, ...]
    interval: tuple[float, float]
    points: int = DEFAULT_POINTS
    order: int = DEFAULT_ORDER
    seed: int = DEFAULT_SEED
    hidden: frozenset[int] = frozenset()
    look: Look = field(default_factory=Look)
    depths: tuple[int, ...] = (DEFAULT_DEPTH,)
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ActplotError for what does not go together, however it was asked for."""
        drawn = len(self.curves) * len(self.depths)
        if len(self.labels) > drawn:
            raise ActplotError(
                f"--label {self.labels[drawn]}: {len(self.labels)} labels for {drawn} curve"
                + "s" * (drawn != 1)
            )
        if len(self.look.colors) > drawn:
            raise ActplotError(
                f"--colors: {len(self.look.colors)} colors for {drawn} curve" + "s" * (drawn != 1)
            )
        self._refuse_logarithms_of_nothing()

    def _refuse_logarithms_of_nothing(self) -> None:
        look = self.look
        scales = ("xscale", "range", self.interval), ("yscale", "ylim", look.ylim)
        for scale, limits, ends in (*scales, ("dyscale", "dylim", look.dylim)):
            if getattr(look, scale) == "log" and ends and ends[0] <= 0:
                raise ActplotError(
                    f"--{scale} log goes with a --{limits} above 0; symlog has 0 and what is below"
                )

    @property
    def shows_nothing(self) -> bool:
        """Tell whether every curve is hidden."""
        return len(self.hidden) == len(self.curves) * len(self.depths)

    @property
    def usual_size(self) -> tuple[float, float]:
        """The inches of the figure where none were asked for."""
        return _usual_size(len(self.drawn) - len(self.hidden), self.order, self.look)

    @property
    def drawn(self) -> list[Curve]:
        """Every curve to every depth, hidden ones too."""
        found = at_depths(self.curves, self.depths)
        named = (
            replace(curve, label=label) for curve, label in zip(found, self.labels, strict=False)
        )
        return [*named, *found[len(self.labels) :]]


def checked_view(curves: Sequence[Curve], given: Mapping[str, Any]) -> View:
    """Return the view of curves under options by name; what is None or left out is as usual.

    Raises ActplotError for a value that is not allowed.
    """
    values = {
        option.name: option.default
        if (value := given.get(option.name)) is None
        else option.check(option.name, value)
        for option in OPTIONS
    }
    drawn = len(curves) * len(values["depth"])
    values["hide"] = checked_hidden(values["hide"], drawn)
    shown = drawn - len(values["hide"])
    asked = values["size"]
    kept = {option.field or option.name: values[option.name] for option in OPTIONS}
    look = Look(**{each.name: kept.pop(each.name) for each in fields(Look)})
    if look.each and shown == 0:
        raise ActplotError("--hide leaves no curve; leave one for the rows of --each")
    size = checked_size(asked or _usual_size(shown, values["order"], look), look.dpi)
    look = replace(look, size=size)
    return View(tuple(curves), look=look, **kept)


def single(view: View, place: int) -> View:
    """Return the view of one drawn curve alone, in the style of the first."""
    base, depth = divmod(place, len(view.depths))
    look = view.look
    look = replace(look, colors=look.colors[place : place + 1])
    if look.size == view.usual_size:
        look = replace(look, size=_usual_size(1, view.order, look))
    return replace(
        view,
        look=look,
        curves=view.curves[base : base + 1],
        depths=view.depths[depth : depth + 1],
        labels=view.labels[place : place + 1],
        hidden=frozenset(),
    )


def part(view: View, start: int, stop: int) -> View:
    """Return the view of some of the curves, as they look among all."""
    first, last = start * len(view.depths), stop * len(view.depths)
    return replace(
        view,
        curves=view.curves[start:stop],
        labels=view.labels[first:last],
        hidden=frozenset(place - first for place in view.hidden if first <= place < last),
        look=replace(view.look, colors=view.look.colors[first:last]),
    )


def with_part(view: View, start: int, changed: View) -> View:
    """Return the view with the curves that `part` has taken as they are now, and their look."""
    stop = start + len(changed.curves)
    first, last = start * len(view.depths), stop * len(view.depths)
    others = frozenset(place for place in view.hidden if not first <= place < last)
    return replace(
        changed,
        curves=(*view.curves[:start], *changed.curves, *view.curves[stop:]),
        labels=view.labels,
        hidden=others | {place + first for place in changed.hidden},
        look=replace(changed.look, colors=view.look.colors),
    )


def _usual_size(shown: int, order: int, look: Look) -> tuple[float, float]:
    """Return the inches of a figure of so many curves; formulas stand beside or below each other.

    They stand in a row of their own where panels are narrow.
    """
    a_curve = order + 1 if order >= NARROW_ORDER else 1
    columns = look.columns_for(shown, 1 if look.overlay else order + 1)
    rows = math.ceil(shown / columns)
    formula_rows = a_curve * shown if look.formulas else 0
    return usual_size(rows, look.each, look.preset, formula_rows, columns)


def visible(view: View, each: Sequence[T]) -> list[T]:
    """Return those of what belongs to the drawn curves of a view that are not hidden."""
    return [one for place, one in enumerate(each) if place not in view.hidden]


def shown_labels(view: View) -> list[str]:
    """Return the labels of the curves that are not hidden."""
    return [curve.label for curve in visible(view, view.drawn)]


def single_labels(view: View) -> list[str]:
    """Return the label that each curve that is not hidden has alone."""
    return [single(view, place).drawn[0].label for place in visible(view, range(len(view.drawn)))]


def command(view: View) -> str:
    """Return the command line that shows this view, quoted for a shell."""
    texts = [curve.text for curve in view.curves]
    if any(text.startswith("-") for text in texts):
        texts.insert(0, "--")  # formulas that would be read as options
    return shlex.join(["actplot", *_options(view), *texts])


def _options(view: View) -> Iterator[str]:
    """Yield the options whose values are not the usual ones; the range always."""
    for option in OPTIONS:
        yield from option_words(view, option)


def option_words(view: View, option: Option) -> Iterator[str]:
    """Yield an option as it is typed, nothing at its usual value; the range always."""
    value = _value(view, option)
    usual = view.usual_size if option.name == "size" else option.default
    if value != usual or option.name == "range":
        yield from option.words(value)


def _value(view: View, option: Option) -> Any:
    name = option.field or option.name
    return getattr(view if hasattr(view, name) else view.look, name)
