"""Text as Python's grammar splits it: nothing is run, and nothing is said about it."""

from __future__ import annotations

import ast
import warnings


def python_expression(text: str) -> ast.expr | None:
    """Return the expression that a text is in Python's grammar, None if it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the grammar comments on code, this is a formula
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
