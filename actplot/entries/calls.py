"""A call as it stands in the code of a framework: `nn.LeakyReLU(0.2)`, `F.elu(x, alpha=2)`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from actplot.formula import python_expression

# What a framework does besides the function of one number: on which axis, and how it averages.
NOT_OF_ONE_NUMBER = frozenset(
    (
        *("inplace", "reduction", "size_average", "reduce", "dim", "axis", "name", "dtype", "key"),
        *("training", "train", "device", "rngs", "num_parameters", "full", "deterministic"),
        *("weight", "ignore_index"),
    )
)
X = "x"


@dataclass(frozen=True)
class WrittenCall:
    """A call of a name: its arguments as texts, without the x that stands in front of them.

    `of_x` tells that there was such an x; `keywords` leaves out what is of no account here.
    """

    name: str
    of_x: bool
    positional: tuple[str, ...]
    keywords: dict[str, str]


def written_call(text: str) -> WrittenCall | None:
    """Return the text as a call of a name, with numbers or words behind the x; None for others."""
    call = python_expression(text)
    if not isinstance(call, ast.Call) or not (name := _dotted(call.func)):
        return None
    arguments = call.args
    of_x = bool(arguments) and isinstance(arguments[0], ast.Name) and arguments[0].id == X
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    positional = [_plain(argument) for argument in arguments[of_x:]]
    keywords = {
        str(keyword.arg): _plain(keyword.value)
        for keyword in call.keywords
        if keyword.arg not in NOT_OF_ONE_NUMBER
    }
    words = [word for word in (*positional, *keywords.values()) if word is not None]
    if len(words) < len(positional) + len(keywords):
        return None
    return WrittenCall(
        name,
        of_x,
        tuple(words[: len(positional)]),
        dict(zip(keywords, words[len(positional) :], strict=True)),
    )


def _dotted(node: ast.expr) -> str:
    """Return a name such as torch.nn.GELU, "" for anything else."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def _plain(node: ast.expr) -> str | None:
    """Return an argument as text, None where it is made of more than numbers and one word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if any(isinstance(part, ast.Name | ast.Call | ast.Attribute) for part in ast.walk(node)):
        return None
    return ast.unparse(node)
