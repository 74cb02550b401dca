"""A curve: a formula in x with a label and a number for each parameter, as all rooms hand it on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from actplot.basics import ActplotError
from actplot.formula.derive import derivative
from actplot.formula.domain import bare, keeping, needs_at, on_its_domain
from actplot.formula.text import to_text
from actplot.formula.tree import Node, number, substitute

# The kinds of what is no entry: typed in the language, or followed from code.
FORMULA, CODE = "formula", "code"


@dataclass(frozen=True)
class Draws:
    """What is drawn of a random function, and from which seed.

    `draw` is the formula of one draw in x and a uniform u in [0, 1); `low` and `high` bound every
    draw, where it lies on neither.
    """

    seed: int
    draw: Node
    low: Node | None
    high: Node | None


@dataclass(frozen=True, repr=False)
class Curve:
    """One function to draw: its label, its formula in x, and a number for each parameter.

    `name` is the catalogue name, or the label of a formula; `kind` is that of the entry,
    `formula`, or `code` for what was followed. `tree` holds the parameters as symbols,
    `parameters` their values. For a function with randomness `tree` is the expectation, and
    `draws` what is drawn. `note` is what a person should know about the name that was typed.
    `text` is the CURVE that gives this one curve alone. `takes` says what x is, where that is
    more than an x, such as a logit. Of a greater `depth` it is the formula applied so many times,
    each time to what came before.
    """

    label: str
    name: str
    tree: Node
    parameters: Mapping[str, float]
    kind: str = FORMULA
    draws: Draws | None = None
    note: str = ""
    text: str = ""
    depth: int = 1
    takes: str = ""

    def __repr__(self) -> str:
        # the tree alone may fill a screen
        seed = f", seed={self.draws.seed}" if self.draws else ""
        depth = f", depth={self.depth}" if self.depth != 1 else ""
        return f"{type(self).__name__}({self.text or self.label!r}{seed}{depth})"

    @property
    def is_own(self) -> bool:
        """Whether it is a person's own formula or code, and its name no entry's."""
        return self.kind in (FORMULA, CODE)

    @property
    def formula(self) -> str:
        """The formula as text, its parameters as names."""
        return to_text(self.tree)

    @property
    def expectation_label(self) -> str:
        """The label of the expectation of a random function, which names no seed."""
        return f"{self.label.partition(' seed=')[0]} expectation"

    def derivative_formula(self, order: int = 1) -> str:
        """Return the derivative of this order as text, parameters as names."""
        return to_text(derivative(self.tree, order))

    def bound(self, order: int = 0) -> Node:
        """Return the formula of this order of derivative with the parameters' values put in.

        A value is taken as the float that it is, to its last binary digit.
        """
        return self.bind(self.tree, order)

    def bind(self, formula: Node, order: int) -> Node:
        """Put the values of this curve's parameters into one of its formulas, and differentiate."""
        return _bound(formula, tuple(self.parameters.items()), order)


@lru_cache(maxsize=4096)
def _bound(formula: Node, parameters: tuple[tuple[str, float], ...], order: int) -> Node:
    values = {name: number(value) for name, value in parameters}
    value = substitute(formula, values)
    if values:
        value = keeping(value, needs_at(formula, values))
    if order:
        return on_its_domain(derivative(bare(value), order), of=value)
    return on_its_domain(value)


def at_depths(found: Iterable[Curve], depths: Sequence[int]) -> list[Curve]:
    """Return each curve composed with itself to each depth, named after it.

    Raises ActplotError for what is random: each layer of a network draws anew.
    """
    if tuple(depths) == (1,):
        return list(found)
    deep = []
    for curve in found:
        if curve.draws:
            raise ActplotError(f"{curve.label} is random; --depth composes functions that are not")
        kind, takes = (FORMULA, "") if max(depths) > 1 else (curve.kind, curve.takes)
        for depth in depths:
            label = f"{curve.label}, depth {depth}"
            deep.append(replace(curve, label=label, depth=depth, kind=kind, takes=takes))
    return deep
