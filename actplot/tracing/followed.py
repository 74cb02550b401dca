"""The symbol with which code is called: it keeps the formula of all that is done with it.

It stands for an array of one element, so that loops, masks and lists are followed as that element.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from actplot.formula import Comparison, Need, Node, Power, own_needs, tree
from actplot.tracing.paths import Paths, chosen, exact, refuse

LARGEST_TREE = 3000  # nodes


class Followed:
    """What is known of a value or a condition while code is followed."""

    paths: Paths
    __array_priority__ = 1000.0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **known: Any) -> Any:
        from actplot.tracing.meanings import applied

        if method != "__call__":
            raise refuse(f"{ufunc.__name__}.{method} combines several x")
        out = known.pop("out", None)
        mask = known.pop("where", True)
        result = applied(self.paths, ufunc.__name__, inputs, {})
        target = out[0] if isinstance(out, tuple) else out
        if isinstance(target, Value):
            target[mask] = result
            return target
        return result

    def __array_function__(self, func: Any, types: Any, args: Any, known: Any) -> Any:
        from actplot.tracing.meanings import applied

        return applied(self.paths, func.__name__, args, known)

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), known: Any = None) -> Any:
        from actplot.tracing.torch_calls import torch_call

        return torch_call(func, args, known or {})

    def __array__(self, *args: Any, **known: Any) -> Any:
        raise refuse("this makes a plain array of x, which cannot be followed")

    def __getattr__(self, name: str) -> Any:
        from actplot.tracing.meanings import applied

        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **known: applied(self.paths, name, (self, *args), known)


class Condition(Followed):
    """A comparison, or several combined: `kind` is `is`, `and`, `or`, `not`, or `true`/`false`."""

    def __init__(self, paths: Paths, kind: str, *parts: Any, needs: tuple[Need, ...] = ()) -> None:
        self.paths, self.kind, self.parts, self.needs = paths, kind, parts, needs

    def __bool__(self) -> bool:
        match self.kind:
            case "is":
                return self.paths.decide(self.parts[0])
            case "and":
                return bool(self.parts[0]) and bool(self.parts[1])
            case "or":
                return bool(self.parts[0]) or bool(self.parts[1])
            case "not":
                return not self.parts[0]
            case _:
                return self.kind == "true"

    def choose(self, then: Node, otherwise: Node) -> Any:
        """Return `then` where this holds and `otherwise` elsewhere."""
        match self.kind:
            case "is":
                return chosen(self.parts[0], then, otherwise)
            case "and":
                first, second = self.parts
                return first.choose(second.choose(then, otherwise), otherwise)
            case "or":
                return self.parts[0].choose(then, self.parts[1].choose(then, otherwise))
            case "not":
                return self.parts[0].choose(otherwise, then)
            case _:
                return then if self.kind == "true" else otherwise

    def assumed(self, holds: bool) -> list[tuple[tuple[Comparison, bool], ...]]:
        """Return the ways in which this holds, or does not, each as what is then so."""
        match self.kind:
            case "is":
                return [((self.parts[0], holds),)]
            case "not":
                ways: list[tuple[tuple[Comparison, bool], ...]] = self.parts[0].assumed(not holds)
                return ways
            case "and" | "or":
                both = (self.kind == "and") is holds
                first, second = (part.assumed(holds) for part in self.parts)
                return [(*a, *b) for a in first for b in second] if both else [*first, *second]
            case _:
                return [()] if (self.kind == "true") is holds else []

    def value(self) -> Value:
        """Return 1 where this holds and 0 elsewhere."""
        return Value(self.paths, self.choose(tree.ONE, tree.ZERO), self.needs)

    def _with(self, kind: str, other: Any) -> Any:
        if isinstance(other, Value):
            return NotImplemented
        other = as_condition(self.paths, other)
        return Condition(self.paths, kind, self, other, needs=self.needs + other.needs)

    def __and__(self, other: Any) -> Any:
        return self._with("and", other)

    def __or__(self, other: Any) -> Any:
        return self._with("or", other)

    def __xor__(self, other: Any) -> Any:
        other = as_condition(self.paths, other)
        return (self & ~other) | (~self & other)

    def __invert__(self) -> Condition:
        return Condition(self.paths, "not", self, needs=self.needs)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Condition):
            return (self & other).value()
        other = as_value(self.paths, other)
        return select(self, other, as_value(self.paths, 0))

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Any:
        return self.value() + other

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self.value() - other

    def __rsub__(self, other: Any) -> Any:
        return as_value(self.paths, other) - self.value()

    def __neg__(self) -> Value:
        return -self.value()

    def __truediv__(self, other: Any) -> Any:
        return self.value() / other

    def __iter__(self) -> Iterator[Condition]:
        yield self

    def __len__(self) -> int:
        return 1

    def __getitem__(self, key: Any) -> Condition:
        return self

    def all(self, *_: Any, **__: Any) -> Condition:
        """Refuse to ask several x at once."""
        raise refuse("all() and any() ask several x at once")

    any = all


class Value(Followed):
    """A formula in x and the parameters, with what its parts need to have a value."""

    shape, ndim, size, nbytes = (1,), 1, 1, 8
    is_cuda, requires_grad, grad_fn, is_sparse, is_quantized = False, False, None, False, False

    def __init__(self, paths: Paths, node: Node, needs: Sequence[Need] = ()) -> None:
        if tree.size(node) > LARGEST_TREE:
            raise refuse(f"written out, the formula has more than {LARGEST_TREE:,} parts")
        self.paths, self.node = paths, node
        self.needs = tuple(dict.fromkeys(needs))

    @property
    def dtype(self) -> Any:
        """The type of its numbers, in the framework that is there."""
        torch = sys.modules.get("torch")
        if torch is not None:
            return torch.float64
        import numpy as np

        return np.dtype(np.float64)

    @property
    def T(self) -> Value:
        """Itself, as what is one element is."""
        return self

    data = flat = real = T

    def _with(self, make: Callable[[Node, Node], Node], other: Any, turned: bool = False) -> Any:
        try:
            other = as_value(self.paths, other)
        except TypeError:
            return NotImplemented
        a, b = (other, self) if turned else (self, other)
        return Value(self.paths, make(a.node, b.node), a.needs + b.needs)

    def __add__(self, other: Any) -> Any:
        return self._with(tree.add, other)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Condition):
            return other * self
        return self._with(tree.multiply, other)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Any) -> Any:
        return self._with(lambda a, b: tree.add(a, tree.negate(b)), other)

    def __rsub__(self, other: Any) -> Any:
        return self._with(lambda a, b: tree.add(a, tree.negate(b)), other, turned=True)

    def __truediv__(self, other: Any) -> Any:
        divisor = as_value(self.paths, other)
        return self * power(divisor, as_value(self.paths, -1))

    def __rtruediv__(self, other: Any) -> Any:
        return as_value(self.paths, other) / self

    def __pow__(self, other: Any, modulo: Any = None) -> Any:
        return power(self, as_value(self.paths, other))

    def __rpow__(self, other: Any) -> Any:
        return power(as_value(self.paths, other), self)

    def _named(self, name: str, *others: Any) -> Any:
        from actplot.tracing.meanings import applied

        return applied(self.paths, name, (self, *others), {})

    def __mod__(self, other: Any) -> Any:
        return self._named("mod", other)

    def __floordiv__(self, other: Any) -> Any:
        return self._named("floor_divide", other)

    def __neg__(self) -> Value:
        return Value(self.paths, tree.negate(self.node), self.needs)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Any:
        return self._named("abs")

    def __round__(self, digits: int = 0) -> Any:
        return self._named("round")

    def __floor__(self) -> Any:
        return self._named("floor")

    def __ceil__(self) -> Any:
        return self._named("ceil")

    def __trunc__(self) -> Any:
        return self._named("trunc")

    def become(self, other: Value) -> Value:
        """Take the place of another value, as what is done in place does."""
        self.node, self.needs = other.node, other.needs
        return self

    def __iadd__(self, other: Any) -> Value:
        return self.become(self + other)

    def __isub__(self, other: Any) -> Value:
        return self.become(self - other)

    def __imul__(self, other: Any) -> Value:
        return self.become(self * other)

    def __itruediv__(self, other: Any) -> Value:
        return self.become(self / other)

    # Comparisons

    def _compare(self, sign: str, other: Any) -> Condition:
        other = as_value(self.paths, other)
        comparison = Comparison((self.node, other.node), (sign,))
        return Condition(self.paths, "is", comparison, needs=self.needs + other.needs)

    def __lt__(self, other: Any) -> Condition:
        return self._compare("<", other)

    def __le__(self, other: Any) -> Condition:
        return self._compare("<=", other)

    def __gt__(self, other: Any) -> Condition:
        return self._compare(">", other)

    def __ge__(self, other: Any) -> Condition:
        return self._compare(">=", other)

    def __eq__(self, other: object) -> Any:
        try:
            return (self >= other) & (self <= other)
        except TypeError:
            return False  # a word or None that a parameter may be

    def __ne__(self, other: object) -> Any:
        same = self == other
        return ~same if isinstance(same, Condition) else True

    def __bool__(self) -> bool:
        return bool(self != 0)

    __hash__ = object.__hash__

    # An array of one element

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Value]:
        yield Value(self.paths, self.node, self.needs)

    def __getitem__(self, key: Any) -> Value:
        return Value(self.paths, self.node, self.needs)

    def __setitem__(self, key: Any, value: Any) -> None:
        new = as_value(self.paths, value)
        self.become(select(key, new, self) if isinstance(key, Condition) else new)

    # A number, of what has no x

    def __float__(self) -> float:
        return self.paths.number(self.node)

    def __int__(self) -> int:
        return int(self.paths.number(self.node))

    def __index__(self) -> int:
        return operator.index(int(self))


def as_value(paths: Paths, given: Any) -> Value:
    """Return a number, or a list, array or tensor of one, as a value. Raises TypeError else."""
    match given:
        case Value():
            return given
        case Condition():
            return given.value()
        case bool() | int() | float():
            return Value(paths, exact(given if isinstance(given, float) else int(given)))
        case [single]:
            return as_value(paths, single)
    if isinstance(given, str | bytes) or not hasattr(given, "item"):
        raise TypeError(f"{type(given).__name__} is not a number")
    if getattr(given, "size", 1) != 1 and getattr(given, "numel", lambda: 2)() != 1:
        raise refuse("an array of several numbers meets x")
    item = given.item()
    if type(given).__name__ == "float32" or "float32" in str(getattr(given, "dtype", "")):
        import numpy as np

        item = float(str(np.float32(item)))  # as it is written, not as it was rounded
    return as_value(paths, item)


def as_condition(paths: Paths, given: Any) -> Condition:
    """Return a condition, or a plain truth as one."""
    if isinstance(given, Condition | Value):
        found: Condition = given if isinstance(given, Condition) else given != 0
        return found
    return Condition(paths, "true" if bool(given) else "false")


def power(base: Value, exponent: Value) -> Value:
    """Return a power, with what it needs noted before it folds."""
    needs = own_needs(Power(base.node, exponent.node))
    node = tree.power(base.node, exponent.node)
    return Value(base.paths, node, (*base.needs, *exponent.needs, *needs))


def select(condition: Condition, then: Value, otherwise: Value) -> Value:
    """Return one value where a condition holds, the other elsewhere; each needs what it needs."""
    needs = list(condition.needs)
    for value, holds in ((then, True), (otherwise, False)):
        for way in condition.assumed(holds):
            for need in value.needs:
                under = need
                for what, held in reversed(way):
                    under = under.under(what, held)
                needs.append(under)
    return Value(then.paths, condition.choose(then.node, otherwise.node), needs)
