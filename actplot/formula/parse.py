"""Text to tree: Python's own grammar, taken apart by a whitelist, with a message for each mistake.

Nothing is ever evaluated: the grammar only splits the text, and every kind of node that is not
listed here is refused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from actplot.basics import ActplotError, NumberError, did_you_mean
from actplot.formula import tree
from actplot.formula.grammar import python_expression
from actplot.formula.looks import DEEPEST_NESTING, advice, quote, refuse_by_looks
from actplot.formula.primitives import PRIMITIVES
from actplot.formula.spellings import DEFINED_AS, SAME_AS, SPELLINGS
from actplot.formula.tree import Node

if TYPE_CHECKING:
    from actplot.formula.domain import Need

LARGEST_TREE = 3000  # nodes, once every function of the catalogue is written out
OF_MANY = ("min", "max")  # which take more than their two arguments

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
# `lambda` is the usual name of a shrinkage parameter, and a keyword of the grammar used here.
LAMBDA, LAMBDA_STAND_IN = re.compile(r"\blambda\b"), "lambda_"
ATTRIBUTE = "attributes are not part of the language; a formula takes the names of --list"
AND_OR = "write a chain like 0 < x < 1, or a where inside a where, for and/or"
# The functions that the language has without the catalogue.
OWN_NAMES = (*PRIMITIVES, *SPELLINGS, "where")


@dataclass(frozen=True)
class Function:
    """A function that formulas may call besides the primitives: its own formula, in x.

    `defaults` gives each keyword parameter its value; `check` raises ActplotError for a number
    that the parameter may not take, `hold` for numbers that do not go together.
    """

    formula: Node
    defaults: Mapping[str, float]
    check: Callable[[str, float], object]
    hold: Callable[[Mapping[str, float]], object]


@dataclass(frozen=True)
class Language:
    """What a formula may name beyond the primitives: functions, found by `find`.

    `suggest` returns `; did you mean NAME?` for a name that nothing has, or nothing.
    """

    find: Callable[[str], Function | None] = field(default=lambda name: None)
    suggest: Callable[[str], str] = field(default=lambda name: did_you_mean(name, OWN_NAMES))


def parse(text: str, language: Language | None = None, parameters: Collection[str] = ()) -> Node:
    """Return the tree of a formula in x and the named parameters.

    Raises ActplotError, with one line that tells what to write instead, for anything else.
    """
    refuse_by_looks(text)
    reader = _Reader(language or Language(), frozenset(parameters), text)
    expression = python_expression(LAMBDA.sub(LAMBDA_STAND_IN, text))
    if expression is None:
        reader.refuse(advice(text))
    try:
        return reader.whole(expression)
    except NumberError as error:
        reader.refuse(str(error))


@dataclass(frozen=True)
class _Reader:
    """Turns what the grammar found into a tree; knows the text, to name it in messages."""

    language: Language
    parameters: frozenset[str]
    text: str
    needs: list[Need] = field(default_factory=list)  # of what was read, however it folds
    assumed: list[tuple[tree.Comparison, bool]] = field(default_factory=list)  # inside choices

    def whole(self, part: ast.expr) -> Node:
        """Read a formula, and keep it to the domain of what was typed."""
        from actplot.formula.domain import keeping

        return keeping(self.read(part, 0), self.needs)

    def note(self, needs: Iterable[Need]) -> None:
        assumed = tuple(self.assumed)
        self.needs.extend(replace(n, assuming=(*assumed, *n.assuming)) for n in needs)

    def power(self, base: Node, exponent: Node) -> Node:
        from actplot.formula.domain import own_needs

        self.note(own_needs(tree.Power(base, exponent)))
        return tree.power(base, exponent)

    def refuse(self, reason: str) -> NoReturn:
        raise ActplotError(f"formula {quote(self.text)}: {reason}")

    def read(self, part: ast.expr, depth: int) -> Node:
        if depth > DEEPEST_NESTING:
            self.refuse(f"it is nested more than {DEEPEST_NESTING} deep")
        match part:
            case ast.Constant(value):
                return self.constant(value)
            case ast.Name(name):
                return self.name(name)
            case ast.UnaryOp(ast.USub(), operand):
                return tree.multiply(tree.MINUS_ONE, self.read(operand, depth + 1))
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.read(operand, depth + 1)
            case ast.BinOp():
                return self.chain(part, depth)
            case ast.Call():
                return self.bounded(self.call(part, depth))
            case ast.Compare():
                self.refuse("a comparison belongs inside where(condition, a, b)")
            case ast.Attribute(_, last):
                self.refuse(self.without_module(last))
            case ast.BoolOp():
                self.refuse(AND_OR)
            case ast.IfExp():
                self.refuse("write where(condition, a, b) for a if condition else b")
            case ast.Tuple():
                self.refuse("a comma belongs between the arguments of a function")
            case _:
                self.refuse(
                    "only numbers, x, parameters, + - * / **, parentheses and functions are read"
                )

    def bounded(self, node: Node) -> Node:
        if tree.size(node) > LARGEST_TREE:
            self.refuse(f"written out, it has more than {LARGEST_TREE:,} parts")
        return node

    def constant(self, value: object) -> Node:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(f"{value!r:.20} is not a number")
        if value in (float("inf"), float("-inf")):
            self.refuse("a number is beyond 1.8e308, the largest that fits")
        return tree.number(repr(value) if isinstance(value, float) else value)

    def chain(self, part: ast.BinOp, depth: int) -> Node:
        """Read a*b/c - d + ... without one level of recursion an operator.

        Factors are multiplied at once, as those of a tree are: -a*(b - c)/2 is not first turned
        into a*(c - b).
        """
        steps: list[tuple[ast.operator, ast.expr]] = []
        left: ast.expr = part
        while isinstance(left, ast.BinOp) and not isinstance(left.op, ast.Pow):
            if not isinstance(left.op, OPERATORS):
                self.refuse("the operators are + - * / and **")
            steps.append((left.op, left.right))
            left = left.left
        factors = self.first_factors(left, depth)
        for operator, right in reversed(steps):
            operand = self.read(right, depth + 1)
            match operator:
                case ast.Mult():
                    factors.append(operand)
                case ast.Div():
                    factors.append(self.power(operand, tree.MINUS_ONE))
                case ast.Sub():
                    factors = [tree.add(tree.multiply(*factors), tree.negate(operand))]
                case _:
                    factors = [tree.add(tree.multiply(*factors), operand)]
        return self.bounded(tree.multiply(*factors) if len(factors) > 1 else factors[0])

    def first_factors(self, part: ast.expr, depth: int) -> list[Node]:
        """Read what a chain begins with: a power, or anything else with its sign apart."""
        match part:
            case ast.BinOp(base, _, exponent):
                return [self.power(self.read(base, depth + 1), self.read(exponent, depth + 1))]
            case ast.UnaryOp(ast.USub(), operand):
                return [tree.MINUS_ONE, self.read(operand, depth + 2)]
            case _:
                return [self.read(part, depth + 1)]

    def name(self, name: str) -> Node:
        name = _user_name(name)
        if name == tree.X.name or name in tree.CONSTANTS or name in self.parameters:
            return tree.Symbol(name)
        arguments = _arguments(name)
        if len(arguments) > 1:
            self.refuse(f"{name} needs its arguments, as in {_usage(name)}")
        if arguments or self.language.find(name):
            return self.apply(name, [tree.X], {})
        hint = self.language.suggest(name)
        if hint:
            self.refuse(f"{name} is not known{hint}")
        self.refuse(f"{name} is not known; if it is a parameter, give it a value, as in :{name}=1")

    def call(self, part: ast.Call, depth: int) -> Node:
        if not isinstance(part.func, ast.Name):
            if isinstance(part.func, ast.Attribute):
                self.refuse(self.without_module(part.func.attr))
            self.refuse("only a named function can be called; write * to multiply")
        name = _user_name(part.func.id)
        if name == "where":
            return self.where(part, depth)
        if name in self.parameters or name == tree.X.name or name in tree.CONSTANTS:
            self.refuse(f"{name} is not a function; write {name}*(...) to multiply")
        if not _arguments(name) and self.language.find(name) is None:
            hint = self.language.suggest(name)
            self.refuse(f"{name} is not a function that actplot knows{hint}")
        arguments = [self.read(argument, depth + 1) for argument in part.args]
        keywords: dict[str, Node] = {}
        for keyword in part.keywords:
            if keyword.arg is None:
                self.refuse("** belongs between a base and an exponent")
            if _user_name(keyword.arg) in keywords:
                self.refuse(f"{name} is given {_user_name(keyword.arg)} twice")
            keywords[_user_name(keyword.arg)] = self.read(keyword.value, depth + 1)
        return self.apply(name, arguments, keywords)

    def apply(self, name: str, arguments: list[Node], keywords: dict[str, Node]) -> Node:
        from actplot.formula.domain import needs

        taken = _arguments(name)
        if taken and not keywords:
            while len(arguments) > len(taken) and SAME_AS.get(name, name) in OF_MANY:
                first, second, *rest = arguments
                arguments = [self.apply(name, [first, second], {}), *rest]
            if len(arguments) != len(taken):
                self.refuse(
                    f"{name} takes {len(taken)} argument(s), as in {_usage(name)}, "
                    f"not {len(arguments)}"
                )
            return self.known(SAME_AS.get(name, name), arguments)
        function = self.language.find(name)
        if function is None:
            self.refuse(f"{name} has no parameter {next(iter(keywords))}")
        if len(arguments) != 1:
            self.refuse(f"{name} takes one argument; parameters go by name, {name}(x, alpha=1)")
        values: dict[str, Node] = {
            key: tree.number(repr(default)) for key, default in function.defaults.items()
        }
        for key, value in keywords.items():
            if key not in values:
                allowed = ", ".join(values) or "none"
                self.refuse(f"{name} has no parameter {key}; it has: {allowed}")
            if isinstance(value, tree.Number):
                function.check(key, float(value.value))
            values[key] = value
        known = {k: float(v.value) for k, v in values.items() if isinstance(v, tree.Number)}
        if len(known) == len(values):
            function.hold(known)
        applied = tree.substitute(function.formula, {**values, tree.X.name: arguments[0]})
        self.note(needs(applied))
        return applied

    def known(self, name: str, arguments: list[Node]) -> Node:
        """Return a primitive of so many arguments, or a formula of primitives."""
        from actplot.formula.domain import needs, own_needs

        if name in PRIMITIVES:
            self.note(own_needs(tree.Call(name, tuple(arguments))))
            return tree.call(name, *arguments)
        if name == "pow":
            return self.power(*arguments)
        names, text = DEFINED_AS[name]
        values = dict(zip(names, arguments, strict=True))
        applied = tree.substitute(parse(text, parameters=names), values)
        self.note(needs(applied))
        return applied

    def without_module(self, last: str) -> str:
        """Return what to write for a name with a dot."""
        if last in tree.CONSTANTS or _arguments(last) or self.language.find(last):
            return f"write {last} alone, without what stands before its dot"
        return ATTRIBUTE

    def where(self, part: ast.Call, depth: int) -> Node:
        if len(part.args) != 3 or part.keywords:
            self.refuse("where takes a condition and two values, as in where(x > 0, x, 0)")
        condition, then, otherwise = part.args
        if isinstance(condition, ast.BoolOp):
            self.refuse(AND_OR)
        if not isinstance(condition, ast.Compare):
            self.refuse("the first argument of where is a comparison, as in where(x > 0, x, 0)")
        for operator in condition.ops:
            if type(operator) not in COMPARISONS:
                self.refuse("the comparisons are < <= > and >=")
        operands = [condition.left, *condition.comparators]
        chain = tree.Comparison(
            tuple(self.read(operand, depth + 1) for operand in operands),
            tuple(COMPARISONS[type(operator)] for operator in condition.ops),
        )
        branches = []
        for branch, holds in ((then, True), (otherwise, False)):
            self.assumed.append((chain, holds))
            branches.append(self.read(branch, depth + 1))
            self.assumed.pop()
        return tree.where(chain, *branches)


def _user_name(name: str) -> str:
    return "lambda" if name == LAMBDA_STAND_IN else name


def _arguments(name: str) -> tuple[str, ...]:
    """Return the arguments of a function that the language has without the catalogue."""
    name = SAME_AS.get(name, name)
    if name == "where":
        return ("x > 0", "a", "b")
    if name in PRIMITIVES:
        return PRIMITIVES[name].arguments
    return DEFINED_AS[name][0] if name in DEFINED_AS else ()


def _usage(name: str) -> str:
    arguments = _arguments(name)
    return f"{name}({', '.join('x' if a == 'u' else a for a in arguments)})"
