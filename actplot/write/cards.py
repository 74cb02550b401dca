"""Cards: all that is known of a curve, laid out for a person."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from actplot.analysis import EVERYWHERE, Properties, Stretch, properties
from actplot.basics import budget
from actplot.entries import CATALOGUE, Activation, other_meanings, settings_text
from actplot.formula import CODE, ROWS, Call, Curve, derivative, to_text, walk
from actplot.sampling import LOSS
from actplot.write.console import print_lines
from actplot.write.format_lines import format_lines
from actplot.write.signal_lines import signal_lines
from actplot.write.tables import number_text

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100  # columns of a card, however wide the terminal is
CARD_DIGITS = 7
MOST_KINKS = 8
SMOOTHNESS = {
    -1: "not continuous",
    0: "continuous, with kinks (C0)",
    1: "continuously differentiable once (C1)",
    2: "continuously differentiable twice (C2)",
}
SMOOTH_TEXT = "smooth"
UNDECIDED_TEXT = "not decided from the formula"
NOT_WORKED_OUT = "not worked out: it takes too long"
SECONDS = 1.6  # of the processor, for what is worked out about one curve

Field = tuple[str, list[str]]


def print_cards(curves: Sequence[Curve]) -> None:
    """Print a card for each curve on standard output."""
    from rich.console import Console

    console = Console(highlight=False)
    if console.width > WIDEST:
        console = Console(highlight=False, width=WIDEST)
    for number, curve in enumerate(curves):
        with console.capture() as card:
            _print_card(console, curve)
        lines = [line.rstrip() for line in card.get().splitlines()]
        print_lines(["", *lines] if number else lines)


def _print_card(console: Console, curve: Curve) -> None:
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    console.print(Rule(Text(heading(curve), style="bold"), align="left", characters="-"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(ratio=1)
    for name, lines in fields(curve):
        for number, line in enumerate(lines):
            grid.add_row("" if number else name, Text(line))
    console.print(grid)


def entry_of(curve: Curve) -> Activation | None:
    """Return the entry of a curve from the catalogue; a formula may have the label of one."""
    return None if curve.is_own else CATALOGUE.get(curve.name)


def known_as_entry(curve: Curve) -> str:
    """Return the entry that code was found to be, if any."""
    if curve.kind != CODE:
        return ""
    from actplot.tracing import known_as

    return known_as(curve)


def heading(curve: Curve) -> str:
    """Return the first line of a card."""
    entry = entry_of(curve)
    return f"{curve.label}: {entry.summary}" if entry else curve.label


def fields(curve: Curve) -> Iterator[Field]:
    """Yield the fields of a card: a name, and a line of text for each thing to say."""
    entry = entry_of(curve)
    found = properties_of(curve)
    if known := known_as_entry(curve):
        yield "this is", [f"{known}, {CATALOGUE[known].summary}"]
    yield "formula", [f"f(x) = {curve.formula}"]
    yield "derivative", [f"f'(x) = {curve.derivative_formula()}"]
    yield from _if_any("where", list(_meanings(curve)))
    if curve.draws:
        yield (
            "one draw",
            [f"{to_text(curve.draws.draw)}, u uniform in [0, 1); f is its expectation"],
        )
    yield from _if_any("parameters", list(_parameter_lines(curve, entry)))
    yield from _property_fields(found)
    yield from _if_any("signal", list(signal_lines(curve)))
    yield from format_lines(curve)
    if entry:
        yield from _entry_fields(entry)


def properties_of(curve: Curve) -> Properties:
    """Return what the time of a card suffices for."""
    with budget(SECONDS):
        return properties(curve)


def _meanings(curve: Curve) -> Iterator[str]:
    """Yield what the primitives of formula and derivative are, where names do not say it."""
    shown = (*walk(curve.tree), *walk(derivative(curve.tree)))
    names = {part.name for part in shown if isinstance(part, Call)}
    for name in sorted(names):
        primitive = ROWS[name]
        if primitive.meaning:
            yield f"{name}({', '.join(primitive.arguments)}) = {primitive.meaning}"


def _if_any(name: str, lines: Iterable[str]) -> Iterator[Field]:
    kept = list(lines)
    if kept:
        yield name, kept


def _parameter_lines(curve: Curve, entry: Activation | None) -> Iterator[str]:
    for name, value in curve.parameters.items():
        known = entry.parameters.get(name) if entry else None
        about = f", {known.allowed}: {known.meaning}" if known else ""
        yield f"{name} = {_number(value)}{about}"
    if entry:
        yield from (f"{constraint} must hold" for constraint in entry.constraints)


# What is worked out


def _property_fields(found: Properties) -> Iterator[Field]:
    rows: dict[str, tuple[str, Callable[[Properties], str]]] = {
        "defined for": ("defined_for", _domain_text),
        "values": ("value_range", _range_text),
        "steepest": ("steepest", _steepest_text),
        "zero slope": ("stationary", _stationary_text),
        "saturates": ("saturates_left", _saturation_text),
        "monotone": ("monotone", lambda found: found.monotone or UNDECIDED_TEXT),
        "symmetry": ("symmetry", lambda found: found.symmetry or UNDECIDED_TEXT),
        "smoothness": ("smoothness", lambda found: smoothness_text(found.smoothness)),
    }
    if found.defined_for == EVERYWHERE:
        del rows["defined for"]
    for name, (field, text) in rows.items():
        yield name, [NOT_WORKED_OUT if field in found.not_worked_out else text(found)]
    if "kinks" in found.not_worked_out:
        yield "kinks", [NOT_WORKED_OUT]
    kinks = [
        f"at x = {_number(kink.x)} the {_order_text(kink.order)} is {_number(kink.left)} from the "
        f"left, {_number(kink.right)} from the right"
        for kink in found.kinks[:MOST_KINKS]
    ]
    if len(found.kinks) > MOST_KINKS:
        kinks.append(f"and {len(found.kinks) - MOST_KINKS} more")
    yield from _if_any("kinks", kinks)


def _domain_text(found: Properties) -> str:
    """Return a domain such as x > 0, x < -1 or x > 1, x other than 0, or x with sin(x) >= 0."""
    stretches = found.defined_for
    if stretches is None:
        return f"x with {found.condition}" if found.condition else UNDECIDED_TEXT
    if not stretches:
        return "no x"
    ends = pairwise(stretches)
    whole_line = math.isinf(stretches[0].low) and math.isinf(stretches[-1].high)
    if whole_line and all(before.high == behind.low for before, behind in ends):
        holes = ", ".join(_number(stretch.high) for stretch in stretches[:-1])
        return f"x other than {holes}"
    return " or ".join(map(_stretch_text, stretches))


def _stretch_text(stretch: Stretch) -> str:
    low, high = _number(stretch.low), _number(stretch.high)
    if stretch.low == stretch.high:
        return f"x = {low}"
    after, until = "<=" if stretch.low_closed else "<", "<=" if stretch.high_closed else "<"
    if math.isinf(stretch.high):
        return f"x {after.replace('<', '>')} {low}"
    return f"x {until} {high}" if math.isinf(stretch.low) else f"{low} {after} x {until} {high}"


def _range_text(found: Properties) -> str:
    values = found.value_range
    if values.low is None or values.high is None:
        return UNDECIDED_TEXT
    if values.low == values.high:
        return f"only {_number(values.low)}"
    opening = "[" if values.low_attained else "("
    closing = "]" if values.high_attained else ")"
    return f"{opening}{_number(values.low)}, {_number(values.high)}{closing}"


def _steepest_text(found: Properties) -> str:
    steepest = found.steepest
    if steepest is None:
        return UNDECIDED_TEXT
    if steepest.slope == 0:
        return "the slope is 0 wherever there is one"
    if math.isinf(steepest.slope):
        return "the slope has no bound"
    slope = f"slope {_number(steepest.slope)} in size"
    if steepest.over:
        return f"{slope}, {_interval_text(steepest.over)}"
    if math.isinf(steepest.at):
        return f"{slope}, approached toward {_number(steepest.at)}"
    beside = {-1: ", approached from the left", 0: "", 1: ", approached from the right"}
    return f"{slope}, at x = {_number(steepest.at)}{beside[steepest.side]}"


def _interval_text(interval: tuple[float, float]) -> str:
    low, high = interval
    if math.isinf(low) and math.isinf(high):
        return "everywhere"
    if math.isinf(low):
        return f"for x below {_number(high)}"
    if math.isinf(high):
        return f"for x above {_number(low)}"
    return f"for x between {_number(low)} and {_number(high)}"


def _stationary_text(found: Properties) -> str:
    parts = []
    if found.stationary:
        points = ", ".join(_number(x) for x in found.stationary)
        more = found.stationary_count is None or found.stationary_count > len(found.stationary)
        parts.append(f"at x = {points}{', ...' if more else ''}")
    parts += [_interval_text(interval) for interval in found.flat]
    if not parts and found.stationary_count is None:
        return UNDECIDED_TEXT
    return " and ".join(parts) or "nowhere"


def _saturation_text(found: Properties) -> str:
    sides = []
    if found.saturates_left is not None:
        sides.append(f"below {_number(found.saturates_left)}")
    if found.saturates_right is not None:
        sides.append(f"above {_number(found.saturates_right)}")
    if not sides:
        return "no"
    return f"{' and '.join(sides)}: there the slope is under 1% of the steepest"


def smoothness_text(smoothness: float | None) -> str:
    """Return how often a function is differentiable, in words."""
    if smoothness is None:
        return UNDECIDED_TEXT
    return SMOOTH_TEXT if math.isinf(smoothness) else SMOOTHNESS[int(smoothness)]


def _order_text(order: int) -> str:
    return ("function", "slope", "second derivative")[order]


def _number(value: float) -> str:
    return number_text(value, CARD_DIGITS)


# What the catalogue says


def _entry_fields(entry: Activation) -> Iterator[Field]:
    yield from _if_any("at its kinks", entry.at_kinks)
    yield from _if_any("derivation", entry.derivation)
    yield from _if_any("strengths", entry.strengths)
    yield from _if_any("weaknesses", entry.weaknesses)
    yield from _if_any("when to use", entry.use)
    yield from _if_any("also called", [", ".join(entry.aliases)] if entry.aliases else [])
    yield from _if_any("frameworks", list(_framework_lines(entry)))
    yield from _if_any("averaging", list(_averaging(entry)))
    others = other_meanings(entry).items()
    yield from _if_any(
        "careful",
        [f"{entry.name} means {meaning} in {', '.join(names)}" for meaning, names in others],
    )
    yield from _if_any("paper", [entry.paper] if entry.paper else [])


# How the frameworks put together what a loss is of each number, unless told otherwise.
AVERAGING = {
    "torch.": "torch: the mean over all numbers; reduction='none' keeps each",
    "torchvision.": "torchvision: each by itself",
    "keras.losses.": "keras.losses: classes: the mean of the batch, functions: of the last axis",
    "keras.ops.": "keras.ops: each by itself",
    "tf.nn.": "tf.nn: each by itself",
    "optax.": "optax: each by itself, or summed over the classes",
    "flax.": "flax: each by itself",
    "mlpack.": "mlpack: the sum over all numbers",
}


def _averaging(entry: Activation) -> Iterator[str]:
    names = [framework.name for framework in entry.frameworks if entry.kind == LOSS]
    for module, told in AVERAGING.items():
        if any(name.startswith(module) for name in names):
            yield told


def _framework_lines(entry: Activation) -> Iterator[str]:
    """Yield a line for each framework: the names, with defaults that are not ours."""
    by_module: dict[str, list[str]] = {}
    for framework in entry.frameworks:
        given = framework.defaults or {
            word: parameter.default for word, parameter in framework.parameters.items()
        }
        settings = f" ({settings_text(given)})" if given else ""
        by_module.setdefault(framework.name.partition(".")[0], []).append(framework.name + settings)
    yield from (", ".join(names) for names in by_module.values())
