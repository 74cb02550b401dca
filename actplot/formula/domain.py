"""Where a formula has a value: what each of its parts needs, whatever simplification made of it.

A formula is defined where all its parts are, of a choice only the branch that is taken. It is kept
to that domain by a choice of its own, `where(need, formula, undefined)`, which is not printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from actplot.formula import tree
from actplot.formula.choices import IMPLIES, difference, domain_of
from actplot.formula.primitives import ROWS
from actplot.formula.tree import (
    UNDEFINED,
    ZERO,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    substitute,
)


@dataclass(frozen=True)
class Need:
    """What must hold for a formula to have a value, where all of `assuming` is so.

    One that is `native` is kept by the operation that asks for it, as long as that stands there.
    """

    holds: Comparison
    assuming: tuple[tuple[Comparison, bool], ...] = ()
    native: bool = False

    def under(self, condition: Comparison, holds: bool) -> Need:
        """Return the need of a branch that is taken where the condition holds, or does not."""
        return replace(self, assuming=((condition, holds), *self.assuming))

    def fulfilled_by(self, other: Need) -> bool:
        """Tell whether this holds wherever the other does, judged by their looks."""
        if (other.holds, False) in self.assuming:  # then nothing is asked of it
            return set(other.assuming) <= set(self.assuming)
        return (
            set(other.assuming) <= set(self.assuming)
            and other.holds.operands == self.holds.operands
            and len(other.holds.operators) == 1
            and self.holds.operators[0] in IMPLIES[other.holds.operators[0]]
        )


@lru_cache(maxsize=20_000)
def needs(node: Node | Comparison, of_slope: bool = False) -> tuple[Need, ...]:
    """Return what a formula needs to have a value, or a slope, without what always holds."""
    match node:
        case Where(condition, then, otherwise) if otherwise == UNDEFINED:
            found = (*needs(condition, of_slope), Need(condition), *needs(then, of_slope))
        case Where(condition, then, otherwise):
            found = (
                *needs(condition, of_slope),
                *(need.under(condition, True) for need in needs(then, of_slope)),
                *(need.under(condition, False) for need in needs(otherwise, of_slope)),
            )
        case _:
            parts = [need for part in tree.children(node) for need in needs(part, of_slope)]
            own = own_needs(node, of_slope) if not isinstance(node, Comparison) else ()
            found = (*parts, *own)
    return tuple(_without_repetition(found))


def needs_at(node: Node | Comparison, values: Mapping[str, Node]) -> Iterator[Need]:
    """Yield what a formula needs where its parameters have values, whatever these make vanish.

    With a = 0 there is nothing left of a*log(1 - x), which has no value beyond 1 all the same.
    """
    match node:
        case Where(condition, then, otherwise) if otherwise == UNDEFINED:
            yield from (*needs_at(condition, values), *needs_at(then, values))
        case Where(condition, then, otherwise):
            asked = substitute(tree.where(condition, tree.ONE, ZERO), values)
            if not isinstance(asked, Where):  # parameters alone decide
                yield from needs_at(otherwise if asked == ZERO else then, values)
                return
            yield from needs_at(condition, values)
            yield from (need.under(asked.condition, True) for need in needs_at(then, values))
            yield from (need.under(asked.condition, False) for need in needs_at(otherwise, values))
        case _:
            for part in tree.children(node):
                yield from needs_at(part, values)
            if isinstance(node, Power | Call):
                yield from own_needs(substitute(node, values))


def own_needs(node: Node, of_slope: bool = False) -> Iterator[Need]:
    """Yield what the last operation of a formula needs, besides its parts."""
    match node:
        case Power(base, exponent) if of_slope and tree.depends_on_x(exponent):
            # of a negative base only whole powers have a value, points without a slope
            yield from needed(Comparison((base, ZERO), (">",)))
        case Power(base, exponent) if tree.depends_on_x(exponent) and not always_positive(base):
            yield from _of_power(base, exponent)
        case Power(base, Number(exponent)) if exponent.denominator > 1:
            yield from needed(Comparison((base, ZERO), (">" if exponent < 0 else ">=",)))
        case Power(base, Number(exponent)) if exponent < 0:
            for factor in _factors(base):
                yield from needed(Comparison((factor, ZERO), ("!=",)))
        case Call(name, _) if ROWS[name].domain:
            yield from needed(domain_of(node))
        case _:
            return


def _of_power(base: Node, exponent: Node) -> Iterator[Need]:
    """Yield what a varying exponent must be: whole of a negative base, not negative of 0."""
    from actplot.formula.simplify import solved

    positive, negative = (solved(Comparison((base, ZERO), (sign,))) for sign in "><")
    whole = Comparison((exponent, tree.call("floor", exponent)), ("<=",))
    yield Need(whole, ((positive, False), (negative, True)), native=True)
    not_negative = Comparison((exponent, ZERO), (">=",))
    yield Need(not_negative, ((positive, False), (negative, False)), native=True)


def _factors(node: Node) -> Iterator[Node]:
    """Yield the formulas of which one is 0 where a product of powers is."""
    match node:
        case Product(factors):
            for factor in factors:
                yield from _factors(factor)
        case Power(base, Number(exponent)) if exponent > 0:
            yield from _factors(base)
        case _:
            yield node


def needed(condition: Comparison) -> Iterator[Need]:
    """Yield a comparison as a need, solved for x where it is linear, if it does not always hold."""
    from actplot.formula.simplify import solved

    (left, sign, right) = next(condition.links())
    apart = difference(left, right)
    if apart is None:
        apart = left
    if always_positive(apart) or (sign == ">=" and never_negative(apart)):
        return
    if sign == "!=" and always_positive(tree.negate(apart)):
        return
    yield Need(solved(condition))


def _without_repetition(found: Iterable[Need]) -> Iterator[Need]:
    """Yield each need that no other fulfils, once."""
    alike: dict[tuple[Node, ...], list[Need]] = {}  # by what they compare: no others are rivals
    once = list(dict.fromkeys(found))
    for need in once:
        alike.setdefault(need.holds.operands, []).append(need)
    for need in once:
        if (need.holds, True) in need.assuming:
            continue
        failing = (condition.operands for condition, holds in need.assuming if not holds)
        rivals = (
            each
            for operands in {need.holds.operands, *failing}
            for each in alike.get(operands, ())
            if each != need
        )
        if not any(map(need.fulfilled_by, rivals)):
            yield need


def restricted(node: Node, wanted: Iterable[Need]) -> Node:
    """Return the formula, undefined where one of these needs is not fulfilled."""
    outside = list(wanted)
    if isinstance(node, Where) and node.otherwise != UNDEFINED:
        inside: dict[bool, list[Need]] = {True: [], False: []}
        left = []
        for need in outside:
            match need.assuming:
                case ((condition, holds), *rest) if condition == node.condition:
                    inside[holds].append(Need(need.holds, tuple(rest)))
                case _:
                    left.append(need)
        outside = left
        then, otherwise = (
            restricted(branch, inside[holds])
            for branch, holds in ((node.then, True), (node.otherwise, False))
        )
        node = tree.where(node.condition, then, otherwise)
    for need in outside:
        node = tree.where(_as_condition(need), node, UNDEFINED)
    return node


def _as_condition(need: Need) -> Comparison:
    """Return a need as a comparison, what it assumes as a choice inside."""
    if not need.assuming:
        return need.holds
    fulfilled = tree.where(need.holds, tree.ONE, ZERO)
    for condition, holds in reversed(need.assuming):
        branches = (fulfilled, tree.ONE) if holds else (tree.ONE, fulfilled)
        fulfilled = tree.where(condition, *branches)
    return Comparison((fulfilled, ZERO), (">",))


def bare(node: Node) -> Node:
    """Return a formula without the choices that keep it to its domain."""
    while isinstance(node, Where) and node.otherwise == UNDEFINED:
        node = node.then
    return node


def on_its_domain(node: Node, of: Node | None = None) -> Node:
    """Return a formula undefined where it, or the one that it is made `of`, has no value."""
    wanted = needs(node) if of is None else (*needs(of, of_slope=True), *needs(node))
    asked = [need for need in wanted if not need.native]
    return restricted(bare(node), _without_repetition(asked))


def keeping(node: Node, typed: Iterable[Need]) -> Node:
    """Return a formula undefined where a need of what was typed is broken, if it no longer says so.

    sqrt(x)**2 is x, and so is log(x) - log(x) a number, but neither below 0.
    """
    own = needs(node)
    lost = [
        need
        for need in _without_repetition(typed)
        if not any(need == other or need.fulfilled_by(other) for other in own)
    ]
    return restricted(node, lost)


# Signs


def never_negative(node: Node) -> bool:
    """Tell whether the value is surely nowhere negative."""
    match node:
        case Number(value):
            return value >= 0
        case Symbol(name):
            return name in tree.CONSTANTS
        case Call("max", arguments):
            return any(map(never_negative, arguments))
        case Call("min", arguments):
            return all(map(never_negative, arguments))
        case Call("clip", (_, low, _)):
            return never_negative(low)
        case Call(name, _):
            return bool(ROWS[name].sign)
        case Power(base, Number(exponent)):
            return exponent % 2 == 0 or exponent.denominator % 2 == 0 or never_negative(base)
        case Sum(parts) | Product(parts):
            return all(map(never_negative, parts))
        case _:
            return False


def always_positive(node: Node) -> bool:
    """Tell whether the value is surely positive wherever there is one."""
    match node:
        case Number(value):
            return value > 0
        case Symbol(name):
            return name in tree.CONSTANTS
        case Call("max", arguments):
            return any(map(always_positive, arguments))
        case Call("min", arguments):
            return all(map(always_positive, arguments))
        case Call("abs", (argument,)):
            return always_positive(argument)
        case Call(name, _):
            return ROWS[name].sign == "positive"
        case Power(base, _):
            return always_positive(base)
        case Product(parts):
            return all(map(always_positive, parts))
        case Sum(parts):
            return all(map(never_negative, parts)) and any(map(always_positive, parts))
        case _:
            return False
